"""Code points to Qt's UTF-16 units and back: the only place where the two meet.

Knows nothing of Qt. Half of a surrogate pair has no code point; a place inside a pair counts as the pair's start.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right

_ASTRAL = re.compile("[\U00010000-\U0010ffff]")


class Offsets:
    """The two numberings of one text.

    Exact at every place, in O(log n) of the characters outside the basic plane; free when there are none.
    """

    __slots__ = ("_astral", "_units", "length")

    def __init__(self, text: str) -> None:
        """Find the characters that take two units."""
        self.length = len(text)
        """Code points in the text."""
        self._astral: list[int] = []
        if not text.isascii() and len(text.encode("utf-16-le", "surrogatepass")) > 2 * len(text):
            self._astral = [match.start() for match in _ASTRAL.finditer(text)]
        # The unit at which each of them begins: one more for every one before it.
        self._units = [place + before for before, place in enumerate(self._astral)]

    @property
    def same(self) -> bool:
        """Whether both numberings are one and the same here."""
        return not self._astral

    @property
    def units(self) -> int:
        """The text's length in UTF-16 units."""
        return self.length + len(self._astral)

    def to_utf16(self, offset: int) -> int:
        """Return the UTF-16 unit at which the code point at `offset` begins."""
        return offset + bisect_left(self._astral, offset) if self._astral else offset

    def to_code_point(self, unit: int) -> int:
        """Return the code point that holds a UTF-16 unit."""
        if not self._astral:
            return unit
        before = bisect_right(self._units, unit)
        # The second unit of a pair belongs to the pair.
        if before and unit == self._units[before - 1] + 1:
            return self._astral[before - 1]
        return unit - bisect_left(self._units, unit)
