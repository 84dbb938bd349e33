"""The keys that a widget keeps for itself while it has the focus, whatever they are to the window."""

from __future__ import annotations

from collections.abc import Callable, Container

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent

PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
"""No modifier that a person holds down."""
CHOOSE = frozenset({Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space})
MOVE = frozenset(
    {
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
        Qt.Key.Key_PageUp,
        Qt.Key.Key_PageDown,
    }
)


def is_plain(event: QKeyEvent, keys: Container[int]) -> bool:
    """Tell whether one of these keys is pressed, and no modifier with it."""
    return event.key() in keys and event.modifiers() in PLAIN


def keep(event: QEvent, wants: Callable[[QKeyEvent], bool]) -> bool:
    """Keep a wanted key from the window's shortcuts; tell whether that is what the event was about."""
    if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and wants(event):
        event.accept()
        return True
    return False
