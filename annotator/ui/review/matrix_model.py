"""A matrix as values, and as a model that Qt asks: cells by row and column with their names."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from annotator.ui.models.plain import one_line, plain_tip

Index = QModelIndex | QPersistentModelIndex
CELL_ROLE = Qt.ItemDataRole.UserRole + 1
"""Gives the Cell."""
_ROOT = QModelIndex()


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell: text, how strong its ground is (0 to 1), green for agreeing and red for not.

    One that is not `choosable` has nothing behind it; its text is quiet.
    """

    text: str
    strength: float = 0.0
    agreeing: bool = False
    tooltip: str = ""
    choosable: bool = True


@dataclass(frozen=True, slots=True)
class Matrix:
    """Cells by row and column, the names of both, and what the corner says about them."""

    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    cells: tuple[tuple[Cell, ...], ...] = ()
    corner: str = ""


class MatrixModel(QAbstractTableModel):
    """A matrix as Qt asks for it."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.matrix = Matrix()

    def show_matrix(self, matrix: Matrix) -> bool:
        """Show another; return whether its rows and columns are others."""
        same = (matrix.rows, matrix.columns) == (self.matrix.rows, self.matrix.columns)
        if same:
            self.matrix = matrix
            if matrix.rows and matrix.columns:
                last = self.index(len(matrix.rows) - 1, len(matrix.columns) - 1)
                self.dataChanged.emit(self.index(0, 0), last)
            return False
        self.beginResetModel()
        self.matrix = matrix
        self.endResetModel()
        return True

    def cell(self, row: int, column: int) -> Cell:
        """Return what stands in a cell."""
        return self.matrix.cells[row][column]

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.matrix.rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.matrix.columns)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.matrix.rows) or index.column() >= len(self.matrix.columns):
            return None
        cell = self.cell(index.row(), index.column())
        if role == CELL_ROLE:
            return cell
        if role == Qt.ItemDataRole.DisplayRole:
            return cell.text
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(cell.tooltip)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            names = self.matrix.rows[index.row()], self.matrix.columns[index.column()]
            return f"{one_line(names[0])} × {one_line(names[1])}: {cell.text or '–'}"
        return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        names = self.matrix.columns if orientation == Qt.Orientation.Horizontal else self.matrix.rows
        if not 0 <= section < len(names):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(names[section])
        return plain_tip(names[section]) if role == Qt.ItemDataRole.ToolTipRole else None
