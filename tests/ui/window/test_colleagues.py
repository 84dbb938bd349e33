"""Others' project files in the window: brought in, opened together, reported on."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from annotator.ui.actions import Face
from annotator.ui.faces import Faces
from annotator.ui.suggester_process import SuggesterProcess
from annotator.workflow.assigning import assign
from annotator.workflow.gazetteers_in import ListChoice, import_gazetteer
from annotator.workflow.projects import open_session
from tests.ui.window.conftest import Open, choose
from tests.ui.window.desk import Desk, on_disk, wait
from tests.ui.window.disagreeing import disputed_project, tell

_NAMES = "SELECT name FROM annotator WHERE id IN (SELECT annotator_id FROM annotation_set) ORDER BY name"


def plain(text: str) -> str:
    """Return a text without the signs that keep names of another direction apart."""
    return "".join(char for char in text if char not in "\u2066\u2067\u2068\u2069")


def finished_by(path: Path, source: Path, name: str) -> Path:
    """Copy a project and let somebody finish its first article there."""
    shutil.copy(source, path)
    session = open_session(path, name)
    session.open(1)
    session.finish()
    session.project.close()
    return path


@pytest.fixture
def others(tmp_path: Path, small: Path) -> list[Path]:
    """Return two colleagues' copies of the small project, each with an article finished."""
    return [finished_by(tmp_path / f"{name}.annotator", small, name) for name in ("nora", "omar")]


def test_projects_brought_in_are_there_at_once(desk: Desk, others: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    before = [path.read_bytes() for path in others]
    choose(monkeypatch, files=[str(path) for path in others], folder="")
    desk.press("Ctrl+Shift+O")
    wait(lambda: on_disk(desk.path, _NAMES) == [("nora",), ("omar",)], "the colleagues' decisions")
    wait(lambda: "nora, omar" in desk.window.messages.label.text(), "what came of it")
    assert [path.read_bytes() for path in others] == before
    assert desk.page.article.text  # the open article stays open


def test_lists_that_come_along_are_named_and_suggested_by(
    desk: Desk, others: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []

    def reload(_: SuggesterProcess) -> None:
        told.append("reload")

    monkeypatch.setattr(SuggesterProcess, "reload", reload)
    for path, names in ((others[0], "KCNA\n"), (others[1], "KCNA\nTASS\n")):
        (tmp_path / "agencies.txt").write_text(names)
        import_gazetteer(path, tmp_path / "agencies.txt", ListChoice(label="ORG"))
    choose(monkeypatch, files=[str(path) for path in others], folder="")
    desk.press("Ctrl+Shift+O")
    wait(lambda: "lists of names" in desk.window.messages.label.text(), "what came of it")
    said = plain(desk.window.messages.label.text())
    assert "2 lists of names came in: agencies, agencies (omar). One that holds other names" in said
    assert told == ["reload"]


def test_several_projects_open_together_in_the_review(
    open_window: Open, others: list[Path], me: None, suggester: list[Path]
) -> None:
    assert me is None
    assert suggester == []
    desk = open_window(others)
    faces = desk.part(Faces)
    wait(lambda: faces.reviewing is not None and faces.reviewing.review is not None, "the review")
    assert desk.window.face is Face.REVIEW
    together = others[0].with_name("review.annotator")
    assert on_disk(together, _NAMES) == [("nora",), ("omar",)]
    assert faces.reviewing is not None
    assert faces.reviewing.review is not None
    assert faces.reviewing.review.comparison.common() == 1


def test_a_report_is_written_where_it_was_asked_for(
    open_window: Open, tmp_path: Path, me: None, suggester: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert me is None
    assert suggester == []
    desk = open_window([disputed_project(tmp_path / "disputed.annotator", tell(3, seed=5, number=20))])
    out = tmp_path / "agreement.md"

    def answer(*_: object) -> tuple[str, str]:
        return str(out), "Markdown (*.md)"

    monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
    desk.press("F6")
    wait(desk.window.actions_by_name["report"].isEnabled, "the review")
    assert desk.window.face is Face.REVIEW
    desk.press("Ctrl+R")
    wait(out.exists, "the report")
    assert "ann" in out.read_text("utf-8")
    wait(lambda: "agreement.md" in desk.window.messages.label.text(), "the message")


def test_what_cannot_be_brought_in_is_said_and_changes_nothing(
    desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stranger = tmp_path / "stranger.annotator"
    stranger.write_bytes(b"no project at all" * 100)
    choose(monkeypatch, files=[str(stranger)], folder="")
    steps = on_disk(desk.path, "SELECT count(*) FROM step")
    desk.press("Ctrl+Shift+O")
    wait(lambda: "stranger.annotator" in desk.window.messages.label.text(), "the refusal")
    assert on_disk(desk.path, "SELECT count(*) FROM step") == steps


def test_a_file_made_for_another_says_so_and_offers_their_name(
    open_window: Open, tmp_path: Path, small: Path, me: None, suggester: list[Path]
) -> None:
    assert me is None
    assert suggester == []
    (share, _) = assign(small, ["Nora", "Omar"], out=tmp_path / "shares")
    desk = open_window([share.path])
    assert "made for Nora" in desk.window.messages.label.text()
    desk.window.messages.button.click()
    wait(lambda: desk.session.annotator == "Nora", "the name")
    assert not desk.window.messages.isVisible()
