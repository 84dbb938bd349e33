"""An annotator's work in a project as a few numbers: articles, those finished, and what was decided in them."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.decision import SetState
from annotator.store import annotators, articles
from annotator.store import figures as counted
from annotator.store.connection import Project


@dataclass(frozen=True, slots=True)
class Figures:
    """How many articles there are, how many are finished, and the decisions in all of them and in the finished ones.

    A decision is a span that stands accepted or rejected.
    """

    articles: int
    finished: int
    decisions: int
    decisions_in_finished: int


def figures(project: Project, annotator: str) -> Figures:
    """Count what an annotator has done."""
    number = annotators.annotator_number(project, annotator.strip())
    by_state = {} if number is None else counted.decided_by_state(project, number)
    finished, within = by_state.get(SetState.FINISHED, (0, 0))
    return Figures(articles.count_articles(project), finished, sum(some for _, some in by_state.values()), within)
