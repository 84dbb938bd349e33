"""JSONL of other people: texts, and everything else as metadata."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import Article, JsonValue
from annotator.errors import InputError
from annotator.formats import annotator_jsonl, reader_for, text_jsonl


def articles(tmp_path: Path, *rows: JsonValue) -> list[Article]:
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return [one.article for one in text_jsonl.FORMAT.read(path, source="sub/in.jsonl")]


def test_fields(tmp_path: Path) -> None:
    first, second, third, fourth = articles(
        tmp_path,
        {
            "id": 7,
            "text": "Kim met Putin.\r\nThey spoke.",
            "title": " A  title ",
            "date": "2024-01-31",
            "source": "BBC",
        },
        {"content": "Second.", "date": "31 January 2024, 10:00", "url": "https://example.org/2", "meta": {"a": [1]}},
        {"text": "", "body": "Third.", "lang": "en", "score": 1.5, "label": [[0, 5, "X"]], "meta": "m"},
        {"article": "Fourth.", "a": 1, "meta": {"a": 2, "b": 3}, "title": None, "source": None, "url": "u"},
    )
    assert (first.text, first.title, first.date, first.source) == (
        "Kim met Putin.\nThey spoke.",
        "A title",
        "2024-01-31",
        "BBC",
    )
    assert (first.meta, first.origin.raw_sha256, first.origin.newline) == ({"id": 7}, "", "crlf")
    assert (second.title, second.date, second.source) == ("Second.", "2024-01-31", "https://example.org/2")
    assert second.meta == {"date": "31 January 2024, 10:00", "a": [1]}
    assert (third.text, third.source) == ("Third.", "sub/in.jsonl:3")
    assert third.meta == {"text": "", "lang": "en", "score": 1.5, "label": [[0, 5, "X"]], "meta": "m"}
    assert fourth.meta == {"a": 1, "meta.a": 2, "b": 3, "title": None, "source": None}


@pytest.mark.parametrize(
    "row", [{}, {"title": "x"}, {"text": 1}, {"text": " \n\t"}, {"text": ["a"]}, {"text": "\u0000\ufeff"}]
)
def test_lines_without_text(tmp_path: Path, row: JsonValue) -> None:
    with pytest.raises(InputError, match="line 2: This line has no text"):
        articles(tmp_path, {"text": "one"}, row)


def test_strict(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"sub/in.jsonl, line 1: .*surrogate"):
        articles(tmp_path, {"text": "\ud800"})
    deep: JsonValue = 1
    for _ in range(150):
        deep = [deep]
    with pytest.raises(InputError, match="line 1: The JSON is nested too deeply"):
        articles(tmp_path, {"text": "a", "deep": deep})
    with pytest.raises(InputError, match="empty"):
        articles(tmp_path)


@given(
    st.dictionaries(
        st.sampled_from(["text", "meta", "title", "date", "source", "x"]), st.none() | st.text() | st.integers()
    )
)
def test_any_row_is_an_article_or_refused(tmp_path_factory: pytest.TempPathFactory, row: dict[str, JsonValue]) -> None:
    try:
        [one] = articles(tmp_path_factory.getbasetemp(), row)
    except InputError:
        return
    assert (
        one
        == Article.from_raw(
            one.text,
            source=one.source,
            title=one.title,
            date=one.date,
            meta=one.meta,
            boilerplate=one.boilerplate,
            id=one.id,
        )
        or one.origin.newline != "lf"
    )


@pytest.mark.parametrize(
    ("name", "data", "format_name"),
    [
        ("a.jsonl", b'{"text":"x"}\n', "text-jsonl"),
        ("a.txt", b'\xef\xbb\xbf\n {"body":"x","a":1}\n', "text-jsonl"),
        ("a.txt", b'{"title":"x"}\n', "text"),
        ("a.txt", b"{Brussels} The council met.\n", "text"),
        ("a.txt", b'{"text":"' + b"x" * 100_000 + b'"}\n', "text-jsonl"),
        ("a.JSONL", b"oops\n", "text-jsonl"),
        ("a.jsonl", b"", "text"),
        ("a.txt", b'{"format":"annotator/1","text":"x"}', "jsonl"),
        ("a.jsonl", b'{"text":"x","format":"annotator/9"}', "jsonl"),
        ("a.csv", b"a,b\n1,2\n", "table"),
        ("a", b"", "text"),
    ],
)
def test_reader_for(tmp_path: Path, name: str, data: bytes, format_name: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert reader_for(path).name == format_name
    assert annotator_jsonl.FORMAT.sniff(data, name) == (format_name == "jsonl")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "not text but a PNG picture"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF\n\0", "not text but a JPEG picture"),
        (bytes(range(256)) * 16, "full of control characters"),
        ('{"text": "Zürich"}'.encode("utf-16"), "line 1: Byte 1 is not UTF-8"),
        (b'{"text": "Kim"}\n' + bytes(900), "line 2: This is not JSON"),
        (b"no JSON at all", "line 1: This is not JSON"),
    ],
)
def test_what_is_only_called_so_is_told_by_what_it_is(tmp_path: Path, data: bytes, reason: str) -> None:
    path = tmp_path / "in.jsonl"
    path.write_bytes(data)
    with pytest.raises(InputError, match=reason):
        list(reader_for(path).read(path))
