"""What a line of our JSONL means, checked to the last offset; which bytes make a line is in `json_lines.py`.

A line is refused with file, number and reason when anything in it contradicts anything else: training data must not be
half understood.
"""

from __future__ import annotations

import re
from typing import cast

from annotator.domain.annotation import Mention, Note
from annotator.domain.article import Article, JsonValue, Origin, Region, canonical_text
from annotator.domain.boilerplate import region
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.domain.identity import new_id, text_digest
from annotator.errors import InputError
from annotator.formats import annotator_jsonl_adjudication
from annotator.formats.annotator_jsonl_checks import (
    JsonObject,
    WrongError,
    check_keys,
    each,
    known,
    object_in,
    range_in,
    string,
    uuid,
)
from annotator.formats.json_lines import too_deep

VERSION = "annotator/1"
_KEYS = frozenset(
    ["format", "id", "text", "title", "source", "sha256", "meta", "annotator", "state", "spans", "ignored", "notes"]
)
_MORE = frozenset({"date", "raw", "boilerplate", "regions"})
_SPAN_KEYS = frozenset({"start", "end", "label", "text", "state", "source", "version", "score"})
_SPAN_MORE = frozenset({"id", "reason"})
_ADJUDICATED_MORE = _SPAN_MORE | {"adjudication"}
_NOTE_KEYS, _NOTE_MORE = frozenset({"text", "start", "end"}), frozenset({"id"})
_REGION_KEYS = frozenset({"start", "end", "reason", "id"})
_RAW_KEYS = frozenset({"sha256", "encoding", "newline"})
_SET_STATES = {state.value: state for state in SetState}
_SPAN_STATES = {state.value: state for state in SpanState}
_NEWLINES = frozenset({"lf", "crlf", "cr", "mixed", "none"})
_DATE = re.compile(r"(\d{4}-\d{2}-\d{2})?", re.ASCII)
_VERSION = re.compile(r"annotator/([0-9]{1,9})", re.ASCII)


def labelled_article(row: JsonObject, *, source: str, line: int) -> LabelledArticle:
    """Return what a line says; raise InputError where it contradicts itself or the documented form."""
    _check_version(row, source=source, line=line)
    try:
        return _read(row)
    except WrongError as error:
        raise InputError(
            str(error), remedy="Nothing of this file was taken in. Export it again.", source=source, line=line
        ) from None


def _check_version(row: JsonObject, *, source: str, line: int) -> None:
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


def _read(row: JsonObject) -> LabelledArticle:
    check_keys(row, _KEYS, _MORE)
    text = _text(row)
    meta = row["meta"]
    if not isinstance(meta, dict):
        raise WrongError("“meta” is not an object.")
    if too_deep(meta):
        raise WrongError("“meta” is nested too deeply.")
    annotator = None if row["annotator"] is None else string(row, "annotator", empty=False)
    boilerplate = tuple(each(row, "boilerplate", lambda value: _boilerplate(value, text)))
    article = Article(
        id=uuid(row, "id"),
        text=text,
        sha256=cast("str", row["sha256"]),
        title=string(row, "title"),
        date=_date(row),
        origin=_origin(row),
        meta=meta,
        boilerplate=boilerplate,
    )
    mentions = each(row, "spans", lambda value: _mention(value, text))
    _check_twins(mentions)
    notes = each(row, "notes", lambda value: _note(value, text))
    _check_ids(notes, "notes")
    return LabelledArticle(
        article=article,
        annotator=annotator,
        state=known(_SET_STATES, row["state"]),
        mentions=tuple(sorted(mentions, key=_place)),
        ignored=_ignored(row, text, boilerplate),
        notes=tuple(sorted(notes, key=lambda one: (one.start, one.end, one.key))),
    )


def _text(row: JsonObject) -> str:
    text = string(row, "text")
    if not text or text.isspace():
        raise WrongError("The article has no text.")
    if canonical_text(text)[0] != text:
        raise WrongError("The text has a byte order mark or line ends other than LF: its offsets cannot be trusted.")
    if row["sha256"] != text_digest(text):
        raise WrongError("The “sha256” is not that of the text: one of the two was changed.")
    return text


def _origin(row: JsonObject) -> Origin:
    source = string(row, "source")
    raw = row.get("raw")
    if raw is None:
        return Origin(source=source)
    if not isinstance(raw, dict):
        raise WrongError("“raw” is not an object.")
    check_keys(raw, _RAW_KEYS)
    newline = string(raw, "newline")
    if newline not in _NEWLINES:
        raise WrongError(f"The newline style {newline!a:.40} is not known.")
    return Origin(source, string(raw, "sha256"), string(raw, "encoding"), newline)


def _date(row: JsonObject) -> str:
    date = string(row, "date") if "date" in row else ""
    if not _DATE.fullmatch(date):
        raise WrongError(f"The date {date!a:.40} is not of the form 2024-01-31.")
    return date


def _mention(value: JsonValue, text: str) -> Mention:
    span = object_in(value)
    adjudicated = "adjudication" in span
    check_keys(span, _SPAN_KEYS, _ADJUDICATED_MORE if adjudicated else _SPAN_MORE)
    start, end = range_in(span["start"], span["end"], text)
    if span["text"] != text[start:end]:
        raise WrongError(f"The text {span['text']!a:.60} is not what stands at {start}–{end}: {text[start:end]!a:.60}.")
    state = known(_SPAN_STATES, span["state"])
    score = span["score"]
    if score is not None and (isinstance(score, bool) or not isinstance(score, int | float)):
        raise WrongError("“score” is neither a number nor null.")
    given = span.get("id")
    if state is SpanState.SUGGESTED:
        if given is not None:
            raise WrongError("A suggested span has no “id”.")
        key = ""
    else:
        key = new_id() if given is None else uuid(span, "id")
    mention = Mention(
        key=key,
        start=start,
        end=end,
        label=string(span, "label", empty=False),
        state=state,
        source=string(span, "source"),
        version=string(span, "version"),
        score=None if score is None else float(score),
        reason=string(span, "reason") if "reason" in span else "",
    )
    return annotator_jsonl_adjudication.read(span, mention, text) if adjudicated else mention


def _note(value: JsonValue, text: str) -> Note:
    note = object_in(value)
    check_keys(note, _NOTE_KEYS, _NOTE_MORE)
    start, end = -1, -1
    if note["start"] is not None or note["end"] is not None:
        start, end = range_in(note["start"], note["end"], text)
    key = new_id() if note.get("id") is None else uuid(note, "id")
    return Note(key, string(note, "text", empty=False), start, end)


def _boilerplate(value: JsonValue, text: str) -> Region:
    match value:
        case [start, end, str(reason)]:
            return region(*range_in(start, end, text), reason)
        case _:
            raise WrongError("This is not [start, end, reason].")


def _ignored(row: JsonObject, text: str, boilerplate: tuple[Region, ...]) -> tuple[Region, ...]:
    def place(value: JsonValue) -> tuple[int, int]:
        match value:
            case [start, end]:
                return range_in(start, end, text)
            case _:
                raise WrongError("This is not [start, end].")

    def named(value: JsonValue) -> Region:
        one = object_in(value)
        check_keys(one, _REGION_KEYS)
        return Region(*range_in(one["start"], one["end"], text), string(one, "reason"), uuid(one, "id"))

    places = each(row, "ignored", place)
    if "regions" not in row:
        found = {(one.start, one.end): one for one in boilerplate}
        return tuple(found.get(one) or region(*one, "marked") for one in sorted(set(places)))
    regions = each(row, "regions", named)
    if [(one.start, one.end) for one in regions] != places:
        raise WrongError("“regions” and “ignored” name different ranges.")
    _check_ids(regions, "regions")
    return tuple(sorted(regions, key=_place))


def _place(one: Mention | Region) -> tuple[int, int]:
    return one.start, -one.end


def _check_twins(mentions: list[Mention]) -> None:
    seen: set[tuple[int, int, str]] = set()
    for one in mentions:
        if one.state is SpanState.ACCEPTED:
            if (one.start, one.end, one.label) in seen:
                raise WrongError(f"spans: {one.start}–{one.end} is accepted as {one.label!a:.40} twice.")
            seen.add((one.start, one.end, one.label))
    _check_ids([one for one in mentions if one.key], "spans")


def _check_ids(items: list[Note] | list[Region] | list[Mention], name: str) -> None:
    if len({one.key for one in items}) < len(items):
        raise WrongError(f"{name}: an “id” is there twice.")
