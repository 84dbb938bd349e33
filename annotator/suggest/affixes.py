"""Names recognised by the word they end in, open or follow: "… Ministry", "University of …", "Lake …", "town of …"."""

from __future__ import annotations

from collections.abc import Iterator

from annotator.suggest.lexicon import Lexicon
from annotator.suggest.pieces import Piece
from annotator.suggest.policy import NORMAL, WEAK, Found
from annotator.suggest.runs import Kind, Shapes, joined

_LONGEST = 8  # words before an ending, or behind an opening
_LINKS = frozenset({"of", "for", "and", "the", "&"})
_IN_NAME = frozenset({Kind.NAME, Kind.INITIAL, Kind.HYPHEN, Kind.PART})
_NOT_ALONE = frozenset({"GPE", "NORP"})
# With nothing but a nationality or country before them these are no names in capitals: "the Russian Government".
_COMMON = frozenset({"Government", "Administration", "Team", "Workers", "Farmers", "Mission", "Campaign"})


def find(piece: Piece, shapes: Shapes, *, lexicon: Lexicon) -> Iterator[Found]:
    """Yield names with a telling word at either end, overlapping ones too."""
    for at, word in enumerate(piece.words):
        if shapes.kinds[at] is Kind.NAME:
            yield from _capital(piece, shapes, at, lexicon)
        if word in lexicon.small_openings:
            yield from _small_opened(piece, shapes, at, lexicon.small_openings[word])
        if word in lexicon.small_endings:
            yield from _small_ended(piece, shapes, at, lexicon.small_endings[word])


def _capital(piece: Piece, shapes: Shapes, at: int, lexicon: Lexicon) -> Iterator[Found]:
    word = piece.words[at]
    two = f"{piece.words[at - 1]} {word}" if at else word
    if word in lexicon.openings and not piece.headline[at]:
        yield from _opened(piece, shapes, at, lexicon.openings[word], lexicon)
    ending = two if two in lexicon.endings else word
    if ending in lexicon.endings:
        yield from _ended(piece, shapes, at, ending, lexicon=lexicon)
    if word in lexicon.precedings:
        yield from _preceded(piece, shapes, at, lexicon.precedings[word])


def _ended(piece: Piece, shapes: Shapes, at: int, ending: str, *, lexicon: Lexicon) -> Iterator[Found]:
    label = lexicon.endings[ending]
    word = piece.words[at]
    first = at
    while first > 0 and at - first < _LONGEST and joined(piece, first) and _before(piece, shapes, first - 1):
        first -= 1
    if piece.words[at - 1] == "and":
        first = at
    while first < at and shapes.kinds[first] in {Kind.HYPHEN, Kind.PART}:
        first += 1
    if first == at:
        return
    only_place = all(shapes.covered[one] in _NOT_ALONE for one in range(first, at))
    if only_place and word in _COMMON:
        return
    if piece.headline[at] and at - first > 2:  # noqa: PLR2004 - a longer chain in a headline is the headline
        return
    end = at + 1
    if word in {"Inc", "Corp", "Ltd", "Co"} and end < len(piece) and piece.words[end] == "." and not piece.space[end]:
        end += 1
    score = 0.75 if not piece.begins[first] else 0.68
    yield _found(piece, first, end, label, score, f"ends in “{ending}”")
    if label == "ORG" and end < len(piece) - 1 and piece.words[end] in {"of", "for"}:
        last = _chain_end(piece, shapes, end + 1, lexicon)
        if last > end + 1:
            yield _found(piece, first, last, label, score, f"“{word} {piece.words[end]} …”")


def _opened(piece: Piece, shapes: Shapes, at: int, label: str, lexicon: Lexicon) -> Iterator[Found]:
    if at + 2 >= len(piece) or piece.words[at + 1] not in {"of", "for"} or not joined(piece, at + 1):
        return
    end = _chain_end(piece, shapes, at + 2, lexicon)
    if end > at + 2:
        first = at
        while first > 0 and joined(piece, first) and _before(piece, shapes, first - 1):
            first -= 1
        yield _found(piece, first, end, label, 0.78, f"“{piece.words[at]} {piece.words[at + 1]} …”")


def _preceded(piece: Piece, shapes: Shapes, at: int, label: str) -> Iterator[Found]:
    nxt = at + 1
    if nxt < len(piece) and piece.words[nxt] == "." and not piece.space[nxt]:
        nxt += 1
    if nxt >= len(piece) or not joined(piece, nxt):
        return
    number = piece.words[nxt][0].isdigit()
    if label == "LAW" or number:
        if number and label in {"LAW", "FAC"}:
            yield _found(piece, at, nxt + 1, label, 0.75, f"“{piece.words[at]} {piece.words[nxt]}”")
        return
    end = nxt
    while end < len(piece) and end - nxt < 2 and joined(piece, end) and shapes.kinds[end] is Kind.NAME:  # noqa: PLR2004 - "Camp Ashraf", "Operation Desert Storm"
        end += 1
    if end > nxt:
        yield _found(piece, at, end, label, 0.75, f"“{piece.words[at]} …”")


def _small_opened(piece: Piece, shapes: Shapes, at: int, label: str) -> Iterator[Found]:
    """Find the place in "the town of Spin Boldak" and "the capital, Podgorica"."""
    nxt = at + 1
    if nxt < len(piece) and (piece.words[nxt] == "of" or (piece.words[nxt] == "," and piece.words[at] == "capital")):
        nxt += 1
    else:
        return
    end = _word_chain(piece, shapes, nxt)
    if end > nxt and not piece.headline[nxt]:
        yield _found(piece, nxt, end, label, 0.7, f"“{piece.words[at]} of …”")


def _small_ended(piece: Piece, shapes: Shapes, at: int, label: str) -> Iterator[Found]:
    """Find the place in "Farah province"."""
    first = at
    while first > 0 and at - first < 3 and joined(piece, first) and shapes.kinds[first - 1] in _IN_NAME:  # noqa: PLR2004 - names of provinces are short
        first -= 1
    while first < at and (shapes.covered[first] == "NORP" or piece.begins[first] or shapes.kinds[first] is Kind.HYPHEN):
        first += 1
    if first < at:
        yield _found(piece, first, at, label, 0.65, f"before “{piece.words[at]}”")


def _before(piece: Piece, shapes: Shapes, at: int) -> bool:
    """Tell whether token `at` can stand before an ending, as part of the name ("Peace and Security Council")."""
    if shapes.kinds[at] in _IN_NAME or shapes.covered[at] in _NOT_ALONE:
        return True
    unknown = at > 0 and joined(piece, at) and shapes.kinds[at - 1] is Kind.NAME and not shapes.covered[at - 1]
    return unknown and (piece.words[at] == "&" or (piece.words[at] == "and" and not piece.begins[at - 1]))


def _chain_end(piece: Piece, shapes: Shapes, first: int, lexicon: Lexicon) -> int:
    """Return the end of "Foreign Affairs and Trade" behind "Ministry of"; `first` when no capital follows."""
    at, good = first, first
    while at < len(piece) and joined(piece, at) and at - first < _LONGEST:
        if shapes.kinds[at] in _IN_NAME or shapes.covered[at]:
            good = at + 1
        elif piece.words[at] not in _LINKS or (
            piece.words[at] == "and" and not _and_goes_on(piece, shapes, at, lexicon)
        ):
            break
        at += 1
    return good


def _and_goes_on(piece: Piece, shapes: Shapes, at: int, lexicon: Lexicon) -> bool:
    """Tell whether a name goes on behind "and": in "Environment and Forestry" it does, in "of Iraq and Kuwait" not."""
    if shapes.covered[at - 1] in _NOT_ALONE or at + 1 >= len(piece) or shapes.kinds[at + 1] is not Kind.NAME:
        return False
    return piece.words[at + 1] not in lexicon.openings and piece.words[at + 1] not in lexicon.precedings


def _word_chain(piece: Piece, shapes: Shapes, first: int) -> int:
    at = first
    while at < len(piece) and joined(piece, at) and at - first < _LONGEST:
        if shapes.kinds[at] not in _IN_NAME and not (
            shapes.kinds[at] is Kind.PARTICLE and at + 1 < len(piece) and shapes.kinds[at + 1] in _IN_NAME
        ):
            break
        at += 1
    while at > first and shapes.kinds[at - 1] is Kind.HYPHEN:
        at -= 1
    return at


def _found(piece: Piece, first: int, end: int, label: str, score: float, reason: str) -> Found:
    rank = NORMAL if score > 0.6 else WEAK  # noqa: PLR2004 - the scores of this module
    return Found(piece.starts[first], piece.ends[end - 1], label, "pattern", score, reason, rank)
