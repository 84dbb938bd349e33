"""How sure a number is: intervals by leaving out, and by drawing anew, whole documents.

Spans of one document are not independent of each other, so documents are what is resampled. The jackknife takes
milliseconds and is shown live; the bootstrap is slower, seeded, and can be stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import isnan, sqrt

import numpy as np

from annotator.agreement.base import TOO_FEW, FloatArray, Pool, Reason

Evaluate = Callable[[Pool], FloatArray]
Progress = Callable[[int, int], None]
"""Told how many resamples are done of how many; raises to stop."""

NORMAL_95 = 1.959963984540054
_BATCH = 4096
_RESAMPLES_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Interval:
    """The ends of a 95 % interval, or None and the reason."""

    low: float | None
    high: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Bootstrap:
    """How to draw anew: with which seed, how often, and whom to tell."""

    seed: int = 1
    resamples: int = 2000
    progress: Progress | None = None


def without(reason: str) -> Interval:
    """Return no interval."""
    return Interval(None, None, reason)


def jackknife(total: Pool, each: Iterator[Pool], evaluate: Evaluate, value: float, *, lowest: float) -> Interval:
    """Return the interval from leaving out one document at a time.

    `each` yields the counts of the documents in batches, arrays [documents, …] beside those of `total`.
    """
    left = [evaluate({name: total[name] - batch[name] for name in batch}) for batch in each]
    return from_leaving_out(np.concatenate(left) if left else np.zeros(0), value, lowest=lowest)


def from_leaving_out(left: FloatArray, value: float, *, lowest: float) -> Interval:
    """Return the interval from the numbers that result when each document in turn is left out."""
    count = len(left)
    if count < TOO_FEW:
        return without(Reason.TOO_FEW)
    if bool(np.isnan(left).any()):
        return without(Reason.ONE_DOCUMENT)
    error = sqrt(max(0.0, (count - 1) / count * float(((left - left.mean()) ** 2).sum())))
    return Interval(max(lowest, value - NORMAL_95 * error), min(1.0, value + NORMAL_95 * error))


def bootstrap(each: Pool, evaluate: Evaluate, how: Bootstrap) -> Interval:
    """Return the middle 95 % of the numbers from documents drawn anew, with replacement.

    `each` are the counts per document, arrays [documents, …]. The same seed gives the same interval. What `progress`
    raises comes through.
    """
    count = next(len(array) for array in each.values())
    if count < TOO_FEW:
        return without(Reason.TOO_FEW)
    flat = {name: array.reshape(count, -1) for name, array in each.items()}
    wide = np.concatenate(list(flat.values()), axis=1)
    random = np.random.default_rng(how.seed)
    drawn: list[FloatArray] = []
    for done in range(0, how.resamples, _RESAMPLES_AT_ONCE):
        if how.progress:
            how.progress(done, how.resamples)
        batch = min(_RESAMPLES_AT_ONCE, how.resamples - done)
        weights = np.stack([np.bincount(random.integers(count, size=count), minlength=count) for _ in range(batch)])
        sums = weights.astype(np.float64) @ wide
        drawn.append(evaluate(_unflatten(sums, each)))
    if how.progress:
        how.progress(how.resamples, how.resamples)
    values = np.concatenate(drawn)
    values = values[~np.isnan(values)]
    if not len(values):
        return without(Reason.ONE_DOCUMENT)
    low, high = (float(end) for end in np.quantile(values, [0.025, 0.975]))
    return without(Reason.ONE_DOCUMENT) if isnan(low) or isnan(high) else Interval(low, high)


def _unflatten(sums: FloatArray, like: Pool) -> Pool:
    found: dict[str, FloatArray] = {}
    at = 0
    for name, array in like.items():
        shape = array.shape[1:]
        size = int(np.prod(shape))
        found[name] = sums[:, at : at + size].reshape(-1, *shape)
        at += size
    return found


def batches(count: int) -> Iterator[slice]:
    """Cut so many documents into slices that stay in the processor's cache."""
    for start in range(0, count, _BATCH):
        yield slice(start, min(start + _BATCH, count))
