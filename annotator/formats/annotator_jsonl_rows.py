"""What a line of our JSONL means, checked to the last offset; which bytes make a line is in `json_lines.py`.

A line is refused with file, number and reason when anything in it contradicts anything else: training data must not be
half understood.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar, cast

from annotator.domain.annotation import Mention, Note
from annotator.domain.article import Article, JsonValue, Origin, Region, canonical_text
from annotator.domain.boilerplate import region
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.domain.identity import new_id, text_digest
from annotator.errors import InputError
from annotator.formats.json_lines import too_deep

VERSION = "annotator/1"
_KEYS = frozenset(
    ["format", "id", "text", "title", "source", "sha256", "meta", "annotator", "state", "spans", "ignored", "notes"]
)
_MORE = frozenset({"date", "raw", "boilerplate", "regions"})
_SPAN_KEYS = frozenset({"start", "end", "label", "text", "state", "source", "version", "score"})
_SPAN_MORE = frozenset({"id", "reason"})
_NOTE_KEYS, _NOTE_MORE = frozenset({"text", "start", "end"}), frozenset({"id"})
_REGION_KEYS = frozenset({"start", "end", "reason", "id"})
_RAW_KEYS = frozenset({"sha256", "encoding", "newline"})
_SET_STATES = {state.value: state for state in SetState}
_SPAN_STATES = {state.value: state for state in SpanState}
_NEWLINES = frozenset({"lf", "crlf", "cr", "mixed", "none"})
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})?", re.ASCII)
_VERSION = re.compile(r"annotator/([0-9]{1,9})", re.ASCII)

_JsonObject = dict[str, JsonValue]
_S = TypeVar("_S", SetState, SpanState)
_T = TypeVar("_T")


class _WrongError(Exception):
    """A reason to refuse the line; becomes an InputError with file and line in one place."""


def labelled_article(row: _JsonObject, *, source: str, line: int) -> LabelledArticle:
    """Return what a line says; raise InputError where it contradicts itself or the documented form."""
    _check_version(row, source=source, line=line)
    try:
        return _read(row)
    except _WrongError as error:
        raise InputError(
            str(error), remedy="Nothing of this file was taken in. Export it again.", source=source, line=line
        ) from None


def _check_version(row: _JsonObject, *, source: str, line: int) -> None:
    version = row.get("format")
    if version == VERSION:
        return
    match = _VERSION.fullmatch(version) if isinstance(version, str) else None
    if match and int(match[1]) > 1:
        raise InputError(
            f"This was written by a newer version of Annotator (format “{match[0]}”).",
            remedy="Update the program, then import the file again.",
            source=source,
            line=line,
        )
    shown = f"Its “format” is {version!a:.60}." if "format" in row else "There is no “format”."
    raise InputError(f"This is not a line of Annotator JSONL. {shown}", source=source, line=line)


def _read(row: _JsonObject) -> LabelledArticle:
    _check_keys(row, _KEYS, _MORE)
    text = _text(row)
    meta = row["meta"]
    if not isinstance(meta, dict):
        raise _WrongError("“meta” is not an object.")
    if too_deep(meta):
        raise _WrongError("“meta” is nested too deeply.")
    annotator = None if row["annotator"] is None else _string(row, "annotator", empty=False)
    boilerplate = tuple(_each(row, "boilerplate", lambda value: _boilerplate(value, text)))
    article = Article(
        id=_uuid(row, "id"),
        text=text,
        sha256=cast("str", row["sha256"]),
        title=_string(row, "title"),
        date=_date(row),
        origin=_origin(row),
        meta=meta,
        boilerplate=boilerplate,
    )
    mentions = _each(row, "spans", lambda value: _mention(value, text))
    _check_twins(mentions)
    notes = _each(row, "notes", lambda value: _note(value, text))
    _check_ids(notes, "notes")
    return LabelledArticle(
        article=article,
        annotator=annotator,
        state=_known(_SET_STATES, row["state"]),
        mentions=tuple(sorted(mentions, key=_place)),
        ignored=_ignored(row, text, boilerplate),
        notes=tuple(sorted(notes, key=lambda one: (one.start, one.end, one.key))),
    )


def _text(row: _JsonObject) -> str:
    text = _string(row, "text")
    if not text or text.isspace():
        raise _WrongError("The article has no text.")
    if canonical_text(text)[0] != text:
        raise _WrongError("The text has a byte order mark or line ends other than LF: its offsets cannot be trusted.")
    if row["sha256"] != text_digest(text):
        raise _WrongError("The “sha256” is not that of the text: one of the two was changed.")
    return text


def _origin(row: _JsonObject) -> Origin:
    source = _string(row, "source")
    raw = row.get("raw")
    if raw is None:
        return Origin(source=source)
    if not isinstance(raw, dict):
        raise _WrongError("“raw” is not an object.")
    _check_keys(raw, _RAW_KEYS)
    newline = _string(raw, "newline")
    if newline not in _NEWLINES:
        raise _WrongError(f"The newline style {newline!a:.40} is not known.")
    return Origin(source, _string(raw, "sha256"), _string(raw, "encoding"), newline)


def _date(row: _JsonObject) -> str:
    date = _string(row, "date") if "date" in row else ""
    if not _DATE.fullmatch(date):
        raise _WrongError(f"The date {date!a:.40} is not of the form 2024-01-31.")
    return date


def _mention(value: JsonValue, text: str) -> Mention:
    span = _object(value)
    _check_keys(span, _SPAN_KEYS, _SPAN_MORE)
    start, end = _range(span["start"], span["end"], text)
    if span["text"] != text[start:end]:
        raise _WrongError(
            f"The text {span['text']!a:.60} is not what stands at {start}–{end}: {text[start:end]!a:.60}."
        )
    state = _known(_SPAN_STATES, span["state"])
    score = span["score"]
    if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
        raise _WrongError("“score” is neither a number nor null.")
    given = span.get("id")
    if state is SpanState.SUGGESTED:
        if given is not None:
            raise _WrongError("A suggested span has no “id”.")
        key = ""
    else:
        key = new_id() if given is None else _uuid(span, "id")
    return Mention(
        key=key,
        start=start,
        end=end,
        label=_string(span, "label", empty=False),
        state=state,
        source=_string(span, "source"),
        version=_string(span, "version"),
        score=None if score is None else float(score),
        reason=_string(span, "reason") if "reason" in span else "",
    )


def _note(value: JsonValue, text: str) -> Note:
    note = _object(value)
    _check_keys(note, _NOTE_KEYS, _NOTE_MORE)
    start, end = -1, -1
    if note["start"] is not None or note["end"] is not None:
        start, end = _range(note["start"], note["end"], text)
    key = new_id() if note.get("id") is None else _uuid(note, "id")
    return Note(key, _string(note, "text", empty=False), start, end)


def _boilerplate(value: JsonValue, text: str) -> Region:
    match value:
        case [start, end, str(reason)]:
            return region(*_range(start, end, text), reason)
        case _:
            raise _WrongError("This is not [start, end, reason].")


def _ignored(row: _JsonObject, text: str, boilerplate: tuple[Region, ...]) -> tuple[Region, ...]:
    def place(value: JsonValue) -> tuple[int, int]:
        match value:
            case [start, end]:
                return _range(start, end, text)
            case _:
                raise _WrongError("This is not [start, end].")

    def named(value: JsonValue) -> Region:
        one = _object(value)
        _check_keys(one, _REGION_KEYS)
        return Region(*_range(one["start"], one["end"], text), _string(one, "reason"), _uuid(one, "id"))

    places = _each(row, "ignored", place)
    if "regions" not in row:
        known = {(one.start, one.end): one for one in boilerplate}
        return tuple(known.get(one) or region(*one, "marked") for one in sorted(set(places)))
    regions = _each(row, "regions", named)
    if [(one.start, one.end) for one in regions] != places:
        raise _WrongError("“regions” and “ignored” name different ranges.")
    _check_ids(regions, "regions")
    return tuple(sorted(regions, key=_place))


def _place(one: Mention | Region) -> tuple[int, int]:
    return one.start, -one.end


# ---- small checks


def _check_keys(row: _JsonObject, keys: frozenset[str], more: frozenset[str] = frozenset()) -> None:
    found = row.keys()
    if found == keys | more:
        return
    if missing := sorted(keys - found):
        raise _WrongError(f"The key “{missing[0]}” is missing.")
    if strange := sorted(found - keys - more):
        raise _WrongError(f"The key {strange[0]!a:.60} is not one of this format's; put what is yours into “meta”.")


def _each(row: _JsonObject, key: str, read: Callable[[JsonValue], _T]) -> list[_T]:
    """Return what `read` makes of each item of a list; trouble with one of them is named with its index."""
    values = row.get(key, [])
    if not isinstance(values, list):
        raise _WrongError(f"“{key}” is not a list.")
    items: list[_T] = []
    try:
        items.extend(map(read, values))
    except _WrongError as error:
        raise _WrongError(f"{key}[{len(items)}]: {error}") from None
    return items


def _object(value: JsonValue) -> _JsonObject:
    if not isinstance(value, dict):
        raise _WrongError("This is not an object.")
    return value


def _string(row: _JsonObject, key: str, *, empty: bool = True) -> str:
    value = row[key]
    if not isinstance(value, str):
        raise _WrongError(f"“{key}” is not a string.")
    if not empty and not value.strip():
        raise _WrongError(f"“{key}” is empty.")
    return value


def _uuid(row: _JsonObject, key: str) -> str:
    value = _string(row, key)
    if not _UUID.fullmatch(value):
        raise _WrongError(f"“{key}” is not a UUID in lower case: {value!a:.60}.")
    return value


def _range(start: JsonValue, end: JsonValue, text: str) -> tuple[int, int]:
    # `type`, not `isinstance`: true and false are integers to Python.
    if type(start) is not int or type(end) is not int:
        raise _WrongError(f"An offset is not a whole number: {start!a:.40}, {end!a:.40}.")
    if start < 0 or end > len(text):
        raise _WrongError(f"The range {start}–{end} is outside the text, which has {len(text)} characters.")
    if start >= end:
        raise _WrongError(f"The range {start}–{end} is empty.")
    return start, end


def _known(states: dict[str, _S], value: JsonValue) -> _S:
    state = states.get(value) if isinstance(value, str) else None
    if state is None:
        raise _WrongError(f"The state {value!a:.40} is none of {', '.join(states)}.")
    return state


def _check_twins(mentions: list[Mention]) -> None:
    seen: set[tuple[int, int, str]] = set()
    for one in mentions:
        if one.state is SpanState.ACCEPTED:
            if (one.start, one.end, one.label) in seen:
                raise _WrongError(f"spans: {one.start}–{one.end} is accepted as {one.label!a:.40} twice.")
            seen.add((one.start, one.end, one.label))
    _check_ids([one for one in mentions if one.key], "spans")


def _check_ids(items: list[Note] | list[Region] | list[Mention], name: str) -> None:
    if len({one.key for one in items}) < len(items):
        raise _WrongError(f"{name}: an “id” is there twice.")
