"""Other people's JSONL: one object a line with a text in it; every other key is kept as metadata.

Labels in such lines are metadata too, until a format of its own reads them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError
from annotator.formats import json_lines
from annotator.formats.articles_in import Incoming, is_blank
from annotator.formats.encoding import is_binary

_TEXT_KEYS = ("text", "content", "body", "article")
_SUFFIXES = (".jsonl", ".ndjson")


class TextJsonl:
    """Reads a text a line, under "text" or else "content", "body" or "article"."""

    name = "text-jsonl"
    title = "JSONL with a text field"
    suffixes = _SUFFIXES
    complete = False

    def sniff(self, head: bytes, name: str) -> bool:
        """Look for an object with a text in the first line; trust the name where the line is longer than the head.

        A picture that is called so is left to plain text, which says what it is.
        """
        first, end, _ = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")
        if not first.startswith(b"{"):
            return bool(first) and name.lower().endswith(_SUFFIXES) and not is_binary(head)
        if name.lower().endswith(_SUFFIXES):
            return True
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
            yield _labelled(row, source=source, number=number)
        if empty:
            raise InputError("The file is empty.", remedy="Put one JSON object a line into it.", source=source)


def _labelled(row: dict[str, JsonValue], *, source: str, number: int) -> LabelledArticle:
    text = next((text for key in _TEXT_KEYS if isinstance(text := row.get(key), str) and text.strip()), "")
    if is_blank(text):
        raise InputError(
            "This line has no text.",
            remedy='The text must be a string under "text", "content", "body" or "article".',
            source=source,
            line=number,
        )
    del row[next(key for key in _TEXT_KEYS if row.get(key) == text)]
    return Incoming(text, merged_meta(row), source=source, line=number).labelled()


def merged_meta(row: dict[str, JsonValue]) -> dict[str, JsonValue]:
    """Return what is left of a row as metadata, the keys of "meta" among the others."""
    inner = row.get("meta")
    if not isinstance(inner, dict):
        return row
    rest = {key: value for key, value in row.items() if key != "meta"}
    return rest | {(f"meta.{key}" if key in rest else key): value for key, value in inner.items()}


FORMAT = TextJsonl()
