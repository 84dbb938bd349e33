"""Strict JSON whose items stand in one array, read item by item; what they mean is the formats' business.

As strict as `json_lines.py`, and flat in memory: the array is never held whole.
"""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from annotator.domain.article import JsonValue
from annotator.errors import InputError
from annotator.formats import json_lines
from annotator.formats.base import size_of, unreadable

MAX_ITEM = 32 * 1024 * 1024
"""Code points an item may have."""
_CHUNK = 256 * 1024
_NEAR_END = 16
"""An error so near to the end of what was read may be gone when more is read."""
_SPACE = re.compile(r"[ \t\r\n]*")


def items(path: Path, *, source: str) -> Iterator[tuple[int, JsonValue]]:
    """Yield (1-based line it begins on, item) for the items of an array, or the one object there is instead of it."""
    size_of(path, source=source)
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            yield from _Items(stream, source).items()
    except UnicodeDecodeError as error:
        raise InputError("The file is not UTF-8.", remedy="Save it as UTF-8.", source=source) from error
    except OSError as error:
        raise unreadable(error, source=source) from error


def begins_array(head: bytes) -> bool:
    """Tell whether a file's head begins an array of objects or arrays, or one object."""
    said = head.removeprefix(codecs.BOM_UTF8).lstrip()
    return said[:1] == b"{" or (said[:1] == b"[" and said[1:].lstrip()[:1] in (b"{", b"[", b"]"))


class _Items:
    """The text that was read and not yet used, and where it is in the file."""

    def __init__(self, stream: TextIO, source: str) -> None:
        self._stream = stream
        self._source = source
        self._held = ""
        self._at = 0
        self._line = 1
        self._chunk = _CHUNK
        self._ended = False

    def items(self) -> Iterator[tuple[int, JsonValue]]:
        first = self._next()
        if first == "{":
            yield self._item()
        elif first != "[":
            raise self._refuse("This is neither a JSON array nor an object.")
        else:
            self._at += 1
            if self._next() == "]":
                self._at += 1
            else:
                yield from self._rest()
        if self._next():
            raise self._refuse("There is more behind the end of the JSON.")

    def _rest(self) -> Iterator[tuple[int, JsonValue]]:
        while True:
            yield self._item()
            sign = self._next()
            self._at += 1
            if sign == "]":
                return
            if sign != ",":
                raise self._refuse("A comma is missing between two items." if sign else "The JSON is cut off.")
            self._next()

    def _next(self) -> str:
        """Go to the next sign and return it; "" at the end."""
        while True:
            match = _SPACE.match(self._held, self._at)
            assert match is not None  # noqa: S101 - it matches nothing at all, too
            self._line += self._held.count("\n", self._at, match.end())
            self._at = match.end()
            if self._at < len(self._held):
                return self._held[self._at]
            if not self._more():
                return ""

    def _more(self) -> bool:
        """Read on, forgetting what is used; each time as much again, so that a long item is not tried too often."""
        if self._ended:
            return False
        self._held = self._held[self._at :]
        self._at = 0
        chunk = self._stream.read(max(self._chunk, len(self._held)))
        self._ended = not chunk
        self._held += chunk
        return bool(chunk)

    def _item(self) -> tuple[int, JsonValue]:
        line = self._line
        while True:
            try:
                value, end = json_lines.DECODER.raw_decode(self._held, self._at)
            except json.JSONDecodeError as error:
                cut = error.pos >= len(self._held) - _NEAR_END or error.msg.startswith("Unterminated string")
                if len(self._held) - self._at > MAX_ITEM:
                    raise self._refuse(f"An item is longer than {MAX_ITEM // 1024**2} MB.") from None
                if cut and self._more():
                    continue
                place = self._line + self._held.count("\n", self._at, error.pos)
                what, remedy = json_lines.not_json(error), json_lines.BROKEN_JSON
                raise InputError(what, remedy=remedy, source=self._source, line=place) from None
            except RecursionError:
                raise self._refuse("The JSON is nested too deeply.") from None
            except json_lines.RefusedError as error:
                raise self._refuse(str(error)) from None
            except ValueError:
                raise self._refuse("A number has too many digits.") from None
            if end == len(self._held) and self._more():
                continue  # a number at the end of what was read may go on
            used = self._held[self._at : end]
            if json_lines.SURROGATE_TEXT.search(used) and not json_lines.encodable(value):
                raise self._refuse("A string has half of a surrogate pair.")
            self._line += used.count("\n")
            self._at = end
            return line, value

    def _refuse(self, what: str) -> InputError:
        return InputError(what, source=self._source, line=self._line)
