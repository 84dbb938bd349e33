"""Small projects for the long tests: a scheme of four labels, articles from strings, runs of suggestions."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from annotator.domain.article import Article
from annotator.domain.scheme import LabelScheme, parse_scheme
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.store import articles, suggestions
from annotator.store.connection import Project
from annotator.workflow.annotating import Session
from annotator.workflow.projects import open_project, open_session
from annotator.workflow.suggesting import make_current

LABELS = ("GPE", "ORG", "PERSON", "DATE")


def scheme() -> LabelScheme:
    """Return the scheme of `LABELS`, on the keys 1 to 4."""
    rows = "".join(f'[[label]]\nname = "{name}"\nkey = "{key}"\n' for key, name in enumerate(LABELS, 1))
    return parse_scheme(f'name = "four"\ntitle = "Four labels"\n{rows}')


def make_project(
    path: Path, made: Sequence[Article], proposed: Mapping[int, Sequence[Suggestion]] | None = None
) -> None:
    """Make a project of these articles, numbered from 1, with a first run of suggestions by article number."""
    with open_project(path, create=True, scheme=scheme()) as project:
        with project.transaction():
            articles.add_articles(project, made)
        if proposed:
            store_run(project, proposed, version="1")


def store_run(project: Project, proposed: Mapping[int, Sequence[Suggestion]], *, version: str) -> None:
    """Store a new run over some articles, as the suggester's process does."""
    with project.transaction():
        run = suggestions.begin_run(project, SuggesterInfo("test", version))
        for number, some in proposed.items():
            make_current(project, run, number, some)


def words(text: str) -> list[tuple[int, int]]:
    """Return the ranges of what lies between single white-space characters."""
    found: list[tuple[int, int]] = []
    start = 0
    for at, char in enumerate([*text, " "]):
        if char.isspace():
            if at > start:
                found.append((start, at))
            start = at + 1
    return found


def propose(text: str, label: str = "GPE", *, every: int = 1) -> list[Suggestion]:
    """Return a suggestion on each `every`-th word."""
    return [Suggestion(start, end, label, "test", 0.5, "a word", "1") for start, end in words(text)[::every]]


def session(path: Path, annotator: str = "ann", *, busy_seconds: float = 10.0) -> Session:
    """Open the project for an annotator."""
    return open_session(path, annotator, busy_seconds=busy_seconds)
