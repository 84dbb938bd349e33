"""The progress page: what it shows while there is little, and where its parts stand in a wide and a narrow window."""

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.reliability import Bin
from annotator.ui.actions import load_keys
from annotator.ui.progress import presenting
from annotator.ui.progress.page import ProgressPage
from annotator.ui.progress.values import Curve, Figures, Point, ProgressState, SuggesterState
from annotator.ui.theme import load_theme
from tests.ui.hands import activate, press

BINS = (Bin(10, 0.35, 0.4), Bin(990, 0.92, 0.94))
WIDE, NARROW = (1440, 830), (1024, 630)
"""What the window leaves the page of 1440 by 900 and of 1024 by 700."""


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication) -> ProgressPage:
    theme = load_theme("light")
    made = ProgressPage(theme, load_keys({}))
    qtbot.addWidget(made)
    made.setStyleSheet(theme.stylesheet())
    made.resize(*WIDE)
    made.show()
    activate(made)
    qapp.processEvents()
    return made


def state(finished: int, *, bins: tuple[Bin, ...] | None = BINS) -> ProgressState:
    points = tuple(Point(1 + at, "A report", 0.8, 0.9) for at in range(finished))
    suggester = SuggesterState("news 1.0", detail="As it comes with the program.", to_go=3, reliability=bins)
    return ProgressState(Figures(20, finished, 40, 40, 40, 38), Curve(points), suggester)


def texts(page: ProgressPage) -> str:
    return "\n".join(one.text() for one in page.findChildren(QLabel) if one.isVisible())


def settle(page: ProgressPage) -> None:
    for _ in range(3):
        QApplication.processEvents()
        QApplication.sendPostedEvents(page, QEvent.Type.LayoutRequest.value)


def is_whole(widget: QWidget) -> bool:
    """Tell whether all of a widget is in sight."""
    return widget.isVisible() and widget.visibleRegion().boundingRect() == widget.rect()


def test_a_curve_begins_with_the_second_article_and_is_a_sentence_before(page: ProgressPage) -> None:
    page.show_state(state(0))
    assert "a point comes here" in texts(page)
    page.show_state(state(1))
    assert "One article is finished: its suggestions agreed with what you decided to an F1 of 0.800" in texts(page)
    assert presenting.cards(state(1))[-1].note == "in the one article finished"
    page.toggle_table()
    page.take_focus()
    assert not page.curve.isVisible()
    assert not page.table.isVisible()
    assert QApplication.focusWidget() is page.suggester.buttons["train"]
    page.show_state(state(2))
    assert page.curve.isVisible()
    assert presenting.cards(state(2))[-1].note == "mean of the last 2"
    page.take_focus()
    assert QApplication.focusWidget() is page.curve
    page.toggle_table()
    assert page.table.isVisible()


def test_a_wide_window_shows_curve_and_scores_side_by_side_without_scrolling(page: ProgressPage) -> None:
    page.show_state(state(30))
    settle(page)
    for part in (page.curve, page.reliability, page.reliability.plot, page.reliability.said, page.suggester.spin):
        assert is_whole(part)
    assert page.reliability.said.height() >= page.reliability.said.heightForWidth(page.reliability.said.width())
    assert page.reliability.mapTo(page, page.reliability.rect().topLeft()).x() > page.curve.width()
    assert page.reliability.plot.height() > 200
    page.show_state(state(30, bins=None))
    settle(page)
    assert not page.reliability.isVisible()
    assert page.curve.width() > 900, "which then has its room"


def test_a_narrow_window_is_scrolled_by_the_keyboard(page: ProgressPage) -> None:
    page.show_state(state(30))
    page.resize(*NARROW)
    settle(page)
    assert page.suggester.isAncestorOf(page.reliability)
    assert not is_whole(page.reliability.plot)
    page.suggester.spin.setFocus()
    # From the number by Tab; only what can be told leads there at all.
    press(page.suggester.spin, Qt.Key.Key_Tab)
    settle(page)
    assert QApplication.focusWidget() is page.reliability
    assert is_whole(page.reliability.plot)
    assert is_whole(page.reliability.said)
    train = page.suggester.buttons["train"]
    train.setFocus()
    press(page.reliability, Qt.Key.Key_PageUp)
    press(page.reliability, Qt.Key.Key_PageUp)
    settle(page)
    assert is_whole(train)
    press(train, Qt.Key.Key_PageDown)
    settle(page)
    assert not is_whole(train)
    page.resize(*WIDE)
    settle(page)
    assert not page.suggester.isAncestorOf(page.reliability)
    assert is_whole(page.reliability)
