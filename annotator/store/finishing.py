"""When articles were finished, and what had been proposed in them by then: read from the log, nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from annotator.store.connection import Project

_FINISHED = """SELECT s.article_id, d.seq, t.created FROM annotation_set s
    JOIN decision d ON d.seq = (SELECT max(seq) FROM decision
      WHERE article_id = s.article_id AND annotator_id = s.annotator_id AND subject = 'state')
    JOIN step t ON t.seq = d.step_seq
    WHERE s.annotator_id = ? AND s.state = 'finished' ORDER BY d.seq"""


@dataclass(frozen=True, slots=True)
class Finished:
    """An article somebody has finished: the log position of that decision, and its time (UTC, ISO 8601)."""

    article: int
    seq: int
    created: str


def finished(project: Project, annotator: int) -> list[Finished]:
    """Return the articles that are finished for an annotator, in the order in which they were."""
    return [Finished(*row) for row in project.connection.execute(_FINISHED, (annotator,))]


def count_finished(project: Project, annotator: int) -> int:
    """Return how many articles are finished for an annotator."""
    row = project.connection.execute(
        "SELECT count(*) FROM annotation_set WHERE annotator_id = ? AND state = 'finished'", (annotator,)
    ).fetchone()
    return int(row[0])


def accepted_spans(project: Project, annotator: int) -> Iterator[tuple[int, int, int, str]]:
    """Yield (article, start, end, label) of what stands accepted in an annotator's finished articles, by article."""
    return project.connection.execute(
        """SELECT d.article_id, d.start, d."end", d.label FROM annotation_set s CROSS JOIN (
             SELECT max(seq) AS seq, article_id, kind, state, start, "end", label FROM decision
             WHERE annotator_id = ?1 GROUP BY article_id, annotator_id, subject) d ON d.article_id = s.article_id
           WHERE s.annotator_id = ?1 AND s.state = 'finished' AND d.kind = 'annotation' AND d.state = 'accepted'""",
        (annotator,),
    )
