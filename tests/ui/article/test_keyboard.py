"""Keys move the caret by tokens, characters, lines and pages, and select; all others are the window's."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QApplication

from annotator.ui.article.view import ArticleView
from tests.ui.article.scenes import MIXED
from tests.ui.hands import NONE, Heard, press

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)
KEY = Qt.Key


def test_right_goes_by_tokens_and_with_ctrl_by_characters(view: ArticleView) -> None:
    view.set_article("Kim’s 👋🏽 e\u0301a 北京.")
    places: list[int] = []
    for _ in range(9):
        press(view, KEY.Key_Right)
        places.append(view.caret)
    assert places == [3, 6, 9, 13, 14, 15, 16, 16, 16]
    view.set_caret(6)
    press(view, KEY.Key_Right, CTRL)
    assert view.caret == 8
    press(view, KEY.Key_Left, CTRL)
    assert view.caret == 6
    press(view, KEY.Key_Left)
    assert view.caret == 3


def test_shift_selects_whole_tokens_and_gives_them_back(view: ArticleView) -> None:
    text = "one two three"
    view.set_article(text)
    press(view, KEY.Key_Right)
    told = Heard(view.selection_changed)
    press(view, KEY.Key_Right, SHIFT)
    assert view.selection() == (4, 7)
    press(view, KEY.Key_Right, SHIFT)
    assert view.selection() == (4, 13)
    press(view, KEY.Key_Left, SHIFT)
    assert view.selection() == (4, 7)
    press(view, KEY.Key_Left, SHIFT)
    assert view.selection() is None
    press(view, KEY.Key_Left, SHIFT)
    assert view.selection() == (0, 4)
    assert len(told.calls) == 5
    press(view, KEY.Key_Right)
    assert (view.caret, view.selection()) == (4, None)


def test_in_arabic_left_goes_on(view: ArticleView) -> None:
    view.set_article("قال الرئيس اليوم")
    press(view, KEY.Key_Left)
    assert view.caret == 4
    press(view, KEY.Key_Left, SHIFT)
    assert view.selection() == (4, 10)
    press(view, KEY.Key_Right)
    press(view, KEY.Key_Right)
    assert view.caret == 0


def test_up_and_down_keep_to_their_column(view: ArticleView) -> None:
    text = "A line of words here\nab\n\nA line of words again"
    view.set_article(text)
    view.set_caret(10)
    for place in (23, 24, 35, 35 + 11, len(text)):
        press(view, KEY.Key_Down)
        if place == 35:
            assert view.caret == 25 + 10
            break
        assert view.caret in (place, 21)
    for _ in range(3):
        press(view, KEY.Key_Up)
    assert view.caret == 10
    press(view, KEY.Key_Up)
    assert view.caret == 0


def test_home_and_end_of_line_and_text(view: ArticleView) -> None:
    text = "word " * 60 + "\nlast"
    view.set_article(text)
    view.set_caret(150)
    press(view, KEY.Key_End)
    end = view.caret
    press(view, KEY.Key_Home)
    start = view.caret
    assert start < 150 < end
    assert view.caret_rect().top() == view.rect_of(end, end + 1).top() + (
        view.caret_rect().top() - view.rect_of(start, start + 1).top()
    )
    press(view, KEY.Key_End, CTRL)
    assert view.caret == len(text)
    press(view, KEY.Key_Home, CTRL | SHIFT)
    assert view.selection() == (0, len(text))


def test_pages_go_down_and_come_back(view: ArticleView) -> None:
    text = "\n".join(f"Line {n} of very many lines." for n in range(600))
    view.set_article(text)
    seen = [view.caret]
    for _ in range(12):
        press(view, KEY.Key_PageDown)
        assert 0 <= view.caret_rect().top() < view.viewport().height()
        seen.append(view.caret)
    assert seen == sorted(set(seen))
    steps = {text[a:b].count("\n") for a, b in pairwise(seen)}
    assert max(steps) - min(steps) <= 1
    for place in reversed(seen[:-1]):
        press(view, KEY.Key_PageUp)
        assert abs(text[:place].count("\n") - text[: view.caret].count("\n")) <= 1
        assert 0 <= view.caret_rect().top() < view.viewport().height()


def test_every_line_is_reached_once_through_chunks(view: ArticleView) -> None:
    text = "\n".join(f"{n} word" for n in range(200))
    view.set_article(text)
    lines: list[int] = []
    for _ in range(199):
        press(view, KEY.Key_Down)
        lines.append(text[: view.caret].count("\n"))
    assert lines == list(range(1, 200))
    view.set_article(text)
    view.set_caret(len(text))
    lines = []
    for _ in range(199):
        press(view, KEY.Key_Up)
        lines.append(text[: view.caret].count("\n"))
    assert lines == list(range(198, -1, -1))


def test_copy_and_select_all_give_the_exact_text(view: ArticleView) -> None:
    view.set_article(MIXED)
    press(view, KEY.Key_A, CTRL)
    press(view, KEY.Key_C, CTRL)
    assert QGuiApplication.clipboard().text() == MIXED
    assert view.selection() == (0, len(MIXED))


@pytest.mark.parametrize(
    ("key", "modifiers"),
    [
        (KEY.Key_A, NONE),
        (KEY.Key_X, NONE),
        (KEY.Key_Return, NONE),
        (KEY.Key_Left, ALT),
        (KEY.Key_Right, ALT | SHIFT),
        (KEY.Key_1, NONE),
        (KEY.Key_Up, CTRL),
    ],
)
def test_other_keys_are_left_to_the_window(view: ArticleView, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> None:
    view.set_article("one two")
    view.set_caret(4)
    event = QKeyEvent(QEvent.Type.KeyPress, key, modifiers, "")
    QApplication.sendEvent(view, event)
    assert not event.isAccepted()
    assert (view.caret, view.selection()) == (4, None)


def test_the_caret_is_told(view: ArticleView) -> None:
    view.set_article("one two")
    heard = Heard(view.caret_moved)
    press(view, KEY.Key_Right)
    press(view, KEY.Key_Home)
    press(view, KEY.Key_Home)
    assert heard.calls == [(4,), (0,)]
