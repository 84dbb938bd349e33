"""Lanes beneath the lines: bars under the right glyphs in the right colour, and nothing where there are none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtGui import QColor, QHelpEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.domain.decision import SpanState
from annotator.ui.article import accessibility
from annotator.ui.article.lanes import Bar, Lane, LaneSpan, depths
from annotator.ui.article.view import ArticleView
from tests.ui.article.scenes import MIXED, mention, middle, picture
from tests.ui.hands import Heard, click

# The offscreen platform says so of every popup.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

MINISTRY = "Ties would grow, the Russian foreign ministry said. Analysts in Seoul agreed."


def span(text: str, surface: str, label: str = "ORG") -> LaneSpan:
    start = text.index(surface)
    return LaneSpan(start, start + len(surface), label)


def three(text: str) -> list[Lane]:
    """Return what three people marked: a boundary and a label are disputed, Seoul is not."""
    whole = span(text, "Russian foreign ministry")
    seoul = span(text, "Seoul", "GPE")
    part = span(text, "Russian", "GPE")
    return [Lane("analyst-1", [whole, seoul]), Lane("analyst-2", [part, seoul]), Lane("analyst-3", [whole, seoul])]


def bars(view: ArticleView) -> list[tuple[Bar, int]]:
    """Return the first chunk's bars, each with the row of its block's top."""
    chunk = view.column.chunk(0)
    return [(bar, top) for placed, top in zip(chunk.placed, chunk.tops, strict=True) for bar in placed.lane_bars]


def place_of(view: ArticleView, x: float, y: float) -> QPoint:
    """Return a point of the column in the viewport."""
    left, top = view.to_column(QPoint(0, 0))
    return QPoint(round(x) - left, round(y) - top)


def ink(view: ArticleView, lane: int) -> QColor:
    """Return the colour of a lane's first bar: its label's."""
    bar, _ = next(found for found in bars(view) if found[0].lane == lane)
    return view.theme.label_colours(bar.span.label).edge


def bar_middle(view: ArticleView, lane: int) -> QPoint:
    bar, top = next(found for found in bars(view) if found[0].lane == lane)
    return place_of(view, (bar.left + bar.right) / 2, top + (bar.top + bar.bottom - 1) / 2)


def coloured(image: QImage, y: int, colour: QColor) -> list[int]:
    return [x for x in range(image.width()) if image.pixelColor(x, y).rgb() == colour.rgb()]


SURFACES = [
    "Kim Jong\u00a0Un",
    "👋🏽",
    "🇫🇷 envoy",
    "السلام عليكم",
    "word السلام",
    "שלום 123",
    "Vladimir Putin",
    "في موسكو",
    "北京会见",
    "Zu\u0308rich",
]


@pytest.mark.parametrize("surface", SURFACES)
def test_a_bar_stands_beneath_its_characters_and_no_others(view: ArticleView, surface: str) -> None:
    one = span(MIXED, surface)
    view.set_article(MIXED)
    view.set_lanes([Lane("a", [one])])
    spot = view.column.spot(one.start)
    y = bar_middle(view, 0).y()
    assert spot.bottom < y + view.to_column(QPoint(0, 0))[1] < spot.block_top + spot.placed.rows[spot.index].bottom
    image = picture(view)
    inked = set(coloured(image, y, ink(view, 0)))
    assert inked
    middle_row = place_of(view, 0, (spot.top + spot.bottom) / 2).y()
    for x in range(image.width()):
        column_x, row = view.to_column(QPoint(x, middle_row))
        at = view.column.offset_at(column_x, row, on_character=True)
        inside = one.start <= at < one.end
        first = min(piece.left for piece in spot.block.pieces(spot.line.start, spot.line.end, spot.line))
        near = {x - 2, x - 1, x + 1, x + 2}
        if x in inked:
            assert inside or near - inked, (x, at)
        elif inside and column_x >= first and MIXED[at] != " ":
            assert near & inked or at in (one.start, one.end - 1), (x, at)


def test_each_lane_has_its_place_and_colour(view: ArticleView) -> None:
    view.set_article(MINISTRY)
    view.set_lanes(three(MINISTRY))
    image = picture(view)
    sizes = view.column.metrics.lanes
    spot = view.column.spot(0)
    whole, part = (
        view.rect_of(one.start, one.end)
        for one in (span(MINISTRY, "Russian foreign ministry"), span(MINISTRY, "Russian"))
    )
    for lane, rect in enumerate((whole, part, whole)):
        top = spot.bottom + sizes.lead + lane * (sizes.bar + sizes.gap)
        y = place_of(view, 0, top + sizes.bar // 2).y()
        xs = [x for x in coloured(image, y, ink(view, lane)) if x <= whole.right() + 1]
        assert xs[0] == rect.left()
        # A pattern may end with a gap.
        assert rect.right() - sizes.bar <= xs[-1] <= rect.right()
        for off in (top - 1, top + sizes.bar):
            assert not coloured(image, place_of(view, 0, off).y(), ink(view, lane))


def test_a_span_over_a_line_break_has_a_bar_on_every_line(view: ArticleView) -> None:
    text = "word " * 60
    view.set_article(text)
    view.set_lanes([Lane("a", [LaneSpan(10, 174, "ORG")])])
    image = picture(view)
    spots = [view.column.spot(at) for at in (10, 90, 170)]
    assert len({spot.bottom for spot in spots}) == len(spots) >= 3
    for spot in spots:
        row = spot.bottom + view.column.metrics.lanes.lead + 1
        xs = coloured(image, place_of(view, 0, row).y(), ink(view, 0))
        first, last = max(spot.line.start, 10), min(spot.line.end, 174)
        line = view.rect_of(first, last)
        assert (xs[0], xs[-1]) == (line.left(), line.right())


def test_lines_with_lanes_get_room_and_the_others_keep_their_height(view: ArticleView) -> None:
    text = "Kim met Putin.\nNobody else came.\n" + MINISTRY
    gold = mention(text, "Putin", "PERSON", state=SpanState.ACCEPTED)
    view.set_article(text, mentions=[gold])
    plain, height, image = [*view.column.chunk(0).placed], view.column.height, picture(view)
    view.set_lanes(three(text), emphasis=[(0, 3)])
    laned = view.column.chunk(0).placed
    room = view.column.metrics.lanes.room(3)
    assert [after.height - before.height for before, after in zip(plain, laned, strict=True)] == [0, 0, room]
    assert view.column.height == height + room
    # The first two have not even been placed again.
    assert [after is before for before, after in zip(plain, laned, strict=True)] == [True, True, False]
    assert picture(view) != image
    view.set_lanes(())
    assert view.column.height == height
    assert picture(view) == image


def test_bars_touch_neither_descenders_nor_the_next_lines_chips(view: ArticleView) -> None:
    text = "gypsy quip jumpy " * 30
    mentions = [mention(text, "gypsy quip", "ORG", nth=nth) for nth in range(30)]
    nest = [mention(text, "gypsy quip jumpy", "FAC", nth=nth) for nth in range(30)]
    view.set_article(text, mentions=[*mentions, *nest])
    view.set_lanes([Lane(str(lane), [LaneSpan(one.start, one.end, "X") for one in mentions]) for lane in range(9)])
    metrics = view.column.metrics
    placed = view.column.chunk(0).placed[0]
    assert len(placed.rows) > 4
    for bar in placed.lane_bars:
        row = placed.rows[bar.line]
        assert bar.top >= row.baseline + metrics.descent + 2
        assert bar.top > max(mark.bottom for mark in placed.marks if mark.line == bar.line) + 2
        assert bar.bottom <= row.bottom
    for chip in placed.chips:
        cap_top = chip.baseline - (metrics.chip_row - 4)
        assert all(bar.bottom + 2 <= cap_top for bar in placed.lane_bars if bar.line == chip.line - 1)


def test_overlapping_spans_of_one_lane_stand_in_rows(view: ArticleView) -> None:
    outer, inner = span(MINISTRY, "the Russian foreign ministry"), span(MINISTRY, "Russian", "NORP")
    twice = LaneSpan(inner.start, inner.end, "GPE")
    view.set_article(MINISTRY)
    view.set_lanes([Lane("a", [inner, outer, twice]), Lane("b", [outer])])
    found = {(bar.lane, bar.span.label): bar for bar, _ in bars(view)}
    tops = [found[key].top for key in ((0, "GPE"), (0, "NORP"), (0, "ORG"), (1, "ORG"))]
    sizes = view.column.metrics.lanes
    assert [after - before for before, after in pairwise(tops)] == [
        sizes.bar + sizes.inner,
        sizes.bar + sizes.inner,
        sizes.bar + sizes.gap,
    ]


def test_depths_are_those_of_what_a_span_holds() -> None:
    def of(*ranges: tuple[int, int]) -> list[int]:
        return depths([LaneSpan(start, end, "X") for start, end in ranges])

    assert of((0, 4), (4, 9), (9, 12)) == [0, 0, 0]
    assert of((0, 10), (2, 4), (5, 7), (20, 30)) == [1, 0, 0, 0]
    assert of((0, 6), (4, 10)) == [0, 1]
    assert max(of(*((0, end) for end in range(9, 1, -1)))) == 3


def test_neighbours_in_one_lane_do_not_run_together(view: ArticleView) -> None:
    text = "习近平在北京会见了普京总统"
    view.set_article(text)
    view.set_lanes([Lane("a", [LaneSpan(0, 3, "PERSON"), LaneSpan(3, 6, "PERSON")])])
    (first, _), (second, _) = bars(view)
    assert first.right == second.left - 1
    y = bar_middle(view, 0).y()
    xs = coloured(picture(view), y, ink(view, 0))
    assert len(xs) == xs[-1] - xs[0]  # one is missing


def hover(view: ArticleView, point: QPoint) -> str:
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point)))
    text = QToolTip.text()
    QToolTip.hideText()
    QTest.qWait(0)
    return text


def test_hovering_a_bar_says_who_marked_what_as_plain_text(view: ArticleView) -> None:
    text = MINISTRY + " <b>Bold\nCorp</b>"
    odd = LaneSpan(text.index("<b>"), len(text), "O&G")
    view.set_article(text)
    view.set_lanes([*three(text), Lane("<i>dd</i>", [odd])])
    assert hover(view, bar_middle(view, 0)) == "<span>analyst-1: ORG “Russian foreign ministry”</span>"
    assert hover(view, bar_middle(view, 1)) == "<span>analyst-2: GPE “Russian”</span>"
    said = "&lt;i&gt;dd&lt;/i&gt;: O&amp;G “&lt;b&gt;Bold Corp&lt;/b&gt;”"
    assert hover(view, bar_middle(view, 3)) == f"<span>{said}</span>"
    # The gap above a bar still counts as it, the room beside it does not.
    assert "analyst-2" in hover(view, bar_middle(view, 1) + QPoint(0, 2))


def test_a_click_names_the_bars_range_or_the_emphasised_one(view: ArticleView) -> None:
    whole, part = span(MINISTRY, "Russian foreign ministry"), span(MINISTRY, "Russian", "GPE")
    gold = mention(MINISTRY, "foreign", "ORG", state=SpanState.ACCEPTED)
    view.set_article(MINISTRY, mentions=[gold])
    ranges, keys = Heard(view.range_clicked), Heard(view.mention_clicked)
    click(view.viewport(), middle(view, part.start, part.end))
    assert not ranges.calls
    view.set_lanes(three(MINISTRY), emphasis=[(whole.start, whole.end)])
    click(view.viewport(), bar_middle(view, 1))
    assert ranges.last == (part.start, part.end)
    assert not keys.calls
    click(view.viewport(), middle(view, part.start, part.end))
    assert ranges.last == (whole.start, whole.end)
    click(view.viewport(), middle(view, gold.start, gold.end))
    assert [len(ranges.calls), keys.last[0]] == [3, gold.key]
    click(view.viewport(), middle(view, 0, 4))
    assert len(ranges.calls) == 3


def test_agreed_mentions_and_bars_recede(view: ArticleView) -> None:
    gold = mention(MINISTRY, "Seoul", "GPE", state=SpanState.ACCEPTED)
    view.set_article(MINISTRY, mentions=[gold])
    view.set_lanes(three(MINISTRY))
    before, height = picture(view), view.column.height
    mark = view.column.chunk(0).placed[0].marks[0]
    corner = place_of(view, mark.left + 6, mark.top + 3)
    assert before.pixelColor(corner) == view.colours_of("GPE").fill
    view.set_dimmed([(gold.start, gold.end)])
    after = picture(view)
    light = after.pixelColor(corner)
    assert view.theme.panel != light != view.colours_of("GPE").fill
    placed = view.column.chunk(0).placed[0]
    assert [ink.label for ink in placed.inks[0]] == [""]
    assert {bar.span.label for bar in placed.lane_bars if bar.dimmed} == {"GPE"}
    assert len([bar for bar in placed.lane_bars if bar.dimmed]) == 3
    assert view.column.height == height
    # What is not agreed stays as strong as it was.
    bar = bar_middle(view, 0)
    assert after.pixelColor(bar) == before.pixelColor(bar) == ink(view, 0)
    view.set_dimmed(())
    assert picture(view) == before


def test_emphasis_lies_beneath_text_and_lanes(view: ArticleView) -> None:
    whole = span(MINISTRY, "Russian foreign ministry")
    view.set_article(MINISTRY)
    view.set_lanes(three(MINISTRY))
    plain = picture(view)
    view.set_emphasis([(whole.start, whole.end)])
    image = picture(view)
    rect = view.rect_of(whole.start, whole.end)
    sizes = view.column.metrics.lanes
    gap = rect.bottom() + 1 + sizes.lead + sizes.bar + sizes.gap // 2 - 1
    top = place_of(view, 0, view.column.spot(whole.start).top).y()
    for y in (top, gap):
        assert image.pixelColor(rect.center().x(), y) == view.theme.accent_tint
        assert plain.pixelColor(rect.center().x(), y) == view.theme.panel
        assert image.pixelColor(rect.left() - 12, y) == view.theme.panel


def ring_pixels(view: ArticleView) -> int:
    image, accent = picture(view), view.theme.accent
    return sum(len(coloured(image, y, accent)) for y in range(image.height()))


def test_the_focused_range_has_a_ring_with_or_without_a_mention(view: ArticleView) -> None:
    whole, seoul = span(MINISTRY, "Russian foreign ministry"), span(MINISTRY, "Seoul")
    gold = mention(MINISTRY, "Russian", "NORP", state=SpanState.ACCEPTED)
    view.set_article(MINISTRY, mentions=[gold])
    view.set_lanes(three(MINISTRY))
    assert not ring_pixels(view)
    view.set_focus_range(whole.start, whole.end)
    assert view.focus_range == (whole.start, whole.end)
    rect, image = view.rect_of(whole.start, whole.end), picture(view)
    top = place_of(view, 0, view.column.spot(whole.start).top).y()
    for y in (top - 1, rect.bottom() + 1):
        assert image.pixelColor(rect.center().x(), y) == view.theme.accent
    around = ring_pixels(view)
    view.set_focus_key(gold.key)
    assert ring_pixels(view) < around, "one ring, that of the mention"
    view.set_focus_range(seoul.start, seoul.end)
    view.set_focus_key(None)
    view.set_focus_range(None)
    assert view.focus_range is None
    assert not ring_pixels(view)


def test_the_focused_range_comes_into_sight_with_its_surroundings(view: ArticleView) -> None:
    text = "\n".join(f"Line {number:03} of many." for number in range(300))
    starts: Sequence[int] = [text.index(f"Line {number:03}") for number in range(300)]
    view.set_article(text)
    view.set_lanes([Lane(name, [LaneSpan(at, at + 4, "X") for at in starts]) for name in "abc"])
    port = view.viewport().height()
    # One by one, so that each is still in sight, if barely, when its turn comes.
    for number in (200, *range(40, 60), *range(59, 40, -1), 299, 0):
        view.set_focus_range(starts[number], starts[number] + 8)
        rect = view.rect_of(starts[number], starts[number] + 8)
        room = 2 * view.column.metrics.line
        assert rect.top() >= room or number == 0, number
        assert rect.bottom() <= port - room, number
    value = view.verticalScrollBar().value()
    view.set_focus_range(starts[150], starts[150] + 8, ensure_visible=False)
    assert view.verticalScrollBar().value() == value


def test_lanes_move_nothing_at_the_windows_top(view: ArticleView) -> None:
    text = "\n".join(f"Line {number:03} of many." for number in range(900))
    spans = [LaneSpan(at, at + 4, "X") for at in range(0, len(text), 19)]
    view.set_article(text)
    view.verticalScrollBar().setValue(5_000)
    top = view.offset_at(QPoint(60, 1))
    for lanes in ([Lane("a", spans), Lane("b", spans)], [Lane("a", spans)], []):
        view.set_lanes(lanes)
        assert view.offset_at(QPoint(60, 1)) == top
    assert view.verticalScrollBar().value() > 0


def test_who_has_what_is_told_to_screen_readers(view: ArticleView) -> None:
    gold = mention(MINISTRY, "Russian", "NORP", state=SpanState.ACCEPTED)
    view.set_article(MINISTRY, mentions=[gold])
    lanes = three(MINISTRY)
    view.set_lanes([*lanes[:2], Lane("analyst-3", [])])
    whole = span(MINISTRY, "Russian foreign ministry")
    view.set_focus_range(whole.start, whole.end)
    said = (
        "Russian foreign ministry, analyst-1: ORG “Russian foreign ministry”; "
        "analyst-2: GPE “Russian”; analyst-3: nothing"
    )
    assert accessibility.described(view) == said
    view.set_focus_key(gold.key)
    assert accessibility.described(view) == f"Russian, accepted NORP · 0.71 · a reason; {said}"


def test_fifty_thousand_spans_are_drawn_where_they_show_only(view: ArticleView) -> None:
    text = "Kim met Putin in Seoul. " * 20_000
    spans = [LaneSpan(at, at + 3, "PERSON") for at in range(0, len(text), 24)]
    moved = [LaneSpan(one.start, one.end + 4, one.label) for one in spans]
    view.set_article(text)
    picture(view)
    known = view.column.height
    view.set_lanes([Lane("a", spans), Lane("b", moved), Lane("c", spans[::2])], emphasis=[(0, 7), (24, 31)])
    laid_out = [index for index in range(len(view.column)) if view.column.is_laid_out(index)]
    assert len(laid_out) < 8
    assert view.column.height > known
    before = view.painted_bars
    picture(view)
    assert 0 < view.painted_bars - before < 400
    QApplication.processEvents()
    before = view.painted_bars
    view.viewport().repaint(0, 300, view.viewport().width(), 4)
    assert 0 < view.painted_bars - before < 60
    # Estimates hold: what is laid out later is not much higher or lower.
    index = len(view.column) // 2
    guess = view.column.chunk_height(index)
    assert abs(view.column.chunk(index).height - guess) < 0.2 * guess


def test_another_article_has_no_lanes(view: ArticleView) -> None:
    view.set_article(MINISTRY)
    plain = picture(view)
    view.set_lanes(three(MINISTRY), emphasis=[(0, 4)])
    view.set_dimmed([(0, 4)])
    view.set_focus_range(0, 4)
    view.set_zoom(24)
    assert view.column.metrics.lanes.bar == 4
    assert bars(view)
    view.set_zoom(17)
    view.set_article(MINISTRY)
    assert view.focus_range is None
    assert picture(view) == plain
