"""What is at a place of the article's column, and where a place of the text is in it.

Offsets are code points; x and y are pixels from the column's top left, true until the next chunk is laid out. Asking
lays out the chunk it is about; only `rows` does not. The chunks themselves are in `column.py`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass

from annotator.ui.article.column import Column
from annotator.ui.article.lanes import Bar
from annotator.ui.article.placing import Mark, Placed
from annotator.ui.article.shaping import Block, Line

_REACH = 12


@dataclass(frozen=True, slots=True)
class Spot:
    """A line: its block, its index there, and the y of the block's top."""

    block: Block
    placed: Placed
    index: int
    block_top: int

    @property
    def line(self) -> Line:
        """The line's glyphs."""
        return self.block.lines[self.index]

    @property
    def top(self) -> int:
        """Where the line's boxes begin."""
        return self.block_top + self.placed.rows[self.index].box_top

    @property
    def bottom(self) -> int:
        """Where the line's boxes end."""
        return self.block_top + self.placed.rows[self.index].box_bottom


class ArticleLayout(Column):
    """The column of one article, with what is where in it."""

    def spots(self, index: int, *, top: float, bottom: float) -> Iterator[tuple[Block, Placed, int]]:
        """Go through a laid-out chunk's blocks that have a part in the rows [top, bottom), each with its y."""
        chunk = self.chunk(index)
        base = self.top(index)
        for block, placed, offset in zip(chunk.blocks, chunk.placed, chunk.tops, strict=True):
            y = base + offset
            # Marks of deep levels and rings reach a little beyond their block.
            if y - _REACH < bottom and y + placed.height + _REACH > top:
                yield block, placed, y

    def spot(self, offset: int) -> Spot:
        """Return the line on which a caret at `offset` stands."""
        index = self.chunk_of(offset)
        chunk = self.chunk(index)
        at = max(bisect_right(chunk.blocks, offset, key=_start_of) - 1, 0)
        block = chunk.blocks[at]
        return Spot(block, chunk.placed[at], block.line_of(offset), self.top(index) + chunk.tops[at])

    def spot_at(self, y: float) -> Spot:
        """Return the line nearest to the row y."""
        index = self.chunk_at(y)
        chunk = self.chunk(index)
        inside = y - self.top(index)
        at = max(bisect_right(chunk.tops, inside) - 1, 0)
        placed = chunk.placed[at]
        inside -= chunk.tops[at]
        line = next((n for n, row in enumerate(placed.rows) if inside < row.bottom), len(placed.rows) - 1)
        return Spot(chunk.blocks[at], placed, line, self.top(index) + chunk.tops[at])

    def offset_at(self, x: float, y: float, *, on_character: bool = False) -> int:
        """Return the caret's place nearest to (x, y), or the character there."""
        spot = self.spot_at(y)
        return spot.block.offset_at(x, spot.line, on_character=on_character)

    def caret(self, offset: int) -> tuple[float, int, int]:
        """Return the caret's x, top and bottom at `offset`."""
        spot = self.spot(offset)
        return spot.block.x_of(offset, spot.line), spot.top, spot.bottom

    def rows(self, start: int, end: int) -> tuple[int, int]:
        """Return the rows [top, bottom) of the lines from a caret at `start` to one at `end`; nothing is laid out.

        Of a chunk that is not laid out it is the whole: more than is needed, and not in sight.
        """
        first, last = self.chunk_of(start), self.chunk_of(end)
        top, bottom = self.top(first), self.top(last) + self.chunk_height(last)
        if self.is_laid_out(first):
            spot = self.spot(start)
            # A caret on an empty line reaches beyond it.
            top = min(spot.top, spot.block_top + spot.placed.rows[spot.index].top)
        if self.is_laid_out(last):
            spot = self.spot(end)
            bottom = max(spot.bottom, spot.block_top + spot.placed.rows[spot.index].bottom)
        return top, bottom

    def extent(self, start: int, end: int) -> tuple[int, int, int, int]:
        """Return left, top, right and bottom of the range's first line, down to its last line's bottom."""
        first = self.spot(start)
        last_bottom = self.spot(max(start, end - 1)).bottom
        pieces = first.block.pieces(start, end, first.line)
        x = first.block.x_of(start, first.line)
        left = min((piece.left for piece in pieces), default=round(x))
        right = max((piece.right for piece in pieces), default=round(x))
        return left, first.block_top + first.placed.rows[first.index].top, right, last_bottom

    def mark_at(self, x: float, y: float) -> Mark | None:
        """Return the innermost mark at a point, or that of the chip there; None where there is none."""
        index = self.chunk_at(y)
        found: Mark | None = None
        for _, placed, top in self.spots(index, top=y, bottom=y + 1):
            inside = y - top
            for chip in placed.chips:
                high = chip.baseline - self.metrics.chip_row + 2
                if chip.left <= x < chip.left + chip.width and high <= inside < chip.baseline + 3:
                    return next(mark for mark in placed.marks if mark.mention.key == chip.mention.key)
            for mark in placed.marks:
                if mark.left <= x < mark.right and mark.top <= inside < mark.bottom:
                    found = mark
        return found

    def bar_at(self, x: float, y: float) -> Bar | None:
        """Return the lane's bar at a point or half a gap beside it, None where there is none."""
        if not self.lanes:
            return None
        slack = max(1, self.metrics.lanes.gap // 2)
        for _, placed, top in self.spots(self.chunk_at(y), top=y, bottom=y + 1):
            near = [
                bar
                for bar in placed.lane_bars
                if bar.left <= x < bar.right and bar.top - slack <= y - top < bar.bottom + slack
            ]
            if near:
                return min(near, key=lambda bar: abs((bar.top + bar.bottom) / 2 - (y - top)))
        return None


def _start_of(block: Block) -> int:
    return block.start
