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

_LONGEST = 300
"""A longer line is a paragraph: only pieces of it can be boilerplate."""
_FEWEST_LETTERS = 3
_PROSE_WORDS = 12
_OFTEN = 3
_LINK_WORDS = 25
_SUBHEADING_WORDS = 6
_SENTENCE_END = re.compile(r"[.!?…:;,\u3002\uff01\uff1f\u061f][\"'”’»)\]」』]*$")
_QUOTED = re.compile(r"^[\"'“‘«„—–-]|[\"'”’»]$")
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
    digest = hashlib.sha1(NAMESPACE.bytes + f"{start} {end} {reason}".encode(), usedforsecurity=False).hexdigest()
    variant = "89ab"[int(digest[16], 16) & 3]
    key = f"{digest[:8]}-{digest[8:12]}-5{digest[13:16]}-{variant}{digest[17:20]}-{digest[20:32]}"
    return Region(start, end, reason, key)


def line_keys(text: str) -> set[str]:
    """Return the lines of an article in comparable form that would be boilerplate if other articles had them too."""
    return {line.key for line in _lines(text)[1:] if not _is_prose(line)}


def find_boilerplate(text: str, *, common_lines: Container[str] = frozenset()) -> tuple[Region, ...]:
    """Return the ranges that look like boilerplate, in order, apart from each other, without line ends or outer space.

    `common_lines` are those of `line_keys` that several articles of the corpus have; the first line is never taken for
    being one of them, since two articles may well tell one story.
    """
    lines = _lines(text)
    reasons = _repeated(lines, common_lines)
    for index, line in enumerate(lines):
        if index not in reasons and len(line.text) <= _LONGEST and (reason := fillers.whole_line(line.text)):
            reasons[index] = reason
    _add_lists(lines, reasons)
    found: list[Region] = []
    for index, line in enumerate(lines):
        if index in reasons:
            found.append(region(line.start, line.end, reasons[index]))
        else:
            pieces = fillers.pieces(line.text)
            found += [region(line.start + start, line.start + end, reason) for start, end, reason in pieces]
    return tuple(found)


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    keys: dict[str, str] = {}
    at = 0
    for raw in text.split("\n"):
        said = raw.strip()
        if said:
            start = at + raw.index(said[0])
            key = keys.get(said)
            if key is None:
                key = keys[said] = " ".join(said.casefold().split()) if len(said) <= _LONGEST else ""
            lines.append(_Line(start, start + len(said), said, key))
        at += len(raw) + 1
    return lines


def _is_prose(line: _Line) -> bool:
    """Tell whether a line is a sentence or more of the story, or too little to mean anything by being said again."""
    if not line.key or sum(map(str.isalpha, line.text[:80])) < _FEWEST_LETTERS or _TWO_SENTENCES.search(line.text):
        return True
    return bool(_SENTENCE_END.search(line.text)) and _words(line.text) >= _PROSE_WORDS


def _words(said: str) -> int:
    """Return about how many words a line has; ideographs stand without spaces, two to a word."""
    return said.count(" ") + 1 if said.isascii() or " " in said else len(said) // 2


def _repeated(lines: Sequence[_Line], common_lines: Container[str]) -> dict[int, str]:
    """Return index and reason of lines said several times, here or in the corpus."""
    counts = Counter(line.key for line in lines if line.key)
    reasons: dict[int, str] = {}
    for index, line in enumerate(lines[1:], 1):
        count = counts[line.key] if line.key else 0
        if (count < 2 and line.key not in common_lines) or _is_prose(line):  # noqa: PLR2004 - said more than once
            continue
        if count > 1 and line.key == lines[0].key:
            reasons[index] = REPEATED_TITLE
        elif count >= _needed(line):
            reasons[index] = REPEATED_LINE
        elif line.key in common_lines:
            reasons[index] = COMMON_LINE
    return reasons


def _needed(line: _Line) -> float:
    """Return how often a line must be said to be boilerplate: short sentences more often, talk and labels never."""
    if _QUOTED.search(line.text) or line.text.endswith(":"):
        return float("inf")
    return _OFTEN if _SENTENCE_END.search(line.text) else 2


def _add_lists(lines: Sequence[_Line], reasons: dict[int, str]) -> None:
    """Add the titles that follow a heading like "Read more:", to the end of the text or the next ordinary paragraph."""
    index = 0
    while index < len(lines):
        if index in reasons or not fillers.is_list_heading(lines[index].text):
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
