"""Uniting two logs: a source's steps that are not here are appended, with what each of them had seen.

How the log says what a step had seen
    A step made here had seen every step of its annotator before it. A step that was brought had seen what it had seen
    where it was made. Where that is something else than the log's order says, steps of action `merge` stand around it:
    one with `below` -1 for each of the last steps (`target`, 0 for none) that the next row had seen; the rows behind
    it had each seen the one before, up to the next step of action `merge`. One with `below` 0 ends that, and holds the
    decisions that make what stands here what is to stand (see `domain.uniting`).

    Steps of action `merge` stay in the file that made them: each file works out for itself what follows.

Steps that were brought are on nobody's undo stack: whoever has got some begins a new one.
"""

from __future__ import annotations

import json
from array import array
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter
from typing import Any

from annotator.domain.decision import Action, Decision, StepKind
from annotator.domain.identity import new_id
from annotator.domain.past import Past
from annotator.domain.set_log import Place, Row
from annotator.store.annotators import timestamp
from annotator.store.connection import Project
from annotator.store.decisions import FIELDS, decision_from
from annotator.store.sources import Source

_OPENS = -1
_STEPS = "SELECT seq, annotator_id, action, target, below FROM step"
_INSERT_STEP = f"INSERT INTO step VALUES ({', '.join('?' * 13)})"
_INSERT_DECISION = f"INSERT INTO decision (step_seq, annotator_id, {FIELDS}) VALUES ({', '.join('?' * 14)})"
_STEP_ROWS = "SELECT seq, id, annotator_id, action, kind, article_id, target, below, created FROM step ORDER BY seq"
Set = tuple[int, int]
"""An annotation set: the annotator's number and the article's."""


class _Reading:
    """One annotator's past as a log tells it, step by step."""

    def __init__(self) -> None:
        self.past = Past()
        self.before = 0
        self._had_seen: list[int] = []
        self._brought = False

    def take(self, step: int, action: str, target: int, below: int) -> bool:
        """Take in the annotator's next step; return whether it is one of theirs, not a merge's."""
        if action == Action.MERGE:
            self._brought = below == _OPENS
            if self._brought:
                self._had_seen.append(target)
            else:
                self._had_seen.clear()
            return False
        self.before = self.past.last
        if self._had_seen:
            self.past.add(step, [one for one in self._had_seen if one])
            self._had_seen.clear()
        else:
            self.past.add(step, (self.before,) if self._brought else None)
        return True


class _Appending:
    """One annotator's past here while steps are appended to it."""

    def __init__(self, past: Past) -> None:
        self.past = past
        self.open = False

    def marks(self, had_seen: frozenset[int]) -> list[int]:
        """Return what has to be said in front of a step that had seen these: nothing where the order says it."""
        expected = frozenset((self.past.last,)) if self.open else self.past.heads
        if had_seen == expected:
            return []
        self.open = True
        return sorted(had_seen) or [0]


@dataclass(slots=True)
class Brought:
    """What came of a source's log: steps and decisions, and whom and which sets they are about.

    `forked` are the annotators whose steps had not all seen one another, with their past; `open` those of them whose
    rows still have to be ended by `settle`. `sets` are the sets that have new decisions.
    """

    steps: int = 0
    decisions: int = 0
    people: set[int] = field(default_factory=set[int])
    sets: set[Set] = field(default_factory=set[Set])
    forked: dict[int, Past] = field(default_factory=dict[int, Past])
    open: set[int] = field(default_factory=set[int])


class Log:
    """A source's log on its way into a project, inside the caller's transaction."""

    def __init__(self, project: Project, source: Source) -> None:
        """Find out which steps are not here."""
        self._connection = project.connection
        self._source = source
        self._numbers: array[int] = array("q", bytes(8 * (source.number("SELECT max(seq) FROM step") + 1)))
        """Our numbers of their steps; 0 for what is not here, or will never be."""
        self._new = bytearray(len(self._numbers))
        self._find()
        self._first = self._new.find(1)

    def _find(self) -> None:
        connection = self._connection
        connection.execute("CREATE TEMP TABLE their_step (seq INTEGER PRIMARY KEY, id TEXT NOT NULL)")
        rows = self._source.rows("SELECT seq, id FROM step WHERE action <> ?", (Action.MERGE,))
        connection.executemany("INSERT INTO temp.their_step VALUES (?, ?)", rows)
        found = "SELECT t.seq, s.seq FROM temp.their_step t LEFT JOIN main.step s ON s.id = t.id"
        for theirs, ours in connection.execute(found):
            if ours is None:
                self._new[theirs] = 1
            else:
                self._numbers[theirs] = ours
        connection.execute("DROP TABLE temp.their_step")

    @property
    def lacking(self) -> int:
        """How many steps are not here."""
        return sum(self._new)

    def answered(self) -> bytearray:
        """Return, by their numbers there, which suggestions the decisions that are not here answer."""
        marked = bytearray(self._source.number("SELECT max(id) FROM suggestion") + 1)
        if self._first < 0:
            return marked
        for step, suggestion in self._source.rows(
            "SELECT step_seq, suggestion_id FROM decision WHERE step_seq >= ? AND suggestion_id > 0", (self._first,)
        ):
            if self._new[step]:
                marked[suggestion] = 1
        return marked

    def bring(self, people: Mapping[int, int], articles: Mapping[int, int], suggestions: Sequence[int]) -> Brought:
        """Append what is not here; the three are our numbers by theirs."""
        brought = Brought()
        if self._first < 0:
            return brought
        ours: dict[int, _Appending] = {}
        rows = self._steps(people, articles, ours)
        self._connection.executemany(_INSERT_STEP, rows)
        brought.steps = self.lacking
        brought.people = set(ours)
        brought.forked = {number: one.past for number, one in ours.items() if not one.past.straight}
        brought.open = {number for number, one in ours.items() if one.open}
        decisions = self._decisions(people, articles, suggestions, brought)
        self._connection.executemany(_INSERT_DECISION, decisions)
        return brought

    def _steps(
        self, people: Mapping[int, int], articles: Mapping[int, int], ours: dict[int, _Appending]
    ) -> Iterator[tuple[Any, ...]]:
        """Yield the rows to append, and note their numbers."""
        (last,) = self._connection.execute("SELECT coalesce(max(seq), 0) FROM step").fetchone()
        moment = timestamp()
        readings: dict[int, _Reading] = defaultdict(_Reading)
        for seq, id_, annotator, action, kind, article, target, below, created in self._source.rows(_STEP_ROWS):
            reading = readings[annotator]
            if not reading.take(seq, action, target, below) or not self._new[seq]:
                continue
            person, place = people[annotator], articles[article]
            if person not in ours:
                ours[person] = _Appending(past_of(self._connection, person))
            had_seen = frozenset(self._numbers[one] for one in reading.past.parents(seq, reading.before))
            for one in ours[person].marks(had_seen):
                last += 1
                yield _merge_step(last, person, place, moment, target=one, below=_OPENS)
            last += 1
            ours[person].past.add(last, had_seen)
            self._numbers[seq] = last
            links = (self._numbers[int(target)], self._numbers[int(below)])
            yield (last, id_, person, action, kind, place, *links, 0, 0, 0, 0, created)

    def _decisions(
        self, people: Mapping[int, int], articles: Mapping[int, int], suggestions: Sequence[int], brought: Brought
    ) -> Iterator[tuple[Any, ...]]:
        rows = self._source.rows(
            f"SELECT step_seq, annotator_id, {FIELDS} FROM decision WHERE step_seq >= ? ORDER BY seq", (self._first,)
        )
        for step, annotator, kind, subject, article, *place, suggestion, source, version, score, text in rows:
            if self._new[step]:
                person, number = people[annotator], articles[article]
                brought.decisions += 1
                brought.sets.add((person, number))
                yield (
                    self._numbers[step],
                    person,
                    kind,
                    subject,
                    number,
                    *place,
                    suggestions[suggestion],
                    source,
                    version,
                    score,
                    text,
                )


def past_of(connection: Any, annotator: int) -> Past:  # noqa: ANN401 - a connection, whose type is not for here
    """Return who had seen what of an annotator's steps, as the log tells it."""
    reading = _Reading()
    for step, _, action, target, below in connection.execute(
        f"{_STEPS} WHERE annotator_id = ? ORDER BY seq", (annotator,)
    ):
        reading.take(step, action, target, below)
    return reading.past


@dataclass(frozen=True, slots=True)
class StoredSet:
    """All rows of one annotation set but those of merges, in the log's order, and what stands now."""

    article: int
    place: Place
    rows: list[Row]
    standing: Collection[Decision]


def whole_sets(project: Project, annotator: int, numbers: Iterable[int]) -> Iterator[StoredSet]:
    """Yield an annotator's sets in these articles with all that was ever decided in them, in the articles' order."""
    connection = project.connection
    (name,) = connection.execute("SELECT name FROM annotator WHERE id = ?", (annotator,)).fetchone()
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS forked_article (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.forked_article")
    connection.executemany("INSERT INTO temp.forked_article VALUES (?)", ((one,) for one in numbers))
    texts = connection.execute(
        """SELECT a.id, a.sha256, a.boilerplate, a.text FROM temp.forked_article f JOIN article a ON a.id = f.id
        ORDER BY a.id"""
    )
    fields = ", ".join(f"d.{one.strip()}" for one in FIELDS.split(","))
    rows = connection.execute(
        f"""SELECT f.id, s.seq, s.id, s.action, g.start, g."end", {fields}
        FROM temp.forked_article f JOIN decision d ON d.article_id = f.id AND d.annotator_id = ?
        JOIN step s ON s.seq = d.step_seq LEFT JOIN suggestion g ON g.id = d.suggestion_id
        ORDER BY f.id, d.seq""",
        (annotator,),
    )
    for (article, digest, boilerplate, text), (_, some) in zip(texts, groupby(rows, key=itemgetter(0)), strict=True):
        found: list[Row] = []
        standing: dict[str, Decision] = {}
        for _, step, id_, action, start, end, *values in some:
            one = decision_from(values)
            standing[one.subject] = one
            if action != Action.MERGE:
                found.append(Row(step, id_, one, None if start is None else (start, end)))
        place = Place(str(name), digest, text, frozenset(key for *_, key in json.loads(boilerplate)))
        yield StoredSet(article, place, found, standing.values())


def settle(project: Project, annotator: int, wanted: Sequence[Decision]) -> None:
    """End what was brought for an annotator with the decisions that make what stands what is to stand.

    The annotator's undo begins anew behind it.
    """
    connection = project.connection
    step, article = connection.execute("SELECT seq + 1, article_id FROM step ORDER BY seq DESC LIMIT 1").fetchone()
    if wanted:
        article = wanted[0].article
    connection.execute(_INSERT_STEP, _merge_step(step, annotator, article, timestamp()))
    connection.executemany(
        _INSERT_DECISION,
        (
            (
                step,
                annotator,
                one.kind,
                one.subject,
                one.article,
                one.state,
                one.start,
                one.end,
                one.label,
                one.suggestion,
                one.source,
                one.version,
                one.score,
                one.text,
            )
            for one in wanted
        ),
    )


def _merge_step(
    step: int, annotator: int, article: int, moment: str, *, target: int = 0, below: int = 0
) -> tuple[Any, ...]:
    return (step, new_id(), annotator, Action.MERGE, StepKind.DO, article, target, below, 0, 0, 0, 0, moment)


def last_decision(project: Project) -> int:
    """Return the log's last position."""
    return int(project.connection.execute("SELECT coalesce(max(seq), 0) FROM decision").fetchone()[0])


def changed_sets(project: Project, after: int, articles: Collection[int]) -> dict[Set, int]:
    """Return the sets in these articles, and those with decisions behind a log position, by their last decisions."""
    connection = project.connection
    found: dict[Set, int] = {}
    if articles:
        for annotator, article, touched in connection.execute(
            "SELECT annotator_id, article_id, touched FROM annotation_set"
        ):
            if article in articles:
                found[annotator, article] = touched
    for annotator, article, last in connection.execute(
        "SELECT annotator_id, article_id, max(seq) FROM decision WHERE seq > ? GROUP BY annotator_id, article_id",
        (after,),
    ):
        found[annotator, article] = last
    return found


def unpack(project: Project, sets: Collection[Set]) -> None:
    """Forget what is packed of these sets inside the caller's transaction, and note that packs may be missing."""
    connection = project.connection
    connection.executemany("DELETE FROM span_pack WHERE annotator_id = ? AND article_id = ?", sets)
    if sets:
        connection.execute("INSERT OR REPLACE INTO project (key, value) VALUES ('unpacked', 'yes')")
