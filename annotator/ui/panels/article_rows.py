"""A line of the queue as it is drawn: a symbol for the state, the title, and below it when and how much."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPainterPath, QPen, QPolygonF

from annotator.domain.decision import SetState
from annotator.domain.listing import ArticleRow
from annotator.ui.models.articles import ROW_ROLE, ArticlesModel
from annotator.ui.panels.painting import GAP, Index, RowDelegate, draw_text
from annotator.ui.theme import Theme

_SIZE = 10


class ArticleDelegate(RowDelegate):
    """Paints a line of the queue."""

    lines = 2
    open_number = 0
    """The number of the open article, which gets the bar."""

    def is_marked(self, index: Index) -> bool:
        """Tell whether this is the open article."""
        return cast("ArticlesModel", index.model()).number(index.row()) == self.open_number

    def paint_row(self, painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
        """Paint symbol, title and details."""
        row = cast("ArticleRow", index.data(ROW_ROLE))
        model = cast("ArticlesModel", index.model())
        line = painter.fontMetrics().height()
        top = QRect(rect.left(), rect.top() + GAP, rect.width(), line)
        draw_state(painter, QRectF(top.left(), top.center().y() - _SIZE / 2 + 1, _SIZE, _SIZE), row.state, theme)
        text = top.adjusted(_SIZE + GAP + 2, 0, 0, 0)
        draw_text(painter, text, model.title(row), theme.text, weight=QFont.Weight.Medium)
        draw_text(painter, text.translated(0, line + 1), model.details(row), theme.quiet)


def draw_state(painter: QPainter, box: QRectF, state: SetState, theme: Theme) -> None:
    """Draw the symbol of a state: each has a shape of its own, the colour only helps."""
    colours: dict[SetState, QColor] = {
        SetState.NEW: theme.quiet,
        SetState.IN_PROGRESS: theme.accent,
        SetState.FINISHED: theme.saved,
        SetState.FLAGGED: theme.warning,
        SetState.SKIPPED: theme.quiet,
    }
    colour = colours[state]
    painter.save()
    painter.setPen(QPen(colour, 1.3))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if state is SetState.FLAGGED:
        painter.drawLine(box.bottomLeft() + QPointF(1.5, 0), box.topLeft() + QPointF(1.5, 0))
        painter.setBrush(colour)
        x, y = box.left() + 1.5, box.top()
        flag = [QPointF(x, y + 0.5), QPointF(x + 8, y + 0.5), QPointF(x + 6, y + 3), QPointF(x + 8, y + 5.5)]
        painter.drawPolygon(QPolygonF([*flag, QPointF(x, y + 5.5)]))
    else:
        painter.drawEllipse(box)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(colour)
        if state is SetState.FINISHED:
            painter.drawEllipse(box)
        elif state is SetState.IN_PROGRESS:
            half = QPainterPath(QPointF(box.center().x(), box.top()))
            half.arcTo(box, 90, 180)
            half.closeSubpath()
            painter.drawPath(half)
        elif state is SetState.SKIPPED:
            painter.setPen(QPen(colour, 1.3))
            inset = box.width() * 0.15
            painter.drawLine(box.topRight() + QPointF(-inset, inset), box.bottomLeft() + QPointF(inset, -inset))
    painter.restore()
