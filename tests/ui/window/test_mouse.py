"""The mouse in the whole window: clicks, drags and the label menu, down to the file."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.ui.article.label_menu import LabelMenu
from tests.ui.article.scenes import edge
from tests.ui.window.desk import Desk, settle

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def test_a_click_focuses_and_with_ctrl_or_alt_decides(desk: Desk) -> None:
    start, _ = desk.at("Vladimir Putin")
    desk.click(start + 3)
    assert (desk.marked, desk.steps()) == ("Vladimir Putin", 0)
    desk.click(desk.at("leader")[0] + 2)
    assert desk.marked == ""
    desk.click(start + 3, modifiers=CTRL)
    assert (desk.marked, desk.spans()) == ("15 August", [("Vladimir Putin", "PERSON", "accepted")])
    desk.click(desk.at("KCNA")[0] + 1, modifiers=ALT)
    assert desk.spans()[1:] == [("KCNA", "ORG", "rejected")]
    # On plain text neither means anything.
    desk.click(desk.at("leader")[0] + 2, modifiers=CTRL)
    desk.click(desk.at("leader")[0] + 2, modifiers=ALT)
    assert desk.steps() == 2


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # the offscreen platform, about itself
def test_a_double_click_and_a_drag_open_the_label_menu(desk: Desk) -> None:
    view = desk.window.view.viewport()
    place = desk.point(desk.at("Kim Jong Un")[0] + 1)
    QTest.mouseDClick(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    desk.dialog(LabelMenu)
    desk.press("3")
    settle()
    assert desk.spans() == [("Kim Jong Un", "GPE", "accepted")]
    start, end = desk.at("exchanged letters")
    desk.drag(desk.point(start + 1), desk.point(end - 2))
    assert desk.window.view.selection() == (start, end), "a drag snaps to words"
    desk.dialog(LabelMenu)
    desk.press("7")
    settle()
    assert desk.spans()[1:] == [("exchanged letters", "EVENT", "accepted")]
    desk.drag(desk.point(end - 2), desk.point(start + 1))
    desk.dialog(LabelMenu)
    desk.press("Esc")
    settle()
    assert (QApplication.activePopupWidget(), desk.steps()) == (None, 2)
    assert desk.window.view.selection() == (start, end), "what was selected stays for a key"
    desk.press("8")
    assert desk.spans()[1:] == [("exchanged letters", "DATE", "accepted")]


def test_dragging_a_handle_moves_a_boundary(desk: Desk) -> None:
    desk.press("Tab")
    start, end = desk.at("Kim Jong Un")
    view = desk.window.view
    desk.drag(edge(view, end) + QPoint(3, 0), desk.point(end - 5))
    assert desk.spans() == [("Kim Jong", "PERSON", "accepted")]
    assert desk.marked == "Kim Jong"
    desk.drag(edge(view, start) - QPoint(3, 0), desk.point(desk.at("leader")[0] + 1))
    assert desk.spans() == [("leader Kim Jong", "PERSON", "accepted")]
    desk.press("Ctrl+Z", "Ctrl+Z")
    assert (desk.spans(), desk.marked) == ([], "Kim Jong Un")
