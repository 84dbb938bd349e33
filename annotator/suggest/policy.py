"""Which of several overlapping findings stays, and what is cut off a span's ends. Pure: texts and ranges only."""

from __future__ import annotations

import re
from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import dataclass, replace

WEAK, NORMAL, STRONG = 1, 2, 3

_DETERMINERS = re.compile(r"(?:the|a|an|this|that|its|his|her|their|our|my)\s+", re.IGNORECASE)
_THE = re.compile(r"the\s+", re.IGNORECASE)  # "this week" and "a year" are whole
_POSSESSIVE = re.compile(r"['’\u02bc][sS]?$")
# Signs that never begin or end a span; "." may end one ("U.S.", "Inc."), "$" and its like may begin one.
_BEFORE = " \t\r\n\u00a0\"“”„‘’'`´([{<,;:.!?-–—…•*|/\\_=+"  # noqa: RUF001 - the signs of real text
_BEHIND = " \t\r\n\u00a0\"“”„‘’'`´([{<,;:!?-–—…•*|/\\_=+)]}>"  # noqa: RUF001 - likewise
_ABBREVIATION = re.compile(r"(?:\b\w|\.\w|\b(?:Inc|Corp|Ltd|Co|Jr|Sr|Bros|St|Mt|[ap]\.m|D\.C|No))\.$")

_CLOSING = {"(": ")", "[": "]", "{": "}", "“": "”", "«": "»", '"': '"'}
_OPENING = {closing: opening for opening, closing in _CLOSING.items()}
_PAIRED_OR_GAP = re.compile(r"[()\[\]{}“”«»\"]|\s{3}")


@dataclass(frozen=True, slots=True)
class Found:
    """A range some rule found, before it is known whether it stays. `rank` is WEAK, NORMAL or STRONG.

    `exact` names are spelt so by a list: their articles and points belong to them ("The Hague"). `agreed` ones
    were found so by the rules and by the recogniser.
    """

    start: int
    end: int
    label: str
    source: str
    score: float
    reason: str
    rank: int = NORMAL
    exact: bool = False
    agreed: bool = False


def resolve(found: Iterable[Found]) -> list[Found]:
    """Return the best set of findings without overlaps, in reading order.

    Weak ones fill what the others leave; among equals the longer wins ("Bank of Japan" over "Japan"), then the higher
    rank and score, then the one that begins first.
    """
    kept: list[tuple[int, int, Found]] = []
    for one in sorted(found, key=_preference):
        at = bisect_left(kept, (one.start,))
        free = (at == 0 or kept[at - 1][1] <= one.start) and (at == len(kept) or kept[at][0] >= one.end)
        if free and one.start < one.end:
            insort(kept, (one.start, one.end, one), key=_place)
    return [one for _, _, one in kept]


def _preference(one: Found) -> tuple[bool, int, int, float, int]:
    return one.rank == WEAK, one.start - one.end, -one.rank, -one.score, one.start


def _place(item: tuple[int, int, Found]) -> tuple[int, int]:
    return item[:2]


def trim(text: str, found: Found) -> Found | None:
    """Return the finding without articles, possessives, quotes and white space at its ends; None when nothing is left.

    What lies behind a line break is cut off.
    """
    start, end = found.start, _line_end(text, found)
    before = (-1, -1)
    while start < end and (start, end) != before:
        before = (start, end)
        while start < end and text[start] in _BEFORE and not _is_part(text, start, end, found):
            start += 1
        while end > start and (text[end - 1] in _BEHIND or text[end - 1].isspace()):
            end -= 1
        if not found.exact:
            start, end = _without_additions(text, start, end, _THE if found.source == "pattern" else _DETERMINERS)
    if start >= end or text[start].isspace():
        return None
    return found if (start, end) == (found.start, found.end) else replace(found, start=start, end=end)


def _line_end(text: str, found: Found) -> int:
    """Return where the finding's first line ends, or the finding."""
    ends = (text.find(sign, found.start, found.end) for sign in "\n\r\u2028\u2029")
    return min((end for end in ends if end > found.start), default=found.end)


def _without_additions(text: str, start: int, end: int, articles: re.Pattern[str]) -> tuple[int, int]:
    """Return the range without an article before it, and a point or possessive behind it that is no part of it."""
    if text[end - 1 : end] == "." and not _ABBREVIATION.search(text[start:end]):
        end -= 1
    article = articles.match(text, start, end)
    if article:
        start = article.end()
    possessive = _POSSESSIVE.search(text[start:end])
    if possessive and possessive.start() > 0:
        end = start + possessive.start()
    return start, end


def _is_part(text: str, start: int, end: int, found: Found) -> bool:
    """Tell whether a sign at the front belongs to a number ("-5", ".5") or a year ("’90s")."""
    is_number = found.source == "pattern" and start + 1 < end and text[start + 1].isdigit()
    return is_number and text[start] in "'’-–."


def mended(text: str, found: Iterable[Found]) -> list[Found]:
    """Return findings that end before a wide gap and in which every bracket and quotation mark has its other half.

    The half that is missing is taken in where it stands right beside the finding; else what is on its far side goes.
    """
    return [kept for one in found if (kept := _mended(text, one))]


def _mended(text: str, found: Found) -> Found | None:
    start, end = found.start, found.end
    before = behind = 0
    opened: list[int] = []
    for sign in _PAIRED_OR_GAP.finditer(text, start, end):
        said, at = sign[0], sign.start()
        if said.isspace():
            end = at
            break
        if opened and _CLOSING[text[opened[-1]]] == said:
            opened.pop()
        elif said in _CLOSING:
            opened.append(at)
        elif not before and not opened and text[found.start - 1 : found.start] == _OPENING[said] and said != "]":
            before = 1
        else:
            start, opened = at + 1, []
    if len(opened) == 1 and text[opened[0]] != "[" and text[end : end + 1] == _CLOSING[text[opened[0]]]:
        behind = 1
    elif opened:
        end = opened[0]
    if (start, end) == (found.start, found.end):
        return replace(found, start=start - before, end=end + behind) if before or behind else found
    # What begins and ends elsewhere may have other signs at its ends, and other halves beside them.
    kept = trim(text, replace(found, start=start, end=end))
    return _mended(text, kept) if kept else None
