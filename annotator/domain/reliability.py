"""Whether scores mean what they say: suggestions by score against the share of them that was right."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

ENOUGH = 30
"""Suggestions; what fewer of them say is chance."""
_BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Findings whose scores lie in one tenth of 0 to 1: how many, their mean score, and the share that is right."""

    findings: int
    score: float
    right: float


def reliability(judged: Iterable[tuple[float, bool]]) -> tuple[Bin, ...]:
    """Return the tenths that have findings, lowest first, of (score, whether it is right)."""
    tenths: defaultdict[int, list[tuple[float, bool]]] = defaultdict(list)
    for score, right in judged:
        tenths[min(_BINS - 1, int(score * _BINS))].append((score, right))
    return tuple(
        Bin(len(some), sum(score for score, _ in some) / len(some), sum(right for _, right in some) / len(some))
        for _, some in sorted(tenths.items())
    )


def count_of(bins: Sequence[Bin]) -> int:
    """Return how many findings there are in all."""
    return sum(one.findings for one in bins)


def expected_error(bins: Sequence[Bin]) -> float:
    """Return the expected calibration error: the mean distance of score and share, weighted by findings."""
    return sum(one.findings * abs(one.score - one.right) for one in bins) / max(1, count_of(bins))
