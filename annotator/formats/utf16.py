"""Offsets as Java and Qt count them: UTF-16 units, two for each character beyond the basic plane."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable


def to_utf16(text: str) -> Callable[[int], int]:
    """Return the way from an offset in code points to one in UTF-16 units."""
    beyond = _beyond(text)
    return (lambda offset: offset + bisect_left(beyond, offset)) if beyond else int


def from_utf16(text: str) -> Callable[[int], int]:
    """Return the way from an offset in UTF-16 units to one in code points."""
    beyond = [at + number for number, at in enumerate(_beyond(text))]
    return (lambda offset: offset - bisect_left(beyond, offset)) if beyond else int


def utf16_length(text: str) -> int:
    """Return how many UTF-16 units a text has."""
    return len(text) + len(_beyond(text))


def _beyond(text: str) -> list[int]:
    if text.isascii():
        return []
    return [at for at, char in enumerate(text) if char > "\uffff"]
