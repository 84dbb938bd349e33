"""The suggester at work behind the window: a process of its own that stores suggestions ahead of the queue.

It is this program's own command line (`suggest PROJECT --follow --json`), one JSON line an event. If it dies, the
window loses nothing and starts it again when next asked.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QProcess, Signal

_STOP_MS = 2000


class SuggesterProcess(QObject):
    """Runs the worker for one project at a time."""

    loaded = Signal(str, str)
    """The suggester's name and version, once it is ready."""
    stored = Signal(int, int, bool)
    """An article was done: its number, how many are left, and whether its suggestions are other than before."""
    idle = Signal()
    """Every article has its suggestions."""
    failed = Signal(str, str)
    """What went wrong, and what to do about it ("" for nothing); deciding goes on without it."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with no process."""
        super().__init__(parent)
        self._process: QProcess | None = None
        self._path: Path | None = None
        self._annotator = ""

    @property
    def running(self) -> bool:
        """Tell whether the process is there."""
        return self._process is not None and self._process.state() != QProcess.ProcessState.NotRunning

    def start(self, project: Path, annotator: str) -> None:
        """Work for this annotator in this project from now on."""
        self.stop()
        self._path = project
        self._annotator = annotator
        process = QProcess(self)
        process.readyReadStandardOutput.connect(lambda: self._read(process))
        process.finished.connect(partial(self._finished, process))
        process.errorOccurred.connect(partial(self._error, process))
        self._process = process
        arguments = [] if getattr(sys, "frozen", False) else ["-m", "annotator"]
        arguments += ["suggest", str(project), f"--annotator={annotator}", "--follow", "--json"]
        process.start(sys.executable, arguments)

    def first(self, article: int) -> None:
        """Ask for this article before the others."""
        self._send({"article": article})

    def again(self, article: int) -> None:
        """Ask for an article once more, although it has suggestions of this version."""
        if not self.running and self._path is not None:
            self.start(self._path, self._annotator)
        self._send({"again": article})

    def refresh(self, articles: Sequence[int]) -> None:
        """Ask for these once more, where that is harmless, with what has been decided since."""
        self._send({"refresh": list(articles)})

    def decided(self) -> None:
        """Say that there is something to remember."""
        self._send({"decided": True})

    def reload(self) -> None:
        """Say that the project's choices or a pipeline have changed; a process that is gone begins with them."""
        if not self.running and self._path is not None:
            self.start(self._path, self._annotator)
        else:
            self._send({"reload": True})

    def look(self) -> None:
        """Say that there may be new articles."""
        self._send({"wake": True})

    def stop(self) -> None:
        """End the process; what it stored stays."""
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        process.closeWriteChannel()
        process.kill()
        process.waitForFinished(_STOP_MS)
        process.deleteLater()

    def _send(self, message: dict[str, int | bool | list[int]]) -> None:
        if self.running and self._process is not None:
            self._process.write(json.dumps(message).encode() + b"\n")

    def _read(self, process: QProcess) -> None:
        while process.canReadLine():
            line = bytes(process.readLine().data())
            try:
                event = cast("dict[str, str | int]", json.loads(line))
            except ValueError:
                continue  # not for us: a library's own chatter
            match event.get("event"):
                case "loaded":
                    self.loaded.emit(str(event["suggester"]), str(event["version"]))
                case "article":
                    self.stored.emit(int(event["number"]), int(event["left"]), bool(event["changed"]))
                case "idle":
                    self.idle.emit()
                case "error":
                    self.failed.emit(str(event["what"]), str(event.get("remedy") or ""))
                case _:
                    pass

    def _finished(self, process: QProcess, code: int, _status: QProcess.ExitStatus) -> None:
        if code and process is self._process:
            said = bytes(process.readAllStandardError().data()).decode(errors="replace").strip().splitlines()
            self.failed.emit(said[-1] if said else self.tr("The suggester stopped with code {0}.").format(code), "")

    def _error(self, process: QProcess, error: QProcess.ProcessError) -> None:
        if process is self._process and error is QProcess.ProcessError.FailedToStart:
            self.failed.emit(self.tr("The suggester could not be started: {0}").format(process.errorString()), "")
