"""Whether the suggester's scores are true, drawn: mean score against the share that was right, a dot a tenth."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from PySide6.QtCore import QLineF, QLocale, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFocusEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.reliability import ENOUGH, Bin, count_of, expected_error
from annotator.ui.bars import plain_label
from annotator.ui.progress.acceptance_model import percent
from annotator.ui.theme import Theme

_GAP = 8
_HIGH, _LEAST_HIGH = 190, 90
"""Pixels between the axes, wished for and needed."""
_TICK = 4
_LEAST, _MOST = 2.5, 9.0
"""Radius of the dots of the fewest and of the most suggestions."""
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom


class Reliability(QWidget):
    """A heading, the drawing, and what it comes to in a sentence; hidden where nothing is known."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.setObjectName("plainPart")
        self.setAccessibleName(self.tr("Are its scores true?"))
        # So that the keyboard brings all of it into view, and a screen reader says what it shows.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.plot = Plot()
        self.said = plain_label(look="quiet")
        self.said.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_GAP)
        column.addWidget(plain_label(self.tr("Are its scores true?"), look="heading"))
        column.addWidget(self.plot, 1)
        column.addWidget(self.said)
        # Without a drawing the sentence stays below its heading.
        column.addStretch(0)
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.plot.show_theme(theme)

    def show_bins(self, bins: Sequence[Bin] | None) -> None:
        """Show these, lowest first; None where nothing is known."""
        count = count_of(bins or ())
        self.setVisible(bins is not None)
        self.plot.setVisible(count >= ENOUGH)
        self.plot.show_bins(bins or ())
        if count < ENOUGH:
            few = self.tr(
                "How often suggestions are right, by their score, is drawn here once {0} of them were decided in texts "
                "that the suggester had not learnt from. So far it is {1}."
            )
            self.said.setText(few.format(QLocale().toString(ENOUGH), QLocale().toString(count)))
            self.setAccessibleDescription(self.said.text())
            return
        known = self.tr(
            "{0} suggestions in texts it had not learnt from. Larger dots are more of them. Off by {1} on average."
        )
        self.said.setText(known.format(QLocale().toString(count), percent(expected_error(bins or ()))))
        self.setAccessibleDescription(f"{self.said.text()} {self.plot.accessibleDescription()}")

    @override
    def focusInEvent(self, event: QFocusEvent, /) -> None:
        super().focusInEvent(event)
        self.plot.show_ring(shown=True)

    @override
    def focusOutEvent(self, event: QFocusEvent, /) -> None:
        super().focusOutEvent(event)
        self.plot.show_ring(shown=False)


class Plot(QWidget):
    """The drawing; what is on the broken line was right as often as its score says."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self._bins: tuple[Bin, ...] = ()
        self._ringed = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("Scores against the share that was right"))

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def show_bins(self, bins: Sequence[Bin]) -> None:
        """Show these."""
        self._bins = tuple(bins)
        each = self.tr("score {0}: {1} right of {2}")
        said = "; ".join(
            each.format(percent(one.score), percent(one.right), QLocale().toString(one.findings)) for one in bins
        )
        self.setAccessibleDescription(said)
        # For the eye, too: dots cannot be read to the point.
        self.setToolTip(said.replace("; ", "\n"))
        self.update()

    def show_ring(self, *, shown: bool) -> None:
        """Draw the ring of the keyboard's focus, or none."""
        self._ringed = shown
        self.update()

    @override
    def sizeHint(self) -> QSize:
        return QSize(240, _HIGH + 3 * self.fontMetrics().height())

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_HIGH, _LEAST_HIGH + 3 * self.fontMetrics().height())

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        if self._theme is None or not self._bins:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self._area()
        self._paint_axes(painter, area, self._theme)
        self._paint_dots(painter, area, self._theme)
        if self._ringed:
            painter.setPen(QPen(self._theme.accent, 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        painter.end()

    def _area(self) -> QRectF:
        """Return the square between the axes."""
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance(percent(1.0)) + _TICK + 4
        above, below = metrics.height() + _MOST, 2 * metrics.height() + _TICK + 2
        side = min(self.width() - left - _MOST, self.height() - above - below)
        return QRectF(left, above, side, side)

    def _paint_axes(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        metrics = self.fontMetrics()
        high = metrics.height()
        for share in (0.0, 0.5, 1.0):
            at = _point(area, share, share)
            painter.setPen(QPen(theme.hairline, 1))
            painter.drawLine(QLineF(area.left(), at.y(), area.right(), at.y()))
            painter.drawLine(QLineF(at.x(), area.top(), at.x(), area.bottom()))
            painter.setPen(theme.quiet)
            painter.drawText(QRectF(0, at.y() - high / 2, area.left() - _TICK, high), _RIGHT, percent(share))
            painter.drawText(QRectF(at.x() - 40, area.bottom() + _TICK, 80, high), _CENTRE, percent(share))
        painter.setPen(QPen(theme.quiet, 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(area.bottomLeft(), area.topRight()))
        painter.setPen(theme.quiet)
        painter.drawText(QRectF(0, 0, self.width(), high), _LEFT, self.tr("right"))
        below = QRectF(area.left(), area.bottom() + _TICK + high, area.width(), high)
        painter.drawText(below, _CENTRE, self.tr("score"))

    def _paint_dots(self, painter: QPainter, area: QRectF, theme: Theme) -> None:
        most = max(one.findings for one in self._bins)
        painter.setBrush(theme.accent)
        # With a rim of the ground's colour dots that lie over one another stay two.
        painter.setPen(QPen(theme.panel, 1.5))
        for one in sorted(self._bins, key=lambda one: -one.findings):
            radius = _LEAST + (_MOST - _LEAST) * sqrt(one.findings / most)
            painter.drawEllipse(_point(area, one.score, one.right), radius, radius)


def _point(area: QRectF, score: float, right: float) -> QPointF:
    return QPointF(area.left() + area.width() * score, area.bottom() - area.height() * right)
