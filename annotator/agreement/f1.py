"""F1 between annotators on spans: strict, relaxed, by boundaries; and how often the same range has the same label.

F1 needs no count of what is not a span, which nobody knows; it is the headline. It is symmetric: one person's precision
is the other's recall. Counts are pooled over documents, then each pair has its number, and several pairs their mean.
"""

from __future__ import annotations

import numpy as np

from annotator.agreement.base import FloatArray, Pool, Reason, Unit, ratio
from annotator.agreement.cohen_kappa import kappa
from annotator.agreement.counts import LABEL_DIFFERS
from annotator.agreement.scoring import Pooled


def strict(pool: Pool) -> FloatArray:
    """Return 2 * identical spans / all spans of both."""
    return ratio(2 * pool["exact"].sum(axis=-1), pool["spans"].sum(axis=(-1, -2)))


def relaxed(pool: Pool) -> FloatArray:
    """Return the harmonic mean of the two shares of spans that the other covers; 0 where only one has spans."""
    spans = pool["spans"].sum(axis=-1)
    one, other = pool["covered"][..., 0], pool["covered"][..., 1]
    mean = ratio(2 * one * other, one * spans[..., 1] + other * spans[..., 0])
    # Nothing covered is 0, not unknown, as long as there is a span at all.
    return np.where((one + other == 0) & (spans.sum(axis=-1) > 0), 0.0, mean)


def boundary(pool: Pool) -> FloatArray:
    """Return 2 * spans with the same range, whatever their labels / all spans of both."""
    same = pool["exact"].sum(axis=-1) + pool["aligned"][..., LABEL_DIFFERS]
    return ratio(2 * same, pool["spans"].sum(axis=(-1, -2)))


def same_label(pool: Pool) -> FloatArray:
    """Return the share of spans with the same range that have the same label."""
    exact = pool["exact"].sum(axis=-1)
    return ratio(exact, exact + pool["aligned"][..., LABEL_DIFFERS])


def same_label_kappa(pool: Pool) -> FloatArray:
    """Return Cohen's kappa of the labels of spans with the same range."""
    exact = pool["exact"]
    labels = exact[..., None, :] + pool["relabelled"]
    return kappa(exact.sum(axis=-1), labels[..., 0, :], labels[..., 1, :], labels[..., 0, :].sum(axis=-1))


def _no_spans(pool: Pool) -> str:
    del pool
    return Reason.NO_SPANS


def _no_range(pool: Pool) -> str:
    same = pool["exact"].sum() + pool["aligned"][..., LABEL_DIFFERS].sum()
    return Reason.ONE_CATEGORY if same else Reason.NO_SAME_RANGE


def _ranges(pool: Pool) -> int:
    return int(pool["exact"].sum() + pool["aligned"][..., LABEL_DIFFERS].sum())


STRICT_F1 = Pooled(
    name="strict_f1",
    title="Strict F1",
    definition="Spans with the same start, end and label: twice their number by all spans of both annotators, pooled "
    "over the documents both finished; the mean over pairs of annotators.",
    unit=Unit.SPAN,
    fields=("exact", "spans"),
    formula=strict,
    over_labels=True,
    undefined=_no_spans,
    lowest=0.0,
)
RELAXED_F1 = Pooled(
    name="relaxed_f1",
    title="Relaxed F1",
    definition="Spans that share a character with one of the other annotator with the same label: the harmonic mean of "
    "both annotators' shares of such spans, pooled over the documents both finished; the mean over pairs.",
    unit=Unit.SPAN,
    fields=("exact", "spans", "covered"),
    formula=relaxed,
    over_labels=True,
    undefined=_no_spans,
    per_label=False,
    lowest=0.0,
)
BOUNDARY_F1 = Pooled(
    name="boundary_f1",
    title="Boundary F1",
    definition="Spans with the same start and end, whatever their labels: twice their number by all spans of both "
    "annotators, pooled over the documents both finished; the mean over pairs.",
    unit=Unit.SPAN,
    fields=("exact", "spans", "aligned"),
    formula=boundary,
    over_labels=True,
    undefined=_no_spans,
    per_label=False,
    lowest=0.0,
)
LABEL_AGREEMENT = Pooled(
    name="label_agreement",
    title="Label agreement",
    definition="Of the pairs of spans with the same start and end, the share with the same label; the mean over pairs "
    "of annotators. What only one of them marked is not in it.",
    unit=Unit.SPAN,
    fields=("exact", "aligned"),
    formula=same_label,
    over_labels=True,
    undefined=_no_range,
    per_label=False,
    lowest=0.0,
    counted=_ranges,
)
LABEL_KAPPA = Pooled(
    name="label_kappa",
    title="Label kappa",
    definition="Cohen's kappa of the labels of spans with the same start and end; the mean over pairs of annotators. "
    "What only one of them marked is not in it.",
    unit=Unit.SPAN,
    fields=("exact", "aligned", "relabelled"),
    formula=same_label_kappa,
    undefined=_no_range,
    per_label=False,
    counted=_ranges,
)
METRICS = (STRICT_F1, RELAXED_F1, BOUNDARY_F1, LABEL_AGREEMENT, LABEL_KAPPA)
