"""The later family of unitizing alphas (Krippendorff, Mathet, Bouvry & Widlöcher 2016), of one continuum.

For papers that report it; the program's own number is `unitizing_alpha`, which needs no coincidences of characters.
Units of one annotator must not overlap each other here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import nan

import numpy as np

from annotator.agreement.base import FloatArray, IntArray

Unit = tuple[int, int, int, int]
"""Annotator and label as numbers from 0, start, end."""


@dataclass(frozen=True, slots=True)
class Family:
    """The four numbers, nan where one has none.

    u: units and gaps with their labels · bar_u: units against gaps · cu: labels where units meet · k_u: each label
    where units meet.
    """

    u: float
    bar_u: float
    cu: float
    k_u: Mapping[int, float]


def family(units: Sequence[Unit], *, annotators: int, length: int) -> Family:
    """Return the family of alphas of units on a continuum of so many characters."""
    labels = max(label for _, label, _, _ in units) + 1 if units else 0
    lines = np.full((annotators, length), labels)
    for annotator, label, start, end in units:
        lines[annotator, start:end] = label
    seen = np.zeros((labels + 1, labels + 1))
    for one in range(annotators):
        for other in range(annotators):
            if one != other:
                np.add.at(seen, (lines[one], lines[other]), 1 / (annotators - 1))
    itself = np.zeros(labels + 1)
    for _, label, start, end in units:
        # A unit is never compared with itself, a character of a gap not with itself.
        itself[label] += (end - start) ** 2
    itself[labels] = float((lines == labels).sum())
    marked = np.append(np.zeros(labels, np.int64), 1)
    return Family(
        _alpha(seen, itself),
        _alpha(_merge(seen, marked), np.bincount(marked, itself, minlength=2).astype(np.float64)),
        *_where_units_meet(seen[:labels, :labels], _met(units, lines, labels)),
    )


def _merge(table: FloatArray, into: IntArray) -> FloatArray:
    found = np.zeros((2, 2))
    np.add.at(found, (into[:, np.newaxis], into[np.newaxis]), table)
    return found


def _alpha(seen: FloatArray, itself: FloatArray) -> float:
    """Return alpha of coincidences, `itself` being the pairs of each category that cannot be drawn."""
    hoped = np.outer(seen.sum(axis=1), seen.sum(axis=0)) - np.diag(itself)
    apart = hoped.sum() - np.trace(hoped)
    if not apart or not seen.sum():
        return nan
    return float(1 - (1 - np.trace(seen) / seen.sum()) / (apart / hoped.sum()))


def _met(units: Sequence[Unit], lines: IntArray, labels: int) -> FloatArray:
    """Return per label the squares of what each unit shares with all units of each other annotator."""
    found = np.zeros(labels)
    for annotator, label, start, end in units:
        shared = (lines[:, start:end] != labels).sum(axis=1).astype(np.float64)
        shared[annotator] = 0
        found[label] += (shared**2).sum() / (len(lines) - 1)
    return found


def _where_units_meet(seen: FloatArray, itself: FloatArray) -> tuple[float, dict[int, float]]:
    hoped = np.outer(seen.sum(axis=1), seen.sum(axis=0)) - np.diag(itself)
    each: dict[int, float] = {}
    for label in range(len(seen)):
        row, chance = seen[label].sum(), hoped[label].sum()
        expected = 1 - hoped[label, label] / chance if chance else 0.0
        each[label] = float(1 - (1 - seen[label, label] / row) / expected) if row and expected else nan
    return _alpha(seen, itself), each
