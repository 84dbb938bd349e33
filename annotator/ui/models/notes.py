"""The notes of a page."""

from __future__ import annotations

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.annotation import AnnotationSet, Note
from annotator.ui.models.plain import one_line, plain_tip

Index = QModelIndex | QPersistentModelIndex
NOTE_ROLE = Qt.ItemDataRole.UserRole + 1
"""Gives the row's Note."""
_ROOT = QModelIndex()


class NotesModel(QAbstractListModel):
    """One row a note, those on the whole article first."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without a page."""
        super().__init__(parent)
        self._page: AnnotationSet | None = None
        self._notes: tuple[Note, ...] = ()

    def show_page(self, page: AnnotationSet | None) -> None:
        """List the notes of a page."""
        self.beginResetModel()
        self._page = page
        self._notes = page.notes if page is not None else ()
        self.endResetModel()

    def note(self, row: int) -> Note:
        """Return the note in a row."""
        return self._notes[row]

    def place(self, note: Note) -> str:
        """Return what a note is about."""
        if note.start < 0 or self._page is None:
            return self.tr("the whole article")
        return f"“{one_line(self._page.article.text[note.start : note.end], limit=60)}”"

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many notes there are."""
        return 0 if parent.isValid() else len(self._notes)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a note, its text, spoken text or tool tip."""
        if not index.isValid() or index.row() >= len(self._notes):
            return None
        note = self._notes[index.row()]
        if role == NOTE_ROLE:
            return note
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(note.text)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(note.text)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{one_line(note.text)}, {self.place(note)}"
        return None
