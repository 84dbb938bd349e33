"""The entities: every surface form of the article with its labels and counts; choosing one goes to its next mention."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.annotation import AnnotationSet, Mention
from annotator.domain.decision import SpanState
from annotator.ui.models.entities import ENTITY_ROLE, EntitiesModel, Entity
from annotator.ui.models.plain import one_line
from annotator.ui.panels.base import Panel
from annotator.ui.panels.empty import EmptyPage
from annotator.ui.panels.painting import Index, RowDelegate, draw_chip, draw_right, draw_text, list_view
from annotator.ui.theme import Theme
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes

_CHIPS = 3


class EntityDelegate(RowDelegate):
    """Paints a surface form, its count and the chips of its labels."""

    def __init__(self, parent: QWidget) -> None:
        """Begin without a scheme."""
        super().__init__(parent)

    @override
    def paint_row(self, painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
        entity = cast("Entity", index.data(ENTITY_ROLE))
        rest = rect
        for label, _ in reversed(entity.labels[:_CHIPS]):
            if rest.width() > rect.width() // 2:
                colours = theme.label_colours(label)
                rest = draw_chip(painter, rest, label, colours)
        rest = draw_right(painter, rest.adjusted(0, 0, -4, 0), str(entity.count), theme.quiet)
        draw_text(painter, rest, one_line(entity.surface, limit=80), theme.text)


class EntitiesPanel(Panel):
    """What is named in the article; a click or Enter goes to the next mention of the same form."""

    name = "entities"
    source_title = "In this article"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the panel without a page."""
        super().__init__(parent)
        self._page: AnnotationSet | None = None
        self._focus: Mention | None = None
        self.model = EntitiesModel(self)
        self._delegate = EntityDelegate(self)
        self.list = list_view(self.model, self._delegate, self)
        self.list.setAccessibleName(self.tr("Entities of the article"))
        self.list.setAccessibleDescription(self.tr("Enter goes to the next mention."))
        self.empty = EmptyPage(self)
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
        self.show_page(session.page if session is not None else None)

    @override
    def show_page(self, page: AnnotationSet | None) -> None:
        self._page, self._focus = page, None
        self.model.show_page(page)
        self._show_emptiness()

    @override
    def show_changes(self, page: AnnotationSet, changes: Changes) -> None:
        if changes.reloaded or page is not self._page:
            self.show_page(page)
            return
        if changes.delta.removed or changes.delta.added:
            self.model.apply(page, changes.delta)
            self._show_emptiness()

    @override
    def show_focus(self, mention: Mention | None) -> None:
        self._focus = mention

    @override
    def take_focus(self) -> None:
        if not self.list.currentIndex().isValid() and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))
        target = self.list if self.model.rowCount() else self  # an empty list is not shown, and would refuse
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show_emptiness(self) -> None:
        if not self.model.rowCount():
            no_page = self._page is None
            self.empty.show_text(self.tr("No article is open.") if no_page else self.tr("Nothing is labelled yet."))
        self._stack.setCurrentWidget(self.list if self.model.rowCount() else self.empty)

    def _request(self, index: QModelIndex) -> None:
        page = self._page
        if page is None:
            return
        surface = self.model.entity(index.row()).surface
        after = -1
        if self._focus is not None and page.surface(self._focus) == surface:
            after = self._focus.start
        mentions = [
            one for one in page.mentions if one.state is not SpanState.REJECTED and page.surface(one) == surface
        ]
        following = next((one for one in mentions if one.start > after), mentions[0] if mentions else None)
        if following is not None:
            self.mention_requested.emit(following.key)
