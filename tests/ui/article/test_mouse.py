"""What the mouse selects, clicks and drags hits the right code points."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QHelpEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip

from annotator.domain.decision import SpanState
from annotator.domain.tokens import character_after, character_before
from annotator.ui.article.view import ArticleView
from tests.ui.article.scenes import MIXED, edge, mention, middle
from tests.ui.hands import NONE, Heard

# The offscreen platform says so of every popup.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")

LEFT = Qt.MouseButton.LeftButton
CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


def drag(view: ArticleView, start: QPoint, end: QPoint, modifiers: Qt.KeyboardModifier = NONE) -> None:
    port = view.viewport()
    QTest.mousePress(port, LEFT, modifiers, start)
    for part in (0.3, 0.7, 1.0):
        point = start + (QPointF(end - start) * part).toPoint()
        QTest.mouseMove(port, point)
        QApplication.processEvents()
    QTest.mouseRelease(port, LEFT, modifiers, end)


def ends(view: ArticleView, start: int, end: int) -> tuple[QPoint, QPoint]:
    """Return the outer edges of a range's first and last character, whichever way it is written."""
    text = view.text
    first = view.rect_of(start, character_after(text, start))
    last = view.rect_of(character_before(text, end), end)
    # Just inside: on the very edge between two directions, either side is right.
    inside = 1 if min(first.width(), last.width()) < 8 else 2
    leftwards = last.left() < first.left()
    begin = first.right() - inside if leftwards else first.left() + inside
    stop = last.left() + inside if leftwards else last.right() - inside + 1
    return QPoint(begin, first.center().y()), QPoint(stop, last.center().y())


@pytest.mark.parametrize(
    "surface",
    [
        "Kim Jong\u00a0Un",
        "👋🏽",
        "🇫🇷",
        "envoy",
        "السلام عليكم",
        "שלום",
        "موسكو",
        "Vladimir Putin",
        "Cafe\u0301",
        "Zu\u0308rich",
        "\x00",
    ],
)
def test_a_drag_with_ctrl_selects_these_characters(view: ArticleView, surface: str) -> None:
    view.set_article(MIXED)
    start = MIXED.index(surface)
    made = Heard(view.selection_made)
    drag(view, *ends(view, start, start + len(surface)), CTRL)
    assert view.selection() == (start, start + len(surface))
    assert made.last[:2] == (start, start + len(surface))
    view.copy()
    assert QGuiApplication.clipboard().text() == surface


def test_a_drag_within_two_words_selects_both(view: ArticleView) -> None:
    text = "Then Vladimir Putin’s men came."
    view.set_article(text)
    made = Heard(view.selection_made)
    drag(view, edge(view, text.index("adimir")), edge(view, text.index("tin’s")))
    assert text[slice(*made.last[:2])] == "Vladimir Putin"
    drag(view, edge(view, text.index("tin’s")), edge(view, text.index("adimir")))
    assert text[slice(*made.last[:2])] == "Vladimir Putin"
    assert (view.caret, view.anchor) == (text.index("Vladimir"), text.index("’s"))


def test_chinese_is_selected_sign_by_sign(view: ArticleView) -> None:
    view.set_article(MIXED)
    start = MIXED.index("北京")
    drag(view, edge(view, start), edge(view, start + 2))
    assert view.selection() == (start, start + 2)


def test_a_click_puts_the_caret_and_ends_the_selection(view: ArticleView) -> None:
    view.set_article(MIXED)
    view.select(0, 3)
    told = Heard(view.selection_changed)
    QTest.mouseClick(view.viewport(), LEFT, NONE, edge(view, 7))
    assert (view.caret, view.selection()) == (7, None)
    assert len(told.calls) == 1


def test_a_click_with_shift_extends(view: ArticleView) -> None:
    text = "one two three four"
    view.set_article(text)
    view.set_caret(4)
    QTest.mouseClick(view.viewport(), LEFT, SHIFT, edge(view, 10))
    assert view.selection() == (4, 13)


@pytest.mark.parametrize("modifiers", [NONE, CTRL, ALT])
def test_a_click_names_the_mention_and_the_modifiers(view: ArticleView, modifiers: Qt.KeyboardModifier) -> None:
    text = "Then Vladimir Putin came."
    one = mention(text, "Vladimir Putin", "PERSON")
    view.set_article(text, mentions=[one])
    heard = Heard(view.mention_clicked)
    QTest.mouseClick(view.viewport(), LEFT, modifiers, middle(view, one.start, one.end))
    assert heard.calls == [(one.key, modifiers)]
    QTest.mouseClick(view.viewport(), LEFT, modifiers, middle(view, 0, 2))
    assert len(heard.calls) == 1


def test_of_nested_mentions_the_inner_is_clicked_and_each_by_its_chip(view: ArticleView) -> None:
    text = "The University of Cambridge stands."
    outer, inner = mention(text, "University of Cambridge", "ORG"), mention(text, "Cambridge", "GPE")
    view.set_article(text, mentions=[outer, inner])
    heard = Heard(view.mention_clicked)
    QTest.mouseClick(view.viewport(), LEFT, NONE, middle(view, inner.start, inner.end))
    QTest.mouseClick(view.viewport(), LEFT, NONE, middle(view, outer.start, outer.start + 5))
    spot = view.column.spot(inner.start)
    left, top = view.to_column(QPoint(0, 0))
    for chip in spot.placed.chips:
        QTest.mouseClick(
            view.viewport(), LEFT, NONE, QPoint(chip.left + 3 - left, spot.block_top + chip.baseline - 3 - top)
        )
    keys = [key for key, _ in heard.calls]
    assert keys[:2] == [inner.key, outer.key]
    assert sorted(keys[2:]) == sorted([inner.key, outer.key])


def test_a_double_click_asks_for_labels_or_selects_the_word(view: ArticleView) -> None:
    text = "Then Vladimir Putin came."
    one = mention(text, "Putin", "PERSON")
    view.set_article(text, mentions=[one])
    asked, made = Heard(view.mention_double_clicked), Heard(view.selection_made)
    QTest.mouseDClick(view.viewport(), LEFT, NONE, middle(view, one.start, one.end))
    assert asked.last[0] == one.key
    QTest.mouseDClick(view.viewport(), LEFT, NONE, middle(view, 5, 13))
    assert made.last[:2] == (5, 13)
    assert view.selection() == (5, 13)


def test_handles_move_either_end_by_tokens_or_characters(view: ArticleView) -> None:
    text = "Then President Vladimir Putin of Russia came."
    one = mention(text, "Vladimir", "PERSON")
    view.set_article(text, mentions=[one])
    view.set_focus_key(one.key)
    heard = Heard(view.bounds_dragged)
    grip = edge(view, one.end) + QPoint(3, 0)
    drag(view, grip, edge(view, text.index("utin")))
    assert heard.last == (one.key, one.start, text.index(" of"))
    grip = edge(view, one.start) - QPoint(3, 0)
    drag(view, grip, edge(view, text.index("resident")))
    assert heard.last == (one.key, text.index("President"), one.end)
    drag(view, grip, edge(view, text.index("dimir")), CTRL)
    assert heard.last == (one.key, text.index("dimir"), one.end)
    drag(view, grip, edge(view, text.index("came")), CTRL)
    assert heard.last == (one.key, one.end - 1, one.end)
    assert view.selection() is None
    assert view.focused == one


def test_a_drag_beyond_the_edge_scrolls_on_and_stops(view: ArticleView) -> None:
    text = "\n".join(f"Line {n} of many." for n in range(400))
    view.set_article(text)
    port = view.viewport()
    QTest.mousePress(port, LEFT, NONE, edge(view, 5))
    QTest.mouseMove(port, QPoint(200, 300))
    below = QPoint(200, port.height() + 60)
    QTest.mouseMove(port, below)
    for _ in range(100):
        QTest.qWait(10)
        if view.verticalScrollBar().value() > 300:
            break
    QTest.mouseRelease(port, LEFT, NONE, below)
    assert view.verticalScrollBar().value() > 300
    selection = view.selection()
    assert selection is not None
    assert text[: selection[1]].count("\n") > 20
    value = view.verticalScrollBar().value()
    QTest.qWait(80)
    assert view.verticalScrollBar().value() == value


def test_hovering_says_what_is_known_as_plain_text(view: ArticleView) -> None:
    text = "At Vostochny we met."
    one = mention(text, "Vostochny", "FAC")
    view.set_article(text, mentions=[one])
    point = middle(view, one.start, one.end)
    QApplication.sendEvent(view.viewport(), QHelpEvent(QEvent.Type.ToolTip, point, view.viewport().mapToGlobal(point)))
    assert QToolTip.text() == "<span>suggested FAC · 0.71 · a reason</span>"
    QToolTip.hideText()


def test_the_pointer_shows_what_it_can_do(view: ArticleView) -> None:
    text = "Then Vladimir Putin came."
    one = mention(text, "Vladimir", "PERSON", state=SpanState.ACCEPTED)
    view.set_article(text, mentions=[one])
    view.set_focus_key(one.key)
    for point, shape in (
        (middle(view, one.start, one.end), Qt.CursorShape.PointingHandCursor),
        (edge(view, one.end) + QPoint(3, 0), Qt.CursorShape.SizeHorCursor),
        (middle(view, 0, 2), Qt.CursorShape.IBeamCursor),
        (QPoint(5, 5), Qt.CursorShape.ArrowCursor),
    ):
        where = QPointF(view.viewport().mapToGlobal(point))
        none = Qt.MouseButton.NoButton
        event = QMouseEvent(QEvent.Type.MouseMove, QPointF(point), where, none, none, NONE)
        QApplication.sendEvent(view.viewport(), event)
        assert view.viewport().cursor().shape() is shape
