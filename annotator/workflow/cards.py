"""The cards over a review: the few numbers that are to be there at once, from counts alone.

All there is to say is in `overview`; it takes its time. No span is read here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan

from annotator.agreement import Score
from annotator.agreement.f1 import RELAXED_F1, STRICT_F1
from annotator.agreement.krippendorff_alpha import ALPHA
from annotator.workflow.comparing import Comparison, Confusion


@dataclass(frozen=True, slots=True)
class Cards:
    """The numbers of one moment.

    `documents` are the articles that two or more of the people finished, `spans` theirs in them. `pairs` has strict F1
    by the names of two people, `labels` by label in use, both None where there is no number, without an interval.
    """

    documents: int
    spans: int
    strict_f1: Score
    relaxed_f1: Score
    alpha: Score
    pairs: Mapping[tuple[str, str], float | None]
    labels: Mapping[str, float | None]
    confusion: Confusion


def cards(comparison: Comparison, *, interval: bool = True) -> Cards:
    """Return the cards of a comparison."""
    tables, people = comparison.tables, comparison.people
    strict, relaxed, alpha = (
        metric.score(tables, people, interval=interval) for metric in (STRICT_F1, RELAXED_F1, ALPHA)
    )
    by_pair = STRICT_F1.by_pair(tables, people).tolist()
    by_label = STRICT_F1.by_label(tables, people).tolist()
    return Cards(
        documents=comparison.common(),
        spans=tables.spans(people),
        strict_f1=strict,
        relaxed_f1=relaxed,
        alpha=alpha,
        pairs={
            (comparison.names[one], comparison.names[other]): _or_none(value)
            for (one, other), value in zip(comparison.pairs, by_pair, strict=True)
        },
        labels={
            label: _or_none(value) for label, value in zip(comparison.labels, by_label, strict=True) if not isnan(value)
        },
        confusion=comparison.confusion(),
    )


def _or_none(value: float) -> float | None:
    return None if isnan(value) else value
