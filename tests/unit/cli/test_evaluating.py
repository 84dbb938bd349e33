"""`annotator evaluate`: the tables as they are printed, every number as JSON, and what is refused."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.domain.adjudication import GOLD
from tests.unit.cli.test_commands import Capture, run
from tests.unit.workflow.building import make_project, suggest
from tests.unit.workflow.reporting_projects import made_project

TEXTS = ("Kim met Putin in Moscow.", "Kim left.")
TABLES = """\
Gold: made.annotator (gold), 2 texts, 4 spans
Labels compared: GPE, LOC, PERSON

p.annotator (suggestions): 1 text compared
Left out: texts of gold without suggestions there: 1.
     found  gold  strict      P      R  boundary      P      R  relaxed      P      R
all      3     3   0.333  0.333  0.333     0.667  0.667  0.667    0.667  0.667  0.667

label   found  gold  strict      P      R  boundary      P      R  relaxed      P      R
GPE         0     1   0.000      –  0.000         –      –  1.000    0.000      –  0.000
LOC         1     0   0.000  0.000      –         –  1.000      –    0.000  0.000      –
PERSON      2     2   0.500  0.500  0.500     0.500  0.500  0.500    1.000  1.000  1.000

source     found  gold  strict      P      R  boundary      P      R  relaxed      P      R
gazetteer      3     3   0.333  0.333  0.333     0.667  0.667  0.667    0.667  0.667  0.667
A source’s recall is the share of gold it finds by itself.

Strict: same start, end and label; boundary: same start and end, any label; relaxed: a shared character and the same \
label. F1, then precision and recall.
"""


@pytest.fixture
def gold(tmp_path: Path) -> Path:
    (tmp_path / "gold").mkdir()
    people = [("Kim", "PERSON"), ("Putin", "PERSON"), ("Moscow", "GPE")]
    return made_project(tmp_path / "gold", TEXTS, {GOLD: {0: people, 1: [("Kim", "PERSON")]}})


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = make_project(tmp_path, TEXTS)
    suggest(path, (1, "Kim", "PERSON"), (1, "met Putin", "PERSON"), (1, "Moscow", "LOC"))
    return path


def test_the_tables(path: Path, gold: Path, capsys: Capture) -> None:
    assert run(capsys, "evaluate", path, "--against", gold) == (0, TABLES, "")


def test_every_number_as_json(path: Path, gold: Path, capsys: Capture) -> None:
    code, said, trouble = run(capsys, "evaluate", path, "--against", gold, "--json", "--with", "rules")
    assert (code, trouble) == (0, "")
    report = json.loads(said)
    strict = {"found": 3, "gold": 3, "right": 1, "met": 1, "precision": 1 / 3, "recall": 1 / 3, "f1": 1 / 3}
    assert report["stored"]["measured"]["overall"]["strict"] == strict
    assert set(report["stored"]["measured"]["labels"]) == {"GPE", "LOC", "PERSON"}
    assert report["stored"]["measured"]["sources"]["gazetteer"]["boundary"]["f1"] == 2 / 3
    assert [one["name"] for one in report["tried"]] == ["rules"]
    assert report["tried"][0]["measured"]["overall"]["strict"]["gold"] == 4


def test_suggesters_are_tried_on_gold_alone(gold: Path, capsys: Capture) -> None:
    code, said, trouble = run(capsys, "evaluate", "--against", gold, "--with", "rules,memory", "--label", "GPE")
    assert (code, trouble) == (0, "")
    assert "Labels compared: GPE\n" in said
    table = said[said.index("Suggesters on 2 texts of gold") :].splitlines()[2:4]
    assert [line.split()[0] for line in table] == ["rules", table[1].split()[0]]
    assert "+ memory" in table[1]


def test_what_is_not_understood(gold: Path, capsys: Capture) -> None:
    code, said, trouble = run(capsys, "evaluate", "--against", gold, "--with", "rules,magic")
    assert (code, said) == (2, "")
    assert "'rules,magic': give some of rules,ner,both,memory" in trouble
    assert run(capsys, "evaluate", gold)[0] == 2
    code, _, trouble = run(capsys, "evaluate", gold, "--against", gold, "--annotator", "eve")
    assert (code, trouble.splitlines()[0]) == (1, "There is no annotator “eve” in “made.annotator”. There are: gold.")
