"""Other people's JSONL: one object a line with a text in it; every other key is kept as metadata.

Labels in such lines are metadata too, until a format of its own reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.article import Article, JsonValue
from annotator.domain.dataset import LabelledArticle, unlabelled
from annotator.domain.metadata import describe, parse_date, shortened
from annotator.errors import InputError
from annotator.formats import json_lines

_TEXT_KEYS = ("text", "content", "body", "article")
_SOURCE_KEYS = ("source", "url")
_SUFFIXES = (".jsonl", ".ndjson")


class TextJsonl:
    """Reads a text a line, under "text" or else "content", "body" or "article"."""

    name = "text-jsonl"
    title = "JSONL with a text field"
    suffixes = _SUFFIXES
    complete = False

    def sniff(self, head: bytes, name: str) -> bool:
        """Look for an object with a text in the first line; trust the name where the line is longer than the head."""
        first, end, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
        if name.lower().endswith(_SUFFIXES):
            return bool(first)
        if not first.startswith(b"{"):
            return False
        try:
            row = json_lines.parse(first, source=name, number=1)
        except InputError:
            return not end and any(b'"%s"' % key.encode() in first for key in _TEXT_KEYS)
        return any(isinstance(row.get(key), str) for key in _TEXT_KEYS)

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield an article a line; raise InputError at the first line that has no text."""
        source = source or path.name
        empty = True
        for number, line in json_lines.lines(path, source=source):
            empty = False
            row = json_lines.parse(line, source=source, number=number)
            yield unlabelled(_article(row, source=source, number=number))
        if empty:
            raise InputError("The file is empty.", remedy="Put one JSON object a line into it.", source=source)


def _article(row: dict[str, JsonValue], *, source: str, number: int) -> Article:
    text = _taken(row, _TEXT_KEYS)
    if not text.strip("\ufeff\0 \t\r\n") or text.isspace():
        raise InputError(
            "This line has no text.",
            remedy='The text must be a string under "text", "content", "body" or "article".',
            source=source,
            line=number,
        )
    if json_lines.too_deep(row):
        raise InputError("The JSON is nested too deeply.", source=source, line=number)
    title = _taken(row, ("title",))
    said = row.get("date")
    date = parse_date(said) if isinstance(said, str) else ""
    if date and date == said:
        del row["date"]
    named = _taken(row, _SOURCE_KEYS)
    article = Article.from_raw(
        text,
        source=named or f"{source}:{number}",
        title=shortened(title),
        date=date,
        meta=_meta(row),
    )
    return describe(article)


def _taken(row: dict[str, JsonValue], keys: tuple[str, ...]) -> str:
    """Return the first string with something in it under one of the keys, and take it out of the row; else ""."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, str) and value.strip():
            del row[key]
            return value
    return ""


def _meta(row: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return what is left of a row as metadata, the keys of "meta" among the others."""
    inner = row.get("meta")
    if not isinstance(inner, dict):
        return row
    rest = {key: value for key, value in row.items() if key != "meta"}
    return rest | {(f"meta.{key}" if key in rest else key): value for key, value in inner.items()}


FORMAT = TextJsonl()
