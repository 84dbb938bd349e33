"""Opening projects: private, refused before a byte changes when strange, one transaction or nothing."""

from __future__ import annotations

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from annotator.errors import AnnotatorError, ForeignFileError, NewerProjectError, ProjectBusyError, ProjectError
from annotator.store import backups, migrations
from annotator.store.annotators import annotators, ensure_annotator
from annotator.store.connection import Project


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "p.annotator"
    Project(path, create=True).close()
    return path


def change(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def test_new_project_has_our_pragmas_and_an_id(path: Path) -> None:
    with Project(path) as project:
        pragmas = {
            name: project.connection.execute(f"PRAGMA {name}").fetchone()[0]
            for name in ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "page_size", "application_id")
        }
        assert pragmas == {
            "journal_mode": "wal",
            "synchronous": 2,
            "foreign_keys": 1,
            "trusted_schema": 0,
            "page_size": 8192,
            "application_id": migrations.APPLICATION_ID,
        }
        found = project.get("id")
        assert found is not None
        assert project.check() == []
    with Project(path) as again:
        assert again.get("id") == found
        again.put("x", "1")
        again.put("x", "2")
        assert again.get("x") == "2"
        assert again.get("y") is None


@pytest.mark.skipif(os.name != "posix", reason="other systems have other permissions")
@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_only_its_owner_may_read_it(tmp_path: Path, mask: int) -> None:
    old = os.umask(mask)
    try:
        with Project(tmp_path / "p.annotator", create=True) as project:
            project.put("x", "1")
            copy = backups.back_up(project.path)
            files = [*tmp_path.glob("p.annotator*"), copy]
            assert {path.name for path in files} >= {"p.annotator", "p.annotator-wal", "p.annotator-shm"}
            assert {stat.S_IMODE(one.stat().st_mode) for one in files if one.is_file()} == {0o600}
            assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700
    finally:
        os.umask(old)


def _text(path: Path) -> None:
    path.write_text("Dear diary, " * 50)


def _empty(path: Path) -> None:
    path.write_bytes(b"")


def _other_database(path: Path) -> None:
    path.unlink()
    change(path, "CREATE TABLE t (x)")


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:60])


def _wrong_id(path: Path) -> None:
    change(path, "PRAGMA application_id = 7")


def _no_tables(path: Path) -> None:
    change(path, "DROP TABLE _sqlite_migrations")


STRANGE_THINGS = {
    "trigger": "CREATE TRIGGER t AFTER INSERT ON decision BEGIN DELETE FROM annotation_set; END",
    "view": "CREATE VIEW v AS WITH RECURSIVE r(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM r) SELECT x FROM r",
    "table": "CREATE TABLE mine (x)",
    "index": "CREATE INDEX i ON article (title)",
}


def _with(name: str) -> Callable[[Path], None]:
    return lambda path: change(path, STRANGE_THINGS[name])


def _view_for_table(path: Path) -> None:
    change(path, "DROP TABLE annotation_set", "CREATE VIEW annotation_set AS SELECT 1 AS annotator_id")


def _disarmed_guard(path: Path) -> None:
    change(
        path,
        "DROP TRIGGER decision_update",
        "CREATE TRIGGER decision_update BEFORE UPDATE ON decision BEGIN SELECT 1; END",
    )


REFUSED = [_text, _empty, _other_database, _cut, _wrong_id, _no_tables, _view_for_table, _disarmed_guard]


@pytest.mark.parametrize("spoil", [*REFUSED, *map(_with, STRANGE_THINGS)])
def test_strange_file_is_refused_and_not_touched(path: Path, spoil: Callable[[Path], None]) -> None:
    spoil(path)
    before = path.read_bytes()
    with pytest.raises(ForeignFileError) as caught:
        Project(path)
    assert caught.value.what
    assert caught.value.remedy
    assert path.read_bytes() == before


def test_newer_project_is_refused_and_not_touched(path: Path) -> None:
    row = "INSERT INTO _sqlite_migrations (migration_set, name) VALUES ('annotator', 'm999_future')"
    change(path, row, "CREATE TABLE future (x)")
    before = path.read_bytes()
    with pytest.raises(NewerProjectError, match="m999_future"):
        Project(path)
    assert path.read_bytes() == before


def test_what_is_not_there_is_not_made_by_opening(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="There is no project"):
        Project(tmp_path / "p.annotator")
    assert not list(tmp_path.iterdir())
    with pytest.raises(ProjectError):
        Project(tmp_path)
    (tmp_path / "file").touch()
    with pytest.raises(AnnotatorError):
        Project(tmp_path / "file" / "p.annotator", create=True)


def test_write_protected_project_is_said(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> bool:
        return False

    monkeypatch.setattr(os, "access", refuse)  # root may write everywhere, so permissions would not do
    with pytest.raises(ProjectError, match="write-protected"):
        Project(path)


def test_project_cut_short_in_the_making_is_made_anew(tmp_path: Path) -> None:
    path = tmp_path / "p.annotator"
    change(path, f"PRAGMA application_id = {migrations.APPLICATION_ID}", "CREATE TABLE x (y)", "DROP TABLE x")
    with Project(path) as project:
        assert project.check() == []
        assert ensure_annotator(project, "ann") == 1


def test_transaction_is_all_or_nothing(path: Path) -> None:
    def write(project: Project, *rows: tuple[str, str]) -> None:
        with project.transaction() as connection:
            for row in rows:
                connection.execute("INSERT INTO project VALUES (?, ?)", row)
            if len(rows) == 1:
                raise KeyboardInterrupt

    with Project(path) as project:
        with pytest.raises(KeyboardInterrupt):
            write(project, ("a", "b"))
        with pytest.raises(sqlite3.IntegrityError):
            write(project, ("a", "b"), ("a", "c"))
        assert project.get("a") is None
        assert not project.connection.in_transaction
        write(project, ("a", "b"), ("b", "c"))
        assert project.get("a") == "b"


def test_second_writer_is_told_who_waits(path: Path) -> None:
    with Project(path) as one, Project(path, busy_seconds=0.05) as two:
        with one.transaction(), pytest.raises(ProjectBusyError), two.transaction():
            pass
        two.put("x", "1")
        assert one.get("x") == "1"


def test_two_threads_of_writers_lose_nothing(path: Path) -> None:
    def write(name: str) -> None:
        with Project(path) as project:
            for number in range(100):
                project.put(f"{name}{number}", "x")

    threads = [threading.Thread(target=write, args=(name,)) for name in "ab"]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    with Project(path) as project:
        assert project.connection.execute("SELECT count(*) FROM project WHERE value = 'x'").fetchone() == (200,)


def test_snapshot_sees_one_moment(path: Path) -> None:
    with Project(path) as one, Project(path) as two:
        with one.snapshot():
            assert annotators(one) == {}
            ensure_annotator(two, "ann")
            assert annotators(one) == {}
        assert list(annotators(one)) == ["ann"]


def test_reopening_keeps_what_was_committed(path: Path) -> None:
    with Project(path) as project:
        project.put("x", "1")
        project.connection.execute("BEGIN")
        project.connection.execute("INSERT INTO project VALUES ('y', '1')")
        project.reopen()
        assert (project.get("x"), project.get("y")) == ("1", None)
        assert project.connection.execute("PRAGMA synchronous").fetchone() == (2,)


def test_damage_met_while_reading_is_said(path: Path) -> None:
    with Project(path) as project, project.transaction() as connection:
        connection.executemany("INSERT INTO project VALUES (?, ?)", ((str(n), "x" * 500) for n in range(500)))
    change(path)
    data = bytearray(path.read_bytes())
    half = len(data) // 2
    data[half:] = bytes(len(data) - half)
    path.write_bytes(data)
    with pytest.raises(ForeignFileError, match="damaged"), Project(path) as project:
        project.connection.execute("SELECT sum(length(value)) FROM project").fetchone()
