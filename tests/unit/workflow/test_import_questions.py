"""What has to be asked before files come in, and what the answers make of them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.errors import InputError
from annotator.workflow.gazetteers_in import import_gazetteer
from annotator.workflow.import_questions import (
    ImportQuestion,
    TableColumns,
    UnknownLabel,
    guessed,
    list_question,
    look,
    open_question,
    without_asked,
)
from annotator.workflow.importing import LabelChoice, LabelsAs, import_paths
from tests.unit.workflow.building import make_project

LABELS = ["PERSON", "ORG", "GPE", "LOC", "EVENT", "DATE"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "a.csv").write_text('id,Body,spans\n1,Kim met Putin.,"[[0, 3, ""PER""]]"\n2,Nobody came.,[]\n', "utf-8")
    (tmp_path / "b.csv").write_text("id,Body,spans\n3,They left again.,\n", "utf-8")
    (tmp_path / "c.csv").write_text("text,desk\nKim.,x\n", "utf-8")
    (tmp_path / "names.txt").write_text("Kim\nPutin\nLavrov\nChoe\nTorres\n", "utf-8")
    (tmp_path / "patterns.jsonl").write_text('{"label":"PER","pattern":"Kim"}\n', "utf-8")
    (tmp_path / "news.txt").write_text("Kim met Putin in Vladivostok on Monday.\n", "utf-8")
    (tmp_path / "folder").mkdir()
    row = {"text": "Kim met Putin", "label": [[0, 3, "PER"], [8, 13, "PER"], [4, 7, "a verb"]]}
    (tmp_path / "labelled.jsonl").write_text(json.dumps(row), "utf-8")
    return tmp_path


def test_looking(folder: Path) -> None:
    names = "a.csv b.csv c.csv names.txt patterns.jsonl news.txt labelled.jsonl folder gone.csv"
    looked = look([folder / name for name in names.split()])
    assert [path.name for path in looked.plain] == ["news.txt", "labelled.jsonl", "folder", "gone.csv"]
    assert [path.name for path in looked.lists] == ["patterns.jsonl"]
    first, second, third = looked.questions
    assert [path.name for path in first.paths] == ["a.csv", "b.csv"]
    assert first.table is not None
    assert second.table is not None
    assert (first.table.columns, first.table.text, first.table.labels) == (("id", "Body", "spans"), "Body", ("spans",))
    assert first.table.rows[0] == ("1", "Kim met Putin.", '[[0, 3, "PER"]]')
    assert (second.table.text, second.table.labels) == ("text", ())
    assert third == ImportQuestion((folder / "names.txt",), names=True)


def test_open_labels_are_asked_for_once_and_answered(folder: Path) -> None:
    path = make_project(folder)
    report = import_paths(path, [folder / "labelled.jsonl", folder / "news.txt"])
    question = open_question(report)
    assert question is not None
    assert question.paths == (folder / "labelled.jsonl",)
    assert question.unknown == (UnknownLabel("PER", 2), UnknownLabel("a verb", 1, can_be_added=False))
    assert question.nobody
    assert (len(report.refused), without_asked(report).refused, report.added) == (1, (), 1)
    choice = LabelChoice(LabelsAs.DECISIONS, annotator="ann", renamed={"PER": "PERSON", "a verb": ""})
    answered = import_paths(path, question.paths, labels=choice)
    assert (answered.spans, answered.refused, open_question(answered)) == (2, (), None)


def test_only_whose_they_are(folder: Path) -> None:
    path = make_project(folder)
    (folder / "labelled.jsonl").write_text('{"text": "Kim met Putin", "label": [[0, 3, "PERSON"]]}', "utf-8")
    question = open_question(import_paths(path, [folder / "labelled.jsonl"]))
    assert question == ImportQuestion((folder / "labelled.jsonl",), nobody=True)


def test_what_cannot_be_answered_stays_refused(folder: Path) -> None:
    path = make_project(folder)
    (folder / "broken.jsonl").write_text('{"text": "Kim", "label": [[0, 99, "PERSON"]]}', "utf-8")
    report = import_paths(path, [folder / "broken.jsonl"])
    assert open_question(report) is None
    assert without_asked(report) == report


def test_a_list_with_unknown_labels(folder: Path) -> None:
    path = make_project(folder)
    with pytest.raises(InputError) as caught:
        import_gazetteer(path, folder / "patterns.jsonl")
    question = list_question(folder / "patterns.jsonl", caught.value)
    assert question is not None
    assert (question.lists, question.unknown) == (True, (UnknownLabel("PER", 1, can_be_added=False),))
    assert list_question(folder, InputError("Else.")) is None


@pytest.mark.parametrize(
    ("label", "wanted"),
    [("per", "PERSON"), ("Person", "PERSON"), ("EVENTS", "EVENT"), ("COUNTRY", "GPE"), ("MISC", ""), ("loc", "LOC")],
)
def test_guesses(label: str, wanted: str) -> None:
    assert guessed(label, LABELS) == wanted


def test_a_table_as_it_was_answered(folder: Path) -> None:
    path = make_project(folder)
    choice = LabelChoice(LabelsAs.SUGGESTIONS, renamed={"PER": "PERSON"})
    report = import_paths(path, [folder / "a.csv"], labels=choice, columns=TableColumns("Body", ("spans",)))
    assert (report.added, report.suggested, report.refused) == (2, 1, ())
