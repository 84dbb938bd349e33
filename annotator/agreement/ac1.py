"""Gwet's AC1 (2008) for labels of whole documents, missing ratings included.

Never on tokens: there it measures how often nobody marks anything. With missing ratings each category's share is the
mean over the documents of its share in the document, as Gwet defines it, not the share of all ratings.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotator.agreement.base import NO_SCALE, FloatArray, IntArray, LeftOut, Reason, Scale, Score, Unit
from annotator.agreement.intervals import from_leaving_out, without

_ALONE = "documents with fewer than two ratings, which only add to the shares of the categories"


@dataclass(frozen=True, slots=True)
class _Sums:
    """What AC1 follows from: agreements and their number of documents, shares of categories and theirs."""

    agreed: FloatArray
    paired: FloatArray
    shares: FloatArray
    rated: FloatArray


def _sums(ratings: IntArray) -> _Sums:
    used = np.unique(ratings[ratings >= 0])
    counts = (ratings[:, :, np.newaxis] == used).sum(axis=1).astype(np.float64)
    people = counts.sum(axis=1)
    paired = people > 1
    pairs = np.where(paired, people * (people - 1), 1.0)
    agreed = np.where(paired, (counts * (counts - 1)).sum(axis=1) / pairs, 0.0)
    shares = counts / np.where(people > 0, people, 1.0)[:, np.newaxis]
    return _Sums(agreed, paired.astype(np.float64), shares, (people > 0).astype(np.float64))


def _formula(agreed: FloatArray, paired: FloatArray, shares: FloatArray, rated: FloatArray) -> FloatArray:
    with np.errstate(divide="ignore", invalid="ignore"):
        seen = agreed / paired
        part = shares / rated[..., np.newaxis]
        chance = (part * (1 - part)).sum(axis=-1) / (shares.shape[-1] - 1)
        return (seen - chance) / (1 - chance)


def observed(ratings: IntArray) -> float:
    """Return the mean share of agreeing pairs over the documents with at least two ratings; nan for none."""
    sums = _sums(ratings)
    paired = float(sums.paired.sum())
    return float(sums.agreed.sum()) / paired if paired else float("nan")


def ac1(ratings: IntArray) -> float:
    """Return AC1 of ratings[documents, people], categories as numbers from 0, -1 where one is missing; nan for none.

    Only categories that somebody used count, as in Gwet's own program.
    """
    sums = _sums(ratings)
    return float(_formula(*_totals(sums))) if _refused(ratings, sums) == "" else float("nan")


def _totals(sums: _Sums) -> tuple[FloatArray, ...]:
    return tuple(np.asarray(one.sum(axis=0)) for one in (sums.agreed, sums.paired, sums.shares, sums.rated))


def _refused(ratings: IntArray, sums: _Sums) -> str:
    if ratings.shape[1] < 2:  # noqa: PLR2004 - one person alone agrees with nobody
        return Reason.FEW_PEOPLE
    if not sums.paired.any():
        return Reason.NOTHING_COMMON
    return Reason.ONE_CATEGORY if sums.shares.shape[1] < 2 else ""  # noqa: PLR2004 - one category is no choice


@dataclass(frozen=True, slots=True)
class Ac1:
    """The metric of document labels."""

    name: str = "ac1"
    title: str = "Gwet's AC1"
    definition: str = (
        "Gwet's AC1 (2008) on labels of whole documents: the share of agreeing pairs, corrected by a chance that stays "
        "small when nearly everything has one label. Not for tokens."
    )
    unit: Unit = Unit.DOCUMENT
    scale: Scale = NO_SCALE

    def score(self, ratings: IntArray) -> Score:
        """Return the number with everything beside it; `ratings` as of `ac1`."""
        sums = _sums(ratings)
        paired = int(sums.paired.sum())
        left = tuple(one for one in (LeftOut(int(sums.rated.sum()) - paired, _ALONE),) if one.count)
        reason = _refused(ratings, sums)
        value, ends = None, without("")
        if not reason:
            totals = _totals(sums)
            value = float(_formula(*totals))
            each = (sums.agreed, sums.paired, sums.shares, sums.rated)
            rest = _formula(*(total - one for total, one in zip(totals, each, strict=True)))
            ends = from_leaving_out(rest[sums.rated > 0], value, lowest=-1.0)
        return Score(
            self.name, value, ends.low, ends.high, paired, self.unit, paired, left, reason, ends.reason, self.definition
        )


AC1 = Ac1()
DOCUMENT_METRICS = (AC1,)
