"""The label menu is used by keys, by typing and by mouse, and always says what came of it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QListWidget

from annotator.domain.scheme import Label
from annotator.ui.article.label_menu import LabelMenu
from annotator.ui.theme import load_theme
from tests.ui.hands import Heard, press, write

LABELS = [
    Label("PERSON", "1"),
    Label("ORG", "2", title="Organisation"),
    Label("GPE", "3"),
    Label("PRODUCT", "p"),
    Label("LAW"),
]
KEY = Qt.Key
# The offscreen platform says so of every popup.
pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")


@pytest.fixture
def menu(qapp: QApplication) -> Iterator[LabelMenu]:
    """Return an open menu whose span is an ORG."""
    menu = LabelMenu(LABELS, theme=load_theme("light"), counts={"ORG": 3}, current="ORG")
    # Kept alive for a look at it afterwards.
    menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)  # noqa: FBT003 - Qt's
    menu.open_at(QPoint(100, 100))
    qapp.processEvents()
    yield menu
    menu.close()
    menu.deleteLater()


def field(menu: LabelMenu) -> QLineEdit:
    found = menu.findChild(QLineEdit)
    assert found is not None
    return found


def rows(menu: LabelMenu) -> list[str]:
    found = menu.findChild(QListWidget)
    assert found is not None
    return [found.item(row).text() for row in range(found.count()) if not found.item(row).isHidden()]


def test_enter_takes_the_current_label(menu: LabelMenu) -> None:
    chosen, rejected = Heard(menu.label_chosen), Heard(menu.rejected)
    press(field(menu), KEY.Key_Return)
    assert chosen.calls == [("ORG",)]
    assert not rejected.calls
    assert not menu.isVisible()


def test_arrows_move_within_the_list(menu: LabelMenu) -> None:
    chosen = Heard(menu.label_chosen)
    for key in (KEY.Key_Up, KEY.Key_Up, KEY.Key_Down, KEY.Key_Down, KEY.Key_PageDown, KEY.Key_Up):
        press(field(menu), key)
    press(field(menu), KEY.Key_Return)
    assert chosen.calls == [("PRODUCT",)]


def test_typing_narrows_by_name_and_title(menu: LabelMenu) -> None:
    chosen = Heard(menu.label_chosen)
    write(field(menu), "organ")
    assert rows(menu) == ["ORG"]
    field(menu).clear()
    write(field(menu), "p")
    assert rows(menu) == ["PERSON", "GPE", "PRODUCT"]
    press(field(menu), KEY.Key_Down)
    press(field(menu), KEY.Key_Down)
    press(field(menu), KEY.Key_Return)
    assert chosen.calls == [("PRODUCT",)]


def test_nothing_fits_and_nothing_is_chosen(menu: LabelMenu) -> None:
    chosen = Heard(menu.label_chosen)
    write(field(menu), "zzz")
    press(field(menu), KEY.Key_Return)
    assert menu.isVisible()
    assert not chosen.calls


def test_a_digit_chooses_at_once(menu: LabelMenu) -> None:
    chosen = Heard(menu.label_chosen)
    write(field(menu), "3")
    assert chosen.calls == [("GPE",)]


def test_escape_rejects(menu: LabelMenu) -> None:
    chosen, rejected = Heard(menu.label_chosen), Heard(menu.rejected)
    press(field(menu), KEY.Key_Escape)
    assert (chosen.calls, len(rejected.calls)) == ([], 1)


def test_a_click_takes_the_row(menu: LabelMenu) -> None:
    chosen = Heard(menu.label_chosen)
    found = menu.findChild(QListWidget)
    assert found is not None
    QTest.mouseClick(
        found.viewport(),
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
        found.visualItemRect(found.item(4)).center(),
    )
    assert chosen.calls == [("LAW",)]


def test_it_stays_on_the_screen(menu: LabelMenu) -> None:
    menu.close()
    screen = menu.screen().availableGeometry()
    menu.open_at(screen.bottomRight())
    assert screen.contains(menu.geometry())
