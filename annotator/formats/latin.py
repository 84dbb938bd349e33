"""Tell apart the one-byte encodings of Latin scripts by whose letters the text would have in each.

A text in French read as cp1250 has letters no language has together; one in Polish read as cp1252 has signs within
words. So each candidate is scored by the share of its characters beyond ASCII that one language, at best, could have
written there; Western European wins a draw.
"""

from __future__ import annotations

import re

_WESTERN = (
    "àâæçéèêëîïôœùûüÿ",  # French
    "äöüß",  # German
    "áéíñóúüªº",  # Spanish
    "áâãàçéêíóôõúü",  # Portuguese
    "àèéìíîòóùú",  # Italian
    "àçéèíïóòúü",  # Catalan
    "åäöæøéü",  # Nordic
    "áðéíóúýþæö",  # Icelandic
    "éëïöüèáóíú",  # Dutch
)
_CENTRAL = (
    "ąćęłńóśźż",  # Polish
    "áčďéěíňóřšťúůýž",  # Czech
    "áäčďéíĺľňóôŕšťúýž",  # Slovak
    "áéíóöőúüű",  # Hungarian
    "čćđšž",  # Croatian, Slovene
    "ăâîșțşţ",  # Romanian
)
_TURKISH = ("çğıİöşüâîû",)
_CANDIDATES = (
    ("cp1252", _WESTERN),
    ("cp1250", _CENTRAL),
    ("iso8859-2", _CENTRAL),
    ("cp1254", _TURKISH),
)
_ENOUGH = 0.75
_MIXED = 0.9
"""What a text with letters of several Western languages (foreign names) counts, against one language's purity."""

_FEW_LETTERS = 4
"""With fewer different letters one language's purity says nothing."""
_LONGEST_RUN = 3
_WITHIN_WORDS = frozenset("’‘“”„–—…·\xad\xa0«»")
_BEYOND = re.compile("[^\x00-\x7f]")
_CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x1f]")
_RUN = re.compile(r"[^\W\d_\x00-\x7f]{4,}")


def encoding_of(sample: bytes) -> str:
    """Return the likeliest encoding of a text in Latin script, "" when it reads like none.

    "cp1252" only where it differs from "iso8859-1".
    """
    if len(_CONTROLS.findall(sample)) * 100 > len(sample):
        return ""
    best, most = "", 0.0
    for encoding, languages in _CANDIDATES:
        try:
            text = sample.decode(encoding)
        except UnicodeDecodeError:
            continue
        score = _score(text, languages, mixed=_MIXED if encoding == "cp1252" else 0)
        if score > most:
            best, most = encoding, score
    if most < _ENOUGH:
        return ""
    if sample.decode(best) == sample.decode("cp1252", errors="replace"):
        best = "cp1252"  # the commoner name for the same characters
    if best == "cp1252" and not re.search(rb"[\x80-\x9f]", sample):
        return "iso8859-1"
    return best


def _score(text: str, languages: tuple[str, ...], *, mixed: float) -> float:
    """Return the best share of well-placed characters beyond ASCII, 0..1."""
    letters: dict[str, int] = {}
    placed = total = 0
    for match in _BEYOND.finditer(text):
        total += 1
        at, char = match.start(), match.group()
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if char.isalpha() and char not in "ªº":
            if not (char.isupper() and before.islower()):
                letter = char if char == "İ" else char.lower()  # whose lower case is two characters
                letters[letter] = letters.get(letter, 0) + 1
        elif char.isprintable() or char in "\xa0\xad":
            placed += char in _WITHIN_WORDS or not (before.isalpha() and after.isalpha())
    if not total or sum(len(run) - _LONGEST_RUN for run in _RUN.findall(text)) * 10 > total:
        return 0.0
    well_placed = (placed + sum(letters.values())) / total
    if mixed and len(letters) < _FEW_LETTERS:
        return well_placed
    return max(mixed * well_placed, *(_purity(letters, language, placed, total) for language in languages))


def _purity(letters: dict[str, int], language: str, placed: int, total: int) -> float:
    """Return how much of a text one language explains: the lesser of its share in the text and in the text's letters.

    The latter, since one word said often must not outweigh another that the language cannot have.
    """
    if not letters:
        return placed / total
    known = [letter for letter in letters if letter in language]
    return min((placed + sum(letters[letter] for letter in known)) / total, len(known) / len(letters))
