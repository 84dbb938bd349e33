"""Working with colleagues from the window: bringing in their project files, opening several together, reports."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from annotator.errors import AnnotatorError, CancelledError
from annotator.ui.jobs import Jobs, Progress
from annotator.ui.messages import Level
from annotator.ui.models.plain import isolated, one_line
from annotator.workflow import projects

if TYPE_CHECKING:
    from annotator.workflow.lists_along import BroughtList
    from annotator.workflow.merging import MergeReport

_SHOWN = 3
REVIEW_NAME = "review"
"""The project that several opened together are brought into, beside the first of them."""


class Colleagues(QObject):
    """Merges and reports, as jobs with connections of their own."""

    began = Signal(object, str)
    """A job began (Job, what it does in words)."""
    merged = Signal(object, object)
    """Projects were brought into one (its Path, MergeReport)."""
    said = Signal(str, object)
    """What came of a report, or a failure's sentence (text, Level)."""
    failed = Signal(object)
    """Something could not be done (AnnotatorError)."""

    def __init__(self, jobs: Jobs, parent: QObject | None = None) -> None:
        """Work with these jobs."""
        super().__init__(parent)
        self._jobs = jobs

    def ask_projects(self, into: Path, window: QWidget) -> None:
        """Ask which project files to bring in, and do it."""
        names, _ = QFileDialog.getOpenFileNames(
            window,
            self.tr("Bring in others’ project files"),
            str(into.parent),
            self.tr("Projects (*.annotator);;All files (*)"),
        )
        if names:
            self.merge(into, [Path(name) for name in names])

    def open_together(self, paths: Sequence[Path]) -> None:
        """Bring several projects into one beside the first, made when it is not there; none of them is changed."""
        into = paths[0].with_name(REVIEW_NAME + projects.SUFFIX)
        self.merge(into, [path for path in paths if path != into])

    def merge(self, into: Path, sources: Sequence[Path]) -> None:
        """Bring these projects into another."""

        def work(progress: Progress) -> MergeReport:
            from annotator.workflow.merging import merge  # noqa: PLC0415 - only when something is merged

            return merge(into, sources, progress=progress)

        job = self._jobs.run(work, partial(self.merged.emit, into), self._failed)
        self.began.emit(job, self.tr("Bringing project files together"))

    def words(self, report: MergeReport) -> str:
        """Say what a merge did."""
        articles = sum(one.articles for one in report.sources)
        steps = sum(one.steps for one in report.sources)
        people = sorted({name for one in report.sources for name in one.annotators})
        lists = [one for source in report.sources for one in source.lists]
        if not articles and not steps and not lists:
            return self.tr("Everything in these files was here already.")
        texts = self.tr("1 article") if articles == 1 else self.tr("%n articles", "", articles)
        acts = self.tr("1 step") if steps == 1 else self.tr("%n steps", "", steps)
        said = self.tr("{0} and {1} of {2} brought in.").format(texts, acts, ", ".join(people) or self.tr("nobody"))
        if lists:
            said += " " + self._words_of_lists(lists)
        if report.conflicts == 1:
            said += " " + self.tr(
                "1 span was decided differently in two files by the same annotator: it is open again, in a flagged "
                "article."
            )
        elif report.conflicts:
            said += " " + self.tr(
                "%n spans were decided differently in two files by the same annotator: they are open again, in "
                "flagged articles.",
                "",
                report.conflicts,
            )
        return said

    def _words_of_lists(self, lists: Sequence[BroughtList]) -> str:
        named = ", ".join(isolated(one_line(one.name, limit=60)) for one in lists[:_SHOWN])
        if len(lists) > _SHOWN:
            named += " …"
        said = self.tr("1 list of names came in: {0}.") if len(lists) == 1 else ""
        said = (said or self.tr("%n lists of names came in: {0}.", "", len(lists))).format(named)
        if any(one.name != one.there for one in lists):
            said += " " + self.tr("One that holds other names than the list of its name here stays beside it.")
        return said

    def ask_report(self, project: Path, window: QWidget) -> None:
        """Ask where a report is to be written and as what, and write it."""
        name, chosen = QFileDialog.getSaveFileName(
            window,
            self.tr("Write a report on agreement"),
            str(project.with_name(f"{project.stem}-agreement.html")),
            ";;".join(self._kinds()),
        )
        if name:
            suffix, kind = next((one for text, one in self._kinds().items() if text == chosen), (".html", "html"))
            path = Path(name)
            self._write(project, path if path.suffix else path.with_suffix(suffix), kind)

    def _kinds(self) -> dict[str, tuple[str, str]]:
        return {
            self.tr("Web page (*.html)"): (".html", "html"),
            self.tr("Markdown (*.md)"): (".md", "markdown"),
            self.tr("All counts as CSV (*.csv)"): (".csv", "csv"),
            self.tr("All numbers as JSON (*.json)"): (".json", "json"),
            self.tr("A row for LaTeX (*.tex)"): (".tex", "latex"),
        }

    def _write(self, project: Path, path: Path, kind: str) -> None:
        def work(progress: Progress) -> None:
            from annotator.workflow.reporting import ReportKind, report, write  # noqa: PLC0415 - only when wanted

            write(report(project, progress=progress), ReportKind(kind), path)

        def done(_: None) -> None:
            self.said.emit(self.tr("The report is in “{0}”.").format(path.name), Level.SUCCESS)

        job = self._jobs.run(work, done, self._failed)
        self.began.emit(job, self.tr("Writing the report"))

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, CancelledError | AnnotatorError):
            raise error
        self.failed.emit(error)
