"""How a matrix looks: the heat behind its numbers, the frame of the chosen cell, its heads and its corner."""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView, QWidget
from typing_extensions import override

from annotator.ui.models.plain import plain_tip
from annotator.ui.review.matrix_model import CELL_ROLE, Cell
from annotator.ui.theme import Theme, from_oklch, mixed, to_oklch

Index = QModelIndex | QPersistentModelIndex
_PAD = 8
_RED = 20.0
"""Degrees in OKLCH; everything else of the red is the theme's green's."""
_MOST = {False: 0.62, True: 0.42}
"""By dark: how much of its colour the strongest cell has, so that text upon it stays readable."""
_CENTRE = Qt.AlignmentFlag.AlignCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


def heat(cell: Cell, theme: Theme) -> QColor:
    """Return the ground of a cell: the panel with more of green or red the stronger it is."""
    if cell.strength <= 0:
        return theme.panel
    light, chroma, _ = to_oklch(theme.saved)
    colour = theme.saved if cell.agreeing else from_oklch(light, chroma * 1.4, _RED)
    share = 0.06 + (_MOST[theme.dark] - 0.06) * min(1.0, cell.strength)
    return mixed(theme.panel, colour, share)


def ink(cell: Cell, theme: Theme) -> QColor:
    """Return the colour of a cell's text; one with nothing behind it is quiet."""
    return theme.text if cell.choosable or cell.strength > 0 else theme.quiet


class CellDelegate(QStyledItemDelegate):
    """Paints cells."""

    def __init__(self, parent: QTableView) -> None:
        """Wait for a theme."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self._font = QFont()
        self.chosen: tuple[int, int] | None = None

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._font = theme.interface_font(theme.interface_px - 1)

    def width_of(self, texts: Iterable[str]) -> int:
        """Return how wide a cell must be for all of these."""
        metrics = QFontMetrics(self._font)
        return max(map(metrics.horizontalAdvance, texts), default=0) + _PAD

    @override
    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        theme, cell = self._theme, cast("Cell | None", index.data(CELL_ROLE))
        if theme is None or cell is None:
            return
        rect: QRect = option.rect
        painter.save()
        painter.fillRect(rect, heat(cell, theme))
        painter.setFont(self._font)
        painter.setPen(ink(cell, theme))
        painter.drawText(rect, _CENTRE, cell.text)
        if (index.row(), index.column()) == self.chosen:
            _frame(painter, rect, QPen(theme.accent, 2))
        elif option.state & QStyle.StateFlag.State_HasFocus:
            _frame(painter, rect, QPen(theme.accent, 1, Qt.PenStyle.DashLine))
        elif option.state & QStyle.StateFlag.State_MouseOver and cell.choosable:
            _frame(painter, rect, QPen(theme.quiet, 1))
        painter.restore()


def _frame(painter: QPainter, rect: QRect, pen: QPen) -> None:
    inset = pen.widthF() / 2
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(rect).adjusted(inset, inset, -inset, -inset))


class HeadView(QHeaderView):
    """Names of rows or columns, elided, quiet but for those of the current cell."""

    def __init__(self, orientation: Qt.Orientation, parent: QTableView) -> None:
        """Wait for a theme."""
        super().__init__(orientation, parent)
        self._theme: Theme | None = None
        self._table = parent
        self.upright = False
        """Whether names are written from the bottom up."""
        self.setSectionsClickable(False)
        self.setHighlightSections(False)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.viewport().update()

    def _names_font(self) -> QFont:
        return self._theme.interface_font(self._theme.interface_px - 1) if self._theme is not None else self.font()

    def width_of_names(self) -> int:
        """Return how wide a name may have to be."""
        model = self.model()
        metrics = QFontMetrics(self._names_font())
        names = (str(model.headerData(at, self.orientation())) for at in range(self.count())) if model else ()
        return max(map(metrics.horizontalAdvance, names), default=0) + 2 * _PAD

    @override
    def paintSection(self, painter: QPainter, rect: QRect, logicalIndex: int, /) -> None:
        theme = self._theme
        if theme is None:
            return
        across = self.orientation() == Qt.Orientation.Horizontal
        current = self._table.currentIndex()
        here = current.isValid() and (current.column() if across else current.row()) == logicalIndex
        font = self._names_font()
        text = str(self.model().headerData(logicalIndex, self.orientation()))
        room = rect.adjusted(2, 0, -2, 0) if across else rect.adjusted(_PAD // 2, 0, -_PAD, 0)
        place = _CENTRE if across else _RIGHT
        painter.save()
        painter.fillRect(rect, theme.panel)
        painter.setFont(font)
        painter.setPen(theme.text if here and self._table.hasFocus() else theme.quiet)
        if self.upright:
            painter.translate(rect.left(), rect.bottom())
            painter.rotate(-90)
            room, place = QRect(_PAD // 2, 0, rect.height() - _PAD, rect.width()), _LEFT
        shown = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, place, shown)
        painter.restore()


class CornerText(QWidget):
    """What the corner says about rows and columns."""

    def __init__(self, parent: QTableView) -> None:
        """Begin without a text."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self._text = ""

    def show_text(self, text: str) -> None:
        """Say this."""
        self._text = text
        self.setToolTip(plain_tip(text))
        self.update()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def _corner_font(self) -> QFont:
        return self._theme.interface_font(self._theme.interface_px - 2) if self._theme is not None else self.font()

    @override
    def sizeHint(self) -> QSize:
        metrics = QFontMetrics(self._corner_font())
        return QSize(metrics.horizontalAdvance(self._text) + 2 * _PAD, metrics.height())

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.panel)
        painter.setFont(self._corner_font())
        painter.setPen(self._theme.quiet)
        room = self.rect().adjusted(_PAD // 2, 0, -_PAD, -_PAD // 2)
        shown = painter.fontMetrics().elidedText(self._text, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, shown)
        painter.end()
