"""Other people's project files: read as they are at one moment, and never written."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Self

from annotator.domain.scheme import LabelScheme, parse_scheme
from annotator.errors import ForeignFileError
from annotator.store.connection import check_header, refuse_strangers, translated

_SOUND = "ok"
_UNWRITABLE = (sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)


class Source:
    """A project file that is only read, all of it as it was when it was opened; belongs to the thread that opened it.

    A file of an older version is read as it is, not migrated. Raise ProjectError, ForeignFileError or NewerProjectError
    for what is not there, not ours, damaged or from a newer version.
    """

    def __init__(self, path: Path) -> None:
        """Open the file and look it over."""
        self.path = path
        check_header(path)
        with translated(path):
            self.connection = _connect(path)
        try:
            with translated(path):
                # A colleague's window may be writing to it: this is the moment it is read at.
                self.connection.execute("BEGIN")
                refuse_strangers(path, self.connection)
                self._refuse_damage()
            self.scheme = self._scheme()
        except BaseException:
            self.connection.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def rows(self, sql: str, values: Sequence[object] = ()) -> Iterator[tuple[Any, ...]]:
        """Yield what a query finds."""
        return iter(self.connection.execute(sql, tuple(values)))

    def number(self, sql: str) -> int:
        """Return the one number a query finds, 0 for none."""
        return int(self.connection.execute(sql).fetchone()[0] or 0)

    def _refuse_damage(self) -> None:
        found = str(self.connection.execute("PRAGMA quick_check(1)").fetchone()[0])
        if found != _SOUND:
            raise ForeignFileError(f"“{self.path.name}” is damaged ({found}).", remedy="Ask for a backup of it.")

    def _scheme(self) -> LabelScheme | None:
        row = self.connection.execute(
            "SELECT toml FROM scheme WHERE id = (SELECT CAST(value AS INTEGER) FROM project WHERE key = 'scheme')"
        ).fetchone()
        return None if row is None else parse_scheme(str(row[0]), source=self.path.name)


def _connect(path: Path) -> sqlite3.Connection:
    """Connect without making a file; on a medium that cannot be written, as if nobody could change it."""
    # "rw" although nothing is written: what a reader leaves behind beside the file goes only with a writer's handle.
    try:
        return _connect_as(path, "mode=rw")
    except sqlite3.OperationalError as error:
        beside = path.with_name(path.name + "-wal")
        if error.sqlite_errorcode & 0xFF not in _UNWRITABLE or (beside.exists() and beside.stat().st_size):
            raise
    return _connect_as(path, "immutable=1")


def _connect_as(path: Path, how: str) -> sqlite3.Connection:
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?{how}", uri=True, isolation_level=None)
    try:
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        connection.execute("SELECT 1 FROM sqlite_master LIMIT 1").fetchone()
    except BaseException:
        connection.close()
        raise
    return connection
