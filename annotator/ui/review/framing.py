"""What the parts of the review's page are framed by."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

SPACE = 12


def card(widget: QWidget, *, head: QHBoxLayout | None = None, foot: QWidget | None = None) -> QFrame:
    """Return a card around a widget, with a line above it and something below."""
    frame = QFrame()
    frame.setObjectName("reviewCard")
    column = QVBoxLayout(frame)
    column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
    column.setSpacing(8)
    if head is not None:
        column.addLayout(head)
    column.addWidget(widget, 1)
    if foot is not None:
        column.addWidget(foot)
    return frame


def link_button(text: str) -> QPushButton:
    """Return a button that looks like a link."""
    button = QPushButton(text)
    button.setObjectName("link")
    button.setFlat(True)
    return button
