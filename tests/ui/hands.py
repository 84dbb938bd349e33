"""A person's hands and ears, typed: real key and mouse events, and what signals said. pytest-qt's own are untyped."""

from typing import Any

from PySide6.QtCore import QPoint, Qt, SignalInstance
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractItemView, QWidget

NONE = Qt.KeyboardModifier.NoModifier


def activate(widget: QWidget) -> None:
    """Bring a shown widget's window to the front, so that it gets keys."""
    widget.window().activateWindow()
    assert QTest.qWaitForWindowActive(widget.window())


def press(widget: QWidget, key: Qt.Key, modifiers: Qt.KeyboardModifier = NONE) -> None:
    """Press and release a key."""
    assert widget.window().isVisible()
    QTest.keyClick(widget, key, modifiers)


def write(widget: QWidget, text: str) -> None:
    """Type a text, key by key."""
    QTest.keyClicks(widget, text)


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Click with the left button, in the middle if no place is given."""
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, NONE, place or widget.rect().center())


def click_row(view: QAbstractItemView, row: int) -> None:
    """Click a row of a list."""
    click(view.viewport(), view.visualRect(view.model().index(row, 0)).center())


class Heard:
    """What a signal said, call by call."""

    def __init__(self, signal: SignalInstance) -> None:
        """Listen from now on."""
        self.calls: list[tuple[Any, ...]] = []
        signal.connect(self._hear)

    def _hear(self, *values: object) -> None:
        self.calls.append(values)

    @property
    def last(self) -> tuple[Any, ...]:
        """What it said last; an AssertionError when it said nothing."""
        assert self.calls, "the signal was not emitted"
        return self.calls[-1]
