"""Lists of names in the real window, by keys: switched off, removed, brought back and added, and suggested by."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from annotator.store.choices import read_choices
from annotator.ui.dialogs.name_list import NameListDialog
from annotator.ui.dialogs.name_lists import NameListsDialog
from annotator.ui.name_lists import NameLists
from annotator.ui.progressing import Progressing
from annotator.workflow.gazetteers_in import ListChoice, import_gazetteer
from annotator.workflow.projects import open_project
from tests.ui.window.conftest import Open, choose
from tests.ui.window.desk import Desk, on_disk, settle, wait
from tests.ui.window.test_accessible import nameless

NAMES = "SELECT name FROM gazetteer ORDER BY name"


class Lists:
    """The dialog of one window's lists, as a person has it before them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.lists, self.progressing = desk.part(NameLists), desk.part(Progressing)

    def enter(self) -> None:
        self.desk.enter_progress()
        self.desk.press("N")
        wait(lambda: self.lists.dialog is not None and self.lists.dialog.isVisible(), "the lists")
        settle()

    @property
    def dialog(self) -> NameListsDialog:
        assert self.lists.dialog is not None
        return self.lists.dialog

    @property
    def shown(self) -> list[tuple[str, bool]]:
        return [(one.name, one.on) for one in self.dialog.table.rows.rows]

    def shows(self, rows: list[tuple[str, bool]], after: Callable[[], object]) -> None:
        after()
        wait(lambda: self.shown == rows, f"{rows}")
        settle()


@pytest.fixture
def lists(open_window: Open, small: Path, tmp_path: Path, me: None, suggester: list[Path], reloads: list[str]) -> Lists:
    assert me is None
    assert suggester == reloads == []
    for name in ("cities", "people"):
        (tmp_path / f"{name}.txt").write_text(f"One of {name}\n")
        import_gazetteer(small, tmp_path / f"{name}.txt", ListChoice(label="ORG"))
    return Lists(open_window([small]))


def test_off_away_and_back_by_keys(lists: Lists, reloads: list[str]) -> None:
    lists.enter()
    press = lists.desk.press
    assert lists.shown == [("cities", True), ("people", True)]
    assert nameless(lists.dialog) == []
    lists.shows([("cities", False), ("people", True)], lambda: press("Space"))
    with open_project(lists.desk.path) as project:
        assert read_choices(project).off_lists == ("cities",)
    lists.shows([("people", True)], lambda: press("Delete"))
    lists.shows([], lambda: press("Delete"))
    assert on_disk(lists.desk.path, NAMES) == []
    lists.shows([("people", True)], lambda: press("Ctrl+Z"))
    press("Escape")
    assert lists.lists.dialog is None
    wait(lambda: lists.progressing.state is not None and lists.progressing.state.lists.count == 1, "the card")
    press("N")
    wait(lambda: lists.lists.dialog is not None and lists.dialog.isVisible(), "the lists")
    lists.shows([("cities", False), ("people", True)], lambda: press("Ctrl+Z"))
    assert len(reloads) == 5, "the suggester hears of each"
    assert lists.desk.window.bridge.session is not None
    press("Escape")


def test_one_is_added_and_shown(
    lists: Lists, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reloads: list[str]
) -> None:
    (tmp_path / "rivers.txt").write_text("Amur\nYalu\nTumen\nHan\nYenisei\n")
    choose(monkeypatch, files=[str(tmp_path / "rivers.txt")], folder="")
    lists.enter()
    lists.dialog.add.click()
    wait(lambda: lists.desk.window.findChild(NameListDialog) is not None, "the question")
    asked = lists.desk.window.findChild(NameListDialog)
    assert asked is not None
    asked.take_button.click()
    wait(lambda: lists.lists.dialog is not None and lists.dialog.isVisible(), "the lists")
    assert [name for name, _ in lists.shown] == ["cities", "people", "rivers"]
    assert lists.dialog.table.current is not None
    assert lists.dialog.table.current.names == 5
    assert reloads == ["reload"]
    lists.dialog.reject()


def test_trouble_is_said_and_the_next_thing_works(lists: Lists) -> None:
    lists.enter()
    with open_project(lists.desk.path) as project, project.transaction() as connection:
        connection.execute("DELETE FROM gazetteer_entry")
        connection.execute("DELETE FROM gazetteer WHERE name = 'cities'")
    lists.desk.press("Space")
    wait(lambda: "no list “cities”" in lists.desk.window.messages.label.text(), "the trouble")
    lists.desk.press("Down")
    lists.shows([("people", False)], lambda: lists.desk.press("Space"))
    lists.dialog.reject()
