"""Counting what is in a project, for people and for checks; nothing here is on the way of a decision."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.domain.decision import SetState
from annotator.store.connection import Project
from annotator.store.decisions import SetCounts


def spans_by_label(project: Project) -> dict[str, dict[str, int]]:
    """Return, by label, how many annotations stand accepted and rejected."""
    return _table(project, "label")


def spans_by_source(project: Project) -> dict[str, dict[str, int]]:
    """Return, by where they came from, how many annotations stand accepted and rejected."""
    return _table(project, "source")


def _table(project: Project, column: str) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    rows = project.connection.execute(
        f"""SELECT {column}, state, count(*) FROM standing
        WHERE kind = 'annotation' AND state IN ('accepted', 'rejected') GROUP BY {column}, state ORDER BY {column}"""
    )
    for name, state, count in rows:
        found.setdefault(name, {"accepted": 0, "rejected": 0})[state] = int(count)
    return found


def count_suggestions(project: Project) -> int:
    """Return how many suggestions the articles' current runs hold."""
    return int(project.connection.execute("SELECT coalesce(sum(suggestions), 0) FROM article_run").fetchone()[0])


def count_characters(project: Project) -> int:
    """Return how long the articles' texts are together, in code points."""
    return int(project.connection.execute("SELECT coalesce(sum(length), 0) FROM article").fetchone()[0])


def open_suggestions(project: Project, annotator: int) -> int:
    """Return how many suggestions an annotator has not decided about, all articles together."""
    row = project.connection.execute(
        """SELECT coalesce(sum(coalesce(s.open, r.suggestions, 0)), 0) FROM article a
        LEFT JOIN annotation_set s ON s.annotator_id = ? AND s.article_id = a.id
        LEFT JOIN article_run r ON r.article_id = a.id""",
        (annotator,),
    ).fetchone()
    return int(row[0])


def decided_by_state(project: Project, annotator: int) -> dict[SetState, tuple[int, int]]:
    """Return, by state, how many articles an annotator has in it, and how many spans they decided about there."""
    rows = project.connection.execute(
        "SELECT state, count(*), total(accepted + rejected) FROM annotation_set WHERE annotator_id = ? GROUP BY state",
        (annotator,),
    )
    return {SetState(state): (int(count), int(decided)) for state, count, decided in rows}


def set_lines(project: Project, annotator: int) -> Iterator[tuple[SetCounts, int]]:
    """Yield an annotator's cached lines by article, each with the log position it is true for."""
    rows = project.connection.execute(
        """SELECT article_id, state, open, accepted, rejected, touched FROM annotation_set WHERE annotator_id = ?
        ORDER BY article_id""",
        (annotator,),
    )
    for article, state, waiting, accepted, rejected, touched in rows:
        yield SetCounts(article, SetState(state), waiting, accepted, rejected), int(touched)


def last_decisions(project: Project, annotator: int) -> dict[int, int]:
    """Return, by article, the log position of an annotator's last decision there."""
    rows = project.connection.execute(
        "SELECT article_id, max(seq) FROM decision WHERE annotator_id = ? GROUP BY article_id", (annotator,)
    )
    return {int(article): int(seq) for article, seq in rows}


def drop_lines(project: Project) -> None:
    """Forget all cached lines inside the caller's transaction; the log stays as it is."""
    project.connection.execute("DELETE FROM annotation_set")
