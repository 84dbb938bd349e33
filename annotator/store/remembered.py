"""What the log says about surfaces: the spans that decisions leave, read once and from then on only what is new."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from annotator.store.connection import Project


class LoggedSpan(NamedTuple):
    """An annotation after a decision: its range, and the range of the suggestion it answers (-1, -1 for none).

    `state` is a SpanState, or ABSENT for one that is no longer there. A tuple, since a log has very many of them.
    """

    seq: int
    annotator: int
    subject: str
    article: int
    state: str
    start: int
    end: int
    label: str
    asked_start: int
    asked_end: int


def spans_behind(project: Project, seq: int) -> Iterator[LoggedSpan]:
    """Yield the annotations decided about behind a log position, everybody's, in the log's order."""
    rows = project.connection.execute(
        """SELECT d.seq, d.annotator_id, d.subject, d.article_id, d.state, d.start, d."end", d.label,
            coalesce(g.start, -1), coalesce(g."end", -1)
        FROM decision d LEFT JOIN suggestion g ON g.id = d.suggestion_id
        WHERE d.seq > ? AND d.kind = 'annotation' ORDER BY d.seq""",
        (seq,),
    )
    return map(LoggedSpan._make, rows)
