"""The window's two faces: going from annotating to reviewing and back, and what the review's actions do.

The review's page and all that counts are made when it is first asked for.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence

from annotator.domain.adjudication import Cause
from annotator.ui.actions import ACTIONS, Face
from annotator.ui.main_window import MainWindow

if TYPE_CHECKING:
    from annotator.domain.scheme import LabelScheme
    from annotator.errors import AnnotatorError
    from annotator.ui.review.page import ReviewPage
    from annotator.ui.reviewing import Reviewing
    from annotator.workflow.changes import Changes

_CAUSES = {"cause_guideline": Cause.GUIDELINE, "cause_slip": Cause.SLIP, "cause_ambiguous": Cause.AMBIGUOUS}
_CHOICES = {
    "take_majority": "majority",
    "take_union": "union",
    "take_intersection": "intersection",
    "no_entity": "no_entity",
} | {f"take_{at}": f"take_{at}" for at in range(1, 10)}


class Faces(QObject):
    """Switches the window, and keeps the review it made."""

    began = Signal(object, str)
    """A job began (Job, what it does in words)."""

    def __init__(self, window: MainWindow) -> None:
        """Show nothing else yet."""
        super().__init__(window)
        self._window = window
        self.page: ReviewPage | None = None
        self.reviewing: Reviewing | None = None
        self._labels: list[QAction] = []
        window.files.opened.connect(self._leave)
        window.closed.connect(self._close)

    @property
    def in_review(self) -> bool:
        """Tell whether the review is shown."""
        return self._window.face is Face.REVIEW

    def deeds(self) -> dict[str, Callable[[], object]]:
        """Return what the review's own actions do, by name."""

        def review(deed: Callable[[Reviewing], object]) -> Callable[[], object]:
            return lambda: deed(self.reviewing) if self.reviewing is not None else None

        deeds: dict[str, Callable[[], object]] = {
            "review": self.switch,
            "review_next": review(lambda one: one.step(1)),
            "review_previous": review(lambda one: one.step(-1)),
            "take_identical": review(lambda one: one.identical()),
            "peek": self._peek,
            "pre_merge": review(lambda one: one.pre_merge(by_majority=False)),
            "pre_merge_majority": review(lambda one: one.pre_merge(by_majority=True)),
            "bootstrap": review(lambda one: one.redraw()),
            "blind": review(lambda one: one.toggle_blind()),
            "worklist_panel": partial(self._focus, "worklist"),
            "matrix_panel": partial(self._focus, "matrix"),
        }
        for name, cause in _CAUSES.items():
            deeds[name] = review(lambda one, cause=cause: one.explain(cause=cause))
        for name, choice in _CHOICES.items():
            deeds[name] = review(lambda one, choice=choice: one.choose(choice))
        for choice in _CHOICES.values():
            deeds[f"same_{choice.removeprefix('take_')}"] = review(lambda one, choice=choice: one.same(choice))
        del deeds["same_majority"]  # Shift+Enter is its key
        return deeds

    # ---- switching

    def switch(self) -> None:
        """Show the other face."""
        if self.in_review:
            self._leave()
        else:
            self._enter()

    def _enter(self) -> None:
        session = self._window.bridge.session
        if session is None:
            return
        reviewing = self._made()
        path, article = session.project.path, session.page.number if session.page else 0
        there = reviewing.review
        if there is not None and there.session.project.path == path and there.is_current():
            self._show()
        else:
            reviewing.open(path, session.annotator, article=article)

    def review_anew(self) -> None:
        """Show the review of the open project as it is now."""
        session = self._window.bridge.session
        if session is not None:
            self._made().open(session.project.path, session.annotator)

    def _show(self) -> None:
        self._window.show_face(Face.REVIEW, self.page)
        self._show_stacks()
        if self.page is None or self.reviewing is None:
            return
        self.page.take_focus()
        for spec in ACTIONS:
            if spec.face is Face.REVIEW:
                self._window.actions_by_name[spec.name].setEnabled(not self.reviewing.is_empty)
        # Once more when the page has its size: before, there was no telling what is in sight.
        QTimer.singleShot(0, self.reviewing.show_focus)

    def _leave(self, _path: Path | None = None) -> None:
        if self.in_review:
            self._window.show_face(Face.ANNOTATE)
            self._window.bridge.refresh()
            self._window.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _close(self) -> None:
        if self.reviewing is not None:
            self.reviewing.close()

    # ---- making the page

    def _made(self) -> Reviewing:
        from annotator.ui.review.page import ReviewPage  # noqa: PLC0415 - when the review is first asked for
        from annotator.ui.reviewing import Reviewing  # noqa: PLC0415 - when the review is first asked for

        if self.reviewing is not None:
            return self.reviewing
        window = self._window
        self.page = ReviewPage(window.theme, window.keys)
        window.centre.addWidget(self.page)
        self.reviewing = Reviewing(self.page, window.jobs, self)
        self._adopt(self.page)
        self.reviewing.began.connect(self.began)
        self.reviewing.early.connect(self._show)
        self.reviewing.ready.connect(self._ready)
        self.reviewing.refused.connect(self._refused)
        self.reviewing.said.connect(window.status.say)
        bridge = self.reviewing.bridge
        bridge.changed.connect(self._show_changes)
        bridge.page_changed.connect(self._show_stacks)
        bridge.failed.connect(window.show_error)
        bridge.waiting.connect(window.status.show_waiting)
        bridge.unsaved.connect(window.status.show_unsaved)
        self.page.case.note_requested.connect(self.ask_note)
        self.page.merge_requested.connect(window.actions_by_name["merge"].trigger)
        window.looks_changed.connect(self._show_looks)
        self._show_looks()
        return self.reviewing

    def _show_looks(self) -> None:
        if self.page is not None:
            self.page.show_theme(self._window.theme)
            self.page.set_zoom(self._window.settings.article_size)

    def _adopt(self, page: ReviewPage) -> None:
        """Give the keys that mean something else in lists and fields to the article, where they decide."""
        for spec in ACTIONS:
            action = self._window.actions_by_name[spec.name]
            if spec.face is Face.REVIEW and action.shortcutContext() is Qt.ShortcutContext.WidgetWithChildrenShortcut:
                page.view.addAction(action)

    def _ready(self) -> None:
        if self.reviewing is not None and self.reviewing.review is not None:
            self._give_label_keys(self.reviewing.review.session.scheme)
        self._show()

    def _refused(self, error: AnnotatorError) -> None:
        if self.in_review and self.reviewing is not None and self.reviewing.review is None:
            self._leave()
        self._window.show_error(error)

    def _give_label_keys(self, scheme: LabelScheme) -> None:
        page, reviewing = self.page, self.reviewing
        if page is None or reviewing is None:
            return
        for action in self._labels:
            page.removeAction(action)
        self._labels = []
        for label, key in label_keys(scheme, self._window.keys).items():
            action = QAction(page)
            action.setShortcut(QKeySequence.fromString(key))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(partial(_label, reviewing, label))
            page.addAction(action)
            self._labels.append(action)

    # ---- what the window shows of it

    def _show_changes(self, changes: Changes) -> None:
        self._window.status.show_saved(changes.saved)
        self._show_stacks()

    def _show_stacks(self) -> None:
        reviewing = self.reviewing
        review = reviewing.review if reviewing is not None else None
        if review is None or not self.in_review:
            return
        stacks = review.session.stacks
        self._window.actions_by_name["undo"].setEnabled(stacks.undo_depth > 0)
        self._window.actions_by_name["redo"].setEnabled(stacks.redo_depth > 0)
        page = review.session.page
        article = review.settled_in(page.number) if page is not None else None
        finished = review.finished()
        # Where nobody can be compared there is nothing to count.
        self._window.status.show_progress(article, finished if finished[1] else None, stacks.undo_depth)

    def ask_note(self) -> None:
        """Ask for the note on the focused disagreement."""
        from annotator.ui.dialogs.note import NoteDialog  # noqa: PLC0415 - loaded when asked for

        reviewing = self.reviewing
        if reviewing is None or reviewing.review is None or reviewing.number < 0:
            return
        dialog = NoteDialog(reviewing.surface(), reviewing.review.explanation(reviewing.number)[1], self._window)
        dialog.chosen.connect(reviewing.say)
        dialog.open()

    def open_label_menu(self) -> None:
        """Offer the labels for gold's span in the focused disagreement."""
        from annotator.ui.article.label_menu import LabelMenu  # noqa: PLC0415 - loaded when asked for

        reviewing, page = self.reviewing, self.page
        if reviewing is None or reviewing.review is None or page is None or reviewing.number < 0:
            return
        start, end, label = reviewing.review.own(reviewing.number)
        scheme = reviewing.review.session.scheme
        menu = LabelMenu(scheme.labels, theme=self._window.theme, current=label, parent=self._window)
        menu.label_chosen.connect(reviewing.label)
        menu.open_at(page.view.viewport().mapToGlobal(page.view.rect_of(start, end).bottomLeft()))

    def _peek(self) -> None:
        if self.page is not None:
            self.page.case.toggle_lanes()

    def _focus(self, part: str) -> None:
        if self.page is not None:
            self.page.lists.go_to(part)


def _label(reviewing: Reviewing, label: str) -> None:
    reviewing.label(label)


def label_keys(scheme: LabelScheme, keys: dict[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the keys that give labels in the review, by label.

    They are those of annotating where the review has no other use for them; digits and the others take Ctrl, and where
    that is taken, too, the label is in the menu only.
    """
    taken = {key for spec in ACTIONS if Face.REVIEW in spec.face.shown for key in keys[spec.name]}
    found: dict[str, str] = {}
    for one in scheme.labels:
        plain = one.key.upper()
        for key in (plain, f"Ctrl+{plain}"):
            if plain and key not in taken:
                found[one.name] = key
                taken.add(key)
                break
    return found
