"""The title and the quiet line above the article. Their text is no part of the article's."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QTextLayout, QTextOption

from annotator.ui.theme import TITLE_PX, Theme

_ABOVE, _BETWEEN, _BELOW = 24, 4, 12
_LINE = 1.25


class Header:
    """A title that may take several lines, and one line of facts below it."""

    def __init__(self, title: str, subtitle: str, *, theme: Theme, width: int, scale: float = 1.0) -> None:
        """Break the title into lines of `width` pixels; without a title and subtitle only the margin is left."""
        self._theme = theme
        self._width = width
        self._title_font = theme.interface_font(round(TITLE_PX * scale), bold=True)
        self._subtitle_font = theme.interface_font(round((theme.interface_px - 1) * scale))
        self._lines = self._broken(" ".join(title.split()), self._title_font)
        metrics = QFontMetricsF(self._subtitle_font)
        self._subtitle = metrics.elidedText(" ".join(subtitle.split()), Qt.TextElideMode.ElideMiddle, width)
        self._pitch = round(QFontMetricsF(self._title_font).height() * _LINE / 1.2)
        y = _ABOVE + (self._pitch * self._lines.lineCount() if self._lines is not None else 0)
        self._subtitle_y = y + _BETWEEN
        if self._subtitle:
            y = self._subtitle_y + round(metrics.height())
        self.height = y + (_BELOW if y > _ABOVE else 0)
        """Rows above the column."""

    def _broken(self, title: str, font: QFont) -> QTextLayout | None:
        if not title:
            return None
        layout = QTextLayout(title, font)
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        layout.setTextOption(option)
        layout.setCacheEnabled(True)
        layout.beginLayout()
        while (line := layout.createLine()).isValid():
            line.setLineWidth(self._width)
            line.setPosition(QPointF(0, 0))
        layout.endLayout()
        return layout

    def paint(self, painter: QPainter) -> None:
        """Draw with the painter's origin at the header's top left."""
        if self._lines is not None:
            painter.setPen(self._theme.text)
            for index in range(self._lines.lineCount()):
                self._lines.lineAt(index).draw(painter, QPointF(0, _ABOVE + index * self._pitch))
        if self._subtitle:
            painter.setPen(self._theme.quiet)
            painter.setFont(self._subtitle_font)
            ascent = QFontMetricsF(self._subtitle_font).ascent()
            painter.drawText(QPointF(0, self._subtitle_y + ascent), self._subtitle)
