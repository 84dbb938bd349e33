"""The window's project: the welcome page, whose name decisions carry, what comes in and goes out, and colleagues'.

Asks for files and says what came of them; the work itself is done by `files`, `exporting` and `colleagues`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog

from annotator.ui.behind import Behind
from annotator.ui.colleagues import Colleagues
from annotator.ui.faces import Faces
from annotator.ui.importing import Importing
from annotator.ui.main_window import MainWindow
from annotator.ui.messages import Level
from annotator.workflow import projects

if TYPE_CHECKING:
    from annotator.ui.exporting import Exporting
    from annotator.workflow.exporting import ExportReport
    from annotator.workflow.gazetteers_in import GazetteerReport
    from annotator.workflow.importing import ImportReport
    from annotator.workflow.merging import MergeReport


class Projects(QObject):
    """Opens, fills, merges and exports projects in one window."""

    began = Signal(object, str)
    """A job began (Job, what it does in words)."""

    def __init__(self, window: MainWindow, behind: Behind, faces: Faces) -> None:
        """Work in this window; what comes in is looked at by the suggester `behind` it, and by the review."""
        super().__init__(window)
        self._window = window
        self._behind = behind
        self._faces = faces
        self._exporting: Exporting | None = None
        self._report: ImportReport | None = None
        self._exported_report: ExportReport | None = None
        self._colleagues = Colleagues(window.jobs, self)
        self._colleagues.began.connect(self.began)
        self._colleagues.merged.connect(self._merged)
        self._colleagues.said.connect(self._say)
        self._colleagues.failed.connect(window.show_error)
        window.files.together_requested.connect(self._colleagues.open_together)
        window.files.opened.connect(self._opened)
        window.files.imported.connect(self._imported)
        window.files.began.connect(self.began)
        window.files.listed.connect(self._listed)
        self._importing = Importing(window.files, lambda: window.bridge.session, window)
        window.messages.action_chosen.connect(self._act_on_message)

    def deeds(self) -> dict[str, Callable[[], object]]:
        """Return the actions about projects, by name."""
        return {
            "open": self._open,
            "import": self._import,
            "export": self._export,
            "merge": self._merge,
            "report": self._report_agreement,
        }

    # ---- which project, and whose

    def _opened(self, path: Path) -> None:
        window = self._window
        window.view.setFocus(Qt.FocusReason.OtherFocusReason)
        window.change_settings(window.settings.with_recent(path))
        self._ask_who()
        self._tell_made_for()

    def show_welcome(self) -> None:
        """Show the page that offers the sample corpus, a folder, or a recent project."""
        from annotator.ui.dialogs.welcome import WelcomePage  # noqa: PLC0415 - only where there is no project

        window = self._window
        page = WelcomePage()
        page.show_recent([one for one in window.settings.recent if Path(one).exists()])
        page.sample_requested.connect(window.files.open_sample)
        page.folder_requested.connect(self._import)
        page.project_requested.connect(self._open)
        page.recent_requested.connect(window.files.open_recent)
        window.centre.addWidget(page)
        window.centre.setCurrentWidget(page)
        page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _ask_who(self) -> None:
        """Tell once under which name decisions are stored; the login name serves until another is chosen."""
        window = self._window
        if not window.settings.annotator:
            window.change_settings(replace(window.settings, annotator=window.files.annotator))
            window.messages.show_message(
                self.tr("Your decisions are stored under the name “{0}”.").format(window.settings.annotator),
                action="name",
                action_text=self.tr("Use another name…"),
            )

    def _tell_made_for(self) -> None:
        """Tell somebody who opens a file that was made for another."""
        session = self._window.bridge.session
        meant = projects.made_for(session.project.path) if session is not None else ""
        if session is not None and meant and meant != session.annotator:
            self._window.messages.show_message(
                self.tr("This project was made for {0}; you decide in it as {1}.").format(meant, session.annotator),
                level=Level.WARNING,
                action="made_for",
                action_text=self.tr("Annotate as {0}").format(meant),
            )

    def _use_made_for(self) -> None:
        session = self._window.bridge.session
        meant = projects.made_for(session.project.path) if session is not None else ""
        if meant:
            self._window.change_settings(replace(self._window.settings, annotator=meant))

    def _choose_name(self) -> None:
        from annotator.ui.dialogs.who import ask_name  # noqa: PLC0415 - loaded when asked for

        name = ask_name(self._window, self._window.settings.annotator)
        if name:
            self._window.change_settings(replace(self._window.settings, annotator=name))

    # ---- coming in

    def _open(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Open a project or articles"),
            "",
            self.tr("Projects and articles (*.annotator *.txt *.jsonl);;All files (*)"),
        )
        self._window.files.open_paths([Path(name) for name in names])

    def _import(self) -> None:
        name = QFileDialog.getExistingDirectory(self._window, self.tr("Import a folder of articles"))
        if name:
            self._window.files.open_paths([Path(name)])

    def _imported(self, report: ImportReport) -> None:
        one = report.added == 1
        said = self.tr("1 article imported.") if one else self.tr("%n articles imported.", "", report.added)
        if report.refused or report.duplicates or report.conflicts or report.losses:
            self._report = report
            files = report.refused or report.duplicates or report.conflicts
            left = self.tr("Some files were left out.") if files else self.tr("Not all they held was taken in.")
            self._window.messages.show_message(
                f"{said} {left}",
                level=Level.WARNING,
                action="left_out",
                action_text=self.tr("What was left out…"),
            )
        else:
            self._window.messages.show_message(said, level=Level.SUCCESS)
        if report.added:
            self._behind.look()

    def _listed(self, report: GazetteerReport) -> None:
        count = report.surfaces + report.patterns
        one = self.tr("1 name is now the list “{0}” of this project.") if count == 1 else ""
        said = (one or self.tr("%n names are now the list “{0}” of this project.", "", count)).format(report.name)
        if report.losses:
            from annotator.ui.dialogs import export_words  # noqa: PLC0415 - loaded when needed

            said += f" {export_words.lost(report.losses)}"
        self._window.messages.show_message(said, level=Level.WARNING if report.losses else Level.SUCCESS)
        self._behind.load_again()

    def _show_left_out(self) -> None:
        from annotator.ui.dialogs.imported import ImportedDialog  # noqa: PLC0415 - loaded when needed

        if self._report is not None:
            ImportedDialog(self._report, self._window).open()

    def _act_on_message(self, action: str) -> None:
        self._window.messages.dismiss()
        deeds = {
            "name": self._choose_name,
            "left_out": self._show_left_out,
            "lost": self._show_lost,
            "made_for": self._use_made_for,
        }
        deeds[action]()

    # ---- going out

    def _export(self) -> None:
        from annotator.ui.exporting import Exporting  # noqa: PLC0415 - the formats are not on the way to the first paint

        if self._exporting is None:
            self._exporting = Exporting(self._window.bridge, self._window.jobs, self)
            self._exporting.began.connect(self.began)
            self._exporting.ended.connect(self._exported)
        self._exporting.ask(self._window)

    def _exported(self, report: ExportReport) -> None:
        from annotator.ui.dialogs import export_words  # noqa: PLC0415 - loaded when needed

        self._exported_report = report
        said = f"{export_words.written(report)} {export_words.lost(report.losses)}"
        if report.losses:
            self._window.messages.show_message(
                said, level=Level.WARNING, action="lost", action_text=self.tr("What was lost…")
            )
        else:
            self._window.messages.show_message(said, level=Level.SUCCESS)

    def _show_lost(self) -> None:
        from annotator.ui.dialogs.exported import ExportedDialog  # noqa: PLC0415 - loaded when needed

        if self._exported_report is not None:
            ExportedDialog(self._exported_report, self._window).open()

    # ---- colleagues

    def _merge(self) -> None:
        session = self._window.bridge.session
        if session is not None:
            self._colleagues.ask_projects(session.project.path, self._window)

    def _merged(self, into: Path, report: MergeReport) -> None:
        window = self._window
        session = window.bridge.session
        if session is not None and session.project.path == into:
            window.bridge.refresh()
            window.docks.refresh_rows()
        together = session is None or session.project.path != into
        if together:
            window.files.open_project(into)
        level = Level.WARNING if report.conflicts else Level.SUCCESS
        window.messages.show_message(self._colleagues.words(report), level=level)
        if any(one.lists for one in report.sources):
            self._behind.load_again()
        else:
            self._behind.look()
        if together or self._faces.in_review:
            self._faces.review_anew()

    def _report_agreement(self) -> None:
        session = self._window.bridge.session
        if session is not None:
            self._colleagues.ask_report(session.project.path, self._window)

    def _say(self, text: str, level: Level) -> None:
        self._window.messages.show_message(text, level=level)
