"""Figures and the doctor: the figures are those of the log, and what is wrong with a file is found and said."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from annotator.domain.decision import SetState
from annotator.errors import ProjectError
from annotator.store import backups
from annotator.workflow.checking import AnnotatorStats, Finding, Tally, doctor, rebuild_cache, stats
from tests.unit.workflow.building import exported, key_of, make_project, suggest, working


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = make_project(tmp_path)
    suggest(path, (1, "Putin", "PERSON"), (1, "Moscow", "GPE"), (2, "Kim", "PERSON"))
    session = working(path)
    session.reject(key_of(session, "Moscow"))
    session.finish()
    session.open(2)
    session.label(12, 18, "GPE")
    session.project.close()
    return path


def wrong(path: Path) -> list[str]:
    return [one.what for one in doctor(path) if one.level == "wrong"]


def meddle(path: Path, *statements: str) -> None:
    """Change the file behind the program's back, past the triggers that guard the logs."""
    with closing(sqlite3.connect(path)) as connection:
        guards = connection.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'").fetchall()
        for name, _ in guards:
            connection.execute(f"DROP TRIGGER {name}")
        for statement in statements:
            connection.execute(statement)
        for _, sql in guards:
            connection.execute(sql)
        connection.commit()


def test_stats_are_those_of_the_log(path: Path) -> None:
    found = stats(path)
    assert (found.project, found.scheme, found.articles, found.suggestions) == ("p.annotator", "news", 3, 3)
    states = dict.fromkeys(SetState, 0) | {SetState.NEW: 1, SetState.FINISHED: 1, SetState.IN_PROGRESS: 1}
    assert found.annotators == (AnnotatorStats("ann", states, accepted=2, rejected=1, open=1),)
    assert found.labels == {"PERSON": Tally(1, 0), "GPE": Tally(1, 1)}
    assert found.sources == {"gazetteer": Tally(1, 1), "human": Tally(1, 0)}
    assert found.sources["gazetteer"].acceptance == 0.5
    assert Tally(0, 0).acceptance is None


def test_sound_project_has_nothing_wrong(path: Path) -> None:
    before = path.read_bytes()
    found = doctor(path)
    assert {one.level for one in found} == {"ok", "notice"}
    assert [one.what for one in found if one.level == "notice"] == ["There is no backup yet."]
    backups.back_up(path)
    assert {one.level for one in doctor(path)} == {"ok"}
    assert path.read_bytes() == before


def test_stale_counts_are_found_and_repaired_when_asked(path: Path) -> None:
    before = exported(path)
    meddle(path, "UPDATE annotation_set SET open = 7 WHERE article_id = 2")
    assert wrong(path) == ["The counts disagree with the log in: article 2."]
    meddle(path, "DELETE FROM annotation_set WHERE article_id = 1")
    assert wrong(path) == ["The counts disagree with the log in: article 1, article 2."]
    assert rebuild_cache(path) == 2
    assert wrong(path) == []
    assert exported(path) == before
    session = working(path, article=2)
    assert session.undo() is not None
    session.project.close()
    assert wrong(path) == []


def test_changed_text_and_span_outside_are_found(path: Path) -> None:
    meddle(path, "UPDATE article SET text = 'Putin left.' WHERE id = 2")
    assert wrong(path) == ["The text was changed in: article 2.", "Spans lie outside the text in: article 2."]


def test_decision_about_nothing_is_found(path: Path) -> None:
    meddle(path, "UPDATE decision SET article_id = 99 WHERE seq = 1")
    assert any("damaged" in one for one in wrong(path))


@pytest.mark.skipif(os.name != "posix", reason="other systems have other permissions")
def test_file_open_to_others_is_noticed(path: Path) -> None:
    path.chmod(0o644)
    (found,) = [one.what for one in doctor(path) if "Others" in one.what]
    assert found.startswith("Others may read: p.annotator")


@pytest.mark.parametrize("at", [0, 40_000])
def test_damaged_file_is_said_and_left(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at : at + 20_000] = bytes(20_000)
    path.write_bytes(data)
    assert wrong(path)
    assert path.read_bytes() == data


def test_missing_file_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="There is no project"):
        doctor(tmp_path / "p.annotator")


def test_finding_in_one_line() -> None:
    assert str(Finding("ok", "All well.")) == "All well."
    assert str(Finding("wrong", "Bad.", "Mend it.")) == "Bad. Mend it."
