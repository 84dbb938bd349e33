"""The first start, who one is, and what is dropped on the window."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QDockWidget

from annotator.domain.scheme import parse_scheme
from annotator.settings import Settings, load_settings, save_settings
from annotator.ui.actions import Face
from annotator.ui.dialogs import who
from annotator.ui.dialogs.imported import ImportedDialog
from annotator.ui.dialogs.welcome import WelcomePage
from annotator.workflow import projects
from annotator.workflow.projects import open_project
from annotator.workflow.sample import sample_project
from tests.ui.small_project import scheme, small_articles
from tests.ui.window.conftest import ME, Open, project_of
from tests.ui.window.desk import Desk, on_disk, settle, wait

pytestmark = pytest.mark.usefixtures("suggester", "no_files")


def drop(desk: Desk, paths: Sequence[Path]) -> bool:
    """Drop files on the window; return whether it took them."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    copy, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(QPoint(600, 400), copy, data, left, none)
    enter.ignore()
    QApplication.sendEvent(desk.window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(desk.window, QDropEvent(QPoint(600, 400), copy, data, left, none))
    return enter.isAccepted()


def test_the_first_start_offers_the_sample(open_window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projects, "login_name", lambda: "newcomer")
    desk = open_window()
    page = desk.window.centre.currentWidget()
    assert isinstance(page, WelcomePage)
    assert page.sample.hasFocus()
    assert page.recent == []
    desk.press("Return")
    wait(lambda: desk.window.bridge.page is not None, "the sample articles")
    assert desk.session.project.path == sample_project()
    assert desk.window.centre.currentWidget() is desk.window.article_area
    assert desk.window.view.hasFocus()
    # Under the login name, said once; another name is one click away.
    assert desk.session.annotator == load_settings().annotator == "newcomer"
    assert "newcomer" in desk.message
    asked: list[str] = []

    def answer(_parent: object, proposed: str) -> str:
        asked.append(proposed)
        return "Ada Lovelace"

    monkeypatch.setattr(who, "ask_name", answer)
    desk.window.messages.button.click()
    assert asked == ["newcomer"]
    assert desk.session.annotator == load_settings().annotator == "Ada Lovelace"
    assert desk.message == ""


def test_the_recent_projects_are_offered(open_window: Open, small: Path, tmp_path: Path) -> None:
    save_settings(Settings(annotator=ME).with_recent(tmp_path / "gone.annotator").with_recent(small))
    desk = open_window()
    page = desk.window.centre.currentWidget()
    assert isinstance(page, WelcomePage)
    assert len(page.recent) == 1
    assert page.recent[0].hasFocus()
    desk.press("Return")
    assert desk.session.project.path == small
    assert desk.message == "", "the name was chosen before"
    assert load_settings().recent[0] == str(small)


@pytest.mark.usefixtures("me")
def test_another_name_has_decisions_and_undo_of_its_own(desk: Desk) -> None:
    from dataclasses import replace  # noqa: PLC0415 - one use

    desk.press("A", "A")
    window = desk.window
    window.change_settings(replace(window.settings, annotator="second"))
    assert (desk.session.annotator, desk.marked) == ("second", "North Korean")
    assert not window.actions_by_name["undo"].isEnabled()
    desk.press("Ctrl+Z", "3")
    names = """SELECT name, count(*) FROM decision JOIN annotator a ON a.id = annotator_id
        WHERE kind = 'annotation' GROUP BY 1 ORDER BY 1"""
    assert on_disk(desk.path, names) == [("second", 1), (ME, 2)]
    window.change_settings(replace(window.settings, annotator=ME))
    assert desk.marked == "Russian"
    desk.press("Ctrl+Z")
    assert desk.marked == "Kim Jong Un"
    assert load_settings().annotator == ME


@pytest.mark.usefixtures("me")
def test_a_dropped_folder_becomes_a_project_and_more_go_into_it(open_window: Open, tmp_path: Path) -> None:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "one.txt").write_text("Norway and Oslo.\n")
    (folder / "empty.txt").write_text("")
    desk = open_window()
    assert drop(desk, [folder])
    wait(lambda: desk.window.bridge.page is not None, "the new project")
    desk.path = tmp_path / "news.annotator"
    assert desk.session.project.path == desk.path
    wait(lambda: desk.message, "what was imported")
    assert desk.message == "1 article imported. Some files were left out."
    desk.window.messages.button.click()
    left_out = desk.dialog(ImportedDialog)
    assert "empty.txt" in left_out.table.model().index(0, 0).data() + str(left_out.table.model().index(0, 1).data())
    desk.press("Esc")
    desk.window.view.setFocus()
    desk.press("1")
    assert desk.spans() == [("Norway", "PERSON", "accepted")]
    other = tmp_path / "two.txt"
    other.write_text("Sweden and Stockholm.\n")
    assert drop(desk, [other])
    wait(lambda: on_disk(desk.path, "SELECT count(*) FROM article") == [(2,)], "the second article")
    wait(lambda: "1 article imported" in desk.message, "the word that it is in")
    settle()
    assert desk.session.project.path == desk.path
    assert desk.page.number == 1, "what one is reading stays"
    desk.press("Ctrl+Z")
    assert desk.spans() == []
    # A link is no file.
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/one.txt")])
    enter = QDragEnterEvent(
        QPoint(600, 400), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    enter.ignore()
    QApplication.sendEvent(desk.window, enter)
    assert not enter.isAccepted()


@pytest.mark.usefixtures("me")
def test_labels_have_the_colours_that_their_scheme_names(open_window: Open, tmp_path: Path) -> None:
    """In the article as in the lists; the next project without such names has the computed ones again."""
    text = scheme(("PERSON", "VESSEL")).toml + '\ncolour = "GPE"\n'  # of the last label
    named = tmp_path / "named.annotator"
    open_project(named, create=True, scheme=parse_scheme(text)).close()
    desk = open_window([named])
    assert desk.window.view.colours_of("VESSEL") == desk.window.theme.label_colours("GPE")
    other = project_of(tmp_path / "other.annotator", small_articles(1))
    desk.window.files.open_project(other)
    wait(lambda: desk.session.project.path == other, "the other project")
    assert desk.window.view.colours_of("VESSEL") != desk.window.theme.label_colours("GPE")


@pytest.mark.usefixtures("me")
def test_panels_share_the_height_and_keep_the_sizes_that_somebody_gave_them(open_window: Open, tmp_path: Path) -> None:
    many = tmp_path / "many.annotator"
    open_project(many, create=True).close()
    desk = open_window([many])
    window = desk.window
    window.resize(1440, 900)
    settle()
    panels = window.docks.panels
    assert panels["labels"].height() > panels["entities"].height() > 140, "which is five names"
    docks = [panel.parentWidget() for panel in (panels["labels"], panels["entities"])]
    window.resizeDocks([dock for dock in docks if isinstance(dock, QDockWidget)], [300, 400], Qt.Orientation.Vertical)
    window.resize(1024, 700)
    settle()
    chosen = {name: panel.size() for name, panel in panels.items()}
    assert chosen["entities"].height() > chosen["labels"].height() * 0.8
    for face in (Face.REVIEW, Face.PROGRESS, Face.ANNOTATE):
        desk.press({Face.REVIEW: "F6", Face.PROGRESS: "F7", Face.ANNOTATE: "F7"}[face])
        wait(lambda face=face: window.face is face, "the face")
        settle()
    assert {name: panel.size() for name, panel in panels.items()} == chosen
