"""Krippendorff's alpha for unitizing: whether people cut the same units out of a continuum of characters.

alpha_U (1995, 2004) takes the units of one label at a time; the overall number pools the labels. Documents are one
continuum, but no unit or gap crosses from one into the next. Only documents all these annotators finished are taken,
and of one annotator's overlapping spans with one label only the longest. Counting is in `unit_counts`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan, nan

import numpy as np

from annotator.agreement.base import (
    KRIPPENDORFF,
    FloatArray,
    IntArray,
    LeftOut,
    Reason,
    Scale,
    Scope,
    Score,
    Unit,
)
from annotator.agreement.counting import find
from annotator.agreement.intervals import Bootstrap, Interval, from_leaving_out, without
from annotator.agreement.scoring import refused
from annotator.agreement.tables import Tables
from annotator.agreement.unit_counts import UnitCounts
from annotator.agreement.unitizing_jackknife import leaving_out
from annotator.agreement.units import Corpus, chunks

NOT_COMMON = "documents that not all of these annotators finished"
DROPPED = "spans that overlap a longer one of the same annotator with the same label"


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Observed and expected disagreement of one label; alpha is 1 minus their ratio."""

    observed: float
    expected: float

    @property
    def alpha(self) -> float:
        """The number for this label alone; nan where nothing is expected."""
        return 1 - self.observed / self.expected if self.expected > 0 else nan


def room(lengths: IntArray, gaps: tuple[IntArray, IntArray]) -> FloatArray:
    """Return in how many places a unit of each length fits into the gaps (their lengths ascending, how often each)."""
    values, times = gaps
    # Sums from behind, so that those of the gaps long enough can be read off.
    count = np.concatenate((np.cumsum(times[::-1])[::-1], [0])).astype(np.float64)
    total = np.concatenate((np.cumsum((values * times)[::-1])[::-1], [0])).astype(np.float64)
    at = np.searchsorted(values, lengths, side="left")
    return total[at] - (lengths - 1) * count[at]


def expected(units: tuple[IntArray, IntArray], gaps: tuple[IntArray, IntArray], people: int, length: int) -> float:
    """Return the disagreement expected when the same units lay anywhere: every unit against every unit and gap."""
    if not len(units[0]):
        return 0.0
    values, times = units[0].astype(np.float64), units[1].astype(np.float64)
    number = times.sum()
    alone = values * values * room(units[0], gaps)
    met = (number - 1) / 3 * (2 * values**3 - 3 * values**2 + values)
    places = float(people * length) * (people * length - 1) - float((times * values * (values - 1)).sum())
    return 2 / length * float((times * (met + alone)).sum()) / places if places > 0 else nan


def disagreements(counts: UnitCounts) -> list[Disagreement]:
    """Return observed and expected disagreement of each label."""
    people, length = counts.annotators, counts.length
    for lengths in (counts.units, counts.gaps):
        for label in lengths.changed:
            counts.expected.pop(label, None)
        lengths.changed.clear()
    found: list[Disagreement] = []
    for label, squared in enumerate(counts.differences.tolist()):
        if length == 0 or people < 2:  # noqa: PLR2004 - one person alone agrees with nobody
            found.append(Disagreement(0.0, 0.0))
            continue
        if counts.expected.get(label, (-1, 0.0))[0] != length:
            hoped = expected(counts.units.of(label), counts.gaps.of(label), people, length)
            counts.expected[label] = length, hoped
        # Each pair of people is met in both orders.
        seen = 2 * squared / (people * (people - 1) * float(length) ** 2)
        found.append(Disagreement(seen, counts.expected[label][1]))
    return found


def overall(labels: Sequence[Disagreement]) -> float:
    """Return alpha over all labels: 1 minus the ratio of the sums; nan where nothing is expected."""
    hoped = sum(one.expected for one in labels if not isnan(one.expected))
    return 1 - sum(one.observed for one in labels) / hoped if hoped > 0 else nan


@dataclass(frozen=True, slots=True)
class AlphaU:
    """The metric: `score` as of any other. Its interval is always by jackknife: the expectation joins all documents."""

    name: str = "alpha_u"
    title: str = "Unitizing alpha"
    definition: str = (
        "Krippendorff's alpha for unitizing (1995, 2004) on the characters of the documents all these annotators "
        "finished: squared distances between the ends of overlapping spans with one label, and squared lengths of "
        "spans nobody else has, by those expected if the same spans lay anywhere; overall, summed over labels."
    )
    unit: Unit = Unit.SPAN
    scale: Scale = KRIPPENDORFF
    per_label: bool = True

    def score(self, tables: Tables, scope: Scope, *, interval: bool = True, redraw: Bootstrap | None = None) -> Score:
        """Return the number for these people with everything beside it."""
        del redraw
        if refusal := refused(tables, scope):
            return self._score(tables, None, reason=refusal)
        corpus = None
        counts = tables.units
        if scope.annotators != tables.everybody.annotators:
            corpus = tables.corpus().only(scope.annotators)
            counts = count_units(corpus)
        if not counts.documents:
            return self._score(tables, counts, reason=Reason.NOTHING_COMMON)
        labels = disagreements(counts)
        value = overall(labels) if scope.label is None else labels[scope.label].alpha
        if isnan(value):
            return self._score(tables, counts, reason=Reason.NO_SPANS)
        ends = without("")
        if interval:
            left = leaving_out(corpus or tables.corpus(), counts, scope.label)
            ends = from_leaving_out(left, value, lowest=-np.inf)
        return self._score(tables, counts, value=value, ends=ends)

    def _score(
        self,
        tables: Tables,
        counts: UnitCounts | None,
        *,
        value: float | None = None,
        ends: Interval | None = None,
        reason: str = "",
    ) -> Score:
        ends = ends or without("")
        documents = counts.documents if counts else 0
        left = (LeftOut(len(tables) - documents, NOT_COMMON), LeftOut(counts.dropped if counts else 0, DROPPED))
        return Score(
            self.name,
            value,
            ends.low,
            ends.high,
            counts.number if counts else 0,
            self.unit,
            documents,
            tuple(one for one in left if one.count),
            reason,
            ends.reason,
            self.definition,
        )


def count_units(corpus: Corpus) -> UnitCounts:
    """Count the units of a corpus."""
    counts = UnitCounts(corpus)
    for chunk in chunks(corpus):
        part = corpus.part(chunk.start, chunk.stop)
        counts.change((part, find(part), 1))
    return counts


ALPHA_U = AlphaU()
METRICS = (ALPHA_U,)
