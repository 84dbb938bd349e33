"""The keys that decide nothing: finding, searching, panels, looks, dialogs; and that typed letters stay letters."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPushButton, QWidget

from annotator.domain.ordering import ORDERS
from annotator.settings import Settings, load_settings, save_settings
from annotator.store.order import keep_rank
from annotator.ui.actions import ACTIONS
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.dialogs.keys import KeysDialog
from annotator.ui.dialogs.note import NoteDialog
from annotator.ui.dialogs.palette import Palette
from annotator.ui.dialogs.progress import ProgressStrip
from annotator.ui.dialogs.settings import SettingsDialog
from annotator.ui.panels.articles import ArticlesPanel
from annotator.ui.panels.labels import LabelsPanel
from annotator.ui.review.page import ReviewPage
from annotator.ui.words import Words
from annotator.workflow.projects import open_project
from tests.ui.window.conftest import ME, Open, choose
from tests.ui.window.desk import Desk, settle, wait


def test_what_is_found_stays_selected_for_a_label(desk: Desk) -> None:
    desk.press("Ctrl+F")
    bar = desk.window.find_bar
    assert bar.field.hasFocus()
    desk.type("axd17 ties")
    assert (desk.steps(), desk.marked) == (0, "North Korean"), "typed letters decide nothing"
    desk.press("Ctrl+A")
    desk.type("russia")
    assert bar.count.text() == "1 of 3"
    desk.press("Return", "Return", "Return", "Shift+Return")
    assert bar.count.text() == "3 of 3"
    assert desk.steps() == 0, "Enter in the field goes on, and accepts nothing"
    assert bar.field.hasFocus()
    desk.press("Esc")
    assert bar.isHidden()
    assert desk.window.view.hasFocus()
    assert desk.window.view.selection() == desk.at("Russia", 2)
    desk.press("4")
    assert desk.spans() == [("Russia", "LOC", "accepted")]
    desk.press("Ctrl+F")
    assert bar.field.hasFocus()
    desk.type("Kim")
    desk.press("F3", "Ctrl+G", "Shift+F3", "Ctrl+Shift+G")
    assert desk.steps() == 1
    desk.press("Backspace", "Delete", "Left", "Home")
    assert (bar.field.text(), desk.steps()) == ("Ki", 1)
    desk.press("Tab")
    assert desk.window.view.hasFocus() is False, "Tab leaves the field for the next button, not for a suggestion"


def test_searching_the_queue(desk: Desk) -> None:
    queue = desk.window.docks.panels["queue"]
    assert isinstance(queue, ArticlesPanel)
    desk.press("/")
    assert queue.filters.search.hasFocus()
    desk.type("axd1sfni")
    desk.press("Backspace", "Delete", "Ctrl+A")
    desk.type("gifts")
    wait(lambda: queue.model.rowCount() == 1, "one article")
    assert desk.steps() == 0
    desk.press("Return")
    wait(lambda: desk.page.number == 2, "the article that was found")
    assert desk.window.view.hasFocus()
    desk.press("A")
    assert desk.spans(2) == [("North Korean", "NORP", "accepted")]
    desk.press("/", "Esc", "Esc")
    assert desk.window.view.hasFocus()
    # In the list, Enter opens, and the article's keys are nobody's.
    desk.press("Alt+1")
    assert queue.list.hasFocus()
    wait(lambda: queue.model.rowCount() == 4, "all articles")
    desk.press("Home", "Backspace", "Delete", "X", "Return")
    assert desk.steps() == 1
    assert desk.page.number == 1


def test_every_panel_has_its_key(desk: Desk) -> None:
    panels = desk.window.docks.panels
    for number, name in enumerate(("queue", "labels", "entities", "why", "history", "notes"), 1):
        desk.press(f"Alt+{number}")
        focus = QApplication.focusWidget()
        assert focus is not None, name
        assert panels[name].isVisible(), name
        assert panels[name] is focus or panels[name].isAncestorOf(focus), name
    desk.press("Alt+0")
    assert desk.window.view.hasFocus()
    labels = panels["labels"]
    assert isinstance(labels, LabelsPanel)
    desk.press("G")
    assert labels.guideline.hasFocus()
    assert "What counts as NORP." in labels.guideline.toPlainText()
    # A label's key works from there, as from every panel.
    desk.press("3")
    assert desk.spans() == [("North Korean", "GPE", "accepted")]


def test_looks_are_kept(desk: Desk) -> None:
    window = desk.window
    for keys, size in (
        ("Ctrl++ Ctrl+=", 19),
        ("Ctrl+-", 18),
        ("Ctrl+0", 17),
        (" ".join(["Ctrl+-"] * 7), 12),
        (" ".join(["Ctrl++"] * 22), 32),
    ):
        desk.press(*keys.split())
        assert window.settings.article_size == window.view.zoom == size
    assert not window.theme.dark
    desk.press("Ctrl+Shift+L")
    assert window.theme.dark
    desk.press("Ctrl+H")
    assert window.settings.show_rejected
    kept = load_settings()
    assert (kept.article_size, kept.theme, kept.show_rejected) == (32, "dark", True)
    desk.press("Ctrl+H", "Ctrl+Shift+L")
    assert (window.theme.dark, window.settings.show_rejected) == (False, False)
    desk.press("F11")
    assert window.isFullScreen()
    desk.press("F11")
    assert not window.isFullScreen()
    assert (desk.steps(), desk.marked) == (0, "North Korean")


def test_every_dialog_opens_by_key_and_closes_by_escape(desk: Desk) -> None:
    kinds: tuple[tuple[str, type[QDialog]], ...] = (
        ("?", KeysDialog),
        ("Ctrl+Shift+P", Palette),
        ("Ctrl+,", SettingsDialog),
        ("Ctrl+E", ExportDialog),
        ("N", NoteDialog),
    )
    for key, kind in kinds:
        desk.press(key)
        desk.dialog(kind)
        # Letters are for the dialog; a label's key, Tab and accept behind it are out of reach.
        desk.type("3")
        desk.press("Esc")
        if desk.dialogs(kind):
            desk.press("Esc")
        assert desk.dialogs(kind) == [], key
        assert desk.steps() == 0, key


def test_the_palette_does_what_is_chosen(desk: Desk) -> None:
    desk.press("Ctrl+Shift+P")
    desk.dialog(Palette)
    desk.type("flag the")
    desk.press("Return")
    settle()
    assert desk.state() == "flagged"


def test_opening_importing_and_suggesting_again(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suggester: list[Path]
) -> None:
    choose(monkeypatch, files=[], folder="")
    desk.press("Ctrl+O", "Ctrl+I")
    assert (desk.path, desk.message) == (desk.session.project.path, "")
    other = tmp_path / "other.annotator"
    open_project(other, create=True).close()
    choose(monkeypatch, files=[str(other)], folder="")
    desk.press("Ctrl+O")
    assert desk.session.project.path == other
    folder = tmp_path / "articles"
    folder.mkdir()
    (folder / "one.txt").write_text("Norway and Oslo.\n")
    choose(monkeypatch, files=[], folder=str(folder))
    desk.press("Ctrl+I")
    wait(lambda: "imported" in desk.message, "the import")
    wait(lambda: desk.window.bridge.page is not None, "the article")
    assert desk.text == "Norway and Oslo.\n"
    asked = len(suggester)
    desk.press("F5")
    assert suggester[asked:] == [other]


@pytest.mark.usefixtures("me", "suggester", "no_files")
@pytest.mark.parametrize("empty", [False, True], ids=["no project", "no article"])
def test_every_key_is_harmless_without_an_article(*, empty: bool, open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "empty.annotator"
    if empty:
        open_project(path, create=True).close()
    desk = open_window([path] if empty else [])
    window = desk.window
    keys = [key for spec in ACTIONS if spec.name not in ("quit", "print") for key in window.keys[spec.name]]
    if not empty:
        # They press the welcome page's button.
        keys = [key for key in keys if key not in ("Return", "Enter", "Space")]
    for key in [*keys, "1", "m", "Left", "Shift+Right", "Down", "Ctrl+End", "Esc"]:
        desk.press(key)
        modal = QApplication.activeModalWidget()
        if isinstance(modal, QWidget):  # the stubs forget that there may be none
            modal.close()
            settle()
    assert window.isVisible()
    assert window.findChildren(ProgressStrip) == [], "nothing began"
    assert (window.bridge.session is not None) is empty
    if empty:
        desk.path = path
        assert desk.steps() == 0
    if window.isFullScreen():
        window.showNormal()


def test_going_on_follows_the_order_of_the_queue(desk: Desk) -> None:
    with open_project(desk.path) as project, project.transaction():
        for number, doubt in ((1, 0.2), (2, 0.1), (3, 0.4), (4, 0.3)):
            keep_rank(project, number, uncertainty=doubt, novelty=1.0)
    panel = desk.window.docks.panels["queue"]
    assert isinstance(panel, ArticlesPanel)
    actions = {one.data(): one for one in panel.filters.order_button.menu().actions() if one.data()}
    assert list(actions) == list(ORDERS)
    actions["uncertain"].trigger()
    assert [panel.model.number(row) for row in range(4)] == [3, 4, 1, 2]
    assert panel.ahead(5) == [2]
    desk.press("Shift+D")
    assert desk.page.number == 4
    desk.press("Ctrl+Return")
    assert desk.page.number == 1
    desk.press("Ctrl+D", "Ctrl+D")
    assert desk.page.number == 3, "round to the beginning"
    actions["imported"].trigger()
    desk.press("D")
    assert desk.page.number == 4


def test_what_is_said_names_a_persons_own_keys(
    open_window: Open, small: Path, settings_path: Path, suggester: list[Path]
) -> None:
    assert suggester == []
    own = {"next": "Ctrl+J", "finish": "Ctrl+L", "next_unfinished": "", "accept": "", "keys": "F12"}
    save_settings(Settings(annotator=ME, theme="light", keys=own), settings_path)
    desk = open_window([small])
    hint = desk.window.hints.findChild(Words)
    assert hint is not None
    assert "F12 keys" in [one.text() for one in desk.window.status.findChildren(QPushButton)]
    desk.press("Ctrl+End")
    assert hint.text() == "Ctrl+J goes to the next suggestion. Select text to label it."
    desk.press("Ctrl+Home", "Shift+Right")
    assert hint.text() == "Press a label’s key to label the selected text."
    desk.press("X")
    assert desk.said == "No span is in focus: Ctrl+J goes to the next undecided one, a click to any."
    desk.press("Ctrl+J")
    assert desk.marked == "Kim Jong Un"
    shown = [one.text() for one in desk.window.hints.findChildren(QLabel) if one.isVisible()]
    assert "reject" in shown
    assert "accept" not in shown, "no key does it"
    desk.press("F6")
    page = desk.window.findChild(ReviewPage)
    assert page is not None
    wait(lambda: "Finish articles with Ctrl+L" in page.emptiness, "why there is nothing to review")
    desk.press("F6")
    for _ in range(4):
        desk.press("Ctrl+L")
    assert hint.text() == "This article is finished. “Next unfinished article” goes to the next one."
