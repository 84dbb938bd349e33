"""What happens behind the window's back, and what “saved” means: the disk is right, and the page shows the disk."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Callable, Generator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from annotator.domain.annotation import AnnotationSet
from annotator.domain.article import Article
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import ProjectError
from annotator.store.connection import Project
from annotator.ui.suggester_process import SuggesterProcess
from annotator.workflow.projects import open_project, open_session
from annotator.workflow.suggesting import make_current
from tests.ui.small_project import suggestions_in
from tests.ui.window.conftest import ME, Open, project_of
from tests.ui.window.desk import Desk, settle, wait

LINES = 120


def suggest(path: Path, article: int, found: list[Suggestion], *, version: str) -> None:
    """Store suggestions from another connection, as the suggester's process does."""
    from annotator.store.suggestions import begin_run  # noqa: PLC0415 - one use

    with open_project(path) as project, project.transaction():
        make_current(project, begin_run(project, SuggesterInfo("rules", version)), article, found)


def at(text: str, surface: str, label: str) -> Suggestion:
    """Return a suggestion on the first such text."""
    start = text.index(surface)
    return Suggestion(start, start + len(surface), label, "gazetteer", 0.9, "list", "2.0")


@pytest.mark.usefixtures("me", "suggester")
def test_suggestions_that_arrive_move_nothing(open_window: Open, tmp_path: Path) -> None:
    text = "".join(f"{number}. Kim and Putin spoke about Russia in a long sentence.\n" for number in range(LINES))
    desk = open_window([project_of(tmp_path / "long.annotator", [Article.from_raw(text)])])
    view = desk.window.view
    desk.press("A", "X", "3", *["Tab"] * 150)
    marked, caret = desk.focus, view.caret
    assert view.verticalScrollBar().value() > 0
    assert marked is not None
    place = view.rect_of(marked.start, marked.end).top()
    spans = desk.spans()
    assert len(spans) == 3
    # Others on decided places, the same elsewhere, more on plain text.
    first = [at(text, "Kim", "ORG"), at(text, "Putin", "PERSON"), at(text, "long sentence", "EVENT")]
    later = [one for one in suggestions_in(text) if one.start > len("0. Kim and Putin spoke about Russia in a")]
    suggest(desk.path, 1, [*first, *later], version="2.0")
    desk.window.bridge.refresh()
    assert desk.spans() == spans, "what was decided stands"
    assert desk.page.find(marked.key) is None, "a new run has suggestions of its own"
    focus = desk.focus
    assert focus is not None
    assert (focus.start, focus.end, view.caret, view.selection()) == (marked.start, marked.end, caret, None)
    assert view.rect_of(marked.start, marked.end).top() == place
    assert any(desk.page.surface(one) == "long sentence" and one.is_open for one in desk.page.mentions)
    assert not any(one.is_open and one.end <= desk.at("Russia")[1] for one in desk.page.mentions)
    # A selection stays, and what was focused goes away with its suggestion.
    desk.press("Left", "Shift+Right", "Shift+Right")
    selection = view.selection()
    assert selection is not None
    place = view.caret_rect().top()
    suggest(desk.path, 1, later[:5], version="3.0")
    desk.window.bridge.refresh()
    # Above it and on its line labels went away, and the text stands where it was.
    assert (view.selection(), view.caret_rect().top()) == (selection, place)
    desk.press("7")
    surface = text[slice(*selection)].strip()
    assert (surface, "EVENT", "accepted") in desk.spans()


def test_saved_is_said_when_it_is_on_the_disk(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert desk.saved == ""
    desk.press("A")
    assert re.fullmatch(r"✓ saved \d\d:\d\d:\d\d", desk.saved)
    stood = desk.spans(), desk.steps()
    real = Project.transaction

    @contextmanager
    def failing(self: Project) -> Generator[None]:
        with real(self):
            yield
            raise ProjectError("The project could not be written.", remedy="Look at the disk.")

    monkeypatch.setattr(Project, "transaction", failing)
    desk.press("A")
    assert desk.saved == "⚠ not saved"
    assert "could not be written" in desk.message
    assert (desk.spans(), desk.steps()) == stood
    kim = desk.at("Kim Jong Un")
    assert [one.state for one in desk.page.on_range(*kim)] == ["suggested"], "the page shows what is on the disk"
    assert [one.state for one in desk.window.view.column.mentions if (one.start, one.end) == kim] == ["suggested"]
    monkeypatch.setattr(Project, "transaction", real)
    wait(lambda: desk.marked, "something marked")
    desk.press("X")
    assert re.fullmatch(r"✓ saved \d\d:\d\d:\d\d", desk.saved)
    assert desk.steps() == stood[1] + 1


def test_what_waits_for_another_program_is_done_in_its_order(desk: Desk) -> None:
    with closing(sqlite3.connect(desk.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        desk.press("A")
        assert "1 waiting" in desk.saved
        desk.press("F")
        assert "2 waiting" in desk.saved
        assert desk.marked == "North Korean", "nothing changes before it is on the disk"
        other.execute("ROLLBACK")
    wait(lambda: "✓ saved" in desk.saved, "the writes")
    assert (desk.spans(), desk.state()) == ([("North Korean", "NORP", "accepted")], "flagged")
    assert desk.marked == "Kim Jong Un"


@pytest.mark.usefixtures("me", "suggester")
def test_two_windows_on_one_project(open_window: Open, small: Path) -> None:
    one, two = open_window([small]), open_window([small])
    one.window.activateWindow()
    one.window.view.setFocus()
    one.press("A", "A")
    assert two.marked == "North Korean"
    two.window.activateWindow()
    wait(lambda: QApplication.activeWindow() is two.window, "the other window")
    wait(lambda: two.page.seq == one.page.seq, "what the first one did")
    assert two.focus is not None
    assert (two.marked, two.focus.state) == ("North Korean", "accepted"), "what was marked stays marked"
    two.press("Ctrl+Z")
    assert one.spans() == two.spans() == [("North Korean", "NORP", "accepted")]
    # A page that is old is read again with the next decision, which is not lost.
    one.window.deciding.reject()
    settle()
    assert {(one.start, one.state) for one in one.page.mentions if not one.is_open} == {
        (one.start, one.state) for one in open_page(small).mentions if not one.is_open
    }
    assert len(one.spans()) >= 1


def open_page(path: Path) -> AnnotationSet:
    """Return the first article's page as a fresh session has it."""
    session = open_session(path, ME)
    page = session.open(1)
    session.project.close()
    return page


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, object]]:
    """Return what the suggester's process is asked for."""
    found: list[tuple[str, object]] = []

    def noting(name: str) -> Callable[..., None]:
        def note(_process: SuggesterProcess, said: object = None) -> None:
            found.append((name, said))

        return note

    for name in ("first", "again", "refresh", "decided", "reload"):
        monkeypatch.setattr(SuggesterProcess, name, noting(name))
    return found


def test_articles_ahead_are_kept_up_with_what_was_decided(desk: Desk, asked: list[tuple[str, object]]) -> None:
    desk.press("A", "A")
    assert asked == []
    desk.press("Ctrl+Return")
    assert desk.page.number == 2
    assert asked == [("first", 2), ("decided", None), ("refresh", [3, 4])]
    asked.clear()
    desk.press("D")
    assert asked == [("first", 3), ("refresh", [4])]
    asked.clear()
    desk.press("X", "F5")
    assert asked == [("decided", None), ("again", 3)]


def test_what_was_refreshed_elsewhere_leaves_the_page_alone(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    refreshed: list[int] = []
    monkeypatch.setattr(desk.window.bridge, "refresh", lambda: refreshed.append(1))
    process = desk.window.findChildren(SuggesterProcess)[0]
    process.stored.emit(2, 0, True)  # noqa: FBT003 - Qt's own signature
    process.stored.emit(1, 0, False)  # noqa: FBT003 - likewise
    assert refreshed == []
    process.stored.emit(1, 0, True)  # noqa: FBT003 - likewise
    assert refreshed == [1]


def test_what_a_suggester_goes_without_as_it_starts_is_said(desk: Desk) -> None:
    process = desk.window.findChildren(SuggesterProcess)[0]
    process.failed.emit("A name in your lists cannot be looked for.", "The others work.")
    process.loaded.emit("rules", "9")
    assert desk.message == "A name in your lists cannot be looked for. The others work."
