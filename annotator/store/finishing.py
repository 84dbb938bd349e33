"""When articles were finished, and what had been proposed in them by then: read from the log, nothing is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from annotator.store.connection import Project

_FINISHED = """SELECT s.article_id, d.seq, t.created, a.title FROM annotation_set s
    JOIN article a ON a.id = s.article_id
    JOIN decision d ON d.seq = (SELECT max(seq) FROM decision
      WHERE article_id = s.article_id AND annotator_id = s.annotator_id AND subject = 'state')
    JOIN step t ON t.seq = d.step_seq
    WHERE s.annotator_id = ? AND s.state = 'finished' ORDER BY d.seq"""


@dataclass(frozen=True, slots=True)
class Finished:
    """An article somebody has finished: the log position of that decision, its time (UTC, ISO 8601), the title."""

    article: int
    seq: int
    created: str
    title: str


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


def runs_shown(project: Project, annotator: int) -> dict[int, int]:
    """Return, by finished article, the run whose suggestions its annotator had before them when they finished it.

    It is the newest run they answered, since finishing answers all that is open. Where they answered none, it is the
    newest that was begun before and proposed something there, else one that proposed nothing; 0 where no suggester had
    been at the article, as where finished articles were imported.
    """
    rows = project.connection.execute(
        f"""WITH done AS ({_FINISHED})
        SELECT done.article_id, coalesce(
          (SELECT max(g.run_id) FROM decision d JOIN suggestion g ON g.id = d.suggestion_id
             WHERE d.article_id = done.article_id AND d.annotator_id = ?1 AND d.seq <= done.seq),
          (SELECT max(g.run_id) FROM suggestion g JOIN run ON run.id = g.run_id
             WHERE g.article_id = done.article_id AND run.created <= done.created),
          (SELECT r.run_id FROM article_run r JOIN run ON run.id = r.run_id
             WHERE r.article_id = done.article_id AND run.created <= done.created), 0)
        FROM done""",
        (annotator,),
    )
    return {int(article): int(run) for article, run in rows}


def suggested_spans(project: Project, shown: Mapping[int, int]) -> Iterator[tuple[int, int, int, str]]:
    """Yield (article, start, end, label) of what the given run proposed in each of these articles."""
    for article, run in shown.items():
        if run:
            yield from project.connection.execute(
                'SELECT article_id, start, "end", label FROM suggestion WHERE article_id = ? AND run_id = ?',
                (article, run),
            )
