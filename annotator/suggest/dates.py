"""Dates and times of day by regular expressions over the text itself, so that glued words do no harm."""

from __future__ import annotations

import re
from collections.abc import Iterator

from annotator.suggest.policy import NORMAL, STRONG, Found

_SURE_MONTH = "(?:January|February|April|June|July|August|September|October|November|December)"
_MONTH = rf"(?:{_SURE_MONTH}|March|May|(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?)"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?!\d)"
_YEAR = r"(?:1\d\d\d|20\d\d)"
_TO = r"(?:\s?[-–—]\s?|\s(?:and|to)\s)"
_WEEKDAY = "(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_ANY_WEEKDAY = rf"(?:{_WEEKDAY}|(?:Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\b\.?)"
_EARLY = r"(?:(?:[Ee]arly|[Mm]id|[Ll]ate|[Ee]arlier|[Ll]ater)[\s-])"
_PART = rf"(?:{_EARLY}|(?:end|beginning|start|middle)\sof\s(?:the\s)?)"
_SMALL = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    "|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)"
)
_DAY_MONTH = rf"{_DAY}(?:{_TO}{_DAY})?\s(?:of\s)?{_MONTH}(?:(?:\s?[-–—]\s?|\sto\s){_DAY}\s{_MONTH})?"
_MONTH_DAY = rf"{_MONTH}\s?{_DAY}(?:{_TO}(?:{_MONTH}\s)?{_DAY})?"
_COUNT = rf"(?:\d+(?:[.,]\d+)?|{_SMALL}|several|a\sfew|a\scouple\sof|a\sdozen)"
_SPAN = "(?:days?|weeks?|months?|years?|decades?|centur(?:y|ies)|fortnights?)"
_PERIOD = (
    "(?:week(?:end)?|month|year|decade|century|quarter|spring|summer|autumn|fall|winter"
    rf"|{_WEEKDAY}|{_SURE_MONTH}|March|May)"
)
_THIS = "(?:[Ll]ast|[Nn]ext|[Tt]his|[Tt]hat|[Pp]ast|[Pp]revious|[Cc]oming|[Ff]ollowing|[Ss]ame)"

# Each group is one kind; at a place the first that fits wins, so longer forms stand before their parts.
_KINDS: tuple[tuple[str, str, float, str], ...] = (
    ("iso", r"\d{4}-[01]\d-[0-3]\d(?!\d)", 0.95, "date in figures"),
    (
        "slash",
        rf"(?:{_DAY}(?P<sign>[./-])(?:1[0-2]|0?[1-9])(?P=sign){_YEAR}|(?:1[0-2]|0?[1-9])/{_DAY}/{_YEAR})",
        0.9,
        "date in figures",
    ),
    (
        "full",
        rf"(?:{_ANY_WEEKDAY},?\s(?:the\s)?)?(?:{_DAY_MONTH}|{_MONTH_DAY})(?:,?\s{_YEAR})?",
        0.95,
        "day and month",
    ),
    ("monthyear", rf"{_PART}?(?:{_MONTH}{_TO})?{_MONTH},?\s(?:of\s)?{_YEAR}", 0.95, "month and year"),
    ("decade", rf"{_EARLY}?(?:(?:1\d|20)\d0['’]?s|['’]\d0s)(?:\sand\s(?:1\d|20)?\d0s)?", 0.9, "decade"),
    (
        "century",
        rf"{_EARLY}?(?:\d\d?(?:st|nd|rd|th)|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|twenty-first)[\s-]century",
        0.85,
        "century",
    ),
    ("recent", rf"{_THIS}\s(?:{_COUNT}|few)\s{_SPAN}", 0.8, "relative date"),
    (
        "relative",
        rf"{_PART}?{_THIS}\s(?:{_PERIOD}|day)|{_PART}(?:year|month|week|decade|century|day)",
        0.85,
        "relative date",
    ),
    (
        "every",
        rf"(?:[Ee]very|[Ee]ach)\s(?:{_COUNT}\s{_SPAN}|{_PERIOD}|day|morning|evening|night)",
        0.75,
        "repeated date",
    ),
    ("part", rf"(?:[Ff]irst|[Ss]econd|[Tt]hird|[Ff]inal)\s(?:{_COUNT}\s)?{_SPAN}", 0.6, "part of a time"),
    ("single", r"(?:[Aa]|[Oo]ne)\s(?:week|month|year|decade|century|fortnight)", 0.5, "number of days, weeks or years"),
    ("ago", rf"(?:{_COUNT}|an?)\s{_SPAN}\s(?:ago|earlier|later)", 0.85, "relative date"),
    ("age", rf"{_COUNT}[-\s]year[-\s]old", 0.6, "age"),
    ("length", rf"{_COUNT}(?:(?:\sto\s|\sor\s|-){_COUNT})?[\s-]{_SPAN}", 0.65, "number of days, weeks or years"),
    ("weekday", rf"{_WEEKDAY}s?", 0.95, "weekday"),
    (
        "month",
        rf"{_PART}?{_SURE_MONTH}|{_EARLY}(?:March|May)|(?<=[Ii]n\s)(?:March|May)(?=[.,;)]|\s[a-z])|(?<=[Ss]ince\s)(?:March|May)",
        0.85,
        "month",
    ),
    ("years", rf"{_YEAR}(?:\s?[-–—]\s?)(?:{_YEAR}|\d\d)(?![-–\d])", 0.8, "range of years"),
    ("word", "[Tt]oday|[Yy]esterday|[Tt]omorrow", 0.85, "relative date"),
)
_DATE = re.compile(
    r"(?<![\w.,/$€£¥-])(?:" + "|".join(f"(?P<{name}>{pattern})" for name, pattern, _, _ in _KINDS) + r")(?![\w%])"
)
_WHAT = {name: (score, reason) for name, _, score, reason in _KINDS}
_SURE = frozenset({"iso", "slash", "full", "monthyear", "weekday", "decade"})

_LONE_YEAR = re.compile(
    rf"(?<![\w$€£¥.,:/–—-]){_EARLY}?{_YEAR}(?![\w%°/–—:-]|[.,]\d|\s(?!was|is|has|does|as)[a-z]+s\b|\s(?:million|billion|km|people)\b)"
)
_YEAR_FOLLOWS = re.compile(
    r"(?:\b(?:in|since|of|until|till|by|from|before|after|during|between|through|to|and|for|around|circa|the)\s"
    r"|[(©,])\s?$",
    re.IGNORECASE,
)
_FIRST_YEAR, _LAST_YEAR = 1400, 2060
_CONTEXT = 12  # code points before a number that say whether it is a year

_TIME = re.compile(
    r"(?<![\w.:,-])(?:\d{1,2}(?:[:.]\d\d)?\s?(?:[ap]\.m\.|[ap]m\b|[AP]M\b|o['’]clock)|(?:[01]?\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![:\d]))"
    r"(?:\s(?:GMT|UTC|EST|EDT|CET|CEST|BST|PST|PDT|MSK|local\stime)\b)?"
    r"|(?<!\w)(?:(?:this|early|late)\s)?(?:morning|afternoon|evening|midnight|midday|noon|dawn|dusk)(?!\w)"
    rf"|(?<!\w){_SMALL}\so['’]clock(?!\w)|(?<!\w)(?:tonight|overnight)(?!\w)"
    rf"|(?<!\w){_COUNT}[\s-](?:hours?|minutes?|seconds?)(?:\s(?:ago|earlier|later))?(?!\w)"
)


def find(text: str, start: int, end: int) -> Iterator[Found]:
    """Yield the dates and times in text[start:end], overlapping ones too."""
    for match in _DATE.finditer(text, start, end):
        kind = match.lastgroup or "word"
        score, reason = _WHAT[kind]
        yield Found(match.start(), match.end(), "DATE", "pattern", score, reason, STRONG if kind in _SURE else NORMAL)
    for match in _LONE_YEAR.finditer(text, start, end):
        before = text[max(start, match.start() - _CONTEXT) : match.start()]
        if _FIRST_YEAR <= int(match.group()[-4:]) <= _LAST_YEAR:
            score = 0.9 if not before or _YEAR_FOLLOWS.search(before) else 0.6
            yield Found(match.start(), match.end(), "DATE", "pattern", score, "year")
    for match in _TIME.finditer(text, start, end):
        yield Found(match.start(), match.end(), "TIME", "pattern", 0.8, "time of day or number of hours")
