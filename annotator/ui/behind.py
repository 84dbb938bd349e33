"""What runs behind the window once it is on the screen: the suggester's process and the half-hourly backup."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.errors import SuggesterError
from annotator.ui.jobs import Progress
from annotator.ui.main_window import MainWindow
from annotator.ui.suggester_process import SuggesterProcess
from annotator.workflow import projects

_BACKUP_MS = 30 * 60 * 1000
_ROWS_MS = 300
"""The queue is refreshed at most so often while suggestions come in."""
_AHEAD = 5
"""So many articles of the queue are kept up with what has been decided."""


class Behind(QObject):
    """Begins after the first paint, and follows the window from project to project."""

    loaded = Signal(str)
    """The suggester is ready: its name as people read it."""

    def __init__(self, window: MainWindow) -> None:
        """Connect; start nothing yet."""
        super().__init__(window)
        self._window = window
        self._painted = False
        self._name = ""
        self._said = self._training = ""
        self._loading = False
        self._trouble = ""
        self._news = False
        self._backup: projects.TimedBackup | None = None
        self._suggester = SuggesterProcess(self)
        self._rows = QTimer(self, interval=_ROWS_MS, singleShot=True)
        self._rows.timeout.connect(window.docks.refresh_rows)
        self._backups = QTimer(self, interval=_BACKUP_MS)
        self._backups.timeout.connect(self._back_up)
        self._suggester.loaded.connect(self._loaded)
        self._suggester.stored.connect(self._stored)
        self._suggester.idle.connect(self._idle)
        self._suggester.failed.connect(self._fail)
        window.painted.connect(self._begin)
        window.closed.connect(self.stop)
        window.files.opened.connect(self._follow)
        window.bridge.page_changed.connect(self._ask_for_page)
        window.bridge.changed.connect(self._decided)

    def look(self) -> None:
        """Suggest for articles that have come in."""
        self._suggester.look()

    def suggest_again(self) -> None:
        """Suggest for the open article once more."""
        page = self._window.bridge.page
        if page is not None:
            self._tell_news()
            self._suggester.again(page.number)

    def load_again(self) -> None:
        """Let the suggester take up what the project has chosen, or another pipeline."""
        self._loading = True
        self._suggester.reload()

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
            # So that neither the first article that is finished nor another face waits for numpy and all that counts.
            self._window.jobs.run(_load_faces, lambda _: None)
        self._painted = True

    def _follow(self, path: Path) -> None:
        if self._painted:
            self._start(path)

    def _start(self, path: Path) -> None:
        self._backup = projects.TimedBackup(path)
        self._backups.start()
        self._loading = True
        self._suggester.start(path, self._window.files.annotator)
        self._say(self.tr("starting"))

    def _loaded(self, name: str, version: str) -> None:
        if self._loading and self._trouble:
            # What went wrong before is over; after a failure it is the suggester before that was loaded.
            self._window.messages.take_back(self._trouble)
            self._trouble = ""
        self._loading = False
        self._name = self.tr("{0} + memory").format(f"{name} {version.partition('+')[0]}")
        self._say(self._name)
        self.loaded.emit(self._name)
        self._ask_for_page()

    def _ask_for_page(self) -> None:
        page = self._window.bridge.page
        if page is not None:
            self._suggester.first(page.number)
            self._ask_ahead()

    def _decided(self) -> None:
        self._news = True

    def _ask_ahead(self) -> None:
        """Let the articles that come next have what was decided so far; the open one stays as it is."""
        self._tell_news()
        ahead = self._window.docks.ahead(_AHEAD)
        if ahead:
            self._suggester.refresh(ahead)

    def _tell_news(self) -> None:
        if self._news:
            self._news = False
            self._suggester.decided()

    def _stored(self, article: int, left: int, changed: bool) -> None:  # noqa: FBT001 - Qt's signal
        page = self._window.bridge.page
        if changed and page is not None and page.number == article:
            self._window.bridge.refresh()
        if changed:
            self._rows.start()
        self._say(self.tr("%n to go", "", left) if left else self._name)

    def _idle(self) -> None:
        self._say(self._name)

    def _fail(self, what: str, remedy: str) -> None:
        """Say what went wrong; while one is loaded in the message bar, and the one before, if there is one, stays."""
        if self._loading:
            self._loading = False
            error = SuggesterError(what, remedy=remedy)
            self._trouble = str(error)
            self._window.show_error(error)
            self._say(self._name or what)
        else:
            self._say(what)

    def show_training(self, text: str) -> None:
        """Say beside the suggester how far its training is, "" for none."""
        self._training = text
        self._say(self._said)

    def _say(self, text: str) -> None:
        self._said = text
        shown = f"{text} · {self._training}" if self._training else text
        self._window.status.show_suggester(self.tr("suggester: {0}").format(shown))

    def _back_up(self) -> None:
        backup = self._backup
        if backup is not None:
            self._window.jobs.run(lambda _progress: backup.run(), lambda _made: None)


def _load_faces(_progress: Progress) -> None:
    for name in (
        "annotator.workflow.reviewing",
        "annotator.ui.review.page",
        "annotator.ui.reviewing",
        "annotator.ui.progress.page",
        "annotator.ui.progress.gathering",
    ):
        import_module(name)
