"""The one door between the window and the work: every change goes out through `perform` and comes back as a signal.

While another program holds the project's write lock, or the disk is full, intents wait in their order and are tried
again; nothing that a person asked for is dropped, and nothing on the page changes before it is on the disk.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal

from annotator.domain.annotation import AnnotationSet, Delta
from annotator.errors import AnnotatorError, DiskFullError, ProjectBusyError, ProjectError
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes

Intent = Callable[[Session], Changes | None]
Answer = Callable[[Changes | None], None]

_RETRY_MS = 150
_RETRY_FULL_MS = 2000


class Bridge(QObject):
    """Holds the session; everything the window shows of it changes only when one of these signals says so."""

    session_changed = Signal(object)
    """Another session (Session or None)."""
    page_changed = Signal(object)
    """Another page, or the same drawn anew (AnnotationSet or None)."""
    changed = Signal(object)
    """A committed step (Changes)."""
    refreshed = Signal(object)
    """What others stored for the open page (Delta)."""
    failed = Signal(object)
    """Trouble a person can do something about (AnnotatorError)."""
    unsaved = Signal()
    """What was asked for last could not be saved, and is not on the page either."""
    waiting = Signal(int)
    """How many intents wait for another program to finish writing, or for room on the disk."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin with no session."""
        super().__init__(parent)
        self._session: Session | None = None
        self._queue: deque[tuple[Intent, Answer | None]] = deque()
        self._full = False
        self._retry = QTimer(self, singleShot=True)
        self._retry.timeout.connect(self._drain)

    @property
    def session(self) -> Session | None:
        """The session, if a project is open."""
        return self._session

    @property
    def page(self) -> AnnotationSet | None:
        """The open page."""
        return self._session.page if self._session else None

    def use(self, session: Session | None) -> None:
        """Put another session in the place of this one and close the old one's project."""
        old, self._session = self._session, session
        self._queue.clear()
        self._retry.stop()
        self.session_changed.emit(session)
        self.page_changed.emit(self.page)
        if old is not None:
            old.project.close()

    def open(self, article: int) -> None:
        """Show an article; in its turn, when intents wait that were meant for the page before."""
        if self._queue:

            def turn(_: Session) -> None:
                self._open(article)

            self.perform(turn)
        else:
            self._open(article)

    def _open(self, article: int) -> None:
        if self._session is None:
            return
        try:
            page = self._session.open(article)
        except AnnotatorError as error:
            self.failed.emit(error)
        else:
            self.page_changed.emit(page)

    def perform(self, intent: Intent, answer: Answer | None = None) -> None:
        """Do it now, or in its turn; `answer` gets the committed changes (None when there was nothing to do)."""
        self._queue.append((intent, answer))
        if self._retry.isActive():
            self.waiting.emit(len(self._queue))
        else:
            self._drain()

    def refresh(self) -> None:
        """Take in what other processes stored for the open page."""
        if self._session is None or self._queue:
            return
        before = self._session.stacks
        try:
            delta = self._session.refresh()
        except AnnotatorError as error:
            self.failed.emit(error)
            return
        if delta is not None or self._session.stacks != before:
            self.refreshed.emit(delta or Delta())

    def _drain(self) -> None:
        while self._queue and self._session is not None:
            intent, answer = self._queue[0]
            before = self._session.page
            try:
                changes = intent(self._session)
            except ProjectBusyError:
                self.waiting.emit(len(self._queue))
                self._retry.start(_RETRY_MS)
                return
            except DiskFullError as error:
                self._retry.start(_RETRY_FULL_MS)
                self._tell_trouble(error, self._session, before, again=self._full)
                self.waiting.emit(len(self._queue))
                self._full = True
                return
            except AnnotatorError as error:
                self._queue.popleft()
                self._tell_trouble(error, self._session, before)
                continue
            except BaseException:
                self._queue.popleft()
                raise
            self._queue.popleft()
            self._full = False
            self.waiting.emit(len(self._queue))
            if changes is not None:
                self._tell(self._session, changes)
            if answer is not None:
                answer(changes)

    def _tell_trouble(
        self, error: AnnotatorError, session: Session, before: AnnotationSet | None, *, again: bool = False
    ) -> None:
        if session.page is not before:
            self.page_changed.emit(session.page)
        if isinstance(error, ProjectError):
            self.unsaved.emit()
        if not again:
            self.failed.emit(error)

    def _tell(self, session: Session, changes: Changes) -> None:
        # Undo crosses articles: what was taken back is shown where it was.
        if session.page is not None and changes.article != session.page.number and len(changes.articles) <= 1:
            self._open(changes.article)
        elif changes.reloaded:
            self.page_changed.emit(session.page)
        self.changed.emit(changes)
