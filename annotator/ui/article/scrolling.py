"""Where the column stands in the window, held steady while heights above and below turn from estimates into truths.

The truth is an anchor: a chunk that is laid out, and how far the window's top is below its top. Pixels; no Qt.
"""

from __future__ import annotations

from annotator.ui.article.layout import ArticleLayout

FOOT = 96
"""Empty rows below the last line, so that it need not be read at the window's edge."""
_ROUNDS = 40


class Scroll:
    """The window's place over a header and a column."""

    def __init__(self, layout: ArticleLayout, *, header: int, view: int) -> None:
        """Start at the top; `header` is the height above the column, `view` the window's."""
        self.layout = layout
        self.header = header
        self.view = view
        self._chunk = 0
        self._below = -header

    @property
    def top(self) -> int:
        """The row of the column at the window's top; negative while the header shows."""
        return self.layout.top(self._chunk) + self._below

    @property
    def value(self) -> int:
        """The scroll bar's value."""
        return self.top + self.header

    @property
    def maximum(self) -> int:
        """The scroll bar's greatest value, as far as heights are known."""
        return max(0, self.header + self.layout.height + FOOT - self.view)

    def go(self, value: int) -> int:
        """Show the place of a scroll bar's value, laying out what is seen; what was seen before keeps its distances.

        Return by how many rows what was seen has moved down; at least the window's height when nothing of it is left.
        """
        layout, before = self.layout, self.top
        seen = range(layout.chunk_at(before), layout.chunk_at(before + self.view) + 1)
        y = float(min(max(value, 0), self.maximum) - self.header)
        first, last = layout.chunk_at(y), layout.chunk_at(y + self.view)
        known = [index for index in range(first, last + 1) if layout.is_laid_out(index)]
        steady = next((index for index in known if index in seen), known[0] if known else None)
        stays = steady in seen
        if steady is None:
            # Somewhere new: as far into the chunk as the estimate had it.
            steady = first
            share = (y - layout.top(first)) / max(1, layout.chunk_height(first))
            layout.chunk(first)
            if share > 0:  # the header is no part of any chunk
                y = layout.top(first) + share * layout.chunk_height(first)
        below = round(y) - layout.top(steady)
        before -= layout.top(steady)
        for _ in range(_ROUNDS):
            top = layout.top(steady) + below
            if not self._lay_out(top):
                break
        top = min(max(layout.top(steady) + below, -self.header), self.maximum - self.header)
        self._lay_out(top)
        self._chunk = layout.chunk_at(top)
        self._below = top - layout.top(self._chunk)
        return before + layout.top(steady) - top if stays else self.view

    def _lay_out(self, top: int) -> bool:
        """Lay out what shows from `top`; return whether anything was new."""
        layout = self.layout
        new = False
        index = layout.chunk_at(top)
        while index < len(layout) and layout.top(index) < top + self.view:
            if not layout.is_laid_out(index):
                new = True
            layout.chunk(index)
            index += 1
        return new

    def hold(self, offset: int = -1) -> tuple[int, int]:
        """Return a place of the text and how far its line is from the window's top.

        It is `offset` where that is in sight, else what stands at the top; of the first line it is the column's top.
        """
        if offset > 0 and self.layout.is_laid_out(self.layout.chunk_of(offset)):
            distance = self.layout.spot(offset).top - self.top
            if 0 <= distance < self.view:
                return offset, distance
        spot = self.layout.spot_at(max(self.top, 0))
        return spot.line.start, (spot.top if spot.line.start else 0) - self.top

    def restore(self, held: tuple[int, int]) -> None:
        """Put a place of the text back to where `hold` found it."""
        offset, distance = held
        if offset == 0:
            self._chunk, self._below = 0, -distance
        else:
            spot = self.layout.spot(offset)
            self._chunk = self.layout.chunk_of(offset)
            self._below = spot.top - distance - self.layout.top(self._chunk)
        self.keep()

    def keep(self) -> None:
        """Lay out what shows where the window already is, after heights or sizes have changed."""
        self.go(self.value)

    def show(self, start: int, end: int, *, margin: int, step: bool = False) -> bool:
        """Bring the range [start, end) into the window; return whether that moved it.

        A range that is in sight, `margin` rows from the edges, moves nothing. Else its first line comes to a third of
        the window's height, or with `step` just over the edge.
        """
        _, first, _, last = self.layout.extent(start, end)
        top = self.top
        last = min(last, first + self.view // 2)
        if first - margin >= top and last + margin <= top + self.view:
            return False
        before = self.value
        target = first - self.view // 3 + self.header
        if step:
            target = self.header + (first - margin if first - margin < top else last + margin - self.view)
        self._chunk = self.layout.chunk_of(start)
        self._below = target - self.header - self.layout.top(self._chunk)
        self.go(target)
        return self.value != before
