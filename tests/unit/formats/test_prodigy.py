"""Prodigy's JSONL: what its own records mean, and that ours have what it wants."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.errors import InputError
from annotator.formats import reader_for
from annotator.formats.prodigy import FORMAT
from tests.unit.formats.round_trips import accepted, finished, losses_of, written
from tests.unit.formats.test_goldens import articles

TASK = {
    "text": "Kim met Putin",
    "meta": {"source": "a.txt", "desk": 7},
    "_input_hash": 1886699658,
    "_task_hash": -1952856502,
    "tokens": [{"text": "Kim", "start": 0, "end": 3, "id": 0, "ws": True}],
    "spans": [{"start": 8, "end": 13, "token_start": 2, "token_end": 2, "label": "PERSON"}],
    "_is_binary": False,
    "_view_id": "ner_manual",
    "answer": "accept",
    "_timestamp": 1707211049,
    "_annotator_id": "news-anna",
    "_session_id": "news-anna",
}
Row = dict[str, Any]


def read(tmp_path: Path, *rows: Row) -> list[LabelledArticle]:
    path = tmp_path / "in.txt"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    assert reader_for(path) is FORMAT
    return list(FORMAT.read(path, source="in.jsonl"))


def said(one: LabelledArticle) -> list[tuple[str, str, str]]:
    return [(one.article.text[m.start : m.end], m.label, m.state.value) for m in one.mentions]


def test_a_record_of_prodigys(tmp_path: Path) -> None:
    [one] = read(tmp_path, TASK)
    assert (one.annotator, one.state, said(one)) == ("news-anna", SetState.FINISHED, [("Putin", "PERSON", "accepted")])
    assert one.article.source == "a.txt"
    assert one.article.meta == {"desk": 7, "_input_hash": 1886699658, "_task_hash": -1952856502}
    row = json.loads(written(FORMAT, [one]))
    kept = {key: value for key, value in TASK.items() if key not in ("tokens", "_timestamp", "_session_id", "meta")}
    assert {key: row[key] for key in kept} == kept


def test_answers(tmp_path: Path) -> None:
    ignored, rejected, task, begun, flagged = read(
        tmp_path,
        TASK | {"answer": "ignore"},
        TASK | {"answer": "reject"},
        {key: value for key, value in TASK.items() if key not in ("answer", "_annotator_id", "_session_id")},
        {key: value for key, value in TASK.items() if key != "answer"},
        TASK | {"flagged": True},
    )
    assert (ignored.state, len(ignored.mentions)) == (SetState.SKIPPED, 1)
    assert (rejected.state, rejected.mentions) == (SetState.SKIPPED, ())
    assert (task.state, task.annotator, said(task)) == (SetState.NEW, None, [("Putin", "PERSON", "suggested")])
    assert (begun.state, said(begun)) == (SetState.IN_PROGRESS, [("Putin", "PERSON", "accepted")])
    assert flagged.state is SetState.FLAGGED


def test_binary_answers_about_one_text_become_one(tmp_path: Path) -> None:
    def question(start: int, end: int, answer: str) -> Row:
        span = {"start": start, "end": end, "label": "PERSON", "score": 0.5, "source": "en_core", "answer": answer}
        return TASK | {"spans": [span], "answer": answer, "_is_binary": True, "_view_id": "ner"}

    one, other = read(
        tmp_path,
        question(0, 3, "accept"),
        question(4, 7, "reject"),
        question(8, 13, "ignore"),
        TASK | {"text": "Kim met Putin."},
    )
    assert (one.state, said(one)) == (
        SetState.IN_PROGRESS,
        [("Kim", "PERSON", "accepted"), ("met", "PERSON", "rejected")],
    )
    assert (one.mentions[0].source, one.mentions[0].score) == ("en_core", 0.5)
    assert other.state is SetState.FINISHED


def test_the_view_of_models_answers_is_binary_too(tmp_path: Path) -> None:
    row = {key: value for key, value in TASK.items() if key != "_is_binary"}
    [one] = read(tmp_path, row | {"_view_id": "ner", "answer": "reject"})
    assert (one.state, said(one)) == (SetState.IN_PROGRESS, [("Putin", "PERSON", "rejected")])


def test_sessions_named_by_time_name_nobody(tmp_path: Path) -> None:
    row = {key: value for key, value in TASK.items() if key != "_annotator_id"}
    first, second = read(tmp_path, row | {"_session_id": "2024-02-06_10-00-00"}, row | {"_session_id": "news-bob"})
    assert (first.annotator, second.annotator) == (None, "news-bob")


def test_offsets_move_with_the_line_ends(tmp_path: Path) -> None:
    text = "\ufeffA\r\nKim\r\n"
    [one] = read(tmp_path, TASK | {"text": text, "spans": [{"start": 4, "end": 7, "label": "PERSON"}]})
    assert (one.article.text, said(one)) == ("A\nKim\n", [("Kim", "PERSON", "accepted")])


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"text": " "}, "no text"),
        ({"text": 7}, "no text"),
        ({"answer": "maybe"}, "'maybe' is none of"),
        ({"spans": 7}, "not a list"),
        ({"spans": [7]}, "not an object"),
        ({"spans": [{"start": 8, "end": 14, "label": "X"}]}, "outside the text"),
        ({"spans": [{"start": -1, "end": 3, "label": "X"}]}, "outside the text"),
        ({"spans": [{"start": 3, "end": 3, "label": "X"}]}, "empty"),
        ({"spans": [{"start": "3", "end": 4, "label": "X"}]}, "whole number"),
        ({"spans": [{"start": 0, "end": 4}]}, "no label"),
        ({"spans": [{"start": 0, "end": 3, "label": "X", "text": "Tim"}]}, "not what the file says"),
    ],
)
def test_refused_with_file_and_line(tmp_path: Path, change: Row, reason: str) -> None:
    with pytest.raises(InputError, match=rf"in.jsonl, line 2: .*{reason}"):
        read(tmp_path, TASK, TASK | change)


def test_tokens_end_where_spans_end() -> None:
    text = "He left alongsideRussia’s  best,\nat last "
    at = text.index("Russia")
    one = finished(text)
    mentions = (accepted(at, at + 6, "GPE"), accepted(at, at + 8, "NORP"), accepted(8, 8 + 9, "X"))
    row = json.loads(written(FORMAT, [LabelledArticle(one.article, "ann", SetState.FINISHED, mentions)]))
    assert "".join(token["text"] + " " * token["ws"] for token in row["tokens"]) == text
    for span in row["spans"]:
        first, last = row["tokens"][span["token_start"]], row["tokens"][span["token_end"]]
        assert (first["start"], last["end"]) == (span["start"], span["end"])
    assert row["_view_id"] == "spans_manual"
    assert [token["text"] for token in row["tokens"]][2:6] == ["alongside", "Russia", "’s", " "]


def test_losses() -> None:
    assert losses_of(FORMAT, articles()) == {
        "rejected spans": 2,
        "suggested spans": 1,
        "suggesters’ names, versions, scores and reasons": 2,
        "notes": 3,
        "ignored regions": 4,
    }
    assert SpanState.SUGGESTED in {mention.state for one in articles() for mention in one.mentions}
