"""The learning curve: drawn, walked along by keys, said in words, and the same values as a table."""

import time
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor, QImage
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.progress import presenting
from annotator.ui.progress.curve import CurveView
from annotator.ui.progress.curve_painting import ticks
from annotator.ui.progress.curve_table import CurveModel, CurveTable
from annotator.ui.progress.values import Curve, Point, ProgressState
from annotator.ui.theme import CONTRAST, contrast, load_theme
from tests.ui.hands import Heard, activate, click, press

KEY = Qt.Key
THEMES = ("light", "dark")


def curve(count: int, *, every: int = 0) -> Curve:
    """Return a curve that rises from .5 to .9, with a new pipeline every so many articles."""
    points = [
        Point(
            100 + at,
            f"Report <b>{at}</b>",
            0.5 + 0.4 * at / max(1, count - 1) + (0.05 if at % 2 else -0.05),
            0.5 + 0.4 * at / max(1, count - 1),
            f"news 1.{at}" if every and at and at % every == 0 else "",
        )
        for at in range(count)
    ]
    return Curve(tuple(points))


def shown(widget: QWidget, qtbot: QtBot, wide: int = 640, high: int = 320) -> None:
    qtbot.addWidget(widget)
    widget.resize(wide, high)
    widget.show()
    activate(widget)
    widget.setFocus()


@pytest.fixture
def view(qtbot: QtBot) -> CurveView:
    made = CurveView()
    made.show_theme(load_theme("light"))
    made.show_curve(curve(30, every=10))
    shown(made, qtbot)
    return made


def test_keys_go_along_and_enter_opens(view: CurveView) -> None:
    heard, opened = Heard(view.place_changed), Heard(view.article_requested)
    assert view.place == 29, "where the curve ends is what one wants to know first"
    for key, place in (
        (KEY.Key_Left, 28),
        (KEY.Key_PageUp, 18),
        (KEY.Key_Home, 0),
        (KEY.Key_Left, 0),
        (KEY.Key_Right, 1),
        (KEY.Key_PageDown, 11),
        (KEY.Key_End, 29),
        (KEY.Key_Right, 29),
    ):
        press(view, key)
        assert view.place == place
    assert [place for (place,) in heard.calls] == [28, 18, 0, 1, 11, 29]
    press(view, KEY.Key_Home)
    press(view, KEY.Key_Return)
    assert opened.last == (100,)


def test_a_click_goes_to_the_nearest_article(view: CurveView) -> None:
    plot = view.plot()
    click(view, QPoint(round(plot.x(12)) + 2, 50))
    assert view.place == 12


def test_the_focus_stays_on_its_article_when_more_come(view: CurveView) -> None:
    press(view, KEY.Key_PageUp)
    view.show_curve(curve(31))
    assert view.place == 19
    press(view, KEY.Key_End)
    view.show_curve(curve(40))
    assert view.place == 39, "who stood at the end stands at the end"
    view.show_curve(Curve())
    press(view, KEY.Key_Right)
    press(view, KEY.Key_Return)
    assert view.place == -1


def test_every_point_is_said_in_words(view: CurveView) -> None:
    sentence = presenting.point_sentence(view.curve, 10)
    for part in ("11 of 30", "Report <b>10</b>", "0.588", "0.638", "from here on", "news 1.10"):
        assert part in sentence
    assert "from here on" not in presenting.point_sentence(view.curve, 11)
    view.announce(sentence)
    assert view.accessibleDescription() == sentence


@pytest.mark.parametrize("name", THEMES)
def test_dots_line_and_marks_are_told_apart_without_colour(qtbot: QtBot, name: str) -> None:
    theme = load_theme(name)
    made = CurveView()
    made.show_theme(theme)
    made.show_curve(curve(30, every=10))
    shown(made, qtbot)
    image, plot = made.grab().toImage(), made.plot()
    assert _near(image, plot.x(5), plot.y(made.curve.points[5].mean), theme.accent)
    assert _near(image, plot.x(6), plot.y(made.curve.points[6].score), theme.quiet)
    assert image.pixelColor(round(plot.x(6)), round(plot.y(made.curve.points[6].score))) == theme.panel, "hollow"
    column = [image.pixelColor(round(plot.x(10)), y) for y in range(round(plot.rect.top()), round(plot.rect.bottom()))]
    changes = sum(one != other for one, other in pairwise(column))
    assert changes > 10, "the mark of a pipeline is a broken line"
    for colour in (theme.accent, theme.quiet, theme.text):
        assert contrast(colour, theme.panel) >= CONTRAST


def _near(image: QImage, x: float, y: float, colour: QColor) -> bool:
    places = [(round(x) + dx, round(y) + dy) for dx in range(-4, 5) for dy in range(-4, 5)]
    return any(image.pixelColor(*place) == colour for place in places)


def test_ticks_are_round_and_keep_their_distance() -> None:
    assert ticks(5, most=10) == [1, 2, 3, 4, 5]
    assert ticks(41, most=10) == [1, 5, 10, 15, 20, 25, 30, 35, 41]
    assert ticks(1, most=10) == [1]
    for count in (12, 99, 101, 1_000, 10_007):
        found = ticks(count, most=8)
        assert found[0] == 1
        assert found[-1] == count
        assert len(found) <= 10
        assert found == sorted(set(found))


def test_ten_thousand_articles_and_as_many_pipelines_are_drawn_at_once(qtbot: QtBot) -> None:
    made = CurveView()
    made.show_theme(load_theme("dark"))
    made.show_curve(curve(10_000, every=5))
    shown(made, qtbot)
    made.grab()
    best = 1.0
    for _ in range(8):
        began = time.perf_counter()
        press(made, KEY.Key_Left)
        made.grab()
        best = min(best, time.perf_counter() - began)
    assert best < 0.03, "going along draws no more than what moved"


@pytest.mark.parametrize("count", [0, 1, 2])
def test_few_points_are_drawn_too(qtbot: QtBot, count: int) -> None:
    made = CurveView()
    made.show_theme(load_theme("light"))
    made.show_curve(Curve(tuple(Point(at, "", 0.0, 0.0) for at in range(count))))
    shown(made, qtbot)
    assert not made.grab().isNull()
    assert made.plot().low == (0.0 if count else 0.7)


def test_qt_finds_no_fault_in_the_table() -> None:
    model = CurveModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    for one in (curve(3), curve(3, every=2), Curve()):
        model.show_curve(one)
    assert tester.model() is model


def test_the_table_has_the_same_values_and_opens_by_enter(qtbot: QtBot) -> None:
    table = CurveTable()
    table.show_curve(curve(30, every=10))
    shown(table, qtbot)
    opened = Heard(table.article_requested)
    cells = [str(table.rows.index(10, column).data()) for column in range(5)]
    assert cells == ["11", "Report <b>10</b>", "0.588", "0.638", "news 1.10"]
    press(table, KEY.Key_Up)
    press(table, KEY.Key_Return)
    assert opened.last == (128,)
    table.go(3)
    press(table, KEY.Key_Space)
    assert opened.last == (103,)


def test_cards_say_nothing_that_was_not_counted() -> None:
    cards = presenting.cards(ProgressState())
    assert [one.value for one in cards] == ["0", "0", "–", "–", "–"]
    assert presenting.cards(ProgressState(curve=curve(30)))[-1].value == "0.900"
