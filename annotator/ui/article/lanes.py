"""Who marked what, one lane for each annotator beneath the lines: the values, and where their bars go.

Says where and what, never how it looks: that is in `lane_painting.py`. Offsets are code points, half-open; places are
pixels from the block's top left.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby, pairwise
from math import exp

from annotator.domain.span import SpanIndex
from annotator.ui.article.shaping import Block

DEEPEST = 3
"""Spans of one lane that overlap stand in so many rows at most, and one more; what is deeper is drawn in the last."""
_JOIN = 4
"""Pixels: bars of any lanes closer than this stand together as one group."""
_MARGIN = -30
"""How far left of the column a first group's numbers may stand: within the page's margin."""


@dataclass(frozen=True, slots=True)
class LaneSpan:
    """A range [start, end) of the text as one annotator labelled it."""

    start: int
    end: int
    label: str


@dataclass(frozen=True, slots=True)
class Lane:
    """One annotator's spans. `name` is told by tool tips and to screen readers."""

    name: str
    spans: Sequence[LaneSpan]


@dataclass(frozen=True, slots=True)
class LaneSizes:
    """Pixels: a bar's height, the gap below a lane, the room above the first, between overlapping spans of one lane."""

    bar: int
    gap: int
    lead: int
    inner: int = 1

    def room(self, lanes: int) -> int:
        """Return the height that so many lanes without overlaps take beneath a line."""
        return self.lead + lanes * (self.bar + self.gap)


@dataclass(frozen=True, slots=True)
class Bar:
    """One lane's span on one line."""

    lane: int
    span: LaneSpan
    line: int
    left: int
    top: int
    right: int
    bottom: int
    dimmed: bool


@dataclass(frozen=True, slots=True)
class Group:
    """Bars of one line that stand together: from left to right, each lane's top, and the lanes that have a bar.

    `room` is how far to the left of it nothing else is. `dimmed` tells that all its bars are.
    """

    line: int
    left: int
    right: int
    tops: tuple[int, ...]
    lanes: frozenset[int]
    room: int
    dimmed: bool


class Lanes:
    """The lanes of an article, searchable by place."""

    def __init__(self, lanes: Iterable[Lane] = ()) -> None:
        """Sort each lane's spans once; empty ones are left out."""
        given = tuple(lanes)
        self.names = tuple(lane.name for lane in given)
        self._spans = [SpanIndex(span for span in lane.spans if span.start < span.end) for lane in given]

    def __len__(self) -> int:
        """Return the number of lanes."""
        return len(self.names)

    def touching(self, start: int, end: int) -> tuple[list[LaneSpan], ...]:
        """Return each lane's spans that share a code point with [start, end), in reading order."""
        return tuple([index.touching(start, end) for index in self._spans])

    def heights(self, bounds: Sequence[int], *, per_line: float, sizes: LaneSizes) -> list[int]:
        """Return about how much the lanes add to the heights of the chunks between `bounds`."""
        room = sizes.room(len(self))
        at = [list(map(index.position, bounds)) for index in self._spans]
        found: list[int] = []
        for index, (start, end) in enumerate(pairwise(bounds)):
            spans = max((one[index + 1] - one[index] for one in at), default=0)
            lines = (end - start) / per_line + 0.5
            found.append(int(lines * (1 - exp(-spans / lines)) * room))
        return found


@dataclass(frozen=True, slots=True)
class _Piece:
    lane: int
    depth: int
    span: LaneSpan
    left: int
    right: int


@dataclass(slots=True)
class Beneath:
    """What stands beneath the lines of a block: bars by line with their lanes' depths, before heights are known."""

    sizes: LaneSizes
    count: int
    pieces: dict[int, list[_Piece]] = field(default_factory=dict[int, list[_Piece]])

    def _tops(self, line: int) -> list[int]:
        """Return the lanes' tops within the room beneath a line, and where the room ends."""
        rows = [1] * self.count
        for piece in self.pieces[line]:
            rows[piece.lane] = max(rows[piece.lane], piece.depth + 1)
        tops = [self.sizes.lead]
        for deep in rows:
            tops.append(tops[-1] + deep * (self.sizes.bar + self.sizes.inner) - self.sizes.inner + self.sizes.gap)
        return tops

    def room(self, line: int) -> int:
        """Return how much height the line needs beneath it: 0 without bars, else room for every lane."""
        return self._tops(line)[-1] if line in self.pieces else 0

    def placed(self, line: int, *, bottom: int, dimmed: Collection[tuple[int, int]]) -> tuple[list[Bar], list[Group]]:
        """Return the bars and groups of a line whose room ends at `bottom`."""
        tops = self._tops(line)
        first = bottom - tops[-1]
        lane_tops = tuple(first + top for top in tops[:-1])
        bars: list[Bar] = []
        for piece in self.pieces[line]:
            top = lane_tops[piece.lane] + piece.depth * (self.sizes.bar + self.sizes.inner)
            quiet = (piece.span.start, piece.span.end) in dimmed
            bars.append(
                Bar(piece.lane, piece.span, line, piece.left, top, piece.right, top + self.sizes.bar, dimmed=quiet)
            )
        return _apart(bars), _groups(bars, line, lane_tops)


def beneath(block: Block, lanes: Sequence[Sequence[LaneSpan]], sizes: LaneSizes) -> Beneath:
    """Return what stands beneath the block's lines; `lanes` holds each lane's spans that touch it."""
    found = Beneath(sizes, len(lanes))
    for lane, spans in enumerate(lanes):
        for span, depth in zip(spans, depths(spans), strict=True):
            low, high = block.line_of(max(span.start, block.start)), block.line_of(max(span.end - 1, block.start))
            for line in range(low, high + 1):
                for piece in block.pieces(span.start, span.end, block.lines[line]):
                    found.pieces.setdefault(line, []).append(_Piece(lane, depth, span, piece.left, piece.right))
    return found


def depths(spans: Sequence[LaneSpan]) -> list[int]:
    """Return in which row of its lane each span stands: 0 unless a shorter one overlaps it, at most DEEPEST.

    `spans` begin in order. Of two over the same range the first by label stands above.
    """
    found = [0] * len(spans)
    group: list[int] = []
    reach = -1
    for index, span in enumerate(spans):
        if span.start >= reach:
            _stack(spans, group, found)
            group = []
        group.append(index)
        reach = max(reach, span.end)
    _stack(spans, group, found)
    return found


def _stack(spans: Sequence[LaneSpan], group: list[int], found: list[int]) -> None:
    if len(group) < 2:  # noqa: PLR2004 - nothing to overlap
        return
    done: list[int] = []
    for index in sorted(group, key=lambda at: (spans[at].end - spans[at].start, spans[at].start, spans[at].label)):
        one = spans[index]
        above = [found[other] for other in done if spans[other].start < one.end and one.start < spans[other].end]
        found[index] = min(max(above, default=-1) + 1, DEEPEST)
        done.append(index)


def _apart(bars: list[Bar]) -> list[Bar]:
    """Return the bars of a line with a pixel between two of one row that would run into one another."""
    found: list[Bar] = []
    in_order = sorted(bars, key=lambda bar: (bar.top, bar.left, bar.right))
    for _, row in groupby(in_order, key=lambda bar: bar.top):
        ahead = list(row)
        for bar, after in zip(ahead, [*ahead[1:], None], strict=True):
            if after is not None and bar.right == after.left and bar.right - bar.left > 1:
                found.append(replace(bar, right=bar.right - 1))
            else:
                found.append(bar)
    return found


def _groups(bars: Iterable[Bar], line: int, tops: tuple[int, ...]) -> list[Group]:
    runs: list[list[Bar]] = []
    reach = 0
    for bar in sorted(bars, key=lambda bar: bar.left):
        if not runs or bar.left >= reach + _JOIN:
            runs.append([])
            reach = bar.right
        runs[-1].append(bar)
        reach = max(reach, bar.right)
    found: list[Group] = []
    before = _MARGIN
    for run in runs:
        left, right = run[0].left, max(bar.right for bar in run)
        lanes = frozenset(bar.lane for bar in run)
        found.append(Group(line, left, right, tops, lanes, left - before, dimmed=all(bar.dimmed for bar in run)))
        before = right
    return found
