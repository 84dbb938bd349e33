"""What the signs of the learning curve mean: a dot, a line and a broken line, told apart without colour."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from annotator.ui.theme import Theme

_SIGN = 18
_GAP = 6
_BETWEEN = 16


class Legend(QWidget):
    """One line, from the left; what has no room is left out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self._texts: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_window(self, window: int, *, marked: bool) -> None:
        """Say over how many articles the mean goes; `marked` when there are marks of new pipelines."""
        texts = [self.tr("F1 of an article’s suggestions"), self.tr("mean of the last {0}").format(window)]
        if marked:
            texts.append(self.tr("new pipeline"))
        self._texts = tuple(texts)
        self.setAccessibleName(", ".join(texts))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, self.fontMetrics().height() + 2)

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(self.font())
        x, middle = 0.0, self.height() / 2
        for at, text in enumerate(self._texts):
            wide = metrics.horizontalAdvance(text)
            if x + _SIGN + _GAP + wide > self.width():
                break
            self._sign(painter, theme, at, QPointF(x + _SIGN / 2, middle))
            painter.setPen(theme.quiet)
            baseline = middle + (metrics.ascent() - metrics.descent()) / 2
            painter.drawText(QPointF(x + _SIGN + _GAP, baseline), text)
            x += _SIGN + _GAP + wide + _BETWEEN
        painter.end()

    @staticmethod
    def _sign(painter: QPainter, theme: Theme, at: int, middle: QPointF) -> None:
        half = QPointF(_SIGN / 2 - 1, 0)
        match at:
            case 0:
                painter.setPen(QPen(theme.quiet, 1.2))
                painter.setBrush(theme.panel)
                painter.drawEllipse(middle, 3, 3)
            case 1:
                painter.setPen(QPen(theme.accent, 2))
                painter.drawLine(QLineF(middle - half, middle + half))
            case _:
                painter.setPen(QPen(theme.quiet, 1, Qt.PenStyle.DashLine))
                painter.drawLine(QLineF(middle.x(), middle.y() - 7, middle.x(), middle.y() + 7))
