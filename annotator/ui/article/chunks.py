"""Where a text may be cut so that each piece can be laid out alone, and how high the pieces stand. Pure; no Qt."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from itertools import accumulate

from annotator.domain.tokens import character_after, character_before

LIMIT = 1_500
"""Characters in a chunk at most: shaped in half a millisecond, and less than a screen of text."""
LINES = 60
"""Line ends in a chunk at most, so that a list of single words is no dearer than prose."""
_LOOK_BACK = 400


def cut(text: str, *, limit: int = LIMIT, lines: int = LINES) -> list[int]:
    """Return the starts of the chunks of `text` and its length: [0, …, len(text)].

    Each chunk has at most `limit` characters and `lines` line ends. It ends behind a line end where there is one, else
    behind white space, else where no character is torn from its marks.
    """
    size = len(text)
    bounds = [0]
    start = 0
    while start < size:
        end = min(start + limit, size)
        if end < size:
            end = _place(text, start, end)
        start = _within(text, start, end, lines)
        bounds.append(start)
    return bounds if size else [0, 0]


def _place(text: str, start: int, end: int) -> int:
    at = text.rfind("\n", start, end)
    if at >= 0:
        return at + 1
    for at in range(end, max(start, end - _LOOK_BACK), -1):
        if text[at - 1].isspace() and character_after(text, at - 1) == at:
            return at
    # Nothing to go by: not between a character and its marks, unless the marks alone fill a chunk.
    at = character_before(text, end)
    return at if start < at and character_after(text, at) != end else end


def _within(text: str, start: int, end: int, lines: int) -> int:
    if text.count("\n", start, end) <= lines:
        return end
    at = start
    for _ in range(lines):
        at = text.index("\n", at) + 1
    return at


def blocks(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the ranges between the line ends of the chunk [start, end), without the line ends themselves.

    The place behind a last line end at the very end of the text is a range too: the caret can stand there.
    """
    found: list[tuple[int, int]] = []
    at = start
    while at < end:
        stop = text.find("\n", at, end)
        if stop < 0:
            found.append((at, end))
            return found
        found.append((at, stop))
        at = stop + 1
    if end == len(text):
        found.append((end, end))
    return found


class Stack:
    """Heights one below the other: what is at a place, and where the top of each one is."""

    def __init__(self, heights: Sequence[int]) -> None:
        """Take pixel heights from top to bottom."""
        self._heights = list(heights)
        self._tops: list[int] = []

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._heights)

    def _all(self) -> list[int]:
        if not self._tops:
            self._tops = list(accumulate(self._heights, initial=0))
        return self._tops

    @property
    def total(self) -> int:
        """The height of all together."""
        return self._all()[-1]

    def top(self, index: int) -> int:
        """Return where one begins; of the index behind the last one, where it ends."""
        return self._all()[index]

    def height(self, index: int) -> int:
        """Return the height of one."""
        return self._heights[index]

    def set_height(self, index: int, height: int) -> None:
        """Change the height of one; the sums are made again when they are next asked for."""
        if self._heights[index] != height:
            self._heights[index] = height
            self._tops = []

    def at(self, y: float) -> int:
        """Return which one covers the pixel row y, the first or last one outside."""
        return min(max(bisect_right(self._all(), y) - 1, 0), len(self._heights) - 1)
