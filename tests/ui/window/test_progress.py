"""The progress face in the real window, by keys: what it shows, what is chosen there, and training behind it."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication, QWidget

from annotator.domain.choices import SuggestChoices
from annotator.settings import load_settings
from annotator.store.choices import change_choices, read_choices
from annotator.ui.actions import Face
from annotator.ui.dialogs.label_map import LabelMapDialog
from annotator.ui.dialogs.language import LanguageDialog
from annotator.ui.dialogs.pipelines import PipelinesDialog
from annotator.ui.dialogs.trust import TrustDialog
from annotator.ui.learning import Learning
from annotator.ui.progress.page import ProgressPage
from annotator.ui.progress.values import Kind, ProgressState, Standing
from annotator.ui.progressing import Progressing
from annotator.ui.suggester_process import SuggesterProcess
from annotator.ui.training_process import TrainingProcess
from annotator.workflow.projects import open_project
from tests.ui.hands import Heard
from tests.ui.small_project import make_session, small_articles
from tests.ui.window.conftest import ME, Open, choose
from tests.ui.window.desk import Desk, settle, wait
from tests.ui.window.test_accessible import nameless


class Progress:
    """The progress page of one window, as a person has it before them."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.progressing, self.learning = desk.part(Progressing), desk.part(Learning)

    def enter(self) -> None:
        self.desk.enter_progress()

    def reads(self, after: Callable[[], object]) -> None:
        """Do something and wait until the page shows what it has led to."""
        before = self.progressing.state
        after()
        wait(lambda: self.progressing.state is not before, "other numbers")
        settle()

    @property
    def page(self) -> ProgressPage:
        assert self.progressing.page is not None
        return self.progressing.page

    @property
    def state(self) -> ProgressState:
        assert self.progressing.state is not None
        return self.progressing.state

    @property
    def choices(self) -> SuggestChoices:
        with open_project(self.desk.path) as project:
            return read_choices(project)

    @property
    def status(self) -> str:
        return self.desk.window.status._suggester.text()  # pyright: ignore[reportPrivateUsage] - it has no name


@pytest.fixture
def trainings(suggester: list[Path], monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """Have no training's process; return for which projects and annotators one was asked."""
    assert suggester == []
    asked: list[tuple[str, str]] = []

    def start(_: TrainingProcess, project: Path, annotator: str) -> None:
        asked.append((project.name, annotator))

    monkeypatch.setattr(TrainingProcess, "start", start)
    return asked


def decided(path: Path, *, finished: int = 6, articles: int = 8) -> Path:
    """Make a project in which some articles are finished, with a rejection and another label in each."""
    session = make_session(path, small_articles(articles), annotator=ME)
    for number in range(1, finished + 1):
        keys = [one.key for one in session.open(number).mentions]
        session.reject(keys[0])
        session.relabel(keys[1], "ORG")
        session.finish()
    session.project.close()
    return path


@pytest.fixture
def progress(
    open_window: Open, tmp_path: Path, me: None, trainings: list[tuple[str, str]], reloads: list[str]
) -> Progress:
    assert me is None
    assert trainings == []
    assert reloads == []
    return Progress(open_window([decided(tmp_path / "p.annotator")]))


def quiet(desk: Desk) -> None:
    """Wait until no job runs."""
    settle()
    wait(lambda: not desk.window.jobs._running, "the jobs")  # pyright: ignore[reportPrivateUsage] - nobody else asks


def focus() -> QWidget:
    widget = QApplication.focusWidget()
    assert isinstance(widget, QWidget)
    return widget


# ---- the face


def test_f7_shows_it_and_goes_back(progress: Progress) -> None:
    desk, window = progress.desk, progress.desk.window
    spans = desk.spans()
    progress.enter()
    assert window.face is Face.PROGRESS
    assert focus() is progress.page.curve
    assert [one.card.value for one in progress.page.cards.faces][:2] == ["6", "72"]
    assert progress.state.figures.unchanged == 60
    assert len(progress.state.curve.points) == 6
    assert nameless(window) == []
    # What decides in the other faces does nothing here.
    desk.press("X", "1", "Return", "Ctrl+Return", "Ctrl+Z")
    assert window.face is Face.ANNOTATE, "Enter on a point opens its article"
    assert (desk.page.number, desk.spans(7)) == (6, spans)
    steps = desk.steps()
    desk.press("F7", "Delete", "Tab", "Tab", "Ctrl+Z", "F7")
    assert (window.face, desk.steps()) == (Face.ANNOTATE, steps)
    assert window.view.hasFocus()
    desk.press("F7", "F6")
    wait(lambda: window.face is Face.REVIEW, "the review")
    desk.press("F7")
    assert window.face is Face.PROGRESS
    segments = window.top._segments  # pyright: ignore[reportPrivateUsage] - buttons without names
    assert [one.isChecked() for one in segments.values()] == [False, False, True]
    segments[Face.PROGRESS].click()
    assert window.face is Face.PROGRESS
    segments[Face.ANNOTATE].click()
    assert window.face is Face.ANNOTATE


def test_the_curve_is_a_table_on_a_key(progress: Progress) -> None:
    progress.enter()
    progress.desk.press("Left", "V")
    assert focus() is progress.page.table
    assert progress.page.table.currentIndex().row() == 4
    progress.desk.press("V")
    assert focus() is progress.page.curve
    progress.desk.press("A")
    assert focus() is progress.page.acceptance.table
    progress.desk.press("C", "Home")
    assert progress.page.curve.place == 0
    assert progress.page.curve.accessibleDescription().startswith("1 of 6 · ")


@pytest.mark.usefixtures("me", "suggester")
def test_an_empty_project_says_what_will_come(open_window: Open, tmp_path: Path) -> None:
    path = tmp_path / "empty.annotator"
    open_project(path, create=True).close()
    progress = Progress(open_window([path]))
    progress.enter()
    assert focus() is progress.page.suggester.buttons["train"]
    progress.desk.press("V", "C", "A", "B", "M")
    assert nameless(progress.desk.window) == []
    assert progress.desk.message == ""


# ---- choosing


def test_space_switches_and_the_suggester_hears_of_it(progress: Progress, reloads: list[str]) -> None:
    progress.enter()
    table = progress.page.acceptance.table
    progress.page.acceptance.show_kind(Kind.SOURCE)
    progress.desk.press("A")
    progress.reads(lambda: progress.desk.press("Space"))
    assert progress.choices.off_sources == ("gazetteer",)
    assert reloads == ["reload"]
    row = table.current_row
    assert row is not None
    assert row.standing is Standing.OFF
    assert focus() is table, "and one may go on"
    progress.reads(lambda: progress.desk.press("Space"))
    assert progress.choices == SuggestChoices()
    progress.page.acceptance.show_kind(Kind.LABEL)
    table.sort_on(-1)
    progress.reads(lambda: progress.desk.press("Home", "Space"))
    assert len(progress.choices.off_labels) == 1


def test_what_has_muted_itself_may_speak_again(progress: Progress, reloads: list[str]) -> None:
    with open_project(progress.desk.path) as project:
        change_choices(project, lambda one: replace(one, mute_after=3, mute_below=0.6))
    progress.enter()
    muted = [one for one in progress.state.rows if one.standing is Standing.MUTED]
    assert [one.name for one in muted] == ["gazetteer · NORP"], "of which one was rejected in every article"
    table = progress.page.acceptance.table
    table.setCurrentIndex(table.rows.index(table.rows.place_of(muted[0].name), 0))
    progress.desk.press("A")
    progress.reads(lambda: progress.desk.press("Space"))
    assert progress.choices.kept == (("gazetteer", "NORP"),)
    progress.reads(lambda: progress.desk.press("Space"))
    assert progress.choices.kept == ()
    table.setCurrentIndex(table.rows.index(table.rows.place_of("gazetteer · DATE"), 0))
    progress.desk.press("Space")
    assert "lists of their own" in progress.desk.said
    assert len(reloads) == 2


def test_how_often_it_is_trained_is_kept(progress: Progress) -> None:
    progress.enter()
    spin = progress.page.suggester.spin
    spin.setFocus()
    progress.desk.press("Ctrl+A")
    progress.reads(lambda: progress.desk.press("0", "Return"))
    assert progress.choices.retrain_after == 0
    assert spin.text() == "never"
    assert progress.desk.window.face is Face.PROGRESS, "typed digits and Enter are the field's"


def test_the_language_is_chosen_by_its_letters(progress: Progress) -> None:
    progress.enter()
    progress.desk.press("L")
    dialog = progress.desk.dialog(LanguageDialog)
    assert dialog.box.currentText() == "English"
    progress.desk.type("germ")
    progress.reads(lambda: progress.desk.press("Return"))
    assert progress.choices.language == "de"
    assert "German" in progress.state.suggester.detail


# ---- training


def test_training_now_and_what_comes_of_it(
    progress: Progress, trainings: list[tuple[str, str]], reloads: list[str]
) -> None:
    desk, process = progress.desk, progress.learning.process
    progress.enter()
    desk.press("T")
    assert trainings == [("p.annotator", ME)]
    strip, train = progress.page.suggester.training, progress.page.suggester.buttons["train"]
    assert strip.isVisible()
    process.progressed.emit(250, 1000)
    assert "25 %" in strip.label.text()
    assert "training 25 %" in progress.status
    assert not train.isEnabled()
    process.trained.emit({"event": "trained", "articles": 6})
    progress.reads(process.ended.emit)
    assert reloads == ["reload"], "the suggester takes the new one up"
    assert not strip.isVisible()
    assert "6 articles" in desk.said
    assert "training" not in progress.status
    assert train.isEnabled()
    desk.press("T")
    process.kept.emit({"event": "kept"})
    progress.reads(process.ended.emit)
    assert reloads == ["reload"], "nothing has changed"
    assert "did worse" in desk.message
    desk.press("T")
    process.failed.emit("It broke.", "Mend it.")
    process.ended.emit()
    assert desk.message == "It broke. Mend it."


def test_the_nth_finished_article_begins_a_training(
    open_window: Open, tmp_path: Path, me: None, trainings: list[tuple[str, str]]
) -> None:
    assert me is None
    path = decided(tmp_path / "p.annotator", finished=2)
    with open_project(path) as project:
        change_choices(project, lambda one: replace(one, retrain_after=4))
    progress = Progress(open_window([path]))
    progress.desk.press("Ctrl+Return")
    quiet(progress.desk)
    assert trainings == []
    progress.desk.press("Ctrl+Return")
    wait(lambda: trainings, "the training")
    assert trainings == [("p.annotator", ME)]
    assert "training" in progress.status
    # A training nobody asked for does not get in the way when it fails.
    progress.learning.process.failed.emit("It broke.", "")
    progress.learning.process.ended.emit()
    assert progress.desk.message == ""
    assert "It broke." in progress.desk.said
    progress.desk.press("Ctrl+Return")
    quiet(progress.desk)
    assert len(trainings) == 1, "and is not tried again at once"


@pytest.mark.usefixtures("me")
def test_the_real_process_says_why_it_cannot_and_ends_with_the_window(tmp_path: Path, small: Path) -> None:
    assert tmp_path.exists()
    parent = QObject()
    process = TrainingProcess(parent)
    failed, ended = Heard(process.failed), Heard(process.ended)
    process.start(small, ME)
    assert process.running
    wait(lambda: ended.calls, "the process's end")
    assert failed.calls == [("tester has finished no articles here.", "Finish at least 2 to learn from.")]
    assert not process.running
    process.start(small, ME)
    process.stop()
    assert not process.running
    assert (len(failed.calls), len(ended.calls)) == (1, 2), "who stops it is not told that it failed"


# ---- others' pipelines


def pipeline_folder(folder: Path, labels: tuple[str, ...] = ("PER", "LOC", "ORG")) -> Path:
    """Make what looks like a pipeline from outside."""
    folder.mkdir()
    meta = {"lang": "en", "name": "theirs", "version": "3.1.4", "spacy_version": ">=3.8", "pipeline": ["ner"]}
    (folder / "meta.json").write_text(json.dumps(meta | {"labels": {"ner": labels}}))
    (folder / "config.cfg").write_text("[nlp]\nlang = en\n")
    return folder


def ask_for(progress: Progress, folder: Path, monkeypatch: pytest.MonkeyPatch) -> TrustDialog:
    choose(monkeypatch, files=[], folder=str(folder))
    progress.desk.press("P")
    progress.desk.dialog(PipelinesDialog).folder.click()
    return progress.desk.dialog(TrustDialog)


def test_a_pipeline_is_used_only_once_it_is_trusted(
    progress: Progress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reloads: list[str]
) -> None:
    desk, folder = progress.desk, pipeline_folder(tmp_path / ("theirs" * 20)).resolve()
    progress.enter()
    dialog = ask_for(progress, folder, monkeypatch)
    assert dialog.path.text().replace("\n", "") == str(folder), "the whole of it"
    digest = dialog.digest.text().replace("\n", "").replace(" ", "")
    assert len(digest) == 64
    assert dialog.path.height() >= dialog.path.sizeHint().height()
    desk.press("Return")
    assert desk.dialogs(TrustDialog) == []
    assert (progress.choices, load_settings().trusted) == (SuggestChoices(), {}), "Enter trusts nobody"
    ask_for(progress, folder, monkeypatch)
    desk.press("Alt+T")
    labels = desk.dialog(LabelMapDialog)
    wait(lambda: reloads, "the suggester's news")
    assert load_settings().trusted == {str(folder): digest}
    assert progress.choices.suggester == f"pipeline:{folder}"
    # Its labels are asked for, since their names are others; all by keys.
    assert dict(labels.pairs) == {"LOC": "GPE", "ORG": "ORG", "PER": "PERSON"}
    order = list(labels.boxes)
    labels.boxes[order[0]].setFocus()
    desk.press("Home")
    progress.reads(lambda: desk.press("Return"))
    assert dict(progress.choices.label_map)[order[0]] == ""
    assert progress.state.suggester.can_map
    desk.press("M")
    again = desk.dialog(LabelMapDialog)
    assert dict(again.pairs)[order[0]] == "", "what was chosen is there again"
    desk.press("Esc")
    # When a file changes, it is asked again; nothing of the pipeline was run for any of this.
    (folder / "config.cfg").write_text("[nlp]\nlang = de\n")
    dialog = ask_for(progress, folder, monkeypatch)
    assert "other ones" in dialog.sentence.text()
    desk.press("Esc")
    # And back to the program's own.
    desk.press("P")
    desk.dialog(PipelinesDialog)
    progress.reads(lambda: desk.press("Home", "Return"))
    assert progress.choices == SuggestChoices()


def test_a_folder_without_a_pipeline_is_refused_in_a_sentence(
    progress: Progress, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    progress.enter()
    choose(monkeypatch, files=[], folder=str(tmp_path))
    progress.desk.press("P")
    progress.desk.dialog(PipelinesDialog).folder.click()
    wait(lambda: progress.desk.message, "the refusal")
    assert "There is no spaCy pipeline" in progress.desk.message
    assert progress.choices == SuggestChoices()


def test_a_suggester_that_cannot_be_loaded_is_said_and_the_one_before_goes_on(progress: Progress) -> None:
    progress.enter()
    process = progress.desk.part(SuggesterProcess)
    process.loaded.emit("news", "1.0+abc")
    assert progress.status == "suggester: news 1.0 + memory"
    process.failed.emit("The suggester could not do article 3 (oops).", "The others go on.")
    assert progress.desk.message == "", "one article is no reason to stand in the way"
    process.loaded.emit("news", "1.0+abc")
    progress.progressing.choices_changed.emit()
    process.failed.emit("“theirs” is not trusted.", "Choose it again.")
    assert progress.desk.message == "“theirs” is not trusted. Choose it again."
    assert progress.status == "suggester: news 1.0 + memory"
    process.loaded.emit("rules", "1.1")
    assert progress.desk.message, "that the one before was loaded again mends nothing"
    progress.progressing.choices_changed.emit()
    process.loaded.emit("theirs", "1.0+abc")
    assert progress.desk.message == "", "what was wrong is over"
