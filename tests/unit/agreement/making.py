"""Corpora for the tests of agreement: from plain lists, from ratings of items, and as hypothesis draws them."""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence

import numpy as np
from hypothesis import strategies as st

from annotator.agreement.base import IntArray
from annotator.agreement.units import Corpus, Document, Tokens, corpus_of, label_numbers, pack
from annotator.domain.span import Span

Marked = tuple[int, int, str]
"""Start, end, label."""
Drawn = Mapping[str, Sequence[Marked]]
"""Of one document, what each annotator who finished it marked."""

LABELS = ("LOC", "ORG", "PER")
SIZE = 24


def seeded(seed: int) -> random.Random:
    """Return a source of the same random numbers each time."""
    return random.Random(seed)  # noqa: S311 - tests, no secrets


def every(width: int, *, step: int = 1) -> Tokens:
    """Return tokens of `step` characters that lie side by side on so many characters."""
    starts = np.arange(0, width, step, dtype=np.int32)
    return Tokens(starts, np.minimum(starts + step, width).astype(np.int32))


def corpus_from(
    documents: Sequence[Drawn],
    *,
    annotators: Sequence[str] = ("A", "B", "C"),
    labels: Sequence[str] = LABELS,
    size: int = SIZE,
    step: int = 1,
) -> Corpus:
    """Return a corpus of documents of `size` characters."""
    numbers = label_numbers(labels)
    tokens = every(size, step=step)
    made = [
        Document(
            size,
            len(tokens),
            {name: pack([Span(*one) for one in marked], numbers, tokens) for name, marked in document.items()},
        )
        for document in documents
    ]
    return corpus_of(annotators, labels, made)


def corpus_of_ratings(ratings: IntArray, categories: int) -> Corpus:
    """Return a corpus with a document of one token for each item of ratings[items, people], -1 not finished."""
    names = [f"rater {number:02}" for number in range(ratings.shape[1])]
    documents = [
        Document(
            1, 1, {names[at]: np.array([[0, 1, value, 0, 1]], np.int32) for at, value in enumerate(row) if value >= 0}
        )
        for row in ratings.tolist()
    ]
    return corpus_of(names, [f"{number:02}" for number in range(categories)], documents)


@st.composite
def _marked(draw: st.DrawFn) -> Marked:
    start = draw(st.integers(0, SIZE - 1))
    return start, draw(st.integers(start + 1, min(SIZE, start + 8))), draw(st.sampled_from(LABELS))


spans_of_one = st.lists(_marked(), max_size=6)
documents_of = st.dictionaries(st.sampled_from(("A", "B", "C")), spans_of_one, max_size=3)
corpora = st.lists(documents_of, min_size=1, max_size=6)
"""Few characters and labels, so that spans meet, nest and coincide."""
