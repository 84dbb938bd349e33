"""Counting the tokens of some hundred documents, all pairs of annotators at once.

Tokens that nobody marked are never looked at one by one: their number is what is left over.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from annotator.agreement.base import BoolArray, FloatArray, IntArray
from annotator.agreement.counts import Counts, nothing
from annotator.agreement.matching import Joined, Side, meeting
from annotator.agreement.units import END, END_TOKEN, FIRST_TOKEN, LABEL, START, Corpus

Painted: TypeAlias = npt.NDArray[np.unsignedinteger[Any]]
_BYTE = 255
_SHORT = 6


def token_counts(part: Corpus, joined: Joined, counts: Counts) -> tuple[IntArray, IntArray]:
    """Fill in the counts of tokens; return the confusion of each pair, and where somebody's spans overlap.

    Where nobody's spans overlap, all follows from how many tokens spans have: those of spans that two people share, and
    what is common to the others that meet. Only the rest is painted token by token.
    """
    labels, width, documents = len(part.labels), len(part.annotators), len(part)
    sets = part.sets.astype(np.int64)
    first, end = part.rows[:, FIRST_TOKEN], part.rows[:, END_TOKEN]
    # Rows are sorted by start, so spans of a set overlap exactly where neighbours do.
    crowded = np.unique(sets[1:][(first[1:] < end[:-1]) & (sets[1:] == sets[:-1])] // width)
    size = (end - first).astype(np.float64)
    empty = size == 0
    if empty.any():
        np.add.at(counts.hidden, np.divmod(sets[empty], width), 1)
    plain = np.ones(documents, np.bool_)
    plain[crowded] = False
    if len(crowded):
        size *= plain[sets // width]
    number = np.bincount(sets * labels + part.rows[:, LABEL], size, minlength=documents * width * labels)
    tokens = np.ascontiguousarray(number.reshape(documents, width, labels).transpose(1, 2, 0), np.float64)
    counts.lines.layout.lines(counts.lines.wide, "tokens")[...] = tokens
    confusion = _count_shared(part, joined, counts, (tokens, size, plain))
    if len(crowded):
        confusion += _count_painted(part, crowded, counts)
    return confusion, crowded


def _count_shared(
    part: Corpus, joined: Joined, counts: Counts, found: tuple[FloatArray, FloatArray, BoolArray]
) -> IntArray:
    """Fill in what pairs agree on in documents without overlaps (`plain`); return their confusion.

    tokens[A, K, D] under each label; `size` of each row.
    """
    tokens, size, plain = found
    labels, documents, pairs = len(part.labels), len(part), len(part.pairs)
    one, other = np.array(part.pairs, np.int64).reshape(-1, 2).T
    common = part.common.T[:, np.newaxis] & plain
    alone = _by_label(joined.left, size[joined.rows[joined.is_left]], (pairs, documents, labels))
    # What both have is what the one has without what only the one has.
    every = bool(common.all())
    same = (tokens[one] if every else tokens[one] * common) - alone
    rest = Side(
        joined.both.document, part.rows[joined.rows, FIRST_TOKEN], part.rows[joined.rows, END_TOKEN], joined.both.label
    )
    x, y = meeting(rest, joined.is_left)
    shared = np.minimum(rest.end[x], rest.end[y]) - np.maximum(rest.start[x], rest.start[y])
    place = rest.document[x]
    shared = np.maximum(shared, 0) * plain[place % documents]
    met = np.bincount(place, shared, minlength=pairs * documents)
    both = same.sum(axis=1) + met.reshape(pairs, documents)
    table = np.zeros((pairs, labels + 1, labels + 1), np.int64)
    cell = (place // documents * labels + rest.label[x]) * labels + rest.label[y]
    met = np.bincount(cell, shared, minlength=pairs * labels**2).astype(np.int64)
    table[:, :labels, :labels] = met.reshape(pairs, labels, labels)
    diagonal = np.arange(labels)
    table[:, diagonal, diagonal] += same.sum(axis=2).astype(np.int64)
    for side, axis in ((one, 2), (other, 1)):
        marked = (tokens.sum(axis=2)[side] if every else (tokens[side] * common).sum(axis=2)).astype(np.int64)
        left = marked - table[:, :labels, :labels].sum(axis=axis)
        if axis == 1:
            table[:, labels, :labels] = left
        else:
            table[:, :labels, labels] = left
    table[:, labels, labels] = (common[:, 0] * part.tokens).sum(axis=1) - table.sum(axis=(1, 2))
    alike = rest.label[x] == rest.label[y]
    line = place[alike] // documents * labels + rest.label[x][alike]
    more = np.bincount(line * documents + place[alike] % documents, shared[alike], minlength=pairs * labels * documents)
    layout, wide = counts.lines.layout, counts.lines.wide
    layout.lines(wide, "same")[...] = same + more.reshape(pairs, labels, documents)
    layout.lines(wide, "both")[...] = both
    return table


def _by_label(one: Side, size: FloatArray, shape: tuple[int, int, int]) -> FloatArray:
    """Return [P, K, D]: how many tokens these spans have."""
    pairs, documents, labels = shape
    line = one.document // documents * labels + one.label
    found = np.bincount(line * documents + one.document % documents, size, minlength=pairs * labels * documents)
    return found.reshape(pairs, labels, documents).astype(np.float64)


def _count_painted(part: Corpus, chosen: IntArray, counts: Counts) -> IntArray:
    """Fill in the counts of these documents token by token; return the confusion of each pair."""
    some = part.take(chosen)
    own = nothing(len(some), len(part.annotators), len(part.labels))
    confusion = _painted_counts(some, own)
    for name in ("tokens", "same", "both"):
        getattr(counts, name)[chosen] = getattr(own, name)
    counts.hidden[chosen] = own.hidden
    return confusion


def _painted_counts(part: Corpus, counts: Counts) -> IntArray:
    """Fill in the counts of tokens; return the confusion of each pair.

    Tokens that nobody marked are never looked at: their number is what is left over.
    """
    labels = len(part.labels)
    painted = _paint(part, counts.hidden)
    documents, width, none = len(part), len(part.annotators), labels + 1
    # What all put under the same label is counted once for all of them; only the rest pair by pair.
    alike = (painted[1:] == painted[0]).all(axis=0)
    agreed = np.flatnonzero(alike & (painted[0] > 0))
    rest = np.flatnonzero(~alike)
    document = np.repeat(np.arange(documents, dtype=np.int32), part.tokens)
    same = np.bincount(document[agreed] * none + painted[0, agreed], minlength=documents * none).reshape(-1, none)
    document, found = document[rest], painted[:, rest].astype(np.int32)
    place = (np.arange(width)[:, np.newaxis] * documents + document) * none + found
    tokens = np.bincount(place.reshape(-1), minlength=width * documents * none).reshape(width, documents, none)
    counts.tokens[...] = (tokens + same)[:, :, 1:].transpose(1, 0, 2)
    confusion = _count_pairs(part, found, document, counts)
    counts.same[...] += same[:, np.newaxis, 1:].astype(np.int32)
    counts.both[...] += same[:, 1:].sum(axis=1, keepdims=True).astype(np.int32)
    # Who marked what everybody marked alike has finished, and so have all the others.
    confusion[:, np.arange(none), np.arange(none)] += same.sum(axis=0)
    confusion[:, 0, 0] += part.tokens @ part.common - confusion.sum(axis=(1, 2))
    last = np.roll(np.arange(none), -1)
    return confusion[:, last][:, :, last]


def _count_pairs(part: Corpus, found: IntArray, document: IntArray, counts: Counts) -> IntArray:
    """Fill in what pairs agree on in the tokens that not all put under the same label; return their confusion.

    found[A, tokens] are labels plus one, 0 none.
    """
    documents, pairs, none = len(part), len(part.pairs), len(part.labels) + 1
    sides = np.array(part.pairs, np.int64).reshape(-1, 2)
    mine, theirs = found[sides[:, 0]], found[sides[:, 1]]
    line = np.arange(pairs)[:, np.newaxis] * documents + document
    both = (mine > 0) & (theirs > 0)
    counts.both[...] = np.bincount(line[both], minlength=pairs * documents).reshape(pairs, documents).T
    agreed = both & (mine == theirs)
    same = np.bincount(line[agreed] * none + mine[agreed], minlength=pairs * documents * none)
    counts.same[...] = same.reshape(pairs, documents, none)[:, :, 1:].transpose(1, 0, 2)
    common = part.common
    cell = (np.arange(pairs)[:, np.newaxis] * none + mine) * none + theirs
    # What is marked in a document that one of the pair did not finish is no disagreement.
    cell = cell.reshape(-1) if common.all() else cell[common[document].T]
    table = np.bincount(cell, minlength=pairs * none * none).reshape(pairs, none, none)
    table[:, 0, 0] = 0
    return table


def _expand(first: IntArray, size: IntArray) -> IntArray:
    """Return first, first + 1, … (`size` of them) for each of the ranges, one after the other."""
    ends = np.cumsum(size)
    total = int(ends[-1]) if len(ends) else 0
    return np.arange(total, dtype=np.int32) + np.repeat((first - (ends - size)).astype(np.int32), size)


def _paint(part: Corpus, hidden: IntArray) -> Painted:
    """Return each annotator's label (plus one) on each token."""
    width, total = len(part.annotators), int(part.tokens.sum())
    kind = np.uint8 if len(part.labels) < _BYTE else np.uint16
    painted: Painted = np.zeros(width * total, kind)
    sets = part.sets
    first, end, label = (part.rows[:, column].astype(np.int64) for column in (FIRST_TOKEN, END_TOKEN, LABEL))
    base = np.cumsum(part.tokens) - part.tokens
    place = (sets % width) * total + base[sets // width] + first
    size = end - first
    _fill(painted, place, size, (label + 1).astype(kind))
    np.add.at(hidden, np.divmod(sets[size == 0], width), 1)
    # Rows are sorted by start, so spans of a set overlap exactly where neighbours do.
    meets = (sets[1:] == sets[:-1]) & (first[1:] < end[:-1])
    crowded = np.unique(sets[1:][meets])
    if len(crowded):
        _repaint(part, np.flatnonzero(np.isin(sets, crowded) & (size > 0)), (place, size), (painted, hidden))
    return painted.reshape(width, total)


def _fill(painted: Painted, place: IntArray, size: IntArray, values: Painted) -> None:
    """Put each value on its range: the first tokens of all, then the second ones, and what is long all at once."""
    left = np.flatnonzero(size > 0)
    for step in range(_SHORT):
        if not len(left):
            return
        painted[place[left] + step] = values[left]
        left = left[size[left] > step + 1]
    painted[_expand(place[left], size[left])] = np.repeat(values[left], size[left])


def _repaint(
    part: Corpus,
    rows: IntArray,
    ranges: tuple[IntArray, IntArray],
    into: tuple[Painted, IntArray],
) -> None:
    """Paint these rows again, the longest last, and count those of which something is covered."""
    painted, hidden = into
    start, end, label = (part.rows[rows, column].astype(np.int64) for column in (START, END, LABEL))
    rows = rows[np.lexsort((-label, -start, end - start))]
    place, size = ranges[0][rows], ranges[1][rows]
    tokens = _expand(place, size)
    owner = np.zeros(len(painted), np.int64)
    numbers = np.repeat(np.arange(len(rows)), size)
    owner[tokens] = numbers
    painted[tokens] = (part.rows[rows, LABEL] + 1)[owner[tokens]]
    own = np.bincount(numbers, weights=owner[tokens] == numbers, minlength=len(rows))
    np.add.at(hidden, np.divmod(part.sets[rows[own < size]], len(part.annotators)), 1)


def count_layers(part: Corpus, crowded: IntArray, counts: Counts) -> None:
    """Count the tokens of these documents label by label, where a token can be under several."""
    width, labels = len(part.annotators), len(part.labels)
    sets = part.sets
    rows = np.flatnonzero(np.isin(sets // width, crowded))
    size = (part.rows[rows, END_TOKEN] - part.rows[rows, FIRST_TOKEN]).astype(np.int64)
    base = np.cumsum(part.tokens) - part.tokens
    token = _expand(base[sets[rows] // width] + part.rows[rows, FIRST_TOKEN], size)
    label = np.repeat(part.rows[rows, LABEL].astype(np.int64), size)
    key = np.unique((token * labels + label) * width + np.repeat(sets[rows] % width, size))
    cell, annotator = np.divmod(key, width)
    new = np.flatnonzero(np.concatenate((np.ones(min(len(cell), 1), np.bool_), cell[1:] != cell[:-1])))
    document = np.repeat(np.arange(len(part)), part.tokens)[cell // labels]
    found = np.bincount((document * width + annotator) * labels + cell % labels, minlength=len(part) * width * labels)
    counts.layer_tokens[crowded] = found.reshape(-1, width, labels)[crowded]
    votes = np.bitwise_or.reduceat(np.int64(1) << annotator, new) if len(new) else new
    place = (document * labels + cell % labels)[new]
    for pair, (one, other) in enumerate(part.pairs):
        agreed = place[(votes >> one) & (votes >> other) & 1 == 1]
        same = np.bincount(agreed, minlength=len(part) * labels).reshape(-1, labels)
        counts.layer_same[crowded, pair] = same[crowded]
