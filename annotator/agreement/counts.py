"""Small integer tables per document from which every number about spans and tokens follows.

Here is what they are; `span_counts` and `token_counts` fill them in, `counting` for some hundred documents at a time,
and `tables` adds them up. Array axes: D documents, A annotators, P pairs (in the order of `units.pairs_of`), K labels.
"""

from __future__ import annotations

from dataclasses import dataclass, fields, replace

import numpy as np

from annotator.agreement.base import IntArray, RowArray

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


def with_layers(counts: Counts) -> Counts:
    """Give the layers arrays of their own, still equal."""
    return replace(counts, layer_tokens=counts.tokens.copy(), layer_same=counts.same.copy())
