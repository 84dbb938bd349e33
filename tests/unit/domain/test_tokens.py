"""Where words begin and end: examples of each script, and what must hold in any text."""

from __future__ import annotations

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.tokens import (
    character_after,
    character_before,
    next_end,
    next_start,
    previous_end,
    previous_start,
    snap,
    token_at,
    word_at,
)

FAMILY = "👩\u200d👩\u200d👧\u200d👦"
SCOTLAND = "🏴\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
CAIRO, JERUSALEM = "القاهرة", "ירושלים"
WANTS = f"می{chr(0x200C)}خواهد"
PIECES = (
    *(
        "Kim",
        "Jong-un",
        "Russia’s",
        "O'Neill",
        "U.S.",
        "a.m.",
        "1,000.5",
        "€20",
        "alongsideRussia’s",
        'KCNA,"Putin',
        "“",
        "”",
    ),
    *(
        " ",
        "\u00a0",
        "\n",
        "\t",
        "—",
        "’",
        "\0",
        "e\u0301",
        "\u0301",
        "\u200d",
        "\u200c",
        "\u00ad",
        "平壤",
        "ひらがな",
        CAIRO,
    ),
    *(JERUSALEM, "🇰🇵🇷🇺", "🇰", FAMILY, SCOTLAND, "👍🏽", "1\ufe0f\u20e3", "नमस्ते", "서울"),
)
texts = st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=20).map("".join)


def tokens_of(text: str) -> list[str]:
    """Return the tokens of a text as they stand."""
    return [text[start:end] for start, end in spans_of(text)]


def spans_of(text: str) -> list[tuple[int, int]]:
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(text):
        start, end = token_at(text, at)
        if end > start:
            spans.append((start, end))
        at = max(end, at + 1)
    return spans


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Russia’s army", ["Russia", "’s", "army"]),
        ("RUSSIA'S", ["RUSSIA", "'S"]),
        ("the ’s and 's", ["the", "’", "s", "and", "'", "s"]),
        ("boys’ O'Neill", ["boys", "’", "O", "'", "Neill"]),
        ("the U.S. and U.K.-led", ["the", "U.S.", "and", "U.K.", "-", "led"]),
        ("Plan B. Then", ["Plan", "B", ".", "Then"]),
        ("U.S.\u0301x", ["U.S.\u0301", "x"]),
        ("J.D.Vance at 5 a.m.", ["J.D.", "Vance", "at", "5", "a.m."]),
        ("Putin. Kim", ["Putin", ".", "Kim"]),
        ("1,000.5 or 3/4, 10:30.", ["1,000.5", "or", "3/4", ",", "10:30", "."]),
        ("€20m, 15th", ["€", "20", "m", ",", "15", "th"]),
        ("Kim Jong-un", ["Kim", "Jong", "-", "un"]),
        ('KCNA,"Putin', ["KCNA", ",", '"', "Putin"]),
        ("Trumpand", ["Trumpand"]),
        ("cafe\u0301 Ha\u0300 No\u0323\u0302i", ["cafe\u0301", "Ha\u0300", "No\u0323\u0302i"]),
        ("🇰🇵🇷🇺🇰", ["🇰🇵", "🇷🇺", "🇰"]),
        (f"{FAMILY}{SCOTLAND}👍🏽Kim", [FAMILY, SCOTLAND, "👍🏽", "Kim"]),
        ("1\ufe0f\u20e3 ☂\ufe0f", ["1\ufe0f\u20e3", "☂\ufe0f"]),
        ("平壤会谈 Kim平壤", ["平", "壤", "会", "谈", "Kim", "平", "壤"]),
        (f"{CAIRO} {JERUSALEM}.", [CAIRO, JERUSALEM, "."]),
        ("بِسْمِ", ["بِسْمِ"]),
        (f"{WANTS} co\u00adoperation", [WANTS, "co\u00adoperation"]),
        ("नमस्ते 서울", ["नमस्ते", "서울"]),
        ("Kim\u00a0met", ["Kim", "met"]),
        ("a\0b", ["a", "\0", "b"]),
        ("", []),
        (" \n", []),
    ],
)
def test_examples(text: str, expected: list[str]) -> None:
    assert tokens_of(text) == expected


def test_a_selection_becomes_whole_words() -> None:
    text = "He met Kim Jong-un, they said."
    at = text.index("Kim")
    assert snap(text, at + 1, at + 5) == (at, at + 8)
    assert snap(text, at + 5, at + 1) == (at, at + 8)
    assert snap(text, at - 1, at + 4) == (at, at + 3)
    low, high = snap(text, at - 1, at)
    assert low == high
    assert snap(text, -5, 999) == (0, len(text))
    assert word_at(text, at + 3) == (at, at + 3)
    assert word_at(text, len(text)) == (len(text) - 1, len(text))
    assert word_at("", 0) == word_at(" ", 0) == (0, 0)


def test_boundaries_move_by_tokens_and_by_characters() -> None:
    text = "alongside Russia’s army"
    assert previous_end(text, 18) == 16
    assert next_end(text, 16) == 18
    assert next_end(text, 18) == len(text)
    assert next_start(text, 10) == 16
    assert previous_start(text, 16) == 10
    assert previous_end("  Kim", 5) == 0
    assert character_after("e\u0301a", 0) == 2
    assert character_before("ae\u0301", 3) == 1
    assert character_after(FAMILY, 0) == len(FAMILY)
    assert character_before(f"{SCOTLAND}🇰🇵", len(SCOTLAND) + 2) == len(SCOTLAND)


def test_lines_and_spaces_are_characters_of_their_own() -> None:
    assert character_after("\n\u0301", 0) == 1
    assert character_before("\n\u0301", 2) == 1
    assert character_after("a\u200d\n", 0) == 2
    assert character_before("", 0) == character_after("", 0) == 0


@given(texts)
def test_tokens_part_the_text(text: str) -> None:
    spans = spans_of(text)
    for (_, end), (start, _) in pairwise(spans):
        assert end <= start
    covered = {at for start, end in spans for at in range(start, end)}
    assert covered == {at for at, char in enumerate(text) if not char.isspace()}
    for start, end in spans:
        assert all(token_at(text, at) == (start, end) for at in range(start, end))


@given(texts, st.data())
def test_snap(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(0, len(text)))
    low, high = snap(text, start, end)
    said = text[min(start, end) : max(start, end)]
    assert (low < high) == bool(said.strip())
    if low < high:
        assert text[low:high] == text[low:high].strip()
        assert low <= min(start, end) + len(said) - len(said.lstrip())
        assert high >= max(start, end) - len(said) + len(said.rstrip())
        assert snap(text, low, high) == (low, high)
        assert low in {one for one, _ in spans_of(text)}
        assert high in {one for _, one in spans_of(text)}


@given(texts, st.data())
def test_steps_go_from_token_to_token(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))
    spans = spans_of(text)
    starts, ends = [start for start, _ in spans], [end for _, end in spans]
    assert next_end(text, at) == min((end for end in ends if end > at), default=len(text))
    assert previous_end(text, at) == max((end for end in ends if end < at), default=0)
    assert next_start(text, at) == min((start for start in starts if start > at), default=len(text))
    assert previous_start(text, at) == max((start for start in starts if start < at), default=0)


@given(texts)
def test_characters_part_the_text(text: str) -> None:
    forward = [0]
    while forward[-1] < len(text):
        forward.append(character_after(text, forward[-1]))
        assert forward[-1] > forward[-2]
    backward = [len(text)]
    while backward[-1] > 0:
        backward.append(character_before(text, backward[-1]))
        assert backward[-1] < backward[-2]
    assert forward == backward[::-1]
    for _, end in spans_of(text):
        assert end in forward


@pytest.mark.parametrize("unit", ["x", "平", "🇰", "\u0301", "e\u0301", FAMILY, "a.", "1,", "’s", "\u200d"])
def test_a_line_without_an_end(unit: str) -> None:
    text = unit * (2_000_000 // len(unit))
    begun = time.process_time()
    for at in (0, 1, 999_999, 1_000_000, len(text) - 1):
        start, end = token_at(text, at)
        assert start <= at < end <= start + 400
        low, high = snap(text, at, min(len(text), at + 3))
        assert low <= at < high
        assert next_end(text, at) > at
        assert previous_start(text, at + 1) <= at
        assert character_after(text, at) > at
        assert character_before(text, at + 1) <= at
    assert time.process_time() - begun < 2
