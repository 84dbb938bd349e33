"""Bringing what another project file holds beside its log: articles, people, suggestions. Inside the caller's write.

Everything is found by what it is, never by its number: articles by their text's digest, people by name, runs by id,
suggestions by run, article, place, label and source.
"""

from __future__ import annotations

import uuid
from array import array
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Any

from annotator.domain.article import Article
from annotator.domain.identity import new_id, text_digest
from annotator.domain.ordering import uncertainty
from annotator.errors import ForeignFileError
from annotator.store import articles, streams
from annotator.store.articles import COLUMNS, article_from
from annotator.store.connection import Project
from annotator.store.order import keep_rank
from annotator.store.sources import Source

_BATCH = 500
_FIELDS = 'g.id, g.run_id, g.article_id, g.start, g."end", g.label, g.source, g.version, g.score, g.reason'
_INSERT = f"INSERT INTO suggestion VALUES ({', '.join('?' * 10)})"
_Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Articles:
    """The project's numbers of a source's articles, by their numbers there; `fresh` are those that were not here."""

    numbers: dict[int, int]
    fresh: range


def bring_articles(project: Project, source: Source, *, among: Collection[int] | None = None) -> Articles:
    """Store the articles that are not here yet, in the source's order; of others, ours stay as they are.

    `among` are the source's numbers of those that are wanted, None for all. Raise ForeignFileError when a text is not
    what it was imported as.
    """
    rows = list(source.rows("SELECT id, sha256, uuid FROM article ORDER BY id"))
    if among is not None:
        rows = [row for row in rows if row[0] in among]
    known = articles.known(project, [digest for _, digest, _ in rows])
    new = [(number, digest, id_) for number, digest, id_ in rows if digest not in known]
    taken = streams.ids_taken(project, [id_ for *_, id_ in new])
    fresh = articles.add_articles(project, _read(source, [number for number, *_ in new], taken))
    known |= {digest: number for (_, digest, _), number in zip(new, fresh, strict=True)}
    return Articles({number: known[digest] for number, digest, _ in rows}, fresh)


def _read(source: Source, numbers: Sequence[int], taken: Collection[str]) -> Iterator[Article]:
    for some in _portions(numbers):
        marks = ", ".join("?" * len(some))
        for row in source.rows(f"SELECT {COLUMNS} FROM article WHERE id IN ({marks}) ORDER BY id", some):
            one = article_from(row)
            if text_digest(one.text) != one.sha256:
                raise ForeignFileError(
                    f"The text of “{one.title[:60]}” in “{source.path.name}” was changed.",
                    remedy="Ask for a backup of that project from before.",
                )
            yield replace(one, id=str(uuid.uuid5(uuid.NAMESPACE_OID, one.sha256))) if one.id in taken else one


def bring_people(project: Project, source: Source) -> dict[int, int]:
    """Return our numbers of the people who decided something in the source, by their numbers there, adding new ones."""
    found: dict[int, int] = {}
    people = source.rows(
        """SELECT id, uuid, name, created FROM annotator a
        WHERE EXISTS (SELECT 1 FROM step WHERE annotator_id = a.id) ORDER BY id"""
    )
    for number, id_, name, created in people:
        row = project.connection.execute("SELECT id FROM annotator WHERE name = ?", (name,)).fetchone()
        if row is None:
            taken = project.connection.execute("SELECT 1 FROM annotator WHERE uuid = ?", (id_,)).fetchone()
            row = project.connection.execute(
                "INSERT INTO annotator (uuid, name, created) VALUES (?, ?, ?) RETURNING id",
                (new_id() if taken else id_, name, created),
            ).fetchone()
        found[number] = int(row[0])
    return found


@dataclass(frozen=True, slots=True)
class Suggested:
    """Our numbers of a source's suggestions, by their numbers there (0: not brought), and articles with other ones now.

    `changed` are articles that were here before.
    """

    numbers: array[int]
    changed: frozenset[int]


def bring_suggestions(project: Project, source: Source, there: Articles, answered: bytearray) -> Suggested:
    """Bring the suggestions of each article's current run, and those that `answered` marks by their numbers there.

    Of two current runs that with the greater id is current afterwards; of one and the same, its suggestions from both.
    """
    return _Suggestions(project, source, there).bring(answered)


class _Suggestions:
    """The suggestions of one source on their way."""

    def __init__(self, project: Project, source: Source, there: Articles) -> None:
        self._project = project
        self._connection = project.connection
        self._source = source
        self._there = there
        self._numbers: array[int] = array("q", bytes(8 * (source.number("SELECT max(id) FROM suggestion") + 1)))
        self._next = int(self._connection.execute("SELECT coalesce(max(id), 0) + 1 FROM suggestion").fetchone()[0])
        self._runs: dict[int, int] = {}
        self._fresh_runs: set[int] = set()

    def bring(self, answered: bytearray) -> Suggested:
        ours = dict(
            self._connection.execute("SELECT r.article_id, run.uuid FROM article_run r JOIN run ON run.id = r.run_id")
        )
        here = self._there.numbers
        theirs = {number: (run, id_) for number, run, id_ in self._source.rows(_CURRENT) if number in here}
        wins = {number for number, (_, id_) in theirs.items() if id_ >= ours.get(here[number], "")}
        self._connection.execute("CREATE TEMP TABLE brought_doubtful (id INTEGER PRIMARY KEY, run, article, start, "
                                 '"end", label, source, version, score, reason)')  # fmt: skip
        self._store(row for row in self._source.rows(_OF_CURRENT) if row[2] in wins)
        rest = [number for number, wanted in enumerate(answered) if wanted and not self._numbers[number]]
        self._store(self._chosen(rest))
        grown = self._match()
        # Runs without a suggestion are current, too.
        changed = {
            here[number]: self._run(theirs[number][0])
            for number in sorted(wins)
            if theirs[number][1] != ours.get(here[number])
        }
        self._point(changed)
        if grown:
            now = self._connection.execute("SELECT article_id, run_id FROM article_run").fetchall()
            self._point({article: run for article, run in now if article in grown and article not in changed})
        self._connection.execute("DROP TABLE temp.brought_doubtful")
        fresh = self._there.fresh
        return Suggested(self._numbers, frozenset(one for one in (*changed, *grown) if one not in fresh))

    def _chosen(self, numbers: Sequence[int]) -> Iterator[_Row]:
        for some in _portions(numbers):
            marks = ", ".join("?" * len(some))
            yield from self._source.rows(f"SELECT {_FIELDS} FROM suggestion g WHERE g.id IN ({marks})", some)

    def _store(self, rows: Iterator[_Row]) -> None:
        """Store what cannot be here yet; lay the rest aside."""
        while batch := list(islice(rows, _BATCH)):
            mapped = [(row[0], self._run(row[1]), self._there.numbers[row[2]], *row[3:]) for row in batch]
            sure = [row for row in mapped if row[1] in self._fresh_runs or row[2] in self._there.fresh]
            self._insert(sure)
            if len(sure) < len(mapped):
                doubtful = [row for row in mapped if not self._numbers[row[0]]]
                self._connection.executemany(
                    f"INSERT OR IGNORE INTO temp.brought_doubtful VALUES ({', '.join('?' * 10)})", doubtful
                )

    def _insert(self, rows: Sequence[_Row]) -> None:
        for at, row in enumerate(rows):
            self._numbers[row[0]] = self._next + at
        self._connection.executemany(_INSERT, ((self._next + at, *row[1:]) for at, row in enumerate(rows)))
        self._next += len(rows)

    def _match(self) -> set[int]:
        """Find what lay aside among ours, and store what is not there; return the articles that have more now."""
        for theirs, ours in self._connection.execute(_MATCH):
            self._numbers[theirs] = ours
        lacking = [
            row
            for row in self._connection.execute("SELECT * FROM temp.brought_doubtful ORDER BY id")
            if not self._numbers[row[0]]
        ]
        self._insert(lacking)
        return {int(row[2]) for row in lacking}

    def _run(self, theirs: int) -> int:
        """Return our number of a run."""
        if theirs not in self._runs:
            (row,) = self._source.rows("SELECT uuid, suggester, version, created FROM run WHERE id = ?", (theirs,))
            found = self._connection.execute("SELECT id FROM run WHERE uuid = ?", row[:1]).fetchone()
            if found is None:
                found = self._connection.execute(
                    "INSERT INTO run (uuid, suggester, version, created) VALUES (?, ?, ?, ?) RETURNING id", row
                ).fetchone()
                self._fresh_runs.add(int(found[0]))
            self._runs[theirs] = int(found[0])
        return self._runs[theirs]

    def _point(self, current: dict[int, int]) -> None:
        """Make these runs the articles' current ones."""
        self._connection.executemany(
            """INSERT OR REPLACE INTO article_run VALUES (?1, ?2,
            (SELECT count(*) FROM suggestion WHERE article_id = ?1 AND run_id = ?2))""",
            current.items(),
        )
        for number, run in current.items():
            scores = self._connection.execute(
                "SELECT score FROM suggestion WHERE article_id = ? AND run_id = ?", (number, run)
            )
            keep_rank(self._project, number, uncertainty=uncertainty(score for (score,) in scores), novelty=1.0)


_CURRENT = "SELECT r.article_id, r.run_id, run.uuid FROM article_run r JOIN run ON run.id = r.run_id"
_OF_CURRENT = f"""SELECT {_FIELDS} FROM article_run r JOIN suggestion g
    ON g.article_id = r.article_id AND g.run_id = r.run_id ORDER BY r.article_id, g.id"""
_MATCH = """SELECT d.id, min(g.id) FROM temp.brought_doubtful d JOIN suggestion g
    ON g.article_id = d.article AND g.run_id = d.run AND g.start = d.start AND g."end" = d."end"
    AND g.label = d.label AND g.source = d.source GROUP BY d.id"""


def _portions(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    return (numbers[at : at + _BATCH] for at in range(0, len(numbers), _BATCH))
