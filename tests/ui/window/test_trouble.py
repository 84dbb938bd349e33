"""What goes wrong: a sentence in the message bar or a report, and a window that goes on."""

from __future__ import annotations

import os
import sqlite3
import stat
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import QProcess, QTimer
from PySide6.QtWidgets import QApplication

from annotator.errors import ProjectError
from annotator.settings import load_settings
from annotator.ui import suggester_process
from annotator.ui.dialogs.bug import BugDialog
from annotator.ui.dialogs.progress import ProgressStrip
from annotator.ui.dialogs.welcome import WelcomePage
from annotator.ui.suggester_process import SuggesterProcess
from annotator.ui.words import Words
from annotator.workflow.annotating import Session
from tests.ui.hands import Heard
from tests.ui.window.conftest import Open
from tests.ui.window.desk import settle, wait

pytestmark = pytest.mark.usefixtures("me")


def foreign(path: Path) -> None:
    """Make another program's SQLite file."""
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE photograph (id INTEGER PRIMARY KEY)")
        connection.commit()


@pytest.mark.usefixtures("suggester")
def test_what_cannot_be_opened_is_said_and_the_window_goes_on(open_window: Open, small: Path, tmp_path: Path) -> None:
    damaged, alien, newer, missing = (
        tmp_path / f"{name}.annotator" for name in ("damaged", "alien", "newer", "missing")
    )
    damaged.write_bytes(b"SQLite format 3\0" + b"\xff" * 4096)
    foreign(alien)
    newer.write_bytes(small.read_bytes())
    with closing(sqlite3.connect(newer)) as connection:
        connection.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('annotator', 'm999_later', '')"
        )
        connection.commit()
    before = {path: path.read_bytes() for path in (damaged, alien, newer)}
    desk = open_window([damaged])
    assert isinstance(desk.window.centre.currentWidget(), WelcomePage)
    said: list[str] = []
    for path in (damaged, alien, newer, missing):
        desk.window.messages.dismiss()
        desk.window.files.open_project(path)
        assert path.name in desk.message or path.stem in desk.message, path
        said.append(desk.message.replace(path.stem, ""))
        assert desk.window.bridge.session is None
    assert len(set(said)) >= 3, "each trouble has its own sentence"
    assert {path: path.read_bytes() for path in before} == before
    assert not missing.exists()
    desk.window.messages.dismiss()
    # Articles that are not there.
    desk.window.files.open_paths([tmp_path / "nowhere"])
    wait(lambda: desk.message, "what is wrong with the folder")
    settle()
    assert desk.window.findChildren(ProgressStrip) == [], "the strip goes also when the work fails"
    # And then a good one.
    desk.window.files.open_project(small)
    desk.path = small
    desk.press("A")
    assert len(desk.spans()) == 1
    # One that fails while another is open leaves that one open.
    desk.window.files.open_project(damaged)
    assert "damaged" in desk.message
    desk.press("A")
    assert len(desk.spans()) == 2
    assert "small" in desk.window.windowTitle()


@pytest.mark.usefixtures("suggester")
def test_a_folder_one_may_not_write_to(open_window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "locked" / "news"
    folder.mkdir(parents=True)
    (folder / "one.txt").write_text("Norway.\n")
    if os.geteuid() == 0:  # to the superuser nothing is locked
        from annotator.workflow import importing  # noqa: PLC0415 - one use

        def refuse(*_: object, **__: object) -> None:
            raise ProjectError(f"“{folder.parent}” cannot be written to.", remedy="Choose another folder.")

        monkeypatch.setattr(importing, "import_paths", refuse)
    folder.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        desk = open_window()
        desk.window.files.open_paths([folder])
        wait(lambda: desk.message, "what is wrong")
        settle()
        assert desk.window.bridge.session is None
        assert desk.window.findChildren(ProgressStrip) == []
    finally:
        folder.parent.chmod(stat.S_IRWXU)


@pytest.mark.usefixtures("suggester")
def test_a_fault_of_ours_is_reported_once(
    open_window: Open, small: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    desk = open_window([small], own_hook=True)

    def broken(_self: Session) -> None:
        raise ZeroDivisionError("a fault made for this test")

    monkeypatch.setattr(Session, "flag", broken)
    desk.press("F")
    dialog = desk.dialog(BugDialog)
    assert "ZeroDivisionError: a fault made for this test" in dialog.report.toPlainText()
    assert "Annotator " in dialog.report.toPlainText()
    QTimer.singleShot(0, desk.window.deciding.flag)
    settle()
    settle()
    assert len(desk.dialogs(BugDialog)) == 1
    dialog.copy.click()
    assert "ZeroDivisionError" in QApplication.clipboard().text()
    desk.press("Esc")
    assert desk.dialogs(BugDialog) == []
    # Deciding goes on, on other threads things are reported as well, and the next fault has its report.
    desk.press("A")
    assert len(desk.spans()) == 1

    def work(_progress: object) -> None:
        raise LookupError("a fault behind the window")

    job = desk.window.jobs.run(work, print)
    ended = Heard(job.ended)
    assert "LookupError" in desk.dialog(BugDialog).report.toPlainText()
    desk.press("Esc")
    assert desk.dialogs(BugDialog) == []
    assert ended.calls == [()]

    def broken_answer(_answer: object) -> None:
        raise LookupError("a fault with the answer")

    ended = Heard(desk.window.jobs.run(lambda _progress: None, broken_answer).ended)
    assert "with the answer" in desk.dialog(BugDialog).report.toPlainText()
    desk.press("Esc")
    assert ended.calls == [()], "whoever shows the job's progress hears of its end"
    assert "ZeroDivisionError" in capsys.readouterr().err


@pytest.mark.usefixtures("suggester")
@pytest.mark.parametrize(
    "text", ['annotator = "tester"\nthem = "dark"\n', "annotator = [", '[keys]\naccept = "X"\n', '[keys]\nfly = "Z"\n']
)
def test_settings_that_cannot_be_used_stay_as_they_are(open_window: Open, settings_path: Path, text: str) -> None:
    settings_path.write_text(text, "utf-8")
    desk = open_window()
    assert desk.message
    if "keys" not in text:
        assert settings_path.name in desk.message
    desk.press("Ctrl++", "Ctrl+Shift+L")
    assert desk.window.settings.article_size == 18
    desk.window.close()
    assert settings_path.read_text("utf-8") == text


@pytest.mark.usefixtures("suggester")
def test_a_window_place_nobody_understands_is_passed_over(open_window: Open, settings_path: Path, small: Path) -> None:
    settings_path.write_text('annotator = "tester"\nwindow = "x"\ndocks = "äö"\narticle_size = -3\n', "utf-8")
    desk = open_window([small])
    assert desk.message == ""
    desk.press("A")
    assert len(desk.spans()) == 1
    desk.window.close()
    assert load_settings().window != "x"


@pytest.fixture
def worker(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Have a suggester's process of our own making: it says it is ready and waits, until the file returned is there."""
    script, broken = tmp_path / "worker", tmp_path / "broken"
    script.write_text(
        f"#!/bin/sh\nif [ -e '{broken}' ]; then echo 'no suggester today' >&2; exit 3; fi\n"
        """echo '{"event": "loaded", "suggester": "rules", "version": "9+test"}'\nexec cat > /dev/null\n"""
    )
    script.chmod(0o700)

    class System:
        executable = str(script)

    monkeypatch.setattr(suggester_process, "sys", System)
    return broken


def test_without_its_suggester_the_window_goes_on(open_window: Open, small: Path, worker: Path) -> None:
    desk = open_window([small])
    status = desk.window.status

    def shown() -> str:
        return " ".join(one.text() for one in status.findChildren(Words))

    found = desk.window.findChildren(SuggesterProcess)
    assert len(found) == 1
    process = found[0]
    wait(lambda: "rules 9" in shown(), "the suggester")
    inner = process.findChild(QProcess)
    assert inner is not None
    inner.kill()
    wait(lambda: not process.running, "its end")
    wait(lambda: "rules 9" not in shown(), "the word that it is gone")
    desk.press("A")
    assert len(desk.spans()) == 1
    desk.press("F5")
    wait(lambda: process.running and "rules 9" in shown(), "the suggester again")
    worker.touch()
    process.start(small, "tester")
    wait(lambda: "no suggester today" in shown(), "why it failed")
    desk.press("A")
    assert len(desk.spans()) == 2
    desk.window.close()
    assert not process.running
