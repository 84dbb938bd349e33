"""Scrolling through what has not been laid out yet jumps nowhere."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication

from annotator.ui.article.view import ArticleView
from tests.ui.article.scenes import mention, on_screen, picture
from tests.ui.hands import NONE, Heard

LONG = "\n\n".join(
    f"Paragraph {n}. " + "The ministers met in the capital to speak of trade. " * (n % 7) for n in range(600)
)


def top_offset(view: ArticleView) -> tuple[int, int]:
    spot = view.column.spot_at(view.to_column(QPoint(0, 300))[1])
    return spot.line.start, spot.top - view.to_column(QPoint(0, 0))[1]


def settle() -> None:
    for _ in range(4):
        QApplication.processEvents()


@pytest.mark.parametrize("step", [-40, 40])
def test_each_step_moves_the_text_by_just_that_much(view: ArticleView, step: int) -> None:
    view.set_article(LONG, title="A title")
    bar = view.verticalScrollBar()
    bar.setValue(bar.maximum() // 2)
    for _ in range(300):
        offset, y = top_offset(view)
        bar.setValue(bar.value() + step)
        _, after, _ = view.column.caret(offset)
        assert after - view.to_column(QPoint(0, 0))[1] == y - step
        assert 0 <= bar.value() <= bar.maximum()


def test_both_ends_are_reached(view: ArticleView) -> None:
    view.set_article(LONG, title="A title")
    bar = view.verticalScrollBar()
    for _ in range(4):
        bar.setValue(bar.maximum())
    last = view.rect_of(len(LONG) - 1, len(LONG))
    assert 0 < last.bottom() < view.viewport().height()
    while bar.value() > 0:
        bar.setValue(bar.value() - 700)
    assert view.to_column(QPoint(0, 0))[1] < 0
    assert view.rect_of(0, 5).top() > 20


def test_a_scrolled_window_shows_what_a_new_look_shows(view: ArticleView) -> None:
    mentions = [mention(LONG, "ministers", "PERSON", nth=nth, key=str(nth)) for nth in range(60)]
    view.set_article(LONG, title="A title", subtitle="facts", mentions=mentions)
    view.set_focus_key("3")
    view.move(0, 0)
    settle()
    bar = view.verticalScrollBar()
    for step in (7, 90, 333, -50, -380, 590, -64):
        bar.setValue(bar.value() + step)
        settle()
    seen, drawn = on_screen(view), picture(view)
    assert seen.convertToFormat(drawn.format()) == drawn


def test_the_wheel_scrolls_and_with_ctrl_asks_for_a_size(view: ArticleView) -> None:
    view.set_article(LONG)
    asked = Heard(view.zoom_requested)
    for modifiers in (NONE, Qt.KeyboardModifier.ControlModifier):
        place = QPointF(view.viewport().rect().center())
        event = QWheelEvent(
            place,
            view.viewport().mapToGlobal(place),
            QPoint(),
            QPoint(0, -120),
            Qt.MouseButton.NoButton,
            modifiers,
            Qt.ScrollPhase.NoScrollPhase,
            False,  # noqa: FBT003 - the binding takes it by position only
        )
        QApplication.sendEvent(view.viewport(), event)
    assert view.verticalScrollBar().value() > 20
    assert asked.calls == [(-1,)]


@pytest.mark.parametrize("text", ["", "\n", "a", "word " * 120_000, "字" * 400_000, "\n" * 20_000, "\x00" * 5_000])
def test_any_text_can_be_shown_and_gone_through(view: ArticleView, text: str) -> None:
    view.set_article(text)
    settle()
    bar = view.verticalScrollBar()
    for share in (0.3, 1.0, 0.6, 0.0):
        bar.setValue(round(bar.maximum() * share))
        settle()
    view.set_caret(len(text))
    view.set_caret(len(text) // 2)
    view.scroll_to(len(text) // 2, len(text) // 2 + 1)
    assert view.viewport().rect().intersects(view.caret_rect())
    view.resize(500, 400)
    settle()
    view.set_article("")
    settle()
