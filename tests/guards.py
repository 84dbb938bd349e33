"""What no test may leave behind: log records nobody expected, threads, child processes, timers, windows.

Here live the looks; `conftest.py` takes them around each test. Importing this module imports no Qt, and a test that
made no QApplication pays nothing for the looks at Qt.
"""

import gc
import logging
import multiprocessing
import re
import sys
import threading
import time
from collections.abc import Callable
from functools import cache
from typing import TYPE_CHECKING
from weakref import WeakSet

from typing_extensions import override

if TYPE_CHECKING:
    from PySide6.QtCore import QTimer

ExpectLog = Callable[[str], None]
"""The type of the fixture `expect_log`: takes a regular expression that a record's message must match."""


class LogGuard(logging.Handler):
    """Collects records of WARNING and above, and knows which of them the test has announced."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self._records: list[logging.LogRecord] = []
        self._expected: list[str] = []

    @override
    def emit(self, record: logging.LogRecord) -> None:
        self._records.append(record)

    def expect(self, pattern: str) -> None:
        """Announce a record whose message matches `pattern` (re.search); it must come, and may come often."""
        self._expected.append(pattern)

    def problems(self) -> list[str]:
        """Return a line for each record that nobody announced and each announced one that never came."""
        messages = [record.getMessage() for record in self._records]
        stray = [
            f"stray log record: {record.levelname} {record.name}: {message}"
            for record, message in zip(self._records, messages, strict=True)
            if not any(re.search(pattern, message) for pattern in self._expected)
        ]
        absent = [
            f"no log record matched: {pattern}"
            for pattern in self._expected
            if not any(re.search(pattern, message) for message in messages)
        ]
        return stray + absent


def left_over_threads(before: set[threading.Thread], *, patience: float = 2.0) -> list[str]:
    """Return a line for each thread that was not there `before` and does not end within `patience` seconds."""
    deadline = time.monotonic() + patience
    lines: list[str] = []
    for thread in threading.enumerate():
        # Python names a foreign thread that once ran Python code "Dummy-…" and never learns of its end.
        if thread in before or thread is threading.current_thread() or thread.name.startswith("Dummy-"):
            continue
        thread.join(max(0.0, deadline - time.monotonic()))
        if thread.is_alive():
            lines.append(f"left-over thread: {thread.name}")
    return lines


def left_over_processes(*, patience: float = 2.0) -> list[str]:
    """Return a line for each child of `multiprocessing` that does not end within `patience` seconds, and end it."""
    lines: list[str] = []
    for process in multiprocessing.active_children():
        process.join(patience)
        if process.is_alive():
            lines.append(f"left-over process: {process.name}")
            process.kill()
            process.join()
    return lines


def active_timers() -> set[int]:
    """Return the ids of the live QTimer objects that are running; nothing without an application."""
    if not _has_application():
        return set()
    from shiboken6 import isValid  # noqa: PLC0415 - only where Qt is in use anyway

    return {id(found) for found in list(_timers()) if isValid(found) and found.isActive()}


@cache
def _timers() -> "WeakSet[QTimer]":
    """Return this process's QTimer objects, each new one from now on included.

    Looking through everything that Python holds takes a tenth of a second, and each test is looked at twice.
    """
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - only where Qt is in use anyway

    timers = WeakSet(found for found in gc.get_objects() if isinstance(found, QTimer))
    make: Callable[..., None] = QTimer.__init__

    def make_and_note(timer: QTimer, *arguments: object, **properties: object) -> None:
        make(timer, *arguments, **properties)
        timers.add(timer)

    QTimer.__init__ = make_and_note  # pyright: ignore[reportAttributeAccessIssue] - its stub has overloads
    return timers


def left_over_in_qt(timers_before: set[int], *, patience_ms: int = 2000) -> list[str]:
    """Return a line for each window, dialog, popup, pool thread and timer left running, and close the windows."""
    if not _has_application():
        return []
    from PySide6.QtCore import QCoreApplication, QEvent, QThreadPool  # noqa: PLC0415 - only where Qt is in use anyway
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415 - likewise

    # What was closed with deleteLater() goes now, as it would on the next turn of an event loop.
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    lines: list[str] = []
    for kind, widget in (
        ("modal dialog", QApplication.activeModalWidget()),
        ("popup", QApplication.activePopupWidget()),
        *(("visible window", widget) for widget in QApplication.topLevelWidgets()),
    ):
        if widget is not None and widget.isVisible():  # pyright: ignore[reportUnnecessaryComparison] - the stubs forget None
            lines.append(f"left-over {kind}: {type(widget).__name__} {widget.windowTitle()!r}")
            widget.close()
            widget.deleteLater()
    if not QThreadPool.globalInstance().waitForDone(patience_ms):
        lines.append("left-over work in the global thread pool")
    lines += ["left-over running timer" for _ in active_timers() - timers_before]
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    return lines


def _has_application() -> bool:
    """Tell whether a QApplication exists, without importing Qt to find out."""
    widgets = sys.modules.get("PySide6.QtWidgets")
    return widgets is not None and widgets.QApplication.instance() is not None
