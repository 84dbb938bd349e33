"""Which spans of several annotators are the same, which overlap, and which belongs to which.

Everything works on the arrays of a few hundred documents at once. Identical spans are found by one sort; only what is
left over is searched for overlaps. What is counted from it is in `counts`, what is shown of it in `disagreements`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from annotator.agreement.base import BoolArray, FloatArray, IntArray
from annotator.agreement.units import END, LABEL, START, Corpus

Candidates: TypeAlias = tuple[IntArray, IntArray]
"""Overlapping spans of two sides: indices into the one, indices into the other."""

_KEY_BITS = 63
_NARROW = 1 << 15
_ONE = np.int64(1)


@dataclass(frozen=True, slots=True)
class Sorted:
    """The spans of some documents by (document, start, longer first, label, annotator), column by column, int32.

    `voters` has bit a set where annotator a has the identical span; `groups` is the index of the first of each run of
    identical spans; `row` where the span stands in the corpus.
    """

    document: IntArray
    start: IntArray
    end: IntArray
    label: IntArray
    annotator: IntArray
    voters: IntArray
    groups: IntArray
    row: IntArray

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.document)

    def keep(self, chosen: BoolArray) -> Sorted:
        """Return some of them, in their order, with their votes counted anew."""
        columns = (self.document, self.start, self.end, self.label, self.annotator, self.row)
        places = np.flatnonzero(chosen)
        return _grouped(*(one[places] for one in columns))


@dataclass(frozen=True, slots=True)
class Side:
    """Some spans of one annotator by (document, start), ready to be searched for overlaps."""

    document: IntArray
    start: IntArray
    end: IntArray
    label: IntArray

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.document)

    def take(self, chosen: IntArray | BoolArray) -> Side:
        """Return some of them, in their order."""
        if chosen.dtype == np.bool_:
            chosen = np.flatnonzero(chosen)  # once for four columns
        return Side(self.document[chosen], self.start[chosen], self.end[chosen], self.label[chosen])


def side(spans: Sorted, chosen: IntArray | BoolArray) -> Side:
    """Return some of the sorted spans as a side."""
    return Side(spans.document, spans.start, spans.end, spans.label).take(chosen)


def sort_spans(part: Corpus) -> Sorted:
    """Sort all spans of a part of the corpus, and find the identical ones."""
    width = len(part.annotators)
    sizes = np.diff(part.offsets)
    start, end, label = (part.rows[:, column].copy() for column in (START, END, LABEL))
    document = np.repeat(np.repeat(np.arange(len(part), dtype=np.int32), width), sizes)
    annotator = np.repeat(np.tile(np.arange(width, dtype=np.int32), len(part)), sizes)
    if not len(start):
        return Sorted(document, start, end, label, annotator, document, document, document)
    length = end - start
    longest = int(length.max())
    # The rows of a document are in the order of its annotators.
    row = np.arange(len(start), dtype=np.int32)
    tops = (len(part) - 1, int(start.max()), longest, max(len(part.labels) - 1, 0), len(row) - 1)
    bits = [top.bit_length() for top in tops]
    if sum(bits) <= _KEY_BITS:
        key = document.astype(np.int64)
        for column, size in zip((start, longest - length, label, row), bits[1:], strict=True):
            key = (key << size) | column
        key.sort()
        row, label, length, start = (
            (key >> sum(bits[at + 1 :]) & ((1 << bits[at]) - 1)).astype(np.int32) for at in (4, 3, 2, 1)
        )
        end = start + (longest - length)
        annotator = annotator[row]
    else:
        row = np.lexsort((annotator, label, -end, start, document))
        document, start, end, label, annotator = (one[row] for one in (document, start, end, label, annotator))
    return _grouped(document, start, end, label, annotator, row)


def _grouped(
    document: IntArray, start: IntArray, end: IntArray, label: IntArray, annotator: IntArray, row: IntArray
) -> Sorted:
    """Find the runs of identical spans, and who is in each."""
    new = np.ones(len(document), np.bool_)
    if len(document):
        new[1:] = start[1:] != start[:-1]
        new[1:] |= end[1:] != end[:-1]
        new[1:] |= label[1:] != label[:-1]
        new[1:] |= document[1:] != document[:-1]
    first = np.flatnonzero(new)
    votes = np.bitwise_or.reduceat(_ONE << annotator, first) if len(first) else first
    voters = np.repeat(votes, np.diff(first, append=len(document)))
    return Sorted(document, start, end, label, annotator, voters, first, row)


def overlapping(these: Side, those: Side) -> Candidates:
    """Return every pair of one of these and one of those that share a code point."""
    if not len(these) or not len(those):
        none = np.zeros(0, np.int64)
        return none, none
    bits = max(int(these.end.max()), int(those.end.max())).bit_length()
    theirs, base = (one.document.astype(np.int64) << bits for one in (those, these))
    starts = theirs | those.start
    # The furthest end so far never falls, so that the first span reaching a place can be searched for.
    reach = np.maximum.accumulate(theirs | those.end)
    low = np.searchsorted(reach, base | these.start, side="right")
    size = np.searchsorted(starts, base | these.end, side="left") - low
    np.maximum(size, 0, out=size)
    x = np.repeat(np.arange(len(these)), size)
    y = np.arange(len(x)) + np.repeat(low - (np.cumsum(size) - size), size)
    # Behind a long span stand shorter ones that end too early.
    real = those.end[y] > these.start[x]
    return (x, y) if real.all() else (x[real], y[real])


@dataclass(frozen=True, slots=True)
class Joined:
    """What pairs of annotators do not share, pair by pair, and which of it overlaps.

    `left` has the spans of each pair's first annotator that the second has not, `right` those of the second; in both,
    `document` is pair * documents + document, and they are sorted by it. left[x[n]] and right[y[n]] overlap.
    `both` are all these spans as they stand in the text, `rows` where they stand in the corpus, `is_left` whose they
    are.
    """

    left: Side
    right: Side
    x: IntArray
    y: IntArray
    both: Side
    rows: IntArray
    is_left: BoolArray


def join(spans: Sorted, pairs: tuple[tuple[int, int], ...], common: BoolArray) -> Joined:
    """Find for all pairs at once what only one of them has, in documents both finished: common[D, P]."""
    one, other = np.array(pairs, np.int64).reshape(-1, 2).T
    # What everybody has is in nobody's rest; mostly that is most.
    everybody = np.bitwise_or.reduce(1 << np.concatenate((one, other)))
    unlike = np.flatnonzero(spans.voters != everybody)
    narrow = np.int16 if everybody < _NARROW else np.int64
    annotator, voters = spans.annotator[unlike].astype(narrow), spans.voters[unlike].astype(narrow)
    mine, theirs = one[:, np.newaxis].astype(narrow), other[:, np.newaxis].astype(narrow)
    alone = (annotator == mine) & ((voters >> theirs) & 1 == 0)
    alone |= (annotator == theirs) & ((voters >> mine) & 1 == 0)
    if not common.all():
        alone &= common[spans.document[unlike]].T
    pair, at = np.nonzero(alone)
    at = unlike[at]
    rest = Side(pair * len(common) + spans.document[at], spans.start[at], spans.end[at], spans.label[at])
    left = spans.annotator[at] == one[pair]
    x, y = meeting(rest, left)
    so_far = np.cumsum(left)
    number = np.where(left, so_far - 1, np.arange(len(left)) - so_far)
    return Joined(rest.take(left), rest.take(~left), number[x], number[y], rest, spans.row[at], left)


def meeting(rest: Side, left: BoolArray) -> Candidates:
    """Return every pair of one on the left and one on the right that share a code point (or token, if so counted)."""
    first, second = _meeting(rest)
    mixed = left[first] != left[second]
    first, second = first[mixed], second[mixed]
    turned = ~left[first]
    return np.where(turned, second, first), np.where(turned, first, second)


def _meeting(rest: Side) -> Candidates:
    """Return every pair of spans that share a code point, the one that comes first before the other.

    Spans are sorted by start, so who meets one further on meets all between; mostly it is the next or none.
    """
    found: list[Candidates] = []
    step, meeting = 1, np.arange(len(rest))
    while True:
        meeting = meeting[: np.searchsorted(meeting, len(rest) - step)]
        after = meeting + step
        meets = (rest.start[after] < rest.end[meeting]) & (rest.document[after] == rest.document[meeting])
        meeting = meeting[meets]
        if not len(meeting):
            break
        found.append((meeting, meeting + step))
        step += 1
    none = np.zeros(0, np.int64)
    return np.concatenate([none, *(one for one, _ in found)]), np.concatenate([none, *(other for _, other in found)])


def nested(one: Side) -> BoolArray:
    """Tell of each span whether another of the same side shares a code point with it."""
    found = np.zeros(len(one), np.bool_)
    if len(one) > 1:
        bits = int(one.end.max()).bit_length()
        base = one.document << bits
        starts, ends = base | one.start, base | one.end
        found[1:] = starts[1:] < np.maximum.accumulate(ends)[:-1]
        found[:-1] |= starts[1:] < ends[:-1]
    return found


def align(these: Side, those: Side, candidates: Candidates) -> Candidates:
    """Choose from overlapping spans which belong together, each at most once, the best fitting first.

    Best is the largest share of the common range; then the same label; then what begins, ends, is named first. That is
    the same from either side. A pair that is the best of both its spans is taken, and the rest looked at again.
    """
    x, y = candidates
    alone = (np.bincount(x, minlength=len(these))[x] == 1) & (np.bincount(y, minlength=len(those))[y] == 1)
    if alone.all():
        return x, y
    taken = [(x[alone], y[alone])]
    x, y = x[~alone], y[~alone]
    rank = _rank(these.take(x), those.take(y))
    x, y = x[rank], y[rank]
    while len(x):
        best = _first(x, len(these)) & _first(y, len(those))
        taken.append((x[best], y[best]))
        used_x, used_y = np.zeros(len(these), np.bool_), np.zeros(len(those), np.bool_)
        used_x[x[best]] = used_y[y[best]] = True
        left = ~(used_x[x] | used_y[y])
        x, y = x[left], y[left]
    return np.concatenate([one for one, _ in taken]), np.concatenate([other for _, other in taken])


def _rank(these: Side, those: Side) -> IntArray:
    """Return the order of pairs from the best to the worst.

    Sums break ties: of two pairs that share a span they differ exactly where the other spans do.
    """
    both: FloatArray = np.minimum(these.end, those.end) - np.maximum(these.start, those.start) + 0.0
    either = np.maximum(these.end, those.end) - np.minimum(these.start, those.start)
    return np.lexsort(
        (
            these.label + those.label,
            these.end + those.end,
            these.start + those.start,
            these.label != those.label,
            -both / either,
        )
    )


def _first(numbers: IntArray, size: int) -> BoolArray:
    """Tell of each place whether its number stands there for the first time."""
    first = np.full(size, len(numbers))
    # Assigned from behind, so that the first place stays.
    first[numbers[::-1]] = np.arange(len(numbers))[::-1]
    return first[numbers] == np.arange(len(numbers))
