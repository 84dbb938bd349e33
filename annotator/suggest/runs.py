"""Chains of capitalised words, which names of every kind are made of. Knows shapes, not labels."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import IntEnum

from annotator.suggest.lexicon import Lexicon
from annotator.suggest.pieces import Piece
from annotator.suggest.policy import Found

_INITIALS = re.compile(r"[A-Z]\.?|(?:[A-Z]\.-?){2,3}")
_LONGEST_CHAIN = 16  # tokens; hyphens and their parts count, so that a line of hyphens costs nothing
_LONGEST_PART = 5  # letters of a small-letter part behind a hyphen: "Jong-un", but not "Russia-backed"


class Kind(IntEnum):
    """What a token can be in a name."""

    OTHER = 0
    NAME = 1  # capitalised word
    INITIAL = 2  # "J.", "J.D."
    PARTICLE = 3  # "van", "al", only between or before capitalised words
    HYPHEN = 4  # without spaces around it, between parts of one word
    PART = 5  # "un" in "Kim Jong-un"


@dataclass(frozen=True, slots=True)
class Shapes:
    """The kinds of a piece's tokens, and which of them a list already knows as something else than a person.

    `covered[i]` is the label of the longest listed name over token i, or "".
    """

    kinds: Sequence[Kind]
    covered: Sequence[str]


def read_shapes(piece: Piece, *, lexicon: Lexicon, listed: Iterable[Found], lowercase: frozenset[str]) -> Shapes:
    """Say what each token can be; `lowercase` are the words that the text has in small letters somewhere."""
    kinds: list[Kind] = []
    before = Kind.OTHER
    for at, word in enumerate(piece.words):
        if word[0].isupper():
            lower = word.lower()
            ordinary = lower in lexicon.openers or (lower in lowercase and word not in lexicon.given)
            before = Kind.OTHER if ordinary and piece.begins[at] else _capital_kind(word, lexicon)
        else:
            before = _small_kind(word, before, glued=at > 0 and not piece.space[at], lexicon=lexicon)
        kinds.append(before)
    return Shapes(kinds, _covered(piece, listed))


def _capital_kind(word: str, lexicon: Lexicon) -> Kind:
    if word.lower() in lexicon.plain:
        return Kind.OTHER
    if _INITIALS.fullmatch(word):
        return Kind.INITIAL
    return Kind.NAME if len(word) > 1 and (word.isalpha() or _is_word(word)) else Kind.OTHER


def _small_kind(word: str, before: Kind, *, glued: bool, lexicon: Lexicon) -> Kind:
    if glued and word in "-–\u2011" and before in {Kind.NAME, Kind.PARTICLE}:
        return Kind.HYPHEN
    if glued and before is Kind.HYPHEN and word.isalpha() and len(word) <= _LONGEST_PART:
        return Kind.OTHER if word in lexicon.compounds else Kind.PART
    return Kind.PARTICLE if word in lexicon.particles else Kind.OTHER


def _is_word(word: str) -> bool:
    """Tell whether a token is a word with signs inside, such as O'Brien or St."""
    letters = sum(1 for one in word if one.isalpha())
    return letters >= 2 and letters >= len(word) - 2 and word[-1] not in "'’"  # noqa: PLR2004 - two signs at most


def _covered(piece: Piece, listed: Iterable[Found]) -> list[str]:
    covered = [""] * len(piece)
    at = 0
    last = len(piece)
    for found in sorted(listed, key=lambda one: (one.start, -one.end)):
        while at < last and piece.starts[at] < found.start:
            at += 1
        here = at
        while here < last and piece.ends[here] <= found.end:
            covered[here] = covered[here] or found.label
            here += 1
    return covered


def joined(piece: Piece, at: int) -> bool:
    """Tell whether token `at` follows the one before it in the same phrase: nothing or one space lies between."""
    return piece.space[at] in {"", " ", "\u00a0"}


def name_end(piece: Piece, shapes: Shapes, first: int, *, most: int) -> int:
    """Return where a chain that begins at `first` ends: at most `most` words, hyphened parts not counted.

    It ends before particles and hyphens that lead nowhere, and before tokens a list knows as something else.
    """
    kinds = shapes.kinds
    at, count, good = first, 0, first
    limit = min(len(piece), first + _LONGEST_CHAIN)
    while at < limit and (at == first or joined(piece, at)) and not (at > first and _foreign(shapes, at)):
        kind = kinds[at]
        if kind in {Kind.NAME, Kind.INITIAL}:
            if not (at > first and kinds[at - 1] is Kind.HYPHEN):
                count += 1
            if count > most:
                break
            good = at + 1
        elif kind is Kind.PART:
            good = at + 1
        elif kind is Kind.OTHER:
            break
        at += 1
    return good


def _foreign(shapes: Shapes, at: int) -> bool:
    return shapes.covered[at] not in {"", "PERSON"}
