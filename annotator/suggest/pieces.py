"""Texts as tokens: cuts long texts into pieces, tokenises with spaCy, takes apart words that scraping glued together.

Knows which words begin a sentence or stand in a headline, where capitals say little; knows no labels.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from annotator.suggest.lexicon import Lexicon

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PIECE = 100_000  # code points; memory stays flat and spaCy's own limit far away
_SHORTEST_GLUED = 5
_MOST_GLUED = 2  # times in a text; a word said more often is a word
_LONGEST_WORD = 200  # code points; what is longer is no word, and regular expressions should not walk it

_INFIXES = (r"(?<=[\w.])[-–—/](?=[\w$€£¥])", r"(?<=[\w])[(\[“”\"](?=\w)")
_LONGEST_RUN = 300  # code points without white space
_UNBROKEN = re.compile(rf"\S{{{_LONGEST_RUN},}}")
_WORD = re.compile(r"[^\W\d_]+")
_CASE_CHANGE = re.compile(r"[^\W\d_A-Z]{2}(?=[A-Z])")
_SENTENCE_END = frozenset('.!?:;…•*|"“”„«»([{-–—•·>')
_HEADLINE_WORDS = 4
_HEADLINE_SHARE = 0.8
# Headlines leave these in small letters.
_SMALL_WORDS = frozenset(
    {"a", "an", "the", "of", "in", "on", "at", "to", "for", "and", "or", "but", "with", "from", "by", "as", "vs", "via"}
    | {"per", "over", "amid", "into", "after", "up", "off", "out", "than"}
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Some tokens of a text. `starts` and `ends` are code points of the whole text.

    `space[i]` is what lies between token i - 1 and token i, at most two signs of it; `begins[i]` says that a capital
    at i means nothing because a sentence begins; `headline[i]` that nearly every word of its line has one.
    """

    words: list[str]
    starts: list[int]
    ends: list[int]
    space: list[str]
    begins: list[bool]
    headline: list[bool]

    def __len__(self) -> int:
        """Return the number of tokens."""
        return len(self.words)

    def tokens_at(self, start: int, end: int) -> tuple[int, int] | None:
        """Return the tokens [first, last) that begin and end with this range of the text; None where none do."""
        first, last = bisect_left(self.starts, start), bisect_left(self.ends, end) + 1
        fits = first < last <= len(self) and self.starts[first] == start and self.ends[last - 1] == end
        return (first, last) if fits else None


def build_tokenizer() -> Language:
    """Return spaCy's blank English with hyphens, dashes, slashes and brackets splitting everywhere ("U.S.-led")."""
    import spacy  # noqa: PLC0415 - a second of import that the window must not pay

    nlp = spacy.blank("en")
    nlp.max_length = 4 * PIECE
    infixes = cast("list[str]", [*cast("Any", nlp.Defaults).infixes, *_INFIXES])
    cast("Any", nlp.tokenizer).infix_finditer = re.compile("|".join(infixes)).finditer
    return nlp


def capitalised_words(text: str) -> Counter[str]:
    """Count the words of a text that begin with a capital letter."""
    return Counter(word for word in _WORD.findall(text) if word[0].isupper())


def cut(text: str) -> Iterator[tuple[int, int]]:
    """Yield ranges of at most PIECE code points that cover the text, ending at a line break or space if possible.

    What has no space for long is no prose; it is cut finer, because tokenising takes the square of its length.
    """
    at = 0
    for run in _UNBROKEN.finditer(text):
        yield from _cut_prose(text, at, run.start())
        for start in range(run.start(), run.end(), _LONGEST_RUN):
            yield start, min(start + _LONGEST_RUN, run.end())
        at = run.end()
    yield from _cut_prose(text, at, len(text))


def _cut_prose(text: str, start: int, last: int) -> Iterator[tuple[int, int]]:
    while last - start > PIECE:
        limit = start + PIECE
        ends = (text.rfind(sign, start + PIECE // 2, limit) for sign in ("\n", ". ", " "))
        end = next((end + 1 for end in ends if end >= 0), limit)
        yield start, end
        start = end
    if start < last:
        yield start, last


def read_piece(
    nlp: Language, text: str, start: int, end: int, *, lexicon: Lexicon, seen: Counter[str]
) -> tuple[Doc, Piece]:
    """Tokenise text[start:end] for spaCy's matchers and for our own rules.

    `seen` counts the capitalised words of the whole text, for taking glued words apart.
    """
    from spacy.tokens import Doc  # noqa: PLC0415 - see build_tokenizer

    doc = nlp.make_doc(text[start:end])
    words: list[str] = []
    spaces: list[bool] = []
    glued = False
    for token in doc:
        parts = unglue(token.text, lexicon=lexicon, seen=seen)
        glued = glued or len(parts) > 1
        words += parts
        spaces += [False] * (len(parts) - 1)
        spaces.append(bool(token.whitespace_))
    if glued:
        doc = Doc(nlp.vocab, words=words, spaces=spaces)
    starts: list[int] = []
    ends: list[int] = []
    at = start
    for word, spaced in zip(words, spaces, strict=True):
        starts.append(at)
        at += len(word)
        ends.append(at)
        at += spaced
    space = [text[max(0, ends[i - 1]) : min(starts[i], ends[i - 1] + 2)] if i else "\n" for i in range(len(words))]
    return doc, Piece(words, starts, ends, space, _sentence_starts(words), _headlines(words))


def unglue(word: str, *, lexicon: Lexicon, seen: Counter[str]) -> list[str]:
    """Return the words that a token was glued from: "alongsideRussia" is two, "Trumpand" too where Trump is known."""
    short = not _SHORTEST_GLUED <= len(word) <= _LONGEST_WORD
    if short or not word.isalpha() or word.lower() in lexicon.entries:
        return [word]
    for change in _CASE_CHANGE.finditer(word):
        head, tail = word[: change.end()], word[change.end() :]
        if (head.islower() or seen[head] > 1) and (_known(tail, lexicon) or seen[tail] > 0):
            return [head, tail]
    if word[0].isupper() and seen[word] <= _MOST_GLUED:
        for length in range(_SHORTEST_GLUED - 1, len(word) - 1):
            head, tail = word[:length], word[length:]
            if tail in lexicon.glue and head[1:].islower() and (seen[head] > 0 or lexicon.labels_of(head)):
                return [head, tail]
    return [word]


def _known(word: str, lexicon: Lexicon) -> bool:
    return word in lexicon.given or bool(lexicon.labels_of(word)) or word.lower() in lexicon.honorifics


def _sentence_starts(words: list[str]) -> list[bool]:
    starts: list[bool] = []
    begins = True
    for word in words:
        starts.append(begins)
        if word.isspace():
            begins = begins or "\n" in word
        else:
            begins = word[-1] in _SENTENCE_END and (len(word) == 1 or word[-1] != ".")
    return starts


def _headlines(words: list[str]) -> list[bool]:
    """Mark the tokens of lines in which nearly every word begins with a capital, or that are all capitals."""
    marks: list[bool] = []
    line: list[str] = []
    for word in words:
        line.append(word)
        if "\n" in word:
            marks += [_is_headline(line)] * len(line)
            line = []
    return marks + [_is_headline(line)] * len(line)


def _is_headline(line: list[str]) -> bool:
    told = [word for word in line if word[0].isalpha() and word not in _SMALL_WORDS]
    capital = sum(1 for word in told if word[0].isupper())
    upper = sum(1 for word in told if len(word) > 1 and word.isupper())
    if not told or told[0][0].islower() or line[0][0].islower():
        return False
    title = capital >= _HEADLINE_WORDS and capital >= _HEADLINE_SHARE * len(told)
    return (title and "." not in {line[-1], line[-2:][0]}) or (len(told) > 1 and upper == len(told))
