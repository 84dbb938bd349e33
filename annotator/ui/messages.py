"""The message bar: what happened and what to do, said where the eyes are, without a dialog in the way."""

from __future__ import annotations

from enum import StrEnum
from typing import Protocol

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from annotator.errors import AnnotatorError

_INFO_MS = 6_000
_RED = {False: QColor("#a3182b"), True: QColor("#ff9aa5")}


class Level(StrEnum):
    """How much a message matters."""

    INFO = "info"
    SUCCESS = "success"
    WARNING = "warning"
    ERROR = "error"


class Colours(Protocol):
    """What the bar takes from a theme."""

    @property
    def dark(self) -> bool:
        """Whether the ground is dark."""
        ...

    @property
    def panel(self) -> QColor:
        """The ground."""
        ...

    @property
    def text(self) -> QColor:
        """Text."""
        ...

    @property
    def accent(self) -> QColor:
        """For information."""
        ...

    @property
    def saved(self) -> QColor:
        """For success."""
        ...

    @property
    def warning(self) -> QColor:
        """For warnings."""
        ...


class MessageBar(QFrame):
    """One message at a time, with an optional way out; hidden while there is none.

    Information goes by itself after some seconds, unless the pointer or the focus is on it; the rest stays until it is
    closed or replaced. Every level has a sign and a word besides its colour.
    """

    action_chosen = Signal(str)
    """The person took the way out of this name."""
    closed = Signal()
    """The message has gone, by whatever way."""

    def __init__(self, parent: QWidget | None = None, *, patience_ms: int = _INFO_MS) -> None:
        """Begin hidden; `patience_ms` is how long information stays."""
        super().__init__(parent)
        self.setObjectName("message_bar")
        self.level = Level.INFO
        self._colours: Colours | None = None
        self._action = ""
        self.sign = self._label("message_sign")
        self.word = self._label("message_word")
        self.label = self._label("message_text")
        self.label.setWordWrap(True)
        self.label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.button = QPushButton(self)
        self.button.clicked.connect(lambda: self.action_chosen.emit(self._action))
        self.close_button = QPushButton("✕", self)
        self.close_button.setFlat(True)
        self.close_button.setAccessibleName(self.tr("Close the message"))
        self.close_button.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(16, 8, 8, 8)
        layout.setSpacing(8)
        top = Qt.AlignmentFlag.AlignVCenter
        layout.addWidget(self.sign, 0, top)
        layout.addWidget(self.word, 0, top)
        layout.addWidget(self.label, 1)
        layout.addWidget(self.button, 0, top)
        layout.addWidget(self.close_button, 0, top)
        self._timer = QTimer(self, singleShot=True, interval=patience_ms)
        self._timer.timeout.connect(self._fade)
        self.hide()

    def _label(self, name: str) -> QLabel:
        label = QLabel(self)
        label.setObjectName(name)
        label.setTextFormat(Qt.TextFormat.PlainText)
        return label

    def show_theme(self, colours: Colours) -> None:
        """Take the colours of a theme."""
        self._colours = colours
        self._paint()

    def show_message(self, text: str, *, level: Level = Level.INFO, action: str = "", action_text: str = "") -> None:
        """Show a message; with `action` a button that asks for the action of this name."""
        self.level = level
        self._action = action
        sign, word = self._signs()[level]
        self.sign.setText(sign)
        self.word.setText(word)
        self.label.setText(text)
        self.button.setText(action_text)
        self.button.setVisible(bool(action and action_text))
        self.setAccessibleName(f"{word}: {text}")
        self._paint()
        self.show()
        if level in (Level.INFO, Level.SUCCESS):
            self._timer.start()
        else:
            self._timer.stop()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def show_error(self, error: AnnotatorError, *, action: str = "", action_text: str = "") -> None:
        """Show expected trouble: what happened and what to do."""
        self.show_message(str(error), level=Level.ERROR, action=action, action_text=action_text)

    def dismiss(self) -> None:
        """Take the message away."""
        self._timer.stop()
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def take_back(self, text: str) -> None:
        """Take this message away, if it is the one that shows."""
        if self.label.text() == text:
            self.dismiss()

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Close on Escape."""
        if event.key() == Qt.Key.Key_Escape:
            self.dismiss()
        else:
            super().keyPressEvent(event)

    def _fade(self) -> None:
        if self.underMouse() or self.button.hasFocus() or self.close_button.hasFocus():
            self._timer.start()
        else:
            self.dismiss()

    def _signs(self) -> dict[Level, tuple[str, str]]:
        return {
            Level.INFO: ("ℹ", self.tr("Note")),  # noqa: RUF001 - the sign itself
            Level.SUCCESS: ("✓", self.tr("Done")),
            Level.WARNING: ("⚠", self.tr("Careful")),
            Level.ERROR: ("✖", self.tr("Error")),
        }

    def _paint(self) -> None:
        colours = self._colours
        if colours is None:
            return
        edge = {
            Level.INFO: colours.accent,
            Level.SUCCESS: colours.saved,
            Level.WARNING: colours.warning,
            Level.ERROR: _RED[colours.dark],
        }[self.level].name()
        self.setStyleSheet(
            f"#message_bar {{ background: {colours.panel.name()}; border: none; border-left: 4px solid {edge};"
            f" border-bottom: 1px solid {edge}; }}"
            f"#message_sign, #message_word {{ color: {edge}; font-weight: 600; }}"
            f"#message_text {{ color: {colours.text.name()}; }}"
        )
