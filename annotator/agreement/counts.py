"""Small integer tables per document from which every number about spans and tokens follows.

Here some hundred documents at a time are counted: spans in `span_counts`, tokens in `token_counts`. Adding up is in
`tables`, formulas are in the modules of the metrics. Array axes: D documents, A annotators, P pairs (in the order of
`units.pairs_of`), K labels.
"""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import numpy.typing as npt

from annotator.agreement.base import BoolArray, IntArray, RowArray
from annotator.agreement.matching import Side, Sorted, align, nested, overlapping, side, sort_spans
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
    as `tokens` and `same`, each label by itself, so that nesting hides nothing · hidden[D, A]: spans that own not all
    of their tokens, or have none · relabelled[n, 4]: document, pair, label and label of each pair with the same range
    but another label, by document.
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
        "layer_tokens": (annotators, labels),
        "layer_same": (pairs, labels),
        "hidden": (annotators,),
    }
    arrays = {name: np.zeros((documents, *shape), np.int32) for name, shape in shapes.items()}
    return Counts(**arrays, relabelled=np.zeros((0, 4), np.int32))


def count(part: Corpus) -> tuple[Counts, Matrices, Sorted]:
    """Count some documents; return also their sorted spans, for others who need them."""
    spans = sort_spans(part)
    counts = nothing(len(part), len(part.annotators), len(part.labels))
    aligned, relabelled = span_counts(part, spans, counts)
    confusion = token_counts(part, counts)
    counts = Counts(**{name: getattr(counts, name) for name in NARROW}, relabelled=relabelled)
    return counts, Matrices(aligned, confusion), spans


def span_counts(part: Corpus, spans: Sorted, counts: Counts) -> tuple[IntArray, RowArray]:
    """Fill in the counts of spans; return the matrices of aligned spans and the relabelled pairs."""
    documents, width, labels = len(part), len(part.annotators), len(part.labels)
    number = (spans.document * width + spans.annotator) * labels + spans.label
    counts.spans[...] = np.bincount(number, minlength=documents * width * labels).reshape(counts.spans.shape)
    knotted = _knotted(spans, width)
    matrices = np.zeros((len(part.pairs), 2, labels + 1, labels + 1), np.int64)
    relabelled: list[RowArray] = []
    group_votes, group_place = spans.voters[spans.groups], (spans.document * labels + spans.label)[spans.groups]
    for pair, (one, other) in enumerate(part.pairs):
        agreed = (group_votes >> one) & (group_votes >> other) & 1 == 1
        exact = np.bincount(group_place[agreed], minlength=documents * labels).reshape(documents, labels)
        counts.exact[:, pair] = exact
        common = part.finished[:, one] & part.finished[:, other]
        rest = [_rest(spans, mine, theirs, common) for mine, theirs in ((one, other), (other, one))]
        x, y = overlapping(side(spans, rest[0]), side(spans, rest[1]))
        covered = [_covered(spans, rest[0][x], rest[1][y], at) for at in (0, 1)]
        if knotted is not None:
            covered[0] = _also_covered(spans, knotted, covered[0], rest[0], (one, other))
            covered[1] = _also_covered(spans, knotted, covered[1], rest[1], (other, one))
        for at in (0, 1):
            counts.covered[:, pair, at] = exact.sum(axis=1) + np.bincount(
                spans.document[covered[at]], minlength=documents
            )
        sides = side(spans, rest[0]), side(spans, rest[1])
        chosen = align(*sides, (x, y))
        _count_aligned(sides, chosen, counts.aligned[:, pair], matrices[pair])
        relabelled.append(_relabelled(sides, chosen, pair))
        matrices[pair, 1].flat[: labels * (labels + 2) : labels + 2] += exact.sum(axis=0)
    rows = np.concatenate([np.zeros((0, 4), np.int32), *relabelled])
    return matrices, rows[np.argsort(rows[:, 0], kind="stable")]


def _rest(spans: Sorted, mine: int, theirs: int, common: BoolArray) -> IntArray:
    """Return the spans of one annotator that the other has not, in documents both finished."""
    alone = (spans.annotator == mine) & ((spans.voters >> theirs) & 1 == 0)
    if not common.all():
        alone &= common[spans.document]
    return np.flatnonzero(alone)


def _knotted(spans: Sorted, width: int) -> BoolArray | None:
    """Tell of each span whether its annotator has another that overlaps it; None when nobody has."""
    found = np.zeros(len(spans), np.bool_)
    for annotator in range(width):
        mine = np.flatnonzero(spans.annotator == annotator)
        found[mine] = nested(side(spans, mine))
    return found if found.any() else None


def _covered(spans: Sorted, these: IntArray, those: IntArray, at: int) -> IntArray:
    """Return the spans of one side that overlap one of the other with the same label, each once."""
    alike = spans.label[these] == spans.label[those]
    # Not np.unique: the left side comes in order, and the other is sorted faster as flags.
    flags = np.zeros(len(spans), np.bool_)
    flags[(these if at == 0 else those)[alike]] = True
    return np.flatnonzero(flags)


def _also_covered(
    spans: Sorted, knotted: BoolArray, covered: IntArray, rest: IntArray, pair: tuple[int, int]
) -> IntArray:
    """Add those covered only by a span that both have; such a one overlaps a second span of its own annotator."""
    one, other = pair
    mine = rest[knotted[rest]]
    theirs = np.flatnonzero((spans.annotator == other) & ((spans.voters >> one) & 1 == 1))
    x, y = overlapping(side(spans, mine), side(spans, theirs))
    more = _covered(spans, mine[x], theirs[y], 0)
    return np.union1d(covered, more)


def _count_aligned(
    sides: tuple[Side, Side], chosen: tuple[IntArray, IntArray], kinds: RowArray, matrix: IntArray
) -> None:
    """Count the chosen pairs by kind and document, and by label, with those left alone."""
    these, those = sides[0].take(chosen[0]), sides[1].take(chosen[1])
    ranges = (these.start == those.start) & (these.end == those.end)
    alike = these.label == those.label
    kind = np.where(ranges, LABEL_DIFFERS, np.where(alike, BOUNDARY_DIFFERS, BOTH_DIFFER))
    kinds[...] = np.bincount(these.document * 3 + kind, minlength=len(kinds) * 3).reshape(-1, 3)
    none = matrix.shape[-1] - 1
    cells = (ranges * (none + 1) + these.label) * (none + 1) + those.label
    matrix += np.bincount(cells, minlength=matrix.size).reshape(matrix.shape)
    for at, labels in enumerate((_alone(sides[0], chosen[0]), _alone(sides[1], chosen[1]))):
        found = np.bincount(labels, minlength=none)
        if at == 0:
            matrix[0, :none, none] += found
        else:
            matrix[0, none, :none] += found


def _alone(one: Side, chosen: IntArray) -> IntArray:
    """Return the labels of the spans that belong to none of the other side."""
    alone = np.ones(len(one), np.bool_)
    alone[chosen] = False
    return one.label[alone]


def _relabelled(sides: tuple[Side, Side], chosen: tuple[IntArray, IntArray], pair: int) -> RowArray:
    these, those = sides[0].take(chosen[0]), sides[1].take(chosen[1])
    ranges = (these.start == those.start) & (these.end == those.end)
    columns = (these.document, np.full(len(these), pair), these.label, those.label)
    return np.stack([column[ranges] for column in columns], axis=1).astype(np.int32)


def token_counts(part: Corpus, counts: Counts) -> IntArray:
    """Fill in the counts of tokens; return the confusion of each pair.

    Tokens that nobody marked are never looked at: their number is what is left over.
    """
    labels = len(part.labels)
    painted, crowded = _paint(part, counts.hidden)
    marked = np.flatnonzero(np.bitwise_or.reduce(painted, axis=0))
    document = np.repeat(np.arange(len(part)), part.tokens)[marked]
    found = painted[:, marked].astype(np.int64)
    place = document * (labels + 1)
    size, shape = len(part) * (labels + 1), (len(part), labels + 1)
    for annotator, mine in enumerate(found):
        counts.tokens[:, annotator] = np.bincount(place + mine, minlength=size).reshape(shape)[:, 1:]
    confusion = np.zeros((len(part.pairs), labels + 1, labels + 1), np.int64)
    for pair, (one, other) in enumerate(part.pairs):
        mine, theirs = found[one], found[other]
        both = (mine > 0) & (theirs > 0)
        agreed = both & (mine == theirs)
        counts.same[:, pair] = np.bincount((place + mine)[agreed], minlength=size).reshape(shape)[:, 1:]
        counts.both[:, pair] = np.bincount(document[both], minlength=len(part))
        common = part.finished[:, one] & part.finished[:, other]
        cell = mine * (labels + 1) + theirs
        if not common.all():
            cell = cell[common[document]]
        table = np.bincount(cell, minlength=(labels + 1) ** 2).reshape(labels + 1, labels + 1)
        table[0, 0] += int(part.tokens[common].sum()) - int(table.sum())
        confusion[pair] = np.roll(table, -1, axis=(0, 1))
    counts.layer_tokens[...], counts.layer_same[...] = counts.tokens, counts.same
    if len(crowded):
        _count_layers(part, crowded, counts)
    return confusion


def _expand(first: IntArray, size: IntArray) -> IntArray:
    """Return first, first + 1, … (`size` of them) for each of the ranges, one after the other."""
    ends = np.cumsum(size)
    return np.arange(int(ends[-1]) if len(ends) else 0) + np.repeat(first - (ends - size), size)


def _sets(part: Corpus) -> IntArray:
    """Return the set of each row."""
    return np.repeat(np.arange(len(part.offsets) - 1), np.diff(part.offsets))


def _paint(part: Corpus, hidden: RowArray) -> tuple[npt.NDArray[np.uint16], IntArray]:
    """Return each annotator's label (plus one) on each token, and the documents in which somebody's spans overlap."""
    width, total = len(part.annotators), int(part.tokens.sum())
    painted = np.zeros(width * total, np.uint16)
    sets = _sets(part)
    first, end, label = (part.rows[:, column].astype(np.int64) for column in (FIRST_TOKEN, END_TOKEN, LABEL))
    base = np.cumsum(part.tokens) - part.tokens
    place = (sets % width) * total + base[sets // width] + first
    size = end - first
    painted[_expand(place, size)] = np.repeat(label + 1, size)
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
    into: tuple[npt.NDArray[np.uint16], RowArray],
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
