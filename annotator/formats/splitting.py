"""Dealing articles out to training, development and test: by a seed, stratified by label, near-duplicates together.

Two articles are near-duplicates when they share much of their wording: of the hashes of all runs of eight words, a
fixed quarter is kept, and what two articles have in common of it is held against the shorter one's.
"""

from __future__ import annotations

import random
import re
import zlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

SPLITS = ("train", "dev", "test")
_SHARES = {"train": 0.8, "dev": 0.1, "test": 0.1}
_WORD = re.compile(r"\w+")
_RUN = 8
_KEPT = 4
_ENOUGH = 0.3
_FEWEST = 2
_COMMON = 50
"""A run of words that so many articles have says nothing about two of them."""


class Clusters:
    """Joins articles that are near-duplicates, as they come."""

    def __init__(self) -> None:
        """Begin with none."""
        self._parents: list[int] = []
        self._sizes: list[int] = []
        self._seen: defaultdict[int, list[int]] = defaultdict(list)
        self._known: dict[str, int] = {}

    def add(self, digest: str, text: str) -> int:
        """Take an article in and return its number; a text that was there keeps the number it had."""
        if digest in self._known:
            return self._known[digest]
        number = len(self._parents)
        self._known[digest] = number
        self._parents.append(number)
        marks = _marks(text)
        self._sizes.append(len(marks))
        shared: Counter[int] = Counter()
        for mark in marks:
            others = self._seen[mark]
            if len(others) < _COMMON:
                shared.update(others)
                others.append(number)
        for other, count in shared.items():
            if count >= _FEWEST and count >= _ENOUGH * min(self._sizes[other], len(marks)):
                self._parents[self._root(number)] = self._root(other)
        return number

    def groups(self) -> list[list[int]]:
        """Return the numbers of articles that belong together."""
        found: defaultdict[int, list[int]] = defaultdict(list)
        for number in range(len(self._parents)):
            found[self._root(number)].append(number)
        return list(found.values())

    def _root(self, number: int) -> int:
        while self._parents[number] != number:
            self._parents[number] = self._parents[self._parents[number]]
            number = self._parents[number]
        return number


def _marks(text: str) -> set[int]:
    words = [match.group().lower() for match in _WORD.finditer(text)]
    hashes = (zlib.crc32(" ".join(words[at : at + _RUN]).encode()) for at in range(max(1, len(words) - _RUN + 1)))
    return {one for one in hashes if one % _KEPT == 0}


def split(groups: Sequence[Sequence[int]], labels: Mapping[int, Counter[str]], *, seed: int) -> dict[int, str]:
    """Return the split of each article; `labels` counts each one's spans by label.

    The rarest label is dealt out first, each group to the split that lacks most of it. With two groups or more training
    and development have one each.
    """
    order = list(groups)
    random.Random(seed).shuffle(order)  # noqa: S311 - nothing secret
    counts = [sum((labels[one] for one in group), Counter[str]()) for group in order]
    total = sum(counts, Counter[str]())
    wanted = {name: {label: share * count for label, count in total.items()} for name, share in _SHARES.items()}
    room = {name: share * sum(map(len, order)) for name, share in _SHARES.items()}
    where: dict[int, str] = {}

    def put(at: int, label: str) -> None:
        name = max(SPLITS, key=lambda one: (wanted[one].get(label, 0), room[one], -SPLITS.index(one)))
        where[at] = name
        room[name] -= len(order[at])
        for one, count in counts[at].items():
            wanted[name][one] -= count

    for label, _ in sorted(total.items(), key=lambda item: (item[1], item[0])):
        for at in range(len(order)):
            if at not in where and counts[at][label]:
                put(at, label)
    for at in range(len(order)):
        if at not in where:
            put(at, "")
    _fill(where, len(order))
    return {one: where[at] for at, group in enumerate(order) for one in group}


def _fill(where: dict[int, str], groups: int) -> None:
    """Give training and development a group each, where there are two."""
    for name in ("train", "dev"):
        if groups > 1 and name not in where.values():
            most = Counter(where.values()).most_common(1)[0][0]
            where[max(at for at, one in where.items() if one == most)] = name
