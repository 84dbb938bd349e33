"""Overlapping spans stack, and their chips keep clear of each other."""

from __future__ import annotations

from itertools import combinations, pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.annotation import Mention
from annotator.domain.decision import SpanState
from annotator.ui.article.levels import DEEPEST, Slot, chip_places, levels


def mention(key: str, start: int, end: int) -> Mention:
    return Mention(key, start, end, "ORG", SpanState.ACCEPTED)


RANGES = st.lists(st.tuples(st.integers(0, 30), st.integers(1, 10)), max_size=12)


@given(RANGES)
def test_a_longer_span_lies_outside_a_shorter_one_it_overlaps(ranges: list[tuple[int, int]]) -> None:
    mentions = [mention(f"{n:02}", start, start + size) for n, (start, size) in enumerate(ranges)]
    found = levels(mentions)
    assert found == levels(reversed(mentions))
    for one, other in combinations(mentions, 2):
        if one.start < other.end and other.start < one.end:
            inner, outer = sorted((one, other), key=lambda each: each.end - each.start)
            low, high = found[inner.key], found[outer.key]
            same_length = inner.end - inner.start == outer.end - outer.start
            assert low < high or high == DEEPEST or (same_length and low != high)


def test_nested_and_crossing_spans() -> None:
    assert levels([mention("a", 0, 30), mention("b", 0, 10), mention("c", 5, 20), mention("d", 40, 50)]) == {
        "b": 0,
        "c": 1,
        "a": 2,
        "d": 0,
    }


@st.composite
def slots_strategy(draw: st.DrawFn) -> Slot:
    x = draw(st.integers(0, 300))
    return Slot(x, draw(st.integers(10, 80)), x + draw(st.integers(1, 90)))


SLOTS = st.lists(slots_strategy(), max_size=10)


@given(SLOTS)
def test_chips_never_touch(slots: list[Slot]) -> None:
    places = chip_places(slots, gap=4, right=400)
    boxes = sorted((row, x, x + slot.width) for slot, (x, row) in zip(slots, places, strict=True))
    for (row, _, right), (next_row, left, _) in pairwise(boxes):
        assert row != next_row or left >= right + 4
    for slot, (x, _) in zip(slots, places, strict=True):
        assert x <= slot.limit
        assert x >= 0


def test_a_second_chip_goes_beside_the_first_or_above() -> None:
    outer, inner = Slot(0, 30, 200), Slot(0, 30, 80)
    assert chip_places([outer, inner], gap=5, right=400) == [(0, 0), (35, 0)]
    narrow = Slot(10, 40, 20)
    assert chip_places([outer, narrow], gap=5, right=400) == [(0, 0), (10, 1)]


def test_a_chip_at_the_right_edge_is_drawn_inside() -> None:
    assert chip_places([Slot(380, 50, 400)], gap=5, right=400) == [(350, 0)]
