"""Backups: the newest restores to the same state, a bad one never replaces a good one, and old ones thin out."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from annotator.errors import OutputError
from annotator.store import backups
from annotator.store.connection import Project
from annotator.workflow.projects import TimedBackup, back_up
from tests.unit.workflow.building import exported, make_project, working

NOW = datetime(2024, 6, 30, 12, tzinfo=UTC)


def test_newest_restores_to_the_same_state(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    session = working(path)
    session.label(0, 5, "PERSON")
    copy = back_up(path, why="test")
    before = exported(path)
    session.undo()
    session.project.close()
    assert backups.listed(path) == [copy]
    assert copy.name.endswith("-test.annotator")
    assert exported(copy) == before
    assert exported(path) != before


def test_copy_is_made_beside_an_open_transaction(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    with Project(path) as project, project.transaction() as connection:
        connection.execute("DELETE FROM project")
        copy = backups.back_up(path)
    with Project(copy) as project:
        assert project.get("id") is not None


@pytest.mark.parametrize("kept", [0.3, 0.9])
def test_damaged_project_replaces_no_backup(tmp_path: Path, kept: float) -> None:
    path = make_project(tmp_path)
    good = backups.back_up(path, now=NOW)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * kept)])
    with pytest.raises(OutputError):
        backups.back_up(path, now=NOW + timedelta(hours=1))
    assert list(good.parent.iterdir()) == [good]


def test_folder_that_cannot_be_made_is_said(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    backups.folder_of(path).write_text("in the way")
    with pytest.raises(OutputError, match="could not be backed up"):
        backups.back_up(path)


def test_missing_project_is_not_backed_up_as_an_empty_one(tmp_path: Path) -> None:
    with pytest.raises(OutputError):
        backups.back_up(tmp_path / "p.annotator")
    assert not (tmp_path / "p.annotator").exists()
    assert not list(tmp_path.iterdir())


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def touch(folder: Path, *moments: datetime) -> None:
    for moment in moments:
        (folder / f"{moment:%Y%m%dT%H%M%S}-timed.annotator").touch()


def test_thinned_to_recent_daily_weekly_monthly(tmp_path: Path) -> None:
    touch(tmp_path, *(NOW - timedelta(minutes=30 * n) for n in (*range(400), *range(400, 24 * 2 * 300, 10))))
    (tmp_path / "mine.annotator").touch()
    backups.thin(tmp_path, now=NOW)
    ages = sorted(
        (NOW - datetime.strptime(name[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)) / timedelta(days=1)
        for name in names(tmp_path)
        if name != "mine.annotator"
    )
    assert sum(age < 1 for age in ages) in (12, 13, 14)  # the last twelve, and one a day for the rest of two days
    assert ages[:12] == [pytest.approx(n / 48) for n in range(12)]
    assert len([age for age in ages if 1 <= age < 10]) in (9, 10)
    assert len([age for age in ages if 10 <= age < 70]) in (8, 9, 10)
    assert len([age for age in ages if age >= 70]) in (7, 8)
    assert max(ages) < 275
    assert "mine.annotator" in names(tmp_path)
    before = names(tmp_path)
    backups.thin(tmp_path, now=NOW)
    assert names(tmp_path) == before


def test_timed_backup_only_when_something_changed(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    copied: list[Path] = []
    timed = TimedBackup(path, copy=copied.append)
    assert not timed.run()
    session = working(path)
    session.label(0, 5, "PERSON")
    assert timed.run()
    assert not timed.run()
    session.undo()
    assert timed.run()
    session.project.close()
    assert copied == [path, path]
