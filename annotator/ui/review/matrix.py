"""A matrix whose cells are chosen: annotators by annotators, or labels by labels. What stands in it is handed in."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QWidget
from typing_extensions import override

from annotator.ui.own_keys import CHOOSE, is_plain
from annotator.ui.review.matrix_model import Cell, Matrix, MatrixModel
from annotator.ui.review.matrix_painting import CellDelegate, CornerText, HeadView
from annotator.ui.tables import Table, fix_sections
from annotator.ui.theme import Theme

__all__ = ["Cell", "Matrix", "MatrixModel", "MatrixView"]

_NARROWEST, _WIDEST = 40, 80
"""Pixels: a column is as wide as its widest name asks for within these, all of them the same."""
_READABLE = 60
"""Pixels: a name in less room is better read upright."""
_UPRIGHT = 28
"""Pixels: no column is narrower."""
_NAMES = 184
_NAMES_SHARE = 3
"""The names of rows take at most one part in so many of the width."""
_ROW = 26


class MatrixView(Table):
    """A painted matrix: arrows move, Enter and Space choose a cell or let go of it, Esc lets go."""

    cell_chosen = Signal(int, int)
    """This row's and column's cell is wanted."""
    cell_cleared = Signal()
    """No cell is wanted any more."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a matrix."""
        super().__init__(parent)
        self._model = MatrixModel(self)
        self._delegate = CellDelegate(self)
        self._heads = HeadView(Qt.Orientation.Horizontal, self)
        self._names = HeadView(Qt.Orientation.Vertical, self)
        self.chosen: tuple[int, int] | None = None
        """Row and column of the cell that is chosen."""
        self.setHorizontalHeader(self._heads)
        self.setVerticalHeader(self._names)
        self.setModel(self._model)
        self.setItemDelegate(self._delegate)
        fix_sections(self._heads)
        fix_sections(self._names)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self._corner = CornerText(self)
        self._between_bars = CornerText(self)
        self.setCornerWidget(self._between_bars)
        self.clicked.connect(self._toggle)

    # ---- showing

    def show_matrix(self, matrix: Matrix) -> None:
        """Show another matrix; the cell chosen stays when the names are the same, else none is, without a signal."""
        if self._model.show_matrix(matrix):
            self.chosen = self._delegate.chosen = None
        self._corner.show_text(matrix.corner)
        self.setAccessibleDescription(matrix.corner)
        self.fit_rows()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.show_theme(theme)
        self._heads.show_theme(theme)
        self._names.show_theme(theme)
        self._corner.show_theme(theme)
        self._between_bars.show_theme(theme)
        self.fit_rows()
        self.viewport().update()

    def show_chosen(self, cell: tuple[int, int] | None) -> None:
        """Frame this cell, or none; no signal."""
        self.chosen = self._delegate.chosen = cell
        if cell is not None:
            self.setCurrentIndex(self._model.index(*cell))
        self.viewport().update()

    # ---- sizes

    @override
    def fit_rows(self) -> None:
        """Give all columns one width and all rows one height.

        Columns are as wide as their names ask for; where they would not all be seen, names stand upright and columns
        are as narrow as their numbers allow. What still has no room is scrolled to.
        """
        names, corner = self._names.width_of_names(), self._corner.sizeHint().width()
        most = max(_NARROWEST, min(_NAMES, self.width() // _NAMES_SHARE))
        self._names.setFixedWidth(min(max(names, corner, _NARROWEST), most))
        rows, columns = self._model.rowCount(), self._model.columnCount()
        least = max(_UPRIGHT, self._delegate.width_of(self._texts()))
        wanted = min(max(self._heads.width_of_names(), _NARROWEST, least), max(_WIDEST, least))
        room = (self.width() - self._names.width()) // max(1, columns)
        self._heads.upright = room < min(wanted, _READABLE)
        self._heads.setDefaultSectionSize(max(least, min(wanted, room)) if self._heads.upright else min(wanted, room))
        upright = min(self._heads.width_of_names(), _NAMES // 2)
        self._heads.setFixedHeight(upright if self._heads.upright else self._row_height())
        high = (self.height() - self._heads.height()) // max(1, rows)
        self._names.setDefaultSectionSize(max(self._least_row(), min(self._row_height(), high)))
        self.updateGeometries()
        self._corner.setGeometry(self._corner_rect())
        self._heads.viewport().update()

    def _texts(self) -> list[str]:
        return [cell.text for row in self._model.matrix.cells for cell in row]

    def _row_height(self) -> int:
        return max(_ROW, self.fontMetrics().height() + 8)

    def _least_row(self) -> int:
        return self.fontMetrics().height() + 4

    def _corner_rect(self) -> QRect:
        wide, high = self._names.width(), self._heads.height()
        return QRect(self.width() - wide if self.isRightToLeft() else 0, 0, wide, high)

    @override
    def sizeHint(self) -> QSize:
        rows, columns = self._model.rowCount(), self._model.columnCount()
        wide = self._names.width() + columns * min(max(self._heads.width_of_names(), _NARROWEST), _WIDEST)
        return QSize(wide, self._heads.height() + rows * self._row_height() + 2)

    @override
    def minimumSizeHint(self) -> QSize:
        rows = min(3, self._model.rowCount())
        return QSize(self._names.width() + 3 * _NARROWEST, self._heads.height() + rows * self._row_height() + 2)

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        self.fit_rows()

    # ---- choosing

    def _toggle(self, index: QModelIndex) -> None:
        """Choose a cell, or let go of it when it is the one that is chosen."""
        if not index.isValid() or not self._model.cell(index.row(), index.column()).choosable:
            return
        cell = index.row(), index.column()
        if cell == self.chosen:
            self._clear()
            return
        self.show_chosen(cell)
        self.cell_chosen.emit(*cell)

    def _clear(self) -> None:
        self.show_chosen(None)
        self.cell_cleared.emit()

    @override
    def wants(self, event: QKeyEvent) -> bool:
        """Keep what moves and chooses, and Esc while there is a cell to let go of."""
        return super().wants(event) or (self.chosen is not None and is_plain(event, (Qt.Key.Key_Escape,)))

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if not self.wants(event):
            event.ignore()
        elif event.key() in CHOOSE:
            self._toggle(self.currentIndex())
        elif event.key() == Qt.Key.Key_Escape:
            self._clear()
        else:
            super().keyPressEvent(event)
