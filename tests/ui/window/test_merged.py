"""What came together from other project files, in the window: open conflicts by key, and whose project it is."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from annotator.domain.decision import SetState, SpanState
from annotator.settings import load_settings
from annotator.workflow import projects
from annotator.workflow.assigning import assign
from annotator.workflow.merging import merge
from tests.ui.window.conftest import ME, Open

pytestmark = pytest.mark.usefixtures("suggester", "no_files")


@pytest.fixture
def merged(small: Path) -> Path:
    """Have the first two spans decided differently on two machines, and the rest on one."""
    other = small.with_name("other.annotator")
    shutil.copy(small, other)
    for path, label in ((small, "NORP"), (other, "ORG")):
        session = projects.open_session(path, ME)
        page = session.open(1)
        first, second, *rest = [one.key for one in page.mentions]
        session.relabel(first, label)
        (session.accept if path == small else session.reject)(second)
        if path == small:
            for key in rest:
                session.accept(key)
        session.project.close()
    merge(small, [other])
    return small


@pytest.mark.usefixtures("me")
def test_conflicts_are_chosen_between_with_the_ordinary_keys(open_window: Open, merged: Path) -> None:
    desk = open_window([merged])
    assert desk.page.state is SetState.FLAGGED
    assert len(desk.page.conflicts) == 3
    assert desk.focus in desk.page.conflicts
    assert desk.marked == "North Korean"
    texts = [one.text() for one in desk.window.findChildren(QLabel)]
    assert any("Decided differently in project files: accepted as NORP; accepted as ORG." in text for text in texts)
    desk.press("Ctrl+Return")
    assert "3 spans are still open" in desk.message
    assert desk.page.state is SetState.FLAGGED
    assert desk.focus is not None
    chosen = desk.focus.label
    desk.press("A")
    assert len(desk.page.conflicts) == 1, "the other way of the same span went"
    (kept,) = [one for one in desk.page.mentions.at(0) if one.state is SpanState.ACCEPTED]
    assert kept.label == chosen
    assert desk.focus in desk.page.conflicts
    assert desk.marked == "Kim Jong Un"
    desk.press("X")
    assert desk.page.conflicts == ()
    desk.press("Ctrl+Z")
    assert len(desk.page.conflicts) == 1
    desk.press("Ctrl+Shift+Z", "Ctrl+Return")
    assert desk.session.load(1).state is SetState.FINISHED


def test_an_assigned_project_is_opened_under_its_annotators_name(
    open_window: Open, small: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(projects, "login_name", lambda: "newcomer")
    own = assign(small, ["Anna", "Bob"], overlap="0")[0].path
    desk = open_window([own])
    assert desk.session.annotator == load_settings().annotator == "Anna"
    assert "Anna" in desk.message
