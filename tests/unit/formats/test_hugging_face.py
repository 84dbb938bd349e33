"""Rows for Hugging Face: the same keys and types in each, tags that agree with the spans."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.errors import InputError
from annotator.formats import hugging_face_parquet
from annotator.formats.hugging_face import FORMAT, KEYS
from tests.unit.formats.round_trips import finished, losses_of, written
from tests.unit.formats.test_goldens import articles

PARQUET = hugging_face_parquet.FORMAT


def test_rows_have_one_shape() -> None:
    rows = [json.loads(line) for line in written(FORMAT, articles()).splitlines()]
    assert {tuple(row) for row in rows} == {KEYS}
    for row in rows:
        assert len(row["tokens"]) == len(row["ner_tags"])
        assert all(isinstance(row[key], str) for key in ("id", "text", "annotator", "state", "title", "source", "date"))
        for span in row["spans"]:
            assert span["text"] == row["text"][span["start"] : span["end"]]


def test_tags() -> None:
    [line] = written(FORMAT, [finished("He left alongsideRussia’s.", ("Russia", "GPE"))]).splitlines()
    row = json.loads(line)
    assert list(zip(row["tokens"], row["ner_tags"], strict=True))[2:] == [
        *[("alongside", "O"), ("Russia", "B-GPE"), ("’s", "O"), (".", "O")]
    ]


@pytest.mark.parametrize("change", [{"state": "odd"}, {"spans": 7}, {"text": " "}, {"spans": [{"start": 0, "end": 1}]}])
def test_refused_with_file_and_line(tmp_path: Path, change: dict[str, object]) -> None:
    path = tmp_path / "in.jsonl"
    row = json.loads(written(FORMAT, articles()[:1]))
    path.write_text(json.dumps(row) + "\n" + json.dumps(row | change))
    with pytest.raises(InputError, match=r"in\.jsonl, line 2: "):
        list(FORMAT.read(path))


def test_parquet_of_others_and_damaged(tmp_path: Path) -> None:
    arrow = pytest.importorskip("pyarrow", reason="the extra parquet is not installed")
    parquet = pytest.importorskip("pyarrow.parquet")
    path = tmp_path / "in.parquet"
    parquet.write_table(arrow.table({"text": ["a"]}), path)
    with pytest.raises(InputError, match=r"other columns .*\(text\)"):
        list(PARQUET.read(path))
    path.write_bytes(written(PARQUET, articles())[:-20] + b"x" * 20)
    with pytest.raises(InputError, match="damaged"):
        list(PARQUET.read(path))
    whole = written(PARQUET, articles())
    at = whole.index(articles()[0].article.title.encode())
    path.write_bytes(whole[: at - 20] + bytes(50) + whole[at + 30 :])
    with pytest.raises(InputError, match="damaged or cut off"):
        list(PARQUET.read(path))
    path.write_bytes(written(PARQUET, []))
    with pytest.raises(InputError, match="no rows"):
        list(PARQUET.read(path))


def test_losses() -> None:
    assert losses_of(FORMAT, articles()) == losses_of(PARQUET, articles())
    assert losses_of(FORMAT, articles())["metadata"] == 6
