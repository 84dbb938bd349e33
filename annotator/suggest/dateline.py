"""Datelines: the place before "(AP) —" or ", 12 March 2024 —" is one, whatever its capitals look like elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from annotator.suggest.policy import NORMAL, STRONG, Found

_PLACES = frozenset({"GPE", "LOC"})
_AGENCY = r" ?\([^()\n]{1,40}\)"
_BEHIND = re.compile(rf"(?:,[^\n—–]{{1,40}}?)?(?:{_AGENCY})? ?(?:—|–|--?)\s|,[^\n:]{{1,30}}\d:\s|{_AGENCY}: ")
_LINE_START = re.compile(r"(?:\A|[\n\r\u2028\u2029])[ \t\xa0]{0,9}\Z")
_LOOK_BACK = 10


def with_sure_places(text: str, found: Iterable[Found]) -> list[Found]:
    """Return the findings; the rank of a listed place in capitals that begins a dateline is STRONG."""
    return [replace(one, rank=STRONG) if _begins_dateline(text, one) else one for one in found]


def _begins_dateline(text: str, one: Found) -> bool:
    return (
        one.label in _PLACES
        and one.exact
        and one.rank == NORMAL
        and text[one.start : one.end].isupper()
        and _BEHIND.match(text, one.end) is not None
        and _LINE_START.search(text[max(0, one.start - _LOOK_BACK) : one.start]) is not None
    )
