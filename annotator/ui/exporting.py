"""Exporting from the window: the questions, the counting beforehand, the writing, and what came of it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.ui.bridge import Bridge
from annotator.ui.dialogs import export_words
from annotator.ui.dialogs.export import Counted, ExportChoice, ExportDialog, Format
from annotator.ui.jobs import Job, Jobs, Progress
from annotator.workflow import exporting, projects

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


class Exporting(QObject):
    """One export after another; each counts and writes as a job with a connection of its own."""

    began = Signal(object, str)
    """A job began (Job, what it does in words)."""
    ended = Signal(object)
    """An export was written, read again and found equal (ExportReport)."""

    def __init__(self, bridge: Bridge, jobs: Jobs, parent: QObject | None = None) -> None:
        """Work for this bridge."""
        super().__init__(parent)
        self._bridge = bridge
        self._jobs = jobs
        self._last: Path | None = None

    def ask(self, window: QWidget) -> None:
        """Ask what goes out and where to, then write it."""
        session = self._bridge.session
        if session is None:
            return
        project = session.project.path
        formats = [Format(one.name, one.title, one.suffix) for one in projects.known_formats() if one.writes]
        dialog = ExportDialog(
            self._last or project.with_suffix(".jsonl"),
            partial(self._count, project),
            window,
            annotators=exporting.annotators_of(session.project),
            labels=session.scheme.names,
            formats=formats,
        )
        dialog.chosen.connect(partial(self._write, project))
        dialog.open()

    def _count(self, project: Path, choice: ExportChoice, say: Callable[[Counted], None]) -> None:
        def done(counted: exporting.Preflight) -> None:
            goes = self.tr("To be written: {0}.").format(export_words.held(counted))
            say(Counted(f"{goes} {export_words.left_out(counted)}", counted.losses))

        self._jobs.run(
            lambda _progress: exporting.preflight(project, _options(choice)),
            done,
            lambda error: say(Counted(str(error))),
        )

    def _write(self, project: Path, choice: ExportChoice) -> None:
        self._last = choice.path

        def work(progress: Progress) -> exporting.ExportReport:
            return exporting.export(project, _options(choice), choice.path, progress=progress)

        job: Job[exporting.ExportReport] = self._jobs.run(work, self.ended.emit)
        self.began.emit(job, self.tr("Exporting"))


def _options(choice: ExportChoice) -> exporting.ExportOptions:
    return exporting.ExportOptions(
        format=choice.format,
        annotators=choice.annotators,
        spans=choice.spans,
        articles=choice.articles,
        labels=choice.labels,
    )
