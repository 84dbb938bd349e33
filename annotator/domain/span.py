"""Ranges of text and a small index over them. Offsets are code points, half-open [start, end)."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from operator import attrgetter, sub
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


_start: Callable[[Ranged], int] = attrgetter("start")
_end: Callable[[Ranged], int] = attrgetter("end")
R = TypeVar("R", bound=Ranged)

_LONG = 256
"""Ranges longer than this are looked through one by one."""


class SpanIndex(Generic[R]):
    """Ranges sorted by start (longer first), searchable by place.

    A look-up costs O(log n + matches + ranges longer than `_LONG`), of which there are few: how far left of a place a
    range can begin that reaches it is bounded by the longest of the others.
    """

    def __init__(self, items: Iterable[R] = ()) -> None:
        """Sort what is given once."""
        # Twice by one number each is `_order`, and three times as fast: all of it stays in C.
        self._items: list[R] = sorted(items, key=_end, reverse=True)
        self._items.sort(key=_start)
        self._starts: list[int] = list(map(_start, self._items))
        lengths = list(map(sub, map(_end, self._items), self._starts))
        self._reach = max(lengths, default=0)
        self._long: list[R] = []
        if self._reach > _LONG:
            self._long = [item for item, length in zip(self._items, lengths, strict=True) if length > _LONG]
            self._reach = max((length for length in lengths if length <= _LONG), default=0)

    def copy(self) -> SpanIndex[R]:
        """Return an index of the same ranges that changes on its own, without sorting them again."""
        other: SpanIndex[R] = SpanIndex()
        other._items, other._starts = self._items.copy(), self._starts.copy()
        other._long, other._reach = self._long.copy(), self._reach
        return other

    def __len__(self) -> int:
        """Return how many ranges are held."""
        return len(self._items)

    def __iter__(self) -> Iterator[R]:
        """Go through them in reading order."""
        return iter(self._items)

    def add(self, item: R) -> None:
        """Put one more range in its place, behind those on the same range."""
        start, end = item.start, item.end
        at = bisect_left(self._starts, start)
        while at < len(self._items) and self._starts[at] == start and self._items[at].end >= end:
            at += 1
        self._items.insert(at, item)
        self._starts.insert(at, start)
        if end - start > _LONG:
            insort(self._long, item, key=_order)
        else:
            self._reach = max(self._reach, end - start)

    def remove(self, item: R) -> None:
        """Take one range out; raise ValueError when it is not held."""
        items = self._items
        at = bisect_left(self._starts, item.start)
        while at < len(items) and self._starts[at] == item.start:
            if items[at].end == item.end and items[at] == item:
                del items[at], self._starts[at]
                if item.end - item.start > _LONG:
                    self._long.remove(item)
                return
            at += 1
        raise ValueError(item)

    def touching(self, start: int, end: int) -> list[R]:
        """Return the ranges that share a code point with [start, end), in reading order."""
        items = self._items
        if not items:
            return []
        first = bisect_left(self._starts, start - self._reach)
        last = bisect_left(self._starts, end, first)
        near = [item for item in items[first:last] if item.end > start]
        if self._long:
            return [item for item in self._long if item.start < start - self._reach and item.end > start] + near
        return near

    def at(self, offset: int) -> list[R]:
        """Return the ranges that cover the code point at `offset`, in reading order."""
        return self.touching(offset, offset + 1)

    def position(self, start: int) -> int:
        """Return the index of the first range that begins at or after `start`."""
        return bisect_left(self._starts, start)

    def __getitem__(self, index: int) -> R:
        """Return the range at an index in reading order."""
        return self._items[index]
