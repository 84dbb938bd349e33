"""Asking for a listing: at once in a small project, on another thread in a large one, so that typing never waits."""

from __future__ import annotations

from array import array

from PySide6.QtCore import QObject, Signal

from annotator.domain.listing import Listing
from annotator.errors import CancelledError
from annotator.ui.jobs import Job, Jobs, Progress
from annotator.workflow import browsing
from annotator.workflow.annotating import Session
from annotator.workflow.projects import open_session

LARGE = 5_000
"""From how many articles on a listing is made on another thread."""


class Lister(QObject):
    """Answers listings by `listed`, the newest question only."""

    listed = Signal(object, object)
    """The Listing asked for and its array of numbers."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin idle."""
        super().__init__(parent)
        self._jobs = Jobs(_raise, self)
        self._job: Job[array[int]] | None = None
        self._question = 0

    def ask(self, session: Session, listing: Listing, *, articles: int) -> None:
        """Ask for a listing of a project with so many articles."""
        self._question += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None
        if articles <= LARGE:
            self.listed.emit(listing, browsing.list_articles(session, listing))
            return
        question, path, annotator = self._question, session.project.path, session.annotator

        def work(progress: Progress) -> array[int]:
            # Connections belong to their thread.
            other = open_session(path, annotator)
            try:
                progress(0, 0)
                return browsing.list_articles(other, listing)
            finally:
                other.project.close()

        def done(numbers: array[int]) -> None:
            if question == self._question:
                self._job = None
                self.listed.emit(listing, numbers)

        self._job = self._jobs.run(work, done)

    def close(self) -> None:
        """Wait for what runs, which nobody hears of any more."""
        self._jobs.close()


def _raise(error: BaseException) -> None:
    """Lead an error to the window's own handler, as if it had happened on its thread."""
    if not isinstance(error, CancelledError):
        raise error
