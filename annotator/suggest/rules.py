"""The suggester of rules and gazetteers: puts the kinds of knowledge beside it together. No trained model here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.suggest import affixes, amounts, consistency, dates, gazetteer, guesses, labels, names, phrases, pieces
from annotator.suggest.footnotes import without_marks
from annotator.suggest.lexicon import read_lexicon
from annotator.suggest.pieces import Piece
from annotator.suggest.policy import WEAK, Found, mended, resolve, trim
from annotator.suggest.runs import Shapes, read_shapes

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from annotator.suggest.base import Suggester

NAME = "rules"
_RULES_VERSION = "1.1"  # goes up with every change of what the rules say; the lists' digest follows it

_SMALL_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_A-Z][^\W\d_]*")


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a text: as spaCy sees it, as the rules see it, and what its tokens can be."""

    doc: Doc
    piece: Piece
    shapes: Shapes


@dataclass(frozen=True, slots=True)
class Reading:
    """A text as the rules read it: its parts, and everything they found, overlapping, trimmed, not yet settled."""

    text: str
    parts: list[Part]
    found: list[Found]

    def settled(self) -> list[Found]:
        """Return what stays of it, in reading order, without overlaps, one label for each surface."""
        return consistency.agree(self.text, resolve(self.found))


def load_rules(resources: Path) -> Suggester:
    """Load the rules with the lists under `resources`/gazetteers; raise SuggesterError when one cannot be read."""
    return Rules(resources, pieces.build_tokenizer())


class Rules:
    """Everything loaded once; texts leave no trace in it."""

    def __init__(self, resources: Path, nlp: Language) -> None:
        """Read the lists under `resources`/gazetteers for texts that `nlp` tokenises (see `pieces.build_tokenizer`)."""
        self.lexicon = read_lexicon(resources / "gazetteers")
        self._nlp = nlp
        self._matcher = gazetteer.build_matcher(nlp, self.lexicon)
        self._amounts = amounts.finder(self.lexicon.currencies)
        self._info = SuggesterInfo(NAME, f"{_RULES_VERSION}+{self.lexicon.digest}")

    @property
    def info(self) -> SuggesterInfo:
        """Name and version; the version changes with the rules and with every list."""
        return self._info

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        """Yield the suggestions of each text in reading order, without overlaps, of the labels asked for only."""
        for text in texts:
            reading = self.read(without_marks(text))
            yield as_suggestions(mended(reading.text, reading.settled()), labels, version=self._info.version)

    def read(self, text: str) -> Reading:
        """Tokenise a text and find all the rules find in it."""
        lexicon = self.lexicon
        seen = pieces.capitalised_words(text)
        lowercase = frozenset(_SMALL_WORD.findall(text))
        parts: list[Part] = []
        found: list[Found] = []
        for start, end in pieces.cut(text):
            doc, piece = pieces.read_piece(self._nlp, text, start, end, lexicon=lexicon, seen=seen)
            listed = gazetteer.find(text, piece, doc, matcher=self._matcher, lexicon=lexicon)
            shapes = read_shapes(piece, lexicon=lexicon, listed=listed, lowercase=lowercase)
            found += listed
            found += dates.find(text, start, end)
            found += self._amounts(text, start, end)
            found += affixes.find(piece, shapes, lexicon=lexicon)
            found += phrases.find(text, start, end)
            found += guesses.find(piece, shapes, lexicon=lexicon, lowercase=lowercase)
            found += names.find(text, piece, shapes, lexicon=lexicon)
            parts.append(Part(doc, piece, shapes))
        found = [kept for one in found if (kept := trim(text, one))]
        known = consistency.learn(text, resolve(one for one in found if one.rank != WEAK), lexicon=lexicon)
        for part in parts:
            found += consistency.find(part.piece, part.shapes, known, lexicon=lexicon)
        return Reading(text, parts, found)


def as_suggestions(found: Iterable[Found], wanted: frozenset[str], *, version: str) -> list[Suggestion]:
    """Return findings as suggestions in the words of the scheme whose labels are wanted; others are left out."""
    suggestions: list[Suggestion] = []
    for one in found:
        label = labels.translate(one.label, wanted)
        if label:
            suggestions.append(Suggestion(one.start, one.end, label, one.source, one.score, one.reason, version))
    return suggestions
