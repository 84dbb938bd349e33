"""How rows of the panels' lists are painted: what all of them share, and the small things drawn in them."""

from __future__ import annotations

from PySide6.QtCore import QAbstractItemModel, QEvent, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtCore import QModelIndex as _Index
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from annotator.ui.theme import LabelColours, Theme

Index = _Index | QPersistentModelIndex
PAD = 12
GAP = 8
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CENTRE = Qt.AlignmentFlag.AlignCenter
_BAR = 3
_OWN_KEYS = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
        Qt.Key.Key_Return,
        Qt.Key.Key_Enter,
        Qt.Key.Key_Space,
    }
)


class RowDelegate(QStyledItemDelegate):
    """Paints a row's ground (chosen, under the pointer, in focus) and lets a subclass paint what is on it."""

    lines = 1

    def __init__(self, parent: QWidget) -> None:
        """Wait for a theme."""
        super().__init__(parent)
        self.theme: Theme | None = None

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:  # noqa: N802 - Qt's name
        """Return the height of a row; the width is the view's."""
        metrics = QFontMetrics(option.font)
        space = GAP if self.lines == 1 else 2 * GAP
        return QSize(10 * PAD, metrics.height() * self.lines + space + 2)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        theme = self.theme
        if theme is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect: QRect = option.rect
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(rect, theme.accent_tint)
        elif option.state & QStyle.StateFlag.State_MouseOver:
            painter.fillRect(rect, theme.background)
        if self.is_marked(index):
            painter.fillRect(_at_start(rect, option, _BAR), theme.accent)
        if option.state & QStyle.StateFlag.State_HasFocus and option.state & QStyle.StateFlag.State_Active:
            painter.setPen(QPen(theme.accent, 1))
            painter.drawRoundedRect(QRectF(rect).adjusted(1.5, 1.5, -1.5, -1.5), 4, 4)
        painter.setFont(option.font)
        self.paint_row(painter, rect.adjusted(PAD, 0, -PAD, 0), index, theme)
        painter.restore()

    def is_marked(self, _index: Index) -> bool:
        """Tell whether a row gets the bar at its start."""
        return False

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
        """Paint what a row holds into the rectangle."""


def _at_start(rect: QRect, option: QStyleOptionViewItem, width: int) -> QRect:
    if option.direction == Qt.LayoutDirection.RightToLeft:
        return QRect(rect.right() - width + 1, rect.top(), width, rect.height())
    return QRect(rect.left(), rect.top(), width, rect.height())


class RowsView(QListView):
    """A list that keeps the keys it needs from the window's shortcuts, and leaves it all letters and digits."""

    def event(self, event: QEvent, /) -> bool:
        """Claim the keys that move and choose."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            plain = event.modifiers() in (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
            if plain and event.key() in _OWN_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyboardSearch(self, search: str, /) -> None:  # noqa: N802 - Qt's name
        """Search nothing: it would read every row there is, and letters belong to the window."""


def list_view(model: QAbstractItemModel, delegate: RowDelegate, parent: QWidget) -> RowsView:
    """Return a list of rows of one height that is reached by Tab and leaves the focus alone when clicked."""
    view = RowsView(parent)
    view.setModel(model)
    delegate.setParent(view)
    view.setItemDelegate(delegate)
    view.setUniformItemSizes(True)
    view.setFrameShape(QFrame.Shape.NoFrame)
    view.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    view.setMouseTracking(True)
    view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    view.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
    view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    view.setMinimumHeight(56)
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
    painter.drawText(rect, _LEFT | Qt.TextFlag.TextSingleLine, elided)
    if weight:
        painter.restore()


def draw_right(painter: QPainter, rect: QRect, text: str, colour: QColor) -> QRect:
    """Draw a short text at the right end and return what is left of the rectangle."""
    width = painter.fontMetrics().horizontalAdvance(text)
    painter.setPen(colour)
    painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
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
