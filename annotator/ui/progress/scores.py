"""The scores of two pipelines side by side, each as a number and a bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from annotator.ui.progress.curve_table import f1
from annotator.ui.theme import Theme

_BAR = 6


class Scores(QWidget):
    """The old and the new score, each with a bar."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self._rows: list[tuple[str, float | None]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_scores(self, old: float | None, new: float | None) -> None:
        """Show these."""
        self._rows = [(self.tr("before"), old), (self.tr("after"), new)]
        self.setAccessibleName(", ".join(f"{name} {f1(score)}" for name, score in self._rows))
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(200, 2 * (self.fontMetrics().height() + 6))

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        theme = self._theme
        if theme is None or not self._rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics = QFontMetrics(self.font())
        high = self.height() / len(self._rows)
        names = max(metrics.horizontalAdvance(name) for name, _ in self._rows) + 12
        numbers = metrics.horizontalAdvance("0.000") + 12
        for at, (name, score) in enumerate(self._rows):
            line = QRectF(0, at * high, self.width(), high)
            last = at == len(self._rows) - 1
            painter.setPen(theme.text if last else theme.quiet)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
            painter.drawText(
                line.adjusted(names, 0, 0, 0), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, f1(score)
            )
            track = QRectF(names + numbers, line.center().y() - _BAR / 2, self.width() - names - numbers, _BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.hairline)
            painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
            track.setWidth(track.width() * min(max(score or 0.0, 0.0), 1.0))
            painter.setBrush(theme.accent if last else theme.quiet)
            painter.drawRoundedRect(track, _BAR / 2, _BAR / 2)
        painter.end()
