"""The suggester of rules and gazetteers: puts the kinds of knowledge beside it together. No trained model here."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.suggest import affixes, amounts, consistency, dates, gazetteer, guesses, labels, names, phrases, pieces
from annotator.suggest.lexicon import Lexicon, read_lexicon
from annotator.suggest.pieces import Piece
from annotator.suggest.policy import WEAK, Found, resolve, trim
from annotator.suggest.runs import Shapes, read_shapes

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.matcher import PhraseMatcher

    from annotator.suggest.base import Suggester

NAME = "rules"
_RULES_VERSION = "1.0"  # goes up with every change of what the rules say; the lists' digest follows it

_SMALL_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_A-Z][^\W\d_]*")


def load_rules(resources: Path) -> Suggester:
    """Load the rules with the lists under `resources`/gazetteers; raise SuggesterError when one cannot be read."""
    lexicon = read_lexicon(resources / "gazetteers")
    nlp = pieces.build_tokenizer()
    return _Rules(lexicon, nlp, gazetteer.build_matcher(nlp, lexicon))


class _Rules:
    """Everything loaded once; texts leave no trace in it."""

    def __init__(self, lexicon: Lexicon, nlp: Language, matcher: PhraseMatcher) -> None:
        self._lexicon = lexicon
        self._nlp = nlp
        self._matcher = matcher
        self._amounts = amounts.finder(lexicon.currencies)
        self._info = SuggesterInfo(NAME, f"{_RULES_VERSION}+{lexicon.digest}")

    @property
    def info(self) -> SuggesterInfo:
        """Name and version; the version changes with the rules and with every list."""
        return self._info

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        """Yield the suggestions of each text in reading order, without overlaps, of the labels asked for only."""
        for text in texts:
            yield self._suggest(text, labels)

    def _suggest(self, text: str, wanted: frozenset[str]) -> list[Suggestion]:
        suggestions: list[Suggestion] = []
        for one in self._find(text):
            label = labels.translate(one.label, wanted)
            if label:
                suggestions.append(
                    Suggestion(one.start, one.end, label, one.source, one.score, one.reason, self._info.version)
                )
        return suggestions

    def _find(self, text: str) -> list[Found]:
        """Return what stays of everything the rules find."""
        lexicon = self._lexicon
        seen = pieces.capitalised_words(text)
        lowercase = frozenset(_SMALL_WORD.findall(text))
        read: list[tuple[Piece, Shapes]] = []
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
            read.append((piece, shapes))
        found = [kept for one in found if (kept := trim(text, one))]
        known = consistency.learn(text, resolve(one for one in found if one.rank != WEAK), lexicon=lexicon)
        for piece, shapes in read:
            found += consistency.find(piece, shapes, known, lexicon=lexicon)
        return consistency.agree(text, resolve(found))
