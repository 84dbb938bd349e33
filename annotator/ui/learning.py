"""Learning behind the window: when a training begins, how far it is, and what comes of it.

It begins after every so many finished articles and when it is asked for. The suggester is told of a new pipeline.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError, SuggesterError
from annotator.ui.jobs import Progress
from annotator.ui.main_window import MainWindow
from annotator.ui.training_process import TrainingProcess
from annotator.workflow.changes import Changes

_PATIENCE = 5
"""After a training that failed, so many articles are finished before it is tried again unasked."""


class Learning(QObject):
    """Follows the window from project to project; one training at a time, ended with its project's window."""

    pipeline_changed = Signal()
    """Another pipeline is in use, or the project's choices are others: the suggester is to load anew."""
    told = Signal(str)
    """How far a training is, "" when there is none."""
    progressed = Signal(int, int)
    """How much of how much is done; (0, 0) as it begins."""
    ended = Signal()
    """No training runs any more."""

    def __init__(self, window: MainWindow) -> None:
        """Connect; start nothing yet."""
        super().__init__(window)
        self._window = window
        self._asked = False
        self._wait = 0
        self.process = TrainingProcess(self)
        self.process.progressed.connect(self._show_progress)
        self.process.trained.connect(self._trained)
        self.process.kept.connect(self._kept)
        self.process.failed.connect(self._failed)
        self.process.ended.connect(self._end)
        window.bridge.changed.connect(self._look)
        window.files.opened.connect(self._leave)
        window.closed.connect(self.stop)

    @property
    def running(self) -> bool:
        """Tell whether a training runs."""
        return self.process.running

    # ---- beginning and ending

    def train(self) -> None:
        """Train now."""
        session = self._window.bridge.session
        if session is None:
            return
        if self.running:
            self._window.status.say(self.tr("A training is running already."))
            return
        self._asked = True
        self._begin(session.project.path, session.annotator)

    def _begin(self, path: Path, annotator: str) -> None:
        self.process.start(path, annotator)
        self._show_progress(0, 0)

    def stop(self) -> None:
        """End the training at once; the pipeline in use stays."""
        self.process.stop()

    def stop_on_request(self) -> None:
        """End the training because somebody wants that, and say so."""
        if self.running:
            self.stop()
            self._window.status.say(self.tr("The training was stopped; the suggester works on as before."))

    def _leave(self, _path: Path) -> None:
        self.stop()
        self._wait = 0

    def _look(self, changes: Changes) -> None:
        """See whether another training is due when an article's state has changed."""
        session = self._window.bridge.session
        if session is None or self.running or not (changes.delta.state or len(changes.articles) > 1):
            return
        if self._wait:
            self._wait -= 1
            return
        path, annotator = session.project.path, session.annotator

        def work(_progress: Progress) -> bool:
            from annotator.workflow.learning import is_due  # noqa: PLC0415 - not before it is needed
            from annotator.workflow.projects import open_project  # noqa: PLC0415 - loaded already

            with open_project(path) as project:
                return is_due(project, annotator)

        def done(due: bool) -> None:  # noqa: FBT001 - the job's answer
            there = self._window.bridge.session
            if due and there is not None and there.project.path == path and not self.running:
                self._asked = False
                self._begin(path, annotator)

        self._window.jobs.run(work, done, self._not_told)

    def _not_told(self, error: BaseException) -> None:
        # Whether one is due is asked again with the next article; deciding must not stumble over it.
        if not isinstance(error, AnnotatorError):
            raise error

    # ---- what comes of it

    def _show_progress(self, done: int, total: int) -> None:
        self.progressed.emit(done, total)
        self.told.emit(self.tr("training {0} %").format(done * 100 // total) if total else self.tr("training"))

    def _trained(self, event: dict[str, object]) -> None:
        self._wait = 0
        self.pipeline_changed.emit()
        self._window.status.say(
            self.tr("The suggester has learnt from {0} articles.").format(event.get("articles", ""))
        )

    def _kept(self, _event: dict[str, object]) -> None:
        self._wait = 0
        if self._asked:
            self._window.messages.show_message(
                self.tr("What was learnt did worse than what is in use, which therefore stays.")
            )
        else:
            self._window.status.say(self.tr("The suggester stays as it was: what it learnt did worse."))

    def _failed(self, what: str, remedy: str) -> None:
        self._wait = _PATIENCE
        if self._asked:
            self._window.show_error(SuggesterError(what, remedy=remedy))
        else:
            self._window.status.say(self.tr("The training did not work: {0}").format(what))

    def _end(self) -> None:
        self.told.emit("")
        self.ended.emit()
