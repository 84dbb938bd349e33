"""Where the files that ship with the program are: in a checkout, a wheel or a frozen program.

Knows folders and nothing about what the files mean.
"""

from __future__ import annotations

import sys
from pathlib import Path

from annotator.errors import AnnotatorError

_PACKAGE = Path(__file__).resolve().parent


def resource(*parts: str) -> Path:
    """Return the path of a file or folder below `resources/`; raise AnnotatorError when it did not come along."""
    return _find("resources", *parts)


def seeds() -> Path:
    """Return the folder of the sample corpus."""
    return _find("seeds")


def _find(*parts: str) -> Path:
    roots = [_PACKAGE.parent, _PACKAGE / "_data"]
    frozen = getattr(sys, "_MEIPASS", None)
    if isinstance(frozen, str):
        roots.insert(0, Path(frozen))
    for root in roots:
        path = root.joinpath(*parts)
        if path.exists():
            return path
    raise AnnotatorError(
        f"The program's own file {'/'.join(parts)} is missing.", remedy="Installing the program again brings it back."
    )
