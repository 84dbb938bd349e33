"""Small integer tables per document from which every number about spans and tokens follows.

Here is what they are and how they lie in memory; `span_counts` and `token_counts` fill them in, `counting` for some
hundred documents at a time, and `tables` adds them up. Array axes: D documents, A annotators, P pairs (in the order of
`units.pairs_of`), K labels.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import prod

import numpy as np

from annotator.agreement.base import IntArray, RowArray

LABEL_DIFFERS, BOUNDARY_DIFFERS, BOTH_DIFFER = range(3)
"""The kinds of aligned spans in `Counts.aligned`: same range, same label, neither."""

NARROW = ("spans", "exact", "covered", "aligned", "both", "hidden", "tokens", "same", "layer_tokens", "layer_same")
BY_ANNOTATOR = frozenset({"spans", "tokens", "layer_tokens", "hidden"})
BY_LABEL = frozenset({"spans", "exact", "tokens", "same", "layer_tokens", "layer_same"})
_LAYERS = {"layer_tokens": "tokens", "layer_same": "same"}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where each table stands in `wide`, an array [rows, D] with a line for each number that a document has.

    Documents are the last axis, so that what is done to all documents is done to what lies side by side. `places` maps
    a table's name to its first row, its last and its shape; without `layered` the layers are the tables themselves.
    """

    annotators: int
    labels: int
    layered: bool
    places: Mapping[str, tuple[int, int, tuple[int, ...]]]
    size: int

    @classmethod
    @cache
    def of(cls, annotators: int, labels: int, *, layered: bool = False) -> Layout:
        """Lay tables out for so many annotators and labels."""
        pairs = annotators * (annotators - 1) // 2
        places: dict[str, tuple[int, int, tuple[int, ...]]] = {}
        at = 0
        for name in NARROW:
            if name in _LAYERS and not layered:
                places[name] = places[_LAYERS[name]]
                continue
            shape: tuple[int, ...] = (annotators if name in BY_ANNOTATOR else pairs,)
            if name in BY_LABEL:
                shape += (labels,)
            elif name in ("covered", "aligned"):
                shape += (2 if name == "covered" else 3,)
            places[name] = at, at + prod(shape), shape
            at += prod(shape)
        return cls(annotators, labels, layered, places, at)

    def lines(self, wide: IntArray, name: str) -> IntArray:
        """Return a table with the documents (if any) last: a view of `wide`."""
        first, end, shape = self.places[name]
        return wide[first:end].reshape(*shape, *wide.shape[1:])

    def table(self, wide: IntArray, name: str) -> IntArray:
        """Return a table with the documents first: a view of `wide`."""
        return documents_first(self.lines(wide, name))


@dataclass(frozen=True, slots=True)
class Lines:
    """The numbers of documents as they lie in memory: `wide` is laid out by `layout`, `relabelled` as in `Counts`."""

    layout: Layout
    wide: IntArray
    relabelled: RowArray

    def with_layers(self) -> Lines:
        """Give the layers lines of their own, still equal."""
        if self.layout.layered:
            return self
        layout = Layout.of(self.layout.annotators, self.layout.labels, layered=True)
        # The layers come last, in the order of the tables they are layers of.
        again = self.wide[self.layout.places["tokens"][0] :]
        return Lines(layout, np.concatenate((self.wide, again)), self.relabelled)


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of each document: views of `lines`, all but `relabelled` with the document as first axis.

    spans[D, A, K]: spans of those who finished · exact[D, P, K]: identical spans · covered[D, P, 2]: spans of either
    that share a character with one of the other with the same label · aligned[D, P, 3]: pairs of spans that belong
    together without being identical · tokens[D, A, K]: tokens under a label, each token under its longest span ·
    same[D, P, K]: tokens both put under that label · both[D, P]: tokens both put under any · layer_tokens, layer_same:
    as `tokens` and `same`, each label by itself, so that nesting hides nothing; the very same arrays where nobody's
    spans share tokens · hidden[D, A]: spans that own not all of their tokens, or have none · relabelled[n, 4]:
    document, pair, label and label of each pair with the same range but another label, by document.
    """

    lines: Lines
    spans: IntArray
    exact: IntArray
    covered: IntArray
    aligned: IntArray
    both: IntArray
    hidden: IntArray
    tokens: IntArray
    same: IntArray
    layer_tokens: IntArray
    layer_same: IntArray


@dataclass(frozen=True, slots=True)
class Matrices:
    """Label by label, summed over documents; the last row and column is "none".

    aligned[P, 2, K + 1, K + 1]: spans that belong together, [p, 1] with the same range, [p, 0] others, among them the
    spans that only one has (with "none") · confusion[P, K + 1, K + 1]: tokens.
    """

    aligned: IntArray
    confusion: IntArray

    @classmethod
    def zeros(cls, annotators: int, labels: int) -> Matrices:
        """Return those of no documents."""
        pairs, width = annotators * (annotators - 1) // 2, labels + 1
        return cls(np.zeros((pairs, 2, width, width), np.int64), np.zeros((pairs, width, width), np.int64))

    def plus(self, other: Matrices, *, sign: int = 1) -> Matrices:
        """Return the sum (or, with sign -1, the difference)."""
        return Matrices(self.aligned + sign * other.aligned, self.confusion + sign * other.confusion)


def documents_first(lines: IntArray) -> IntArray:
    """Return the same with the last axis first."""
    return lines.transpose(lines.ndim - 1, *range(lines.ndim - 1))


def counts_of(lines: Lines) -> Counts:
    """Return the tables that stand in the lines."""
    return Counts(lines, **{name: lines.layout.table(lines.wide, name) for name in NARROW})


def nothing(documents: int, annotators: int, labels: int) -> Counts:
    """Return the counts of documents in which nobody marked anything."""
    layout = Layout.of(annotators, labels)
    wide = np.zeros((layout.size, documents), np.int32)
    return counts_of(Lines(layout, wide, np.zeros((0, 4), np.int32)))


def narrow(values: IntArray) -> IntArray:
    """Return the values in as few bytes each as they need: 1, 2 or 4 without a sign, else 8."""
    most, least = (int(values.max()), int(values.min())) if values.size else (0, 0)
    return values.astype(narrowest(most) if least >= 0 else np.int64)


def narrowest(most: int) -> type[np.unsignedinteger | np.int64]:
    """Return the narrowest kind of whole number that holds 0 to `most`."""
    for kind in (np.uint8, np.uint16, np.uint32):
        if most <= np.iinfo(kind).max:
            return kind
    return np.int64
