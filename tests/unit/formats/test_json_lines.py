"""Strict JSON, a line at a time."""

from __future__ import annotations

import contextlib
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import InputError
from annotator.formats import json_lines
from annotator.formats.json_lines import lines, parse, too_deep


def refused(line: bytes) -> str:
    with pytest.raises(InputError) as caught:
        parse(line, source="a.jsonl", number=7)
    assert (caught.value.source, caught.value.line) == ("a.jsonl", 7)
    return str(caught.value)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b'{"a":1,"a":2}', "“a” is there twice"),
        (b'{"x":{"a":1,"b":2,"b":3}}', "“b” is there twice"),
        (b'{"\\ud800":1,"\\ud800":2}', "twice"),
        (b'{"a":NaN}', "NaN is not a number"),
        (b'{"a":-Infinity}', "-Infinity is not a number"),
        (b'{"a":1e999}', "1e999 is too large"),
        (b'{"a":' + b"9" * 5000 + b"}", "too many digits"),
        (b'{"a":"\\ud83d"}', "surrogate"),
        (b'{"a":"\\udE00\\ud83d"}', "surrogate"),
        (b'{"a":"\xff"}', "Byte 7 is not UTF-8"),
        (b'{"a":1', "not JSON: expecting ',' delimiter at character 7"),
        (b'{"a":1} {"b":2}', "not JSON: extra data"),
        (b"[1]", "not a JSON object"),
        (b"null", "not a JSON object"),
        (b"[" * 200_000, "nested too deeply"),
        (b'{"a":' * 200_000 + b"1" + b"}" * 200_000, "nested too deeply"),
    ],
)
def test_refused(line: bytes, reason: str) -> None:
    assert reason in refused(line)


def test_what_is_cut_off_is_said_in_one_sentence() -> None:
    with pytest.raises(InputError) as refusal:
        parse(b'{"text": "Kim', source="a.jsonl", number=3)
    assert refusal.value.reason == "This is not JSON: unterminated string starting at character 10."
    assert refusal.value.remedy


def test_whole_pairs_and_large_integers_are_fine() -> None:
    assert parse(b'{"a":"\\ud83d\\ude00","n":12345678901234567890}', source="", number=1) == {
        "a": "😀",
        "n": 12345678901234567890,
    }


@given(st.binary(max_size=60))
def test_any_bytes_are_an_object_or_refused(data: bytes) -> None:
    with contextlib.suppress(InputError):
        assert isinstance(parse(data, source="a", number=1), dict)


def test_lines_are_cut_at_lf_only(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"\xef\xbb\xbf{1}\r\n\n \t\n\xe2\x80\xa8{2}\x0b\x85\n{3}")
    assert list(lines(path, source="a")) == [(1, b"{1}\r"), (4, b"\xe2\x80\xa8{2}\x0b\x85"), (5, b"{3}")]


def test_long_lines_come_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    long = b"x" * 3_000_000
    path.write_bytes(long + b"\n" + long[:1_048_576] + b"\n" + long[:1_048_575] + b"\n" + long)
    assert [(number, len(line)) for number, line in lines(path, source="a")] == [
        (1, 3_000_000),
        (2, 1_048_576),
        (3, 1_048_575),
        (4, 3_000_000),
    ]


def test_a_bomb_of_a_line_is_refused_flat(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with path.open("wb") as out:
        out.write(b"{}\n")
        out.truncate(json_lines.MAX_LINE_BYTES * 4)  # a sparse file: a line of NULs
    tracemalloc.start()
    try:
        with pytest.raises(InputError, match="line 2: The line is longer than 256 MB"):
            list(lines(path, source="a"))
        assert tracemalloc.get_traced_memory()[1] < 20_000_000
    finally:
        tracemalloc.stop()


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a file"):
        list(lines(tmp_path, source="folder"))
    with pytest.raises(InputError, match="could not be read"):
        list(lines(tmp_path / "none", source="none"))


def test_too_deep() -> None:
    assert not too_deep({"a": [1, {"b": []}]})
    assert too_deep(parse(b'{"a":' + b"[" * 101 + b"]" * 101 + b"}", source="", number=1))
