"""What there is to see at a span: its words and their shapes, the words around it, what rules and lists say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from annotator.suggest.lexicon import Lexicon
from annotator.suggest.pieces import Piece
from annotator.suggest.policy import Found

_RUN = re.compile(r"(.)\1{2,}")
_LARGE, _SMALL, _DIGIT = re.compile(r"[^\W\d_a-z]"), re.compile(r"[a-z]"), re.compile(r"\d")
_MOST_WORDS = 6
_SHAPED = 4  # words of a name whose shapes are told
_AFFIXES = (2, 3, 4)  # letters
_EDGE = "^"


def span_features(piece: Piece, first: int, last: int, *, found: Sequence[Found], lexicon: Lexicon) -> Iterator[str]:
    """Yield the features of tokens [first, last); `found` are the rules' findings that touch them."""
    yield "bias"
    words = piece.words[first:last]
    small = [word.lower() for word in words]
    yield from _inside(words, small)
    yield from _around(piece, first, last)
    yield from _listed(piece, first, last, lexicon)
    yield from _ruled(piece.starts[first], piece.ends[last - 1], found)


def _inside(words: Sequence[str], small: Sequence[str]) -> Iterator[str]:
    yield "all=" + " ".join(small)
    yield "first=" + small[0]
    yield "last=" + small[-1]
    for word in small:
        yield "word=" + word
    if len(small) > 1:
        yield "begins=" + " ".join(small[:2])
        yield "ends=" + " ".join(small[-2:])
        yield "first3=" + small[0][-3:]
    yield f"words={min(_MOST_WORDS, len(small))}"
    yield "shape=" + " ".join(_shape(word) for word in words[:_SHAPED])
    for length in _AFFIXES:
        yield f"-{length}={small[-1][-length:]}"
        yield f"{length}-={small[0][:length]}"


def _around(piece: Piece, first: int, last: int) -> Iterator[str]:
    def at(index: int) -> str:
        return piece.words[index].lower() if 0 <= index < len(piece) else _EDGE

    left, right = [at(first - 1 - by) for by in range(5)], [at(last + by) for by in range(5)]
    yield "l1=" + left[0]
    yield "l2=" + left[1]
    yield "l3=" + left[2]
    yield "r1=" + right[0]
    yield "r2=" + right[1]
    yield "r3=" + right[2]
    yield f"l12={left[1]} {left[0]}"
    yield f"r12={right[0]} {right[1]}"
    yield f"lr={left[0]} {right[0]}"
    yield "l1-=" + left[0][-3:]
    yield "r1-=" + right[0][-3:]
    for word in left[:3]:
        yield "left=" + word
    for word in right[:3]:
        yield "right=" + word
    for word in (*left[3:], *right[3:]):
        yield "near=" + word
    if first and piece.words[first - 1][:1].isupper():
        yield "capital before"
    if last < len(piece) and piece.words[last][:1].isupper():
        yield "capital behind"
    yield f"headline={piece.headline[first]}"
    yield f"begins a sentence={piece.begins[first]}"


def _listed(piece: Piece, first: int, last: int, lexicon: Lexicon) -> Iterator[str]:
    for word in piece.words[first:last]:
        if word in lexicon.given:
            yield "given name"
        for name, words in (
            ("ending", lexicon.endings),
            ("opening", lexicon.openings),
            ("preceding", lexicon.precedings),
        ):
            if word in words:
                yield f"{name}={words[word]}"
    if piece.words[first] in lexicon.given:
        yield "given name first"
    if piece.words[last - 1] in lexicon.given:
        yield "given name last"
    before = [word.lower() for word in piece.words[max(0, first - 2) : first]]
    if before and before[-1] in lexicon.honorifics:
        yield "honorific"
    if before and (before[-1] in lexicon.offices or " ".join(before) in lexicon.offices):
        yield "office"
    if last < len(piece) and piece.words[last].lower() in lexicon.speech:
        yield "speaks"


def _ruled(start: int, end: int, found: Sequence[Found]) -> Iterator[str]:
    if not found:
        yield "no rule"
    for one in found:
        if (one.start, one.end) == (start, end):
            yield f"rule={one.label}{one.source[0]}{one.rank}"
            yield f"rule={one.label}"
            continue
        inside, around = start <= one.start and one.end <= end, one.start <= start and end <= one.end
        yield f"rule {'inside' if inside else 'around' if around else 'across'}={one.label}"
        if one.end == end:
            yield f"rule ends={one.label}"
        if one.start == start:
            yield f"rule begins={one.label}"


def _shape(word: str) -> str:
    shape = _DIGIT.sub("d", _SMALL.sub("x", _LARGE.sub("X", word)))
    return _RUN.sub(r"\1\1", shape)
