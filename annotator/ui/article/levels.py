"""Which of several spans over the same text is drawn how far out, and where their chips go. Pure; no Qt."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from annotator.domain.annotation import Mention

DEEPEST = 3
"""Levels beyond this one are drawn like it."""


def levels(mentions: Iterable[Mention]) -> dict[str, int]:
    """Return each mention's level by key: 0 for the innermost, and above every shorter one it overlaps.

    Of two over the same range the one with the smaller key lies inside, so that the input's order makes no difference.
    """
    in_order = sorted(mentions, key=lambda one: (one.start, one.end))
    found: dict[str, int] = {}
    group: list[Mention] = []
    reach = -1
    for one in in_order:
        if one.start >= reach:
            _stack(group, found)
            group = []
        group.append(one)
        reach = max(reach, one.end)
    _stack(group, found)
    return found


def _stack(group: list[Mention], found: dict[str, int]) -> None:
    if len(group) == 1:
        found[group[0].key] = 0
        return
    placed: list[Mention] = []
    for one in sorted(group, key=lambda one: (one.end - one.start, one.start, one.key)):
        below = [found[other.key] for other in placed if other.start < one.end and one.start < other.end]
        found[one.key] = min(max(below, default=-1) + 1, DEEPEST)
        placed.append(one)


@dataclass(frozen=True, slots=True)
class Slot:
    """Where a chip wants to be: its left edge and width, and how far right it may be pushed (its span's right edge)."""

    x: int
    width: int
    limit: int


def chip_places(slots: Sequence[Slot], *, gap: int, right: int) -> list[tuple[int, int]]:
    """Return (x, row) for each slot: row 0 is the one next to the text.

    A chip stays at its span's start where there is room, is pushed beside its neighbour while it still begins above its
    own span, and goes a row up otherwise. No chip goes beyond `right` if it can begin before it.
    """
    ends: list[int] = []
    places: list[tuple[int, int]] = [(0, 0)] * len(slots)
    wishes = [max(0, min(slot.x, right - slot.width)) for slot in slots]
    if all(wish + slot.width + gap <= after for wish, slot, after in zip(wishes, slots, wishes[1:], strict=False)):
        return [(wish, 0) for wish in wishes]  # as it mostly is
    for index in sorted(range(len(slots)), key=lambda index: (slots[index].x, -slots[index].limit, index)):
        slot = slots[index]
        wish = wishes[index]
        for row in range(len(ends) + 1):
            if row == len(ends):
                ends.append(-gap)
            x = max(wish, ends[row] + gap)
            fits = x + slot.width <= right or x == wish
            if x == wish or (x < slot.limit and fits):
                places[index] = (x, row)
                ends[row] = x + slot.width
                break
    return places
