"""The progress face: switching to it, reading how the project stands, and what a person chooses on its page.

The counterpart of `reviewing` for the window's third face. Training itself is `learning`'s business.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal

from annotator.errors import AnnotatorError, CancelledError
from annotator.ui.actions import Face
from annotator.ui.jobs import Progress
from annotator.ui.main_window import MainWindow

if TYPE_CHECKING:
    from annotator.ui.progress.page import ProgressPage
    from annotator.ui.progress.values import ProgressState, Row
    from annotator.workflow.projects import Project


class Progressing(QObject):
    """Makes the page when it is first asked for, and keeps what it shows up to date while it is in sight."""

    asked = Signal(str)
    """The action of this name is wanted."""
    choices_changed = Signal()
    """The project has chosen something else: the suggester is to load anew."""

    def __init__(self, window: MainWindow) -> None:
        """Show nothing yet."""
        super().__init__(window)
        self._window = window
        self.page: ProgressPage | None = None
        self.state: ProgressState | None = None
        """What the page shows, None before it was read."""
        self._reading = False
        self._again = False
        self._name = ""
        self._training: tuple[int, int] | None = None
        window.files.opened.connect(self._leave)

    @property
    def in_sight(self) -> bool:
        """Tell whether the page is shown."""
        return self._window.face is Face.PROGRESS

    def deeds(self) -> dict[str, Callable[[], object]]:
        """Return what the page's own actions do, by name."""

        def page(deed: Callable[[ProgressPage], object]) -> Callable[[], object]:
            return lambda: deed(self.page) if self.page is not None else None

        return {
            "progress": self.switch,
            "train_back": self._go_back,
            "curve_table": page(lambda one: one.toggle_table()),
            "curve_panel": page(lambda one: one.focus_curve()),
            "acceptance_panel": page(lambda one: one.focus_acceptance()),
        }

    # ---- switching

    def switch(self) -> None:
        """Show the page, or the articles again."""
        if self.in_sight:
            self._leave()
        elif self._window.bridge.session is not None:
            page = self._made()
            self._window.show_face(Face.PROGRESS, page)
            if self.state is None:
                page.setFocus(Qt.FocusReason.OtherFocusReason)
            else:
                page.take_focus()
            self._show_actions()
            self.read()

    def _leave(self, _path: Path | None = None) -> None:
        self.state = None
        if self.in_sight:
            self._window.show_face(Face.ANNOTATE)
            self._window.bridge.refresh()
            self._window.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _made(self) -> ProgressPage:
        from annotator.ui.progress.page import ProgressPage  # noqa: PLC0415 - when it is first asked for

        if self.page is not None:
            return self.page
        window = self._window
        page = self.page = ProgressPage(window.theme, window.keys)
        window.centre.addWidget(page)
        window.looks_changed.connect(self._show_looks)
        page.asked.connect(self.asked)
        page.article_requested.connect(self._open)
        page.switch_requested.connect(self._switch_row)
        page.retrain_chosen.connect(self._choose_retraining)
        self._show_training()
        return page

    def _show_looks(self) -> None:
        if self.page is not None:
            self.page.show_theme(self._window.theme)

    def _open(self, article: int) -> None:
        self._leave()
        self._window.bridge.open(article)

    # ---- reading

    def read(self) -> None:
        """Read how the project stands, and show it; once more when something changes meanwhile."""
        session = self._window.bridge.session
        if session is None or self.page is None or not self.in_sight:
            return
        if self._reading:
            self._again = True
            return
        self._reading, self._again = True, False
        path, annotator, labels = session.project.path, session.annotator, session.scheme.names

        def work(_progress: Progress) -> ProgressState:
            from annotator.ui.progress.gathering import read_progress  # noqa: PLC0415 - with all that counts

            return read_progress(path, annotator, labels=labels)

        def done(state: ProgressState) -> None:
            self._reading = False
            there = self._window.bridge.session
            if there is not None and there.project.path == path and self.in_sight:
                self._show(state)
            if self._again:
                self.read()

        self._window.jobs.run(work, done, self._failed)

    def _failed(self, error: BaseException) -> None:
        self._reading = False
        if isinstance(error, CancelledError):
            return
        if not isinstance(error, AnnotatorError):
            raise error
        self._window.show_error(error)

    def _show(self, state: ProgressState) -> None:
        page = self.page
        if page is None:
            return
        first = self.state is None
        self.state = state = replace(state, suggester=replace(state.suggester, name=self._name))
        page.show_state(state)
        self._show_actions()
        if first and not page.was_moved_in():
            page.take_focus()

    def _show_actions(self) -> None:
        """Let only those things be asked for that there is something for."""
        actions, state = self._window.actions_by_name, self.state
        running = self._training is not None
        actions["train"].setEnabled(not running)
        actions["stop_training"].setEnabled(running)
        actions["train_back"].setEnabled(state is not None and state.suggester.can_go_back and not running)
        actions["map_labels"].setEnabled(state is not None and state.suggester.can_map)
        if self.page is not None:
            card = self.page.suggester
            if running and card.buttons["train"].hasFocus():
                # Else it would go on to a button that nobody has chosen.
                card.training.stop.setFocus(Qt.FocusReason.OtherFocusReason)
            for name, button in card.buttons.items():
                button.setEnabled(actions[name].isEnabled())

    # ---- who suggests, and training

    def show_name(self, name: str) -> None:
        """Say who suggests: its name as people read it."""
        self._name = name
        if self.state is not None:
            self.read()

    def show_training(self, done: int, total: int) -> None:
        """Say how far a training is."""
        begins = self._training is None
        self._training = done, total
        self._show_training()
        if begins and self.in_sight:
            self._show_actions()

    def end_training(self) -> None:
        """Say that no training runs any more, and show what came of it."""
        self._training = None
        self._show_training()
        if self.in_sight:
            self._show_actions()
            self.read()

    def _show_training(self) -> None:
        if self.page is None:
            return
        strip = self.page.suggester.training
        if self._training is None:
            strip.hide()
        else:
            done, total = self._training
            percent = self.tr("Learning from your articles: {0} %").format(done * 100 // total if total else 0)
            strip.show_progress(percent, done, total)

    # ---- choosing

    def change(self, deed: Callable[[Project], object], done: Callable[[], object] | None = None) -> None:
        """Change what the project has chosen, off the window's thread; then load the suggester anew and show it."""
        session = self._window.bridge.session
        if session is None:
            return
        path = session.project.path

        def work(_progress: Progress) -> None:
            from annotator.workflow.projects import open_project  # noqa: PLC0415 - loaded already

            with open_project(path) as project:
                deed(project)

        def changed(_: None) -> None:
            self.choices_changed.emit()
            self.read()
            if done is not None:
                done()

        self._window.jobs.run(work, changed, self._failed)

    def _switch_row(self, row: Row) -> None:
        from annotator.ui.progress.values import Kind, Standing  # noqa: PLC0415 - loaded already, with the page
        from annotator.workflow import accepting  # noqa: PLC0415 - likewise

        on = row.standing is Standing.OFF
        if row.kind is Kind.SOURCE and row.standing is Standing.MUTED:
            rows = self.state.rows if self.state is not None else ()
            labels = [one.label for one in rows if one.kind is Kind.PAIR and one.source == row.source]
            self.change(lambda project: accepting.keep_unmuted(project, row.source, *labels))
        elif row.kind is Kind.SOURCE:
            self.change(lambda project: accepting.switch_source(project, row.source, on=on))
        elif row.kind is Kind.LABEL:
            self.change(lambda project: accepting.switch_label(project, row.label, on=on))
        elif row.standing in (Standing.MUTED, Standing.KEPT):
            keep = row.standing is Standing.MUTED
            self.change(lambda project: accepting.keep_unmuted(project, row.source, row.label, keep=keep))
        else:
            self._window.status.say(self.tr("It follows its source and its label, which have lists of their own."))

    def _choose_retraining(self, after: int) -> None:
        from annotator.workflow import accepting  # noqa: PLC0415 - loaded already, with the page

        self.change(lambda project: accepting.choose(project, lambda one: replace(one, retrain_after=after)))

    def _go_back(self) -> None:
        session = self._window.bridge.session
        if session is None:
            return
        path = session.project.path

        def work(_progress: Progress) -> int:
            from annotator.workflow.learning import go_back  # noqa: PLC0415 - not before it is needed

            card = go_back(path)
            return card.articles if card is not None else 0

        def done(articles: int) -> None:
            self._window.status.say(
                self.tr("The pipeline before is in use again: it learnt from %n articles.", "", articles)
                if articles
                else self.tr("What comes with the program is in use again.")
            )
            self.choices_changed.emit()
            self.read()

        self._window.jobs.run(work, done, self._failed)
