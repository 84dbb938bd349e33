"""A ranked list, names with a number and a thin bar: labels by how well they agree, articles by what is open there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from annotator.ui.models.plain import isolated, one_line, plain_tip
from annotator.ui.own_keys import CHOOSE, is_plain
from annotator.ui.panels.painting import GAP, VALUE_ROLE, RowDelegate, RowsView, draw_right, draw_text
from annotator.ui.theme import Theme, mixed

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_BAR = 3
_NOTE_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class Ranked:
    """A row: its name, its number as text, how much of the width its bar takes (0 to 1), and a few quiet words."""

    name: str
    value: str
    fraction: float
    note: str = ""
    tooltip: str = ""


class RankedModel(QAbstractListModel):
    """The rows, best or worst first as they were handed in."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._rows: Sequence[Ranked] = ()

    def show_rows(self, rows: Sequence[Ranked]) -> None:
        """Take other rows."""
        if len(rows) == len(self._rows):
            self._rows = tuple(rows)
            if rows:
                self.dataChanged.emit(self.index(0), self.index(len(rows) - 1))
            return
        self.beginResetModel()
        self._rows = tuple(rows)
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._rows)

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        row = self._rows[index.row()]
        if role == VALUE_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(row.name)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(row.tooltip or row.name)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return ", ".join(part for part in (isolated(row.name), row.value, row.note) if part)
        return None


class RankedDelegate(RowDelegate):
    """Paints name, note and number above a thin bar."""

    @override
    def paint_row(self, painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
        row = cast("Ranked", index.data(VALUE_ROLE))
        text = rect.adjusted(0, 0, 0, -_BAR)
        rest = draw_right(painter, text, row.value, theme.text)
        if row.note:
            metrics = painter.fontMetrics()
            note = metrics.elidedText(row.note, Qt.TextElideMode.ElideRight, int(rect.width() * _NOTE_SHARE))
            rest = draw_right(painter, rest.adjusted(0, 0, -GAP // 2, 0), note, theme.quiet)
        draw_text(painter, rest, one_line(row.name, limit=120), theme.text)
        track = QRectF(rect.left(), rect.bottom() - _BAR - 1, rect.width(), _BAR)
        filled = QRectF(track)
        filled.setWidth(track.width() * min(max(row.fraction, 0.0), 1.0))
        if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft:
            filled.moveRight(track.right())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.hairline)
        painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        painter.setBrush(mixed(theme.accent, theme.panel, 0.25))
        painter.drawRoundedRect(filled, _BAR / 2, _BAR / 2)


class RankedList(RowsView):
    """The list: arrows move, a click, Enter or Space chooses."""

    row_chosen = Signal(int)
    """This row is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without rows."""
        super().__init__(parent)
        self.rows = RankedModel(self)
        self._delegate = RankedDelegate(self)
        self.setItemDelegate(self._delegate)
        self.setModel(self.rows)
        self.fit_rows()
        self.clicked.connect(self._click)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.show_theme(theme)
        self.viewport().update()

    def show_rows(self, rows: Sequence[Ranked]) -> None:
        """Show these rows; the current one stays where it was when there are as many."""
        self.rows.show_rows(rows)

    def _click(self, index: QModelIndex) -> None:
        self.row_chosen.emit(index.row())

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if is_plain(event, CHOOSE):
            if self.currentIndex().isValid():
                self.row_chosen.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)
