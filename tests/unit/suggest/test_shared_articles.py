"""The two articles beside the repository, with what we would label in them; skipped where they are not."""

from pathlib import Path

import pytest

from annotator.domain.span import Span
from annotator.suggest.base import Suggester
from tests.unit.suggest.marked import NAMES, score, suggested

OURS = Path(__file__).resolve().parents[4] / "shared" / "articles"

# Every mention in reading order; a label goes on until the next one in capitals.
GOLD = {
    "001": """
        PERSON Vladimir Putin, Kim Jong-un; NORP Western; PERSON Vladimir Putin, Kim Jong-un; NORP Western
        PERSON Mikhail Svetlov, Vladimir Putin, Kim Jong-un; NORP Western; PERSON Vladimir Putin; LOC West
        PERSON Kim Jong-un; PERSON Putin, Kabaeva; NORP Russian; PERSON Kim Jong-un; LOC West; ORG Fortune; GPE US
        PERSON Donald Trump, Kim; NORP North Korean; PERSON Putin; DATE 15 August; GPE Russia, North Korea
        ORG Fortune, KCNA; PERSON Kim, Kim Jong Un, Vladmir Putin; DATE 25 April 2019; PERSON Mikhail Svetlov, Kim
        GPE US; PERSON Trump, Kim, Trump; DATE 2019; GPE Russia, Ukraine; ORG KCNA, Fortune; PERSON Kim; ORG UN
        NORP Ukrainian, Russian; GPE Donetsk, Ukraine, North Korea; PERSON Putin, Kim, Vladimir Putin; NORP Russian
        PERSON Vladimir Putin; GPE Ukraine; PERSON Vladimir Putin""",
    "003": """
        NORP Russian; PERSON Vladimir Putin; NORP North Korean; PERSON Kim Jong-un, Putin; NORP Western
        GPE Ukraine; EVENT Russia-Ukraine war; PERSON Kim Jong-un; GPE Russia; DATE Sunday; GPE Russia
        EVENT National Day; GPE USSR; ORG FOX News; PERSON Kim, Putin; LOC West; GPE United States
        NORP North Korean; GPE Russia, Ukraine; PERSON Kim, Putin; GPE Russia; EVENT Victory Day; GPE Russia
        ORG U.N. Security Council; GPE North Korea; PERSON Putin; NORP European, American; GPE Ukraine; LOC Europe
        GPE United States, Ukraine; ORG Los Angeles Times, European Union; GPE United Kingdom, Ukraine; NORP French
        PERSON Emmanuel Macron; GPE Ukraine; PERSON Putin; GPE Russia, Russia, Ukraine; PERSON Peter Dickinson
        GPE Russia; NORP Russian; PERSON Vladimir Putin; NORP North Korean; PERSON Kim Jong-un
        EVENT Russia-Ukraine war; PERSON Mikhail Svetlov; ORG Getty Images; DATE 2024; ORG Latin Times""",
}


def located(text: str, mentions: str) -> list[Span]:
    """Return the places of mentions that follow one another in a text."""
    spans: list[Span] = []
    at = 0
    for group in mentions.replace("\n", ";").split(";"):
        label, _, names = group.strip().partition(" ")
        for name in names.split(", ") if names else ():
            at = text.index(name, at)
            spans.append(Span(at, at + len(name), label))
            at += len(name)
    return spans


@pytest.mark.skipif(not OURS.is_dir(), reason="the shared articles are not part of the repository")
@pytest.mark.parametrize("number", GOLD)
def test_what_an_analyst_would_label(rules: Suggester, number: str) -> None:
    assert _score(rules, number) >= 0.95


@pytest.mark.skipif(not OURS.is_dir(), reason="the shared articles are not part of the repository")
@pytest.mark.parametrize("number", GOLD)
def test_with_the_pipeline_that_ships(news: Suggester, number: str) -> None:
    assert _score(news, number) >= 0.95


def _score(suggester: Suggester, number: str) -> float:
    (path,) = OURS.glob(f"{number}_*.txt")
    text = path.read_bytes().decode("utf-8")
    return score(located(text, GOLD[number]), suggested(suggester, text, NAMES))
