"""Projects and articles coming in: opening, importing, the sample, dropped files. The long parts run as jobs."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.errors import AnnotatorError, CancelledError
from annotator.settings import Settings
from annotator.ui.bridge import Bridge
from annotator.ui.jobs import Job, Jobs, Progress
from annotator.workflow import browsing, projects

if TYPE_CHECKING:
    from annotator.workflow.gazetteers_in import GazetteerReport
    from annotator.workflow.import_questions import ImportAnswer, ImportQuestion, Looked
    from annotator.workflow.importing import ImportReport

_BUSY_SECONDS = 0.1
"""How long the window waits for another writer before it lets the decision wait instead."""


class Files(QObject):
    """Opens projects into the bridge and brings articles into them."""

    opened = Signal(object)
    """A project was opened (its Path)."""
    imported = Signal(object)
    """An import ended (ImportReport)."""
    began = Signal(object, str)
    """A job began (Job, what it does in words)."""
    asked = Signal(object, object)
    """Something must be said before files can come in (the project's Path, ImportQuestion); see `answer`."""
    listed = Signal(object)
    """A list of names came in (GazetteerReport)."""
    together_requested = Signal(object)
    """Several projects are to be opened together (their Paths)."""

    def __init__(
        self, bridge: Bridge, jobs: Jobs, settings: Callable[[], Settings], parent: QObject | None = None
    ) -> None:
        """Work for this bridge; `settings` gives the present ones."""
        super().__init__(parent)
        self._bridge = bridge
        self._jobs = jobs
        self._settings = settings

    @property
    def annotator(self) -> str:
        """The name decisions are stored under in the open project, or would be."""
        session = self._bridge.session
        return self._name_in(session.project.path if session is not None else None)

    def _name_in(self, path: Path | None) -> str:
        return projects.name_to_use(self._settings().annotator, path)

    def open_project(self, path: Path, *, create: bool = False) -> None:
        """Open a project at its first unfinished article."""
        try:
            name = self._name_in(path)
            session = projects.open_session(path, name, create=create, busy_seconds=_BUSY_SECONDS)
            first = browsing.next_article(session, 0, unfinished=True) or browsing.next_article(session, 0)
            if first is not None:
                session.open(first)
        except AnnotatorError as error:
            self._bridge.failed.emit(error)
            return
        self._bridge.use(session)
        self.opened.emit(path)

    def open_recent(self, path: str) -> None:
        """Open a project of the recent ones."""
        self.open_project(Path(path))

    def open_paths(self, paths: Sequence[Path]) -> None:
        """Open a project, or import files and folders: into the open project, else into a new one beside them."""
        known = [path for path in paths if path.suffix == projects.SUFFIX]
        articles = [path for path in paths if path.suffix != projects.SUFFIX]
        if len(known) > 1:
            self.together_requested.emit(known)
        elif known:
            self.open_project(known[0])
        if not articles:
            return
        session = self._bridge.session
        if session is not None:
            self.import_into(session.project.path, articles)
        else:
            self.import_into(_project_beside(articles[0]), articles)

    def import_into(self, project: Path, paths: Sequence[Path]) -> None:
        """Import into a project, making it when it is not there, and open it; what has to be asked is asked first."""
        if not any(path.is_file() for path in paths):
            self._import(project, paths)
            return

        def work(_progress: Progress) -> Looked:
            from annotator.workflow.import_questions import look  # noqa: PLC0415 - not on the way to the first paint

            return look(paths)

        self._jobs.run(work, partial(self._looked, project), self._failed)

    def answer(self, project: Path, question: ImportQuestion, answer: ImportAnswer) -> None:
        """Take the files of a question in as it was answered."""
        if question.lists or answer.list_name:
            for path in question.paths:
                self._take_list(project, path, answer)
        else:
            self._import(project, question.paths, answer)

    def _looked(self, project: Path, looked: Looked) -> None:
        if looked.plain:
            self._import(project, looked.plain)
        for path in looked.lists:
            self._take_list(project, path)
        for question in looked.questions:
            self.asked.emit(project, question)

    def _take_list(self, project: Path, path: Path, answer: ImportAnswer | None = None) -> None:
        """Store a list of names in a project; ask when its labels are not the scheme's."""
        from annotator.workflow import gazetteers_in, import_questions  # noqa: PLC0415 - see `import_into`

        def work(_progress: Progress) -> GazetteerReport:
            choice = gazetteers_in.ListChoice()
            if answer is not None:
                choice = gazetteers_in.ListChoice(answer.list_name, answer.list_label, answer.labels.renamed)
            return gazetteers_in.import_gazetteer(project, path, choice)

        def failed(error: BaseException) -> None:
            question = import_questions.list_question(path, error) if isinstance(error, AnnotatorError) else None
            if question is not None and answer is None:
                self.asked.emit(project, question)
            else:
                self._failed(error)

        self._jobs.run(work, self.listed.emit, failed)

    def _import(self, project: Path, paths: Sequence[Path], answer: ImportAnswer | None = None) -> None:
        from annotator.workflow.importing import AS_THEY_ARE, BY_NAME, import_paths  # noqa: PLC0415 - see above

        labels = answer.labels if answer is not None else AS_THEY_ARE
        columns = answer.columns if answer is not None else BY_NAME

        def work(progress: Progress) -> ImportReport:
            return import_paths(project, list(paths), labels=labels, columns=columns, progress=progress)

        def done(report: ImportReport) -> None:
            from annotator.workflow.import_questions import open_question, without_asked  # noqa: PLC0415 - see above

            question, rest = open_question(report, answer), without_asked(report)
            if question is None or rest.added or rest.labelled or rest.suggested or rest.refused:
                self._show(project)
                self.imported.emit(rest)
            if question is not None:
                self.asked.emit(project, question)

        self._begin(self._jobs.run(work, done, self._failed), self.tr("Importing articles"))

    def _show(self, project: Path) -> None:
        """Show what is in a project now."""
        session = self._bridge.session
        if session is None or session.project.path != project:
            self.open_project(project)
        else:
            self._bridge.use(self._reopened(project, session.page.number if session.page else None))

    def open_sample(self) -> None:
        """Open the sample corpus, making the person's copy of it the first time."""
        from annotator.workflow.sample import open_sample, sample_project  # noqa: PLC0415 - only for the sample

        ready = sample_project()
        if ready.exists():
            self.open_project(ready)
            return
        job = self._jobs.run(lambda _progress: open_sample(), self.open_project, self._failed)
        self._begin(job, self.tr("Preparing the sample articles"))

    def open_again(self) -> None:
        """Open the project again: the annotator's name in the settings has changed."""
        session = self._bridge.session
        if session is not None and session.annotator != self.annotator:
            self.open_project(session.project.path)

    def _reopened(self, project: Path, article: int | None) -> projects.Session:
        session = projects.open_session(project, self._name_in(project), busy_seconds=_BUSY_SECONDS)
        first = article or browsing.next_article(session, 0, unfinished=True)
        if first is not None:
            session.open(first)
        return session

    def _begin(self, job: Job[ImportReport] | Job[Path], what: str) -> None:
        self.began.emit(job, what)

    def _failed(self, error: BaseException) -> None:
        if isinstance(error, CancelledError | AnnotatorError):
            self._bridge.failed.emit(error)
        else:
            raise error


def _project_beside(path: Path) -> Path:
    """Return where the project of a folder or file of articles is kept: beside it, under its name."""
    path = path.absolute()
    return path.with_name((path.name if path.is_dir() else path.stem) + projects.SUFFIX)
