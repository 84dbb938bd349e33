"""Texts with the names a person marked in them, and the tokens and examples a recogniser learns them from.

How texts become tokens is decided here, too, once for learning and for scoring: English as the rules read it, with what
they know of each token; every other language as spaCy's own tokeniser of it does.
"""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from annotator.errors import SuggesterError
from annotator.suggest import pieces
from annotator.suggest.features import write_features
from annotator.suggest.footnotes import without_marks
from annotator.suggest.rules import Rules
from annotator.suggest.stretches import stretches

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc
    from spacy.training import Example

ENGLISH = "en"
REPLAY = "replay.jsonl"
"""The file beside a pipeline with some of the texts it learnt from, so that it can be reminded of them."""

_LONGEST = 2_000  # code points of a stretch without line breaks, in scripts that write without spaces
_ENDS = "\n。！？；!?;"  # noqa: RUF001 - the ends of sentences there


@dataclass(frozen=True, slots=True)
class TaughtText:
    """A text with its names as (start, end, label) and the regions nobody judged; code points, half-open."""

    text: str
    spans: tuple[tuple[int, int, str], ...]
    missing: tuple[tuple[int, int], ...] = ()

    def labels(self) -> set[str]:
        """Return the labels it has."""
        return {label for _, _, label in self.spans}


@dataclass(frozen=True, slots=True)
class Tokens:
    """A stretch of a text as spaCy sees it, with where each token lies in the whole text; `blind` has no features."""

    doc: Doc
    blind: Doc
    starts: Sequence[int]
    ends: Sequence[int]


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as tokens, stretch by stretch, and what the rules found in it as (start, end, label)."""

    text: str
    stretches: tuple[Tokens, ...]
    ruled: tuple[tuple[int, int, str], ...] = ()

    def __len__(self) -> int:
        """Return how many tokens it has."""
        return sum(len(one.starts) for one in self.stretches)


class Reader(Protocol):
    """Turns texts into tokens."""

    def read(self, text: str) -> ReadText:
        """Return a text's tokens."""
        ...


def reader_for(nlp: Language, resources: Path) -> Reader:
    """Return the reader of a pipeline's language; its documents share the pipeline's vocabulary."""
    return _English(Rules(resources, nlp)) if nlp.lang == ENGLISH else _Plain(nlp)


def blank(language: str) -> Language:
    """Return spaCy's tokeniser of a language, for English with ours; raise SuggesterError when there is none."""
    import spacy  # noqa: PLC0415 - a second of import that the window must not pay

    if language == ENGLISH:
        return pieces.build_tokenizer()
    try:
        return spacy.blank(language)
    except ImportError as error:
        # spaCy says either that it knows no such language, or which package its words need.
        needs = "no language" if "E048" in str(error) else "no package for the words of"
        raise SuggesterError(
            f"spaCy has {needs} “{language}”.", remedy="Name another language by its code, such as en, de or zh."
        ) from error


class _English:
    def __init__(self, rules: Rules) -> None:
        self._rules = rules

    def read(self, text: str) -> ReadText:
        reading = self._rules.read(without_marks(text))
        blind = [part.doc.copy() for part in reading.parts]
        settled = reading.settled()
        write_features(reading, settled, lexicon=self._rules.lexicon)
        stretches = (
            Tokens(part.doc, doc, part.piece.starts, part.piece.ends)
            for part, doc in zip(reading.parts, blind, strict=True)
            if len(part.doc)
        )
        return ReadText(text, tuple(stretches), tuple((one.start, one.end, one.label) for one in settled))


class _Plain:
    def __init__(self, nlp: Language) -> None:
        self._nlp = nlp
        self._cut = cutting(nlp)

    def read(self, text: str) -> ReadText:
        found: list[Tokens] = []
        for start, end in self._cut(text):
            doc = self._nlp.make_doc(text[start:end])
            if len(doc):
                starts = [start + token.idx for token in doc]
                ends = [first + len(token) for first, token in zip(starts, doc, strict=True)]
                found.append(Tokens(doc, doc, starts, ends))
        return ReadText(text, tuple(found))


def cutting(nlp: Language) -> Callable[[str], Iterator[tuple[int, int]]]:
    """Return what cuts a text into ranges that a pipeline's tokeniser takes in reasonable time."""
    # The tokenisers of scripts without spaces take long lines well, but would lose names cut in two.
    return pieces.cut if type(nlp.tokenizer).__module__ == "spacy.tokenizer" else _sentences


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    at = 0
    while at < len(text):
        limit = min(len(text), at + _LONGEST)
        end = limit
        if limit < len(text):
            end = max(text.rfind(sign, at, limit) for sign in _ENDS) + 1 or limit
        yield at, end
        at = end


def examples(one: TaughtText, read: ReadText, *, blind: bool = False) -> list[Example]:
    """Return what a recogniser learns from a text; `blind` as it is without the rules."""
    from spacy.training import Example  # noqa: PLC0415 - see `blank`

    found: list[Example] = []
    for each in read.stretches:
        doc = each.blind if blind else each.doc
        for first, some in stretches(doc):
            last = first + len(some)
            found.append(_example(one, each.starts[first:last], each.ends[first:last], Example(some, some.copy())))
    return found


def _example(one: TaughtText, starts: Sequence[int], ends: Sequence[int], made: Example) -> Example:
    """Fill in what is known about the tokens at these places."""
    low, high = starts[0], ends[-1]
    taken = [False] * len(starts)
    spans: list[Any] = []
    unknown = [region for region in one.missing if region[0] < high and region[1] > low]
    reference = cast("Any", made.reference)
    for start, end, label in sorted(one.spans, key=lambda span: (span[0] - span[1], span)):
        if end <= low or start >= high:
            continue
        first, last = bisect_left(starts, start), bisect_left(ends, end) + 1
        whole = first < len(starts) and last <= len(ends) and starts[first] == start and ends[last - 1] == end
        if not whole or any(taken[first:last]):
            # Begins or ends inside a token, or lies across another: that there is something is all that is known.
            unknown.append((start, end))
            continue
        taken[first:last] = [True] * (last - first)
        span = reference[first:last]
        span.label_ = label
        spans.append(span)
    missing: list[Any] = []
    for start, end in unknown:
        for at in range(bisect_left(ends, start + 1), bisect_left(starts, end)):
            if not taken[at]:
                taken[at] = True
                missing.append(reference[at : at + 1])
    reference.set_ents(spans, missing=missing, default="outside")
    return made


def read_replay(pipeline: Path) -> list[TaughtText]:
    """Return the texts a pipeline is to be reminded of; none when it came without."""
    path = pipeline / REPLAY
    found: list[TaughtText] = []
    try:
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                row = json.loads(line)
                spans = tuple((int(start), int(end), str(label)) for start, end, label in row["spans"])
                missing = tuple((int(start), int(end)) for start, end in row.get("missing", ()))
                found.append(TaughtText(row["text"], spans, missing))
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise SuggesterError(
            f"The pipeline's “{path.name}” cannot be read: {error}.", remedy="Installing the program again mends it."
        ) from error
    return found
