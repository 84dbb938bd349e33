"""Opening project files: our pragmas, refusals before the first write, transactions.

A `Project` belongs to the thread that opened it; opening one costs under a millisecond once the schema is current.
"""

from __future__ import annotations

import os
import sqlite3
import struct
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Self

from annotator.errors import (
    AnnotatorError,
    DiskFullError,
    ForeignFileError,
    NewerProjectError,
    ProjectBusyError,
    ProjectError,
)
from annotator.store import backups, migrations

SUFFIX = ".annotator"
_MAGIC = b"SQLite format 3\0"
_HEADER_BYTES = 100


class Project:
    """An open project file; `connection` is in autocommit mode and every write goes through `transaction`."""

    def __init__(self, path: Path, *, create: bool = False, busy_seconds: float = 10.0) -> None:
        """Open the file, or make it when `create` is set and it is not there.

        Raise ForeignFileError or NewerProjectError before a byte of the file has changed, ProjectError when it is not
        there or cannot be opened.
        """
        self.path = Path(path)
        self._busy_seconds = busy_seconds
        fresh = _check_file(self.path, create=create)
        self.connection = self._connect()
        try:
            with translated(self.path):
                self._prepare(fresh=fresh)
        except BaseException:
            self.connection.close()
            raise

    def _connect(self) -> sqlite3.Connection:
        with translated(self.path):
            connection = sqlite3.connect(self.path, isolation_level=None, timeout=self._busy_seconds)
            connection.execute("PRAGMA trusted_schema = OFF")
            return connection

    def _prepare(self, *, fresh: bool) -> None:
        connection = self.connection
        # Killed while it was being made: our header, but no table of ours yet.
        fresh = (
            fresh
            or connection.execute("SELECT count(*) FROM sqlite_master WHERE name NOT LIKE '%sqlite_%'").fetchone()[0]
            == 0
        )
        if fresh:
            connection.execute("PRAGMA page_size = 8192")
            connection.execute(f"PRAGMA application_id = {migrations.APPLICATION_ID}")
        else:
            refuse_strangers(self.path, connection)
        connection.execute("PRAGMA journal_mode = WAL")
        # NORMAL loses acknowledged decisions when the power fails; FULL costs a tenth of a millisecond.
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA cache_size = -32768")
        if fresh or migrations.applied(connection) != migrations.NAMES:
            if not fresh and migrations.applied(connection):
                backups.back_up(self.path, why="before-migration")
            migrations.migrate(connection)

    @contextmanager
    def transaction(self) -> Generator[sqlite3.Connection]:
        """Write in one transaction: all of it is on disk when the block ends, or none of it.

        Raise ProjectBusyError when another program holds the write lock for longer than `busy_seconds`.
        """
        with translated(self.path):
            self.connection.execute("BEGIN IMMEDIATE")
        try:
            with translated(self.path):
                yield self.connection
                self.connection.execute("COMMIT")
        except BaseException:
            with suppress(sqlite3.Error):
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")
            raise

    @contextmanager
    def snapshot(self) -> Generator[sqlite3.Connection]:
        """Read one consistent moment, whatever others write meanwhile; holds nobody up."""
        with translated(self.path):
            self.connection.execute("BEGIN")
            try:
                yield self.connection
            finally:
                if self.connection.in_transaction:
                    self.connection.execute("ROLLBACK")

    def reopen(self) -> None:
        """Put a new handle in the place of the old one, which is not to be trusted after a failed write.

        Raise ProjectError when there can be none for now; the old one is kept then, for reading what is on the disk.
        """
        old = self.connection
        # Before the old one is closed: on a full disk there would be no room for the index that the first one makes.
        self.connection = self._connect()
        try:
            with translated(self.path):
                self._prepare(fresh=False)
        except BaseException:
            self.connection.close()
            self.connection = old
            raise
        with suppress(sqlite3.Error):
            old.close()

    def close(self) -> None:
        """Close the file; what was written is on disk already."""
        self.connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        self.close()
        # Damage shows wherever it is met: a plain read outside a transaction, too.
        if isinstance(error, sqlite3.DatabaseError) and (said := _translate(error, self.path)) is not error:
            raise said from error

    def get(self, key: str) -> str | None:
        """Return one of the project's own settings."""
        row = self.connection.execute("SELECT value FROM project WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def put(self, key: str, value: str) -> None:
        """Store one of the project's own settings."""
        with self.transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO project (key, value) VALUES (?, ?)", (key, value))

    def data_version(self) -> int:
        """Return a number that changes when another connection has written."""
        return int(self.connection.execute("PRAGMA data_version").fetchone()[0])

    def check(self) -> list[str]:
        """Return what SQLite finds wrong with the file; nothing when it is sound."""
        with translated(self.path):
            found = [str(row[0]) for row in self.connection.execute("PRAGMA quick_check(20)")]
            foreign = self.connection.execute("PRAGMA foreign_key_check").fetchmany(20)
        return [line for line in found if line != "ok"] + [
            f"row {row[1]} of {row[0]} has no {row[2]}" for row in foreign
        ]


def refuse_strangers(path: Path, connection: sqlite3.Connection) -> None:
    """Raise NewerProjectError or ForeignFileError when the file holds what this version did not make."""
    applied = migrations.applied(connection)
    unknown = [name for name in applied if name not in migrations.NAMES]
    if unknown:
        raise NewerProjectError(
            f"“{path.name}” was written by a newer version of Annotator (it has “{unknown[0]}”).",
            remedy="Open it with that version; this one has changed nothing in it.",
        )
    strangers = migrations.strangers(connection) if applied == migrations.NAMES else []
    if strangers or not applied:
        odd = f"holds “{strangers[0]}”, which Annotator did not make" if strangers else "has none of our tables"
        raise ForeignFileError(
            f"“{path.name}” {odd}.", remedy="It was left as it is. Open a backup, or start a new project."
        )


def check_header(path: Path) -> None:
    """Refuse a file that is not there, cannot be read, is empty or is not ours, without opening it as a database."""
    try:
        with path.open("rb") as file:
            header = file.read(_HEADER_BYTES)
    except FileNotFoundError:
        raise ProjectError(
            f"There is no project “{path}”.", remedy="Check the name, or import articles to make it."
        ) from None
    except (OSError, ValueError) as error:
        raise ProjectError(
            f"“{path}” cannot be opened: {_reason(error)}.", remedy="Check that it is a file you may read."
        ) from error
    if not header:
        raise ForeignFileError(f"“{path.name}” is empty.", remedy="Delete it, or import articles into it.")
    application_id = struct.unpack(">i", header[68:72])[0] if len(header) == _HEADER_BYTES else 0
    if not header.startswith(_MAGIC) or application_id != migrations.APPLICATION_ID:
        raise ForeignFileError(
            f"“{path.name}” is not an Annotator project.",
            remedy="It was left as it is. To label it, import it into a project as an article.",
        )


def _check_file(path: Path, *, create: bool) -> bool:
    """Refuse what is not ours and what cannot be written; make an empty private file when it is new and wanted."""
    if create:
        with suppress(OSError, ValueError):
            if not path.exists():
                return _make_file(path)
            if path.is_file() and not path.stat().st_size:
                return True
    check_header(path)
    if not os.access(path, os.W_OK):
        raise ProjectError(f"“{path.name}” is write-protected.", remedy="Allow writing to it, or open a copy.")
    return False


def _make_file(path: Path) -> bool:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
    except FileExistsError:
        return path.stat().st_size == 0
    except OSError as error:
        raise ProjectError(
            f"“{path}” cannot be made: {_reason(error)}.", remedy="Choose a folder you may write to."
        ) from error
    return True


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror or str(error)) if isinstance(error, OSError) else str(error)


@contextmanager
def translated(path: Path) -> Generator[None]:
    """Turn SQLite's trouble into ours, with a sentence and a way out."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _translate(error, path) from error


def _translate(error: sqlite3.DatabaseError, path: Path) -> AnnotatorError | sqlite3.DatabaseError:
    code = error.sqlite_errorcode & 0xFF if hasattr(error, "sqlite_errorcode") else 0
    name = path.name
    if code in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
        return ProjectBusyError(
            f"Another program is writing to “{name}”.", remedy="It is tried again as soon as it ends."
        )
    if code == sqlite3.SQLITE_FULL:
        return DiskFullError("The disk is full; nothing was saved.", remedy="Make room on it.")
    if code in (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB):
        return ForeignFileError(
            f"“{name}” is damaged.", remedy="Open the newest backup beside it; “annotator doctor” says what is wrong."
        )
    if code in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM):
        return ProjectError(
            f"“{name}” cannot be written ({error}).",
            remedy="Check the disk and the folder's permissions; nothing was saved.",
        )
    return error
