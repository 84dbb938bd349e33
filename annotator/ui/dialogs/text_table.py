"""A table of texts to read and to copy: what was left out or lost, and why. Nothing in it can be changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from annotator.ui.models.plain import isolated, one_line, plain_tip
from annotator.ui.own_keys import keep

Cell: TypeAlias = str | tuple[str, ...]
"""What stands in a cell: one text, or several that must not turn one another's direction."""

_LIMIT = 500
_COPIED = 10_000


class TextTable(QTableView):
    """Rows of texts. Ctrl+C copies the chosen rows, or all of them; the whole of a text is in its tool tip."""

    def __init__(self, headers: Sequence[str], name: str, parent: QWidget | None = None) -> None:
        """Begin without rows; `name` is what a screen reader calls the table."""
        super().__init__(parent)
        self._headers = list(headers)
        self._rows = QStandardItemModel(0, len(headers), self)
        self._rows.setHorizontalHeaderLabels(self._headers)
        self.setModel(self._rows)
        self.setAccessibleName(name)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def show_rows(self, rows: Sequence[Sequence[Cell]]) -> None:
        """Show these rows instead of what was there."""
        self._rows.removeRows(0, self._rows.rowCount())
        for row in rows:
            self._rows.appendRow([_item(cell) for cell in row])

    def copy_all(self) -> None:
        """Copy every row, columns parted by tabs."""
        self._copy(list(range(self._rows.rowCount())))

    def _copy(self, rows: list[int]) -> None:
        columns = range(self._rows.columnCount())
        lines = (
            "\t".join(one_line(str(self._rows.index(row, at).data()), limit=_COPIED) for at in columns) for row in rows
        )
        QGuiApplication.clipboard().setText("\n".join(lines))

    @override
    def event(self, event: QEvent) -> bool:
        return keep(event, lambda key: key.matches(QKeySequence.StandardKey.Copy)) or super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
            self._copy(chosen or list(range(self._rows.rowCount())))
        else:
            super().keyPressEvent(event)


def _item(cell: Cell) -> QStandardItem:
    several = isinstance(cell, tuple)
    item = QStandardItem(", ".join(map(isolated, cell)) if several else one_line(cell, limit=_LIMIT))
    item.setToolTip(plain_tip("\n".join(cell) if several else cell))
    item.setEditable(False)
    return item
