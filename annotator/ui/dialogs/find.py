"""The bar that finds text in the open article. It shows and asks; looking is done by whoever listens."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCheckBox, QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget
from typing_extensions import override


class FindBar(QFrame):
    """A field, how many there are, next and previous; Escape closes."""

    query_changed = Signal(str, bool)
    """Look for this text; whether case matters."""
    step_requested = Signal(int)
    """Go to the next (1) or previous (-1) place."""
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.setObjectName("findBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 8, 6)
        row.setSpacing(8)
        self.field = QLineEdit(placeholderText=self.tr("Find in the article"))
        self.field.setAccessibleName(self.tr("Find in the article"))
        self.field.textChanged.connect(self._ask)
        self.case = QCheckBox(self.tr("Match case"))
        self.case.toggled.connect(self._ask)
        self.count = QLabel()
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setMinimumWidth(96)
        row.addWidget(self.field, 1)
        row.addWidget(self.count)
        row.addWidget(self.case)
        for text, name, step in (("↑", self.tr("Previous place"), -1), ("↓", self.tr("Next place"), 1)):
            button = QPushButton(text)
            button.setAccessibleName(name)
            button.setToolTip(name)
            button.clicked.connect(self._stepper(step))
            row.addWidget(button)
        close = QPushButton("✕")
        close.setFlat(True)
        close.setAccessibleName(self.tr("Close the find bar"))
        close.clicked.connect(self.close_bar)
        row.addWidget(close)
        self.hide()

    def open_bar(self, text: str = "") -> None:
        """Show the bar, looking for this text if there is one, else for what was looked for last."""
        self.field.setClearButtonEnabled(True)  # here: its icons take longer than the rest of the bar
        self.show()
        if text:
            self.field.setText(text)
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self._ask()

    def close_bar(self) -> None:
        """Hide the bar."""
        self.hide()
        self.closed.emit()

    def show_count(self, current: int, total: int) -> None:
        """Say that the `current` of `total` places is marked, counted from 1."""
        if total:
            self.count.setText(self.tr("{0} of {1}").format(current, total))
        else:
            self.count.setText(self.tr("not found") if self.field.text() else "")

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter, back with Shift+Enter, close with Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
            self.step_requested.emit(-1 if back else 1)
        else:
            super().keyPressEvent(event)

    def _ask(self) -> None:
        self.query_changed.emit(self.field.text(), self.case.isChecked())

    def _stepper(self, step: int) -> Callable[[], None]:
        def go() -> None:
            self.step_requested.emit(step)

        return go
