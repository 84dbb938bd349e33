"""Counting the spans of some hundred documents, all pairs of annotators at once."""

from __future__ import annotations

import numpy as np

from annotator.agreement.base import BoolArray, IntArray, RowArray
from annotator.agreement.counts import BOTH_DIFFER, BOUNDARY_DIFFERS, LABEL_DIFFERS, Counts
from annotator.agreement.matching import Joined, Side, Sorted, align, overlapping, side
from annotator.agreement.units import Corpus


def span_counts(
    part: Corpus, spans: Sorted, joined: Joined, counts: Counts, *, knotted: bool
) -> tuple[IntArray, RowArray]:
    """Fill in the counts of spans; return the matrices of aligned spans and the relabelled pairs.

    All pairs of annotators are counted at once: a place is pair * documents + document.
    """
    documents, width, labels, pairs = len(part), len(part.annotators), len(part.labels), len(part.pairs)
    number = (spans.document * width + spans.annotator) * labels + spans.label
    counts.spans[...] = np.bincount(number, minlength=documents * width * labels).reshape(counts.spans.shape)
    exact = _exact(part, spans)
    counts.exact[...] = exact.transpose(1, 0, 2)
    alike = joined.left.label[joined.x] == joined.right.label[joined.y]
    for at, (rest, met) in enumerate(((joined.left, joined.x), (joined.right, joined.y))):
        covered = np.zeros(len(rest), np.bool_)
        covered[met[alike]] = True
        if knotted:
            _also_cover(part, spans, rest, at, covered)
        place = np.bincount(rest.document[covered], minlength=pairs * documents).reshape(pairs, documents)
        counts.covered[:, :, at] = (place + exact.sum(axis=2)).T
    matrices, relabelled = _count_aligned(joined, counts.aligned, (pairs, documents, labels))
    diagonal = np.arange(labels)
    matrices[:, 1, diagonal, diagonal] += exact.sum(axis=1)
    return matrices, relabelled


def _exact(part: Corpus, spans: Sorted) -> IntArray:
    """Return [P, D, K]: how many identical spans each pair has."""
    sides = np.array(part.pairs, np.int64).reshape(-1, 2)
    one, other = sides[:, :1], sides[:, 1:]
    labels, pairs = len(part.labels), len(sides)
    votes = spans.voters[spans.groups]
    line = spans.document[spans.groups] * labels + spans.label[spans.groups]
    size = len(part) * labels
    # What everybody has is counted once for all pairs.
    unanimous = votes == (1 << len(part.annotators)) - 1
    some = np.flatnonzero(~unanimous & (votes & (votes - 1) != 0))
    pair, group = np.nonzero((votes[some] >> one) & (votes[some] >> other) & 1 == 1)
    found = np.bincount(pair * size + line[some][group], minlength=pairs * size).reshape(pairs, len(part), labels)
    return found + np.bincount(line[unanimous], minlength=size).reshape(len(part), labels)


def _also_cover(part: Corpus, spans: Sorted, rest: Side, at: int, covered: BoolArray) -> None:
    """Cover those that only a span both have covers; such a one overlaps a second span of its own annotator."""
    for pair, people in enumerate(part.pairs):
        low = int(np.searchsorted(rest.document, pair * len(part)))
        high = int(np.searchsorted(rest.document, (pair + 1) * len(part)))
        mine = rest.take(np.arange(low, high, dtype=np.int64))
        both: BoolArray = (spans.voters >> people[0]) & (spans.voters >> people[1]) & 1 == 1
        both &= spans.annotator == people[1 - at]
        theirs = side(spans, both)
        shifted = Side(theirs.document + pair * len(part), theirs.start, theirs.end, theirs.label)
        x, y = overlapping(mine, shifted)
        covered[low + x[mine.label[x] == shifted.label[y]]] = True


def _count_aligned(joined: Joined, kinds: IntArray, shape: tuple[int, int, int]) -> tuple[IntArray, RowArray]:
    """Count what belongs together by kind and document, and by label, with what is left alone.

    Return the matrices and the relabelled pairs.
    """
    pairs, documents, none = shape
    chosen = align(joined.left, joined.right, (joined.x, joined.y))
    these, those = joined.left.take(chosen[0]), joined.right.take(chosen[1])
    ranges = (these.start == those.start) & (these.end == those.end)
    kind = np.where(ranges, LABEL_DIFFERS, np.where(these.label == those.label, BOUNDARY_DIFFERS, BOTH_DIFFER))
    found = np.bincount(these.document * 3 + kind, minlength=pairs * documents * 3)
    kinds[...] = found.reshape(pairs, documents, 3).transpose(1, 0, 2)
    left, right = _alone(joined.left, chosen[0]), _alone(joined.right, chosen[1])
    # A pair's two tables, one behind the other: other ranges, among them alone; then the same range.
    pair = np.concatenate((these.document, left.document, right.document)) // documents
    table = np.concatenate((ranges, np.zeros(len(left) + len(right), np.bool_)))
    row = np.concatenate((these.label, left.label, np.full(len(right), none)))
    column = np.concatenate((those.label, np.full(len(left), none), right.label))
    cell = ((pair * 2 + table) * (none + 1) + row) * (none + 1) + column
    matrices = np.bincount(cell, minlength=pairs * 2 * (none + 1) ** 2).reshape(pairs, 2, none + 1, none + 1)
    place = these.document[ranges]
    moved = np.stack((place % documents, place // documents, these.label[ranges], those.label[ranges]), axis=1)
    return matrices, moved[np.argsort(moved[:, 0], kind="stable")].astype(np.int32)


def _alone(one: Side, chosen: IntArray) -> Side:
    """Return the spans that belong to none of the other side."""
    alone = np.ones(len(one), np.bool_)
    alone[chosen] = False
    return one.take(alone)
