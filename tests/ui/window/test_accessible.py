"""The whole window for who does not see it, and for who has no mouse: names, and an order that reaches everything."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractButton, QApplication, QWidget

from tests.ui.window.conftest import Open
from tests.ui.window.desk import Desk


def name_of(widget: QWidget) -> str:
    """Return what a screen reader says: the accessible interface's name, which falls back to a button's text."""
    interface = QAccessible.queryAccessibleInterface(widget)
    return interface.text(QAccessible.Text.Name) or widget.accessibleName()


def nameless(window: QWidget) -> list[str]:
    """Return the widgets in sight that take the keyboard and say nothing."""
    return [
        f"{type(one).__name__} {one.objectName()!r} in {type(one.parent()).__name__}"
        for one in window.findChildren(QWidget)
        if not one.visibleRegion().isEmpty()
        and one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not name_of(one).strip("…✕ ")
    ]


def test_everything_that_takes_the_keyboard_has_a_name(desk: Desk) -> None:
    desk.press("Ctrl+F")
    for panel in ("why", "history", "notes"):
        desk.window.docks.go_to(panel)
        QApplication.processEvents()
        assert nameless(desk.window) == []
    for button in desk.window.findChildren(QAbstractButton):
        if button.isVisible() and button.focusPolicy() is not Qt.FocusPolicy.NoFocus:
            assert any(letter.isalpha() for letter in name_of(button)), button.text()


@pytest.mark.usefixtures("me", "suggester")
def test_the_welcome_page_has_names_too(open_window: Open) -> None:
    assert nameless(open_window().window) == []


def test_tab_comes_by_search_list_article_and_labels(desk: Desk) -> None:
    panels = desk.window.docks.panels
    order: list[QWidget] = []
    one: QWidget = desk.window.view
    # Tab in the article is for suggestions; from it on, the order of the others is walked as Qt would.
    for _ in range(400):
        following = one.nextInFocusChain()
        assert following is not None
        one = following
        if one is desk.window.view:
            break
        if one.isVisible() and one.isEnabled() and one.focusPolicy() & Qt.FocusPolicy.TabFocus:
            order.append(one)
    else:
        raise AssertionError("the order of focus does not come round")
    for name in ("queue", "labels", "entities"):
        assert any(panels[name].isAncestorOf(one) for one in order), name
    queue = [one for one in order if panels["queue"].isAncestorOf(one)]
    search = next(place for place, one in enumerate(queue) if one.inherits("QLineEdit"))
    lists = next(place for place, one in enumerate(queue) if one.inherits("QAbstractItemView"))
    assert search < lists
    # And by real keys, from the search field to the list and back to the article.
    desk.press("/")
    for _ in range(12):
        desk.press("Tab")
        focus = QApplication.focusWidget()
        if focus is queue[lists]:
            break
    assert QApplication.focusWidget() is queue[lists]
    assert desk.steps() == 0
    desk.press("Alt+0")
    assert desk.window.view.hasFocus()
