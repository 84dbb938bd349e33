"""Weak guesses at capitalised words nobody knows, from the words beside them. Everything else goes before them."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.suggest.lexicon import Lexicon
from annotator.suggest.pieces import Piece
from annotator.suggest.policy import NORMAL, WEAK, Found
from annotator.suggest.runs import Kind, Shapes, joined, name_end

_WHERE = frozenset({"in", "near", "outside", "around", "across", "throughout", "toward", "towards", "at", "from"})
_SURE_WHERE = frozenset({"in", "near", "outside", "around", "across", "throughout"})
_LONGEST = 3  # words
_LONGEST_ACRONYM = 6  # letters
_ROMAN = frozenset("IVXLCDM")
_SHORTEST_SURNAME = 5  # letters


def find(piece: Piece, shapes: Shapes, *, lexicon: Lexicon, lowercase: frozenset[str]) -> Iterator[Found]:
    """Yield guesses at chains of capitalised words that no list has; headlines and shouted lines yield none.

    `lowercase` are the words that the text has in small letters somewhere.
    """
    kinds = shapes.kinds
    at = 0
    while at < len(piece):
        if kinds[at] is not Kind.NAME or shapes.covered[at] or piece.headline[at]:
            at += 1
            continue
        end = max(at + 1, name_end(piece, shapes, at, most=2 * _LONGEST))
        words = sum(1 for one in range(at, end) if one == at or piece.space[one])
        guess = _guess(piece, shapes, at, end, words=words, lexicon=lexicon)
        if guess and not (guess[0] == "PERSON" and _ordinary(piece, at, end, lexicon, lowercase)):
            label, score, reason = guess
            source = "name" if label == "PERSON" else "pattern"
            rank = NORMAL if score > 0.6 else WEAK  # noqa: PLR2004 - the scores of this module
            yield Found(piece.starts[at], piece.ends[end - 1], label, source, score, reason, rank)
        at = end


def _guess(
    piece: Piece, shapes: Shapes, at: int, end: int, *, words: int, lexicon: Lexicon
) -> tuple[str, float, str] | None:
    """Return label, score and reason for the chain [at, end), or None."""
    before = piece.words[at - 1].lower() if at and joined(piece, at) else ""
    after = piece.words[end] if end < len(piece) else ""
    word = piece.words[at]
    if words > _LONGEST:
        return None
    if before in _WHERE and after == "," and end + 1 < len(piece) and shapes.covered[end + 1] == "GPE":
        return "GPE", 0.7, f"place before “, {piece.words[end + 1]}”"
    if words == 1 and word.isupper() and word.isalpha():
        known = 2 <= len(word) <= _LONGEST_ACRONYM and not set(word) <= _ROMAN and word not in lexicon.acronyms  # noqa: PLR2004 - shortest acronym
        return ("ORG", 0.4, "unknown acronym") if known else None
    if before in _SURE_WHERE:
        return "GPE", 0.5, f"“{before}” before a capitalised name"
    if words > 1:
        return None if before in {"the", "a", "an"} else ("PERSON", 0.45, "two or three capitalised words")
    return None if piece.begins[at] and word.lower() in lexicon.openers else _single(word, after, lexicon)


def _ordinary(piece: Piece, at: int, end: int, lexicon: Lexicon, lowercase: frozenset[str]) -> bool:
    """Tell whether a word of the chain is an ordinary word or an office: "Human Rights", "Deputy Secretary"."""
    lower = [word.lower() for word in piece.words[at:end]]
    return any(word in lowercase or word in lexicon.openers or word in lexicon.title_words for word in lower)


def _single(word: str, after: str, lexicon: Lexicon) -> tuple[str, float, str] | None:
    for ending in lexicon.surname_endings if len(word) >= _SHORTEST_SURNAME else ():
        if word.endswith(ending):
            return "PERSON", 0.55, f"ends in “-{ending}”, as surnames do"
    if after in lexicon.speech and word not in lexicon.ambiguous:
        return "PERSON", 0.5, f"capitalised word before “{after}”"
    return None
