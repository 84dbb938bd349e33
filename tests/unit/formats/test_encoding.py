"""Encodings: recognised when they can be, refused with a sentence when not, never read as nonsense."""

from __future__ import annotations

import codecs
import contextlib
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import InputError
from annotator.formats.encoding import Decoded, decode

SAMPLES = tomllib.loads((Path(__file__).parents[2] / "golden" / "encodings.toml").read_text(encoding="utf-8"))
SENTENCES: dict[str, str] = SAMPLES["sentences"]
WORDS: dict[str, list[str]] = {name: words.split(" ") for name, words in SAMPLES["words"].items()}
LEGACY = [
    ("english", "cp1252"),
    ("one_accent", "iso8859-1"),
    ("french", "cp1252"),
    ("german", "cp1252"),
    ("spanish", "iso8859-1"),
    ("portuguese", "iso8859-1"),
    ("norwegian", "iso8859-1"),
    ("polish", "cp1250"),
    ("polish", "iso8859-2"),
    ("czech", "cp1250"),
    ("turkish", "cp1254"),
    ("russian", "cp1251"),
    ("russian", "koi8-r"),
    ("russian", "cp866"),
    ("greek", "cp1253"),
    ("hebrew", "cp1255"),
    ("arabic", "cp1256"),
    ("chinese", "gb18030"),
]


@pytest.mark.parametrize(("language", "encoding"), LEGACY)
@pytest.mark.parametrize("times", [1, 40])
def test_one_byte_and_double_byte_encodings(language: str, encoding: str, times: int) -> None:
    text = f"{SENTENCES[language]}\n" * times
    assert decode(text.encode(encoding)) == Decoded(text, encoding)


@pytest.mark.parametrize("language", SENTENCES)
@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (codecs.BOM_UTF8, "utf-8-sig"),
        (codecs.BOM_UTF16_LE, "utf-16-le"),
        (codecs.BOM_UTF16_BE, "utf-16-be"),
        (codecs.BOM_UTF32_LE, "utf-32-le"),
        (codecs.BOM_UTF32_BE, "utf-32-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
    ],
)
def test_unicode_encodings(language: str, mark: bytes, encoding: str) -> None:
    text = f"{SENTENCES[language]}\r\n{SENTENCES['plain'] if language != 'chinese' else ''}"
    data = mark + text.encode(encoding.removesuffix("-sig"))
    assert decode(data) == Decoded(text, encoding)


@given(st.data())
def test_western_words_in_any_mixture(data: st.DataObject) -> None:
    encoding = data.draw(st.sampled_from(["cp1252", "iso8859-1"]))
    words = data.draw(st.lists(st.sampled_from(WORDS[encoding] + WORDS["ascii"]), min_size=1, max_size=30))
    text = data.draw(st.sampled_from([" ", "\n", "\r\n"])).join(words)
    assert decode(text.encode(encoding)).text == text


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=200))
def test_utf8_is_always_utf8(text: str) -> None:
    if text[:1] not in {"\ufeff", "\ufffe"}:
        assert decode(text.encode()).text == text


def test_nul_bytes_survive() -> None:
    assert decode(b"ab\0d").text == "ab\0d"
    assert decode(b"Kim\0 met\0 Putin").text == "Kim\0 met\0 Putin"
    assert decode(b"A file cut by a crash" * 50 + b"\0" * 30).text.count("\0") == 30


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "a PNG picture"),
        (b"PK\x03\x04\x14\0\0\0\x08\0", "a ZIP archive or an Office document"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "a PDF document"),
        (b"\x7fELF\x02\x01\x01\0\0\0", "a program"),
        (b"MZ\x90\0\x03\0\0\0", "a program"),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", "a JPEG picture"),
        (b"SQLite format 3\0\x10\0\x01\x01", "an SQLite database"),
        (b"{\\rtf1\\ansi Kim}", "an RTF document"),
        (bytes(range(256)) * 8, "control characters"),
        (b"\0" * 1000 + b"a", "control characters"),
        ("Kim’s “café” – ".encode() * 20 + b"\xe2\x80", "looks like UTF-8 but is damaged at byte 481"),
        (("Zürich, Genève " * 9).encode() + "Zürich".encode("cp1252"), "looks like UTF-8 but is damaged at byte 155"),
    ],
)
def test_refused(data: bytes, reason: str) -> None:
    with pytest.raises(InputError, match=reason) as caught:
        decode(data, source="a.txt")
    assert caught.value.source == "a.txt"
    assert "save it as UTF-8" in caught.value.remedy


@given(st.binary(max_size=400))
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    with contextlib.suppress(InputError):
        decoded = decode(data)
        assert codecs.lookup(decoded.encoding).name == decoded.encoding
        decoded.text.encode()


def test_a_long_line_needs_only_a_sample() -> None:
    text = "word " * 1_000_000 + "naïve – "
    assert decode(text.encode("cp1252")) == Decoded(text, "cp1252")
