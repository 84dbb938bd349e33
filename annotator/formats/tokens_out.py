"""Cutting a text into tokens to be written, none of which reaches over the edge of a span.

A span is never dropped for its tokens: where it begins or ends within one, the token is cut in two ("alongside",
"Russia", "’s"). Two ways: `pieces` covers all of the text, white space included, as spaCy and Prodigy want it; `words`
leaves white space out, as formats with a token a line do. `sentences` groups words; it never cuts a span either.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from annotator.domain.span import Ranged
from annotator.domain.tokens import tokens_of

Span = TypeVar("Span", bound=Ranged)

_CLOSING = frozenset("\"'”’»)]")
_OPENING = frozenset("\"'“‘«([")
_FULL_WIDTH = frozenset("\u3002\uff01\uff1f")
_ENDS = frozenset(".!?…\u061f") | _FULL_WIDTH
_BEFORE_POINT = frozenset(
    [
        *("mr", "mrs", "ms", "dr", "st", "sen", "gen", "gov", "rep", "rev", "lt", "col", "prof", "no", "vs", "inc"),
        *("corp", "ltd", "jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec"),
    ]
)
"""A point behind these ends no sentence. Of "U.S." the point is a part."""


class Piece(NamedTuple):
    """A token [start, end); `space` tells that one space follows which belongs to no token."""

    start: int
    end: int
    space: bool


def pieces(text: str, spans: Iterable[Ranged], tokens: Iterable[tuple[int, int]] | None = None) -> list[Piece]:
    """Return tokens that cover the whole text, `tokens` (ours by default) cut at the edges of spans.

    One space after a token is no token, unless a span begins or ends with it; other white space is one.
    """
    starts: set[int] = set()
    ends: set[int] = set()
    for one in spans:
        starts.add(one.start)
        ends.add(one.end)
    edges = {0, len(text), *starts, *ends}
    for start, end in tokens_of(text) if tokens is None else tokens:
        edges.add(start)
        edges.add(end)
    found: list[Piece] = []
    order = sorted(edges)
    for start, end in pairwise(order):
        begin = start
        if text[start] == " " and found and start not in starts and (end > start + 1 or end not in ends):
            last = found[-1]
            if not last.space and last.end == start:
                found[-1] = Piece(last.start, last.end, space=True)
                begin += 1
        if begin < end:
            found.append(Piece(begin, end, space=False))
    return found


def words(text: str, spans: Iterable[Ranged]) -> list[tuple[int, int]]:
    """Return the tokens of a text without white space, cut at the edges of spans."""
    return [(one.start, one.end) for one in pieces(text, spans) if not text[one.start].isspace()]


def sentences(
    text: str, words: Sequence[tuple[int, int]], spans: Iterable[Ranged]
) -> Iterator[Sequence[tuple[int, int]]]:
    """Yield words sentence by sentence: a line's end is one, so is a full stop before a capital; none within a span."""
    within = sorted((one.start, one.end) for one in spans)
    at = reach = first = 0
    for number, (start, end) in enumerate(words):
        while at < len(within) and within[at][0] < end:
            reach = max(reach, within[at][1])
            at += 1
        following = words[number + 1] if number + 1 < len(words) else None
        if following is None or (reach <= following[0] and _ends_sentence(text, words, number, start, following)):
            yield words[first : number + 1]
            first = number + 1


def across_sentences(text: str, words: Sequence[tuple[int, int]], spans: Iterable[Span]) -> Iterator[Span]:
    """Yield the spans within which a sentence would end if it did not go on for their sake; their edges are words'."""
    for one in spans:
        at = bisect_left(words, (one.start, one.start))
        while at + 1 < len(words) and words[at + 1][0] < one.end:
            if _ends_sentence(text, words, at, words[at][0], words[at + 1]):
                yield one
                break
            at += 1


def _ends_sentence(
    text: str, words: Sequence[tuple[int, int]], number: int, start: int, following: tuple[int, int]
) -> bool:
    gap = text[words[number][1] : following[0]]
    if "\n" in gap:
        return True
    if not gap:
        return text[start : words[number][1]] in _FULL_WIDTH
    begins = text[following[0]]
    if begins.islower() or (begins in _CLOSING and begins not in _OPENING):
        return False
    while number and text[words[number][0] : words[number][1]] in _CLOSING:
        number -= 1
    sign = text[words[number][0] : words[number][1]]
    if sign not in _ENDS:
        return False
    before = text[slice(*words[number - 1])].lower() if number else ""
    return sign != "." or (len(before) > 1 and before not in _BEFORE_POINT)
