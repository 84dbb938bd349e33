"""What settled a disagreement goes out with gold's spans and comes back: the file is the same byte for byte."""

from __future__ import annotations

import json
from pathlib import Path

from annotator.domain.adjudication import GOLD, Adjudication, Cause, Ruling, adjudication_of
from annotator.domain.annotation import Mention
from annotator.domain.decision import SpanState
from annotator.domain.identity import new_id
from annotator.store import annotators
from annotator.workflow.annotation_sets import load_set
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import open_project
from tests.unit.workflow.building import exported
from tests.unit.workflow.reporting_projects import made_project

TEXT = "Kim met Putin in Moscow."
HOW = Adjudication(
    Ruling.PICKED, "chief", {"a": [(17, 23, "GPE")], "b": [(17, 23, "LOC")], "c": []}, "b", Cause.AMBIGUOUS, "a “city”"
)


def test_out_in_and_out_again(tmp_path: Path) -> None:
    gold = Mention(new_id(), 17, 23, "LOC", SpanState.ACCEPTED, HOW.ruling.value, HOW.adjudicator, None, HOW.as_text())
    path = made_project(tmp_path, [TEXT], {"a": {0: [("Moscow", "GPE")]}, GOLD: {0: [gold]}})
    first = exported(path)
    [span] = json.loads(first.splitlines()[-1])["spans"]
    assert (span["reason"], span["adjudication"]["picked"]) == ("", "b")
    (tmp_path / "again.jsonl").write_bytes(first)
    again = tmp_path / "again.annotator"
    import_paths(again, [tmp_path / "again.jsonl"])
    assert exported(again) == first
    with open_project(again) as project:
        page = load_set(project, annotators.annotators(project)[GOLD], 1)
        assert [adjudication_of(one) for one in page.mentions] == [HOW]
