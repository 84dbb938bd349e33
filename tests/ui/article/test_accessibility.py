"""Screen readers get the text, the caret and what the spans are, in UTF-16 units."""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget

from annotator.domain.decision import SpanState
from annotator.ui.article.accessibility import ArticleText
from annotator.ui.article.view import ArticleView
from annotator.ui.theme import load_theme
from tests.ui.article.scenes import MIXED, edge, mention


@pytest.fixture
def active() -> Iterator[None]:
    """Let Qt believe that a screen reader listens."""
    before = QAccessible.isActive()
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(before)


def interface(view: ArticleView) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(view)
    assert found is not None
    return found


def texts(view: ArticleView) -> ArticleText:
    found = interface(view).textInterface()
    assert isinstance(found, ArticleText)
    return found


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def test_it_is_a_read_only_text_with_a_name(view: ArticleView) -> None:
    found = interface(view)
    assert found.role() is QAccessible.Role.EditableText
    state = found.state()
    assert (state.readOnly, state.multiLine, state.focusable, state.focused) == (1, 1, 1, 1)
    assert found.text(QAccessible.Text.Name) == "Article"
    assert found.isValid()
    assert found.childCount() == 0
    assert found.object() is view


def test_the_text_is_read_in_units(view: ArticleView) -> None:
    view.set_article(MIXED)
    found = texts(view)
    assert found.characterCount() == units(MIXED)
    assert found.text(0, found.characterCount()) == MIXED
    start = units(MIXED[: MIXED.index("met")])
    assert found.text(start, start + 3) == "met"
    assert found.text(5, -1) == MIXED[5:]
    view.set_caret(MIXED.index("envoy"))
    assert found.cursorPosition() == units(MIXED[: MIXED.index("envoy")])
    found.setCursorPosition(start)
    assert view.caret == MIXED.index("met")
    found.addSelection(start, start + 3)
    assert view.selection() == (MIXED.index("met"), MIXED.index("met") + 3)
    assert found.selection(0) == (start, start + 3)
    found.removeSelection(0)
    assert view.selection() is None


def test_the_focused_mention_is_described_and_every_mention_has_attributes(view: ArticleView) -> None:
    one = mention(MIXED, "🇫🇷 envoy", "PERSON")
    inner = mention(MIXED, "envoy", "NORP", state=SpanState.ACCEPTED)
    view.set_article(MIXED, mentions=[one, inner])
    view.set_focus_key(one.key)
    described = interface(view).text(QAccessible.Text.Description)
    assert described == "🇫🇷 envoy, suggested PERSON · 0.71 · a reason"
    found = texts(view)
    flag, word = units(MIXED[: one.start]), units(MIXED[: inner.start])
    assert found.attributes(flag) == ("label:PERSON;state:suggested;", flag, word + 5)
    assert found.attributes(word + 1) == ("label:NORP;state:accepted;", word, word + 5)
    assert found.attributes(0)[0] == ""


def test_places_are_those_of_the_screen(view: ArticleView) -> None:
    view.set_article(MIXED)
    found = texts(view)
    place = MIXED.index("envoy")
    unit = units(MIXED[:place])
    rect = found.characterRect(unit)
    corner = view.viewport().mapToGlobal(edge(view, place))
    assert rect.contains(corner + QPoint(2, 0))
    assert found.offsetAtPoint(rect.center()) == unit


def test_events_are_told_without_harm(view: ArticleView, active: None) -> None:
    assert active is None
    one = mention(MIXED, "envoy", "PERSON")
    view.set_article(MIXED, mentions=[one])
    view.set_focus_key(one.key)
    view.set_caret(5)
    view.select(3, 9)
    view.clear_selection()
    QApplication.processEvents()
    assert texts(view).cursorPosition() == units(MIXED[:9])


def test_views_come_and_go_with_their_interfaces(qapp: QApplication) -> None:
    for _ in range(30):
        parent = QWidget()
        column = QVBoxLayout(parent)
        view = ArticleView(load_theme("light"))
        column.addWidget(view)
        view.set_article(MIXED)
        found = interface(view)
        assert found.parent() is not None
        assert texts(view).characterCount() == units(MIXED)
        parent.deleteLater()
        del parent, column, view, found
        qapp.sendPostedEvents(None, 52)
        gc.collect()
