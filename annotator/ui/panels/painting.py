"""How rows of the panels' lists are painted: what all of them share, and the small things drawn in them."""

from __future__ import annotations

from collections.abc import Hashable
from typing import cast

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen, QPixmap
from PySide6.QtWidgets import (
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)
from typing_extensions import override

from annotator.ui.own_keys import CHOOSE, MOVE, is_plain
from annotator.ui.tables import RowTable
from annotator.ui.theme import LabelColours, Theme

Index = QModelIndex | QPersistentModelIndex
PAD = 12
GAP = 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_BAR = 3
_PICTURES = 120
VALUE_ROLE = Qt.ItemDataRole.UserRole + 1
"""Under which the panels' models give what a row is about."""
# As numbers: combining Qt's flags as Python enums would cost more than the painting.
_SELECTED: int = QStyle.StateFlag.State_Selected.value
_HOVER: int = QStyle.StateFlag.State_MouseOver.value
_FOCUS: int = QStyle.StateFlag.State_HasFocus.value | QStyle.StateFlag.State_Active.value
_STATES = _SELECTED | _HOVER | _FOCUS
_OWN_KEYS = (MOVE | CHOOSE) - {Qt.Key.Key_Left, Qt.Key.Key_Right}


class RowDelegate(QStyledItemDelegate):
    """Paints a row's ground (chosen, under the pointer, in focus) and lets a subclass paint what is on it.

    Painted rows are kept as pictures: a decision changes one row, but moves many of them.
    """

    lines = 1

    def __init__(self, parent: QWidget) -> None:
        """Wait for a theme."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self._pictures: dict[Hashable, QPixmap] = {}

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._pictures.clear()

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Return the height of a row; the width is the view's."""
        metrics = QFontMetrics(option.font)
        space = GAP if self.lines == 1 else 2 * GAP
        return QSize(10 * PAD, metrics.height() * self.lines + space + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        theme = self._theme
        if theme is None:
            return
        rect: QRect = option.rect
        state: int = option.state.value & _STATES
        ratio = painter.device().devicePixelRatio()
        marked = self.is_marked(index)
        key = (self.row_value(index), marked, state, rect.width(), rect.height(), ratio, option.font.key())
        picture = self._pictures.get(key)
        if picture is None:
            picture = QPixmap(rect.size() * ratio)
            picture.setDevicePixelRatio(ratio)
            picture.fill(_ground(state, theme))
            self._draw(picture, option, index, (state, marked), theme)
            if len(self._pictures) >= _PICTURES:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[key] = picture
        painter.drawPixmap(rect.topLeft(), picture)

    def _draw(
        self,
        picture: QPixmap,
        option: QStyleOptionViewItem,
        index: Index,
        look: tuple[int, bool],
        theme: Theme,
    ) -> None:
        state, marked = look
        rect = QRect(0, 0, option.rect.width(), option.rect.height())
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(option.direction)
        if marked:
            painter.fillRect(_at_start(rect, option, _BAR), theme.accent)
        if state & _FOCUS == _FOCUS:
            painter.setPen(QPen(theme.accent, 1))
            painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        painter.setFont(option.font)
        self.paint_row(painter, rect.adjusted(PAD, 0, -PAD, 0), index, theme)
        painter.end()

    def row_value(self, index: Index) -> Hashable:
        """Return all that a row shows; rows of equal values look the same."""
        return cast("Hashable", index.data(VALUE_ROLE))

    def is_marked(self, _index: Index) -> bool:
        """Tell whether a row gets the bar at its start."""
        return False

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
        """Paint what a row holds into the rectangle."""


def _ground(state: int, theme: Theme) -> QColor:
    if state & _SELECTED:
        return theme.accent_tint
    return theme.background if state & _HOVER else theme.panel


def _at_start(rect: QRect, option: QStyleOptionViewItem, width: int) -> QRect:
    if option.direction == Qt.LayoutDirection.RightToLeft:
        return QRect(rect.right() - width + 1, rect.top(), width, rect.height())
    return QRect(rect.left(), rect.top(), width, rect.height())


class RowsView(RowTable):
    """A list of rows of one height.

    It is a table of one column because a QListView looks at every row there is whenever it lays them out: six seconds
    for a million rows of a model in Python, twenty milliseconds for four thousand.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a model."""
        super().__init__(parent)
        self.horizontalHeader().hide()
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setMouseTracking(True)
        self.setMinimumHeight(56)

    @override
    def fit_rows(self) -> None:
        """Give the rows the height that the delegate and the font ask for."""
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        delegate = self.itemDelegate()
        if isinstance(delegate, RowDelegate):
            self.verticalHeader().setDefaultSectionSize(delegate.sizeHint(option, QModelIndex()).height())
            self.updateGeometry()

    @override
    def wants(self, event: QKeyEvent) -> bool:
        """Keep what moves and chooses in a list; sideways there is nothing."""
        return is_plain(event, _OWN_KEYS)


def list_view(model: QAbstractItemModel, delegate: RowDelegate, parent: QWidget) -> RowsView:
    """Return a list of rows of one height that is reached by Tab and leaves the focus alone when clicked."""
    view = RowsView(parent)
    delegate.setParent(view)
    view.setItemDelegate(delegate)
    view.setModel(model)
    view.fit_rows()
    return view


def draw_text(painter: QPainter, rect: QRect, text: str, colour: QColor, *, weight: int = 0) -> None:
    """Draw one line of text from the left, elided where it does not fit."""
    font = painter.font()
    if weight:
        font.setWeight(QFont.Weight(weight))
        painter.save()
        painter.setFont(font)
    painter.setPen(colour)
    elided = QFontMetrics(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    painter.drawText(rect, _LEFT, elided)
    if weight:
        painter.restore()


def draw_right(painter: QPainter, rect: QRect, text: str, colour: QColor) -> QRect:
    """Draw a short text at the right end and return what is left of the rectangle."""
    width = painter.fontMetrics().horizontalAdvance(text)
    painter.setPen(colour)
    painter.drawText(rect, _RIGHT, text)
    return rect.adjusted(0, 0, -width - GAP, 0)


def draw_chip(painter: QPainter, rect: QRect, label: str, colours: LabelColours) -> QRect:
    """Draw a label's chip at the right end and return what is left of the rectangle."""
    font = QFont(painter.font())
    font.setPixelSize(max(9, font.pixelSize() - 3) if font.pixelSize() > 0 else 10)
    font.setWeight(QFont.Weight.Bold)
    metrics = QFontMetrics(font)
    text = metrics.elidedText(label, Qt.TextElideMode.ElideRight, max(24, rect.width() // 2))
    width = metrics.horizontalAdvance(text) + 10
    height = metrics.height() + 4
    chip = QRectF(rect.right() - width, rect.center().y() - height / 2 + 0.5, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colours.fill)
    painter.drawRoundedRect(chip, 4, 4)
    before = painter.font()
    painter.setFont(font)
    painter.setPen(colours.text)
    painter.drawText(chip, _CENTRE, text)
    painter.setFont(before)
    return rect.adjusted(0, 0, -width - GAP // 2, 0)


def draw_key(painter: QPainter, rect: QRect, key: str, theme: Theme) -> QRect:
    """Draw a key at the right end and return what is left of the rectangle; keys stand below one another."""
    font = QFont(painter.font())
    font.setPixelSize(max(9, font.pixelSize() - 2) if font.pixelSize() > 0 else 11)
    metrics = QFontMetrics(font)
    size = metrics.height() + 2
    width = max(size, metrics.horizontalAdvance(key) + GAP)
    if key:
        cap = QRectF(rect.right() - width, rect.center().y() - size / 2 + 0.5, width, size)
        painter.setPen(QPen(theme.hairline, 1))
        painter.setBrush(theme.panel)
        painter.drawRoundedRect(cap, 4, 4)
        before = painter.font()
        painter.setFont(font)
        painter.setPen(theme.quiet)
        painter.drawText(cap, _CENTRE, key)
        painter.setFont(before)
    return rect.adjusted(0, 0, -width - GAP, 0)


def draw_box(painter: QPainter, rect: QRect, colours: LabelColours) -> QRect:
    """Draw a label's colour box at the left end and return what is left of the rectangle."""
    box = QRectF(rect.left() + 0.5, rect.center().y() - 6, 13, 13)
    painter.setPen(QPen(colours.edge, 1.5))
    painter.setBrush(colours.fill)
    painter.drawRoundedRect(box, 4, 4)
    return rect.adjusted(13 + GAP + 2, 0, 0, 0)
