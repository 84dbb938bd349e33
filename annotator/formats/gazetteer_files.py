"""Lists of names as files: spaCy's patterns (JSONL), tables with a surface and a label, a surface a line.

What a file is shows in what is in it. Patterns of tokens are looked over here, so that a bad one is refused with its
line and not met in the middle of an article; what they find is the suggesters' business.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path
from typing import cast

from annotator.domain.article import JsonValue
from annotator.domain.gazetteer import GazetteerEntry
from annotator.errors import InputError
from annotator.formats import json_lines
from annotator.formats.base import HEAD_BYTES, size_of, unreadable
from annotator.formats.encoding import decode
from annotator.formats.losses import Losses

MAX_BYTES = 64 * 1024 * 1024
LONGEST = 500
"""Code points a surface may have."""
_SURFACES = ("surface", "name", "term", "phrase", "entity", "text")
_LABELS = ("label", "type", "tag", "class", "category")
_ARTICLES = "text"
"""A column called so may as well have articles in it: it is taken for names only in what is said to be a list."""
_SUFFIXES = (".csv", ".tsv")
_DELIMITERS = ("\t", ";", ",", "|")
_ENDS = (".", "!", "?", ":", ";", ",")
_FEWEST, _WORDS, _WIDTH, _SHARE = 5, 6, 60, 10
_KEYS = frozenset(
    {
        *("ORTH", "TEXT", "NORM", "LOWER", "LEMMA", "SHAPE", "PREFIX", "SUFFIX", "LENGTH", "LANG", "OP", "_"),
        *("IS_ALPHA", "IS_ASCII", "IS_DIGIT", "IS_LOWER", "IS_UPPER", "IS_TITLE", "IS_PUNCT", "IS_SPACE", "IS_STOP"),
        *("IS_SENT_START", "SENT_START", "IS_BRACKET", "IS_QUOTE", "IS_LEFT_PUNCT", "IS_RIGHT_PUNCT", "IS_CURRENCY"),
        *("LIKE_NUM", "LIKE_URL", "LIKE_EMAIL", "SPACY", "POS", "TAG", "MORPH", "DEP"),
        *("ENT_TYPE", "ENT_IOB", "ENT_ID", "ENT_KB_ID"),
    }
)
_TAGGED = frozenset({"LEMMA", "POS", "TAG", "MORPH", "DEP"})
"""What a token has only from a tagger or a parser, which texts here never met: a pattern of these finds nothing."""
_OPS = re.compile(r"[!?+*]|\{\d{1,3}\}|\{\d{1,3},\}|\{,\d{1,3}\}|\{\d{1,3},\d{1,3}\}")
_LONGEST_PATTERN = 100


class GazetteerKind(StrEnum):
    """What a list is written as."""

    PATTERNS = "spaCy patterns"
    TABLE = "table of names"
    LINES = "list of names"


def kind_of(path: Path) -> GazetteerKind | None:
    """Return what list a file looks like, None for what is more likely something else, or cannot be read."""
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
        rows = json_lines.rows_of(head)
        if rows:
            return GazetteerKind.PATTERNS if all(_is_pattern(row) for row in rows) else None
        # Without the line it may end within; of UTF-16, both bytes of each unit.
        whole = head if len(head) < HEAD_BYTES else head.rpartition(b"\n")[0]
        lines = decode(whole[: len(whole) - (len(whole) % 2 if b"\0" in whole else 0)]).text.splitlines()
    except (OSError, InputError):
        return None
    if not lines:
        return None
    names = [one.strip().lower() for one in _cells(lines[0], _delimiter(lines))]
    if any(one in _SURFACES for one in names) and any(one in _LABELS for one in names) and _ARTICLES not in names:
        return GazetteerKind.TABLE
    return GazetteerKind.LINES if _are_names(lines) else None


def entries(path: Path, losses: Losses, *, label: str = "", source: str = "") -> Iterator[GazetteerEntry]:
    """Yield what is in a list, `label` where a line has none of its own; raise InputError with the line.

    What cannot be told apart is taken for a surface a line.
    """
    source = source or path.name
    if size_of(path, source=source) > MAX_BYTES:
        raise InputError(f"The list is larger than {MAX_BYTES // 1024**2} MB.", remedy="Split it.", source=source)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise unreadable(error, source=source) from error
    rows = json_lines.rows_of(data[:HEAD_BYTES])
    found = _patterns(path, losses, source) if rows else _written(data, path.name, source)
    empty = True
    for number, one in found:
        empty = False
        yield _checked(one, label, source=source, line=number)
    if empty:
        raise InputError("There is no name in the list.", source=source)


def usable(one: GazetteerEntry) -> bool:
    """Tell whether an entry that did not come by `entries`, but from somebody's project, could have."""
    if one.surface:
        return len(one.surface) <= LONGEST
    try:
        pattern: object = json.loads(one.pattern)
    except (ValueError, RecursionError):
        return False
    return isinstance(pattern, list) and not _wrong(cast("list[JsonValue]", pattern))


def _checked(one: GazetteerEntry, label: str, *, source: str, line: int) -> GazetteerEntry:
    if not one.label and not label:
        raise InputError("No label is given for it.", remedy="Say which: --label LABEL.", source=source, line=line)
    if len(one.surface) > LONGEST:
        raise InputError(
            f"This is longer than {LONGEST} characters.", remedy="One name a line.", source=source, line=line
        )
    return GazetteerEntry(one.surface, one.label or label, one.pattern)


# ---- spaCy's patterns


def _is_pattern(row: dict[str, JsonValue]) -> bool:
    return isinstance(row.get("label"), str) and isinstance(row.get("pattern"), str | list) and "text" not in row


def _patterns(path: Path, losses: Losses, source: str) -> Iterator[tuple[int, GazetteerEntry]]:
    for number, line in json_lines.lines(path, source=source):
        row = json_lines.parse(line, source=source, number=number)
        label, pattern = row.get("label"), row.get("pattern")
        if not isinstance(label, str) or not label.strip() or not isinstance(pattern, str | list):
            raise InputError(
                "This is no pattern.",
                remedy='Each line needs {"label": "…", "pattern": "…"} or a list of tokens as the pattern.',
                source=source,
                line=number,
            )
        if row.get("id"):
            losses.add("ids of patterns", str(row["id"]))
        if isinstance(pattern, str):
            if pattern.strip():
                yield number, GazetteerEntry(pattern.strip(), label.strip())
            continue
        wrong = _wrong(pattern)
        if wrong:
            raise InputError(wrong, remedy="See spaCy’s rules for token patterns.", source=source, line=number)
        said = json.dumps(pattern, ensure_ascii=False, separators=(",", ":"))
        if any(key.upper() in _TAGGED for token in pattern if isinstance(token, dict) for key in token):
            losses.add("patterns that ask for lemmas, tags or dependencies", said)
            continue
        yield number, GazetteerEntry("", label.strip(), said)


def _wrong(pattern: Sequence[JsonValue]) -> str:
    """Return what is wrong with a pattern of tokens, "" for nothing that can be seen."""
    if not 0 < len(pattern) <= _LONGEST_PATTERN:
        return f"A pattern needs between 1 and {_LONGEST_PATTERN} tokens."
    for token in pattern:
        if not isinstance(token, dict):
            return f"A token of a pattern is not an object: {token!a:.40}."
        for key, value in token.items():
            if key.upper() not in _KEYS:
                return f"A token of a pattern has the unknown attribute {key!a:.40}."
            if key.upper() == "OP" and not (isinstance(value, str) and _OPS.fullmatch(value)):
                return f"A token of a pattern has the unknown operator {value!a:.40}."
            if isinstance(value, dict) and (wrong := _wrong_expression(value)):
                return wrong
    return ""


def _wrong_expression(value: dict[str, JsonValue]) -> str:
    for key, said in value.items():
        if key.upper() == "REGEX" and isinstance(said, str):
            try:
                re.compile(said)
            except (re.error, RecursionError, OverflowError) as error:
                return f"The regular expression {said!a:.40} is none: {error}."
        elif isinstance(said, dict) and (wrong := _wrong_expression(said)):
            return wrong
    return ""


# ---- tables and lines


def _written(data: bytes, name: str, source: str) -> Iterator[tuple[int, GazetteerEntry]]:
    lines = decode(data, source=source).text.removeprefix("\ufeff").splitlines(keepends=True)
    delimiter = _delimiter(lines)
    first = [one.strip().lower() for one in _cells(lines[0], delimiter)] if lines else []
    named = next((first.index(one) for one in _SURFACES if one in first), None)
    labelled = next((first.index(one) for one in _LABELS if one in first), None)
    if named is not None and (labelled is not None or len(first) == 1 or name.lower().endswith(_SUFFIXES)):
        yield from _table(lines, delimiter, named, labelled, source=source, header=True)
    elif name.lower().endswith(_SUFFIXES) and len(first) > 1:
        yield from _table(lines, delimiter, 0, 1, source=source, header=False)
    else:
        for number, line in enumerate(lines, 1):
            if line.strip():
                yield number, GazetteerEntry(line.strip(), "")


def _table(
    lines: Sequence[str], delimiter: str, named: int, labelled: int | None, *, source: str, header: bool
) -> Iterator[tuple[int, GazetteerEntry]]:
    rows = csv.reader(lines, delimiter=delimiter, strict=True)
    number = 1
    try:
        if header:
            next(rows, list[str]())
            number = rows.line_num + 1
        for row in rows:
            if not any(one.strip() for one in row):
                pass
            elif len(row) <= max(named, labelled or 0) or not row[named].strip():
                raise InputError("This row has no name, or no label.", source=source, line=number)
            else:
                yield number, GazetteerEntry(row[named].strip(), "" if labelled is None else row[labelled].strip())
            number = rows.line_num + 1
    except csv.Error as error:
        raise InputError(f"This is not a row of a table: {error}.", source=source, line=number) from error


def _delimiter(lines: Sequence[str]) -> str:
    """Return what separates cells in the first line; a comma where there is nothing."""
    first = lines[0] if lines else ""
    return max(_DELIMITERS, key=lambda sign: (first.count(sign), sign == ","))


def _cells(line: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([line], delimiter=delimiter), list[str]())
    except csv.Error:
        return []


def _are_names(lines: Sequence[str]) -> bool:
    """Tell whether lines are more likely names than sentences: many, short, and without the signs that end those."""
    said = [line.strip() for line in lines if line.strip()]
    if len(said) < _FEWEST or any(len(one) > _WIDTH or len(one.split()) > _WORDS for one in said):
        return False
    return _SHARE * sum(one.endswith(_ENDS) for one in said) <= len(said)
