"""The append-only log: writing steps, taking them back, and reading what stands.

Undo is data: a step remembers the tops and depths of its annotator's undo and redo stacks as they are after it, so that
"what would Ctrl+Z do" is one row, in this process or the next. `below` links a step to the one under it: for a deed, in
the undo stack; for an undo, the step that was on top of the redo stack before.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from annotator.domain.annotation import Mention
from annotator.domain.decision import ABSENT, PRESENT, Action, Decision, Kind, SetState, SpanState, StepInfo, StepKind
from annotator.domain.identity import new_id
from annotator.store.annotators import timestamp
from annotator.store.connection import Project

FIELDS = 'kind, subject, article_id, state, start, "end", label, suggestion_id, source, version, score, text'
_INSERT_STEP = f"INSERT INTO step VALUES ({', '.join('?' * 13)})"
_INSERT_DECISION = f"INSERT INTO decision (step_seq, annotator_id, {FIELDS}) VALUES ({', '.join('?' * 14)})"


@dataclass(frozen=True, slots=True)
class Stacks:
    """What can be undone and redone: the top step's number and how many there are."""

    undo_top: int = 0
    undo_depth: int = 0
    redo_top: int = 0
    redo_depth: int = 0


@dataclass(frozen=True, slots=True)
class Written:
    """A step that is in the log (committed when the caller's transaction is): its numbers, stacks and time."""

    step: int
    last_decision: int
    stacks: Stacks
    created: str


def stacks(project: Project, annotator: int) -> Stacks:
    """Return the annotator's stacks as they stand."""
    row = project.connection.execute(
        "SELECT undo_top, undo_depth, redo_top, redo_depth FROM step WHERE annotator_id = ? ORDER BY seq DESC LIMIT 1",
        (annotator,),
    ).fetchone()
    return Stacks() if row is None else Stacks(*row)


def append(project: Project, annotator: int, action: Action, article: int, decisions: Sequence[Decision]) -> Written:
    """Write a deed inside the caller's transaction; what was undone before can no longer be redone."""
    now = stacks(project, annotator)
    step = _next_step(project.connection)
    after = Stacks(step, now.undo_depth + 1)
    return _write(project, annotator, action, StepKind.DO, article, decisions, (step, 0, now.undo_top, after))


def undo(project: Project, annotator: int) -> tuple[Action, int, list[Decision], Written] | None:
    """Take back the top of the undo stack inside the caller's transaction; None when it is empty.

    Returns the action and main article of what was taken back, the decisions that restore the state before, and the
    row.
    """
    connection = project.connection
    now = stacks(project, annotator)
    if not now.undo_top:
        return None
    action, article, below = _step(connection, now.undo_top)
    decisions = [_before(connection, annotator, seq, one) for seq, one in _decisions_of(connection, now.undo_top)]
    decisions.reverse()
    after = Stacks(below, now.undo_depth - 1, now.undo_top, now.redo_depth + 1)
    place = (_next_step(connection), now.undo_top, now.redo_top, after)
    return action, article, decisions, _write(project, annotator, action, StepKind.UNDO, article, decisions, place)


def redo(project: Project, annotator: int) -> tuple[Action, int, list[Decision], Written] | None:
    """Do again what was undone last, inside the caller's transaction; None when there is nothing."""
    connection = project.connection
    now = stacks(project, annotator)
    if not now.redo_top:
        return None
    action, article, _ = _step(connection, now.redo_top)
    decisions = [one for _, one in _decisions_of(connection, now.redo_top)]
    (beneath,) = connection.execute(
        "SELECT below FROM step WHERE kind = 'undo' AND target = ? ORDER BY seq DESC LIMIT 1", (now.redo_top,)
    ).fetchone()
    after = Stacks(now.redo_top, now.undo_depth + 1, int(beneath), now.redo_depth - 1)
    place = (_next_step(connection), now.redo_top, 0, after)
    return action, article, decisions, _write(project, annotator, action, StepKind.REDO, article, decisions, place)


def _next_step(connection: sqlite3.Connection) -> int:
    return int(connection.execute("SELECT coalesce(max(seq), 0) + 1 FROM step").fetchone()[0])


def _step(connection: sqlite3.Connection, seq: int) -> tuple[Action, int, int]:
    action, article, below = connection.execute(
        "SELECT action, article_id, below FROM step WHERE seq = ?", (seq,)
    ).fetchone()
    return Action(action), int(article), int(below)


def _write(
    project: Project,
    annotator: int,
    action: Action,
    kind: StepKind,
    article: int,
    decisions: Sequence[Decision],
    place: tuple[int, int, int, Stacks],
) -> Written:
    step, target, below, after = place
    created = timestamp()
    tops = (after.undo_top, after.undo_depth, after.redo_top, after.redo_depth)
    values = (step, new_id(), annotator, action, kind, article, target, below, *tops, created)
    connection = project.connection
    connection.execute(_INSERT_STEP, values)
    last = 0
    if len(decisions) == 1:
        last = connection.execute(_INSERT_DECISION, _values(step, annotator, decisions[0])).lastrowid or 0
    elif decisions:
        connection.executemany(_INSERT_DECISION, [_values(step, annotator, one) for one in decisions])
        (last,) = connection.execute("SELECT max(seq) FROM decision").fetchone()
    return Written(step, last, after, created)


def _values(step: int, annotator: int, one: Decision) -> tuple[str | int | float | None, ...]:
    place = (one.article, one.state, one.start, one.end, one.label, one.suggestion)
    return (step, annotator, one.kind, one.subject, *place, one.source, one.version, one.score, one.text)


_KINDS = {str(kind): kind for kind in Kind}


def decision_from(row: Sequence[Any]) -> Decision:
    """Return the decision a row of `FIELDS` holds."""
    return Decision(_KINDS[row[0]], *row[1:])


def _decisions_of(connection: sqlite3.Connection, step: int) -> list[tuple[int, Decision]]:
    rows = connection.execute(f"SELECT seq, {FIELDS} FROM decision WHERE step_seq = ? ORDER BY seq", (step,))
    return [(int(seq), decision_from(row)) for seq, *row in rows]


def _before(connection: sqlite3.Connection, annotator: int, seq: int, one: Decision) -> Decision:
    """Return the state of a decision's subject before it: the row before, or that it was not there."""
    row = connection.execute(
        f"""SELECT {FIELDS} FROM decision WHERE article_id = ? AND annotator_id = ? AND subject = ? AND seq < ?
            ORDER BY seq DESC LIMIT 1""",
        (one.article, annotator, one.subject, seq),
    ).fetchone()
    if row is not None:
        return decision_from(row)
    if one.kind is Kind.STATE:
        return replace(one, state=SetState.NEW)
    # The first decision about a region that import found is that it goes: before, it was there.
    found = one.kind is Kind.IGNORED and one.state == ABSENT
    return replace(one, state=PRESENT if found else ABSENT)


def standing(project: Project, annotator: int, article: int) -> list[Decision | Mention]:
    """Return what stands in one annotation set: the last decision about every subject, annotations as mentions."""
    # What the view of the same name says, in half the time: it looks at every decision, this at the last ones only.
    rows = project.connection.execute(
        f"""SELECT {FIELDS} FROM decision WHERE seq IN (
            SELECT max(seq) FROM decision WHERE article_id = ? AND annotator_id = ? GROUP BY subject)""",
        (article, annotator),
    )
    found: list[Decision | Mention] = []
    for row in rows:
        if row[0] != Kind.ANNOTATION:
            found.append(decision_from(row))
        elif row[3] in _STATES:
            _, key, _, state, start, end, label, suggestion, source, version, score, reason = row
            state = _STATES[state]
            found.append(Mention(key, start, end, label, state, source, version, score, reason, suggestion))
    return found


_STATES = {str(state): state for state in SpanState}


def touched(project: Project, annotator: int, article: int) -> int:
    """Return the log position of the set's last decision, 0 when there is none."""
    row = project.connection.execute(
        "SELECT touched FROM annotation_set WHERE annotator_id = ? AND article_id = ?", (annotator, article)
    ).fetchone()
    return 0 if row is None else int(row[0])


def ground(project: Project, annotator: int, article: int) -> tuple[int, int]:
    """Return what a page stands on: the log position of the set's last decision, and the article's current run."""
    return project.connection.execute(
        """SELECT coalesce((SELECT touched FROM annotation_set WHERE annotator_id = ?1 AND article_id = ?2), 0),
            coalesce((SELECT run_id FROM article_run WHERE article_id = ?2), 0)""",
        (annotator, article),
    ).fetchone()


@dataclass(frozen=True, slots=True)
class SetCounts:
    """The cached line of an annotation set."""

    article: int
    state: SetState
    open: int
    accepted: int
    rejected: int


def keep_counts(project: Project, annotator: int, counts: Iterable[SetCounts], *, last_decision: int) -> None:
    """Write the sets' cached lines inside the caller's transaction."""
    project.connection.executemany(
        """INSERT INTO annotation_set (annotator_id, article_id, state, open, accepted, rejected, touched)
        VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state, open = excluded.open,
        accepted = excluded.accepted, rejected = excluded.rejected, touched = excluded.touched""",
        [(annotator, one.article, one.state, one.open, one.accepted, one.rejected, last_decision) for one in counts],
    )


def set_annotators(project: Project, article: int) -> list[int]:
    """Return the numbers of the annotators who have a set in this article."""
    rows = project.connection.execute("SELECT annotator_id FROM annotation_set WHERE article_id = ?", (article,))
    return [int(number) for (number,) in rows]


_HISTORY = """WITH RECURSIVE stack (seq, depth) AS (
      SELECT undo_top, undo_depth FROM (
        SELECT undo_top, undo_depth FROM step WHERE annotator_id = ? ORDER BY seq DESC LIMIT 1)
      UNION ALL
      SELECT step.below, stack.depth - 1 FROM stack JOIN step ON step.seq = stack.seq WHERE stack.depth > 1
      LIMIT ?)
    SELECT step.id, step.seq, step.action, step.kind, step.article_id, step.created, stack.depth,
      (SELECT count(*) FROM decision WHERE step_seq = step.seq AND kind = 'annotation'),
      first.article_id, first.start, first."end", first.label,
      CASE step.action WHEN 'relabel' THEN coalesce(
        (SELECT label FROM decision WHERE article_id = first.article_id AND annotator_id = first.annotator_id
           AND subject = first.subject AND seq < first.seq ORDER BY seq DESC LIMIT 1),
        (SELECT label FROM suggestion WHERE id = first.suggestion_id), '') ELSE '' END
    FROM stack JOIN step ON step.seq = stack.seq LEFT JOIN decision first ON first.seq = (
      SELECT min(seq) FROM decision WHERE step_seq = step.seq AND kind = 'annotation')
    ORDER BY stack.depth DESC"""


def history(
    project: Project, annotator: int, *, limit: int = 200, texts: Mapping[int, str] | None = None
) -> list[StepInfo]:
    """Return the undo stack from its top down: what the annotator did that stands.

    `texts` are texts of articles, by number, that need not be read again.
    """
    rows = project.connection.execute(_HISTORY, (annotator, limit)).fetchall()
    known = dict(texts or {})
    # Cut here: SQL would read the whole text for every step, and it counts only up to a NUL.
    for number in {row[8] for row in rows} - {None, *known}:
        (known[number],) = project.connection.execute("SELECT text FROM article WHERE id = ?", (number,)).fetchone()
    found: list[StepInfo] = []
    for step, seq, action, kind, article, created, depth, count, place, start, end, label, before in rows:
        what = ("", "", "") if place is None else (known[place][start:end], label, before if before != label else "")
        found.append(StepInfo(step, seq, Action(action), StepKind(kind), article, created, *what, count, depth))
    return found
