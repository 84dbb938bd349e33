"""Datelines: which places are sure."""

from __future__ import annotations

import pytest

from annotator.suggest.base import Suggester
from annotator.suggest.dateline import with_sure_places
from annotator.suggest.policy import NORMAL, STRONG, Found
from tests.unit.suggest.marked import NAMES, suggested


def place(text: str, surface: str = "SUVA", *, label: str = "GPE", exact: bool = True) -> Found:
    start = text.index(surface)
    return Found(start, start + len(surface), label, "gazetteer", 0.9, "", NORMAL, exact)


@pytest.mark.parametrize(
    "behind",
    [
        " — Eleven",
        " – Eleven",
        " - Eleven",
        " -- Eleven",
        ", 12 March 2024 — Eleven",
        ", March 3 (Reuters) — Eleven",
        ", Fiji (AP) — Eleven",
        " (AP) - Eleven",
        " (AFP): Eleven",
        ", Nov 3: Eleven",
    ],
)
def test_place_before_a_dateline_is_sure(behind: str) -> None:
    for before in ("", "Leaders sign\n\n", "Leaders sign\r\n\u00a0 "):
        text = f"{before}SUVA{behind} governments"
        assert [one.rank for one in with_sure_places(text, [place(text)])] == [STRONG]


@pytest.mark.parametrize(
    "text", ["SUVA: Thank you.", "SUVA-based firms", "SUVA and Nadi", "In SUVA — Eleven", "SUVA, the capital, said so."]
)
def test_any_other_place_in_capitals_is_not(text: str) -> None:
    assert [one.rank for one in with_sure_places(text, [place(text)])] == [NORMAL]


def test_only_listed_places_in_capitals_are() -> None:
    text = "SUVA — Eleven"
    others = [place(text, label="ORG"), place(text, exact=False)]
    assert with_sure_places(text, others) == others
    small = [place("Suva — Eleven", "Suva")]
    assert with_sure_places("Suva — Eleven", small) == small


def test_a_sure_place_is_suggested_whatever_the_recogniser_takes_it_for(news: Suggester) -> None:
    text = "SUVA, 12 March 2024 — Eleven Pacific governments and Norway signed a pact on Tuesday."
    assert ("SUVA", "GPE") in {(text[one.start : one.end], one.label) for one in suggested(news, text, NAMES)}
