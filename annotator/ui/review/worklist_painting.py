"""How a row of the worklist is painted: what differs, the words around it with the surface underlined, labels, ×N."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFontMetrics,
    QPainter,
    QPainterPath,
    QPen,
    QTextCharFormat,
    QTextLayout,
    QTextOption,
)
from typing_extensions import override

from annotator.ui.panels.painting import GAP, VALUE_ROLE, Index, RowDelegate, draw_right, draw_text
from annotator.ui.review.worklist_row import WorkRow, WorkStatus
from annotator.ui.theme import Theme

_SIGN = 16
_KIND = (72, 156)
"""Pixels: the kind's column is so wide at least and at most."""
_KIND_SHARE = 0.28
_LABELS_SHARE = 0.3
_BEFORE_SHARE = 0.4
"""How much of the room for the snippet the words before the surface may take at most."""
_VOTES_FROM = 480
"""Narrower rows leave the votes out."""
_ELIDE = Qt.TextElideMode


class WorkDelegate(RowDelegate):
    """Paints rows of the worklist."""

    current = -1
    """The row of the case that is open, which gets the bar."""
    changed_word = ""

    @override
    def is_marked(self, index: Index) -> bool:
        return index.row() == self.current

    @override
    def paint_row(self, painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
        row = cast("WorkRow | None", index.data(VALUE_ROLE))
        if row is None:
            return
        settled = row.status is WorkStatus.SETTLED
        if settled:
            _draw_check(painter, QRectF(rect.left(), rect.center().y() - 5, 10, 10), theme.saved)
        wide = rect.width()
        rest = rect.adjusted(_SIGN, 0, 0, 0)
        kind = min(max(int(wide * _KIND_SHARE), _KIND[0]), _KIND[1])
        draw_text(painter, QRect(rest.left(), rest.top(), kind - GAP, rest.height()), row.kind, theme.quiet)
        rest.setLeft(rest.left() + kind)
        count = f"×{row.count}"
        column = QFontMetrics(painter.font()).horizontalAdvance("×" + "0" * max(3, len(count) - 1))
        draw_right(painter, rest, count, theme.quiet)
        rest.setRight(rest.right() - column - GAP)
        if wide >= _VOTES_FROM and row.votes:
            draw_right(painter, rest, row.votes, theme.quiet)
            rest.setRight(rest.right() - painter.fontMetrics().horizontalAdvance("0 : 0 : 0") - GAP)
        labels = painter.fontMetrics().elidedText(row.labels, _ELIDE.ElideRight, int(wide * _LABELS_SHARE))
        rest = draw_right(painter, rest, labels, theme.quiet)
        if row.status is WorkStatus.CHANGED:
            rest = draw_right(painter, rest, self.changed_word, theme.warning)
        draw_snippet(painter, rest, row, theme.quiet if settled else theme.text)


def draw_snippet(painter: QPainter, rect: QRect, row: WorkRow, colour: QColor) -> None:
    """Draw the words with the surface underlined; where room is short the words around it give way first.

    All of it is laid out as one line, so that mixed directions read as they do in the article.
    """
    metrics = painter.fontMetrics()
    wide = metrics.horizontalAdvance
    room = rect.width()
    surface = metrics.elidedText(row.surface, _ELIDE.ElideMiddle, room)
    left = max(0, room - wide(surface))
    around = wide(row.after)
    before = _elided(metrics, row.before, max(int(left * _BEFORE_SHARE), left - around), at_start=True)
    after = _elided(metrics, row.after, max(0, left - wide(before)), at_start=False)
    line = QTextLayout(before + surface + after, painter.font(), painter.device())
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.NoWrap)
    option.setTextDirection(Qt.LayoutDirection.LayoutDirectionAuto)
    line.setTextOption(option)
    underlined = QTextLayout.FormatRange()
    underlined.start, underlined.length = _units(before), _units(surface)
    look = QTextCharFormat()
    look.setFontUnderline(True)
    underlined.format = look
    line.setFormats([underlined])
    line.beginLayout()
    only = line.createLine()
    only.setLineWidth(room + 1)
    line.endLayout()
    painter.setPen(colour)
    painter.save()
    painter.setClipRect(rect)
    line.draw(painter, QPointF(rect.left(), rect.top() + (rect.height() - only.height()) / 2))
    painter.restore()


def _elided(metrics: QFontMetrics, text: str, width: int, *, at_start: bool) -> str:
    """Return as many whole words of the text's end (or start) as fit, with a sign for what is missing; "" for none."""
    if metrics.horizontalAdvance(text) <= width:
        return text
    words = text.strip("… ").split(" ")
    room = width - metrics.horizontalAdvance("…  ")
    kept: list[str] = []
    for word in reversed(words) if at_start else words:
        room -= metrics.horizontalAdvance(word + " ")
        if room < 0:
            break
        kept.append(word)
    if not kept and metrics.horizontalAdvance("… ") > width:
        return ""
    if at_start:
        return " ".join(["…", *reversed(kept)]) + (" " if text.endswith(" ") else "")
    return (" " if text.startswith(" ") else "") + " ".join([*kept, "…"])


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _draw_check(painter: QPainter, box: QRectF, colour: QColor) -> None:
    path = QPainterPath(QPointF(box.left() + 0.5, box.center().y() + 0.5))
    path.lineTo(box.left() + box.width() * 0.38, box.bottom() - 1.5)
    path.lineTo(box.right() - 0.5, box.top() + 1.5)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(colour, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin))
    painter.drawPath(path)
