"""What unitizing alpha needs of a corpus: squared differences of units, and how long units and gaps are.

A unit is a span, a gap what lies between the units of one annotator with one label in one document. Only documents that
all annotators finished are taken, and of an annotator's overlapping spans with one label only the longest.
The formula is in `unitizing_alpha`. Lengths are in characters.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

import numpy as np

from annotator.agreement.base import BoolArray, FloatArray, IntArray
from annotator.agreement.counting import Found
from annotator.agreement.matching import Joined, Side, Sorted, join
from annotator.agreement.units import Corpus

SHORT = 1 << 16
"""Lengths below this are counted in an array, the few others in a dictionary."""


class Lengths:
    """How many units, or gaps, of each length there are, label by label.

    `changed` holds the labels of which something has changed since it was last emptied.
    """

    def __init__(self, labels: int) -> None:
        """Begin with none."""
        self._short: IntArray = np.zeros((labels, 256), np.int64)
        self._long: list[Counter[int]] = [Counter() for _ in range(labels)]
        self.changed: set[int] = set()

    def add(self, labels: IntArray, lengths: IntArray, times: IntArray) -> None:
        """Count so many more of each, or, below 0, fewer."""
        short = lengths < SHORT
        if not short.all():
            long = (one[~short].tolist() for one in (labels, lengths, times))
            for label, length, number in zip(*long, strict=True):
                self._long[label][length] += number
                self.changed.add(label)
            labels, lengths, times = labels[short], lengths[short], times[short]
        if not len(lengths):
            return
        most = int(lengths.max()) + 1
        while most > self._short.shape[1]:
            # As wide as the longest seen: most corpora never need the whole width.
            self._short = np.concatenate((self._short, np.zeros_like(self._short)), axis=1)
        size = len(self._long) * most
        found = np.bincount(labels * most + lengths, times, minlength=size).astype(np.int64).reshape(-1, most)
        self._short[:, :most] += found
        self.changed.update(np.flatnonzero(found.any(axis=1)).tolist())

    def of(self, label: int) -> tuple[IntArray, IntArray]:
        """Return the lengths that occur with a label, ascending, and how often each does."""
        short = np.flatnonzero(self._short[label])
        times = self._short[label, short]
        long = sorted((length, number) for length, number in self._long[label].items() if number)
        if not long:
            return short, times
        more = np.array(long, np.int64)
        return np.concatenate((short, more[:, 0])), np.concatenate((times, more[:, 1]))


class UnitCounts:
    """The units of a corpus, counted chunk by chunk.

    differences[K] is the sum over pairs of annotators of squared differences; `units` and `gaps` the lengths there are;
    `length`, `documents` and `number` how many characters, documents and units were taken; `dropped` how many spans
    were not, for a longer one with their label. `expected` keeps the expectations of labels, with the length they are
    for, as long as nothing of them changes.
    """

    def __init__(self, corpus: Corpus) -> None:
        """Begin with nothing counted."""
        labels = len(corpus.labels)
        self.annotators = len(corpus.annotators)
        self.differences: FloatArray = np.zeros(labels)
        self.units, self.gaps = Lengths(labels), Lengths(labels)
        self.expected: dict[int, tuple[int, float]] = {}
        self.length = 0
        self.documents = 0
        self.number = 0
        self.dropped = 0

    def change(self, *parts: tuple[Corpus, Found, int]) -> None:
        """Count parts of the corpus, or, with sign -1, take their counts out again."""
        units: list[tuple[IntArray, IntArray, IntArray]] = []
        gaps: list[tuple[IntArray, IntArray, IntArray]] = []
        for part, found, sign in parts:
            complete = part.complete
            if not complete.any():
                continue
            chosen, joined = units_in(part, found)
            spans = chosen.spans
            units.append((spans.label, spans.end - spans.start, np.full(len(spans), sign)))
            free = gaps_of(part, chosen)
            gaps.append((free.label, free.length, sign * free.times))
            self.dropped += sign * chosen.dropped
            self.number += sign * len(spans)
            _, label, squared = differences_of(joined, len(part))
            self.differences += sign * np.bincount(label, squared, minlength=len(self.differences))
            self.length += sign * int(part.lengths[complete].sum())
            self.documents += sign * int(complete.sum())
        # All at once, so that what an edit leaves as it was cancels out and changes no label.
        for lengths, columns in ((self.units, units), (self.gaps, gaps)):
            if columns:
                lengths.add(*(np.concatenate(column) for column in zip(*columns, strict=True)))


def units_in(part: Corpus, found: Found) -> tuple[Units, Joined]:
    """Return the units of a part, and what pairs of annotators do not share of them."""
    complete = part.complete
    spans = found.spans if complete.all() else found.spans.keep(complete[found.spans.document])
    units = units_of(part, spans, knotted=found.knotted)
    if units.spans is found.spans:
        return units, found.joined
    return units, join(units.spans, part.pairs, np.ones((len(part), len(part.pairs)), np.bool_))


class Units:
    """The spans that are units, and their order by (annotator, document, label, start)."""

    def __init__(self, spans: Sorted, order: IntArray, same: BoolArray, dropped: int) -> None:
        """Keep them; `same` tells of each but the first in that order whether it has the line of the one before."""
        self.spans = spans
        self.order = order
        self.same = same
        self.dropped = dropped


def units_of(part: Corpus, spans: Sorted, *, knotted: bool) -> Units:
    """Choose the units among the spans; where nobody's spans overlap (`knotted`), all are."""
    order, same = _lines(part, spans)
    if not knotted:
        return Units(spans, order, same, 0)
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
    line = ((spans.annotator * len(part) + spans.document) * len(part.labels) + spans.label).astype(np.int64)
    # The number of a span in the low bits: one plain sort, faster than a stable one of indices.
    bits = len(spans).bit_length()
    key = (line << bits) | np.arange(len(spans))
    key.sort()
    return key & ((1 << bits) - 1), (key[1:] >> bits) == (key[:-1] >> bits)


@dataclass(frozen=True, slots=True)
class Gaps:
    """Gaps by document and label: how long, and how many."""

    document: IntArray
    label: IntArray
    length: IntArray
    times: IntArray


def gaps_of(part: Corpus, units: Units) -> Gaps:
    """Return the gaps in the documents everybody finished.

    Who did not use a label in a document has one gap there, as long as the document.
    """
    spans, order = units.spans, units.order
    labels, complete = len(part.labels), np.flatnonzero(part.complete)
    place = (spans.document * labels + spans.label)[order]
    start, end = spans.start[order], spans.end[order]
    first = np.flatnonzero(np.concatenate((np.ones(min(len(order), 1), np.bool_), ~units.same)))
    last = np.append(first[1:], len(order))[: len(first)] - 1
    before = start.copy()
    before[1:] -= end[:-1]
    before[first] = start[first]
    behind = part.lengths[place[last] // labels] - end[last]
    used = np.bincount(place[first], minlength=len(part) * labels).reshape(-1, labels)
    unused = (len(part.annotators) - used)[complete].reshape(-1)
    inside, after, without = (np.flatnonzero(one > 0) for one in (before, behind, unused))
    empty = (complete[:, np.newaxis] * labels + np.arange(labels)).reshape(-1)[without]
    places = np.concatenate((place[inside], place[last[after]], empty))
    lengths = np.concatenate((before[inside], behind[after], part.lengths[empty // labels]))
    times = np.ones(len(places), np.int64)
    times[len(places) - len(empty) :] = unused[without]
    return Gaps(places // labels, places % labels, lengths, times)


def differences_of(joined: Joined, documents: int) -> tuple[IntArray, IntArray, FloatArray]:
    """Return document, label and squared difference of every two units that meet, and of each that meets none.

    Two units with the same label that overlap differ by the squares of the distances of their starts and of their
    ends; a unit in a gap of the other by the square of its length. Identical ones differ by nothing and are left out.
    """
    alike = joined.left.label[joined.x] == joined.right.label[joined.y]
    x, y = joined.x[alike], joined.y[alike]
    these, those = joined.left.take(x), joined.right.take(y)
    lonely = [_unmet(joined.left, x), _unmet(joined.right, y)]
    squares = [_square(these.start - those.start) + _square(these.end - those.end)]
    return (
        np.concatenate((these.document, *(one.document for one in lonely))) % documents,
        np.concatenate((these.label, *(one.label for one in lonely))),
        np.concatenate(squares + [_square(one.end - one.start) for one in lonely]),
    )


def _square(lengths: IntArray) -> FloatArray:
    return lengths.astype(np.float64) ** 2


def _unmet(one: Side, met: IntArray) -> Side:
    alone = np.ones(len(one), np.bool_)
    alone[met] = False
    return one.take(alone)
