"""Learning from finished articles: what is taught, what decides, and that the old stays until the new is whole."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
import spacy

from annotator.__main__ import main
from annotator.domain.adjudication import GOLD
from annotator.domain.choices import SuggestChoices
from annotator.domain.reliability import ENOUGH, Bin, count_of, expected_error
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import CancelledError, InputError, OutputError, SuggesterError
from annotator.settings import data_folder
from annotator.store.choices import read_choices, write_choices
from annotator.store.schemes import active_scheme
from annotator.suggest import news, training
from annotator.suggest.lessons import Recipe
from annotator.suggest.scoring import Judged
from annotator.suggest.taught import TaughtText
from annotator.workflow import learning, trained
from annotator.workflow.exporting import ExportOptions, export
from annotator.workflow.importing import import_paths
from annotator.workflow.learning import go_back, is_due, pipeline_of, train_in_background, write_pipeline
from annotator.workflow.projects import open_project, open_session
from annotator.workflow.trained import Verdict, cards, pipeline_in_use
from tests.unit.suggest.teaching import ENGLISH, all_unmarked, small_network, unmarked
from tests.unit.workflow.finished import finish, finished_project
from tests.unit.workflow.killed_training_child import CARD, KILLED

ROOT = Path(__file__).resolve().parents[3]
TEXTS = all_unmarked(ENGLISH)


@dataclass
class Trainer:
    """Stands for the training itself: remembers what was taught, and says the scores it is told, old before new."""

    scores: list[float]
    taught: list[list[TaughtText]]

    def train(self, texts: list[TaughtText], *, progress: learning.Progress | None, **_: object) -> training.Trained:
        self.taught.append(texts)
        if progress is not None:
            progress(1, 2)
            progress(2, 2)
        nlp = spacy.blank("en")
        nlp.add_pipe("entity_ruler", name="ner")
        return training.Trained(nlp, "gentle", ("ORG",), f"1.0+{len(self.taught)}", 10)

    def judge(self, *_: object) -> Judged:
        # As many right ones of a thousand as it takes.
        right = round(1000 * self.scores.pop(0))
        return Judged(1000, tuple((0.9 if at < right else 0.2, at < right) for at in range(1000)))

    def now(self, pipeline: Path | None, _: str) -> Path | None:
        return pipeline


def always(value: object) -> Callable[..., object]:
    def give(*_: object) -> object:
        return value

    return give


@pytest.fixture
def trainer(monkeypatch: pytest.MonkeyPatch) -> Trainer:
    found = Trainer([], [])
    monkeypatch.setattr(training, "train", found.train)
    monkeypatch.setattr(training.Trained, "suggester", always(None))
    monkeypatch.setattr(learning, "_suggester_now", found.now)
    monkeypatch.setattr(learning, "_judge", found.judge)
    monkeypatch.setattr(learning, "_shipped", lambda: None)
    return found


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Begin with nothing, and learn little."""
    monkeypatch.setattr(learning, "_shipped", lambda: None)
    monkeypatch.setattr(training, "_network", small_network)
    monkeypatch.setattr(training, "SCRATCH", Recipe(rounds=25, rate=2e-3, dropout=0.1, batch=15))


def id_of(path: Path) -> str:
    with open_project(path) as project:
        return project.get("id") or ""


def in_use(path: Path) -> int:
    found = pipeline_in_use(id_of(path))
    return found[1].number if found else 0


def test_the_last_finished_are_held_out_and_then_learnt_from(tmp_path: Path, trainer: Trainer) -> None:
    path = finished_project(tmp_path, TEXTS)
    # Finished again, and so the last.
    session = open_session(path, "ann")
    session.open(2)
    session.reopen()
    session.finish()
    session.project.close()
    trainer.scores += [0.8]
    card = train_in_background(path, seed=5)
    order = [TEXTS[at].text for at in (0, 2, 3, 4, 5, 1)]
    assert [[one.text.strip() for one in texts] for texts in trainer.taught] == [order[:-1], order]
    assert trainer.taught[1][-1].spans == TEXTS[1].spans
    assert (card.verdict, card.annotator, card.articles, card.held_out) == (Verdict.ACCEPTED, "ann", 6, 1)
    assert (card.before, card.after, card.way, card.seed) == (None, 0.8, "gentle", 5)
    there = pipeline_in_use(id_of(path))
    assert there is not None
    assert there[1] == card
    assert there[0].is_relative_to(data_folder())
    assert spacy.load(there[0]).pipe_names == ["ner"]
    with open_project(path) as project:
        assert pipeline_of(project) == there[0]


def test_worse_ones_are_not_used_and_others_are_two_at_most(tmp_path: Path, trainer: Trainer) -> None:
    path = finished_project(tmp_path, TEXTS[:2])
    trainer.scores += [0.1]
    assert train_in_background(path).verdict is Verdict.REFUSED  # mostly wrong, where there was none
    assert in_use(path) == 0
    said = [(0.5,), (0.5, 0.6), (0.6, 0.4), (0.6, 0.6), (0.6, 0.7)]
    used: list[int] = []
    for at, some in enumerate(said):
        if at:
            add_article(path, TEXTS[at + 1], at + 2)
        trainer.scores += some
        card = train_in_background(path)
        assert card.before == (some[0] if len(some) > 1 else None)
        used.append(in_use(path))
    assert used == [2, 3, 3, 5, 6]
    assert [one.number for one in cards(id_of(path))] == [6, 5]
    folder = trained.pipelines_folder(id_of(path))
    assert sorted(one.name for one in folder.iterdir()) == ["5", "6"]


def add_article(path: Path, text: TaughtText, number: int) -> None:
    file = path.parent / f"more-{number}.txt"
    file.write_text(text.text)
    import_paths(path, [file])
    finish(path, number, text)


def test_an_article_the_old_one_learnt_from_does_not_judge(tmp_path: Path, trainer: Trainer) -> None:
    path = finished_project(tmp_path, TEXTS[:2])
    trainer.scores += [0.5]
    assert train_in_background(path).held_out == 1
    with pytest.raises(SuggesterError, match="since the last training"):
        train_in_background(path)
    add_article(path, TEXTS[2], 3)
    trainer.scores += [0.5, 0.5]
    assert train_in_background(path).trained_on[:2] == cards(id_of(path))[-1].trained_on


class Saying:
    """Suggests a word wherever it stands, as what it is told; remembers which labels it was asked for."""

    info = SuggesterInfo("saying", "1")

    def __init__(self, **words: str) -> None:
        self.words = words
        self.asked: list[frozenset[str]] = []

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[list[Suggestion]]:
        self.asked.append(labels)
        for text in texts:
            yield [
                Suggestion(one.start(), one.end(), self.words[one[0]], "saying", 0.5, "")
                for one in re.finditer("|".join(self.words), text)
            ]


def test_what_decides_is_all_that_is_suggested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(training, "train", Trainer([], []).train)
    # What is kept back is “The mayor of Oslo met Imre Szabo and thanked Halvex.”
    now, new = Saying(Oslo="GPE", mayor="PERSON"), Saying(Oslo="GPE", Halvex="ORG", mayor="PERSON")
    monkeypatch.setattr(learning, "_suggester_now", always(now))
    monkeypatch.setattr(training.Trained, "suggester", always(new))
    path = finished_project(tmp_path, TEXTS[1:])
    card = train_in_background(path)
    assert (card.before, card.after, card.verdict) == (0.4, 0.6667, Verdict.ACCEPTED)
    assert card.reliability == (Bin(3, 0.5, 2 / 3),)
    assert cards(id_of(path)) == [card]
    with open_project(path) as project:
        scheme = active_scheme(project)
    assert scheme is not None
    assert now.asked == new.asked == [scheme.suggested]
    add_article(path, TEXTS[0], 6)
    monkeypatch.setattr(learning, "_suggester_now", always(Saying(Halvex="ORG", Perth="GPE")))
    assert train_in_background(path).verdict is Verdict.REFUSED


def test_what_suggests_until_another_does_better(monkeypatch: pytest.MonkeyPatch) -> None:
    def load_news(_: Path, *, pipeline: Path | None, language: str) -> Saying:
        return Saying(pipeline=str(pipeline), language=language)

    monkeypatch.setattr(news, "load_news", load_news)
    for pipeline, language in ((None, "en"), (Path("3"), "en"), (Path("3"), "de")):
        found = learning._suggester_now(pipeline, language)  # pyright: ignore[reportPrivateUsage]
        assert isinstance(found, Saying)
        assert found.words == {"pipeline": str(pipeline), "language": language}
    assert learning._suggester_now(None, "de") is None  # pyright: ignore[reportPrivateUsage]


def test_going_back(tmp_path: Path, trainer: Trainer) -> None:
    path = finished_project(tmp_path, TEXTS[:2])
    with pytest.raises(SuggesterError, match="in use already"):
        go_back(path)
    trainer.scores += [0.5]
    first = train_in_background(path)
    add_article(path, TEXTS[2], 3)
    trainer.scores += [0.5, 0.6]
    train_in_background(path)
    assert go_back(path) == first
    assert in_use(path) == 1
    assert go_back(path) is None
    assert in_use(path) == 0
    # The number is not taken again, and the way on is open.
    add_article(path, TEXTS[3], 4)
    trainer.scores += [0.6]
    assert train_in_background(path).number == 3


def test_one_of_another_language_counts_as_none(tmp_path: Path, trainer: Trainer) -> None:
    path = finished_project(tmp_path, TEXTS[:2])
    trainer.scores += [0.5]
    german = train_in_background(path, language="de")
    with open_project(path) as project:
        # The language that was named is the project's, else nothing would be suggested by what was learnt.
        assert read_choices(project).language == "de"
        assert pipeline_of(project) == trained.pipelines_folder(id_of(path)) / "1"
        write_choices(project, replace(SuggestChoices(), language=""))
        assert pipeline_of(project) is None
    trainer.scores += [0.5]
    english = train_in_background(path, language="en")
    assert (german.before, english.before, english.held_out) == (None, None, 1)
    with open_project(path) as project:
        assert read_choices(project).language == ""


def test_ignored_regions_are_open(tmp_path: Path, trainer: Trainer) -> None:
    path = finished_project(tmp_path, TEXTS[:2])
    session = open_session(path, "ann")
    session.open(1)
    session.toggle_ignored(0, 4)
    session.project.close()
    trainer.scores += [0.8]
    train_in_background(path)
    assert [one.missing for one in trainer.taught[0]] == [((0, 4),)]


def test_who_is_learnt_from(tmp_path: Path, trainer: Trainer) -> None:
    path = finished_project(tmp_path, TEXTS[:2], name="ann")
    with pytest.raises(InputError, match="“cid”"):
        train_in_background(path, annotator="cid")
    for number in (1, 2):
        finish(path, number, TEXTS[number - 1], name="bob")
    with pytest.raises(InputError, match="Several people") as said:
        train_in_background(path)
    assert said.value.remedy == "Name one: ann, bob."
    trainer.scores += [0.5]
    assert train_in_background(path, annotator="bob").annotator == "bob"
    gold(path)
    trainer.scores += [0.5, 0.6]
    assert train_in_background(path).annotator == GOLD


def gold(path: Path) -> None:
    add_article(path, TEXTS[4], 3)
    for number in (1, 2, 3):
        finish(path, number, TEXTS[number - 1], name=GOLD)


def test_too_little_is_said(tmp_path: Path) -> None:
    path = finished_project(tmp_path, TEXTS[:1])
    with pytest.raises(SuggesterError, match="ann has finished 1 article here"):
        train_in_background(path)
    session = open_session(path, "ann")
    session.open(1)
    session.reopen()
    session.project.close()
    with pytest.raises(SuggesterError, match="No article is finished"):
        train_in_background(path)


def test_when_another_training_is_due(tmp_path: Path, trainer: Trainer) -> None:
    path = finished_project(tmp_path, TEXTS[:2])
    with open_project(path) as project:
        assert not is_due(project, "ann")
        assert not is_due(project, "nobody")
        write_choices(project, replace(SuggestChoices(), retrain_after=1))
        assert is_due(project, "ann")
    trainer.scores += [0.5]
    train_in_background(path)
    with open_project(path) as project:
        assert not is_due(project, "ann")
    add_article(path, TEXTS[2], 3)
    with open_project(path) as project:
        assert is_due(project, "ann")
        write_choices(project, replace(SuggestChoices(), retrain_after=0))
        assert not is_due(project, "ann")


def test_what_goes_wrong_leaves_the_old(tmp_path: Path, trainer: Trainer, monkeypatch: pytest.MonkeyPatch) -> None:
    path = finished_project(tmp_path, TEXTS[:2])
    trainer.scores += [0.5]
    train_in_background(path)
    add_article(path, TEXTS[2], 3)

    def stop(done: int, total: int) -> None:
        if done > total // 2:
            raise CancelledError

    trainer.scores += [0.5, 0.6]
    with pytest.raises(CancelledError):
        train_in_background(path, progress=stop)
    trainer.scores += [0.5, 0.6]
    with monkeypatch.context() as patch:
        patch.setattr(trained, "_sync", full_disk)
        with pytest.raises(OutputError, match="no space left"):
            train_in_background(path)
    assert in_use(path) == 1
    assert [one.name for one in trained.pipelines_folder(id_of(path)).iterdir()] == ["1"]


def full_disk(_: Path) -> None:
    raise OSError(28, "No space left on device")


def test_cards_that_cannot_be_read_are_not_there(tmp_path: Path, trainer: Trainer) -> None:
    path = finished_project(tmp_path, TEXTS[:2])
    trainer.scores += [0.5]
    train_in_background(path)
    file = trained.pipelines_folder(id_of(path)) / "1" / trained.CARD
    said = file.read_text()
    for broken in (
        "",
        "[]",
        "{}",
        said.replace("accepted", "perhaps"),
        said.replace('"labels": [', '"labels": 1, "x": ['),
        said.replace('"findings": 500', '"findings": null'),
    ):
        file.write_text(broken)
        assert in_use(path) == 0
    file.write_text(said)
    assert in_use(path) == 1
    # Cards of before anybody counted.
    file.write_text(json.dumps({name: value for name, value in json.loads(said).items() if name != "reliability"}))
    there = pipeline_in_use(id_of(path))
    assert there is not None
    assert there[1].reliability is None


def test_what_ships_says_how_true_its_scores_are(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    known = trained.shipped_reliability()
    assert known is not None
    assert count_of(known) >= ENOUGH
    assert expected_error(known) < 0.05
    monkeypatch.setattr(trained, "resource", lambda: tmp_path)
    assert trained.shipped_reliability() is None


def test_a_projects_id_names_a_folder_of_ours() -> None:
    for one in ("../../x", "/etc", "", "a" * 300):
        folder = trained.pipelines_folder(one)
        assert folder.parent == data_folder() / "pipelines"
        assert ".." not in folder.parts


# ---- for others, and as a process


@pytest.mark.usefixtures("quick")
def test_what_is_written_for_others_is_taken_by_spacy(tmp_path: Path) -> None:
    path = finished_project(tmp_path, [*TEXTS[1:], unmarked("[Dana Okafor|PERSON] left on [3 May 2024|DATE].")])
    out = tmp_path / "out"
    made = write_pipeline(path, out)
    assert made.labels == ("DATE", "GPE", "ORG", "PERSON")
    assert set(spacy.load(out).pipe_labels["ner"]) == set(made.labels)
    assert not trained.pipelines_folder(id_of(path)).exists()
    export(path, ExportOptions(format="docbin"), tmp_path / "gold.spacy")
    # As a program, as anybody does it.
    command = [sys.executable, "-m", "spacy", "evaluate", str(out), str(tmp_path / "gold.spacy")]
    subprocess.run([*command, "--output", str(tmp_path / "scores.json")], check=True, capture_output=True)
    scores = json.loads((tmp_path / "scores.json").read_text())
    assert scores["ents_f"] > 0.5
    with pytest.raises(OutputError, match="already"):
        write_pipeline(path, out)


def start(path: Path, *more: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "annotator", "train", str(path), "--json", *more]
    return subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="nothing is killed like this here")
def test_killed_at_any_moment_the_old_one_works_on(tmp_path: Path, trainer: Trainer) -> None:
    path = finished_project(tmp_path, TEXTS[:2])
    trainer.scores += [0.5]
    train_in_background(path)
    before = files_of(path)
    add_article(path, TEXTS[2], 3)
    with start(path) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["event"] == "progress"
        os.kill(process.pid, signal.SIGKILL)
    assert files_of(path) == before
    assert in_use(path) == 1
    there = pipeline_in_use(id_of(path))
    assert there is not None
    spacy.load(there[0])


def files_of(path: Path) -> dict[str, bytes]:
    folder = trained.pipelines_folder(id_of(path))
    return {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.parametrize("moment", ["write", "_as_text", "_sync", "rename"])
def test_killed_while_it_is_written_the_old_one_works_on(moment: str) -> None:
    card = replace(CARD, version="old")
    trained.keep("ab" * 16, card, lambda folder: (folder / "config.cfg").write_text("old"))
    child = [sys.executable, "-m", "tests.unit.workflow.killed_training_child", moment]
    assert subprocess.run(child, cwd=ROOT, check=False).returncode == KILLED
    found = pipeline_in_use("ab" * 16)
    assert found is not None
    assert (found[0] / "config.cfg").read_text() == "old"
    trained.keep("ab" * 16, replace(CARD, version="new"), lambda folder: (folder / "config.cfg").write_text("new"))
    found = pipeline_in_use("ab" * 16)
    assert found is not None
    assert (found[0] / "config.cfg").read_text() == "new"


def test_events_of_the_process(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, trainer: Trainer
) -> None:
    asked: list[int] = []
    monkeypatch.setattr(os, "nice", asked.append)  # it would hold for every test behind this one

    def events(*more: str) -> list[dict[str, object]]:
        main(["train", str(path), *more, "--json"])
        return [json.loads(line) for line in capsys.readouterr().out.splitlines()]

    path = finished_project(tmp_path, TEXTS[:2])
    trainer.scores += [0.5]
    *progress, last = events()
    assert {one["event"] for one in progress} == {"progress"}
    assert asked == [15]
    assert last["event"] == "trained"
    assert last["reliability"] == [
        {"findings": 500, "score": pytest.approx(0.2), "right": 0.0},
        {"findings": 500, "score": pytest.approx(0.9), "right": 1.0},
    ]
    assert last["said"] == "Learnt from 2 articles: F1 50.0% on 1 article not seen before, was nothing."
    assert events()[-1]["event"] == "failed"
    add_article(path, TEXTS[2], 3)
    trainer.scores += [0.5, 0.4]
    assert events()[-1]["event"] == "kept"
    assert events("--back") == [{"event": "back", "number": 0, "version": ""}]
    assert main(["train", str(path), "--back"]) == 1
    assert "in use already" in capsys.readouterr().err


def test_a_training_reports_whether_its_scores_are_true(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], trainer: Trainer
) -> None:
    path = finished_project(tmp_path, TEXTS[:2])
    trainer.scores += [0.5]
    assert main(["train", str(path)]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[1:] == [
        "",
        "Are its scores true? 1,000 suggestions in what was kept back, off by 15.0% on average:",
        "score  share right  suggestions",
        " 0.20         0.00          500",
        " 0.90         1.00          500",
    ]
