"""What became of suggestions that an annotator answered, counted from the log."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.store.connection import Project


def answers(project: Project, annotator: int) -> Iterator[tuple[str, str, int, int, int, int]]:
    """Yield, by source and label of the suggestions, how many stand accepted as they were, relabelled, moved, rejected.

    One that was given another label and another place counts as relabelled.
    """
    rows = project.connection.execute(
        """SELECT g.source, g.label,
            sum(d.state = 'accepted' AND d.label = g.label AND d.start = g.start AND d."end" = g."end"),
            sum(d.state = 'accepted' AND d.label <> g.label),
            sum(d.state = 'accepted' AND d.label = g.label AND (d.start <> g.start OR d."end" <> g."end")),
            sum(d.state = 'rejected')
        FROM (SELECT max(seq), state, start, "end", label, suggestion_id FROM decision
              WHERE annotator_id = ? AND kind = 'annotation' GROUP BY article_id, annotator_id, subject) d
        JOIN suggestion g ON g.id = d.suggestion_id
        WHERE d.state IN ('accepted', 'rejected') GROUP BY g.source, g.label ORDER BY g.source, g.label""",
        (annotator,),
    )
    for source, label, accepted, relabelled, moved, rejected in rows:
        yield source, label, int(accepted), int(relabelled), int(moved), int(rejected)
