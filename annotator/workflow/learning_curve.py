"""The learning curve: how well suggestions did, article by article, in the order in which somebody finished them.

All of it follows from the log of decisions and the suggestions of earlier runs, which stay; nothing is kept for it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.store import annotators, finishing, suggestions
from annotator.store.connection import Project

WINDOW = 10
"""Over so many articles the mean runs."""


@dataclass(frozen=True, slots=True)
class Point:
    """A finished article: `f1` of its suggestions, as they were by then, against what stands in it now.

    Strict: same start, end and label. `mean` is over this and up to nine articles before it, spans and not articles
    counted. `suggester` and `version` made the suggestions; `changed` marks the first of another suggester or version.
    `created` is when it was finished (UTC, ISO 8601).
    """

    article: int
    title: str
    created: str
    f1: float
    mean: float
    standing: int
    proposed: int
    both: int
    suggester: str
    version: str
    changed: bool = False


def learning_curve(project: Project, annotator: str) -> tuple[Point, ...]:
    """Return the curve of an annotator, the first article finished first; empty for nobody.

    Articles at which no suggester had been when they were finished, as imported ones, are not on it.
    """
    number = annotators.annotator_number(project, annotator)
    if number is None:
        return ()
    with project.snapshot():
        done = finishing.finished(project, number)
        standing: defaultdict[int, set[tuple[int, int, str]]] = defaultdict(set)
        for article, start, end, label in finishing.accepted_spans(project, number):
            standing[article].add((start, end, label))
        shown = finishing.runs_shown(project, number)
        proposed: defaultdict[int, set[tuple[int, int, str]]] = defaultdict(set)
        for article, start, end, label in finishing.suggested_spans(project, shown):
            proposed[article].add((start, end, label))
        runs = suggestions.runs(project)
    points: list[Point] = []
    counts: list[Counter[str]] = []
    before: tuple[str, str] | None = None
    for one in done:
        if not shown.get(one.article):
            continue
        wanted, there = standing[one.article], proposed[one.article]
        counts.append(Counter(standing=len(wanted), proposed=len(there), both=len(wanted & there)))
        info = runs[shown[one.article]]
        made = (info.name, info.version)
        points.append(
            Point(
                article=one.article,
                title=one.title,
                created=one.created,
                f1=_f1(counts[-1:]),
                mean=_f1(counts[-WINDOW:]),
                standing=len(wanted),
                proposed=len(there),
                both=counts[-1]["both"],
                suggester=made[0],
                version=made[1],
                changed=before not in (None, made),
            )
        )
        before = made
    return tuple(points)


def _f1(counts: Iterable[Counter[str]]) -> float:
    """Return the F1 of several articles' spans together; 1 where nothing stands and nothing was proposed."""
    total = sum(counts, Counter[str]())
    spans = total["standing"] + total["proposed"]
    return 2 * total["both"] / spans if spans else 1.0
