"""Find an article's title, date and publisher in its text and file name; the text itself is not touched.

Dates are taken only where they are said to be the article's: behind a marker, on a line of their own near the top, in
the file's name. A date within a sentence is about something else.
"""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, replace
from datetime import date

from annotator.domain.article import Article, Region
from annotator.domain.boilerplate import find_boilerplate
from annotator.domain.tokens import character_before

_LONGEST_TITLE = 200
_SHORTENED = 120
_TOP = 2_000
_TOP_LINES = 8
_DATE_LENGTH = 80

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\.?"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_DAY = r"(?P<day>[0-3]?\d)"
_FORMS = tuple(
    re.compile(form, re.IGNORECASE | re.ASCII)
    for form in (
        rf"{_YEAR}-(?P<number>[01]\d)-(?P<day>[0-3]\d)(?!\d)",
        rf"{_DAY}(?:st|nd|rd|th)? (?:of )?{_MONTH},? {_YEAR}",
        rf"{_MONTH} {_DAY}(?:st|nd|rd|th)?,? {_YEAR}",
        rf"{_DAY}\.(?P<number>[01]?\d)\.{_YEAR}",
        rf"{_DAY}/(?P<number>[01]?\d)/{_YEAR}",
    )
)
_WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\.?,? )?"
_CLOCK = r"(?:[\s,T|•·–-]+(?:at )?\d{1,2}[:.]\d\d.{0,20})?"
_MARKER = re.compile(r"(?:^|\s)date\s+((?:19|20)\d\d-[01]\d-[0-3]\d)(?=\s|$)", re.ASCII)
_LEADING_MARKER = re.compile(r"date\s+(?:19|20)\d\d-[01]\d-[0-3]\d\s+", re.ASCII)
_PUBLISHED = re.compile(
    rf"^\W{{0,3}}(?:first |last )?(?:published|updated|posted|modified|date|publication date|created|issued)"
    rf"(?: on| at)?\s*[:|]?\s*{_WEEKDAY}(?P<said>.{{6,40}})",
    re.IGNORECASE,
)
_DATE_LINE = re.compile(rf"{_WEEKDAY}(?P<said>.{{6,20}}?){_CLOCK}", re.IGNORECASE)
_IN_NAME = re.compile(r"(?<![0-9A-Za-z])((?:19|20)\d\d)([-_./]?)([01]\d)\2([0-3]\d)(?![0-9A-Za-z])")
_ABBREVIATED = "".join(
    rf"(?<!\b{one})" for one in ("Mr", "Mrs", "Ms", "Dr", "St", "Sen", "Gen", "Gov", "Rep", "Rev", "Lt", "Col", "Prof")
)
_VISIBLE = re.compile(r"\S")
_SENTENCE = re.compile(rf".{{15,}}?\w{{2}}{_ABBREVIATED}[.!?][\"'”’»)]*(?=\s+[\"'“‘«(]*[^\W\d_a-z])")
_COPYRIGHT = re.compile(
    r"(?:©|\(c\)|\bcopyright\b)[\s©]*(?:\(c\)|copyright)?[\s©]*"
    r"(?P<years>(?:19|20)\d\d(?:\s?[-–]\s?(?:19|20)?\d\d)?)?,?\s*(?:by\s)?"
    r"(?P<name>[^\W\d_][^©|\n]{1,59}?)(?P<rest>\.(?:\s|$)|,|\s[-–—|]|\s*all rights|$)",
    re.IGNORECASE | re.MULTILINE,
)

_RIGHTS_MARKS = ("©", "opyright", "COPYRIGHT", "(c)", "(C)")
_RIGHTS = re.compile(r"©|\b[Cc]opyright\b|\bCOPYRIGHT\b|\([Cc]\)")


@dataclass(frozen=True, slots=True)
class Metadata:
    """What an article says about itself: title in one line, date as YYYY-MM-DD, its publisher; "" for unknown."""

    title: str = ""
    date: str = ""
    source: str = ""


def find_metadata(text: str, source_name: str, *, boilerplate: Sequence[Region] | None = None) -> Metadata:
    """Return what can be told from the text and its file's name; `boilerplate` saves finding it again."""
    regions = find_boilerplate(text) if boilerplate is None else boilerplate
    return Metadata(_title(text, regions), _date(text, source_name), _publisher(text))


def describe(article: Article, *, common_lines: Container[str] = frozenset()) -> Article:
    """Return the article with its boilerplate found anew, and title, date and `meta["publisher"]` where it had none.

    `common_lines` as for `find_boilerplate`.
    """
    boilerplate = find_boilerplate(article.text, common_lines=common_lines)
    found = find_metadata(article.text, article.source, boilerplate=boilerplate)
    meta = {"publisher": found.source, **article.meta} if found.source else article.meta
    return replace(
        article,
        title=article.title or found.title,
        date=article.date or found.date,
        meta=meta,
        boilerplate=boilerplate,
    )


def parse_date(said: str) -> str:
    """Return the date a string begins with as YYYY-MM-DD, "" when there is none or it can be read in two ways."""
    said = " ".join(said.split())
    for form in _FORMS:
        match = form.match(said)
        if match is None:
            continue
        parts = match.groupdict()
        named = parts.get("month")
        month = _MONTHS.index(named[:3].lower()) + 1 if named else int(parts["number"])
        day = int(parts["day"])
        if "/" in match.group() and day != month and max(day, month) <= 12:  # noqa: PLR2004 - the months of a year
            return ""  # 3/4/2024: March or April?
        if "/" in match.group() and month > 12:  # noqa: PLR2004 - as above
            day, month = month, day
        return _iso(int(parts["year"]), month, day)
    return ""


def _title(text: str, regions: Sequence[Region]) -> str:
    ends = {one.start: one.end for one in regions}
    match = _VISIBLE.search(text)
    while match:
        start = match.start()
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        said = text[start : min(end, start + 4 * _LONGEST_TITLE)].rstrip()
        if ends.get(start, -1) < start + len(said):
            return shortened(_LEADING_MARKER.sub("", said, count=1))
        match = _VISIBLE.search(text, end)
    return ""


def shortened(said: str) -> str:
    """Return a line as a title: its first sentence, or what fits and an ellipsis, where it is a whole paragraph."""
    said = " ".join(said.split())
    if len(said) <= _LONGEST_TITLE:
        return said
    sentence = _SENTENCE.match(said)
    if sentence and sentence.end() <= _SHORTENED:
        return sentence.group()
    cut = said.rfind(" ", _SHORTENED // 2, _SHORTENED)
    if cut < 0:
        cut = character_before(said, _SHORTENED)
    return said[:cut].rstrip(" ,;:–—-") + "…"


def _date(text: str, source_name: str) -> str:
    top = text[:_TOP]
    marker = _MARKER.search(top) if "date" in top else None
    if marker and (found := parse_date(marker[1])):
        return found
    bottom = text[max(_TOP, len(text) - _TOP // 2) :]
    lines = [line for line in map(str.strip, top.split("\n")) if line]
    for line in (*lines, *map(str.strip, bottom.split("\n"))):
        match = _PUBLISHED.match(line) if "19" in line or "20" in line else None
        if match and (found := parse_date(match["said"])):
            return found
    for line in lines[:_TOP_LINES]:
        match = _DATE_LINE.fullmatch(line) if len(line) <= _DATE_LENGTH else None
        if match and (found := parse_date(match["said"])):
            return found
    for match in _IN_NAME.finditer(source_name):
        if found := _iso(int(match[1]), int(match[3]), int(match[4])):
            return found
    return ""


def _iso(year: int, month: int, day: int) -> str:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""


def _publisher(text: str) -> str:
    """Return who holds the rights according to a copyright line; a credit under a picture has no year and no rights."""
    if not any(mark in text for mark in _RIGHTS_MARKS):
        return ""  # as for most articles; looking for five strings is ten times faster than for one pattern
    for mark in _RIGHTS.finditer(text):
        match = _COPYRIGHT.match(text, mark.start())
        if match is None:
            continue
        if match["years"] or "rights" in text[match.start("rest") : match.end() + 40].lower():
            return " ".join(match["name"].split())
    return ""
