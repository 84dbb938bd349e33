"""Tokens to be written: they cover the text, and none reaches over the edge of a span."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.span import Span
from annotator.formats.tokens_out import across_sentences, pieces, sentences, words
from annotator.formats.utf16 import from_utf16, to_utf16, utf16_length
from tests.unit.formats.strategies import texts


def spans(*places: tuple[int, int]) -> list[Span]:
    return [Span(*place, "X") for place in places]


@pytest.mark.parametrize(
    ("text", "places", "wanted"),
    [
        ("Kim met.", [], [("Kim", True), ("met", False), (".", False)]),
        ("Kim  met ", [], [("Kim", True), (" ", False), ("met", True)]),
        (" Kim\n\nUn", [], [(" ", False), ("Kim", False), ("\n\n", False), ("Un", False)]),
        ("Kim met", [(0, 4)], [("Kim", False), (" ", False), ("met", False)]),
        ("Kim met", [(3, 7)], [("Kim", False), (" ", False), ("met", False)]),
        ("Kim met", [(0, 7)], [("Kim", True), ("met", False)]),
        ("Kim met", [(1, 5)], [("K", False), ("im", True), ("m", False), ("et", False)]),
        ("a \n b", [(0, 2)], [("a", False), (" ", False), ("\n ", False), ("b", False)]),
        ("alongsideRussia’s", [(9, 15)], [("alongside", False), ("Russia", False), ("’s", False)]),
    ],
)
def test_pieces(text: str, places: list[tuple[int, int]], wanted: list[tuple[str, bool]]) -> None:
    assert [(text[one.start : one.end], one.space) for one in pieces(text, spans(*places))] == wanted


@given(texts.filter(bool), st.lists(st.tuples(st.integers(0, 40), st.integers(1, 9)), max_size=5))
def test_pieces_are_the_text_and_spans_are_whole_pieces(text: str, drawn: list[tuple[int, int]]) -> None:
    places = [(start % len(text), min(len(text), start % len(text) + length)) for start, length in drawn]
    found = pieces(text, spans(*places))
    assert "".join(text[one.start : one.end] + " " * one.space for one in found) == text
    starts, ends = {one.start for one in found}, {one.end for one in found}
    assert all(start in starts and end in ends for start, end in places)
    tokens = words(text, spans(*places))
    assert "".join(text[start:end] for start, end in tokens) == "".join(text.split())
    parts = list(sentences(text, tokens, spans(*places)))
    assert [token for part in parts for token in part] == tokens
    for part in parts[1:]:
        assert not any(start < part[0][0] < end and text[start : part[0][0]].strip() for start, end in places)
    begins = [part[0][0] for part in list(sentences(text, tokens, ()))[1:]]
    across = [
        (start, end) for start, end in places if any(start < at < end and text[start:at].strip() for at in begins)
    ]
    assert [(one.start, one.end) for one in across_sentences(text, tokens, spans(*places))] == across


@given(texts)
def test_utf16(text: str) -> None:
    there, back = to_utf16(text), from_utf16(text)
    assert utf16_length(text) == len(text.encode("utf-16-le")) // 2 == there(len(text))
    for at in range(len(text) + 1):
        assert there(at) == len(text[:at].encode("utf-16-le")) // 2
        assert back(there(at)) == at
