"""How the column looks: fills, outlines, ring, chips, ink, bars, selection, matches, caret.

Draws what `layout.py` has placed and decides no position but that of the handles. The painter comes with the column's
top left as its origin.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QRegion, QStaticText

from annotator.domain.annotation import Mention
from annotator.domain.decision import SpanState
from annotator.domain.span import SpanIndex
from annotator.ui.article.boxes import KNOB, BoxArt, draw_box, draw_handle, draw_ring, draw_strike
from annotator.ui.article.lane_painting import LanePainter, dimmed
from annotator.ui.article.lanes import LaneSpan
from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.placing import Ink, Mark, Metrics, Placed, Row
from annotator.ui.article.shaping import Block, Line
from annotator.ui.theme import LabelColours, Theme, mixed

_LONGEST_CHIP = 150
_BAR_LEFT, _BAR_WIDTH = -14, 3
_OVERHANG = 200
"""How far a glyph may reach beyond its line's box at most, in pixels."""


@dataclass(frozen=True, slots=True)
class Look:
    """What is shown besides the text and its spans. Ranges are code points; `caret` is None when there is none.

    `emphasis` holds the ranges on a quiet ground, `ring` the one that has the focus without being a mention.
    """

    focus: str = ""
    selection: tuple[int, int] | None = None
    caret: int | None = None
    matches: Sequence[tuple[int, int]] = ()
    current: tuple[int, int] | None = None
    emphasis: SpanIndex[LaneSpan] | None = None
    ring: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Handle:
    """The grip on one end of a span."""

    x: int
    top: int
    bottom: int


class ArticlePainter:
    """Draws a column in one theme."""

    def __init__(self, theme: Theme, metrics: Metrics, colours: Callable[[str], LabelColours]) -> None:
        """Take the theme, sizes, and what tells a label's colours."""
        self.theme = theme
        self.metrics = metrics
        self._ask_colours = colours
        self._colours: dict[str, LabelColours] = {}
        self._chips: dict[str, tuple[QStaticText, int]] = {}
        self._art = BoxArt()
        self._dimmed: dict[str, LabelColours] = {}
        self.lanes = LanePainter(theme, metrics)
        self._chip_ink = QFontMetricsF(metrics.chip)
        self._selected = QColor(theme.accent)
        self._selected.setAlphaF(0.28)
        self._bar = mixed(theme.hairline, theme.quiet, 0.35)
        self.on_paper = False
        """Draw boxes as vectors instead of copying pictures of them."""

    def colours(self, label: str) -> LabelColours:
        """Return a label's colours."""
        found = self._colours.get(label)
        if found is None:
            found = self._colours[label] = self._ask_colours(label)
        return found

    def dimmed(self, label: str) -> LabelColours:
        """Return a label's colours where its span recedes."""
        found = self._dimmed.get(label)
        if found is None:
            found = self._dimmed[label] = dimmed(self.colours(label), self.theme)
        return found

    def chip_width(self, label: str) -> int:
        """Return the width of a label's chip."""
        return self._chip(label)[1]

    def _chip(self, label: str) -> tuple[QStaticText, int]:
        found = self._chips.get(label)
        if found is None:
            name = self._chip_ink.elidedText(label, Qt.TextElideMode.ElideRight, _LONGEST_CHIP)
            text = QStaticText(name)
            text.setTextFormat(Qt.TextFormat.PlainText)
            text.prepare(font=self.metrics.chip)
            found = self._chips[label] = text, round(self._chip_ink.horizontalAdvance(name))
        return found

    def paint(self, painter: QPainter, layout: ArticleLayout, *, top: int, bottom: int, look: Look) -> None:
        """Draw the rows [top, bottom) of the column; the chunks in them are laid out already."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        first, last = layout.chunk_at(top), layout.chunk_at(max(top, bottom - 1))
        # Boxes of neighbouring blocks may reach into these rows.
        spots = [spot for at in range(first, last + 1) for spot in layout.spots(at, top=top, bottom=bottom)]
        for block, placed, y in spots:
            self._paint_beneath(painter, block, placed, y, look, (top, bottom))
        # Beneath the ink, too: a sign right behind the span, which may belong to it, must be seen.
        focused = [(mark, y) for _, placed, y in spots for mark in placed.marks if mark.mention.key == look.focus]
        for mark, y in focused:
            box = QRectF(mark.left, mark.top + y, mark.right - mark.left, mark.bottom - mark.top)
            draw_ring(painter, box, self.theme.accent, open_left=mark.open_left, open_right=mark.open_right)
        for handle in handles(layout, layout.mention(look.focus)) if focused else ():
            draw_handle(painter, handle.x, handle.bottom, accent=self.theme.accent)
        for block, placed, y in spots:
            self._paint_text(painter, block, placed, y, (top, bottom))
            if look.ring is not None:
                self.lanes.paint_ring(painter, block, placed, y, look.ring)
        # On an empty line it may reach into the chunk before. One that is not laid out is not in sight.
        if look.caret is not None and layout.is_laid_out(layout.chunk_of(look.caret)):
            x, high, low = layout.caret(look.caret)
            painter.fillRect(QRectF(round(x) - 1, high, 2, low - high), self.theme.text)

    def _paint_beneath(
        self, painter: QPainter, block: Block, placed: Placed, y: int, look: Look, rows: tuple[int, int]
    ) -> None:
        for high, low in placed.bars:
            painter.fillRect(QRectF(_BAR_LEFT, y + high, _BAR_WIDTH, low - high), self._bar)
        self._paint_grounds(painter, block, placed, y, look)
        for mark in placed.marks:
            if y + mark.bottom >= rows[0] and y + mark.top < rows[1]:
                self._paint_mark(painter, mark, y)
        if look.selection is not None:
            self._paint_selection(painter, block, placed, y, look.selection)

    def _paint_text(self, painter: QPainter, block: Block, placed: Placed, y: int, rows: tuple[int, int]) -> None:
        for line, row, inks in zip(block.lines, placed.rows, placed.inks, strict=True):
            if y + row.bottom + self.metrics.up >= rows[0] and y + row.top - self.metrics.up < rows[1]:
                self._paint_ink(painter, line, row, y, inks)
        self._paint_strikes(painter, placed, y)
        self._paint_chips(painter, placed, y)
        if placed.lane_bars:
            self.lanes.paint_lanes(painter, placed, y, rows)

    def _paint_grounds(self, painter: QPainter, block: Block, placed: Placed, y: int, look: Look) -> None:
        if look.emphasis is not None:
            ranges = [(one.start, one.end) for one in look.emphasis.touching(block.start, block.end)]
            self.lanes.paint_emphasis(painter, block, placed, y, ranges)
        for match in look.matches:
            if match[0] < block.end and match[1] > block.start:
                self._paint_match(painter, block, placed, y, match, current=match == look.current)

    def _paint_strikes(self, painter: QPainter, placed: Placed, y: int) -> None:
        for mark in placed.marks:
            if mark.mention.state is SpanState.REJECTED:
                through = y + placed.rows[mark.line].baseline - self.metrics.up * 0.3
                draw_strike(painter, mark.left, mark.right, through, self.theme.quiet)

    def _paint_mark(self, painter: QPainter, mark: Mark, y: int) -> None:
        width, height = mark.right - mark.left, mark.bottom - mark.top
        if mark.mention.state is SpanState.REJECTED or width <= 0:
            return
        colours = self.dimmed(mark.mention.label) if mark.dimmed else self.colours(mark.mention.label)
        state = mark.mention.state
        sides = {"open_left": mark.open_left, "open_right": mark.open_right}
        if self.on_paper:
            draw_box(painter, QRectF(mark.left, y + mark.top, width, height), colours=colours, state=state, **sides)
            return
        ratio = painter.device().devicePixelRatioF()
        picture = self._art.picture(width, height, colours=colours, state=state, ratio=ratio, **sides)
        painter.drawPixmap(mark.left, y + mark.top, picture)

    def _paint_match(
        self, painter: QPainter, block: Block, placed: Placed, y: int, match: tuple[int, int], *, current: bool
    ) -> None:
        painter.setPen(self.theme.warning if current else Qt.PenStyle.NoPen)
        painter.setBrush(self.theme.find_current if current else self.theme.find)
        for line, row in zip(block.lines, placed.rows, strict=True):
            for piece in block.pieces(*match, line):
                box = QRectF(
                    piece.left - 1, y + row.box_top + 1, piece.right - piece.left + 2, row.box_bottom - row.box_top - 2
                )
                painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)

    def _paint_selection(
        self, painter: QPainter, block: Block, placed: Placed, y: int, selection: tuple[int, int]
    ) -> None:
        start, end = selection
        if start > block.end or end <= block.start:
            return
        for line, row in zip(block.lines, placed.rows, strict=True):
            height = row.box_bottom - row.box_top
            pieces = block.pieces(start, end, line)
            for piece in pieces:
                painter.fillRect(piece.left, y + row.box_top, piece.right - piece.left, height, self._selected)
            if line is block.lines[-1] and start <= block.end < end:
                # A selected line end has no glyph of its own.
                x = round(block.x_of(block.end, line))
                painter.fillRect(x - (4 if block.right_to_left else 0), y + row.box_top, 4, height, self._selected)

    def _paint_ink(self, painter: QPainter, line: Line, row: Row, y: int, inks: list[Ink]) -> None:
        place = QPointF(0, y + row.baseline - line.ascent)
        painter.setPen(self.theme.text)
        if not inks:
            line.qt.draw(painter, place)
            return
        high, tall = y + row.baseline - _OVERHANG, 2 * _OVERHANG
        rest = QRegion(QRect(-_OVERHANG, high, round(line.left + line.width) + 2 * _OVERHANG, tall))
        for ink in inks:
            rest = rest.subtracted(QRegion(ink.left, high, ink.right - ink.left, tall))
        painter.save()
        painter.setClipRegion(rest, Qt.ClipOperation.IntersectClip)
        line.qt.draw(painter, place)
        painter.restore()
        for ink in inks:
            painter.save()
            painter.setClipRect(QRect(ink.left, high, ink.right - ink.left, tall), Qt.ClipOperation.IntersectClip)
            painter.setPen(self.colours(ink.label).text if ink.label else self.theme.quiet)
            line.qt.draw(painter, place)
            painter.restore()

    def _paint_chips(self, painter: QPainter, placed: Placed, y: int) -> None:
        if not placed.chips:
            return
        painter.setFont(self.metrics.chip)
        for chip in placed.chips:
            quiet = chip.dimmed or chip.mention.state is SpanState.REJECTED
            painter.setPen(self.theme.quiet if quiet else self.colours(chip.mention.label).edge)
            text, _ = self._chip(chip.mention.label)
            painter.drawStaticText(QPointF(chip.left, y + chip.baseline - self._chip_ink.ascent()), text)


def handles(layout: ArticleLayout, mention: Mention | None) -> tuple[Handle, ...]:
    """Return the handles at a mention's start and end, if both ends are laid out and it is shown."""
    if mention is None or (mention.state is SpanState.REJECTED and not layout.show_rejected):
        return ()
    ends = (mention.start, max(mention.start, mention.end - 1))
    if not all(layout.is_laid_out(layout.chunk_of(end)) for end in ends):
        return ()
    found: list[Handle] = []
    for at, place in zip((mention.start, mention.end), ends, strict=True):
        spot = layout.spot(place)
        edges = [
            edge
            for mark in spot.placed.marks
            if mark.mention.key == mention.key and mark.line == spot.index
            for edge in (mark.left - 1, mark.right + 1)
        ]
        if not edges:
            return ()
        x = spot.block.x_of(at, spot.line)
        found.append(Handle(min(edges, key=lambda edge: abs(edge - x)), spot.top, spot.bottom + KNOB))
    return tuple(found)
