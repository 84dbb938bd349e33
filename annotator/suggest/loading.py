"""Loading pipelines of our own, so that they multiply by the library that is quicker for networks as small as theirs.

numpy's is a quarter quicker than thinc's own for them, as long as it keeps to one thread (`annotator/__main__.py`).
Other people's pipelines are loaded as spaCy does.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path

    from spacy.language import Language


def load_folder(folder: Path) -> Language:
    """Load a pipeline folder of ours; raise whatever spaCy raises."""
    import spacy  # noqa: PLC0415 - a second of import that the window must not pay

    # By name: thinc's stubs do not know what may be passed on to a kind of operations.
    backends: Any = importlib.import_module("thinc.backends")
    with backends.use_ops("numpy", use_blis=False):
        return spacy.load(folder)
