"""What runs behind the window once it is on the screen: the suggester's process and the half-hourly backup."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from annotator.ui.jobs import Progress
from annotator.ui.main_window import MainWindow
from annotator.ui.suggester_process import SuggesterProcess
from annotator.workflow import projects

_BACKUP_MS = 30 * 60 * 1000
_ROWS_MS = 300
"""The queue is refreshed at most so often while suggestions come in."""


class Behind(QObject):
    """Begins after the first paint, and follows the window from project to project."""

    def __init__(self, window: MainWindow) -> None:
        """Connect; start nothing yet."""
        super().__init__(window)
        self._window = window
        self._painted = False
        self._name = ""
        self._backup: projects.TimedBackup | None = None
        self._suggester = SuggesterProcess(self)
        self._rows = QTimer(self, interval=_ROWS_MS, singleShot=True)
        self._rows.timeout.connect(window.docks.refresh_rows)
        self._backups = QTimer(self, interval=_BACKUP_MS)
        self._backups.timeout.connect(self._back_up)
        self._suggester.loaded.connect(self._loaded)
        self._suggester.stored.connect(self._stored)
        self._suggester.idle.connect(self._idle)
        self._suggester.failed.connect(self._say)
        window.painted.connect(self._begin)
        window.closed.connect(self.stop)
        window.files.opened.connect(self._follow)
        window.bridge.page_changed.connect(self._ask_for_page)

    def look(self) -> None:
        """Suggest for articles that have come in."""
        self._suggester.look()

    def suggest_again(self) -> None:
        """Suggest for the open article once more."""
        page = self._window.bridge.page
        if page is not None:
            self._suggester.again(page.number)

    def stop(self) -> None:
        """End what runs."""
        self._rows.stop()
        self._backups.stop()
        self._suggester.stop()

    def _begin(self) -> None:
        session = self._window.bridge.session
        if not self._painted and session is not None:
            self._start(session.project.path)
        if not self._painted:
            # So that neither the first article that is finished nor the review waits for numpy and all that counts.
            self._window.jobs.run(_load_review, lambda _: None)
        self._painted = True

    def _follow(self, path: Path) -> None:
        if self._painted:
            self._start(path)

    def _start(self, path: Path) -> None:
        self._backup = projects.TimedBackup(path)
        self._backups.start()
        self._suggester.start(path)
        self._say(self.tr("starting"))

    def _loaded(self, name: str, version: str) -> None:
        self._name = f"{name} {version.partition('+')[0]}"
        self._say(self._name)
        self._ask_for_page()

    def _ask_for_page(self) -> None:
        page = self._window.bridge.page
        if page is not None:
            self._suggester.first(page.number)

    def _stored(self, article: int, left: int) -> None:
        page = self._window.bridge.page
        if page is not None and page.number == article:
            self._window.bridge.refresh()
        self._rows.start()
        self._say(self.tr("%n to go", "", left) if left else self._name)

    def _idle(self) -> None:
        self._say(self._name)

    def _say(self, text: str) -> None:
        self._window.status.show_suggester(self.tr("suggester: {0}").format(text))

    def _back_up(self) -> None:
        backup = self._backup
        if backup is not None:
            self._window.jobs.run(lambda _progress: backup.run(), lambda _made: None)


def _load_review(_progress: Progress) -> None:
    for name in ("annotator.workflow.reviewing", "annotator.ui.review.page", "annotator.ui.reviewing"):
        import_module(name)
