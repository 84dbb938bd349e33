"""Names by their shape in the text: designations of weapons and vehicles, elections, titles in quotation marks."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.suggest.policy import NORMAL, Found

_DESIGNATION = re.compile(r"(?<![\w-])[A-Z][A-Za-z]{0,2}-\d{1,3}[A-Z]{0,2}s?(?![\w-])")
_NO_DESIGNATION = re.compile(r"(?:G|U|P|No|Art|Vol|Pt|Ch|Rs|Co)-\d|[A-Z]-1\d\d\d")
_KIND = (
    "(?:general|presidential|parliamentary|legislative|federal|local|municipal|regional|gubernatorial|mayoral|leadership|primary"
    "|provincial|state|snap|runoff|special|mid-?term|council|assembly|parliament|party|lower house|upper house)"
)
_ELECTION = re.compile(
    r"(?<![\w-])(?:(?:January|February|March|April|May|June|July|August|September|October|November|December)\s)?(?:1[89]|20)\d\d\s"
    rf"(?:[A-Z][\w.'’-]*\s){{0,4}}(?:{_KIND}\s){{0,3}}(?:[Ee]lections?|[Rr]eferendum)(?:\sin\s[A-Z]\w+)?(?!\w)"
)
_ALLIANCE = (
    "(?:G-?7|G-?8|G-?20|NATO|Nato|BRICS|ASEAN|Asean|APEC|EU|European Union|African Union|Arab League|SCO|OPEC|Mercosur"
    "|ECOWAS|Ecowas|CARICOM|SADC|Commonwealth)"
)
_SUMMIT = re.compile(rf"(?<![\w-])(?:(?:1[89]|20)\d\d\s)?{_ALLIANCE}\s[Ss]ummit(?!\w)")
_WORK = (
    "(?:film|movie|book|novel|song|album|play|poem|painting|documentary|series|show|opera|anthem|memoir|musical|essay|report|podcast"
    "|single|sitcom|ballet|symphony|story|bestseller|called|titled|entitled|hymn|cartoon|comedy|drama|thriller)"
)
_TITLE = re.compile(rf"\b{_WORK},?\s(?:[a-z]+\s){{0,2}}[“\"‘']([A-Z][^”\"“\n]{{1,80}}?)[,.]?[”\"’']")


def find(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield such names in text[start:end]."""
    for match in _DESIGNATION.finditer(text, start, end):
        if not _NO_DESIGNATION.match(match.group()):
            yield Found(*match.span(), "PRODUCT", "pattern", 0.65, "letters and number, as weapons and vehicles have")
    for match in _ELECTION.finditer(text, start, end):
        yield Found(*match.span(), "EVENT", "pattern", 0.75, "year before an election", NORMAL)
    for match in _SUMMIT.finditer(text, start, end):
        yield Found(*match.span(), "EVENT", "pattern", 0.65, "alliance before “summit”", NORMAL)
    for match in _TITLE.finditer(text, start, end):
        yield Found(*match.span(1), "WORK_OF_ART", "pattern", 0.65, "capitalised words in quotation marks", exact=True)
