"""What unitizing alpha needs of a corpus: squared differences of units, and how long units and gaps are.

A unit is a span, a gap what lies between the units of one annotator with one label in one document. Only documents that
all annotators finished are taken, and of an annotator's overlapping spans with one label only the longest.
The formula is in `unitizing_alpha`. Lengths are in characters.
"""

from __future__ import annotations

from collections import Counter

import numpy as np

from annotator.agreement.base import BoolArray, FloatArray, IntArray
from annotator.agreement.matching import Side, Sorted, overlapping, side
from annotator.agreement.units import Corpus

SHORT = 1 << 16
"""Lengths below this are counted in an array, the few others in a dictionary."""


class Lengths:
    """How many units, or gaps, of each length there are, label by label."""

    def __init__(self, labels: int) -> None:
        """Begin with none."""
        self._short: IntArray = np.zeros((labels, 256), np.int64)
        self._long: list[Counter[int]] = [Counter() for _ in range(labels)]

    def add(self, labels: IntArray, lengths: IntArray, *, sign: int = 1) -> None:
        """Count some more; with sign -1, some fewer."""
        short = lengths < SHORT
        if not short.all():
            for label, length in zip(labels[~short].tolist(), lengths[~short].tolist(), strict=True):
                self._long[label][length] += sign
            labels, lengths = labels[short], lengths[short]
        if not len(lengths):
            return
        most = int(lengths.max()) + 1
        while most > self._short.shape[1]:
            # As wide as the longest seen: most corpora never need the whole width.
            self._short = np.concatenate((self._short, np.zeros_like(self._short)), axis=1)
        found = np.bincount(labels * most + lengths, minlength=len(self._long) * most)
        self._short[:, :most] += sign * found.reshape(-1, most)

    def of(self, label: int) -> tuple[IntArray, IntArray]:
        """Return the lengths that occur with a label, ascending, and how often each does."""
        short = np.flatnonzero(self._short[label])
        long = sorted((length, times) for length, times in self._long[label].items() if times)
        more = np.array(long, np.int64).reshape(-1, 2)
        return np.concatenate((short, more[:, 0])), np.concatenate((self._short[label, short], more[:, 1]))


class UnitCounts:
    """The units of a corpus, counted chunk by chunk.

    differences[K] is the sum over pairs of annotators of squared differences; `units` and `gaps` the lengths there are;
    `length`, `documents` and `number` how many characters, documents and units were taken; `dropped` how many spans
    were not, for a longer one with their label.
    """

    def __init__(self, corpus: Corpus) -> None:
        """Begin with nothing counted."""
        labels = len(corpus.labels)
        self.annotators = len(corpus.annotators)
        self.differences: FloatArray = np.zeros(labels)
        self.units, self.gaps = Lengths(labels), Lengths(labels)
        self.length = 0
        self.documents = 0
        self.number = 0
        self.dropped = 0

    def add(self, part: Corpus, spans: Sorted) -> None:
        """Count the documents of a part, their spans sorted."""
        self._change(part, spans, 1)

    def remove(self, part: Corpus, spans: Sorted) -> None:
        """Take the counts of a part out again."""
        self._change(part, spans, -1)

    def _change(self, part: Corpus, spans: Sorted, sign: int) -> None:
        complete = part.complete
        if not complete.any():
            return
        if not complete.all():
            spans = spans.keep(complete[spans.document])
        units = units_of(part, spans)
        self.dropped += sign * units.dropped
        self.number += sign * len(units.spans)
        self.units.add(units.spans.label, units.spans.end - units.spans.start, sign=sign)
        gaps = gaps_of(part, units)
        self.gaps.add(gaps[1], gaps[2], sign=sign)
        _, label, squared = differences_of(part, units.spans)
        self.differences += sign * np.bincount(label, squared, minlength=len(self.differences))
        self.length += sign * int(part.lengths[complete].sum())
        self.documents += sign * int(complete.sum())


class Units:
    """The spans that are units, and their order by (annotator, document, label, start)."""

    def __init__(self, spans: Sorted, order: IntArray, same: BoolArray, dropped: int) -> None:
        """Keep them; `same` tells of each but the first in that order whether it has the line of the one before."""
        self.spans = spans
        self.order = order
        self.same = same
        self.dropped = dropped


def units_of(part: Corpus, spans: Sorted) -> Units:
    """Choose the units among the spans."""
    order, same = _lines(part, spans)
    start, end = spans.start[order], spans.end[order]
    meets = same & (start[1:] < end[:-1])
    if not meets.any():
        return Units(spans, order, same, 0)
    line = np.concatenate((np.zeros(1, np.int64), np.cumsum(~same)))
    kept = np.ones(len(spans), np.bool_)
    # Few lines have overlaps, and those few spans: a loop over spans is quick enough, and plain.
    for number in np.unique(line[1:][meets]).tolist():
        low, high = np.searchsorted(line, [number, number + 1])
        kept[order[low:high]] = _longest(start[low:high].tolist(), end[low:high].tolist())
    left = spans.keep(kept)
    return Units(left, *_lines(part, left), int(len(spans) - kept.sum()))


def _longest(starts: list[int], ends: list[int]) -> list[bool]:
    """Choose spans that do not overlap, the longest first, of equally long ones the first."""
    ranks = sorted(range(len(starts)), key=lambda at: (starts[at] - ends[at], starts[at]))
    kept = [False] * len(starts)
    for at in ranks:
        kept[at] = not any(
            kept[other] and starts[other] < ends[at] and starts[at] < ends[other] for other in range(len(starts))
        )
    return kept


def _lines(part: Corpus, spans: Sorted) -> tuple[IntArray, BoolArray]:
    """Return the order of the spans by (annotator, document, label, start), and which continue a line."""
    line = (spans.annotator * len(part) + spans.document) * len(part.labels) + spans.label
    # The number of a span in the low bits: one plain sort, faster than a stable one of indices.
    bits = len(spans).bit_length()
    key = (line << bits) | np.arange(len(spans))
    key.sort()
    return key & ((1 << bits) - 1), (key[1:] >> bits) == (key[:-1] >> bits)


def gaps_of(part: Corpus, units: Units) -> tuple[IntArray, IntArray, IntArray]:
    """Return document, label and length of every gap in the documents everybody finished.

    Who did not use a label in a document has one gap there, as long as the document.
    """
    spans, order = units.spans, units.order
    start, end, label, document = (one[order] for one in (spans.start, spans.end, spans.label, spans.document))
    labels, complete = len(part.labels), np.flatnonzero(part.complete)
    first = np.concatenate((np.ones(min(len(order), 1), np.bool_), ~units.same))
    last = np.concatenate((~units.same, np.ones(min(len(order), 1), np.bool_)))
    before = start.copy()
    before[1:] -= np.where(units.same, end[:-1], 0)
    behind = part.lengths[document[last]] - end[last]
    used = np.bincount(document[first] * labels + label[first], minlength=len(part) * labels).reshape(-1, labels)
    unused = (len(part.annotators) - used)[complete].reshape(-1)
    empty = np.repeat(complete, labels)
    columns = (
        (document, document[last], np.repeat(empty, unused)),
        (label, label[last], np.repeat(np.tile(np.arange(labels), len(complete)), unused)),
        (before, behind, np.repeat(part.lengths[empty], unused)),
    )
    documents, found, lengths = (np.concatenate(column) for column in columns)
    real = lengths > 0
    return documents[real], found[real], lengths[real]


def differences_of(part: Corpus, spans: Sorted) -> tuple[IntArray, IntArray, FloatArray]:
    """Return document, label and squared difference of every two units that meet, and of each that meets none.

    Two units with the same label that overlap differ by the squares of the distances of their starts and of their
    ends; a unit in a gap of the other by the square of its length. Identical ones differ by nothing and are left out.
    """
    labels: list[IntArray] = []
    documents: list[IntArray] = []
    squares: list[FloatArray] = []
    for one, other in part.pairs:
        rest: list[Side] = [
            side(spans, np.flatnonzero((spans.annotator == mine) & ((spans.voters >> theirs) & 1 == 0)))
            for mine, theirs in ((one, other), (other, one))
        ]
        x, y = overlapping(*rest)
        alike = rest[0].label[x] == rest[1].label[y]
        x, y = x[alike], y[alike]
        these, those = rest[0].take(x), rest[1].take(y)
        labels.append(these.label)
        documents.append(these.document)
        squares.append(((these.start - those.start) ** 2 + (these.end - those.end) ** 2).astype(np.float64))
        for mine, met in ((rest[0], x), (rest[1], y)):
            alone = np.ones(len(mine), np.bool_)
            alone[met] = False
            labels.append(mine.label[alone])
            documents.append(mine.document[alone])
            squares.append(((mine.end - mine.start)[alone] ** 2).astype(np.float64))
    if not labels:
        return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0)
    return np.concatenate(documents), np.concatenate(labels), np.concatenate(squares)
