"""The article's text in chunks, one below the other: laid out when they are first needed, and again where it changes.

Offsets are code points; x and y are pixels from the column's top left. Chunks that are not laid out yet stand with an
estimated height, so every y is true only until the next chunk is laid out: ask again instead of keeping one. What is at
a place of the column is in `layout.py`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from operator import add, attrgetter

from annotator.domain.annotation import Mention
from annotator.domain.article import Region
from annotator.domain.decision import SpanState
from annotator.domain.span import SpanIndex
from annotator.ui.article.chunks import Stack, blocks, cut
from annotator.ui.article.lanes import Lane, Lanes, LaneSpan
from annotator.ui.article.placing import Content, Metrics, Placed, place
from annotator.ui.article.shaping import Block
from annotator.ui.offsets import Offsets

_KEPT = 48
"""Chunks that stay laid out: several screens in each direction."""


@dataclass(slots=True)
class Chunk:
    """The laid-out blocks of one chunk with their tops."""

    blocks: list[Block]
    placed: list[Placed]
    tops: list[int]
    height: int


class Column:
    """The column of one article."""

    def __init__(
        self,
        text: str,
        *,
        mentions: Iterable[Mention] = (),
        regions: Iterable[Region] = (),
        metrics: Metrics,
        width: int,
        chip_width: Callable[[str], int],
        show_rejected: bool = False,
    ) -> None:
        """Cut the text and estimate; nothing is laid out yet."""
        self.text = text
        self.offsets = Offsets(text)
        self.mentions: SpanIndex[Mention] = mentions.copy() if isinstance(mentions, SpanIndex) else SpanIndex(mentions)
        self.regions: SpanIndex[Region] = SpanIndex(regions)
        self.metrics = metrics
        self.width = width
        self.show_rejected = show_rejected
        self.lanes = Lanes()
        self.dimmed: frozenset[tuple[int, int]] = frozenset()
        in_order = list(self.mentions)
        self._by_key = dict(zip(map(attrgetter("key"), in_order), in_order, strict=True))
        self._chip_width = chip_width
        self._bounds = cut(text)
        self._chunks: OrderedDict[int, Chunk] = OrderedDict()
        self._stack = Stack(self._estimates())

    # ---- chunks

    def _estimates(self) -> list[int]:
        per_line = max(10.0, self.width / self.metrics.character)
        line, chip, gap = self.metrics.line, self.metrics.chip_row, self.metrics.gap
        count, bounds = self.text.count, self._bounds
        at = list(map(self.mentions.position, bounds))
        found: list[int] = []
        for index, (start, end) in enumerate(pairwise(bounds)):
            breaks = count("\n", start, end)
            lines = (end - start) / per_line + 0.4 * breaks + 0.5
            # Mentions fall on lines as rain does: some lines get several.
            marked = lines * (1 - exp((at[index] - at[index + 1]) / lines))
            found.append(int(lines * line + marked * chip + breaks * gap))
        if self.lanes:
            return list(map(add, found, self._lane_heights()))
        return found

    def _lane_heights(self) -> list[int]:
        per_line = max(10.0, self.width / self.metrics.character)
        return self.lanes.heights(self._bounds, per_line=per_line, sizes=self.metrics.lanes)

    def __len__(self) -> int:
        """Return the number of chunks."""
        return len(self._stack)

    @property
    def height(self) -> int:
        """The column's height as far as is known."""
        return self._stack.total

    def top(self, index: int) -> int:
        """Return where a chunk begins."""
        return self._stack.top(index)

    def chunk_height(self, index: int) -> int:
        """Return a chunk's height, true or estimated."""
        return self._stack.height(index)

    def chunk_at(self, y: float) -> int:
        """Return which chunk covers the row y."""
        return self._stack.at(y)

    def chunk_of(self, offset: int) -> int:
        """Return which chunk holds the caret's place `offset`."""
        return min(max(bisect_right(self._bounds, offset) - 1, 0), len(self) - 1)

    def is_laid_out(self, index: int) -> bool:
        """Tell whether a chunk's height is true and its lines are at hand."""
        return index in self._chunks

    def chunk(self, index: int) -> Chunk:
        """Return a chunk, laid out now if it was not; this may move everything below it."""
        chunk = self._chunks.get(index)
        if chunk is not None:
            self._chunks.move_to_end(index)
            return chunk
        font = self.metrics.text
        ranges = blocks(self.text, self._bounds[index], self._bounds[index + 1])
        shaped = [
            Block(self.text, start, end, offsets=self.offsets, font=font, width=self.width) for start, end in ranges
        ]
        chunk = Chunk(shaped, [self._place(block) for block in shaped], [], 0)
        self._settle(index, chunk)
        self._chunks[index] = chunk
        if len(self._chunks) > _KEPT:
            self._chunks.popitem(last=False)
        return chunk

    def _place(self, block: Block) -> Placed:
        end = max(block.end, block.start + 1)
        content = Content(
            self.mentions.touching(block.start, end),
            self.regions.touching(block.start, end),
            self.lanes.touching(block.start, end) if self.lanes else (),
            self.dimmed,
        )
        return place(
            block,
            content,
            metrics=self.metrics,
            width=self.width,
            chip_width=self._chip_width,
            show_rejected=self.show_rejected,
        )

    def _settle(self, index: int, chunk: Chunk) -> None:
        chunk.tops.clear()
        y = 0
        for placed in chunk.placed:
            chunk.tops.append(y)
            y += placed.height
        chunk.height = y
        self._stack.set_height(index, y)

    # ---- changes

    def set_geometry(self, metrics: Metrics, width: int, *, chip_width: Callable[[str], int]) -> None:
        """Take other sizes: everything is to be laid out again."""
        self.metrics, self.width, self._chip_width = metrics, width, chip_width
        self._chunks.clear()
        self._stack = Stack(self._estimates())

    def mention(self, key: str) -> Mention | None:
        """Return the mention of that key."""
        return self._by_key.get(key)

    def change_mentions(self, removed: Iterable[Mention], added: Iterable[Mention]) -> list[tuple[int, int]]:
        """Take mentions out and in; return the rows [top, bottom) to draw again, all that follow if lines moved."""
        touched: list[Mention] = []
        for one in removed:
            known = self._by_key.pop(one.key, None)
            if known is not None:
                self.mentions.remove(known)
                touched.append(known)
        for one in added:
            known = self._by_key.pop(one.key, None)
            if known is not None:
                self.mentions.remove(known)
                touched.append(known)
            self._by_key[one.key] = one
            self.mentions.add(one)
            touched.append(one)
        return self._place_again([(one.start, one.end) for one in touched])

    def set_regions(self, regions: Iterable[Region]) -> list[tuple[int, int]]:
        """Take other ignored regions; return the rows to draw again."""
        old, self.regions = self.regions, SpanIndex(regions)
        before, after = set(old), set(self.regions)
        return self._place_again([(one.start, one.end) for one in before ^ after])

    def set_show_rejected(self, *, show: bool) -> None:
        """Show rejected mentions, or not."""
        self.show_rejected = show
        self._place_again([(one.start, one.end) for one in self.mentions if one.state is SpanState.REJECTED])

    def set_lanes(self, lanes: Iterable[Lane]) -> None:
        """Take other lanes; only blocks whose lanes change are placed again, and none is shaped again."""
        heights = self._lane_heights()
        old, self.lanes = self.lanes, Lanes(lanes)
        same = len(old) == len(self.lanes)
        for index, (before, after) in enumerate(zip(heights, self._lane_heights(), strict=True)):
            if index not in self._chunks and before != after:
                self._stack.set_height(index, max(0, self._stack.height(index) + after - before))
        for index, chunk in self._chunks.items():
            for at, block in enumerate(chunk.blocks):
                new = self.lanes.touching(block.start, block.end)
                bare = not chunk.placed[at].lane_bars and not any(new)
                if new != old.touching(block.start, block.end) if same else not bare:
                    chunk.placed[at] = self._place(block)
            self._settle(index, chunk)

    def set_dimmed(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Let spans over exactly these ranges recede; no line moves."""
        old, self.dimmed = self.dimmed, frozenset(ranges)
        changed = SpanIndex(LaneSpan(start, end, "") for start, end in old ^ self.dimmed)
        for chunk in self._chunks.values():
            for at, block in enumerate(chunk.blocks):
                if changed.touching(block.start, block.end):
                    chunk.placed[at] = self._place(block)

    def _place_again(self, ranges: list[tuple[int, int]]) -> list[tuple[int, int]]:
        rows: list[tuple[int, int]] = []
        if not ranges:
            return rows
        changed = SpanIndex(LaneSpan(start, end, "") for start, end in ranges)
        low, high = min(start for start, _ in ranges), max(end for _, end in ranges)
        for index, chunk in self._chunks.items():
            if not (low <= self._bounds[index + 1] and self._bounds[index] <= high):
                continue
            before = chunk.height
            for at, block in enumerate(chunk.blocks):
                # A range of line ends alone shows at the next block's start.
                if changed.touching(block.start - 1, block.end + 1):
                    old, chunk.placed[at] = chunk.placed[at], self._place(block)
                    base = self.top(index) + chunk.tops[at]
                    first, behind = old.differences(chunk.placed[at])
                    rows.append((base + first, base + behind))
            self._settle(index, chunk)
            if chunk.height != before:
                rows.append((self.top(index), max(self.height, self.height + before - chunk.height)))
        return rows
