"""The same for all mentions: where else a surface stands, in the open article or the whole project, with a preview."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.domain.annotation import AnnotationSet
from annotator.domain.decision import SpanState
from annotator.store import articles
from annotator.workflow.annotating import Session

CONTEXT = 40
"""So many characters beside a surface are shown, fewer where its line ends."""


@dataclass(frozen=True, slots=True)
class Occurrence:
    """A place [start, end) where the surface stands, with its surroundings and what stands there.

    `label` and `state` are of the mention on exactly this range, "" and None for none. `covered` tells that it lies
    inside a longer mention ("Kim" in "Kim Jong Un"), which is usually meant to stay alone.
    """

    article: int
    title: str
    start: int
    end: int
    before: str
    surface: str
    after: str
    label: str
    state: SpanState | None
    covered: bool


def find_occurrences(
    session: Session, surface: str, *, corpus: bool = False, match_case: bool = True, whole_words: bool = True
) -> list[Occurrence]:
    """Return where a surface stands, in reading order; not in ignored regions."""
    pattern = re.compile(
        (r"(?<!\w)" if whole_words and surface[:1].isalnum() else "")
        + re.escape(surface)
        + (r"(?!\w)" if whole_words and surface[-1:].isalnum() else ""),
        0 if match_case else re.IGNORECASE,
    )
    page = session.page
    numbers = articles.containing(session.project, surface) if corpus else [page.number] if page else []
    found: list[Occurrence] = []
    for number in numbers:
        here = page if page is not None and number == page.number else session.load(number)
        found.extend(_in_page(here, pattern))
    return found


def _in_page(page: AnnotationSet, pattern: re.Pattern[str]) -> Iterator[Occurrence]:
    text = page.article.text
    regions = page.regions
    for match in pattern.finditer(text):
        start, end = match.span()
        if any(one.start < end and start < one.end for one in regions):
            continue
        around = [one for one in page.mentions.touching(start, end) if one.state is not SpanState.REJECTED]
        exact = [one for one in page.mentions.touching(start, end) if (one.start, one.end) == (start, end)]
        there = next(iter(sorted(exact, key=lambda one: one.state is SpanState.REJECTED)), None)
        yield Occurrence(
            article=page.number,
            title=page.article.title,
            start=start,
            end=end,
            before=text[max(0, start - CONTEXT) : start].rpartition("\n")[2],
            surface=match.group(),
            after=text[end : end + CONTEXT].partition("\n")[0],
            label=there.label if there else "",
            state=there.state if there else None,
            covered=any(one.end - one.start > end - start for one in around),
        )
