"""The schema: what is made is what is allowed, logs only grow, and every released schema opens."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.store import backups, migrations
from annotator.store.connection import Project
from annotator.workflow.checking import doctor
from annotator.workflow.exporting import ExportOptions, preflight
from tests.unit.workflow.building import make_project, suggest, working

DATABASES = Path(__file__).resolve().parents[2] / "databases"
RELEASED = sorted(DATABASES.glob("*.sqlite"))


def test_what_is_made_is_what_is_allowed(tmp_path: Path) -> None:
    with Project(tmp_path / "p.annotator", create=True) as project:
        assert migrations.applied(project.connection) == migrations.NAMES
        assert migrations.strangers(project.connection) == []


def test_migration_that_fails_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "_FIRST", (*migrations.SCHEMA, "CREATE nonsense"))
    path = tmp_path / "p.annotator"
    with pytest.raises(sqlite3.OperationalError):
        Project(path, create=True)
    monkeypatch.undo()
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_master WHERE name = 'article'").fetchone() is None
    with Project(path, create=True) as project:
        assert project.check() == []


@pytest.mark.parametrize("table", ["step", "decision", "suggestion"])
def test_logs_only_grow(tmp_path: Path, table: str) -> None:
    path = make_project(tmp_path)
    suggest(path, (1, "Putin", "PERSON"))
    session = working(path)
    session.label(0, 3, "ORG")
    for statement in (f"UPDATE {table} SET rowid = 99", f"DELETE FROM {table}"):  # noqa: S608 - our own names
        with pytest.raises(sqlite3.IntegrityError, match="append-only"):
            session.project.connection.execute(statement)
    session.project.close()


def test_there_is_a_project_of_every_schema() -> None:
    assert [path.stem for path in RELEASED] == list(migrations.NAMES)


@pytest.mark.parametrize("released", RELEASED, ids=lambda path: path.stem)
def test_released_project_opens_with_all_that_is_in_it(tmp_path: Path, released: Path) -> None:
    path = tmp_path / "old.annotator"
    shutil.copy(released, path)
    path.chmod(0o600)
    assert [one.what for one in doctor(path) if one.level == "wrong"] == []
    found = preflight(path, ExportOptions(articles="all"))
    assert (found.annotators, found.annotation_sets, found.spans) == (("ann", "bob"), 6, {"accepted": 3})
    session = working(path, "ann", 1)
    assert session.page is not None
    assert [session.page.surface(one) for one in session.page.accepted] == ["Putin", "Moscow"]
    assert [one.text for one in session.page.notes] == ["Which Kim?"]
    assert session.undo() is not None
    session.project.close()
    newest = released.stem == migrations.NAMES[-1]
    assert bool(backups.listed(path)) != newest  # an older one is copied before it is changed
