"""Gamma (Mathet, Widlöcher & Métivier 2015): units aligned so that they disagree least, by what chance would leave.

For papers that report it, and one short document at a time: the best alignment is found exactly, whose cost grows with
how many units overlap each other. It is not among the metrics of a project. The numbers depend on chance and a seed.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import comb, nan

import numpy as np

_SHORTEST = 1e-6


@dataclass(frozen=True, slots=True)
class Placed:
    """A unit: who placed it, where, and with which label."""

    annotator: str
    start: float
    end: float
    label: str


@dataclass(frozen=True, slots=True)
class Costs:
    """How much position and label count, and what it costs that a unit has no counterpart."""

    position: float = 1.0
    label: float = 1.0
    nothing: float = 1.0


def distance(one: Placed, other: Placed, costs: Costs) -> float:
    """Return how far two units are apart, position and label together."""
    away = abs(one.start - other.start) + abs(one.end - other.end)
    size = one.end - one.start + other.end - other.start
    apart = (away / size) ** 2 * costs.nothing
    return costs.position * apart + costs.label * (one.label != other.label) * costs.nothing


@dataclass(frozen=True, slots=True)
class Alignment:
    """The alignment with the least disorder: sets of indices of units that belong together, and that disorder."""

    sets: tuple[tuple[int, ...], ...]
    disorder: float


def best_alignment(units: Sequence[Placed], costs: Costs, *, annotators: int) -> Alignment:
    """Return the alignment of least disorder; every unit is in one set, no set has two of one annotator.

    The disorder is the sum of the sets' costs by the mean number of units of an annotator.
    """
    order = sorted(range(len(units)), key=lambda at: (units[at].start, units[at].end))
    ordered = [units[at] for at in order]
    options = _options(ordered, costs, annotators)
    result: list[tuple[int, ...]] = []
    total = 0.0
    for block in _blocks(len(ordered), options):
        cost, sets = _cover(block, options)
        total += cost
        result += [tuple(order[at] for at in one) for one in sets]
    return Alignment(tuple(result), total * annotators / len(units) if units else nan)


_Options = dict[int, list[tuple[float, int, tuple[int, ...]]]]
"""By the first unit of each set that may be worth it: cost, bit pattern, units."""


def _options(units: list[Placed], costs: Costs, annotators: int) -> _Options:
    """Find the sets that cost no more than leaving each of their units alone."""
    pairs = comb(annotators, 2)
    near = [
        {after: distance(units[at], units[after], costs) for after in range(at + 1, len(units))}
        for at in range(len(units))
    ]

    def grow(chosen: tuple[int, ...], apart: float) -> Iterator[tuple[float, tuple[int, ...]]]:
        cost = (apart + (pairs - comb(len(chosen), 2)) * costs.nothing) / pairs
        if cost <= len(chosen) * costs.nothing:
            yield cost, chosen
        for after in range(chosen[-1] + 1, len(units)):
            if any(units[at].annotator == units[after].annotator for at in chosen):
                continue
            more = apart + sum(near[at][after] for at in chosen)
            # Pairs already this far apart can only be worth it in a set of everybody.
            if more / pairs <= annotators * costs.nothing:
                yield from grow((*chosen, after), more)

    return {
        at: sorted((cost, sum(1 << one for one in found), found) for cost, found in grow((at,), 0.0))
        for at in range(len(units))
    }


def _blocks(count: int, options: _Options) -> list[int]:
    """Return bit patterns of units that no set worth it joins with others."""
    blocks: list[int] = []
    for at in range(count):
        block = 1 << at
        for _, pattern, _ in options[at]:
            block |= pattern
        touched = [one for one in blocks if one & block]
        for one in touched:
            blocks.remove(one)
            block |= one
        blocks.append(block)
    return blocks


def _cover(block: int, options: _Options) -> tuple[float, tuple[tuple[int, ...], ...]]:
    @cache
    def best(left: int) -> tuple[float, tuple[tuple[int, ...], ...]]:
        if not left:
            return 0.0, ()
        # The first unit left is in some set, and in that set it is the first.
        first = (left & -left).bit_length() - 1
        tried = [
            (cost + rest[0], (found, *rest[1]))
            for cost, pattern, found in options[first]
            if pattern & left == pattern
            for rest in [best(left & ~pattern)]
        ]
        # Of equally good ones the one with fewer sets; sums in another order differ in their last digits.
        return min(tried, key=lambda one: (round(one[0], 12), len(one[1])))

    return best(block)


def gamma(units: Sequence[Placed], costs: Costs, *, seed: int = 1, samples: int = 30) -> float:
    """Return 1 minus the disorder by that of random units; nan for fewer than two annotators.

    Random units have the numbers, lengths, gaps and labels that the given ones have on average, normally distributed.
    """
    by_annotator: dict[str, list[Placed]] = {}
    for unit in sorted(units, key=lambda one: (one.start, one.end)):
        by_annotator.setdefault(unit.annotator, []).append(unit)
    people = len(by_annotator)
    if people < 2:  # noqa: PLR2004 - one person alone agrees with nobody
        return nan
    random = np.random.default_rng(seed)
    drawn = [_drawn(by_annotator, random) for _ in range(samples)]
    chance = np.mean([best_alignment(one, costs, annotators=people).disorder for one in drawn if one])
    return float(1 - best_alignment(units, costs, annotators=people).disorder / chance)


def _drawn(units: Mapping[str, list[Placed]], random: np.random.Generator) -> list[Placed]:
    every = [one for line in units.values() for one in line]
    numbers = [len(line) for line in units.values()]
    lengths = [one.end - one.start for one in every]
    ends = [(0.0, *(one.end for one in line)) for line in units.values()]
    gaps = [
        one.start - end
        for line, before in zip(units.values(), ends, strict=True)
        for one, end in zip(line, before, strict=False)
    ]
    found: list[Placed] = []
    for name in sorted(units):
        at = 0.0
        for _ in range(max(1, int(random.normal(np.mean(numbers), np.std(numbers))))):
            at += random.normal(np.mean(gaps), np.std(gaps))
            length = max(abs(random.normal(np.mean(lengths), np.std(lengths))), _SHORTEST)
            label = every[int(random.integers(len(every)))].label
            found.append(Placed(name, at, at + length, label))
            at += length
    return found
