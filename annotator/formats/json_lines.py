"""Strict JSON, one object a line: what every JSONL format reads by. What the keys mean is the formats' business.

Lines end at LF alone: U+2028 and its kin may stand inside a string. Refused are duplicate keys, NaN and infinities
(1e999 too), lone surrogates, bytes that are not UTF-8, and nesting nobody means.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from annotator.domain.article import JsonValue
from annotator.errors import InputError, OutputError
from annotator.formats.base import size_of, unreadable

MAX_LINE_BYTES = 256 * 1024 * 1024
MAX_DEPTH = 100
BROKEN_JSON = "The file was cut off or changed here: get it again from where it came from, or mend this place."
_CHUNK = 1024 * 1024
_BOM = b"\xef\xbb\xbf"
_SURROGATE = re.compile(rb"\\u[dD][89a-fA-F]")
SURROGATE_TEXT = re.compile(_SURROGATE.pattern.decode())


class RefusedError(ValueError):
    """A hook of the JSON decoder found something that JSON allows or Python forgives."""


def lines(path: Path, *, source: str) -> Iterator[tuple[int, bytes]]:
    """Yield (1-based number, line without its LF) for every line that is not blank.

    A line beyond MAX_LINE_BYTES is refused without being held in memory.
    """
    size_of(path, source=source)
    try:
        with path.open("rb") as stream:
            number = 0
            while line := _next_line(stream, source=source, number=number + 1):
                number += 1
                content = line.removeprefix(_BOM) if number == 1 else line
                if not content.isspace():
                    yield number, content.removesuffix(b"\n")
    except OSError as error:
        raise unreadable(error, source=source) from error


def _next_line(stream: BinaryIO, *, source: str, number: int) -> bytes:
    start = stream.tell()
    line = stream.readline(_CHUNK)
    if len(line) < _CHUNK or line.endswith(b"\n"):
        return line
    length = len(line)
    while chunk := stream.read(_CHUNK):
        at = chunk.find(b"\n")
        length += len(chunk) if at < 0 else at + 1
        if length > MAX_LINE_BYTES:
            raise InputError(
                f"The line is longer than {MAX_LINE_BYTES // 1024**2} MB.",
                remedy="Split it: one article a line.",
                source=source,
                line=number,
            )
        if at >= 0:
            break
    stream.seek(start)
    return stream.read(length)


def parse(line: bytes, *, source: str, number: int) -> dict[str, JsonValue]:
    """Return the JSON object on a line; raise InputError with file, line and reason for anything else."""

    def refuse(what: str, remedy: str = "") -> InputError:
        return InputError(what, remedy=remedy, source=source, line=number)

    try:
        value: JsonValue = DECODER.decode(line.decode())
    except UnicodeDecodeError as error:
        raise refuse(f"Byte {error.start + 1} is not UTF-8.", "Save the file as UTF-8.") from None
    except json.JSONDecodeError as error:
        raise refuse(not_json(error, f"at character {error.pos + 1}"), BROKEN_JSON) from None
    except RecursionError:
        raise refuse("The JSON is nested too deeply.") from None
    except RefusedError as error:
        raise refuse(str(error)) from None
    except ValueError:
        raise refuse("A number has too many digits.") from None
    if not isinstance(value, dict):
        raise refuse("This is not a JSON object.", "Each line must hold one object in { }.")
    if _SURROGATE.search(line) and not encodable(value):
        raise refuse("A string has half of a surrogate pair.", "Write the file as UTF-8 again from where it came from.")
    return value


def not_json(error: json.JSONDecodeError, place: str = "") -> str:
    """Return the sentence for what the decoder met; some of its messages end with the "at" that a place follows."""
    return f"This is not JSON: {error.msg.lower().removesuffix(' at')} {place}".rstrip() + "."


def rows_of(head: bytes, *, most: int = 20) -> list[dict[str, JsonValue]]:
    """Return the first objects of a file's head, to recognise a format by; none that is cut off or broken."""
    rows: list[dict[str, JsonValue]] = []
    for line in head.removeprefix(_BOM).split(b"\n", 4 * most)[: 4 * most]:
        if line.isspace() or not line:
            continue
        if not line.lstrip().startswith(b"{") or len(rows) == most:
            break
        try:
            rows.append(parse(line, source="", number=0))
        except InputError:
            break
    return rows


def dumps(row: dict[str, object], *, of: str) -> bytes:
    """Return an object as a line, LF included; raise OutputError naming the article for what JSON cannot hold."""
    import orjson  # noqa: PLC0415 - 30 ms that the first paint need not wait for

    try:
        return orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE)
    except TypeError:
        # orjson stops at 64 bits and at 254 levels; the standard library goes on, at a tenth of the speed.
        try:
            return json.dumps(row, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode() + b"\n"
        except (ValueError, RecursionError) as error:
            raise OutputError(f"“{of[:60]!a}” holds something JSON cannot: {error}") from error


def too_deep(value: JsonValue) -> bool:
    """Tell whether a value is nested more than MAX_DEPTH levels."""
    level: list[JsonValue] = [value]
    for _ in range(MAX_DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
            if isinstance(inner, dict | list)
        ]
        if not level:
            return False
    return True


def encodable(value: JsonValue) -> bool:
    """Tell whether every string in a value is whole: none has half of a surrogate pair."""
    try:
        json.dumps(value, ensure_ascii=False).encode()
    except (UnicodeEncodeError, RecursionError):
        return False
    return True


def _object(pairs: list[tuple[str, JsonValue]]) -> dict[str, JsonValue]:
    found = dict(pairs)
    if len(found) < len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))
        raise RefusedError(f"The key “{_shown(twice)}” is there twice in one object.")
    return found


def _constant(name: str) -> JsonValue:
    raise RefusedError(f"{name} is not a number JSON knows.")


def _number(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise RefusedError(f"The number {digits[:40]} is too large.")
    return value


def _shown(key: str) -> str:
    return key.encode(errors="replace").decode()[:40]


DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_number)
