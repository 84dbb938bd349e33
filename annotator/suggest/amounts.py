"""Amounts of money, percentages, quantities, ordinals and plain numbers by regular expressions over the text itself."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from annotator.suggest.policy import NORMAL, STRONG, WEAK, Found

_DIGITS = r"\d{1,3}(?:[,\u00a0\u202f]\d{3})+(?:\.\d+)?|\d+(?:[.,]\d+)?"
_SMALL = (
    "(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    "|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-(?:one|two|three|four|five|six|seven|eight|nine))?)"
)
_SCALE = "(?:hundred|thousand|million|billion|trillion)"
_NUMBER = rf"(?:(?:{_DIGITS})(?:\s?(?:{_SCALE}|m|bn|tn|k)(?!\w))?|(?:{_SMALL}|a|half\sa)(?:\s{_SCALE})+|{_SMALL})"
_SIGN = r"(?:(?:US|U\.S\.|A|C|NZ|HK|S|R)?[$]|[€£¥₽₴₩₹₪₺₦]|USD\s?|EUR\s?|GBP\s?|RMB\s?|Rs\.?\s?)"
_UNIT = (
    "(?:kilometers?|kilometres?|km|meters?|metres?|centimeters?|centimetres?|cm|millimeters?|mm|miles?|yards?|feet|foot|inch(?:es)?"
    "|nautical\\smiles?|acres?|hectares?|(?:square|cubic)\\s(?:kilometers?|kilometres?|km|miles?|meters?|metres?|feet)"
    "|kilograms?|kilos?|kg|grams?|tonnes?|tons?|metric\\stons?|pounds?\\sof|ounces?|barrels?|bushels?|gallons?|lit(?:er|re)s?"
    "|megawatts?|MW|gigawatts?|GW|kilowatts?|kW|megatons?|kilotons?|knots?|mph|km/h|kph|degrees?(?:\\s(?:Celsius|Fahrenheit))?|°C|°F)"
)
_PERCENT = re.compile(
    rf"(?<![\w.,])[-+\u2212]?(?:{_NUMBER})(?:\s?(?:-|to|and)\s?(?:{_NUMBER}))?(?:\s?%|[\s-](?:per\s?cent(?:age\spoints?)?)\b)"
)
_QUANTITY = re.compile(rf"(?<![\w.,$€£¥])(?:{_NUMBER})[\s-]?{_UNIT}(?!\w)")
_ORDINAL = re.compile(
    r"(?<!\w)(?:\d*(?:1st|2nd|3rd|\dth)|first|second(?!\s(?:of|ago|later))|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth"
    r"|(?:thir|four|fif|six|seven|eigh|nine)teenth|twentieth|twenty-(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))(?!\w)",
    re.IGNORECASE,
)
_CARDINAL = re.compile(
    rf"(?<![\w.,$€£¥#/-])(?:{_NUMBER}|(?:dozens|hundreds|thousands|millions|billions)(?:\sof\s(?:thousands|millions))?|dozen)(?![\w%]|[.,-]\d)",
    re.IGNORECASE,
)

Finder = Callable[[str, int, int], Iterator[Found]]


def finder(currencies: Sequence[str]) -> Finder:
    """Return a function that yields the amounts and numbers in text[start:end], overlapping ones too.

    `currencies` are common nouns ("ruble", "rubles").
    """
    nouns = "|".join(sorted(map(re.escape, currencies), key=lambda one: (-len(one), one)))
    country = r"(?:(?:U\.S\.|US|[A-Z][a-z]+(?:\s[A-Z][a-z]+)?)\s)?"
    money = re.compile(
        rf"(?<!\w){_SIGN}\s?(?:{_DIGITS})(?:\s?(?:{_SCALE}|m|bn|tn|k)(?!\w))?(?:\s?(?:to|-|–)\s?{_SIGN}?(?:{_DIGITS})(?:\s?{_SCALE})?)?"
        rf"|(?<![\w.,])(?:{_NUMBER})[\s-]?(?:[€₽₴]|{country}(?:{nouns}|cents|USD|EUR)(?!\w))"
    )
    kinds = (
        (money, "MONEY", 0.92, "amount with a currency", STRONG),
        (_PERCENT, "PERCENT", 0.92, "number with a percent sign", STRONG),
        (_QUANTITY, "QUANTITY", 0.8, "number with a unit", NORMAL),
        (_ORDINAL, "ORDINAL", 0.7, "ordinal number", WEAK),
        (_CARDINAL, "CARDINAL", 0.6, "number", WEAK),
    )

    def find(text: str, start: int, end: int) -> Iterator[Found]:
        for pattern, label, score, reason, rank in kinds:
            for match in pattern.finditer(text, start, end):
                if label == "CARDINAL" and match.group().lower() == "one":
                    continue  # mostly a pronoun
                yield Found(match.start(), match.end(), label, "pattern", score, reason, rank)

    return find
