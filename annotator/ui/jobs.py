"""Work that must not run on the window's thread: one job a call, with progress and cancel, the answer on the thread.

A job gets its own project connection if it needs one: connections belong to the thread that opened them.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QThreadPool, Signal

from annotator.errors import CancelledError

T = TypeVar("T")


class Progress:
    """What a job is handed: where it reports how far it is, and learns that it is to stop."""

    def __init__(self, report: Callable[[int, int], None], stop: threading.Event) -> None:
        self._report = report
        self._stop = stop

    def __call__(self, done: int, total: int) -> None:
        """Say that `done` of `total` (0 for unknown) is done; raise CancelledError when the person asked to stop."""
        if self._stop.is_set():
            raise CancelledError
        self._report(done, total)


class Job(QObject, Generic[T]):
    """One piece of work on a thread of the pool. Keep it until `ended`."""

    progressed = Signal(int, int)
    ended = Signal()
    _returned = Signal(object)
    _raised = Signal(object)

    def __init__(
        self, work: Callable[[Progress], T], done: Callable[[T], None], failed: Callable[[BaseException], None]
    ) -> None:
        """Prepare the work; `done` or `failed` is called on the thread that made the job."""
        super().__init__()
        self._work = work
        self._stop = threading.Event()
        self._forgotten = False
        self._done = done
        self._failed = failed
        self._returned.connect(self._take, Qt.ConnectionType.QueuedConnection)
        self._raised.connect(self._fail, Qt.ConnectionType.QueuedConnection)

    def cancel(self) -> None:
        """Ask the work to stop at its next report of progress."""
        self._stop.set()

    def forget(self) -> None:
        """Ask the work to stop, and tell nobody what became of it: who asked is about to go away."""
        self._forgotten = True
        self.cancel()

    def run(self) -> None:
        """Do the work on the present thread and send its outcome home."""
        try:
            answer = self._work(Progress(self.progressed.emit, self._stop))
        except BaseException as error:  # noqa: BLE001 - whatever it is, the window has to hear of it
            self._raised.emit(error)
        else:
            self._returned.emit(answer)

    def _take(self, answer: T) -> None:
        try:
            if not self._forgotten:
                self._done(answer)
        finally:  # whoever shows the progress has to hear of the end
            self.ended.emit()

    def _fail(self, error: BaseException) -> None:
        try:
            if not self._forgotten:
                self._failed(error)
        finally:
            self.ended.emit()


class Jobs(QObject):
    """The jobs of one window; waits for them when the window closes."""

    def __init__(self, failed: Callable[[BaseException], None], parent: QObject | None = None) -> None:
        """Take where errors go that a caller does not handle itself."""
        super().__init__(parent)
        self._failed = failed
        self._running: set[Job[object]] = set()
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)

    def run(
        self,
        work: Callable[[Progress], T],
        done: Callable[[T], None],
        failed: Callable[[BaseException], None] | None = None,
    ) -> Job[T]:
        """Begin a job and return it."""
        job = Job(work, done, failed or self._failed)
        self._running.add(job)  # type: ignore[arg-type] # only kept, never called
        job.ended.connect(lambda: self._running.discard(job))  # type: ignore[arg-type]
        self._pool.start(job.run)
        return job

    def close(self) -> None:
        """Ask all jobs to stop and wait until they have; nobody hears of them any more."""
        for job in self._running:
            job.forget()
        self._pool.waitForDone()
