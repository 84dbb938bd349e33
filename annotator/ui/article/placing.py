"""Where a block's lines, boxes and chips go: heights, levels, chips without collisions, colours of the ink.

Says where and what, never how it looks: colours and strokes are in `painting.py`. Pixels from the block's top left.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from math import ceil

from PySide6.QtGui import QFont, QFontMetricsF

from annotator.domain.annotation import Mention
from annotator.domain.article import Region
from annotator.domain.decision import SpanState
from annotator.ui.article.lanes import Bar, Beneath, Group, LaneSizes, LaneSpan, beneath
from annotator.ui.article.levels import Slot, chip_places, levels
from annotator.ui.article.shaping import Block, Piece

_SAMPLE = "the quick brown fox jumps over a lazy dog and the judges of seven courts, then "
_DESIGNED_FOR = 17


class Metrics:
    """Sizes of everything in the column, in whole pixels, for one size of text."""

    def __init__(self, *, text: QFont, chip: QFont) -> None:
        """Measure the two fonts once."""
        self.text = text
        self.chip = chip
        size = text.pixelSize()
        ink, small = QFontMetricsF(text), QFontMetricsF(chip)
        scale = size / _DESIGNED_FOR
        self.character = ink.horizontalAdvance(_SAMPLE) / len(_SAMPLE)
        """Mean width of a character of prose."""
        self.ascent = ink.ascent()
        self.descent = ink.descent()
        self.up = ceil(ink.capHeight() + 5 * scale)
        """From the baseline to a box's top."""
        self.down = ceil(ink.descent() + 2 * scale)
        """From the baseline to a box's bottom."""
        self.lead = round(7 * scale)
        """Between the boxes of one line and the next; the first row of chips reaches into it by `overlap`."""
        self.overlap = min(3, self.lead)
        self.chip_row = ceil(small.capHeight()) + 4
        """What a row of chips adds to a line."""
        self.step = 3
        """How much further out each level reaches."""
        self.gap = round(7 * scale)
        """Between paragraphs."""
        self.blank = round(9 * scale)
        """Height of an empty line."""
        self.lanes = LaneSizes(
            bar=max(2, round(3 * scale)), gap=max(2, round(2 * scale)), lead=max(4, round(5 * scale))
        )
        """What stands beneath a line that annotators marked."""

    @property
    def line(self) -> int:
        """The height of a line without chips."""
        return self.lead + self.up + self.down


@dataclass(frozen=True, slots=True)
class Mark:
    """One box of a mention on one line; `first` and `last` tell whether the mention begins or ends with it."""

    mention: Mention
    level: int
    line: int
    left: int
    top: int
    right: int
    bottom: int
    open_left: bool
    open_right: bool
    dimmed: bool = False


@dataclass(frozen=True, slots=True)
class Chip:
    """A label's name above its span: left edge, baseline and width."""

    mention: Mention
    line: int
    left: int
    baseline: int
    width: int
    dimmed: bool = False


@dataclass(frozen=True, slots=True)
class Ink:
    """A stretch of a line that is not drawn in the ordinary text colour: a label's, or quiet when `label` is empty."""

    left: int
    right: int
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """One line's place: its top, baseline and bottom, and the boxes' usual top and bottom on it.

    `lanes` is how much of it, at its bottom, is room for lanes.
    """

    top: int
    baseline: int
    bottom: int
    box_top: int
    box_bottom: int
    lanes: int = 0


@dataclass(slots=True)
class Placed:
    """A block with everything in its place."""

    rows: list[Row] = field(default_factory=list[Row])
    marks: list[Mark] = field(default_factory=list[Mark])
    chips: list[Chip] = field(default_factory=list[Chip])
    inks: list[list[Ink]] = field(default_factory=list[list[Ink]])
    bars: list[tuple[int, int]] = field(default_factory=list[tuple[int, int]])
    lane_bars: list[Bar] = field(default_factory=list[Bar])
    groups: list[Group] = field(default_factory=list[Group])
    height: int = 0

    def differences(self, other: Placed) -> tuple[int, int]:
        """Return the pixel rows [top, bottom) in which another placing of the same block looks different."""
        if self.rows != other.rows or self.bars != other.bars:
            return 0, max(self.height, other.height)
        lines = {mark.line for mark in {*self.marks} ^ {*other.marks}}
        lines |= {chip.line for chip in {*self.chips} ^ {*other.chips}}
        lines |= {bar.line for bar in {*self.lane_bars} ^ {*other.lane_bars}}
        lines |= {index for index, ink in enumerate(self.inks) if ink != other.inks[index]}
        return (self.rows[min(lines)].top, self.rows[max(lines)].bottom) if lines else (0, 0)


@dataclass(frozen=True, slots=True)
class _Part:
    mention: Mention
    level: int
    line: int
    piece: Piece


@dataclass(frozen=True, slots=True)
class Content:
    """What touches a block: mentions, ignored regions, each lane's spans. Spans over a range in `dimmed` recede."""

    mentions: Sequence[Mention]
    regions: Sequence[Region]
    lanes: Sequence[Sequence[LaneSpan]] = ()
    dimmed: Collection[tuple[int, int]] = ()

    def dims(self, mention: Mention) -> bool:
        """Tell whether a mention recedes."""
        return bool(self.dimmed) and (mention.start, mention.end) in self.dimmed


def place(
    block: Block,
    content: Content,
    *,
    metrics: Metrics,
    width: int,
    chip_width: Callable[[str], int],
    show_rejected: bool,
) -> Placed:
    """Return where everything of the block goes.

    A line on which a mention begins keeps room for a chip also while
    that mention is rejected and hidden, so that rejecting one moves no text.
    """
    placed = Placed()
    if block.start == block.end:
        _place_blank(placed, metrics, quiet=bool(content.regions))
        return placed
    mentions = content.mentions
    seen = [one for one in mentions if show_rejected or one.state is not SpanState.REJECTED]
    level_of = levels(seen)
    parts = [
        _Part(one, level_of[one.key], index, piece)
        for one in seen
        for index in range(block.line_of(max(one.start, block.start)), block.line_of(max(one.end - 1, block.start)) + 1)
        for piece in block.pieces(one.start, one.end, block.lines[index], padded=True)
    ]
    chips = _chips(block, seen, parts, width=width, chip_width=chip_width)
    reserved = {block.line_of(one.start) for one in mentions if _begins_in(one, block)}
    under = beneath(block, content.lanes, metrics.lanes)
    _place_rows(placed, block, parts, chips, reserved, under, metrics)
    parts.sort(key=lambda part: (-part.level, part.mention.start, part.mention.key))
    for part in parts:
        row, reach = placed.rows[part.line], part.level * metrics.step
        piece = part.piece
        grow = part.level
        placed.marks.append(
            Mark(
                part.mention,
                part.level,
                part.line,
                piece.left - (0 if piece.open_left else grow),
                row.box_top - reach,
                piece.right + (0 if piece.open_right else grow),
                row.box_bottom + reach,
                piece.open_left,
                piece.open_right,
                dimmed=content.dims(part.mention),
            )
        )
    _place_chips(placed, parts, chips, content, metrics)
    _place_ink(placed, block, parts, content)
    for line in under.pieces:
        bars, groups = under.placed(line, bottom=placed.rows[line].bottom, dimmed=content.dimmed)
        placed.lane_bars += bars
        placed.groups += groups
    return placed


def _begins_in(mention: Mention, block: Block) -> bool:
    return mention.start >= block.start or block.begins_with(mention.start)


def _place_blank(placed: Placed, metrics: Metrics, *, quiet: bool) -> None:
    # A caret still fits: it reaches into the gaps above and below.
    baseline = metrics.blank - 1
    placed.rows.append(Row(0, baseline, metrics.blank, min(0, baseline - metrics.up + metrics.down), baseline))
    placed.inks.append([])
    placed.height = metrics.blank
    if quiet:
        placed.bars.append((0, metrics.blank))


def _chips(
    block: Block, seen: Iterable[Mention], parts: Sequence[_Part], *, width: int, chip_width: Callable[[str], int]
) -> dict[int, list[tuple[Mention, int, int, int]]]:
    """Return (mention, left, row, width) of the chips by line."""
    first: dict[str, _Part] = {}
    for part in parts:
        first.setdefault(part.mention.key, part)
    by_line: dict[int, list[_Part]] = {}
    for one in seen:
        part = first.get(one.key)
        if part is not None and _begins_in(one, block):
            by_line.setdefault(part.line, []).append(part)
    found: dict[int, list[tuple[Mention, int, int, int]]] = {}
    for line, on_line in by_line.items():
        widths = [chip_width(part.mention.label) for part in on_line]
        slots: list[Slot] = []
        for part, wide in zip(on_line, widths, strict=True):
            # Above the start of the reading: at the right end where the text runs right to left.
            x = part.piece.right - wide if block.right_to_left else part.piece.left + 1
            slots.append(Slot(x, wide, part.piece.right))
        places = chip_places(slots, gap=5, right=width)
        found[line] = [
            (part.mention, x, row, wide) for part, wide, (x, row) in zip(on_line, widths, places, strict=True)
        ]
    return found


def _place_rows(
    placed: Placed,
    block: Block,
    parts: Iterable[_Part],
    chips: dict[int, list[tuple[Mention, int, int, int]]],
    reserved: set[int],
    under: Beneath,
    metrics: Metrics,
) -> None:
    deepest: dict[int, int] = {}
    for part in parts:
        deepest[part.line] = max(deepest.get(part.line, 0), part.level)
    y = 0
    for index, line in enumerate(block.lines):
        count = max(row for _, _, row, _ in chips[index]) + 1 if index in chips else int(index in reserved)
        reach = deepest.get(index, 0) * metrics.step
        box_top = y + metrics.lead + count * metrics.chip_row - (metrics.overlap if count else 0) + reach
        baseline = box_top + metrics.up
        if line.ascent > metrics.ascent:
            baseline += ceil(line.ascent - metrics.ascent)
        box_bottom = baseline + metrics.down
        bottom = box_bottom + reach
        if line.descent > metrics.descent:
            bottom += ceil(line.descent - metrics.descent)
        room = under.room(index)
        bottom += room
        placed.rows.append(Row(y, baseline, bottom, box_top, box_bottom, room))
        y = bottom
    placed.height = y + metrics.gap


def _place_chips(
    placed: Placed,
    parts: Iterable[_Part],
    chips: dict[int, list[tuple[Mention, int, int, int]]],
    content: Content,
    metrics: Metrics,
) -> None:
    deepest: dict[int, int] = {}
    for part in parts:
        deepest[part.line] = max(deepest.get(part.line, 0), part.level)
    for line, on_line in chips.items():
        base = placed.rows[line].box_top - deepest.get(line, 0) * metrics.step - 4
        for mention, left, row, width in on_line:
            baseline = base - row * metrics.chip_row
            placed.chips.append(Chip(mention, line, left, baseline, width, content.dims(mention)))


def _place_ink(placed: Placed, block: Block, parts: Iterable[_Part], content: Content) -> None:
    stretches: list[list[Ink]] = [[] for _ in block.lines]
    for region in content.regions:
        low, high = block.line_of(max(region.start, block.start)), block.line_of(max(region.end - 1, block.start))
        top, bottom = placed.rows[low].box_top, placed.rows[high].box_bottom
        placed.bars.append((top, bottom))
        for index in range(low, high + 1):
            pieces = block.pieces(region.start, region.end, block.lines[index])
            stretches[index] += [Ink(piece.left, piece.right, "") for piece in pieces]
    for part in parts:
        if part.mention.state is not SpanState.SUGGESTED:
            bright = part.mention.state is SpanState.ACCEPTED and not content.dims(part.mention)
            label = part.mention.label if bright else ""
            stretches[part.line].append(Ink(part.piece.left, part.piece.right, label))
    placed.inks = [_flatten(one) for one in stretches]


def _flatten(stretches: list[Ink]) -> list[Ink]:
    """Return stretches that do not overlap, the later of two winning, so that no glyph is drawn twice."""
    if len(stretches) < 2:  # noqa: PLR2004 - nothing to overlap
        return stretches
    edges = sorted({edge for one in stretches for edge in (one.left, one.right)})
    flat: list[Ink] = []
    for left, right in pairwise(edges):
        over = [one for one in stretches if one.left <= left and one.right >= right]
        if over:
            flat.append(Ink(left, right, over[-1].label))
    return flat
