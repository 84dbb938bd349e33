"""Starting the window, and the one place where errors end that nobody expected."""

from __future__ import annotations

import signal
import sys
import threading
import traceback
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QLocale, QObject, Qt, QTranslator, Signal
from PySide6.QtWidgets import QApplication

from annotator import __version__
from annotator.errors import AnnotatorError
from annotator.resources import resource
from annotator.settings import Settings, load_settings
from annotator.ui.actions import load_keys
from annotator.ui.commands import Commands
from annotator.ui.main_window import MainWindow


class Unexpected(QObject):
    """Catches what no one caught, on any thread, and brings it to the window's as a report."""

    raised = Signal(str)

    def __init__(self) -> None:
        """Take over the interpreter's hooks."""
        super().__init__()
        self.window: MainWindow | None = None
        self._showing = False
        self.raised.connect(self._show, Qt.ConnectionType.QueuedConnection)
        sys.excepthook = self._hook
        threading.excepthook = lambda args: self.report(args.exc_value or args.exc_type())

    def _hook(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            QApplication.quit()
            return
        self.report(error.with_traceback(trace))

    def report(self, error: BaseException) -> None:
        """Show an error: one with a way out in the message bar, any other as a bug to report."""
        if isinstance(error, AnnotatorError) and self.window is not None:
            self.window.bridge.failed.emit(error)
            return
        text = "".join(traceback.format_exception(error))
        sys.stderr.write(text)
        self.raised.emit(text)

    def _show(self, text: str) -> None:
        if self._showing:
            return  # one report at a time; the others are on stderr
        from annotator.ui.dialogs.bug import BugDialog  # noqa: PLC0415 - only when something is wrong with us

        self._showing = True
        dialog = BugDialog(text, self.window)
        dialog.finished.connect(self._shown)
        dialog.open()

    def _shown(self) -> None:
        self._showing = False


def _settings(said: list[AnnotatorError]) -> Settings:
    try:
        settings = load_settings()
        load_keys(settings.keys)
    except AnnotatorError as error:
        said.append(error)
        return Settings()
    return settings


def _translated(application: QApplication) -> None:
    """Load the window's texts in the system's language, when there is a translation; write numbers as it does."""
    if QLocale().language() is QLocale.Language.C:
        # The language of machines writes 12345 for 12,345; the texts are English then.
        QLocale.setDefault(QLocale(QLocale.Language.English))
    folder = resource() / "translations"
    translator = QTranslator(application)
    if folder.is_dir() and translator.load(QLocale(), "annotator", "_", str(folder)):
        application.installTranslator(translator)


def build(application: QApplication, *, paths: Sequence[Path] = (), sample: bool = False) -> MainWindow:
    """Make the window with what it is to show first; it is not on the screen yet."""
    unexpected = Unexpected()
    said: list[AnnotatorError] = []
    _translated(application)
    window = MainWindow(_settings(said), unexpected.report)
    window.keeps_settings = not said
    unexpected.window = window
    unexpected.setParent(window)
    commands = Commands(window)
    if sample:
        window.files.open_sample()
    elif paths:
        window.files.open_paths(paths)
    if window.bridge.session is None:
        commands.projects.show_welcome()
    for error in said:
        window.show_error(error)
    return window


def run(paths: Sequence[Path] = (), *, sample: bool = False) -> int:
    """Open the window on a project, on articles to import, on the sample corpus, or on the welcome page."""
    application = QApplication.instance()
    if not isinstance(application, QApplication):
        application = QApplication(sys.argv[:1])
    application.setApplicationName("annotator")
    application.setApplicationDisplayName("Annotator")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("annotator")
    window = build(application, paths=paths, sample=sample)
    window.show()
    # Ctrl+C in the terminal ends the program at once: Python would only see the signal when it next runs, and nothing
    # that was shown as saved can be lost.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    code = application.exec()
    window.close()
    return code
