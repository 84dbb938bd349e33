"""Label Studio's JSON: tasks with annotations and predictions, as it writes them and as it wants them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import reader_for
from annotator.formats.label_studio import FORMAT
from tests.unit.formats.round_trips import losses_of, written
from tests.unit.formats.test_goldens import articles

Row = dict[str, Any]


def result(start: int, end: int, text: str, label: str = "PER", **more: object) -> Row:
    value = {"start": start, "end": end, "text": text, "labels": [label]}
    return {"id": "x1", "from_name": "label", "to_name": "text", "type": "labels", "value": value, **more}


TASK: Row = {
    "id": 5,
    "data": {"text": "Kim met Putin\nhere", "source": "a.txt"},
    "annotations": [
        {"id": 1, "result": [result(0, 3, "Kim")], "completed_by": 3, "was_cancelled": False, "lead_time": 3.5},
        {"id": 2, "result": [], "completed_by": {"id": 4, "email": "bo@x.org"}, "was_cancelled": True},
    ],
    "predictions": [
        {
            "model_version": "ner-2",
            "score": 0.25,
            "result": [result(8, 18, "Putin\\nhere"), result(0, 3, "Kim", score=0.5)],
        }
    ],
}


def read(tmp_path: Path, tasks: object) -> list[LabelledArticle]:
    path = tmp_path / "in.txt"
    path.write_text(json.dumps(tasks, indent=1))
    assert reader_for(path) is FORMAT
    return list(FORMAT.read(path, source="in.json"))


def said(one: LabelledArticle) -> list[tuple[str, str, str, str, float | None]]:
    text = one.article.text
    return [(text[m.start : m.end], m.label, m.state.value, m.source, m.score) for m in one.mentions]


def test_annotations_and_predictions(tmp_path: Path) -> None:
    first, second = read(tmp_path, [TASK])
    assert (first.annotator, first.state, first.article.source) == ("3", SetState.FINISHED, "a.txt")
    assert said(first) == [
        ("Kim", "PER", "suggested", "ner-2", 0.5),
        ("Kim", "PER", "accepted", "human", None),
        ("Putin\nhere", "PER", "suggested", "ner-2", 0.25),
    ]
    assert (second.annotator, second.state, second.mentions) == ("bo@x.org", SetState.SKIPPED, ())


def test_its_own_exports_name_predictions_by_number(tmp_path: Path) -> None:
    [one] = read(tmp_path, [TASK | {"annotations": [], "predictions": [7, 8]}])
    assert (one.state, one.annotator, one.mentions) == (SetState.NEW, None, ())


def test_one_task_and_none(tmp_path: Path) -> None:
    assert len(read(tmp_path, TASK)) == 2
    path = tmp_path / "none.json"
    path.write_text("[]")
    with pytest.raises(InputError, match="no task"):
        list(FORMAT.read(path))


def test_text_under_another_name(tmp_path: Path) -> None:
    task: Row = {"data": {"lang": "en", "words": "Kim met Putin", "n": 1}, "annotations": []}
    [one] = read(tmp_path, [task])
    assert (one.article.text, one.article.meta) == ("Kim met Putin", {"lang": "en", "n": 1})


def test_the_short_kind(tmp_path: Path) -> None:
    labels = [{"start": 0, "end": 3, "text": "Kim", "labels": ["PER"]}]
    [one] = read(tmp_path, [{"text": "Kim met", "id": 1, "label": labels, "annotator": 2, "annotation_id": 9}])
    assert (one.annotator, one.state, said(one)) == (
        "2",
        SetState.FINISHED,
        [("Kim", "PER", "accepted", "human", None)],
    )


@pytest.mark.parametrize(
    ("results", "reason"),
    [
        ([result(0, 99, "Kim")], "outside the text"),
        ([result(0, 3, "Tim")], "not what the file says"),
        ([{"type": "hypertextlabels", "value": {"start": "/p[1]", "end": "/p[1]", "labels": ["X"]}}], "whole number"),
    ],
)
def test_refused_with_the_line_the_task_begins_on(tmp_path: Path, results: list[Row], reason: str) -> None:
    wrong = TASK | {"annotations": [{"result": results}]}
    with pytest.raises(InputError, match=rf"in.json, line [5-9]\d: .*{reason}"):
        read(tmp_path, [TASK, wrong])


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"data": {"text": "a"}, "annotations": []}', "cut off"),
        ('[{"data": {"text": "a"}, "annotations": []} {}]', "comma"),
        ('[{"data": {"text": "a"}, "annotations": []}] x', "more behind"),
        ('[{"data": {"text": "a"}, "annotations": [}]', "not JSON"),
        ('[{"data": {"text": "a"}, "annotations": NaN}]', "NaN"),
        ('[{"data": {"text": "a", "text": "b"}, "annotations": []}]', "twice"),
        ('[{"data": {"text": "a\\ud800"}, "annotations": []}]', "surrogate"),
        ('[{"data": {"text": " "}, "annotations": []}]', "no text"),
        ('[{"data": {"text": "a"}, "annotations": []}, 7]', "not an object"),
    ],
)
def test_broken_json(tmp_path: Path, text: str, reason: str) -> None:
    path = tmp_path / "in.json"
    path.write_text(text)
    with pytest.raises(InputError, match=rf"in.json, line 1: .*{reason}"):
        list(FORMAT.read(path))


def test_deep_json_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "in.json"
    path.write_text('[{"data":' + "[" * 200_000)
    with pytest.raises(InputError, match="deep"):
        list(FORMAT.read(path))


def test_an_item_longer_than_one_reading(tmp_path: Path) -> None:
    text = "Kim met Putin. " * 100_000
    task: Row = {"data": {"text": text}, "annotations": []}
    [one] = read(tmp_path, [task])
    assert one.article.text == text


def test_what_it_wants() -> None:
    tasks = json.loads(written(FORMAT, articles()))
    assert [len(task["annotations"]) for task in tasks] == [2, 1, 0]
    assert [len(task["predictions"]) for task in tasks] == [1, 0, 1]
    for task in tasks:
        for annotation in task["annotations"]:
            assert annotation["ground_truth"] is False
            for one in annotation["result"]:
                value = one["value"]
                assert task["data"]["text"][value["start"] : value["end"]] == value["text"]


def test_losses() -> None:
    assert losses_of(FORMAT, articles()) == {
        "ignored regions": 4,
        "suggesters’ names, versions, scores and reasons": 3,
        "rejected spans": 2,
        "notes": 3,
    }
