"""Other people's project files: read at one moment, never written, also where nobody can write."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from annotator.errors import ForeignFileError, ProjectError
from annotator.store import sources
from annotator.store.connection import Project
from annotator.store.sources import Source
from tests.unit.workflow.building import make_project, working

COUNT = "SELECT count(*) FROM decision"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path)


def decide(path: Path) -> None:
    session = working(path)
    session.label(0, 5, "PERSON")
    session.project.close()


def test_it_is_read_as_it_was_when_it_was_opened(path: Path) -> None:
    with Source(path) as source:
        assert source.number(COUNT) == 0
        decide(path)
        assert source.number(COUNT) == 0
    with Source(path) as source:
        assert source.number(COUNT) == 2
        assert source.scheme is not None
        with pytest.raises(sqlite3.OperationalError):
            source.rows("DELETE FROM project")


def test_what_another_program_has_not_yet_put_into_the_file_itself_is_read_too(path: Path) -> None:
    with Project(path) as project:
        project.put("here", "yes")
        with Source(path) as source:
            assert list(source.rows("SELECT value FROM project WHERE key = 'here'")) == [("yes",)]


def test_where_nothing_can_be_written_it_is_read_as_it_is(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(path)
    real = sources._connect_as  # pyright: ignore[reportPrivateUsage] - root writes everywhere, so the medium is played

    def unwritable(path: Path, how: str) -> sqlite3.Connection:
        if how == "mode=rw":
            error = sqlite3.OperationalError("unable to open database file")
            error.sqlite_errorcode = sqlite3.SQLITE_CANTOPEN
            raise error
        return real(path, how)

    monkeypatch.setattr(sources, "_connect_as", unwritable)
    with Source(path) as source:
        assert source.number(COUNT) == 2
    path.with_name(path.name + "-wal").write_bytes(b"something not yet in the file")
    with pytest.raises(ProjectError, match="cannot be written"):
        Source(path)


def test_strange_tables_and_damage_are_refused(path: Path) -> None:
    with Project(path) as project:
        project.connection.execute("CREATE TABLE odd (x)")
    with pytest.raises(ForeignFileError, match="odd"):
        Source(path)
    path.write_bytes(path.read_bytes()[:30_000] + bytes(30_000))
    with pytest.raises(ForeignFileError):
        Source(path)
