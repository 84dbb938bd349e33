"""The dialog of the lists of names by keys: what it shows, what it asks for, and where the keyboard is afterwards."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from annotator.ui.dialogs.name_lists import NameListsDialog
from annotator.ui.models.name_lists import LABELS, NAME, NameListsModel
from annotator.ui.progress.lists_card import ListsCard
from annotator.ui.progress.values import ListsState
from annotator.ui.theme import load_theme
from annotator.workflow.name_lists import NameList
from tests.ui.hands import Heard, activate, click, press

KEY = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
AGENCIES = NameList(
    "agencies", "a.csv", "2026-05-03T08:00:00.000+00:00", 1240, ("GPE", "ORG"), suggested=120, decided=80, accepted=60
)
PEOPLE = NameList("people <b>", "p.txt", "", 12, ("PERSON",), on=False)


@pytest.fixture
def dialog(qtbot: QtBot) -> NameListsDialog:
    made = NameListsDialog()
    made.finished.disconnect()
    qtbot.addWidget(made)
    made.show_lists((AGENCIES, PEOPLE))
    made.open()
    activate(made)
    return made


def test_what_is_in_each_and_what_came_of_it(dialog: NameListsDialog) -> None:
    table = dialog.table
    assert table.hasFocus()
    texts = [str(table.rows.index(0, column).data()) for column in range(LABELS + 1)]
    assert texts == ["agencies", "1,240", "120", "80", "60 · 75 %", "GPE, ORG"]
    assert str(table.rows.index(1, 4).data()) == "–"
    spoken = str(table.rows.index(0, NAME).data(Qt.ItemDataRole.AccessibleTextRole))
    assert "1,240 names for GPE, ORG; 120 suggestions, 60 of 80 accepted; on" in spoken
    assert "a.csv" in dialog.about.text()
    assert dialog.about.textFormat() is Qt.TextFormat.PlainText
    press(table, KEY.Key_End)
    assert "switched off" in dialog.about.text()
    assert dialog.switch.text() == "Switch o&n"
    assert all(one.accessibleName() or one.text() for one in (dialog.add, dialog.switch, dialog.remove, dialog.undo))


def test_space_switches_and_delete_removes(dialog: NameListsDialog) -> None:
    switched, removed = Heard(dialog.switch_requested), Heard(dialog.remove_requested)
    press(dialog.table, KEY.Key_Space)
    assert switched.last == ("agencies", False)
    press(dialog.table, KEY.Key_Down)
    press(dialog.table, KEY.Key_Return)
    assert switched.last == ("people <b>", True)
    assert dialog.isVisible(), "Enter is the row's, not a button's"
    press(dialog.table, KEY.Key_Delete)
    assert removed.last == ("people <b>",)
    click(dialog.switch)
    click(dialog.remove)
    assert (len(switched.calls), len(removed.calls)) == (3, 2)


def test_what_was_removed_comes_back_by_a_key(dialog: NameListsDialog) -> None:
    undone, added = Heard(dialog.undo_requested), Heard(dialog.add_requested)
    press(dialog.table, KEY.Key_Z, CONTROL)
    assert undone.calls == []
    press(dialog.table, KEY.Key_Down)
    dialog.show_lists((AGENCIES,), removed="people <b>")
    assert dialog.table.current is AGENCIES
    assert dialog.table.hasFocus(), "and one may go on"
    assert "people <b>" in dialog.about.text()
    press(dialog.table, KEY.Key_Z, CONTROL)
    assert len(undone.calls) == 1
    dialog.show_lists((AGENCIES, PEOPLE), current=PEOPLE.name)
    assert dialog.table.current is PEOPLE
    dialog.show_lists((), removed="agencies")
    assert (dialog.table.isVisible(), dialog.nothing.isVisible()) == (False, True)
    assert QApplication.focusWidget() is dialog.undo
    dialog.show_lists((AGENCIES,))
    assert dialog.table.hasFocus()
    dialog.show_lists(())
    assert QApplication.focusWidget() is dialog.add
    assert not dialog.remove.isEnabled()
    press(dialog.add, KEY.Key_Space)
    assert len(added.calls) == 1


def test_a_key_that_is_held_down_counts_once(dialog: NameListsDialog) -> None:
    switched, removed = Heard(dialog.switch_requested), Heard(dialog.remove_requested)
    for key in (KEY.Key_Space, KEY.Key_Delete):
        for again in (False, True, True):
            event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, "", again)
            QApplication.sendEvent(dialog.table, event)
    assert (len(switched.calls), len(removed.calls)) == (1, 1)


def test_undo_can_be_pressed_while_there_is_something_to_undo(dialog: NameListsDialog) -> None:
    assert not dialog.undo.isEnabled()
    dialog.show_lists((PEOPLE,), removed="agencies")
    assert dialog.undo.isEnabled()
    dialog.undo.setFocus()
    dialog.show_lists((AGENCIES, PEOPLE), current="agencies")
    assert not dialog.undo.isEnabled()
    assert dialog.table.hasFocus(), "where the keyboard was is nothing any more"


def test_after_one_is_removed_the_next_is_current(dialog: NameListsDialog) -> None:
    third = replace(AGENCIES, name="zebras")
    dialog.show_lists((AGENCIES, PEOPLE, third))
    press(dialog.table, KEY.Key_Down)
    dialog.show_lists((AGENCIES, third), removed=PEOPLE.name)
    assert dialog.table.current is third
    dialog.show_lists((AGENCIES,), removed=third.name)
    assert dialog.table.current is AGENCIES


def test_qt_finds_no_fault_in_the_model() -> None:
    model = NameListsModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    for rows in ((AGENCIES, PEOPLE), (), (PEOPLE,)):
        model.show_lists(rows)
    assert tester.model() is model


def test_the_card_says_how_many_there_are_and_how_to_add_one(qtbot: QtBot) -> None:
    card = ListsCard({"name_lists": ("N",)})
    qtbot.addWidget(card)
    card.show_theme(load_theme("dark"))
    asked = Heard(card.asked)
    said: list[str] = []
    for state in (ListsState(), ListsState(1, 1), ListsState(2, 40, 1)):
        card.show_state(state)
        said.append(card.said.text())
    assert said[0].startswith("None yet. Open or drop a file")
    assert said[1:] == ["1 list with 1 name.", "2 lists with 40 names, 1 switched off."]
    card.show()
    click(card.button)
    assert asked.last == ("name_lists",)
