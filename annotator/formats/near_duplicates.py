"""Which articles are near-duplicates: of the hashes of all runs of eight words a fixed quarter is kept, and compared.

Two articles are near-duplicates when they share much of what is kept, held against the shorter one's. Only these hashes
stay in memory, four bytes each, which is a fifth of what their text would take.
"""

from __future__ import annotations

import re
import zlib
from array import array
from collections import Counter
from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORD = re.compile(r"\w+")
_RUN = 8
_KEPT = 4
_ENOUGH = 0.3
_FEWEST = 2
_COMMON = 50
"""A run of words that so many articles have says nothing about two of them."""
_PARTS, _PART_BITS = 64, 26
"""Marks are sorted in so many parts, told apart by what is above so many bits, so that only one part is there twice."""
_CHUNK = 1 << 18


class Clusters:
    """Joins articles that are near-duplicates."""

    def __init__(self) -> None:
        """Begin with none."""
        self._known: dict[bytes, int] = {}
        self._marks = array("I")
        self._sizes = array("I")

    def add(self, digest: str, text: str) -> int:
        """Take an article in and return its number; a text that was there keeps the number it had."""
        number = self._known.setdefault(bytes.fromhex(digest), len(self._sizes))
        if number == len(self._sizes):
            found = marks(text)
            self._marks.extend(found)
            self._sizes.append(len(found))
        return number

    def groups(self) -> list[tuple[int, ...]]:
        """Return the numbers of articles that belong together, in the order of each group's first."""
        above = array("I", range(len(self._sizes)))
        for number, others in self._alike():
            for other in others:
                # The smaller one is the root, so that a group's root is its first.
                first, second = sorted((_root(above, number), _root(above, other)))
                above[second] = first
        order = sorted(range(len(above)), key=lambda number: _root(above, number))
        return [tuple(some) for _, some in groupby(order, key=lambda number: _root(above, number))]

    def _alike(self) -> Iterator[tuple[int, list[int]]]:
        """Yield each article that shares enough of its wording with some before it, and those."""
        import numpy as np  # noqa: PLC0415 - slow to import, and only here

        if not self._marks:
            return
        kept, sizes = np.frombuffer(self._marks, dtype=np.uint32), self._sizes
        ends = np.cumsum(np.frombuffer(sizes, dtype=np.uint32), dtype=np.int64)
        parts = [_shared(kept, ends, part) for part in range(_PARTS)]
        shared, holders = (np.concatenate(some) for some in zip(*parts, strict=True))
        firsts = _firsts(shared)
        common, behind = shared[firsts], np.append(firsts[1:], len(shared))
        if not len(common):
            return
        for number, end in enumerate(ends.tolist()):
            own = kept[end - sizes[number] : end]
            places = np.minimum(np.searchsorted(common, own), len(common) - 1)
            times: Counter[int] = Counter()
            for at in places[common[places] == own].tolist():
                among = holders[firsts[at] : behind[at]]
                rank = int(np.searchsorted(among, number))
                if rank < len(among) and among[rank] == number:
                    times.update(among[:rank].tolist())
            least = {other: max(_FEWEST, _ENOUGH * min(sizes[other], sizes[number])) for other in times}
            yield number, [other for other, count in times.items() if count >= least[other]]


def _shared(
    kept: NDArray[np.uint32], ends: NDArray[np.int64], part: int
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Return a part of the marks that several articles have and, beside each, one that has it, the first ones only."""
    import numpy as np  # noqa: PLC0415 - slow to import, and only here

    chunks = ((at, kept[at : at + _CHUNK]) for at in range(0, len(kept), _CHUNK))
    places = np.concatenate([at + np.flatnonzero(some >> np.uint32(_PART_BITS) == part) for at, some in chunks])
    numbers = np.searchsorted(ends, places, side="right").astype(np.uint64)
    pairs = (kept[places].astype(np.uint64) << np.uint64(32)) | numbers
    pairs.sort()
    found = (pairs >> np.uint64(32)).astype(np.uint32)
    firsts = _firsts(found)
    counts = np.diff(np.append(firsts, len(found)))
    ranks = np.arange(len(found)) - np.repeat(firsts, counts)
    wanted = (np.repeat(counts, counts) > 1) & (ranks < _COMMON)
    return found[wanted], pairs[wanted].astype(np.uint32)


def _firsts(ordered: NDArray[np.uint32]) -> NDArray[np.int64]:
    """Return where in an ordered array each value stands first."""
    import numpy as np  # noqa: PLC0415 - slow to import, and only here

    return np.flatnonzero(np.concatenate([[True], ordered[1:] != ordered[:-1]])[: len(ordered)]).astype(np.int64)


def _root(above: array[int], number: int) -> int:
    while above[number] != number:
        above[number] = above[above[number]]
        number = above[number]
    return number


def marks(text: str) -> set[int]:
    """Return what is kept of a text's wording."""
    words = [match.group().lower() for match in _WORD.finditer(text)]
    hashes = (zlib.crc32(" ".join(words[at : at + _RUN]).encode()) for at in range(max(1, len(words) - _RUN + 1)))
    return {one for one in hashes if one % _KEPT == 0}
