"""Reading one annotator's set in one article as it stands in a project. Nothing is decided here."""

from __future__ import annotations

import gc
from collections.abc import Generator
from contextlib import contextmanager

from annotator.domain.annotation import AnnotationSet
from annotator.store import articles, decisions, suggestions
from annotator.store.connection import Project


def load_set(project: Project, annotator: int, article: int, *, suggested: bool = True) -> AnnotationSet:
    """Return an annotator's set in an article as it stands; without `suggested` nothing is proposed in it."""
    # First: what another program writes while the rest is read makes the page old, and so read again, not wrong.
    seq, run = decisions.ground(project, annotator, article)
    with without_collector():
        return AnnotationSet(
            articles.article(project, article),
            article,
            suggestions=suggestions.proposed(project, article) if suggested else (),
            standing=decisions.standing(project, annotator, article),
            seq=seq,
            run=run,
        )


@contextmanager
def without_collector() -> Generator[None]:
    """Keep the garbage collector from going again and again through very much that is made and kept."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
