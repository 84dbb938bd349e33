"""Training behind the window: a process of its own that learns from finished articles, niced, and may end at any time.

It is this program's own command line (`train PROJECT --json`), one JSON line an event. Whenever it ends, what is in use
stays whole: a new pipeline is there complete or not at all.
"""

from __future__ import annotations

import json
import sys
from functools import partial
from pathlib import Path
from typing import cast

from PySide6.QtCore import QObject, QProcess, Signal

_STOP_MS = 2000


class TrainingProcess(QObject):
    """Runs one training at a time."""

    progressed = Signal(int, int)
    """How much of how much is done."""
    trained = Signal(object)
    """A new pipeline is in use (the event, a dict)."""
    kept = Signal(object)
    """The new one was worse, the one before stays (the event, a dict)."""
    failed = Signal(str, str)
    """What went wrong, and what to do; the pipeline before stays."""
    ended = Signal()
    """It runs no more, by whatever way."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with no process."""
        super().__init__(parent)
        self._process: QProcess | None = None
        self._answered = False

    @property
    def running(self) -> bool:
        """Tell whether a training runs."""
        return self._process is not None

    def start(self, project: Path, annotator: str) -> None:
        """Learn from this annotator's articles in this project, unless a training runs already."""
        if self.running:
            return
        process = QProcess(self)
        process.readyReadStandardOutput.connect(partial(self._read, process))
        process.finished.connect(partial(self._finished, process))
        process.errorOccurred.connect(partial(self._error, process))
        self._process, self._answered = process, False
        arguments = [] if getattr(sys, "frozen", False) else ["-m", "annotator"]
        arguments += ["train", str(project), f"--annotator={annotator}", "--json"]
        process.start(sys.executable, arguments)

    def stop(self) -> None:
        """End the training; what is in use stays."""
        process, self._process = self._process, None
        if process is None:
            return
        process.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        process.kill()
        process.waitForFinished(_STOP_MS)
        process.deleteLater()
        self.ended.emit()

    def _read(self, process: QProcess) -> None:
        while process.canReadLine():
            line = bytes(process.readLine().data())
            try:
                event: object = json.loads(line)
            except ValueError:
                continue  # not for us: a library's own chatter
            if isinstance(event, dict):
                self._take(cast("dict[str, object]", event))

    def _take(self, event: dict[str, object]) -> None:
        match event:
            case {"event": "progress", "done": int(done), "total": int(total)}:
                self.progressed.emit(done, total)
            case {"event": "trained"}:
                self._answered = True
                self.trained.emit(event)
            case {"event": "kept"}:
                self._answered = True
                self.kept.emit(event)
            case {"event": "failed" | "error", "what": str(what)}:
                self._answered = True
                self.failed.emit(what, str(event.get("remedy") or ""))
            case _:
                pass

    def _finished(self, process: QProcess, code: int, status: QProcess.ExitStatus) -> None:
        if process is not self._process:
            return
        self._read(process)
        self._process = None
        if not self._answered:
            said = bytes(process.readAllStandardError().data()).decode(errors="replace").strip().splitlines()
            crashed = status is QProcess.ExitStatus.CrashExit
            what = said[-1] if said and not crashed else self.tr("The training stopped with code {0}.").format(code)
            self.failed.emit(what, self.tr("The suggester works on as before."))
        process.deleteLater()
        self.ended.emit()

    def _error(self, process: QProcess, error: QProcess.ProcessError) -> None:
        if process is self._process and error is QProcess.ProcessError.FailedToStart:
            self._process = None
            process.deleteLater()
            self.failed.emit(self.tr("The training could not be started: {0}").format(process.errorString()), "")
            self.ended.emit()
