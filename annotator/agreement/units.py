"""What is compared: documents, who finished them, and their spans as packed rows of int32.

Here text becomes tokens and spans become rows; counting them is in `counts`. A row is (start, end, label, first token,
end token): offsets in code points and in tokens, both half-open, the label as its index in the corpus's labels.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Protocol

import numpy as np

from annotator.agreement.base import BoolArray, IntArray, RowArray

START, END, LABEL, FIRST_TOKEN, END_TOKEN = range(5)
COLUMNS = 5

_CJK = "\u2e80-\u2fdf\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
# Marks that belong to the letter before them and that `\w` does not take.
_MARKS = (
    "\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed\u0900-\u0903\u093a-\u094f"
)
_TOKEN = re.compile(rf"[{_CJK}]|[^\W{_CJK}](?:[^\W{_CJK}]|[{_MARKS}])*|[^\w\s]")


class Labelled(Protocol):
    """Anything that is a labelled range, as `annotator.domain.span.Span` is."""

    @property
    def start(self) -> int:
        """First code point."""
        ...

    @property
    def end(self) -> int:
        """One past the last code point."""
        ...

    @property
    def label(self) -> str:
        """Its label."""
        ...


@dataclass(frozen=True, slots=True)
class Tokens:
    """Where a text's tokens begin and end, in code points, in reading order."""

    starts: RowArray
    ends: RowArray

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.starts)


def tokens_of(text: str) -> Tokens:
    """Cut a text into the tokens that token metrics count: words, numbers, single ideographs, single signs."""
    flat = [place for found in _TOKEN.finditer(text) for place in found.span()]
    both = np.array(flat, np.int32).reshape(-1, 2)
    return Tokens(both[:, 0].copy(), both[:, 1].copy())


def pack(spans: Iterable[Labelled], labels: Mapping[str, int], tokens: Tokens) -> RowArray:
    """Return the rows of one annotator's spans in one document, in the one order they have; a span twice is one.

    `labels` gives each label's index; a span with a label that is not there raises KeyError. A span takes every token
    it shares a code point with, so one that ends inside a word takes the word.
    """
    listed = sorted({(span.start, -span.end, labels[span.label]) for span in spans})
    rows = np.zeros((len(listed), COLUMNS), np.int32)
    if listed:
        rows[:, : LABEL + 1] = listed
        rows[:, END] *= -1
        rows[:, FIRST_TOKEN] = np.searchsorted(tokens.ends, rows[:, START], side="right")
        rows[:, END_TOKEN] = np.searchsorted(tokens.starts, rows[:, END], side="left")
        np.maximum(rows[:, END_TOKEN], rows[:, FIRST_TOKEN], out=rows[:, END_TOKEN])
    return rows


@dataclass(frozen=True, slots=True)
class Document:
    """A document to be compared: its length in code points, its tokens, and the rows of each who *finished* it.

    Finished without a span is an array without rows; who is not named has not finished.
    """

    length: int
    tokens: int
    packs: Mapping[str, RowArray]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All documents in packed form.

    `rows` is int32[spans, 5], set by set: document 0 of annotator 0, of annotator 1, … Set number d * annotators + a
    has rows[offsets[set] : offsets[set + 1]], sorted as `pack` sorts them. `labels` are in the order of their names.
    """

    annotators: tuple[str, ...]
    labels: tuple[str, ...]
    rows: RowArray
    offsets: IntArray
    finished: BoolArray
    lengths: IntArray
    tokens: IntArray

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.lengths)

    @property
    def pairs(self) -> tuple[tuple[int, int], ...]:
        """The pairs of annotators, by their indices, in the order all counts have them."""
        return pairs_of(len(self.annotators))

    @property
    def sets(self) -> IntArray:
        """The number of each row's set."""
        return np.repeat(np.arange(len(self.offsets) - 1, dtype=np.int32), np.diff(self.offsets))

    @property
    def common(self) -> BoolArray:
        """Whether both of a pair have finished it: [documents, pairs]."""
        sides = np.array(self.pairs, np.int64).reshape(-1, 2)
        return self.finished[:, sides[:, 0]] & self.finished[:, sides[:, 1]]

    @property
    def complete(self) -> BoolArray:
        """Whether everybody has finished it, document by document."""
        return self.finished.sum(axis=1) == len(self.annotators)

    def set_of(self, document: int, annotator: int) -> RowArray:
        """Return the rows of one annotator in one document."""
        number = document * len(self.annotators) + annotator
        return self.rows[self.offsets[number] : self.offsets[number + 1]]

    def part(self, first: int, end: int) -> Corpus:
        """Return the documents [first, end) as a corpus of its own that shares the rows."""
        width = len(self.annotators)
        offsets = self.offsets[first * width : end * width + 1]
        return Corpus(
            self.annotators,
            self.labels,
            self.rows[offsets[0] : offsets[-1]],
            offsets - offsets[0],
            self.finished[first:end],
            self.lengths[first:end],
            self.tokens[first:end],
        )

    def take(self, documents: IntArray) -> Corpus:
        """Return some documents, in this order, as a corpus of its own."""
        width = len(self.annotators)
        sets = (documents[:, np.newaxis] * width + np.arange(width)).reshape(-1)
        rows = [self.rows[self.offsets[one] : self.offsets[one + 1]] for one in sets.tolist()]
        return Corpus(
            self.annotators,
            self.labels,
            np.concatenate([np.zeros((0, COLUMNS), np.int32), *rows]),
            np.concatenate((np.zeros(1, np.int64), np.cumsum(np.diff(self.offsets)[sets]))),
            self.finished[documents],
            self.lengths[documents],
            self.tokens[documents],
        )

    def only(self, annotators: Sequence[int]) -> Corpus:
        """Return the corpus with these annotators alone, in the order of their indices."""
        wanted = sorted(set(annotators))
        sizes = np.diff(self.offsets)
        kept = np.isin(np.arange(len(sizes)) % len(self.annotators), wanted)
        return Corpus(
            tuple(self.annotators[annotator] for annotator in wanted),
            self.labels,
            self.rows[np.repeat(kept, sizes)],
            np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes[kept]))),
            self.finished[:, wanted],
            self.lengths,
            self.tokens,
        )


def pairs_of(annotators: int) -> tuple[tuple[int, int], ...]:
    """Return the pairs (i, j), i < j, of so many annotators."""
    return tuple(combinations(range(annotators), 2))


def corpus_of(annotators: Sequence[str], labels: Iterable[str], documents: Iterable[Document]) -> Corpus:
    """Put documents together; the rows' labels are indices into the sorted `labels`."""
    nothing = np.zeros((0, COLUMNS), np.int32)
    packs: list[RowArray] = []
    finished: list[list[bool]] = []
    lengths: list[int] = []
    tokens: list[int] = []
    for document in documents:
        finished.append([name in document.packs for name in annotators])
        packs.extend(document.packs.get(name, nothing) for name in annotators)
        lengths.append(document.length)
        tokens.append(document.tokens)
    sizes = np.array([0, *map(len, packs)], np.int64)
    return Corpus(
        tuple(annotators),
        tuple(sorted(set(labels))),
        np.concatenate([nothing, *packs]),
        np.cumsum(sizes),
        np.array(finished, np.bool_).reshape(-1, len(annotators)),
        np.array(lengths, np.int64),
        np.array(tokens, np.int64),
    )


def label_numbers(labels: Iterable[str]) -> dict[str, int]:
    """Return each label's index in a corpus: its place among the sorted names, whatever order a scheme has."""
    return {label: number for number, label in enumerate(sorted(set(labels)))}


def chunks(corpus: Corpus, *, documents: int = 1000, tokens: int = 1 << 20, spans: int = 1 << 18) -> Iterator[slice]:
    """Cut the documents into slices small enough to stay in the processor's cache; a huge document is one alone."""
    width = max(1, len(corpus.annotators))
    token_ends = np.cumsum(corpus.tokens)
    span_ends = corpus.offsets[width::width]
    at = 0
    while at < len(corpus):
        before = (int(token_ends[at - 1]), int(span_ends[at - 1])) if at else (0, 0)
        by_tokens = int(np.searchsorted(token_ends, before[0] + tokens, side="right"))
        by_spans = int(np.searchsorted(span_ends, before[1] + spans, side="right"))
        end = max(at + 1, min(at + documents, by_tokens, by_spans, len(corpus)))
        yield slice(at, end)
        at = end
