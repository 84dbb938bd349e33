"""How reviewing looks: lanes beneath the lines, the quiet ground of what is still open, the ring around a range.

Where the bars are is in `lanes.py`. Who marked something is told by the lane's place beneath the line, its number and
its pattern; as what, by the label's colour, and in words by tool tip and legend: two who differ in the label alone
differ in colour at the first look.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen, QStaticText

from annotator.ui.article.boxes import draw_ring
from annotator.ui.article.lanes import Bar, Group
from annotator.ui.article.placing import Metrics, Placed, Row
from annotator.ui.article.shaping import Block, Piece
from annotator.ui.theme import LabelColours, Theme, mixed

PATTERNS: tuple[tuple[float, ...], ...] = ((), (2.5, 0.8), (1.0, 0.8), (4.0, 0.8, 1.0, 0.8))
"""Dashes and gaps in heights of a bar, for lane after lane; the first is solid. Behind the last they begin anew."""
FADE = 0.6
"""How much of the page a receding span or bar has in its colour."""
_BESIDE = 3
"""Pixels between a group and its numbers."""


def draw_bar(painter: QPainter, rect: QRectF, *, lane: int, colour: QColor) -> None:
    """Draw a bar in its lane's pattern; for legends too."""
    dashes = PATTERNS[lane % len(PATTERNS)]
    if not dashes:
        painter.fillRect(rect, colour)
        return
    pen = QPen(colour, rect.height(), Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
    pen.setDashPattern(dashes)
    painter.setPen(pen)
    middle = rect.center().y()
    painter.drawLine(QPointF(rect.left(), middle), QPointF(rect.right(), middle))


def dimmed(colours: LabelColours, theme: Theme) -> LabelColours:
    """Return the colours of a label whose span recedes; its text is the theme's quiet one."""
    fill, edge = (mixed(colour, theme.panel, FADE) for colour in (colours.fill, colours.edge))
    return LabelColours(fill, edge, theme.quiet)


class LanePainter:
    """Draws what reviewing adds to a column, in one theme."""

    def __init__(self, theme: Theme, metrics: Metrics) -> None:
        """Take the theme and sizes."""
        self._theme = theme
        self._metrics = metrics
        self._ink = QFontMetricsF(metrics.chip)
        self._track = mixed(theme.quiet, theme.panel, 0.5)
        self._edges: dict[str, QColor] = {}
        self._digits: dict[int, tuple[QStaticText, float]] = {}
        self.painted = 0
        """Bars drawn so far."""

    def _edge(self, label: str) -> QColor:
        found = self._edges.get(label)
        if found is None:
            # A label the theme does not name has its colours worked out: too slow for every bar.
            found = self._edges[label] = self._theme.label_colours(label).edge
        return found

    def _digit(self, lane: int) -> tuple[QStaticText, float]:
        found = self._digits.get(lane)
        if found is None:
            name = str(lane + 1)
            text = QStaticText(name)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.prepare(font=self._metrics.chip)
            found = self._digits[lane] = text, self._ink.horizontalAdvance(name)
        return found

    def paint_lanes(self, painter: QPainter, placed: Placed, y: int, rows: tuple[int, int]) -> None:
        """Draw the bars of a block that have a part in the pixel rows, with tracks for empty lanes and numbers."""
        seen = [row.lanes > 0 and y + row.bottom > rows[0] and y + row.top < rows[1] for row in placed.rows]
        # Whole pixels: a bar three high would turn soft at its edges.
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        for group in placed.groups:
            if seen[group.line] and not group.dimmed:
                self._paint_tracks(painter, group, y)
        for bar in placed.lane_bars:
            if seen[bar.line]:
                self._paint_bar(painter, bar, y)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=True)
        for group in placed.groups:
            if seen[group.line] and not group.dimmed:
                self._paint_numbers(painter, group, y)

    def _paint_bar(self, painter: QPainter, bar: Bar, y: int) -> None:
        colour = self._edge(bar.span.label)
        if bar.dimmed:
            colour = mixed(colour, self._theme.panel, FADE)
        rect = QRectF(bar.left, y + bar.top, bar.right - bar.left, bar.bottom - bar.top)
        draw_bar(painter, rect, lane=bar.lane, colour=colour)
        self.painted += 1

    def _paint_tracks(self, painter: QPainter, group: Group, y: int) -> None:
        """Draw a hair's breadth where a lane has nothing while another has: its place is seen, and that it is empty."""
        for lane, top in enumerate(group.tops):
            if lane not in group.lanes:
                middle = y + top + self._metrics.lanes.bar // 2
                painter.fillRect(QRectF(group.left, middle, group.right - group.left, 1), self._track)

    def _paint_numbers(self, painter: QPainter, group: Group, y: int) -> None:
        """Draw each lane's number left of the group, one step down and to the right for each, where there is room."""
        digits = [(lane, *self._digit(lane)) for lane in sorted(group.lanes)]
        width = sum(wide for _, _, wide in digits)
        if width + 2 * _BESIDE > group.room:
            return
        painter.setFont(self._metrics.chip)
        x = group.left - _BESIDE - width
        for lane, text, wide in digits:
            middle = y + group.tops[lane] + self._metrics.lanes.bar / 2
            painter.setPen(self._theme.quiet)
            painter.drawStaticText(QPointF(x, middle + self._ink.capHeight() / 2 - self._ink.ascent()), text)
            x += wide

    def paint_emphasis(
        self, painter: QPainter, block: Block, placed: Placed, y: int, ranges: Iterable[tuple[int, int]]
    ) -> None:
        """Lay a quiet ground beneath ranges that wait for a decision, their lanes included."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.accent_tint)
        for start, end in ranges:
            for _, row, piece in _pieces(block, placed, start, end):
                bottom = row.bottom if row.lanes else row.box_bottom
                box = QRectF(piece.left, y + row.box_top - 1, piece.right - piece.left, bottom - row.box_top + 1)
                painter.drawRoundedRect(box, 4, 4)

    def paint_ring(self, painter: QPainter, block: Block, placed: Placed, y: int, ring: tuple[int, int]) -> None:
        """Draw the ring of the focus around a range, outside of every mention it holds."""
        for line, row, piece in _pieces(block, placed, *ring):
            level = max((mark.level for mark in placed.marks if mark.line == line), default=0)
            reach = level * self._metrics.step
            box = QRectF(
                piece.left - reach,
                y + row.box_top - reach,
                piece.right - piece.left + 2 * reach,
                row.box_bottom - row.box_top + 2 * reach,
            )
            draw_ring(painter, box, self._theme.accent, open_left=piece.open_left, open_right=piece.open_right)


def _pieces(block: Block, placed: Placed, start: int, end: int) -> Iterator[tuple[int, Row, Piece]]:
    if start >= block.end or end <= block.start:
        return
    for index in range(block.line_of(max(start, block.start)), block.line_of(max(end - 1, block.start)) + 1):
        for piece in block.pieces(start, end, block.lines[index], padded=True):
            yield index, placed.rows[index], piece
