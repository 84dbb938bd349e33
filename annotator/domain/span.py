"""Ranges of text and a small index over them. Offsets are code points, half-open [start, end)."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A labelled range [start, end) of code points."""

    start: int
    end: int
    label: str


class Ranged(Protocol):
    """Anything that covers a range of code points."""

    @property
    def start(self) -> int:
        """First code point."""
        ...

    @property
    def end(self) -> int:
        """One past the last code point."""
        ...


def overlaps(a: Ranged, b: Ranged) -> bool:
    """Tell whether two ranges share at least one code point."""
    return a.start < b.end and b.start < a.end


def _order(item: Ranged) -> tuple[int, int]:
    # Longer first at the same start, so that an outer span comes before those nested in it.
    return item.start, -item.end


R = TypeVar("R", bound=Ranged)


class SpanIndex(Generic[R]):
    """Ranges sorted by start (longer first), searchable by place.

    A look-up costs O(log n + matches) as long as single ranges are short against the text, as mentions are: the longest
    length ever held bounds how far left of a place a range that reaches it can begin.
    """

    def __init__(self, items: Iterable[R] = ()) -> None:
        """Sort what is given once."""
        self._items: list[R] = sorted(items, key=_order)
        self._longest = max((item.end - item.start for item in self._items), default=0)

    def __len__(self) -> int:
        """Return how many ranges are held."""
        return len(self._items)

    def __iter__(self) -> Iterator[R]:
        """Go through them in reading order."""
        return iter(self._items)

    def add(self, item: R) -> None:
        """Put one more range in its place."""
        insort(self._items, item, key=_order)
        self._longest = max(self._longest, item.end - item.start)

    def remove(self, item: R) -> None:
        """Take one range out; raise ValueError when it is not held."""
        items = self._items
        at = bisect_left(items, _order(item), key=_order)
        while at < len(items) and _order(items[at]) == _order(item):
            if items[at] == item:
                del items[at]
                return
            at += 1
        raise ValueError(item)

    def touching(self, start: int, end: int) -> list[R]:
        """Return the ranges that share a code point with [start, end), in reading order."""
        items = self._items
        first = bisect_left(items, start - self._longest, key=_start)
        last = bisect_left(items, end, key=_start)
        return [item for item in items[first:last] if item.end > start]

    def at(self, offset: int) -> list[R]:
        """Return the ranges that cover the code point at `offset`, in reading order."""
        return self.touching(offset, offset + 1)

    def position(self, start: int) -> int:
        """Return the index of the first range that begins at or after `start`."""
        return bisect_left(self._items, start, key=_start)

    def __getitem__(self, index: int) -> R:
        """Return the range at an index in reading order."""
        return self._items[index]


def _start(item: Ranged) -> int:
    return item.start
