"""Painting the learning curve: axes, a dot an article, the running mean, marks of new pipelines. Knows no keys."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QLineF, QLocale, QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPainterPath, QPen, QPolygonF

from annotator.ui.progress.values import Curve
from annotator.ui.theme import Theme

_DOT = 2.5
_LINE = 2.0
_TICK = 4
_ABOVE = 8
"""Pixels above the uppermost line of text."""
_ROOM = 64
"""Pixels that a number on the axis needs to itself."""
_MANY = 400
"""From so many articles on, dots are small."""
_APART, _CLOSE = 24, 10
"""Pixels: marks that have less room on average get no lines, and those nearer to one another are not all drawn."""
_LOWEST = 0.8
"""The scale never begins above this: a curve that hardly moves must not look like a leap."""
_CENTRE = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Plot:
    """Where things are drawn: the rectangle between the axes, how many articles, and the score at its bottom."""

    rect: QRectF
    count: int
    low: float

    def x(self, at: int) -> float:
        """Return where the article at this place (from 0) stands."""
        if self.count <= 1:
            return self.rect.center().x()
        return self.rect.left() + self.rect.width() * at / (self.count - 1)

    def y(self, score: float) -> float:
        """Return how high a score stands."""
        return self.rect.bottom() - self.rect.height() * (score - self.low) / (1 - self.low)

    def at(self, x: float) -> int:
        """Return the place of the article nearest to a position."""
        if self.count <= 1 or self.rect.width() <= 0:
            return 0
        place = round((x - self.rect.left()) / self.rect.width() * (self.count - 1))
        return min(max(place, 0), self.count - 1)


def bottom_of(curve: Curve) -> float:
    """Return the score at the bottom of the scale: the tenth below the lowest, and not too near the top."""
    lowest = min((min(one.score, one.mean) for one in curve.points), default=_LOWEST)
    return max(0.0, min(_LOWEST, math.floor(lowest * 10 - 1e-9) / 10))


def plot_of(count: int, low: float, rect: QRectF, metrics: QFontMetrics) -> Plot:
    """Return the plot of a curve of so many articles within a widget's rectangle; `low` is at its bottom."""
    left = metrics.horizontalAdvance("0.00") + _TICK + 8
    below = 2 * metrics.height() + _TICK + 6
    above = metrics.height() + _ABOVE
    return Plot(rect.adjusted(left, above, -16, -below), count, low)


def paint_curve(painter: QPainter, curve: Curve, plot: Plot, theme: Theme, *, below: str) -> None:
    """Paint everything that stays while the focus moves; `below` says what the axis of articles counts."""
    _paint_scores(painter, plot, theme)
    _paint_articles(painter, plot, theme, below=below)
    _paint_marks(painter, curve, plot, theme)
    _paint_dots(painter, curve, plot, theme)
    _paint_mean(painter, curve, plot, theme)


def _paint_scores(painter: QPainter, plot: Plot, theme: Theme) -> None:
    rect, metrics = plot.rect, painter.fontMetrics()
    step = 0.1 if (1 - plot.low) * 10 * metrics.height() * 1.6 < rect.height() else 0.2
    scores = [plot.low + at * step for at in range(round((1 - plot.low) / step) + 1)]
    for score in scores:
        y = round(plot.y(score)) + 0.5
        painter.setPen(QPen(theme.hairline, 1))
        painter.drawLine(QLineF(rect.left(), y, rect.right(), y))
        painter.setPen(theme.quiet)
        box = QRectF(0, y - metrics.height() / 2, rect.left() - _TICK - 2, metrics.height())
        painter.drawText(box, _RIGHT, QLocale().toString(score, "f", 1))
    # What the axis is, above it: beside it the words would have to be turned.
    head = QRectF(0, rect.top() - metrics.height() - _ABOVE + 4, rect.left() - _TICK - 2, metrics.height())
    painter.drawText(head, _RIGHT, "F1")


def _paint_articles(painter: QPainter, plot: Plot, theme: Theme, *, below: str) -> None:
    rect, metrics = plot.rect, painter.fontMetrics()
    painter.setPen(QPen(theme.quiet, 1))
    painter.drawLine(QLineF(rect.left(), rect.bottom() + 0.5, rect.right(), rect.bottom() + 0.5))
    for number in ticks(plot.count, most=max(2, int(rect.width()) // _ROOM)):
        x = round(plot.x(number - 1)) + 0.5
        painter.drawLine(QLineF(x, rect.bottom(), x, rect.bottom() + _TICK))
        box = QRectF(x - _ROOM / 2, rect.bottom() + _TICK + 1, _ROOM, metrics.height())
        painter.drawText(box, _CENTRE, QLocale().toString(number))
    line = QRectF(rect.left(), rect.bottom() + _TICK + metrics.height() + 2, rect.width(), metrics.height())
    painter.drawText(line, _CENTRE, below)


def ticks(count: int, *, most: int) -> list[int]:
    """Return which of 1 to `count` are written at the axis: round ones, the first, and the last where it has room."""
    if count <= most:
        return list(range(1, count + 1))
    rough = count / most
    power = 10 ** math.floor(math.log10(rough))
    step = next((power * one for one in (1, 2, 5) if power * one >= rough), power * 10)
    found = [1, *(one for one in range(step, count, step) if one > step * 0.6)]
    if count - found[-1] < step * 0.6 and len(found) > 1:
        found.pop()
    return [*found, count]


def _paint_marks(painter: QPainter, curve: Curve, plot: Plot, theme: Theme) -> None:
    rect, metrics = plot.rect, painter.fontMetrics()
    marks = [(plot.x(at), point.pipeline) for at, point in enumerate(curve.points) if point.pipeline]
    sparse = len(marks) * _APART <= rect.width()
    free, before = rect.left(), rect.left() - _CLOSE
    for place, name in marks:
        if place - before < _CLOSE:
            continue
        before, x = place, round(place) + 0.5
        if sparse:
            painter.setPen(QPen(theme.quiet, 1, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(x, rect.top(), x, rect.bottom()))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.text)
        top = rect.top()
        painter.drawPolygon(QPolygonF([QPointF(x - 4, top - 6), QPointF(x + 4, top - 6), QPointF(x, top)]))
        width = metrics.horizontalAdvance(name)
        start = min(x + 7, rect.right() - width)
        # Marks that stand close say their names to the keyboard and in the table only.
        if start >= free and start > x:
            painter.setPen(theme.quiet)
            painter.drawText(QPointF(start, top - 2 - metrics.descent()), name)
            free = start + width + 12
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_dots(painter: QPainter, curve: Curve, plot: Plot, theme: Theme) -> None:
    dots = [QPointF(plot.x(at), plot.y(one.score)) for at, one in enumerate(curve.points)]
    if len(dots) > _MANY:
        pen = QPen(theme.quiet, 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.drawPoints(QPolygonF(dots))
        return
    painter.setPen(QPen(theme.quiet, 1.2))
    painter.setBrush(theme.panel)
    for dot in dots:
        painter.drawEllipse(dot, _DOT, _DOT)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _paint_mean(painter: QPainter, curve: Curve, plot: Plot, theme: Theme) -> None:
    if not curve.points:
        return
    path = QPainterPath(QPointF(plot.x(0), plot.y(curve.points[0].mean)))
    # More points than pixels are more than anybody sees.
    step = max(1, len(curve.points) // max(1, 2 * int(plot.rect.width())))
    for at in (*range(step, len(curve.points) - 1, step), len(curve.points) - 1):
        path.lineTo(plot.x(at), plot.y(curve.points[at].mean))
    pen = QPen(theme.accent, _LINE)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.drawPath(path)


def paint_place(painter: QPainter, curve: Curve, plot: Plot, theme: Theme, at: int) -> None:
    """Paint which article is in focus."""
    point, x = curve.points[at], plot.x(at)
    painter.setPen(QPen(theme.accent, 1))
    painter.drawLine(QLineF(round(x) + 0.5, plot.rect.top(), round(x) + 0.5, plot.rect.bottom()))
    painter.setPen(QPen(theme.panel, 2))
    painter.setBrush(theme.accent)
    painter.drawEllipse(QPointF(x, plot.y(point.mean)), 5, 5)
    painter.setPen(QPen(theme.accent, 2))
    painter.setBrush(theme.panel)
    painter.drawEllipse(QPointF(x, plot.y(point.score)), 4.5, 4.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
