"""Find what stands in a scraped article without being part of it: advertisements, credits, lists of other articles.

Found regions are only proposals to ignore; an analyst clears or adds any. So a doubtful line stays an ordinary line: an
entity in a dimmed sentence is lost, a filler that is not dimmed costs one key. Sentences are never taken for being said
twice. What each line says by itself is in `fillers.py`.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections import Counter
from collections.abc import Container, Sequence
from typing import NamedTuple

from annotator.domain import fillers
from annotator.domain.article import Region

REPEATED_LINE, REPEATED_TITLE, COMMON_LINE, READ_MORE = "repeated line", "repeated title", "common line", "read more"

NAMESPACE = uuid.UUID("6f0d9a52-7c0b-5d3e-9a41-2b8f5f1c7e10")
"""Of the ids of regions found here, which are UUIDs of version 5."""
_NAMESPACE_BYTES = NAMESPACE.bytes

_LONGEST = 300
"""A longer line is a paragraph: only pieces of it can be boilerplate."""
_FEWEST_LETTERS = 3
_PROSE_WORDS = 12
_TWICE, _OFTEN = 2, 3
_LINK_WORDS = 25
_SUBHEADING_WORDS = 6
_SENTENCE_END = re.compile(r"[.!?…:;,\u3002\uff01\uff1f\u061f][\"'”’»)\]」』]*$")
_OPENING = "\"'“‘«„—–-"
_CLOSING = "\"'”’»"
_TWO_SENTENCES = re.compile(r"\w{2}[.!?][\"'”’»)]*\s+[\"'“‘«(]*[A-Z\u00c0-\u00de]")
_LIST_END = re.compile(r"[.;,\u3002][\"'”’»)」』]*$")


class _Line(NamedTuple):
    """A line that says something: where it is, without the space around it, what it says, and that made comparable."""

    start: int
    end: int
    text: str
    key: str


def region(start: int, end: int, reason: str) -> Region:
    """Return the region with the id that this range and reason always have."""
    # What uuid.uuid5 does, at a third of its price: a text can have 100,000 lines of advertisement.
    digest = hashlib.sha1(_NAMESPACE_BYTES + f"{start} {end} {reason}".encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    key = f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"
    return Region(start, end, reason, key)


def line_keys(text: str) -> set[str]:
    """Return the lines of an article in comparable form that would be boilerplate if other articles had them too."""
    return {line.key for line in _lines(text)[1:] if not _is_prose(line) and _needed(line.text) <= _TWICE}


def find_boilerplate(text: str, *, common_lines: Container[str] = frozenset()) -> tuple[Region, ...]:
    """Return the ranges that look like boilerplate, in order, apart from each other, without line ends or outer space.

    `common_lines` are those of `line_keys` that several articles of the corpus have; the first line is never taken for
    being one of them, since two articles may well tell one story.
    """
    lines = _lines(text)
    reasons = _repeated(lines, common_lines)
    said_before: dict[str, str] = {}
    for index, line in enumerate(lines):
        if line.key and index not in reasons:
            reason = said_before.get(line.key)
            if reason is None:
                reason = said_before[line.key] = fillers.whole_line(line.text)
            if reason:
                reasons[index] = reason
    _add_lists(lines, reasons)
    found: list[Region] = []
    for index, line in enumerate(lines):
        if index in reasons:
            found.append(region(line.start, line.end, reasons[index]))
        elif pieces := fillers.pieces(line.text):
            found += [region(line.start + start, line.start + end, reason) for start, end, reason in pieces]
    return tuple(found)


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    at = 0
    for raw in text.split("\n"):
        said = raw.strip()
        if said:
            start = at if raw[0] == said[0] else at + raw.index(said[0])
            lines.append(_Line(start, start + len(said), said, said.casefold() if len(said) <= _LONGEST else ""))
        at += len(raw) + 1
    return lines


def _is_prose(line: _Line) -> bool:
    """Tell whether a line is a sentence or more of the story, or too little to mean anything by being said again."""
    if not line.key or sum(map(str.isalpha, line.text[:80])) < _FEWEST_LETTERS:
        return True
    return (_is_sentence(line.text) and _words(line.text) >= _PROSE_WORDS) or bool(_TWO_SENTENCES.search(line.text))


def _is_sentence(said: str) -> bool:
    return _SENTENCE_END.search(said, max(0, len(said) - 5)) is not None


def _words(said: str) -> int:
    """Return about how many words a line has; ideographs stand without spaces, two to a word."""
    return said.count(" ") + 1 if said.isascii() or " " in said else len(said) // 2


def _repeated(lines: Sequence[_Line], common_lines: Container[str]) -> dict[int, str]:
    """Return index and reason of lines said several times, here or in the corpus."""
    counts = Counter([line.key for line in lines])
    known: dict[str, str] = {}
    reasons: dict[int, str] = {}
    for index, line in enumerate(lines):
        key = line.key
        if index == 0 or not (counts[key] > 1 or key in common_lines):
            continue
        reason = known.get(key)
        if reason is None:
            reason = known[key] = _why_repeated(line, counts[key], title=lines[0].key, common=key in common_lines)
        if reason:
            reasons[index] = reason
    return reasons


def _why_repeated(line: _Line, count: int, *, title: str, common: bool) -> str:
    if _is_prose(line):
        return ""
    if count > 1 and line.key == title:
        return REPEATED_TITLE
    needed = _needed(line.text)
    if count >= needed:
        return REPEATED_LINE
    # A sentence that several articles have is rather their common source than their common frame.
    return COMMON_LINE if common and needed <= _TWICE else ""


def _needed(said: str) -> float:
    """Return how often a line must be said to be boilerplate: short sentences more often, talk and labels never."""
    if said[0] in _OPENING or said[-1] in _CLOSING or said[-1] == ":":
        return float("inf")
    return _OFTEN if _is_sentence(said) else _TWICE


def _add_lists(lines: Sequence[_Line], reasons: dict[int, str]) -> None:
    """Add the titles that follow a heading like "Read more:", to the end of the text or the next ordinary paragraph."""
    index = 0
    while index < len(lines):
        if not fillers.is_list_heading(lines[index].text):
            index += 1
            continue
        end = index + 1
        items: list[int] = []
        while end < len(lines) and (end in reasons or _is_link(lines[end])):
            if end not in reasons:
                items.append(end)
            end += 1
        if end < len(lines) and items and _words(lines[items[-1]].text) <= _SUBHEADING_WORDS:
            items.pop()  # the story goes on, and this is the heading it goes on under
        reasons.update(dict.fromkeys([index, *items], READ_MORE))
        index = end


def _is_link(line: _Line) -> bool:
    return (
        bool(line.key)
        and _words(line.text) <= _LINK_WORDS
        and not _LIST_END.search(line.text)
        and not _TWO_SENTENCES.search(line.text)
    )
