"""Fits scores to how often findings are right, on texts the pipeline has not read, and shows how well that holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from annotator.domain.reliability import Bin, reliability
from annotator.suggest.calibration import Calibration, Line, logit
from annotator.suggest.news import News, way_of
from news_pipeline.corpora import LABELS, Labelled

_ROUNDS = 50
_TOWARDS = 1.0  # how strongly numbers with little evidence are drawn to 0 (slope: to 1), as so many findings' weight
_FEWEST = 30  # findings of one way; fewer prove nothing
_SMALLEST = 1e-9  # step

Odds = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Told:
    """A finding on a text nobody has learnt from: how it came about, the score it said, and whether it is right."""

    way: str
    said: float
    label: str
    right: bool


def told_of(news: News, texts: Iterable[Labelled]) -> list[Told]:
    """Return the findings of a suggester in labelled texts; what touches a missing region is left out."""
    told: list[Told] = []
    for one in texts:
        spans = set(one.spans)
        for found in news.find([one.text])[0]:
            judged = not any(start < found.end and found.start < end for start, end in one.missing)
            if found.label in LABELS and judged:
                right = (found.start, found.end, found.label) in spans
                told.append(Told(way_of(found), found.score, found.label, right))
    return told


def calibrated(told: Iterable[Told]) -> Calibration:
    """Return the lines that make these scores most likely (Newton's method, ridge towards no change)."""
    by_way: defaultdict[str, list[Told]] = defaultdict(list)
    for one in told:
        by_way[one.way].append(one)
    return Calibration({way: _line(some) for way, some in sorted(by_way.items()) if len(some) >= _FEWEST})


def _line(told: list[Told]) -> Line:
    labels = sorted({one.label for one in told})
    rows = np.zeros((len(told), 2 + len(labels)))
    rows[:, 0] = 1
    rows[:, 1] = [logit(one.said) for one in told]
    for at, one in enumerate(told):
        rows[at, 2 + labels.index(one.label)] = 1
    right = np.array([one.right for one in told], dtype=float)
    ridge = np.full(rows.shape[1], _TOWARDS)
    ridge[0] = 1e-3
    prior = np.zeros(rows.shape[1])
    prior[1] = 1

    def loss(weights: Odds) -> float:
        odds = rows @ weights
        return float(np.logaddexp(0, odds).sum() - right @ odds + (ridge * (weights - prior) ** 2).sum() / 2)

    weights = prior.copy()
    for _ in range(_ROUNDS):
        chance: Odds = 1 / (1 + np.exp(-np.clip(rows @ weights, -30, 30)))
        gradient = rows.T @ (chance - right) + ridge * (weights - prior)
        bend = (rows * (chance * (1 - chance))[:, None]).T @ rows + np.diag(ridge)
        step = np.linalg.solve(bend, gradient)
        # Far from the best weights the curve is flat, and a whole step leaps over them.
        while loss(weights - step) > loss(weights) and np.abs(step).max() > _SMALLEST:
            step = step / 2
        weights = weights - step
    added = {label: float(weights[2 + at]) for at, label in enumerate(labels)}
    return Line(float(weights[0]), float(weights[1]), added)


def bins_of(told: Iterable[Told], calibration: Calibration) -> tuple[Bin, ...]:
    """Return how often findings are right by their score after calibration."""
    return reliability((calibration.score(one.way, one.said, one.label), one.right) for one in told)
