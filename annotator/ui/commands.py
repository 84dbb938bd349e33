"""What each action of the table does: one line an action, the longer ones as methods. Dialogs load when needed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QFileDialog

from annotator.domain.annotation import Note
from annotator.ui.actions import ACTIONS
from annotator.ui.behind import Behind
from annotator.ui.colleagues import Colleagues
from annotator.ui.faces import Faces
from annotator.ui.importing import Importing
from annotator.ui.jobs import Job
from annotator.ui.learning import Learning
from annotator.ui.main_window import MainWindow
from annotator.ui.messages import Level
from annotator.ui.pipelines import Pipelines
from annotator.ui.progressing import Progressing
from annotator.workflow import projects

if TYPE_CHECKING:
    from annotator.ui.deciding import Deciding
    from annotator.ui.exporting import Exporting
    from annotator.ui.reviewing import Reviewing
    from annotator.workflow.exporting import ExportReport
    from annotator.workflow.gazetteers_in import GazetteerReport
    from annotator.workflow.importing import ImportReport
    from annotator.workflow.merging import MergeReport

_SIZES = range(12, 33)
_NORMAL_SIZE = 17


class Commands(QObject):
    """Connects the window's actions with what they do, and keeps what runs behind it going."""

    def __init__(self, window: MainWindow) -> None:
        """Connect everything; nothing heavy begins before the first paint."""
        super().__init__(window)
        self.window = window
        self._behind = Behind(window)
        self.faces = Faces(window)
        self.faces.began.connect(self._show_job)
        self.progressing = Progressing(window)
        self.learning = Learning(window)
        self._pipelines = Pipelines(window, self.progressing)
        self._follow_learning()
        self._colleagues = Colleagues(window.jobs, self)
        self._colleagues.began.connect(self._show_job)
        self._colleagues.merged.connect(self._merged)
        self._colleagues.said.connect(self._say)
        self._colleagues.failed.connect(window.show_error)
        window.files.together_requested.connect(self._colleagues.open_together)
        self._exporting: Exporting | None = None
        self._report: ImportReport | None = None
        self._connect_actions()
        window.files.opened.connect(self._opened)
        window.files.imported.connect(self._imported)
        window.files.began.connect(self._show_job)
        window.files.listed.connect(self._listed)
        self._importing = Importing(window.files, lambda: window.bridge.session, window)
        window.deciding.menu_requested.connect(self._show_label_menu)
        window.status.keys_requested.connect(self._show_keys)
        window.messages.action_chosen.connect(self._act_on_message)
        window.docks.note_edit_requested.connect(self._edit_note)

    def _follow_learning(self) -> None:
        """Let the suggester, its training and the page about both hear of one another."""
        learning, progressing, behind = self.learning, self.progressing, self._behind
        learning.pipeline_changed.connect(behind.load_again)
        learning.told.connect(behind.show_training)
        learning.progressed.connect(progressing.show_training)
        learning.ended.connect(progressing.end_training)
        progressing.choices_changed.connect(behind.load_again)
        progressing.asked.connect(self.window.trigger)
        behind.loaded.connect(progressing.show_name)

    def _connect_actions(self) -> None:
        window, deciding = self.window, self.window.deciding
        deeds: dict[str, Callable[[], object]] = {
            "next": deciding.next,
            "previous": deciding.previous,
            "accept": deciding.accept,
            "reject": deciding.reject,
            "remove": deciding.remove,
            "finish": lambda: self._here().finish(),
            "flag": deciding.flag,
            "skip": deciding.skip,
            "ignore": deciding.ignore,
            "undo": lambda: self._here().undo(),
            "redo": lambda: self._here().redo(),
            "next_article": lambda: deciding.go(step=1),
            "previous_article": lambda: deciding.go(step=-1),
            "next_unfinished": lambda: deciding.go(step=1, unfinished=True),
            "all_mentions": self._all_mentions,
            "label_menu": self._open_label_menu,
            "note": self._note,
            "guideline": window.docks.read_guideline,
            "suggest": self._behind.suggest_again,
            "show_rejected": self._toggle_rejected,
            "find": window.finding.open,
            "find_next": lambda: window.finding.step(1),
            "find_previous": lambda: window.finding.step(-1),
            "search": window.docks.search,
            "open": self._open,
            "import": self._import,
            "export": self._export,
            "print": self._print,
            "settings": self._settings,
            "keys": self._show_keys,
            "palette": self._palette,
            "larger": lambda: self._size(window.settings.article_size + 1),
            "smaller": lambda: self._size(window.settings.article_size - 1),
            "normal_size": lambda: self._size(_NORMAL_SIZE),
            "theme": self._toggle_theme,
            "article_panel": lambda: window.view.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "full_screen": self._full_screen,
            "merge": self._merge,
            "report": self._report_agreement,
            "quit": window.close,
            "train": self.learning.train,
            "stop_training": self.learning.stop_on_request,
        }
        deeds |= self.faces.deeds() | self.progressing.deeds() | self._pipelines.deeds()
        for edge in ("start", "end"):
            for later, name in ((True, "later"), (False, "earlier")):
                for character, suffix in ((False, ""), (True, "_character")):
                    deeds[f"{edge}_{name}{suffix}"] = partial(self._move, edge, later=later, character=character)
        for spec in ACTIONS:
            if spec.name.endswith("_panel") and spec.name not in deeds:
                deeds[spec.name] = partial(window.docks.go_to, spec.name.removesuffix("_panel"))
        for spec in ACTIONS:
            window.actions_by_name[spec.name].triggered.connect(_called(deeds[spec.name]))

    def _here(self) -> Deciding | Reviewing:
        """Return whom the keys that both faces have are for."""
        reviewing = self.faces.reviewing
        return reviewing if self.faces.in_review and reviewing is not None else self.window.deciding

    def _move(self, edge: str, *, later: bool, character: bool) -> None:
        self._here().move(edge=edge, later=later, character=character)

    # ---- welcome, projects and articles

    def _opened(self, path: Path) -> None:
        window = self.window
        window.view.setFocus(Qt.FocusReason.OtherFocusReason)
        window.change_settings(window.settings.with_recent(path))
        self._ask_who()
        self._tell_made_for()

    def show_welcome(self) -> None:
        """Show the page that offers the sample corpus, a folder, or a recent project."""
        from annotator.ui.dialogs.welcome import WelcomePage  # noqa: PLC0415 - only where there is no project

        window = self.window
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
        window = self.window
        if not window.settings.annotator:
            window.change_settings(replace(window.settings, annotator=window.files.annotator))
            window.messages.show_message(
                self.tr("Your decisions are stored under the name “{0}”.").format(window.settings.annotator),
                action="name",
                action_text=self.tr("Use another name…"),
            )

    def _tell_made_for(self) -> None:
        """Tell somebody who opens a file that was made for another."""
        session = self.window.bridge.session
        meant = projects.made_for(session.project.path) if session is not None else ""
        if session is not None and meant and meant != session.annotator:
            self.window.messages.show_message(
                self.tr("This project was made for {0}; you decide in it as {1}.").format(meant, session.annotator),
                level=Level.WARNING,
                action="made_for",
                action_text=self.tr("Annotate as {0}").format(meant),
            )

    def _use_made_for(self) -> None:
        session = self.window.bridge.session
        meant = projects.made_for(session.project.path) if session is not None else ""
        if meant:
            self.window.change_settings(replace(self.window.settings, annotator=meant))

    def _choose_name(self) -> None:
        from annotator.ui.dialogs.who import ask_name  # noqa: PLC0415 - loaded when asked for

        name = ask_name(self.window, self.window.settings.annotator)
        if name:
            self.window.change_settings(replace(self.window.settings, annotator=name))

    def _open(self) -> None:
        names, _ = QFileDialog.getOpenFileNames(
            self.window,
            self.tr("Open a project or articles"),
            "",
            self.tr("Projects and articles (*.annotator *.txt *.jsonl);;All files (*)"),
        )
        self.window.files.open_paths([Path(name) for name in names])

    def _import(self) -> None:
        name = QFileDialog.getExistingDirectory(self.window, self.tr("Import a folder of articles"))
        if name:
            self.window.files.open_paths([Path(name)])

    def _imported(self, report: ImportReport) -> None:
        one = report.added == 1
        said = self.tr("1 article imported.") if one else self.tr("%n articles imported.", "", report.added)
        if report.refused or report.duplicates or report.conflicts or report.losses:
            self._report = report
            files = report.refused or report.duplicates or report.conflicts
            left = self.tr("Some files were left out.") if files else self.tr("Not all they held was taken in.")
            self.window.messages.show_message(
                f"{said} {left}",
                level=Level.WARNING,
                action="left_out",
                action_text=self.tr("What was left out…"),
            )
        else:
            self.window.messages.show_message(said, level=Level.SUCCESS)
        if report.added:
            self._behind.look()

    def _listed(self, report: GazetteerReport) -> None:
        said = self.tr("%n names are now the list “{0}” of this project.", "", report.surfaces + report.patterns)
        self.window.messages.show_message(said.format(report.name), level=Level.SUCCESS)
        self._behind.load_again()

    def _show_left_out(self) -> None:
        from annotator.ui.dialogs.imported import ImportedDialog  # noqa: PLC0415 - loaded when needed

        if self._report is not None:
            ImportedDialog(self._report, self.window).open()

    def _act_on_message(self, action: str) -> None:
        self.window.messages.dismiss()
        deeds = {"name": self._choose_name, "left_out": self._show_left_out, "made_for": self._use_made_for}
        deeds[action]()

    def _show_job(self, job: Job[object], what: str) -> None:
        from annotator.ui.dialogs.progress import ProgressStrip  # noqa: PLC0415 - only for what takes long

        strip = ProgressStrip(what)
        self.window.add_strip(strip)
        job.progressed.connect(strip.show_progress)
        job.ended.connect(strip.finish)
        strip.cancel_requested.connect(job.cancel)
        strip.begin()

    def _export(self) -> None:
        from annotator.ui.exporting import Exporting  # noqa: PLC0415 - the formats are not on the way to the first paint

        if self._exporting is None:
            self._exporting = Exporting(self.window.bridge, self.window.jobs, self)
            self._exporting.began.connect(self._show_job)
            self._exporting.ended.connect(self._exported)
        self._exporting.ask(self.window)

    # ---- colleagues

    def _say(self, text: str, level: Level) -> None:
        self.window.messages.show_message(text, level=level)

    def _merge(self) -> None:
        session = self.window.bridge.session
        if session is not None:
            self._colleagues.ask_projects(session.project.path, self.window)

    def _merged(self, into: Path, report: MergeReport) -> None:
        window = self.window
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
        if together or self.faces.in_review:
            self.faces.review_anew()

    def _report_agreement(self) -> None:
        session = self.window.bridge.session
        if session is not None:
            self._colleagues.ask_report(session.project.path, self.window)

    def _exported(self, report: ExportReport) -> None:
        counted = report.preflight
        said = self.tr("{0} lines with {1} spans written to “{2}”, read again and compared.")
        if not report.compared:
            said = self.tr("{0} lines with {1} spans written to “{2}”.")
        said = said.format(counted.lines, sum(counted.spans.values()), report.path.name)
        self.window.messages.show_message(said, level=Level.SUCCESS)

    # ---- dialogs

    def _all_mentions(self) -> None:
        window = self.window
        session, page, focus = window.bridge.session, window.bridge.page, window.deciding.focus
        selection = window.view.selection()
        if session is None or page is None:
            return
        if focus is not None:
            surface, label = page.surface(focus), focus.label
        elif selection is not None:
            surface, label = page.article.text[slice(*selection)].strip(), session.scheme.labels[0].name
        else:
            window.status.say(self.tr("Focus a span or select some text first."))
            return
        from annotator.ui.dialogs.all_mentions import AllMentionsDialog  # noqa: PLC0415 - loaded when asked for

        dialog = AllMentionsDialog(session, window.jobs, surface, label, window)
        dialog.chosen.connect(window.deciding.decide_all)
        dialog.open()

    def _note(self) -> None:
        window = self.window
        if self.faces.in_review:
            self.faces.ask_note()
            return
        page, focus = window.bridge.page, window.deciding.focus
        if page is None:
            return
        place = window.view.selection() or ((focus.start, focus.end) if focus else (-1, -1))
        self._ask_note(place, next((one for one in page.notes if (one.start, one.end) == place), None))

    def _ask_note(self, place: tuple[int, int], there: Note | None) -> None:
        from annotator.ui.dialogs.note import NoteDialog  # noqa: PLC0415 - loaded when asked for

        window = self.window
        page = window.bridge.page
        if page is None:
            return
        about = page.article.text[slice(*place)] if place[0] >= 0 else ""
        dialog = NoteDialog(about, there.text if there else "", window)
        dialog.chosen.connect(partial(window.deciding.note, place, there.key if there else ""))
        dialog.open()

    def _edit_note(self, key: str) -> None:
        page = self.window.bridge.page
        note = next((one for one in page.notes if one.key == key), None) if page is not None else None
        if note is not None:
            self._ask_note((note.start, note.end), note)

    def _open_label_menu(self) -> None:
        if self.faces.in_review:
            self.faces.open_label_menu()
            return
        view, focus = self.window.view, self.window.deciding.focus
        place = view.selection() or ((focus.start, focus.end) if focus else None)
        if place is not None:
            self._show_label_menu(view.viewport().mapToGlobal(view.rect_of(*place).bottomLeft()))

    def _show_label_menu(self, place: QPoint) -> None:
        from annotator.ui.article.label_menu import LabelMenu  # noqa: PLC0415 - loaded when asked for

        window = self.window
        session = window.bridge.session
        if session is None or (window.deciding.focus is None and window.view.selection() is None):
            return
        focus = window.deciding.focus
        menu = LabelMenu(session.scheme.labels, theme=window.theme, current=focus.label if focus else "", parent=window)
        menu.label_chosen.connect(window.deciding.label)
        menu.open_at(place)

    def _show_keys(self) -> None:
        from annotator.ui.dialogs.keys import KeysDialog  # noqa: PLC0415 - loaded when asked for

        session = self.window.bridge.session
        KeysDialog(self.window.keys, session.scheme if session else None, self.window).open()

    def _palette(self) -> None:
        from annotator.ui.dialogs.palette import Palette  # noqa: PLC0415 - loaded when asked for

        Palette(self.window.actions_by_name, self.window).open()

    def _settings(self) -> None:
        from annotator.ui.dialogs.settings import SettingsDialog  # noqa: PLC0415 - loaded when asked for

        session = self.window.bridge.session
        dialog = SettingsDialog(self.window.settings, self.window, scheme=session.scheme if session else None)
        dialog.chosen.connect(self.window.change_settings)
        dialog.open()

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - loaded when asked for

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self.window)
        dialog.accepted.connect(lambda: self.window.view.print_to(printer))
        dialog.setModal(True)
        dialog.show()

    # ---- looks

    def _size(self, size: int) -> None:
        if size in _SIZES:
            self.window.change_settings(replace(self.window.settings, article_size=size))

    def _toggle_theme(self) -> None:
        dark = self.window.theme.dark
        self.window.change_settings(replace(self.window.settings, theme="light" if dark else "dark"))

    def _toggle_rejected(self) -> None:
        shown = self.window.actions_by_name["show_rejected"].isChecked()
        self.window.change_settings(replace(self.window.settings, show_rejected=shown))

    def _full_screen(self) -> None:
        window = self.window
        window.showNormal() if window.isFullScreen() else window.showFullScreen()


def _called(deed: Callable[[], object]) -> Callable[[], None]:
    """Drop the `checked` that an action's signal carries."""

    def call() -> None:
        deed()

    return call
