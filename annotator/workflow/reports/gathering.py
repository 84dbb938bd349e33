"""Gathering a report: the overview's numbers, and the places where people disagree, read from the articles."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from annotator.agreement import Bootstrap
from annotator.agreement.disagreements import Case, Dispute
from annotator.store import articles, streams
from annotator.store.connection import Project
from annotator.workflow.comparing import Comparison, Progress
from annotator.workflow.disagreeing import Disagreements
from annotator.workflow.overview import overview
from annotator.workflow.reports.content import (
    ArticleDisputes,
    DocumentName,
    PairKinds,
    Redrawn,
    Report,
    Voice,
    WorstCase,
)
from annotator.workflow.reports.corrections import corrections
from annotator.workflow.reports.quoting import Texts

MOST_CASES = 30
"""So many of the most frequent disagreements are shown in context."""

_DIFFER = {Dispute.MISSING: "missing", Dispute.LABEL: "label", Dispute.BOUNDARY: "boundaries"}


def gather(
    project: Project,
    comparison: Comparison,
    *,
    redraw: Bootstrap | None = None,
    most_corrections: int,
    corrected: Sequence[str] | None = None,
    progress: Progress | None = None,
) -> Report:
    """Return everything there is to report about a comparison.

    `corrected` are the annotators whose corrections are wanted, None for all; there are none without gold. Of each
    annotator's the first `most_corrections` are taken along.
    """
    # First: the numbers are to be those of these very spans, whatever is written meanwhile.
    corpus = comparison.tables.corpus()
    found = overview(comparison, redraw=redraw)
    numbers = [int(one) for one in comparison.articles]
    titles = streams.titles(project, numbers)
    ids = articles.ids(project)
    disagreements = Disagreements(project, comparison, progress=progress)
    texts = Texts(project, titles.__getitem__)
    wanted = [name for name in found.annotators if corrected is None or name in corrected]
    return Report(
        project=project.path.name,
        made=datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC"),
        overview=found,
        corpus=corpus,
        people=comparison.people.annotators,
        gold=comparison.gold,
        documents=tuple(DocumentName(number, ids[number], titles[number]) for number in numbers),
        kinds=tuple(_kinds(comparison, *pair) for pair in comparison.pairs),
        gold_kinds=tuple(
            _kinds(comparison, at, comparison.gold)
            for at in comparison.people.annotators
            if comparison.gold is not None
        ),
        cases=tuple(_case(disagreements, one, texts) for one in disagreements.cases[:MOST_CASES]),
        case_count=len(disagreements.cases),
        disputes=disagreements.count(),
        articles=_articles(disagreements, titles),
        corrections={
            name: corrections(project, comparison, name, texts, most=most_corrections, progress=progress)
            for name in wanted
            if comparison.gold is not None
        },
        redrawn=None if redraw is None else Redrawn(redraw.resamples, redraw.seed),
    )


def _kinds(comparison: Comparison, one: int, other: int) -> PairKinds:
    return PairKinds(comparison.names[one], comparison.names[other], comparison.aligned(one, other).counts())


def _case(disagreements: Disagreements, case: Case, texts: Texts) -> WorstCase:
    number = case.clusters[0]
    found = disagreements.disagreement(number)
    quote = texts.quote(found.article, found.start, found.end)
    text = texts.text(found.article)
    labels = disagreements.comparison.labels
    voices = [
        Voice(
            tuple(disagreements.people[who] for who in vote.annotators),
            text[found.start + vote.start : found.start + vote.end],
            labels[vote.label],
        )
        for vote in case.votes
    ]
    silent = tuple(name for name, spans in found.votes.items() if not spans)
    if silent:
        voices.append(Voice(silent))
    differ = tuple(word for kind, word in _DIFFER.items() if kind in case.dispute)
    return WorstCase(len(case.clusters), differ, tuple(voices), quote)


def _articles(disagreements: Disagreements, titles: Mapping[int, str]) -> tuple[ArticleDisputes, ...]:
    """Return the articles with disagreements, those with the most open ones first."""
    every: dict[int, int] = {}
    for number in disagreements.disputed.nonzero()[0].tolist():
        article = disagreements.article_of(number)
        every[article] = every.get(article, 0) + 1
    open_ = disagreements.open_by_article()
    found = [ArticleDisputes(one, titles[one], count, open_.get(one, 0)) for one, count in every.items()]
    return tuple(sorted(found, key=lambda one: (-one.open, -one.disputes, one.article)))
