"""Make the project file of the newest schema, `NAMES[-1].sqlite`: run once when a schema is released, never again.

python -m tests.databases.make
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from annotator.store import migrations
from tests.unit.workflow.building import key_of, make_project, suggest, working


def make(target: Path) -> None:
    """Let two annotators work a little on three articles, and keep the file."""
    folder = Path(tempfile.mkdtemp())
    path = make_project(folder)
    suggest(path, (1, "Putin", "PERSON"), (1, "Kim Jong Un", "PERSON"), (1, "Moscow", "GPE"), (2, "Kim", "PERSON"))
    session = working(path, "ann")
    session.note("Which Kim?", start=10, end=21)
    session.accept(key_of(session, "Putin"))
    session.reject(key_of(session, "Kim Jong Un"))
    session.finish()
    session.open(2)
    session.toggle_ignored(20, 31)
    session.undo()
    session.project.close()
    session = working(path, "bob", 3)
    session.label(4, 18, "ORG")
    session.flag()
    session.project.close()
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        connection.execute("VACUUM")
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.move(path, target)
    shutil.rmtree(folder)


if __name__ == "__main__":
    make(Path(__file__).with_name(f"{migrations.NAMES[-1]}.sqlite"))
