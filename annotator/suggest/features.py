"""What the rules know about each token, as inputs of the trained recogniser.

They travel in two attributes of spaCy's tokens that a recogniser of entities otherwise leaves empty, so that an
ordinary pipeline reads them through its ordinary embedding: TAG says what the rules found there, LEMMA what kind of
line and word it is, which a few neighbours cannot tell. A pipeline works without them, only less well.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, cast

from annotator.suggest.lexicon import Lexicon
from annotator.suggest.policy import Found
from annotator.suggest.runs import Kind

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from annotator.suggest.rules import Part, Reading


def write_features(reading: Reading, settled: Sequence[Found], *, lexicon: Lexicon) -> None:
    """Write the features of each token of a text into its parts' documents."""
    at = 0
    for part in reading.parts:
        at = _write(part, settled, at, lexicon)


def _write(part: Part, settled: Sequence[Found], at: int, lexicon: Lexicon) -> int:
    """Write one part's features; `at` is the first finding that may lie in it. Return the first of the next part."""
    piece = part.piece
    tags = [""] * len(piece)
    last = len(settled)
    for index, start in enumerate(piece.starts):
        while at < last and settled[at].end <= start:
            at += 1
        if at < last and settled[at].start < piece.ends[index]:
            one = settled[at]
            tags[index] = f"{'B' if one.start >= start else 'I'}-{one.label}-{one.source[0]}{one.rank}"
    _set(part.doc, tags, [_word(part, index, lexicon) for index in range(len(piece))])
    return at


def _word(part: Part, index: int, lexicon: Lexicon) -> str:
    """Return what a token is: where a capital says little, and what the lists of words know of it."""
    piece, word = part.piece, part.piece.words[index]
    place = "h" if piece.headline[index] else "b" if piece.begins[index] else ""
    if part.shapes.kinds[index] is Kind.NAME:
        known = (
            "g"
            if word in lexicon.given
            else "e"
            if word in lexicon.endings
            else "o"
            if word in lexicon.openings
            else ""
        )
        return f"{place}N{known}"
    lower = word.lower()
    return f"{place}t" if lower in lexicon.honorifics or word in lexicon.offices else place


def _set(doc: Doc, tags: list[str], words: list[str]) -> None:
    import numpy as np  # noqa: PLC0415 - see pieces.build_tokenizer

    number = doc.vocab.strings.add
    numbers = {name: number(name) if name else 0 for name in {*tags, *words}}
    rows = np.array([(numbers[tag], numbers[word]) for tag, word in zip(tags, words, strict=True)], dtype="uint64")
    if len(doc):
        cast("Any", doc).from_array(["TAG", "LEMMA"], rows)
