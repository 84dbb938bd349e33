"""What screen readers get of the article: its text, caret and spans, through Qt's accessible interfaces.

Offsets here are UTF-16 units, as everywhere in Qt. PySide 6.11 hands neither `selection` nor `attributes` on to Python,
so a selection is told by events and a focused span by an announcement; both methods are here for bindings that do.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleEvent,
    QAccessibleInterface,
    QAccessibleTextCursorEvent,
    QAccessibleTextInterface,
    QAccessibleTextSelectionEvent,
)
from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.ui.article.hover import description, range_description

if TYPE_CHECKING:
    from annotator.ui.article.view import ArticleView


class ArticleText(QAccessibleTextInterface):
    """The article's text, caret and selection."""

    def __init__(self, view: ArticleView) -> None:
        """Speak for a view."""
        super().__init__()
        self._view = view

    def _range(self, start: int, end: int) -> tuple[int, int]:
        offsets = self._view.column.offsets
        last = offsets.units
        low, high = (min(max(one, 0), last) for one in (start, last if end < 0 else end))
        return offsets.to_code_point(low), offsets.to_code_point(high)

    @override
    def characterCount(self) -> int:
        """Return the length in UTF-16 units."""
        return self._view.column.offsets.units

    @override
    def text(self, startOffset: int, endOffset: int) -> str:
        """Return the text between two units."""
        start, end = self._range(startOffset, endOffset)
        return self._view.text[start:end]

    @override
    def cursorPosition(self) -> int:
        """Return the caret's unit."""
        return self._view.column.offsets.to_utf16(self._view.caret)

    @override
    def setCursorPosition(self, position: int) -> None:
        """Put the caret at a unit."""
        self._view.set_caret(self._range(position, position)[0])

    @override
    def selectionCount(self) -> int:
        """Return 0: the binding leaves the selection's ends unset, and rubbish is worse than nothing."""
        return 0

    def selection(self, index: int) -> tuple[int, int]:
        """Return the selection's ends, (0, 0) for none."""
        selection = self._view.selection() if index == 0 else None
        if selection is None:
            return 0, 0
        offsets = self._view.column.offsets
        return offsets.to_utf16(selection[0]), offsets.to_utf16(selection[1])

    @override
    def addSelection(self, startOffset: int, endOffset: int) -> None:
        """Select a range; there is only one selection."""
        self._view.select(*self._range(startOffset, endOffset))

    @override
    def setSelection(self, selectionIndex: int, startOffset: int, endOffset: int) -> None:
        """Select a range."""
        self._view.select(*self._range(startOffset, endOffset))

    @override
    def removeSelection(self, selectionIndex: int) -> None:
        """Select nothing."""
        self._view.clear_selection()

    @override
    def characterRect(self, offset: int) -> QRect:
        """Return where a character is on the screen."""
        start, _ = self._range(offset, offset)
        rect = self._view.rect_of(start, start + 1)
        return QRect(self._view.viewport().mapToGlobal(rect.topLeft()), rect.size())

    @override
    def offsetAtPoint(self, point: QPoint) -> int:
        """Return the unit at a point of the screen."""
        view = self._view
        x, y = view.to_column(view.viewport().mapFromGlobal(point))
        return view.column.offsets.to_utf16(view.column.offset_at(x, y, on_character=True))

    @override
    def scrollToSubstring(self, startIndex: int, endIndex: int) -> None:
        """Bring a range into sight."""
        self._view.scroll_to(*self._range(startIndex, endIndex))

    def attributes(self, offset: int) -> tuple[str, int, int]:
        """Return what is said of a unit ("label:FAC;state:suggested;", "" for nothing) and the range it is true for."""
        column = self._view.column
        place, _ = self._range(offset, offset)
        here = column.mentions.at(place)
        if not here:
            return "", offset, min(offset + 1, column.offsets.units)
        inner = min(here, key=lambda one: one.end - one.start)
        said = f"label:{inner.label};state:{inner.state};"
        return said, column.offsets.to_utf16(inner.start), column.offsets.to_utf16(inner.end)


class ArticleInterface(QAccessibleInterface):
    """A view as a read-only text of several lines."""

    def __init__(self, view: ArticleView) -> None:
        """Speak for a view."""
        super().__init__()
        self._view = view
        self._text = ArticleText(view)

    @override
    def isValid(self) -> bool:
        """Tell whether the view still lives."""
        try:
            self._view.objectName()
        except RuntimeError:  # the view's C++ half is gone
            return False
        return True

    @override
    def object(self) -> QObject:
        """Return the view."""
        return self._view

    @override
    def role(self) -> QAccessible.Role:
        """Return that it is text with a caret."""
        return QAccessible.Role.EditableText

    @override
    def state(self) -> QAccessible.State:
        """Return what can be done with it."""
        view = self._view
        state = QAccessible.State()
        # The bits are ints in C++, so the stubs ask for ints.
        state.readOnly = state.multiLine = state.focusable = state.selectableText = 1
        state.focused = int(view.hasFocus())
        state.invisible = int(not view.isVisible())
        return state

    @override
    def text(self, t: QAccessible.Text) -> str:
        """Return its name, and the focused mention or range as its description."""
        if t is QAccessible.Text.Name:
            return self._view.accessibleName()
        if t is QAccessible.Text.Description:
            return described(self._view)
        return ""

    @override
    def setText(self, t: QAccessible.Text, text: str) -> None:
        """Change nothing: the text is read-only."""

    @override
    def rect(self) -> QRect:
        """Return where it is on the screen."""
        view = self._view
        return QRect(view.mapToGlobal(QPoint(0, 0)), view.size())

    @override
    def parent(self) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return the widget around it."""
        parent = self._view.parentWidget()
        return QAccessible.queryAccessibleInterface(parent) if parent is not None else None

    @override
    def child(self, index: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return None: the text is one piece."""
        return None

    @override
    def childAt(self, x: int, y: int) -> QAccessibleInterface | None:  # type: ignore[override]
        """Return None: the text is one piece."""
        return None

    @override
    def childCount(self) -> int:
        """Return 0."""
        return 0

    @override
    def indexOfChild(self, arg__1: QAccessibleInterface) -> int:
        """Return that there is no such child."""
        return -1

    @override
    def interface_cast(self, arg__1: QAccessible.InterfaceType) -> object:  # type: ignore[override]
        """Return the text interface; the binding turns the object itself into the pointer, and crashes on numbers."""
        return self._text if arg__1 is QAccessible.InterfaceType.TextInterface else None


@cache
def install() -> None:
    """Let Qt ask us for the interface of every ArticleView, once in the program's life."""
    QAccessible.installFactory(_interface)


def _interface(class_name: str, instance: QObject) -> QAccessibleInterface | None:
    if class_name != "ArticleView":
        return None
    view = cast("ArticleView", instance)
    if view.accessible is None:
        view.accessible = ArticleInterface(view)
    return view.accessible


def spoken(view: ArticleView, mention: Mention) -> str:
    """Return a mention as a sentence part: its text, then what is known about it."""
    return f"{view.text[mention.start : mention.end]}, {description(mention)}"


def spoken_range(view: ArticleView, start: int, end: int) -> str:
    """Return a range as a sentence part: its text, then which annotator has what there."""
    return ", ".join(part for part in (view.text[start:end], range_description(view.column, start, end)) if part)


def described(view: ArticleView) -> str:
    """Return what has the focus: the mention, the range with what each annotator has there, or both."""
    mention, chosen = view.focused, view.focus_range
    parts = [spoken(view, mention)] if mention is not None else []
    if chosen is not None:
        parts.append(spoken_range(view, *chosen))
    return "; ".join(parts) or view.accessibleDescription()


def tell_text(view: ArticleView) -> None:
    """Tell that the text is another one."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleEvent(view, QAccessible.Event.TextUpdated))


def tell_caret(view: ArticleView) -> None:
    """Tell where the caret is now."""
    if QAccessible.isActive():
        place = view.column.offsets.to_utf16(view.caret)
        QAccessible.updateAccessibility(QAccessibleTextCursorEvent(view, place))


def tell_selection(view: ArticleView) -> None:
    """Tell what is selected now."""
    if QAccessible.isActive():
        low, high = view.selection() or (view.caret, view.caret)
        offsets = view.column.offsets
        event = QAccessibleTextSelectionEvent(view, offsets.to_utf16(low), offsets.to_utf16(high))
        QAccessible.updateAccessibility(event)


def tell_focus(view: ArticleView, mention: Mention) -> None:
    """Say which mention has the focus now."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, spoken(view, mention)))


def tell_range(view: ArticleView, start: int, end: int) -> None:
    """Say who has what in the range that has the focus now."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(view, spoken_range(view, start, end)))
