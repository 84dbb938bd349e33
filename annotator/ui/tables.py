"""What the window's tables share: no grid, keys that move and choose are theirs, rows as high as the font asks for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHeaderView, QTableView, QWidget
from typing_extensions import override

from annotator.ui.own_keys import CHOOSE, MOVE, is_plain, keep

_ROW = 28
_KEYS = MOVE | CHOOSE


class Table(QTableView):
    """Cells without a grid, all rows of one height."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a model."""
        super().__init__(parent)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setCornerButtonEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        fix_sections(self.verticalHeader())

    def fit_rows(self) -> None:
        """Give the rows the height that the font asks for; done anew with another font or style sheet."""
        self.verticalHeader().setDefaultSectionSize(max(_ROW, self.fontMetrics().height() + 10))

    def wants(self, event: QKeyEvent) -> bool:
        """Tell whether a key is this table's while it has the focus."""
        return is_plain(event, _KEYS)

    @override
    def changeEvent(self, event: QEvent, /) -> None:
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.fit_rows()

    @override
    def event(self, event: QEvent, /) -> bool:
        return keep(event, self.wants) or super().event(event)


class RowTable(Table):
    """A table whose rows are chosen whole, and which leaves letters to the window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a model."""
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setMinimumSectionSize(24)
        self.fit_rows()

    @override
    def moveCursor(
        self, cursorAction: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier, /
    ) -> QModelIndex:
        # As in a list: to the first and the last row, not to the ends of one.
        ends = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: -1}
        row = ends.get(cursorAction)
        if row is None:
            return super().moveCursor(cursorAction, modifiers)
        return self.model().index(row % max(1, self.model().rowCount()), 0)

    @override
    def keyboardSearch(self, search: str, /) -> None:
        """Search nothing: it would read every row there is, and letters belong to the window."""


def fix_sections(header: QHeaderView) -> None:
    """Leave the sizes of rows or columns to the program, down to one pixel."""
    header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
    header.setMinimumSectionSize(1)
