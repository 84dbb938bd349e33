"""Runs of suggesters and what they proposed; rows are immutable, an article's current run is a pointer."""

from __future__ import annotations

from collections.abc import Sequence

from annotator.domain.annotation import Mention, open_key
from annotator.domain.decision import SpanState
from annotator.domain.identity import new_id
from annotator.domain.ordering import uncertainty
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.store.annotators import timestamp
from annotator.store.connection import Project
from annotator.store.order import keep_rank

IMPORTED = "import"
"""The suggester of suggestions that came from a file; others do not replace them of their own accord."""
_IN_USE = "run"

_PENDING = f"""FROM article a LEFT JOIN article_run r ON r.article_id = a.id LEFT JOIN run ON run.id = r.run_id
    WHERE (run.id IS NULL OR (run.suggester != '{IMPORTED}' AND (run.suggester, run.version) != (?, ?)))"""


def ensure_run(project: Project, info: SuggesterInfo) -> int:
    """Return the number of the newest run of this suggester in this version, beginning one when there is none."""
    with project.transaction() as connection:
        row = connection.execute(
            "SELECT max(id) FROM run WHERE suggester = ? AND version = ?", (info.name, info.version)
        ).fetchone()
        if row[0] is not None:
            return int(row[0])
        return begin_run(project, info)


def use_run(project: Project, run: int) -> None:
    """Note that this run is the one that suggestions are made in from now on."""
    if project.get(_IN_USE) != str(run):
        project.put(_IN_USE, str(run))


def run_in_use(project: Project) -> SuggesterInfo | None:
    """Return who makes suggestions now, and in which version; None before anybody has."""
    row = project.connection.execute(
        """SELECT suggester, version FROM run WHERE suggester <> ?1
        ORDER BY id = (SELECT CAST(value AS INTEGER) FROM project WHERE key = ?2) DESC, id DESC LIMIT 1""",
        (IMPORTED, _IN_USE),
    ).fetchone()
    return None if row is None else SuggesterInfo(*row)


def begin_run(project: Project, info: SuggesterInfo) -> int:
    """Begin a run inside the caller's transaction and return its number."""
    cursor = project.connection.execute(
        "INSERT INTO run (uuid, suggester, version, created) VALUES (?, ?, ?, ?)",
        (new_id(), info.name, info.version, timestamp()),
    )
    return cursor.lastrowid or 0


def runs(project: Project) -> dict[int, SuggesterInfo]:
    """Return all runs by number, oldest first."""
    rows = project.connection.execute("SELECT id, suggester, version FROM run ORDER BY id")
    return {int(number): SuggesterInfo(name, version) for number, name, version in rows}


def store(project: Project, run: int, article: int, suggestions: Sequence[Suggestion], *, novelty: float = 1.0) -> None:
    """Make these the article's current suggestions, inside the caller's transaction; earlier ones stay in the log.

    `novelty` says how much of them nobody has decided about yet, for the queue's order.
    """
    project.connection.executemany(
        'INSERT INTO suggestion (run_id, article_id, start, "end", label, source, version, score, reason)'
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        [
            (run, article, one.start, one.end, one.label, one.source, one.version, one.score, one.reason)
            for one in suggestions
        ],
    )
    project.connection.execute(
        "INSERT OR REPLACE INTO article_run (article_id, run_id, suggestions) VALUES (?, ?, ?)",
        (article, run, len(suggestions)),
    )
    keep_rank(project, article, uncertainty=uncertainty(one.score for one in suggestions), novelty=novelty)


def current(project: Project, article: int) -> list[Suggestion]:
    """Return the suggestions of the article's current run, in reading order."""
    rows = project.connection.execute(
        """SELECT g.start, g."end", g.label, g.source, g.score, g.reason, g.version, g.id FROM article_run r
        JOIN suggestion g ON g.article_id = r.article_id AND g.run_id = r.run_id
        WHERE r.article_id = ? ORDER BY g.start, g."end" DESC, g.id""",
        (article,),
    )
    return [Suggestion(*row) for row in rows]


def count_by_reason(project: Project, source: str) -> dict[str, int]:
    """Return how many of the articles' current suggestions come from a source, by reason; looks at all there are."""
    rows = project.connection.execute(
        """SELECT g.reason, count(*) FROM article_run r
        JOIN suggestion g ON g.article_id = r.article_id AND g.run_id = r.run_id
        WHERE g.source = ? GROUP BY g.reason""",
        (source,),
    )
    return {str(reason): int(count) for reason, count in rows}


def has_stored(project: Project, run: int, article: int) -> bool:
    """Tell whether a run has proposed something in an article already."""
    sql = "SELECT 1 FROM suggestion WHERE article_id = ? AND run_id = ? LIMIT 1"
    return project.connection.execute(sql, (article, run)).fetchone() is not None


def proposed(project: Project, article: int) -> list[Mention]:
    """Return the suggestions of the article's current run as they are shown while they are open, as stored."""
    rows = project.connection.execute(
        """SELECT g.id, g.start, g."end", g.label, g.source, g.version, g.score, g.reason FROM article_run r
        JOIN suggestion g ON g.article_id = r.article_id AND g.run_id = r.run_id WHERE r.article_id = ?""",
        (article,),
    )
    state = SpanState.SUGGESTED
    return [
        Mention(open_key(number), start, end, label, state, source, version, score, reason, number)
        for number, start, end, label, source, version, score, reason in rows
    ]


def current_run(project: Project, article: int) -> int:
    """Return the number of the article's current run, 0 for none."""
    row = project.connection.execute("SELECT run_id FROM article_run WHERE article_id = ?", (article,)).fetchone()
    return 0 if row is None else int(row[0])


def pending(project: Project, info: SuggesterInfo, *, after: int = 0, limit: int = 50) -> list[int]:
    """Return the next articles behind `after` that have no suggestions of this suggester in this version."""
    rows = project.connection.execute(
        f"SELECT a.id {_PENDING} AND a.id > ? ORDER BY a.id LIMIT ?", (info.name, info.version, after, limit)
    )
    return [int(number) for (number,) in rows]


def is_pending(project: Project, info: SuggesterInfo, article: int) -> bool:
    """Tell whether an article has no suggestions of this suggester in this version."""
    row = project.connection.execute(f"SELECT 1 {_PENDING} AND a.id = ?", (info.name, info.version, article)).fetchone()
    return row is not None


def count_pending(project: Project, info: SuggesterInfo) -> int:
    """Return how many articles have no suggestions of this suggester in this version."""
    (count,) = project.connection.execute(f"SELECT count(*) {_PENDING}", (info.name, info.version)).fetchone()
    return int(count)


def is_free(project: Project, article: int, *, annotator: str) -> bool:
    """Tell whether an article's suggestions may change unasked: only this annotator has begun it, and not finished.

    Those that came from a file are not to change of their own accord.
    """
    row = project.connection.execute(
        """SELECT NOT EXISTS (SELECT 1 FROM article_run r JOIN run ON run.id = r.run_id
                WHERE r.article_id = ?1 AND run.suggester = ?2)
            AND NOT EXISTS (SELECT 1 FROM annotator p
                CROSS JOIN annotation_set s ON s.annotator_id = p.id AND s.article_id = ?1
                WHERE s.state = 'finished' OR (p.name <> ?3 AND (s.state <> 'new' OR s.accepted OR s.rejected)))""",
        (article, IMPORTED, annotator),
    ).fetchone()
    return bool(row[0])
