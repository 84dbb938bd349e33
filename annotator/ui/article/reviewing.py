"""The canvas with what reviewing adds to an article: lanes, agreed spans that recede, ranges that wait for a decision.

All of it lasts until the next article is shown. Where the bars go is in `lanes.py`, how they look in
`lane_painting.py`; the focused range is the view's, as every focus is.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtWidgets import QWidget

from annotator.domain.span import SpanIndex
from annotator.ui.article.canvas import ArticleCanvas
from annotator.ui.article.lanes import Lane, LaneSpan
from annotator.ui.theme import Theme


class ReviewCanvas(ArticleCanvas):
    """Shows beneath each line who marked what, once it was told."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show no lanes yet."""
        super().__init__(theme, parent)
        self._emphasis: SpanIndex[LaneSpan] | None = None
        self._ring: tuple[int, int] | None = None

    def _forget_review(self) -> None:
        self._emphasis, self._ring = None, None

    def set_lanes(self, lanes: Sequence[Lane], *, emphasis: Sequence[tuple[int, int]] = ()) -> None:
        """Show a lane of bars for each annotator beneath the lines that have any; () gives the plain article back.

        Ranges in `emphasis` lie on a quiet ground. What stands at the window's top stays there. `set_article` ends it.
        """
        self.set_emphasis(emphasis)
        if not lanes and not self.column.lanes:
            return
        at_top, held = self._scroll.value == 0, self._scroll.hold()
        self.column.set_lanes(lanes)
        if at_top:
            self._scroll.go(0)
        else:
            self._scroll.restore(held)
        self._refresh()

    def set_emphasis(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Lay a quiet ground beneath these ranges only; nothing moves."""
        index = SpanIndex(LaneSpan(start, end, "") for start, end in ranges if start < end)
        self._emphasis = index if len(index) else None
        self.viewport().update()

    def set_dimmed(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Let the mentions and bars over exactly these ranges recede: nobody need look at them. Nothing moves."""
        self.column.set_dimmed(ranges)
        self.viewport().update()

    def range_at(self, x: float, y: float) -> tuple[int, int] | None:
        """Return the range of the bar at a point of the column, else the innermost emphasised one with text there."""
        bar = self.column.bar_at(x, y)
        if bar is not None:
            return bar.span.start, bar.span.end
        if self._emphasis is None:
            return None
        offset = self.column.offset_at(x, y, on_character=True)
        spot = self.column.spot_at(y)
        here = [
            one
            for one in self._emphasis.touching(offset, offset + 1)
            if any(piece.left <= x < piece.right for piece in spot.block.pieces(one.start, one.end, spot.line))
        ]
        inner = min(here, key=lambda one: one.end - one.start, default=None)
        return (inner.start, inner.end) if inner is not None else None

    @property
    def painted_bars(self) -> int:
        """How many bars have been drawn since the theme, the size or the width last changed."""
        return self._painter.lanes.painted

    @property
    def _context(self) -> int:
        """Rows that belong in sight above and below a focused range: two lines, with their lanes."""
        metrics = self._painter.metrics
        return 2 * metrics.line + (metrics.lanes.room(len(self.column.lanes)) if self.column.lanes else 0)

    def _clamped(self, start: int | None, end: int | None) -> tuple[int, int] | None:
        if start is None:
            return None
        low = min(max(start, 0), len(self.text))
        high = min(max(end if end is not None else low, low), len(self.text))
        return (low, high) if low < high else None
