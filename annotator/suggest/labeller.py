"""Which label a span has: a linear model over what its words, its neighbours and the rules say of it.

The recogniser decides from left to right and must name a label at a name's first word; this looks at the whole name, at
the words on both sides and at every finding of the rules about it, and has its own vote. It is multinomial logistic
regression over hashed features (Weinberger et al. 2009), a file of numbers beside the pipeline's weights.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast
from zlib import crc32

from annotator.errors import SuggesterError

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Weights = npt.NDArray[np.float32]

FILE = "labeller.npz"
ROWS = 1 << 17
"""Rows of weights; features that share one by chance share its numbers."""


@dataclass(frozen=True, slots=True)
class Labeller:
    """Weights of (rows, labels): each feature's vote for each label."""

    labels: tuple[str, ...]
    weights: Weights

    def votes(self, features: Sequence[Sequence[int]]) -> Weights:
        """Return the log-probability of each label for spans with these rows, as an array of (spans, labels)."""
        import numpy as np  # noqa: PLC0415 - spaCy, which was loaded before, brings it

        sums = np.zeros((len(features), len(self.labels)), dtype=np.float32)
        for at, rows in enumerate(features):
            sums[at] = self.weights[list(rows)].sum(axis=0)
        return log_softmax(sums)


def log_softmax(votes: Weights) -> Weights:
    """Return votes of (spans, labels) as log-probabilities."""
    import numpy as np  # noqa: PLC0415 - as above

    votes = votes - votes.max(axis=1, keepdims=True)
    return votes - np.log(np.exp(votes).sum(axis=1, keepdims=True))


def rows_of(features: Iterable[str]) -> list[int]:
    """Return the rows of features."""
    return [crc32(feature.encode()) % ROWS for feature in features]


def read_labeller(folder: Path) -> Labeller | None:
    """Read the labeller beside a pipeline's weights, None where there is none; raise SuggesterError when damaged."""
    import numpy as np  # noqa: PLC0415 - as above

    path = folder / FILE
    if not path.is_file():
        return None
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as table:
            labels = tuple(str(one) for one in table["labels"])
            weights = np.zeros((ROWS, len(labels)), dtype=np.float32)
            weights[table["rows"]] = table["weights"]
    except Exception as error:  # numpy raises as zip files and arrays are damaged: in many ways
        raise SuggesterError(
            f"The labeller of the pipeline in {folder} cannot be read: {error}.",
            remedy="Choose another pipeline, or install the program again.",
        ) from error
    return Labeller(labels, weights)


def write_labeller(labeller: Labeller, folder: Path) -> None:
    """Write a labeller beside a pipeline's weights; numbers are rounded to half precision."""
    import numpy as np  # noqa: PLC0415 - as above

    used = np.flatnonzero(np.abs(labeller.weights).max(axis=1) > 1e-3)  # noqa: PLR2004 - what moves nothing
    cast("Any", np).savez_compressed(
        folder / FILE,
        labels=np.array(labeller.labels),
        rows=used.astype(np.uint32),
        weights=labeller.weights[used].astype(np.float16),
    )
