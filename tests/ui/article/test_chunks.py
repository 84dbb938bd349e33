"""Texts are cut where they may be cut, and heights add up."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.tokens import character_after, character_before
from annotator.ui.article.chunks import Stack, blocks, cut

TEXTS = st.text(alphabet="ab  \n中e\u0301😀👍🏽\u200d🇫🇷", max_size=300)


@given(TEXTS, st.integers(2, 40), st.integers(1, 5))
def test_chunks_cover_the_text_in_order(text: str, limit: int, lines: int) -> None:
    bounds = cut(text, limit=limit, lines=lines)
    assert bounds[0] == 0
    assert bounds[-1] == len(text)
    for start, end in pairwise(bounds):
        assert 0 < end - start <= limit or not text
        assert text.count("\n", start, end) <= lines


@given(TEXTS, st.integers(8, 40))
def test_no_cut_tears_a_character(text: str, limit: int) -> None:
    for place in cut(text, limit=limit)[1:-1]:
        start = character_before(text, place)
        whole = text[place - 1] == "\n" or character_after(text, start) == place
        # Only marks that alone fill a chunk may be torn.
        assert whole or place - start >= limit - 1 or character_after(text, start) - start >= limit - 1


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("", [0, 0]),
        ("one\ntwo three", [0, 4, 13]),
        ("one two three", [0, 8, 13]),
        ("a" * 25, [0, 10, 20, 25]),
        ("\n" * 25, [0, 10, 20, 25]),
        ("123456789e\u0301x", [0, 9, 12]),
        ("12345678🇫🇷🇩🇪", [0, 10, 12]),
    ],
)
def test_line_ends_come_before_spaces_before_anything(text: str, bounds: list[int]) -> None:
    assert cut(text, limit=10) == bounds


@given(TEXTS, st.integers(2, 40))
def test_blocks_are_the_text_without_its_line_ends(text: str, limit: int) -> None:
    bounds = cut(text, limit=limit)
    found = [one for pair in pairwise(bounds) for one in blocks(text, *pair)]
    assert "".join(text[start:end] for start, end in found) == text.replace("\n", "")
    assert all("\n" not in text[start:end] for start, end in found)
    assert found[-1][1] == len(text)


def test_heights_are_found_from_places_and_places_from_heights() -> None:
    stack = Stack([10, 20, 30])
    assert (stack.total, stack.top(2), stack.top(3)) == (60, 30, 60)
    assert [stack.at(y) for y in (-5, 0, 9, 10, 29, 30, 59, 60, 99)] == [0, 0, 0, 1, 1, 2, 2, 2, 2]
    stack.set_height(0, 15)
    assert (stack.total, stack.top(1), stack.at(14), stack.at(15)) == (65, 15, 0, 1)
