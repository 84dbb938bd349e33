"""Documents cut at line ends, for learning as for finding: stretches a network works on side by side."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from spacy.tokens import Doc

_SHORTEST = 30  # tokens of a stretch; shorter paragraphs go with the next
_LONGEST = 400
_SEEN = ("TAG", "LEMMA", "NORM")
"""What a network sees of a token that does not follow from its word."""


def stretches(doc: Doc) -> Iterator[tuple[int, Doc]]:
    """Yield a document's stretches as documents, each with the number of its first token.

    They have all that a network sees of a token; spaCy's own slicing gives the same, and copies far more.
    """
    from spacy.tokens import Doc  # noqa: PLC0415 - spaCy was loaded for the pipeline

    words = [token.text for token in doc]
    places = list(_places(words))
    if len(places) == 1:
        yield 0, doc
        return
    known = cast("Any", doc.to_array([*_SEEN, "SPACY"]))
    spaces = [bool(one) for one in known[:, -1]]
    for first, last in places:
        part = Doc(doc.vocab, words=words[first:last], spaces=spaces[first:last])
        yield first, part.from_array(list(_SEEN), known[first:last, :-1])


def _places(words: Sequence[str]) -> Iterator[tuple[int, int]]:
    first = 0
    for behind, word in enumerate(words, 1):
        if behind - first >= _LONGEST or (behind - first >= _SHORTEST and "\n" in word):
            yield first, behind
            first = behind
    if first < len(words):
        yield first, len(words)
