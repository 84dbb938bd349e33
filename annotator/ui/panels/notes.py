"""The notes on the article and its places; choosing one goes there, the buttons ask to write, edit or delete."""

from __future__ import annotations

from collections.abc import Hashable
from typing import cast

from PySide6.QtCore import QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QAction, QKeySequence, QPainter
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.annotation import AnnotationSet, Note
from annotator.ui.models.notes import NOTE_ROLE, NotesModel
from annotator.ui.models.plain import one_line
from annotator.ui.panels.base import Panel
from annotator.ui.panels.empty import EmptyPage
from annotator.ui.panels.painting import GAP, Index, RowDelegate, draw_text, list_view
from annotator.ui.theme import Theme
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes


class NoteDelegate(RowDelegate):
    """Paints a note and, below it, what it is about."""

    lines = 2

    @override
    def row_value(self, index: Index) -> Hashable:
        note = cast("Note", index.data(NOTE_ROLE))
        return note, cast("NotesModel", index.model()).place(note)

    @override
    def paint_row(self, painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
        note = cast("Note", index.data(NOTE_ROLE))
        model = cast("NotesModel", index.model())
        line = painter.fontMetrics().height()
        top = QRect(rect.left(), rect.top() + GAP, rect.width(), line)
        draw_text(painter, top, one_line(note.text), theme.text)
        draw_text(painter, top.translated(0, line + 1), model.place(note), theme.quiet)


class NotesPanel(Panel):
    """The notes of the open article."""

    name = "notes"
    source_title = "Notes"

    place_requested = Signal(int, int)
    """Show the range [start, end) of a note."""
    note_edit_requested = Signal(str)
    """Edit the note of this key."""
    note_delete_requested = Signal(str)
    """Take the note of this key away."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the panel without a page."""
        super().__init__(parent)
        self.model = NotesModel(self)
        self._delegate = NoteDelegate(self)
        self.list = list_view(self.model, self._delegate, self)
        self.list.setAccessibleName(self.tr("Notes"))
        self.list.setAccessibleDescription(self.tr("Enter goes to the note’s place, Delete takes the note away."))
        self.empty = EmptyPage(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.new = self._button(self.tr("New…"))
        self.edit = self._button(self.tr("Edit…"))
        self.delete = self._button(self.tr("Delete"))
        buttons = QHBoxLayout()
        buttons.setContentsMargins(12, 0, 12, 0)
        for button in (self.new, self.edit, self.delete):
            buttons.addWidget(button)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 8)
        layout.addWidget(self._stack, 1)
        layout.addLayout(buttons)
        remove = QAction(self)
        remove.setShortcut(QKeySequence(Qt.Key.Key_Delete))
        remove.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        self.list.addAction(remove)
        remove.triggered.connect(self._delete)
        self.list.clicked.connect(self._request)
        self.list.activated.connect(self._request)
        self.list.selectionModel().currentChanged.connect(self._enable)
        self.new.clicked.connect(lambda: self.action_requested.emit("note"))
        self.edit.clicked.connect(self._edit)
        self.delete.clicked.connect(self._delete)
        self.show_page(None)

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        return button

    @override
    def show_theme(self, theme: Theme) -> None:
        self._delegate.show_theme(theme)
        self.list.viewport().update()

    @override
    def show_session(self, session: Session | None) -> None:
        self.show_page(session.page if session is not None else None)

    @override
    def show_page(self, page: AnnotationSet | None) -> None:
        self.model.show_page(page)
        no_page = page is None
        self.empty.show_text(self.tr("No article is open.") if no_page else self.tr("There are no notes."))
        self._stack.setCurrentWidget(self.list if self.model.rowCount() else self.empty)
        self.new.setEnabled(not no_page)
        self._enable()

    @override
    def show_changes(self, page: AnnotationSet, changes: Changes) -> None:
        if changes.delta.notes or changes.reloaded:
            self.show_page(page)

    @override
    def take_focus(self) -> None:
        if not self.list.currentIndex().isValid() and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(0))
        target = self.list if self.model.rowCount() else self.new
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _enable(self) -> None:
        chosen = self.list.currentIndex().isValid()
        self.edit.setEnabled(chosen)
        self.delete.setEnabled(chosen)

    def _edit(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.note_edit_requested.emit(self.model.note(index.row()).key)

    def _delete(self) -> None:
        index = self.list.currentIndex()
        if index.isValid():
            self.note_delete_requested.emit(self.model.note(index.row()).key)

    def _request(self, index: QModelIndex) -> None:
        note = self.model.note(index.row())
        if note.start >= 0:
            self.place_requested.emit(note.start, note.end)
        else:
            self.action_requested.emit("article_panel")
