"""A line of text that changes with every key: painted, so that a change never makes the window lay itself out anew.

A QLabel asks for a new layout whenever its text changes, and that goes up to the window and repaints its docks.
"""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override


class Words(QWidget):
    """Shows text as text, elided at its end; takes the width of the widest text it has shown.

    With `elastic` it takes whatever room there is instead.
    """

    def __init__(self, *, elastic: bool = False, bold: bool = False) -> None:
        """Begin with no text."""
        super().__init__()
        self._text = ""
        self._room = 0
        self._bold = bold
        self._colour: QColor | None = None
        across = QSizePolicy.Policy.Ignored if elastic else QSizePolicy.Policy.Fixed
        self.setSizePolicy(across, QSizePolicy.Policy.Fixed)

    def text(self) -> str:
        """Return what it shows."""
        return self._text

    def set_text(self, text: str) -> None:
        """Show this."""
        if text == self._text:
            return
        self._text = text
        self.setAccessibleName(text)
        width = self._metrics().horizontalAdvance(text) + 2
        if width > self._room:
            self._room = width
            self.updateGeometry()
        self.update()

    def set_colour(self, colour: QColor | None) -> None:
        """Use this colour; None for quiet text."""
        self._colour = colour
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(self._room, self._metrics().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(0, self._metrics().height())

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        font = self.font()
        font.setBold(self._bold)
        painter.setFont(font)
        painter.setPen(self._colour or self.palette().color(QPalette.ColorRole.PlaceholderText))
        shown = self._metrics().elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        painter.end()

    def _metrics(self) -> QFontMetrics:
        self.ensurePolished()
        font = self.font()
        font.setBold(self._bold)
        return QFontMetrics(font)
