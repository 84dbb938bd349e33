"""Counting the tokens of some hundred documents, all pairs of annotators at once.

Tokens that nobody marked are never looked at one by one: their number is what is left over.
"""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from annotator.agreement.base import IntArray
from annotator.agreement.counts import Counts
from annotator.agreement.units import END, END_TOKEN, FIRST_TOKEN, LABEL, START, Corpus

Painted: TypeAlias = npt.NDArray[np.unsignedinteger[Any]]
_BYTE = 255
_SHORT = 6


def token_counts(part: Corpus, counts: Counts) -> tuple[IntArray, IntArray]:
    """Fill in the counts of tokens; return the confusion of each pair, and where somebody's spans overlap.

    Tokens that nobody marked are never looked at: their number is what is left over.
    """
    labels = len(part.labels)
    painted, crowded = _paint(part, counts.hidden)
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
    return confusion[:, last][:, :, last], crowded


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


def _paint(part: Corpus, hidden: IntArray) -> tuple[Painted, IntArray]:
    """Return each annotator's label (plus one) on each token, and the documents in which somebody's spans overlap."""
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
    return painted.reshape(width, total), np.unique(crowded // width)


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
