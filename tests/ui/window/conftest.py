"""Fixtures: the whole window on a small project, closed again so that nothing of it is left."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from annotator.domain.article import Article
from annotator.settings import Settings, save_settings
from annotator.ui import app
from annotator.ui.main_window import MainWindow
from annotator.ui.suggester_process import SuggesterProcess
from annotator.ui.training_process import TrainingProcess
from tests.ui.small_project import make_session, small_articles
from tests.ui.window.desk import Desk, settle, wait

ME = "tester"
Open = Callable[..., Desk]


@pytest.fixture
def settings_path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return where this test's settings are kept; there are none yet."""
    path = tmp_path / "settings" / "settings.toml"
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(path))
    return path


@pytest.fixture
def me(settings_path: Path) -> None:
    """Have chosen a name before."""
    save_settings(Settings(annotator=ME, theme="light"), settings_path)


@pytest.fixture
def suggester(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Have no suggester's process; return the projects one was asked for."""
    asked: list[Path] = []

    def start(self: SuggesterProcess, project: Path, annotator: str) -> None:
        assert annotator
        self._path = project  # pyright: ignore[reportPrivateUsage] - what the real one does first
        self._annotator = annotator  # pyright: ignore[reportPrivateUsage] - likewise
        asked.append(project)

    monkeypatch.setattr(SuggesterProcess, "start", start)
    monkeypatch.setattr(TrainingProcess, "start", _no_training)
    return asked


def _no_training(_process: TrainingProcess, _project: Path, _annotator: str) -> None:
    """Train nothing."""


@pytest.fixture
def no_files(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let whoever is asked for files or a folder choose none."""
    choose(monkeypatch, files=[], folder="")


def choose(monkeypatch: pytest.MonkeyPatch, *, files: list[str], folder: str) -> None:
    """Answer the system's dialogs, which no test can see."""

    def answer_files(*_: object) -> tuple[list[str], str]:
        return files, ""

    def answer_folder(*_: object) -> str:
        return folder

    monkeypatch.setattr(QFileDialog, "getOpenFileNames", answer_files)
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", answer_folder)


@pytest.fixture
def open_window(qapp: QApplication, settings_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Open]:
    """Return a function that opens a window on these paths and waits until its panels are there."""
    assert settings_path
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    look = qapp.palette(), qapp.font()
    windows: list[MainWindow] = []

    def begin(paths: Sequence[Path] = (), *, own_hook: bool = False, sample: bool = False) -> Desk:
        hook = sys.excepthook
        window = app.build(qapp, paths=paths, sample=sample)
        if own_hook:
            monkeypatch.setattr(sys, "excepthook", sys.excepthook)
        sys.excepthook = hook if not own_hook else sys.excepthook
        windows.append(window)
        window.show()
        window.activateWindow()
        assert QTest.qWaitForWindowActive(window)
        wait(lambda: window.docks.panels, "the panels")
        settle()
        return Desk(window, Path(paths[0]) if paths else Path())

    hook = sys.excepthook
    yield begin
    sys.excepthook = hook
    for window in windows:
        window.close()
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    qapp.setStyleSheet("")
    qapp.setPalette(look[0])
    qapp.setFont(look[1])


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """Return a project of four short articles with suggestions."""
    return project_of(tmp_path / "small.annotator", small_articles(4))


@pytest.fixture
def desk(open_window: Open, small: Path, me: None, suggester: list[Path]) -> Desk:
    """Return a window on the small project, at the first suggestion of its first article."""
    assert me is None
    assert suggester == []
    return open_window([small])


def project_of(path: Path, articles: list[Article]) -> Path:
    """Make a project of these articles with suggestions and close it."""
    make_session(path, articles, annotator=ME).project.close()
    return path


@pytest.fixture
def reloads(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return what the suggester's process was told."""
    told: list[str] = []

    def reload(_: SuggesterProcess) -> None:
        told.append("reload")

    monkeypatch.setattr(SuggesterProcess, "reload", reload)
    return told
