"""What became of suggestions that an annotator answered, counted from the log."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.store.connection import Project


def answers(project: Project, annotator: int) -> Iterator[tuple[str, str, str, int, int, int, int]]:
    """Yield, by source, label and version of the suggester, how many stand accepted, relabelled, moved, rejected.

    Accepted is as they were. One that was given another label and another place counts as relabelled.
    """
    rows = project.connection.execute(
        """SELECT g.source, g.label, run.version,
            sum(d.state = 'accepted' AND d.label = g.label AND d.start = g.start AND d."end" = g."end"),
            sum(d.state = 'accepted' AND d.label <> g.label),
            sum(d.state = 'accepted' AND d.label = g.label AND (d.start <> g.start OR d."end" <> g."end")),
            sum(d.state = 'rejected')
        FROM (SELECT max(seq), state, start, "end", label, suggestion_id FROM decision
              WHERE annotator_id = ? AND kind = 'annotation' GROUP BY article_id, annotator_id, subject) d
        JOIN suggestion g ON g.id = d.suggestion_id JOIN run ON run.id = g.run_id
        WHERE d.state IN ('accepted', 'rejected') GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
        (annotator,),
    )
    for source, label, version, accepted, relabelled, moved, rejected in rows:
        yield source, label, version, int(accepted), int(relabelled), int(moved), int(rejected)


def answers_by_reason(project: Project, annotator: int, source: str) -> Iterator[tuple[str, int, int]]:
    """Yield, by the reason of a source's suggestions, how many were answered and how many accepted as they were."""
    rows = project.connection.execute(
        """SELECT g.reason, count(*),
            sum(d.state = 'accepted' AND d.label = g.label AND d.start = g.start AND d."end" = g."end")
        FROM (SELECT max(seq), state, start, "end", label, suggestion_id FROM decision
              WHERE annotator_id = ? AND kind = 'annotation' GROUP BY article_id, annotator_id, subject) d
        JOIN suggestion g ON g.id = d.suggestion_id
        WHERE d.state IN ('accepted', 'rejected') AND g.source = ? GROUP BY g.reason""",
        (annotator, source),
    )
    for reason, answered, accepted in rows:
        yield reason, int(answered), int(accepted)
