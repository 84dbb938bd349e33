"""Texts with their labels written into them: "{Vladimir Putin:PERSON} flew to {Beijing:GPE}"."""

import re

from annotator.domain.span import Span
from annotator.suggest.base import Suggester

_COUNTED = frozenset({"TIME", "PERCENT", "QUANTITY", "ORDINAL", "CARDINAL"})
NAMES = frozenset(
    {
        "PERSON",
        "NORP",
        "FAC",
        "ORG",
        "GPE",
        "LOC",
        "PRODUCT",
        "EVENT",
        "WORK_OF_ART",
        "LAW",
        "LANGUAGE",
        "DATE",
        "MONEY",
    }
)
LABELS = NAMES | _COUNTED

_MARK = re.compile(r"\{([^{}]+):([A-Z_]+)\}")


def read(marked: str) -> tuple[str, list[Span]]:
    """Return the text without its marks, and what they mark."""
    text = ""
    spans: list[Span] = []
    at = 0
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append(Span(len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        at = mark.end()
    return text + marked[at:], spans


def mark(text: str, spans: list[Span]) -> str:
    """Return the text with its labels written into it."""
    for span in sorted(spans, reverse=True):
        text = f"{text[: span.start]}{{{text[span.start : span.end]}:{span.label}}}{text[span.end :]}"
    return text


def suggested(suggester: Suggester, text: str, labels: frozenset[str] = LABELS) -> list[Span]:
    """Return what a suggester finds in one text."""
    (found,) = suggester.suggest([text], labels=labels)
    return [Span(one.start, one.end, one.label) for one in found]


def agrees(suggester: Suggester, marked: str, labels: frozenset[str] = LABELS) -> None:
    """Assert that a suggester marks a text exactly so; the difference is readable."""
    text, _ = read(marked)
    assert mark(text, suggested(suggester, text, labels)) == marked


def score(gold: list[Span], found: list[Span]) -> float:
    """Return the strict F1: same start, end and label."""
    both = len(set(gold) & set(found))
    return 2 * both / (len(gold) + len(found)) if gold or found else 1.0
