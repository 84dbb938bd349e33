"""The counts of documents that the same people finished, added up: what every pool of counts is made of."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement.base import IntArray, RowArray
from annotator.agreement.counts import Layout, Lines

RELABELLED = "relabelled"


@dataclass(slots=True)
class Sums:
    """How many documents and tokens, and their counts: int64[rows of the layout], then [P, 2, K] for relabelled."""

    documents: int
    tokens: int
    line: IntArray

    @classmethod
    def zeros(cls, layout: Layout) -> Sums:
        """Return those of no documents."""
        return cls(0, 0, np.zeros(width_of(layout), np.int64))

    def add(self, other: Sums, sign: int) -> None:
        """Add others with the same layout, or, with sign -1, take them away."""
        self.documents += sign * other.documents
        self.tokens += sign * other.tokens
        self.line += sign * other.line

    def of(self, layout: Layout, name: str) -> IntArray:
        """Return one table's sums, in its shape."""
        if name != RELABELLED:
            return layout.lines(self.line, name)
        return self.line[layout.size :].reshape(-1, 2, layout.labels)


def width_of(layout: Layout) -> int:
    """Return how many numbers there are in a line of sums."""
    return layout.size + layout.annotators * (layout.annotators - 1) * layout.labels


def sums_of(counts: Lines, patterns: IntArray, tokens: IntArray) -> dict[int, Sums]:
    """Add up counts by who finished the documents: patterns[D] has bit a set for annotator a."""
    found: dict[int, Sums] = {}
    for pattern in np.unique(patterns).tolist():
        chosen = patterns == pattern
        # The common case, everybody has finished everything, needs no choosing.
        every = bool(chosen.all())
        wide = counts.wide if every else counts.wide[:, chosen]
        rows = counts.relabelled if every else counts.relabelled[chosen[counts.relabelled[:, 0]]]
        line = np.concatenate((wide.sum(axis=1, dtype=np.int64), spread(rows, counts.layout, 0).reshape(-1)))
        found[pattern] = Sums(int(chosen.sum()), int(tokens[chosen].sum()), line)
    return found


def spread(rows: RowArray, layout: Layout, documents: int) -> IntArray:
    """Return [D, P, 2, K]: how many relabelled pairs have which label on either side; 0 documents: all in one."""
    shape = (max(documents, 1), layout.annotators * (layout.annotators - 1) // 2, 2, layout.labels)
    size = int(np.prod(shape))
    found = np.zeros(size, np.int64)
    document = rows[:, 0].astype(np.int64) if documents else 0
    for at in (0, 1):
        place = ((document * shape[1] + rows[:, 1]) * 2 + at) * shape[3] + rows[:, 2 + at]
        found += np.bincount(place, minlength=size)
    return found.reshape(shape)
