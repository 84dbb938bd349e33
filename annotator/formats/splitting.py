"""Dealing articles out to training, development and test: by a seed, stratified by label, near-duplicates together.

Which articles are near-duplicates is `near_duplicates.py`'s business.
"""

from __future__ import annotations

import random
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

SPLITS = ("train", "dev", "test")
_SHARES = {"train": 0.8, "dev": 0.1, "test": 0.1}
_NONE = -1


class LabelCounts:
    """How many spans of each label articles have, in a few bytes a label and article."""

    def __init__(self) -> None:
        """Begin with none."""
        self._places: dict[str, int] = {}
        self._names: list[str] = []
        # Of a count: its label, the count, and which count of the same article was there before; then each one's last.
        self._labels = array("I")
        self._counts = array("I")
        self._before = array("q")
        self._last = array("q")

    @property
    def names(self) -> list[str]:
        """The labels there are, sorted."""
        return sorted(self._names)

    def add(self, number: int, counts: Mapping[str, int]) -> None:
        """Count spans of an article beside those that were counted of it before."""
        while len(self._last) <= number:
            self._last.append(_NONE)
        for label, count in counts.items():
            place = self._places.setdefault(label, len(self._names))
            if place == len(self._names):
                self._names.append(label)
            self._labels.append(place)
            self._counts.append(count)
            self._before.append(self._last[number])
            self._last[number] = len(self._before) - 1

    def of(self, numbers: Iterable[int]) -> Counter[str]:
        """Return the counts of some articles together."""
        found: Counter[str] = Counter()
        for number in numbers:
            at = self._last[number] if number < len(self._last) else _NONE
            while at != _NONE:
                found[self._names[self._labels[at]]] += self._counts[at]
                at = self._before[at]
        return found


def split(groups: Sequence[Sequence[int]], labels: LabelCounts, *, seed: int) -> list[str]:
    """Return the split of each article by its number; `groups` have each of the numbers once.

    The rarest label is dealt out first, each group to the split that lacks most of it. With two groups or more training
    and development have one each.
    """
    order = list(groups)
    random.Random(seed).shuffle(order)  # noqa: S311 - nothing secret
    total, having = _labelled(order, labels)
    wanted = {name: {label: share * count for label, count in total.items()} for name, share in _SHARES.items()}
    room = {name: share * sum(map(len, order)) for name, share in _SHARES.items()}
    where: dict[int, str] = {}

    def put(at: int, label: str) -> None:
        name = max(SPLITS, key=lambda one: (wanted[one].get(label, 0), room[one], -SPLITS.index(one)))
        where[at] = name
        room[name] -= len(order[at])
        for one, count in labels.of(order[at]).items():
            wanted[name][one] -= count

    for label, _ in sorted(total.items(), key=lambda item: (item[1], item[0])):
        for at in having[label]:
            if at not in where:
                put(at, label)
    for at in range(len(order)):
        if at not in where:
            put(at, "")
    _fill(where, len(order))
    sides = [""] * sum(map(len, order))
    for at, group in enumerate(order):
        for one in group:
            sides[one] = where[at]
    return sides


def _labelled(order: Sequence[Sequence[int]], labels: LabelCounts) -> tuple[Counter[str], dict[str, array[int]]]:
    """Return how often each label is there, and the places of the groups that have it."""
    total: Counter[str] = Counter()
    having: dict[str, array[int]] = {}
    for at, group in enumerate(order):
        for label, count in labels.of(group).items():
            total[label] += count
            having.setdefault(label, array("I")).append(at)
    return total, having


def _fill(where: dict[int, str], groups: int) -> None:
    """Give training and development a group each, where there are two."""
    for name in ("train", "dev"):
        if groups > 1 and name not in where.values():
            most = Counter(where.values()).most_common(1)[0][0]
            where[max(at for at, one in where.items() if one == most)] = name
