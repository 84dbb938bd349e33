"""A list of labels at the pointer, to choose one by mouse, arrow keys, its key, or by typing a part of its name."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHideEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from annotator.domain.scheme import Label
from annotator.ui.theme import Theme

_ROW, _PAD, _SWATCH, _WIDTH, _MOST_ROWS = 28, 8, 14, 248, 12
_NAME = Qt.ItemDataRole.UserRole
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: _MOST_ROWS, Qt.Key.Key_PageUp: -_MOST_ROWS}


class _RowPainter(QStyledItemDelegate):
    """Draws a label's row: swatch, name, count, key."""

    def __init__(self, menu: LabelMenu, theme: Theme) -> None:
        super().__init__(menu)
        self._menu = menu
        self._theme = theme

    @override
    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(_WIDTH - 2 * _PAD, _ROW)

    @override
    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        label = self._menu.label(index.data(_NAME))
        # The stubs know the option's C++ base's fields only by name.
        area: QRect = option.rect  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
        state: QStyle.StateFlag = option.state  # pyright: ignore[reportAttributeAccessIssue, reportUnknownMemberType, reportUnknownVariableType]
        theme, colours = self._theme, self._theme.label_colours(label.name)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent_tint)
            painter.drawRoundedRect(QRectF(area), 4, 4)
        painter.setPen(QPen(colours.edge, 1.5))
        painter.setBrush(colours.fill)
        top = area.top() + (area.height() - _SWATCH) / 2
        painter.drawRoundedRect(QRectF(area.left() + _PAD, top, _SWATCH, _SWATCH), 4, 4)
        right = area.right() - _PAD
        if label.key:
            key = QRect(right - 19, area.top() + 5, 20, area.height() - 10)
            painter.setPen(theme.hairline)
            painter.setBrush(theme.panel)
            painter.drawRoundedRect(QRectF(key).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
            painter.setPen(theme.quiet)
            painter.drawText(key, Qt.AlignmentFlag.AlignCenter, label.key.upper())
        right -= 28
        count = self._menu.count(label.name)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setPen(theme.quiet)
        if count:
            painter.drawText(
                QRect(right - 48, area.top(), 48, area.height()), Qt.AlignmentFlag.AlignRight | middle, str(count)
            )
        name = QRect(
            area.left() + 2 * _PAD + _SWATCH, area.top(), right - 48 - area.left() - 2 * _PAD - _SWATCH, area.height()
        )
        painter.setPen(theme.text)
        font = painter.font()
        font.setBold(label.name == self._menu.current)
        painter.setFont(font)
        shown = QFontMetrics(font).elidedText(label.name, Qt.TextElideMode.ElideRight, name.width())
        painter.drawText(name, Qt.AlignmentFlag.AlignLeft | middle, shown)
        painter.restore()


class LabelMenu(QFrame):
    """A popup that asks for one label; it closes by itself and says what came of it."""

    label_chosen = Signal(str)
    rejected = Signal()

    def __init__(
        self,
        labels: Sequence[Label],
        *,
        theme: Theme,
        counts: Mapping[str, int] | None = None,
        current: str = "",
        parent: QWidget | None = None,
    ) -> None:
        """List labels in the scheme's order; `current` is the one the span has, `counts` how many each has here."""
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("label_menu")
        self.setStyleSheet(
            f"#label_menu {{ background: {theme.panel.name()}; border: 1px solid {theme.hairline.name()}; }}"
            f" QListWidget {{ background: {theme.panel.name()}; border: none; }}"
        )
        self._labels = {one.name: one for one in labels}
        self._counts = counts or {}
        self._chosen = ""
        self.current = current
        """The name of the label the span has."""
        self._filter = QLineEdit(placeholderText=self.tr("Type to find a label"))
        self._filter.setAccessibleName(self.tr("Find a label"))
        self._filter.textChanged.connect(self._narrow)
        self._filter.installEventFilter(self)
        self._list = QListWidget()
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(self.tr("Labels"))
        self._list.setMouseTracking(True)
        self._list.setItemDelegate(_RowPainter(self, theme))
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.itemClicked.connect(self._choose_item)
        self._list.itemEntered.connect(self._list.setCurrentItem)
        for one in labels:
            item = QListWidgetItem(one.name)
            item.setData(_NAME, one.name)
            item.setToolTip(one.title if one.title != one.name else "")
            self._list.addItem(item)
        self._list.setFixedHeight(_ROW * min(max(1, len(labels)), _MOST_ROWS) + 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(_PAD, _PAD, _PAD, _PAD)
        column.setSpacing(4)
        column.addWidget(self._filter)
        column.addWidget(self._list)
        self.setFixedWidth(_WIDTH)
        self._list.setCurrentRow(max(0, list(self._labels).index(current)) if current in self._labels else 0)

    def label(self, name: str) -> Label:
        """Return the label of that name."""
        return self._labels[name]

    def count(self, name: str) -> int:
        """Return how many spans of that label the article has."""
        return self._counts.get(name, 0)

    def open_at(self, point: QPoint) -> None:
        """Show the menu below a point of the screen, or above it where there is no room; it takes the keyboard."""
        self.adjustSize()
        screen = self.screen().availableGeometry()
        x = min(max(point.x(), screen.left()), screen.right() - self.width())
        y = point.y() + 4
        if y + self.height() > screen.bottom():
            y = max(screen.top(), point.y() - self.height() - 4)
        self.move(x, y)
        self.show()
        self._filter.setFocus()

    def _narrow(self, typed: str) -> None:
        """Leave the labels whose name or title has the typed text, the first that begins with it as the current one."""
        wanted = typed.strip().casefold()
        best: QListWidgetItem | None = None
        for row in range(self._list.count()):
            item = self._list.item(row)
            label = self._labels[item.data(_NAME)]
            hit = wanted in label.name.casefold() or wanted in label.title.casefold()
            item.setHidden(not hit)
            if hit and (best is None or (not self._begins(best, wanted) and self._begins(item, wanted))):
                best = item
        if best is not None:
            self._list.setCurrentItem(best)

    @staticmethod
    def _begins(item: QListWidgetItem, wanted: str) -> bool:
        name: str = item.data(_NAME)
        return name.casefold().startswith(wanted)

    def _choose_item(self, item: QListWidgetItem | None) -> None:
        if item is not None and not item.isHidden():
            self._choose(item.data(_NAME))

    def _choose(self, name: str) -> None:
        self._chosen = name
        self.close()

    def _step(self, by: int) -> None:
        shown = [row for row in range(self._list.count()) if not self._list.item(row).isHidden()]
        if shown:
            at = shown.index(self._list.currentRow()) if self._list.currentRow() in shown else 0
            self._list.setCurrentRow(shown[min(max(at + by, 0), len(shown) - 1)])

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that move and choose before the filter's field gets them."""
        if watched is self._filter and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        if key in _STEPS:
            self._step(_STEPS[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose_item(self._list.currentItem())
        elif key == Qt.Key.Key_Escape:
            self.close()
        else:
            # Digits choose at once; letters are for typing a name.
            typed = event.text()
            named = next((one for one in self._labels.values() if one.key and one.key == typed), None)
            if named is None or typed.isalpha() or self._filter.text():
                return False
            self._choose(named.name)
        return True

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Say what was chosen, however the menu went."""
        super().hideEvent(event)
        if self._chosen:
            self.label_chosen.emit(self._chosen)
        else:
            self.rejected.emit()
