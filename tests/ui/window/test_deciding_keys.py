"""Every key that decides something: what stands in the file afterwards and what is marked then."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from PySide6.QtWidgets import QApplication

from annotator.ui.article.label_menu import LabelMenu
from annotator.ui.dialogs.all_mentions import AllMentionsDialog
from annotator.ui.dialogs.note import NoteDialog
from annotator.ui.words import Words
from tests.ui.window.desk import Desk, on_disk, settle, wait

Spans = list[tuple[str, str, str]]

NORTH_KOREAN = ("North Korean", "NORP", "accepted")


@dataclass
class Row:
    """Keys pressed at the first suggestion of the first article, and what is there then."""

    keys: str
    spans: Spans
    marked: str
    state: str = "in_progress"
    steps: int = 1


TABLE = (
    Row("A", [NORTH_KOREAN], "Kim Jong Un"),
    Row("Return", [NORTH_KOREAN], "Kim Jong Un"),
    Row("Enter", [NORTH_KOREAN], "Kim Jong Un"),
    Row("X", [("North Korean", "NORP", "rejected")], "Kim Jong Un"),
    Row("Backspace", [("North Korean", "NORP", "rejected")], "Kim Jong Un"),
    Row("3", [("North Korean", "GPE", "accepted")], "Kim Jong Un"),
    Row("1", [("North Korean", "PERSON", "accepted")], "Kim Jong Un"),
    # A focused span that is decided already is relabelled in its place.
    Row("A Left Left 3", [("North Korean", "GPE", "accepted")], "North Korean", steps=2),
    Row("Delete", [("North Korean", "NORP", "rejected")], ""),
    Row("A Left Left Delete", [("North Korean", "NORP", "rejected")], "", steps=2),
    Row("Tab Left 2 Delete", [], "", steps=2),
    Row("Tab Left 2 X", [], "Kim Jong Un", steps=2),
    Row("Alt+Right", [("North Korean leader", "NORP", "accepted")], "North Korean leader"),
    Row("Alt+Left", [("North", "NORP", "accepted")], "North"),
    Row("Alt+Shift+Right", [("Korean", "NORP", "accepted")], "Korean"),
    Row("Tab Alt+Shift+Left", [("leader Kim Jong Un", "PERSON", "accepted")], "leader Kim Jong Un"),
    Row("Ctrl+Alt+Left", [("North Korea", "NORP", "accepted")], "North Korea"),
    Row("Tab Ctrl+Alt+Left Ctrl+Alt+Right", [("Kim Jong Un", "PERSON", "accepted")], "Kim Jong Un", steps=2),
    Row("Ctrl+Alt+Shift+Right", [("orth Korean", "NORP", "accepted")], "orth Korean"),
    Row("Ctrl+Alt+Shift+Right Ctrl+Alt+Shift+Left", [NORTH_KOREAN], "North Korean", steps=2),
    # At the text's first character there is nothing to move to.
    Row("Ctrl+Alt+Shift+Left", [NORTH_KOREAN], "North Korean"),
    # A word at the caret; a selection; a selection of characters.
    Row("Tab Left 2", [("leader", "ORG", "accepted")], "leader"),
    Row("Tab Left Shift+Right 2", [("leader", "ORG", "accepted")], "leader"),
    Row("Tab Left Ctrl+Shift+Right Ctrl+Shift+Right 6", [("le", "FAC", "accepted")], "le"),
    Row("Ctrl+Home Shift+Right Shift+Right Shift+Right 7", [("North Korean leader", "EVENT", "accepted")],
        "North Korean leader"),
    Row("F", [], "North Korean", state="flagged"),
    Row("F F", [], "North Korean", steps=2),
    Row("A Ctrl+Z", [], "North Korean", state="new", steps=2),
    Row("A Ctrl+Z Ctrl+Shift+Z", [NORTH_KOREAN], "North Korean", steps=3),
    Row("A Ctrl+Z Ctrl+Y", [NORTH_KOREAN], "North Korean", steps=3),
    Row("Tab", [], "Kim Jong Un", state="new", steps=0),
    Row("Tab Tab Shift+Tab", [], "Kim Jong Un", state="new", steps=0),
)  # fmt: skip


def begin_anew(desk: Desk) -> int:
    """Go back to an untouched project, at the first suggestion; return how many steps the log has."""
    desk.window.deciding.undo_to(0)
    desk.window.bridge.open(1)
    desk.window.view.setFocus()
    assert desk.marked == "North Korean"
    return desk.steps()


def test_the_table_of_keys(desk: Desk) -> None:
    wrong: list[str] = []
    for row in TABLE:
        before = begin_anew(desk)
        desk.press(*row.keys.split())
        found = Row(row.keys, desk.spans(), desk.marked, desk.state(), desk.steps() - before)
        if found != row:
            wrong.append(f"wanted {row}\n   got {found}")
        # Whatever it was, the keyboard stays in the article.
        assert desk.window.view.hasFocus(), row.keys
    assert not wrong, "\n".join(wrong)


def test_tab_crosses_into_the_next_article_and_back(desk: Desk) -> None:
    desk.press(*["Tab"] * 11)
    assert (desk.page.number, desk.marked, desk.focus and desk.focus.start) == (1, "Kim", desk.text.rindex("Kim"))
    desk.press("Tab")
    assert (desk.page.number, desk.marked) == (2, "North Korean")
    desk.press("Shift+Tab")
    assert (desk.page.number, desk.focus and desk.focus.start) == (1, desk.text.rindex("Kim"))
    # Behind the last article the first one comes again.
    desk.window.bridge.open(4)
    desk.press("A", *["Tab"] * 11)
    assert (desk.page.number, desk.marked) == (1, "North Korean")
    assert desk.steps() == 1


def test_where_tab_cannot_go_the_status_bar_says_what_is_left(desk: Desk) -> None:
    for _ in range(3):
        desk.press("Ctrl+Return")
    assert (desk.page.number, desk.marked) == (4, "North Korean")
    desk.press("Shift+Tab")
    assert desk.said == "There is nothing undecided before this; 11 behind it."
    desk.press("A", *["Tab"] * 10)
    assert desk.focus
    assert desk.focus.start == desk.text.rindex("Kim")
    desk.press("Tab")
    assert desk.said == "There is nothing undecided behind this; 10 before it."
    desk.press(*["A"] * 10, "Tab")
    assert desk.said == "Only this one is undecided."
    desk.press("A", "Tab")
    assert desk.said == "Every suggestion is decided."


def test_accepting_the_last_one_stays_and_tab_goes_on(desk: Desk) -> None:
    desk.press(*["A"] * 12)
    assert len(desk.spans()) == 12
    assert desk.page.number == 1
    desk.press("A", "A")
    assert desk.steps() == 12
    desk.press("Tab")
    assert (desk.page.number, desk.marked) == (2, "North Korean")


def test_the_keys_of_whole_articles(desk: Desk) -> None:
    desk.press("X", "Ctrl+Return")
    assert desk.page.number == 2
    assert desk.state(1) == "finished"
    assert [state for *_, state in desk.spans(1)] == ["rejected"] + ["accepted"] * 11
    assert desk.marked == "North Korean"
    desk.press("S")
    assert (desk.state(2), desk.page.number, desk.spans(2)) == ("skipped", 3, [])
    desk.press("D")
    assert desk.page.number == 4
    desk.press("D")
    assert (desk.page.number, desk.said) == (4, "There is no other article.")
    desk.press("Shift+D", "Shift+D")
    assert desk.page.number == 2
    desk.press("Ctrl+D")
    assert desk.page.number == 3
    desk.press("Ctrl+Enter", "Ctrl+Enter")
    assert [desk.state(number) for number in (1, 2, 3, 4)] == ["finished", "skipped", "finished", "finished"]
    assert "all articles are done" in desk.said
    hint = desk.window.hints.findChild(Words)
    assert hint is not None
    assert hint.text() == "This article is finished. Ctrl+D goes to the next one."
    desk.press("Ctrl+D")
    assert desk.said == "All articles are finished."
    # All of it goes back, article by article, and each is shown.
    shown: list[tuple[int, str]] = []
    for _ in range(5):
        desk.press("Ctrl+Z")
        shown.append((desk.page.number, desk.state()))
    assert shown == [(4, "new"), (3, "new"), (2, "new"), (1, "in_progress"), (1, "new")]
    assert desk.marked == "North Korean"
    desk.press("Ctrl+Z")
    assert on_disk(desk.path, "SELECT count(*) FROM standing WHERE state NOT IN ('absent', 'new')") == [(0,)]


def test_undo_shows_the_article_it_was_in(desk: Desk) -> None:
    desk.press("A", "Tab", "3", "D", "A")
    assert desk.page.number == 2
    desk.window.bridge.open(3)
    desk.press("Ctrl+Z")
    assert (desk.page.number, desk.marked, desk.spans()) == (2, "North Korean", [])
    desk.press("Ctrl+Z")
    assert (desk.page.number, desk.marked, desk.spans()) == (1, "Russian", [NORTH_KOREAN])
    desk.press("Ctrl+Shift+Z", "Ctrl+Shift+Z")
    assert (desk.page.number, desk.marked) == (2, "North Korean")
    assert desk.spans(1) == [NORTH_KOREAN, ("Russian", "GPE", "accepted")]
    desk.press("Ctrl+Shift+Z")
    assert not desk.window.actions_by_name["redo"].isEnabled()


def test_notes_and_ignored_regions(desk: Desk) -> None:
    desk.press("N")
    desk.dialog(NoteDialog)
    desk.type("axd1 see style guide")
    assert desk.steps() == 0
    desk.press("Ctrl+Return")
    assert desk.dialogs(NoteDialog) == []
    start, end = desk.at("North Korean")
    notes = "SELECT text, start, \"end\" FROM standing WHERE kind = 'note' AND state = 'present'"
    assert on_disk(desk.path, notes) == [("axd1 see style guide", start, end)]
    assert (desk.marked, desk.spans()) == ("North Korean", [])
    desk.press("N")
    desk.dialog(NoteDialog)
    desk.type("never")
    desk.press("Esc")
    assert on_disk(desk.path, notes) == [("axd1 see style guide", start, end)]
    # The second line, by the caret: its suggestions go, and come again.
    desk.press("Ctrl+Home", "Down")
    while desk.window.view.caret <= desk.text.index("\n"):
        desk.press("Down")
    desk.press("I")
    regions = "SELECT start, \"end\" FROM standing WHERE kind = 'ignored' AND state = 'present'"
    line = desk.at(desk.text.splitlines()[1])
    assert on_disk(desk.path, regions) == [line]
    assert all(not one.is_open or one.end <= line[0] for one in desk.page.mentions)
    desk.press("I")
    assert on_disk(desk.path, regions) == []
    assert desk.page.find(desk.page.mentions[-1].key) is not None
    assert sum(one.is_open for one in desk.page.mentions) == 12


NEXT = "Tab goes to the next suggestion. Select text to label it."


def test_what_is_gone_is_not_in_focus_any_more(desk: Desk) -> None:
    hint = desk.window.hints.findChild(Words)
    assert hint is not None
    assert desk.marked == "North Korean"
    desk.press("I")  # the line, with its suggestions
    assert desk.focus is None
    assert hint.text() == NEXT
    desk.press("Tab")
    assert hint.text() == f"{desk.marked}   suggested PERSON · 0.75"
    desk.press("Ctrl+End", *["Shift+Left"] * 4, "1")
    assert "accepted PERSON" in hint.text()
    desk.press("Ctrl+Z")
    assert desk.focus is None
    assert hint.text() == NEXT


def test_the_same_for_all_mentions(desk: Desk) -> None:
    desk.press(*["Tab"] * 6)
    assert desk.marked == "Kim"
    desk.press("Shift+A")
    dialog = desk.dialog(AllMentionsDialog)
    # The name inside a longer one is offered, but not ticked.
    assert (dialog.model.rowCount(), dialog.model.count_on) == (3, 2)
    desk.press("Down", "Space")
    assert dialog.model.count_on == 1
    desk.press("Return")
    assert desk.dialogs(AllMentionsDialog) == []
    assert desk.spans() == [("Kim", "PERSON", "accepted")]
    assert desk.marked == "Kim"
    assert desk.steps() == 1
    desk.press("Ctrl+Z")
    assert desk.spans() == []
    desk.press("Shift+A")
    desk.dialog(AllMentionsDialog)
    desk.press("Alt+R")
    wait(lambda: not desk.dialogs(AllMentionsDialog), "the end of the dialog")
    assert {state for *_, state in desk.spans()} == {"rejected"}
    desk.press("Shift+A")
    desk.dialog(AllMentionsDialog)
    before = desk.steps()
    desk.press("Esc")
    assert desk.steps() == before


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)  # the offscreen platform, about itself
def test_the_label_menu_by_keys(desk: Desk) -> None:
    desk.press(".")
    desk.dialog(LabelMenu)
    desk.press("Esc")
    settle()
    assert QApplication.activePopupWidget() is None
    assert (desk.spans(), desk.marked) == ([], "North Korean"), "putting the menu away decides nothing"
    desk.press(".")
    desk.dialog(LabelMenu)
    desk.type("gpe")
    desk.press("Return")
    settle()
    assert desk.spans() == [("North Korean", "GPE", "accepted")]
    desk.press(".")
    desk.dialog(LabelMenu)
    desk.press("4")
    settle()
    assert desk.spans()[1:] == [("Kim Jong Un", "LOC", "accepted")]


def test_what_cannot_be_done_says_so_and_changes_nothing(desk: Desk) -> None:
    desk.press("Tab", "Left")
    assert desk.marked == ""
    desk.press("A", "X", "Delete", "Alt+Right", "Alt+Shift+Left", "Ctrl+Alt+Left", "Shift+A", ".")
    assert desk.steps() == 0
    assert desk.said
    desk.press("Ctrl+End")
    desk.press("3")
    assert desk.steps() == 0
