"""What pressing, dragging and letting go of the mouse means: a click, a selection, a span's end being moved.

Shows the drag as a selection and says what came of it through the view's signals; changes no mention.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, QTimer

from annotator.domain.tokens import snap, word_at
from annotator.ui.article.hover import grip_at

if TYPE_CHECKING:
    from annotator.ui.article.view import ArticleView

_TICK_MS = 30
_JITTER = 4
"""Pixels the hand may move during a click; fewer than a narrow letter has."""
_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


class Mouse(QObject):
    """One pointer's gestures over a view."""

    def __init__(self, view: ArticleView) -> None:
        """Watch nothing yet; the view hands its events over."""
        super().__init__(view)
        self._view = view
        self._pressed: QPoint | None = None
        self._anchor = 0
        self._moving = False
        self._grip: int | None = None
        self._last = QPoint()
        self._modifiers = Qt.KeyboardModifier.NoModifier
        # Runs only while a drag is beyond an edge.
        self._edge = QTimer(self, interval=_TICK_MS)
        self._edge.timeout.connect(self._scroll_on)

    @property
    def has_grip(self) -> bool:
        """Tell whether a handle of the focused mention is held."""
        return self._grip is not None

    def press(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        """Begin a gesture at a point of the viewport."""
        view = self._view
        x, y = view.to_column(point)
        self._pressed, self._last, self._modifiers, self._moving = point, point, modifiers, False
        self._grip = grip_at(view.column, view.focused, x, y)
        if self._grip is not None:
            return
        offset = view.column.offset_at(x, y)
        if modifiers & _SHIFT:
            self._moving = True
            self._anchor = view.anchor
            self._drag_to(offset)
            return
        self._anchor = offset

    def move(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        """Go on with the gesture."""
        if self._pressed is None:
            return
        self._last, self._modifiers = point, modifiers
        if not self._moving:
            if (point - self._pressed).manhattanLength() < _JITTER:
                return
            self._moving = True
        height = self._view.viewport().height()
        if 0 <= point.y() < height:
            self._edge.stop()
        elif not self._edge.isActive():
            self._edge.start()
        self._follow()

    def release(self, point: QPoint, modifiers: Qt.KeyboardModifier, *, where: QPoint) -> None:
        """End the gesture; `where` is the point on the screen."""
        if self._pressed is None:
            return
        self._last, self._modifiers = point, modifiers
        moving, grip = self._moving, self._grip
        if moving:
            self._follow()
        self.cancel()
        view = self._view
        if grip is not None:
            focused, selection = view.focused, view.selection()
            view.clear_selection()
            if moving and focused is not None and selection not in (None, (focused.start, focused.end)):
                view.bounds_dragged.emit(focused.key, *selection)
        elif moving:
            selection = view.selection()
            if selection is not None:
                view.selection_made.emit(*selection, where)
        else:
            self._click(point, modifiers)

    def cancel(self) -> None:
        """Forget the gesture."""
        self._edge.stop()
        self._pressed, self._grip, self._moving = None, None, False

    def double_click(self, point: QPoint, *, where: QPoint) -> None:
        """Ask for a mention's labels, or select the word at the point."""
        self.cancel()
        view = self._view
        x, y = view.to_column(point)
        key = self._key_at(x, y)
        if key:
            view.mention_double_clicked.emit(key, where)
            return
        start, end = word_at(view.text, view.column.offset_at(x, y))
        if start < end:
            view.select(start, end)
            view.selection_made.emit(start, end, where)

    def _click(self, point: QPoint, modifiers: Qt.KeyboardModifier) -> None:
        view = self._view
        x, y = view.to_column(point)
        key = self._key_at(x, y)
        if not modifiers & _SHIFT:
            view.set_caret(self._anchor)
        if key:
            view.mention_clicked.emit(key, modifiers)
        clicked = view.range_at(x, y)
        if clicked is not None:
            view.range_clicked.emit(*clicked)

    def _key_at(self, x: float, y: float) -> str:
        mark = self._view.column.mark_at(x, y)
        return mark.mention.key if mark is not None else ""

    def _follow(self) -> None:
        view = self._view
        x, y = view.to_column(self._last)
        self._drag_to(view.column.offset_at(x, y))

    def _drag_to(self, offset: int) -> None:
        view, exact = self._view, bool(self._modifiers & _CTRL)
        if self._grip is not None:
            mention = view.focused
            if mention is None:
                return
            # At least one token stays.
            fixed = mention.end if self._grip == 0 else mention.start
            offset = min(offset, fixed - 1) if self._grip == 0 else max(offset, fixed + 1)
            low, high = min(offset, fixed), max(offset, fixed)
            start, end = (low, high) if exact else snap(view.text, low, high)
            view.select(*((start, fixed) if self._grip == 0 else (fixed, end)))
            return
        low, high = min(self._anchor, offset), max(self._anchor, offset)
        start, end = (low, high) if exact else snap(view.text, low, high)
        if start == end:
            view.clear_selection()
        elif offset < self._anchor:
            view.select(end, start)
        else:
            view.select(start, end)

    def _scroll_on(self) -> None:
        view = self._view
        y, height = self._last.y(), view.viewport().height()
        beyond = y if y < 0 else max(0, y - height + 1)
        bar = view.verticalScrollBar()
        bar.setValue(bar.value() + beyond // 2 + (1 if beyond > 0 else -1))
        self._follow()
