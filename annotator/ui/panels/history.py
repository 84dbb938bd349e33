"""The history: what was done, newest first; choosing a step goes back to it."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QFont, QPainter
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.annotation import AnnotationSet
from annotator.domain.decision import StepInfo
from annotator.ui.models.history import STEP_ROLE, HistoryModel
from annotator.ui.panels.base import Panel
from annotator.ui.panels.empty import EmptyPage
from annotator.ui.panels.painting import GAP, Index, RowDelegate, draw_text, list_view
from annotator.ui.theme import Theme
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes


class StepDelegate(RowDelegate):
    """Paints what was done, and to what."""

    @override
    def paint_row(self, painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
        step = cast("StepInfo", index.data(STEP_ROLE))
        model = cast("HistoryModel", index.model())
        deed = model.deed(step)
        draw_text(painter, rect, deed, theme.text, weight=QFont.Weight.Medium)
        width = painter.fontMetrics().horizontalAdvance(deed) + GAP + 4
        draw_text(painter, rect.adjusted(width, 0, 0, 0), model.about(step), theme.quiet)


class HistoryPanel(Panel):
    """The steps that stand; a click or Enter undoes everything after the step, which itself stays."""

    name = "history"
    source_title = "History"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the panel without a session."""
        super().__init__(parent)
        self._session: Session | None = None
        self.model = HistoryModel(self)
        self._delegate = StepDelegate(self)
        self.list = list_view(self.model, self._delegate, self)
        self.list.setAccessibleName(self.tr("History"))
        self.list.setAccessibleDescription(self.tr("Enter undoes everything after the step."))
        self.empty = EmptyPage(self)
        self.empty.show_text(self.tr("Nothing has been decided yet."))
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.addWidget(self._stack)
        self.list.clicked.connect(self._request)
        self.list.activated.connect(self._request)
        self._show_emptiness()

    @override
    def show_theme(self, theme: Theme) -> None:
        self._delegate.show_theme(theme)
        self.list.viewport().update()

    @override
    def show_session(self, session: Session | None) -> None:
        self._session = session
        self.model.load(session)
        self._show_emptiness()

    @override
    def show_changes(self, page: AnnotationSet, changes: Changes) -> None:
        if self._session is None:
            return
        self.model.take(self._session, page, changes)
        self.list.scrollToTop()
        self._show_emptiness()

    @override
    def take_focus(self) -> None:
        if not self.list.currentIndex().isValid() and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))
        target = self.list if self.model.rowCount() else self  # an empty list is not shown, and would refuse
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_emptiness(self) -> None:
        self._stack.setCurrentWidget(self.list if self.model.rowCount() else self.empty)

    def _request(self, index: QModelIndex) -> None:
        if index.row() > 0:  # the top step is the last one: nothing came after it
            self.undo_to_requested.emit(self.model.step(index.row()).depth)
