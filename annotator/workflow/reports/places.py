"""The places where people differ, as a report shows them: the most frequent cases, articles, and gold's corrections."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.workflow.reports.blocks import Block, Heading, Paragraph, Place, Table
from annotator.workflow.reports.content import Corrections, Report
from annotator.workflow.reports.wording import counted, said

MOST_ARTICLES = 50
MOST_CORRECTIONS = 100


def places(report: Report) -> Iterator[Block]:
    """Yield the places where people differ."""
    yield from _cases(report)
    yield from _articles(report)
    for name, corrections in report.corrections.items():
        yield from _corrections(name, corrections, report.overview.gold)


def _cases(report: Report) -> Iterator[Block]:
    yield Heading("Most frequent disagreements")
    if not report.cases:
        yield Paragraph("There is none.")
        return
    yield Paragraph(
        f"{len(report.cases):,} of {counted(report.case_count, 'different case')}, {counted(report.disputes, 'place')} "
        "in all. Cases are the same when the same people had the same spans in the same words."
    )
    for case in report.cases:
        points = [(", ".join(one.annotators), said(one)) for one in case.voices]
        times = counted(case.count, "place")
        yield Place(f"“{case.quote.surface}”: {' and '.join(case.differ)}, {times}", case.quote, points)


def _articles(report: Report) -> Iterator[Block]:
    yield Heading("Articles by open disagreements")
    if not report.articles:
        yield Paragraph("There is none in the articles compared.")
        return
    shown = report.articles[:MOST_ARTICLES]
    yield Table(
        f"Articles with disagreements, {len(shown):,} of {len(report.articles):,}; open ones gold has not settled",
        ("Article", "Open", "All"),
        [(one.title, f"{one.open:,}", f"{one.disputes:,}") for one in shown],
        right=frozenset({1, 2}),
    )


def _corrections(name: str, corrections: Corrections, gold: str) -> Iterator[Block]:
    yield Heading(f"Corrections for {name}")
    shown = corrections.places[:MOST_CORRECTIONS]
    if not shown:
        yield Paragraph(f"{gold} has nothing different.")
        return
    yield Paragraph(f"Where {gold} differs from {name}: {len(shown):,} of {counted(corrections.count, 'place')}.")
    yield Table(
        f"Corrections for {name}",
        ("Article", "In context", name, gold, "What", "Why"),
        [
            (
                one.quote.title,
                f"{one.quote.before}[{one.quote.surface}]{one.quote.after}",
                _span(one.theirs),
                _span(one.golds),
                one.kind,
                "; ".join(part for part in (one.cause, one.note) if part),
            )
            for one in shown
        ],
        heads=0,
    )


def _span(one: tuple[str, str] | None) -> str:
    return "no span" if one is None else f"“{one[0]}” {one[1]}"
