"""doccano's JSONL: both kinds in and out, with the same keys in every row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import doccano_relations, reader_for
from annotator.formats.doccano import FORMAT
from tests.unit.formats.round_trips import losses_of, written
from tests.unit.formats.test_goldens import articles

Row = dict[str, Any]
LABELLED: Row = {"id": 1, "text": "Kim met Putin", "label": [[8, 13, "PERSON"], [0, 3, "PERSON"]], "Comments": ["Who?"]}
RELATED: Row = {
    "id": 1,
    "text": "Kim met Putin",
    "entities": [{"id": 3, "label": "PERSON", "start_offset": 0, "end_offset": 3}],
    "relations": [{"id": 1, "from_id": 3, "to_id": 3, "type": "met"}],
}


def read(tmp_path: Path, *rows: Row) -> list[LabelledArticle]:
    path = tmp_path / "in.txt"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert reader_for(path) is FORMAT
    return list(FORMAT.read(path, source="in.jsonl"))


def places(one: LabelledArticle) -> list[tuple[int, int, str]]:
    return [(m.start, m.end, m.label) for m in one.mentions]


def test_both_kinds(tmp_path: Path) -> None:
    one, other, nothing = read(
        tmp_path, LABELLED | {"desk": "world"}, RELATED, {"id": 2, "text": "Nobody.", "label": [], "annotator": "ann"}
    )
    assert (one.annotator, one.state, places(one)) == (None, SetState.FINISHED, [(0, 3, "PERSON"), (8, 13, "PERSON")])
    assert [note.text for note in one.notes] == ["Who?"]
    assert one.article.meta == {"desk": "world"}
    assert places(other) == [(0, 3, "PERSON")]
    assert (nothing.annotator, nothing.state) == ("ann", SetState.FINISHED)


def test_a_row_that_nobody_labelled(tmp_path: Path) -> None:
    [one, _] = read(tmp_path, {"text": "Nobody.", "label": []}, LABELLED)
    assert (one.state, one.mentions) == (SetState.NEW, ())


def test_older_names_of_keys(tmp_path: Path) -> None:
    [one] = read(tmp_path, {"id": 1, "data": "Kim", "labels": [[0, 3, "PERSON"]]})
    assert places(one) == [(0, 3, "PERSON")]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (LABELLED | {"text": ""}, "no text"),
        (LABELLED | {"label": [[3, 3, "X"]]}, "empty"),
        (LABELLED | {"label": [[5, 2, "X"]]}, "empty"),
        (LABELLED | {"label": [[0, 14, "X"]]}, "outside"),
        (LABELLED | {"label": [{"start": 0, "end": 3, "label": "X"}]}, r"not \[start, end, label\]"),
        (RELATED | {"entities": [{"id": 1, "label": "X"}]}, "start_offset"),
    ],
)
def test_what_doccano_drops_without_a_word_is_refused(tmp_path: Path, row: Row, reason: str) -> None:
    with pytest.raises(InputError, match=rf"in.jsonl, line 2: .*{reason}"):
        read(tmp_path, LABELLED, row)


@pytest.mark.parametrize("format_", [FORMAT, doccano_relations.FORMAT], ids=["labels", "entities"])
def test_every_row_has_the_same_keys(format_: Any) -> None:  # noqa: ANN401 - either
    rows = [json.loads(line) for line in written(format_, articles()).splitlines()]
    assert len({tuple(row) for row in rows}) == 1
    assert [row["id"] for row in rows] == [1, 2, 3, 4]
    if format_ is not FORMAT:
        ids = [entity["id"] for row in rows for entity in row["entities"]]
        assert ids == list(range(1, len(ids) + 1))


def test_losses() -> None:
    assert losses_of(FORMAT, articles()) == {
        "metadata": 6,
        "ignored regions": 4,
        "rejected spans": 2,
        "suggested spans": 2,
        "suggesters’ names, versions, scores and reasons": 1,
        "places of notes": 2,
        "states of articles (skipped)": 1,
        "states of articles (not begun)": 1,
    }
