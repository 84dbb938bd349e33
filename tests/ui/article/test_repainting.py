"""Keys, the focus and selections draw the lines they touch and no others, and leave the picture a fresh look has."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt
from PySide6.QtGui import QImage, QPaintEvent, QRegion
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from annotator.domain.decision import SpanState
from annotator.ui.article.canvas import bands
from annotator.ui.article.view import ArticleView, unlike
from tests.ui.article.scenes import MIXED, mention, on_screen, picture
from tests.ui.hands import NONE, press

TEXT = MIXED + "\n\n\n" + "The two men of the University of Cambridge met in Seoul at last. " * 20 + "\n\nThe end.\n"
EMPTY = TEXT.index("\n\n\n") + 1
MENTIONS = (
    mention(TEXT, "Kim Jong\u00a0Un", "PERSON", state=SpanState.ACCEPTED, key="kim"),
    mention(TEXT, "Vladimir Putin", "PERSON", key="putin"),
    mention(TEXT, "University of Cambridge", "ORG", key="university"),
    mention(TEXT, "Cambridge", "GPE", key="cambridge"),
    mention(TEXT, "the University of Cambridge", "FAC", key="with its article"),
    mention(TEXT, "men of the University of Cambridge", "NORP", key="men"),
    mention(TEXT, "two men of the University of Cambridge met", "EVENT", key="outermost"),
    mention(TEXT, "Seoul at last. The two", "EVENT", nth=3, key="over two lines"),
    mention(TEXT, "The end", "WORK_OF_ART", key="end"),
)
CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KEYS = [
    (key, modifiers)
    for key in (
        *[Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down] * 3,
        *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    )
    for modifiers in (NONE, SHIFT, CTRL, CTRL | SHIFT)
    if not modifiers & CTRL or key in (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Home, Qt.Key.Key_End)
]

Deed = Callable[[ArticleView], object]
Ends = tuple[int, int]
PLACES = st.integers(0, len(TEXT))
RANGES = st.tuples(PLACES, PLACES)


def key(stroke: tuple[Qt.Key, Qt.KeyboardModifier]) -> Deed:
    return lambda view: press(view, *stroke)


def focus(key: str) -> Deed:
    return lambda view: view.set_focus_key(key)


def ring(ends: Ends) -> Deed:
    return lambda view: view.set_focus_range(min(ends), max(ends))


def select(ends: Ends) -> Deed:
    return lambda view: view.select(*ends)


def look_away(view: ArticleView) -> None:
    view.clearFocus()


def look_back(view: ArticleView) -> None:
    view.setFocus()


DEEDS: st.SearchStrategy[Deed] = st.one_of(
    # Keys most often.
    *[st.sampled_from(KEYS).map(key)] * 6,
    st.sampled_from(["", *(one.key for one in MENTIONS)]).map(focus),
    RANGES.map(ring),
    RANGES.map(select),
    st.sampled_from([look_away, look_back]),
)


@pytest.fixture
def small(view: ArticleView) -> Iterator[ArticleView]:
    """Return a view of some ten lines with more text than that."""
    view.resize(520, 330)
    view.move(0, 0)
    yield view
    view.set_focus_range(None)


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(DEEDS, min_size=1, max_size=25))
@example([select((0, 40)), select((20, 300)), select((50, 50))])
@example([ring((0, 300)), focus("kim"), look_away])
@example([select((EMPTY, EMPTY)), look_away])
@example([focus("outermost"), focus("")])
def test_what_was_drawn_piece_by_piece_is_what_a_fresh_look_shows(small: ArticleView, walk: list[Deed]) -> None:
    small.set_focus_range(None)
    small.set_article(TEXT, title="A title", mentions=MENTIONS)
    small.setFocus()
    on_screen(small)
    for deed in walk:
        deed(small)
        QApplication.processEvents()
    seen, drawn = on_screen(small), picture(small)
    assert seen.convertToFormat(drawn.format()) == drawn


class Drawn(QObject):
    """Remembers how many rows of a widget were drawn."""

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        for _ in range(5):
            QApplication.processEvents()
        self.bands: list[QRect] = []
        widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.bands += bands(event.region())
        return False

    def by(self, deed: Callable[[], object]) -> list[int]:
        """Return the heights of what a deed has drawn."""
        self.bands.clear()
        deed()
        QApplication.processEvents()
        return [one.height() for one in self.bands]


def test_a_key_draws_its_own_lines_only(view: ArticleView) -> None:
    text = "The envoy of France met Kim in Seoul. " * 60
    ends = [mention(text, "France", "GPE", nth=nth, key=key) for nth, key in ((0, "first"), (20, "last"))]
    view.set_article(text, mentions=ends)
    view.set_caret(500)
    line, pitch = view.column.rows(500, 500), view.column.metrics.line
    one = line[1] - line[0] + 2 * 8
    drawn = Drawn(view.viewport())
    assert drawn.by(lambda: press(view, Qt.Key.Key_Right)) == [one]
    assert drawn.by(lambda: press(view, Qt.Key.Key_Right, SHIFT)) == [one]
    assert drawn.by(lambda: press(view, Qt.Key.Key_Down, SHIFT)) == [one + pitch]
    assert drawn.by(lambda: press(view, Qt.Key.Key_Down)) == [one + 2 * pitch], "what was selected, and the next line"
    assert drawn.by(view.clearFocus) == [one], "of which only the caret was to be seen"
    assert drawn.by(view.setFocus) == [one]
    chips = view.column.metrics.chip_row
    view.set_focus_key("first")
    heights = drawn.by(lambda: view.set_focus_key("last"))
    assert len(heights) == 2, "not what is between them"
    assert all(height <= one + chips for height in heights)
    view.set_focus_range(0, 5)
    assert sum(drawn.by(lambda: view.set_focus_range(700, 720))) <= 2 * (one + chips) + pitch


def test_bands_hold_the_whole_region_and_little_else() -> None:
    parts = [QRect(0, 0, 50, 20), QRect(90, 5, 2, 40), QRect(0, 300, 400, 30), QRect(0, 340, 400, 30)]
    region = QRegion()
    for part in parts:
        region = region.united(part)
    found = bands(region)
    assert [(one.top(), one.height()) for one in found] == [(0, 45), (300, 70)]
    assert all(any(one.contains(part) for one in found) for part in parts)
    assert not any(one.contains(QPoint(1, 200)) for one in found)
    assert bands(QRegion()) == []


def in_order(ends: Ends) -> Ends:
    return min(ends), max(ends)


@given(RANGES.map(in_order), RANGES.map(in_order), PLACES)
def test_places_in_one_of_two_selections_are_found(one: Ends, other: Ends, place: int) -> None:
    if (one[0] <= place < one[1]) != (other[0] <= place < other[1]):
        assert any(start <= place < end for start, end in unlike(one, other))
    assert unlike(one, one) == []
    assert unlike(None, other) == [other]


@pytest.mark.parametrize("sign", [".", ",", "’s"])
def test_a_sign_right_behind_what_is_in_focus_is_seen(view: ArticleView, sign: str) -> None:
    text = f"Then the president met Kabaeva{sign} The end."
    one = mention(text, "Kabaeva", "PERSON")
    view.set_article(text, mentions=[one])
    place = view.rect_of(one.end, one.end + 1)
    before = _dark(picture(view), place)
    view.set_focus_key(one.key)
    assert before
    assert before <= _dark(picture(view), place)


def _dark(image: QImage, area: QRect) -> set[tuple[int, int]]:
    """Return where in an area there is ink, which in light is darker than any accent."""
    places = ((x, y) for x in range(area.left(), area.right() + 1) for y in range(area.top(), area.bottom() + 1))
    return {(x, y) for x, y in places if image.pixelColor(x, y).value() < 80}
