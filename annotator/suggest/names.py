"""Persons by pattern: a title or office before a name, a given name, a surname-first name, who said something."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.suggest.lexicon import Lexicon
from annotator.suggest.pieces import Piece
from annotator.suggest.policy import NORMAL, STRONG, WEAK, Found
from annotator.suggest.runs import Kind, Shapes, joined, name_end

_LONGEST_TITLE = 6  # tokens: "Maj . Gen ."
_MOST_WORDS = 4  # of a name
_SHORT = 2


def find(text: str, piece: Piece, shapes: Shapes, *, lexicon: Lexicon) -> Iterator[Found]:
    """Yield persons' names, overlapping ones too; titles are not part of them."""
    kinds = shapes.kinds
    at = 0
    while at < len(piece):
        if kinds[at] is Kind.OTHER or kinds[at] in {Kind.HYPHEN, Kind.PART}:
            at += 1
            continue
        title = title_end(text, piece, at, lexicon)
        if title:
            name = _titled(text, piece, shapes, at, title, lexicon)
            if name:
                yield name
            at = title
            continue
        name = _untitled(piece, shapes, at, lexicon)
        if name:
            yield name
            end = name.end
            while at < len(piece) and piece.starts[at] < end:
                at += 1
            continue
        at += 1


def title_end(text: str, piece: Piece, at: int, lexicon: Lexicon) -> int:
    """Return the index behind the longest capitalised title that begins at token `at`, or 0.

    At the beginning of a sentence an office counts as one: "Archaeologist Ada Quill".
    """
    if not piece.words[at][0].isupper():
        return 0
    for last in range(min(len(piece), at + _LONGEST_TITLE), at, -1):
        phrase = text[piece.starts[at] : piece.ends[last - 1]].lower()
        known = phrase in lexicon.honorifics or (piece.begins[at] and phrase in lexicon.offices)
        if known and (last >= len(piece) or piece.words[last] != "."):
            return last
        if phrase.endswith(".") and phrase[:-1] in lexicon.honorifics:
            return last
    return 0


def _titled(text: str, piece: Piece, shapes: Shapes, at: int, first: int, lexicon: Lexicon) -> Found | None:
    if first >= len(piece) or not joined(piece, first) or title_end(text, piece, first, lexicon):
        return None
    if shapes.kinds[first] not in {Kind.NAME, Kind.INITIAL, Kind.PARTICLE}:
        return None
    if _foreign(shapes, first) and not _is_given_after_all(piece, shapes, first):
        return None
    end = _person_end(piece, shapes, first, lexicon)
    if end <= first or piece.words[end - 1] in lexicon.endings or piece.words[first] in lexicon.openings:
        return None
    title = " ".join(text[piece.starts[at] : piece.ends[first - 1]].split())
    return _found(piece, first, end, 0.88, f"title “{title}” before a capitalised name", STRONG)


def _untitled(piece: Piece, shapes: Shapes, at: int, lexicon: Lexicon) -> Found | None:
    if shapes.kinds[at] is Kind.PARTICLE:
        return _particled(piece, shapes, at, lexicon)
    word = piece.words[at]
    if (_foreign(shapes, at) and word not in lexicon.given) or _inside_listed(piece, shapes, at):
        return None
    end = _person_end(piece, shapes, at, lexicon)
    if end == at or _is_other(piece, shapes, at, end, lexicon):
        return None
    words = _words(piece, shapes, at, end)
    if piece.headline[at]:
        return _by_word(piece, at, end, words, lexicon) if words == _SHORT else None
    return _by_word(piece, at, end, words, lexicon) or _by_context(piece, shapes, at, end, words=words, lexicon=lexicon)


def _by_word(piece: Piece, at: int, end: int, words: int, lexicon: Lexicon) -> Found | None:
    """Find a name by its own first word."""
    word = piece.words[at]
    if word in lexicon.given and words > 1:
        return _found(piece, at, end, 0.82, f"given name “{word}” before a capitalised name", NORMAL)
    if word in lexicon.family_first and words in {2, 3} and not piece.headline[at]:
        return _found(piece, at, end, 0.78, f"family name “{word}” first", NORMAL)
    return None


def _by_context(piece: Piece, shapes: Shapes, at: int, end: int, *, words: int, lexicon: Lexicon) -> Found | None:
    """Find a name by what stands beside it; an office, a verb of speech, an age."""
    word = piece.words[at]
    if shapes.kinds[at] is Kind.INITIAL:
        initials = words > 1 and "." in word
        return _found(piece, at, end, 0.7, "initials before a capitalised name", NORMAL) if initials else None
    before = piece.words[at - 1] if at and joined(piece, at) else ""
    if before in lexicon.offices:
        reason = f"“{before}” before a capitalised name"
        return _found(piece, at, end, 0.72, reason, NORMAL) if words > 1 else _found(piece, at, end, 0.55, reason, WEAK)
    if words not in {2, 3} or word.isupper():
        return None
    after = piece.words[end] if end < len(piece) else ""
    if after in lexicon.speech:
        return _found(piece, at, end, 0.68, f"capitalised name before “{after}”", NORMAL)
    if after in {",", "("} and end + 1 < len(piece) and piece.words[end + 1][:2].isdigit():
        return _found(piece, at, end, 0.65, "capitalised name before an age", NORMAL)
    return None


def _particled(piece: Piece, shapes: Shapes, at: int, lexicon: Lexicon) -> Found | None:
    """Find "al-Maliki" and "bin Laden" where no given name stands before them."""
    if piece.words[at] not in lexicon.joined and piece.words[at] not in {"bin", "van", "von", "de"}:
        return None
    end = _person_end(piece, shapes, at, lexicon)
    hyphened = at + 1 < len(piece) and shapes.kinds[at + 1] is Kind.HYPHEN
    if end <= at + 1 or _foreign(shapes, at) or (piece.words[at] in lexicon.joined and not hyphened):
        return None
    return _found(piece, at, end, 0.5, f"“{piece.words[at]}” before a capitalised name", WEAK)


def _person_end(piece: Piece, shapes: Shapes, first: int, lexicon: Lexicon) -> int:
    """Return where a person's name that begins at `first` ends."""
    end = name_end(piece, shapes, first, most=_MOST_WORDS)
    # A city may be a surname behind a given name: "Jack London".
    if (
        end == first + 1
        and piece.words[first] in lexicon.given
        and end < len(piece)
        and joined(piece, end)
        and shapes.covered[end] == "GPE"
        and shapes.kinds[end] is Kind.NAME
        and not _inside_listed(piece, shapes, end)
    ):
        end += 1
    return end


def _is_other(piece: Piece, shapes: Shapes, first: int, end: int, lexicon: Lexicon) -> bool:
    """Tell whether a chain ends or begins with a word that says it is no person."""
    last = piece.words[end - 1]
    return (
        last in lexicon.endings
        or piece.words[first] in lexicon.endings
        or piece.words[first] in lexicon.precedings
        or (piece.words[first] in lexicon.openings and end < len(piece) and piece.words[end] == "of")
        or any(shapes.covered[one] not in {"", "PERSON", "GPE"} for one in range(first, end))
    )


def _inside_listed(piece: Piece, shapes: Shapes, at: int) -> bool:
    """Tell whether token `at` is part of a listed name of several words ("Jordan" in "Jordan River")."""
    label = shapes.covered[at]
    return label not in {"", "PERSON"} and (
        (at + 1 < len(piece) and shapes.covered[at + 1] == label and joined(piece, at + 1))
        or (at > 0 and shapes.covered[at - 1] == label and joined(piece, at))
    )


def _is_given_after_all(piece: Piece, shapes: Shapes, at: int) -> bool:
    """Tell whether a place behind a title is a given name, because an unknown name follows: "Mrs. Amara Okwuosa"."""
    follows = at + 1 < len(piece) and joined(piece, at + 1) and shapes.kinds[at + 1] is Kind.NAME
    return shapes.covered[at] == "GPE" and follows and not shapes.covered[at + 1] and bool(piece.space[at + 1])


def _foreign(shapes: Shapes, at: int) -> bool:
    return shapes.covered[at] not in {"", "PERSON"}


def _words(piece: Piece, shapes: Shapes, first: int, end: int) -> int:
    """Count the words of a chain; what hyphens join is one."""
    return sum(
        1
        for at in range(first, end)
        if shapes.kinds[at] in {Kind.NAME, Kind.INITIAL, Kind.PARTICLE} and (at == first or piece.space[at])
    )


def _found(piece: Piece, first: int, end: int, score: float, reason: str, rank: int) -> Found:
    return Found(piece.starts[first], piece.ends[end - 1], "PERSON", "name", score, reason, rank)
