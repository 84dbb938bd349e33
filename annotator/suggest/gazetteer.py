"""Finds the names of the lists in tokens, through spaCy's PhraseMatcher."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, cast

from annotator.suggest.lexicon import Entry, Lexicon
from annotator.suggest.pieces import Piece
from annotator.suggest.policy import NORMAL, STRONG, WEAK, Found

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher
    from spacy.tokens import Doc

_STRONG_KINDS = frozenset({"country list", "country or territory", "nationality"})
_STATE_BODY = "government body"
_EVERYDAY = frozenset(
    {"us", "is", "it", "who", "pan", "mas", "sec", "un"}
)  # acronyms that shouted text spells as words
_LANGUAGE = Entry("", "LANGUAGE", "language by its neighbours", weak=False)
_LANGUAGE_NOUNS = frozenset({"language", "languages", "translation", "dialect", "grammar", "subtitles", "alphabet"})
_SPEAKING = frozenset(
    {
        "speak",
        "speaks",
        "spoke",
        "spoken",
        "speaking",
        "fluent",
        "learn",
        "learning",
        "learned",
        "learnt",
        "studied",
        "taught",
    }
)
_FUNCTION_WORDS = frozenset(
    {
        "and",
        "or",
        "as",
        "with",
        "by",
        "to",
        "for",
        "on",
        "at",
        "but",
        "than",
        "that",
        "when",
        "while",
        "which",
        "is",
        "was",
    }
    | {"about", "before", "after", "during", "until", "so", "because", "he", "she", "they", "it", "if"}
)
_SCORES = {"GPE": 0.93, "NORP": 0.93, "ORG": 0.88, "LOC": 0.85, "PERSON": 0.9, "EVENT": 0.8, "FAC": 0.8}


def build_matcher(nlp: Language, lexicon: Lexicon) -> PhraseMatcher:
    """Return a matcher of every name of the lexicon, whatever its capitals; `find` compares those."""
    from spacy.matcher import PhraseMatcher  # noqa: PLC0415 - a second of import that the window must not pay

    number = nlp.vocab.strings.add
    phrases: list[tuple[int, ...]] = []
    for key, entries in lexicon.entries.items():
        # Tokenising costs far more than splitting, and only signs and capitals make a difference.
        simple = key.replace(" ", "").isalpha()
        spelt = [key.split(" ")] if simple else [_tokens(nlp, entry.surface) for entry in entries]
        phrases += [tuple(map(number, words)) for words in spelt]
    matcher = PhraseMatcher(nlp.vocab, attr="LOWER")
    # Besides documents `add` takes the numbers of their words, as its own unpickling does: ten times as fast to load.
    matcher.add("name", cast("list[Doc]", phrases))
    return matcher


def _tokens(nlp: Language, surface: str) -> list[str]:
    return [token.lower_ for token in nlp.make_doc(surface)]


def find(text: str, piece: Piece, doc: Doc, *, matcher: PhraseMatcher, lexicon: Lexicon) -> list[Found]:
    """Return every name of the lists in a piece whose capitals agree, overlapping ones too."""
    found: list[Found] = []
    for _, first, last in matcher(doc):
        start, end = piece.starts[first], piece.ends[last - 1]
        surface = text[start:end]
        for entry in lexicon.entries.get(surface.lower(), ()):
            if agrees(surface, entry.surface) and not _doubtful(piece, first, last, lexicon):
                language = last - first == 1 and entry.label == "NORP" and _is_language(piece, first, lexicon)
                found.append(_found(start, end, _LANGUAGE if language else entry))
                break
    return found + list(_with_countries(piece, found))


def _with_countries(piece: Piece, found: list[Found]) -> Iterator[Found]:
    """Yield bodies of states again with the country or people right before them: "Iranian Revolutionary Guards"."""
    countries = {one.end: one.start for one in found if one.rank == STRONG}
    for one in found:
        if one.reason.startswith(_STATE_BODY) and one.start - 1 in countries:
            at = bisect_left(piece.starts, one.start)
            if piece.space[at] == " " and not piece.headline[at]:
                yield replace(one, start=countries[one.start - 1])


def agrees(surface: str, listed: str) -> bool:
    """Tell whether a text's spelling has a capital wherever the list's has one."""
    return surface == listed or (
        len(surface) == len(listed)
        and all(one.isupper() or not other.isupper() for one, other in zip(surface, listed, strict=True))
    )


def _is_language(piece: Piece, at: int, lexicon: Lexicon) -> bool:
    """Tell whether a nationality is meant as a language: "speaks Russian", "in Russian and", "Russian language"."""
    if piece.words[at] not in lexicon.languages:
        return False
    before = piece.words[at - 1].lower() if at else ""
    after = piece.words[at + 1].lower() if at + 1 < len(piece) else "."
    ends = not after[0].isalpha() or after in _FUNCTION_WORDS
    return (
        after in _LANGUAGE_NOUNS or before in _SPEAKING or (ends and before in {"in", "into", "from"} and after != "-")
    )


def _found(start: int, end: int, entry: Entry) -> Found:
    rank = WEAK if entry.weak else STRONG if entry.kind in _STRONG_KINDS else NORMAL
    score = 0.5 if entry.weak else _SCORES.get(entry.label, 0.75)
    return Found(
        start,
        end,
        entry.label,
        "gazetteer",
        score,
        f"{entry.kind}: {entry.surface}" if entry.surface else entry.kind,
        rank,
        exact=True,
    )


def _doubtful(piece: Piece, first: int, last: int, lexicon: Lexicon) -> bool:
    """Tell whether a match of one token may be a word of another meaning here."""
    if last - first > 1:
        return False
    word = piece.words[first]
    if word.lower() in _EVERYDAY:
        return _shouted(piece, first - 1) or _shouted(piece, first + 1)
    if word not in lexicon.ambiguous:
        return False
    return piece.begins[first] or piece.headline[first] or _capital(piece, first - 1) or _capital(piece, last)


def _shouted(piece: Piece, at: int) -> bool:
    return 0 <= at < len(piece) and len(piece.words[at]) > 1 and piece.words[at].isupper() and piece.words[at].isalpha()


def _capital(piece: Piece, at: int) -> bool:
    return 0 <= at < len(piece) and piece.words[at][:1].isupper()
