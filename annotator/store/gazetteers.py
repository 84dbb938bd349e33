"""The project's lists of names: kept whole, taken away whole. What is suggested by them is not asked here."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from annotator.domain.gazetteer import GazetteerEntry, GazetteerList, GazetteerRow, PatternRow
from annotator.store.annotators import timestamp
from annotator.store.connection import Project
from annotator.store.sources import Source


@dataclass(frozen=True, slots=True)
class WholeList:
    """A list with all that is in it, in the order of its file; `source` is that file's name."""

    name: str
    source: str
    created: str
    entries: tuple[GazetteerEntry, ...]


def store_list(project: Project, name: str, source: str, entries: Iterable[GazetteerEntry]) -> bool:
    """Store a list, in place of one of the same name; return whether there was one."""
    with project.transaction() as connection:
        replaced = _remove(connection, name)
        _insert(connection, name, source, timestamp(), entries)
    return replaced


def put_list(project: Project, one: WholeList) -> None:
    """Store a whole list under a name that no other has, inside the caller's transaction."""
    _insert(project.connection, one.name, one.source, one.created, one.entries)


def _insert(
    connection: sqlite3.Connection, name: str, source: str, created: str, entries: Iterable[GazetteerEntry]
) -> None:
    number = connection.execute(
        "INSERT INTO gazetteer (name, source, created) VALUES (?, ?, ?)", (name, source, created)
    ).lastrowid
    connection.executemany(
        "INSERT INTO gazetteer_entry (gazetteer_id, surface, label, pattern) VALUES (?, ?, ?, ?)"
        " ON CONFLICT DO NOTHING",
        ((number, one.surface, one.label, one.pattern) for one in entries),
    )


def whole_lists(of: Project | Source, *, name: str | None = None) -> Iterator[WholeList]:
    """Yield the lists of a project or of another's file by name, or the one of a name.

    There are none in a file that is older than lists are.
    """
    connection = of.connection
    if connection.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'gazetteer'").fetchone() is None:
        return
    for number, called, source, created in connection.execute(
        "SELECT id, name, source, created FROM gazetteer WHERE name = coalesce(?, name) ORDER BY name", (name,)
    ).fetchall():
        rows = connection.execute(
            "SELECT surface, label, pattern FROM gazetteer_entry WHERE gazetteer_id = ? ORDER BY id", (number,)
        )
        yield WholeList(called, source, created, tuple(GazetteerEntry(*row) for row in rows))


def content(entries: Sequence[GazetteerEntry]) -> str:
    """Return what a list holds in short: the same for the same entries in another order."""
    found = sha256()
    for one in sorted((one.surface, one.label, one.pattern) for one in entries):
        found.update("\0".join(one).encode() + b"\n")
    return found.hexdigest()


def take_list(project: Project, name: str) -> bool:
    """Take a list away inside the caller's transaction, and return whether there was one."""
    return _remove(project.connection, name)


def _remove(connection: sqlite3.Connection, name: str) -> bool:
    found = connection.execute("SELECT id FROM gazetteer WHERE name = ?", (name,)).fetchone()
    if found is None:
        return False
    connection.execute("DELETE FROM gazetteer_entry WHERE gazetteer_id = ?", found)
    connection.execute("DELETE FROM gazetteer WHERE id = ?", found)
    return True


def lists(project: Project) -> tuple[GazetteerList, ...]:
    """Return the lists there are, by name."""
    connection = project.connection
    labels: dict[int, list[str]] = {}
    for number, label in connection.execute("SELECT DISTINCT gazetteer_id, label FROM gazetteer_entry ORDER BY label"):
        labels.setdefault(int(number), []).append(str(label))
    rows = connection.execute(
        """SELECT g.id, g.name, g.source, g.created, count(e.id) FILTER (WHERE e.pattern = ''),
          count(e.id) FILTER (WHERE e.pattern != '')
        FROM gazetteer g LEFT JOIN gazetteer_entry e ON e.gazetteer_id = g.id GROUP BY g.id ORDER BY g.name"""
    )
    return tuple(
        GazetteerList(name, source, created, surfaces, patterns, tuple(labels.get(number, ())))
        for number, name, source, created, surfaces, patterns in rows
    )


def surfaces(project: Project, *, off: Collection[str] = ()) -> tuple[GazetteerRow, ...]:
    """Return the surfaces of all lists but those that are `off`: by list, in the order of its file."""
    return tuple(
        GazetteerRow(*row) for row in project.connection.execute(_ROWS.format("surface", "=")) if row[2] not in off
    )


def patterns(project: Project, *, off: Collection[str] = ()) -> tuple[PatternRow, ...]:
    """Return the token patterns of all lists but those that are `off`: by list, in the order of its file."""
    return tuple(
        PatternRow(*row) for row in project.connection.execute(_ROWS.format("pattern", "!=")) if row[2] not in off
    )


def digest(project: Project, *, off: Collection[str] = ()) -> str:
    """Return a short name for what all lists but those that are `off` hold, "" when there is nothing in any."""
    rows = project.connection.execute(
        "SELECT g.name, e.surface, e.label, e.pattern FROM gazetteer_entry e JOIN gazetteer g ON g.id = e.gazetteer_id"
        " ORDER BY g.name, e.surface, e.label, e.pattern"
    )
    found = sha256()
    empty = True
    for row in rows:
        if row[0] not in off:
            empty = False
            found.update("\0".join(map(str, row)).encode() + b"\n")
    return "" if empty else found.hexdigest()[:12]


_ROWS = """SELECT e.{0}, e.label, g.name FROM gazetteer_entry e JOIN gazetteer g ON g.id = e.gazetteer_id
  WHERE e.pattern {1} '' ORDER BY g.name, e.id"""
