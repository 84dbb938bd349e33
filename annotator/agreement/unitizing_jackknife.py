"""Unitizing alpha without each document in turn, for its interval.

The expectation of `unitizing_alpha` is a sum of products of units and gaps. What a document takes away is its units
against all gaps and all units against its gaps, less its units against its own gaps, which were taken twice; so all
documents are left out in one pass.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from annotator.agreement.base import FloatArray, IntArray, ratio
from annotator.agreement.counting import find
from annotator.agreement.unit_counts import Lengths, UnitCounts, differences_of, gaps_of, units_in
from annotator.agreement.units import Corpus, chunks

_SHIFT = 32
"""Lengths are below 2 ** 32, so a place and a length make one key."""


def leaving_out(corpus: Corpus, counts: UnitCounts, label: int | None) -> FloatArray:
    """Return the number (of a label, or overall) that results when each document everybody finished is left out."""
    units, gaps = (_all(lengths, len(corpus.labels)) for lengths in (counts.units, counts.gaps))
    whole = _Whole(_Units(*units), _Room(*gaps), _Parts.of(*units, size=len(corpus.labels)))
    crossed = units[2] * units[1].astype(np.float64) ** 2 * whole.gaps.room(units[0], units[1])
    sums = np.bincount(units[0], crossed, minlength=len(corpus.labels)).astype(np.float64)
    found = [_leaving_out(corpus.part(chunk.start, chunk.stop), counts, whole, sums, label) for chunk in chunks(corpus)]
    return np.concatenate(found)


def _all(lengths: Lengths, labels: int) -> tuple[IntArray, IntArray, IntArray]:
    """Return label, length and number of all lengths that occur, in that order."""
    each = [lengths.of(label) for label in range(labels)]
    label = np.repeat(np.arange(labels), [len(found) for found, _ in each])
    return label, np.concatenate([found for found, _ in each]), np.concatenate([times for _, times in each])


def _sums(values: FloatArray | IntArray) -> FloatArray:
    """Return the sums of the first 0, 1, 2 … values."""
    return np.concatenate((np.zeros(1), np.cumsum(values))).astype(np.float64)


def _keys(place: IntArray, length: IntArray) -> IntArray:
    return (place.astype(np.int64) << _SHIFT) | length


class _Room:
    """Gaps by place (a label, or a document and label) and length: in how many places of them a unit fits."""

    def __init__(self, place: IntArray, length: IntArray, times: IntArray) -> None:
        keys = _keys(place, length)
        order = np.argsort(keys)
        self._keys = keys[order]
        self._count, self._total = _sums(times[order]), _sums((length * times)[order])

    def room(self, place: IntArray, length: IntArray) -> FloatArray:
        """Return it for units of such lengths, each into the gaps of its place."""
        low = np.searchsorted(self._keys, _keys(place, length))
        high = np.searchsorted(self._keys, _keys(place + 1, np.zeros(1, np.int64)))
        return self._total[high] - self._total[low] - (length - 1) * (self._count[high] - self._count[low])


class _Units:
    """Units by label and length: the sum over them of their squared length times the places they have in a gap."""

    def __init__(self, label: IntArray, length: IntArray, times: IntArray) -> None:
        squared = times * length.astype(np.float64) ** 2
        self._keys = _keys(label, length)
        self._first, self._second = _sums(squared), _sums(squared * (length - 1))

    def taken(self, label: IntArray, gaps: IntArray) -> FloatArray:
        """Return it for each gap."""
        low = np.searchsorted(self._keys, _keys(label, np.zeros(1, np.int64)))
        high = np.searchsorted(self._keys, _keys(label, gaps), side="right")
        return gaps * (self._first[high] - self._first[low]) - (self._second[high] - self._second[low])


@dataclass(frozen=True, slots=True)
class _Parts:
    """What units add to the expectation, at each of some places.

    number: units · met: the places where units meet each other · places: what their lengths take from all places.
    """

    number: FloatArray
    met: FloatArray
    places: FloatArray

    @classmethod
    def of(cls, place: IntArray, length: IntArray, times: IntArray, *, size: int) -> _Parts:
        """Add up so many units of each length at one of `size` places."""
        long = length.astype(np.float64)
        met = times * (2 * long**3 - 3 * long**2 + long)
        columns: Iterable[FloatArray] = (times.astype(np.float64), met, times * long * (long - 1))
        return cls(*(np.bincount(place, column, minlength=size).astype(np.float64) for column in columns))


@dataclass(frozen=True, slots=True)
class _Whole:
    """All documents together."""

    units: _Units
    gaps: _Room
    parts: _Parts


def _leaving_out(part: Corpus, counts: UnitCounts, whole: _Whole, crossed: FloatArray, label: int | None) -> FloatArray:
    units, joined = units_in(part, find(part))
    spans, gaps, labels = units.spans, gaps_of(part, units), len(part.labels)
    size = len(part) * labels
    place, length = spans.document * labels + spans.label, spans.end - spans.start
    gap_place = gaps.document * labels + gaps.label
    own = _Room(gap_place, gaps.length, gaps.times)
    against = length.astype(np.float64) ** 2 * (whole.gaps.room(spans.label, length) - own.room(place, length))
    taken = np.bincount(place, against, minlength=size)
    taken += np.bincount(gap_place, whole.units.taken(gaps.label, gaps.length) * gaps.times, minlength=size)
    gone = _Parts.of(place, length, np.ones(len(place), np.int64), size=size)
    left = _Parts(
        *(getattr(whole.parts, one) - getattr(gone, one).reshape(-1, labels) for one in ("number", "met", "places"))
    )
    document, kind, difference = differences_of(joined, len(part))
    seen = np.bincount(document * labels + kind, difference, minlength=size).reshape(-1, labels)
    people, rest = counts.annotators, (counts.length - part.lengths)[:, np.newaxis].astype(np.float64)
    where = people * rest * (people * rest - 1) - left.places
    hoped = ratio(2 * ((left.number - 1) / 3 * left.met + crossed - taken.reshape(-1, labels)), rest * where)
    hoped[left.number <= 0] = 0.0
    missed = ratio(2 * (counts.differences - seen), people * (people - 1) * rest**2)
    if label is not None:
        missed, hoped = missed[:, [label]], hoped[:, [label]]
    return (1 - ratio(missed.sum(axis=1), hoped.sum(axis=1)))[part.complete]
