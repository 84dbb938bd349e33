"""The project's lists of names: kept whole, taken away whole. What is suggested by them is not asked here."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from hashlib import sha256

from annotator.domain.gazetteer import GazetteerEntry, GazetteerList, GazetteerRow, PatternRow
from annotator.store.annotators import timestamp
from annotator.store.connection import Project


def store_list(project: Project, name: str, source: str, entries: Iterable[GazetteerEntry]) -> bool:
    """Store a list, in place of one of the same name; return whether there was one."""
    with project.transaction() as connection:
        replaced = _remove(connection, name)
        number = connection.execute(
            "INSERT INTO gazetteer (name, source, created) VALUES (?, ?, ?)", (name, source, timestamp())
        ).lastrowid
        connection.executemany(
            "INSERT INTO gazetteer_entry (gazetteer_id, surface, label, pattern) VALUES (?, ?, ?, ?)"
            " ON CONFLICT DO NOTHING",
            ((number, one.surface, one.label, one.pattern) for one in entries),
        )
    return replaced


def remove_list(project: Project, name: str) -> bool:
    """Take a list away and return whether there was one."""
    with project.transaction() as connection:
        return _remove(connection, name)


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


def surfaces(project: Project) -> tuple[GazetteerRow, ...]:
    """Return the surfaces of all lists: by list, in the order of its file."""
    return tuple(GazetteerRow(*row) for row in project.connection.execute(_ROWS.format("surface", "=")))


def patterns(project: Project) -> tuple[PatternRow, ...]:
    """Return the token patterns of all lists: by list, in the order of its file."""
    return tuple(PatternRow(*row) for row in project.connection.execute(_ROWS.format("pattern", "!=")))


def digest(project: Project) -> str:
    """Return a short name for what all lists hold, "" when there is nothing in any."""
    rows = project.connection.execute(
        "SELECT g.name, e.surface, e.label, e.pattern FROM gazetteer_entry e JOIN gazetteer g ON g.id = e.gazetteer_id"
        " ORDER BY g.name, e.surface, e.label, e.pattern"
    )
    found = sha256()
    empty = True
    for row in rows:
        empty = False
        found.update("\0".join(map(str, row)).encode() + b"\n")
    return "" if empty else found.hexdigest()[:12]


_ROWS = """SELECT e.{0}, e.label, g.name FROM gazetteer_entry e JOIN gazetteer g ON g.id = e.gazetteer_id
  WHERE e.pattern {1} '' ORDER BY g.name, e.id"""
