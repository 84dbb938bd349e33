"""Small integer tables per document from which every number about spans and tokens follows.

Here some hundred documents at a time are counted: spans in `span_counts`, tokens in `token_counts`. Adding up is in
`tables`, formulas are in the modules of the metrics. Array axes: D documents, A annotators, P pairs (in the order of
`units.pairs_of`), K labels.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

from annotator.agreement.base import BoolArray, IntArray, RowArray
from annotator.agreement.matching import Joined, Side, Sorted, align, join, overlapping, side, sort_spans
from annotator.agreement.units import END, END_TOKEN, FIRST_TOKEN, LABEL, START, Corpus

LABEL_DIFFERS, BOUNDARY_DIFFERS, BOTH_DIFFER = range(3)
"""The kinds of aligned spans in `Counts.aligned`: same range, same label, neither."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What is kept of each document. All but `relabelled` have the document as first axis.

    spans[D, A, K]: spans of those who finished · exact[D, P, K]: identical spans · covered[D, P, 2]: spans of either
    that share a character with one of the other with the same label · aligned[D, P, 3]: pairs of spans that belong
    together without being identical · tokens[D, A, K]: tokens under a label, each token under its longest span ·
    same[D, P, K]: tokens both put under that label · both[D, P]: tokens both put under any · layer_tokens, layer_same:
    as `tokens` and `same`, each label by itself, so that nesting hides nothing; the very same arrays where nobody's
    spans share tokens · hidden[D, A]: spans that own not all of their tokens, or have none · relabelled[n, 4]:
    document, pair, label and label of each pair with the same range but another label, by document.
    """

    spans: RowArray
    exact: RowArray
    covered: RowArray
    aligned: RowArray
    tokens: RowArray
    same: RowArray
    both: RowArray
    layer_tokens: RowArray
    layer_same: RowArray
    hidden: RowArray
    relabelled: RowArray


@dataclass(frozen=True, slots=True)
class Matrices:
    """Label by label, summed over documents; the last row and column is "none".

    aligned[P, 2, K + 1, K + 1]: spans that belong together, [p, 1] with the same range, [p, 0] others, among them the
    spans that only one has (with "none") · confusion[P, K + 1, K + 1]: tokens.
    """

    aligned: IntArray
    confusion: IntArray

    def plus(self, other: Matrices, *, sign: int = 1) -> Matrices:
        """Return the sum (or, with sign -1, the difference)."""
        return Matrices(self.aligned + sign * other.aligned, self.confusion + sign * other.confusion)


Painted: TypeAlias = npt.NDArray[np.unsignedinteger[Any]]
_BYTE = 255

NARROW = tuple(field.name for field in fields(Counts) if field.name != "relabelled")


def nothing(documents: int, annotators: int, labels: int) -> Counts:
    """Return the counts of documents in which nobody marked anything."""
    pairs = annotators * (annotators - 1) // 2
    shapes = {
        "spans": (annotators, labels),
        "exact": (pairs, labels),
        "covered": (pairs, 2),
        "aligned": (pairs, 3),
        "tokens": (annotators, labels),
        "same": (pairs, labels),
        "both": (pairs,),
        "hidden": (annotators,),
    }
    arrays = {name: np.zeros((documents, *shape), np.int32) for name, shape in shapes.items()}
    layers = {"layer_tokens": arrays["tokens"], "layer_same": arrays["same"]}
    return Counts(**arrays, **layers, relabelled=np.zeros((0, 4), np.int32))


@dataclass(frozen=True, slots=True)
class Found:
    """What counting some documents found on the way, for others who need it too."""

    spans: Sorted
    joined: Joined
    knotted: bool


def count(part: Corpus) -> tuple[Counts, Matrices, Found]:
    """Count some documents."""
    counts = nothing(len(part), len(part.annotators), len(part.labels))
    found = find(part)
    aligned, relabelled = span_counts(part, found, counts)
    confusion, crowded = token_counts(part, counts)
    counts = replace(counts, relabelled=relabelled)
    if len(crowded):
        counts = with_layers(counts)
        _count_layers(part, crowded, counts)
    return counts, Matrices(aligned, confusion), found


def with_layers(counts: Counts) -> Counts:
    """Give the layers arrays of their own, still equal."""
    return replace(counts, layer_tokens=counts.tokens.copy(), layer_same=counts.same.copy())


def find(part: Corpus) -> Found:
    """Sort the spans of some documents, and find what pairs of annotators do not share."""
    spans = sort_spans(part)
    return Found(spans, join(spans, part.pairs, part.common), _is_knotted(part))


def _is_knotted(part: Corpus) -> bool:
    """Tell whether somebody's spans overlap; rows are sorted by start, so then neighbours do."""
    sets = _sets(part)
    start, end = part.rows[:, START], part.rows[:, END]
    return bool(((start[1:] < end[:-1]) & (sets[1:] == sets[:-1])).any())


def span_counts(part: Corpus, found: Found, counts: Counts) -> tuple[IntArray, RowArray]:
    """Fill in the counts of spans; return the matrices of aligned spans and the relabelled pairs.

    All pairs of annotators are counted at once: a place is pair * documents + document.
    """
    documents, width, labels, pairs = len(part), len(part.annotators), len(part.labels), len(part.pairs)
    spans, joined = found.spans, found.joined
    number = (spans.document * width + spans.annotator) * labels + spans.label
    counts.spans[...] = np.bincount(number, minlength=documents * width * labels).reshape(counts.spans.shape)
    exact = _exact(part, spans)
    counts.exact[...] = exact.transpose(1, 0, 2)
    alike = joined.left.label[joined.x] == joined.right.label[joined.y]
    for at, (rest, met) in enumerate(((joined.left, joined.x), (joined.right, joined.y))):
        covered = np.zeros(len(rest), np.bool_)
        covered[met[alike]] = True
        if found.knotted:
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


def _count_aligned(joined: Joined, kinds: RowArray, shape: tuple[int, int, int]) -> tuple[IntArray, RowArray]:
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


def _sets(part: Corpus) -> IntArray:
    """Return the set of each row."""
    return np.repeat(np.arange(len(part.offsets) - 1, dtype=np.int32), np.diff(part.offsets))


def _paint(part: Corpus, hidden: RowArray) -> tuple[Painted, IntArray]:
    """Return each annotator's label (plus one) on each token, and the documents in which somebody's spans overlap."""
    width, total = len(part.annotators), int(part.tokens.sum())
    kind = np.uint8 if len(part.labels) < _BYTE else np.uint16
    painted: Painted = np.zeros(width * total, kind)
    sets = _sets(part)
    first, end, label = (part.rows[:, column].astype(np.int64) for column in (FIRST_TOKEN, END_TOKEN, LABEL))
    base = np.cumsum(part.tokens) - part.tokens
    place = (sets % width) * total + base[sets // width] + first
    size = end - first
    painted[_expand(place, size)] = np.repeat((label + 1).astype(kind), size)
    np.add.at(hidden.reshape(-1), sets[size == 0], 1)
    # Rows are sorted by start, so spans of a set overlap exactly where neighbours do.
    meets = (sets[1:] == sets[:-1]) & (first[1:] < end[:-1])
    crowded = np.unique(sets[1:][meets])
    if len(crowded):
        _repaint(part, np.flatnonzero(np.isin(sets, crowded) & (size > 0)), (place, size), (painted, hidden))
    return painted.reshape(width, total), np.unique(crowded // width)


def _repaint(
    part: Corpus,
    rows: IntArray,
    ranges: tuple[IntArray, IntArray],
    into: tuple[Painted, RowArray],
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
    np.add.at(hidden.reshape(-1), _sets(part)[rows[own < size]], 1)


def _count_layers(part: Corpus, crowded: IntArray, counts: Counts) -> None:
    """Count the tokens of these documents label by label, where a token can be under several."""
    width, labels = len(part.annotators), len(part.labels)
    sets = _sets(part)
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
