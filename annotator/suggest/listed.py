"""A project's own lists of names beside any suggester: what they say stands, but inside a longer suggestion.

What a list holds may have been written by anybody, in any program: what cannot be looked for is left out, and said.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import tee
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar, cast

from annotator.domain.gazetteer import GazetteerRow, PatternRow, list_reason
from annotator.domain.span import SpanIndex, overlaps
from annotator.domain.suggestion import SuggesterInfo, Suggestion, with_lists
from annotator.suggest.gazetteer import agrees
from annotator.suggest.others import first_line
from annotator.suggest.taught import blank, cutting

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    from annotator.suggest.base import Suggester

SOURCE = "list"
_SCORE = 0.9  # somebody put the name there on purpose
_SHOWN = 60

T = TypeVar("T")


class Listed:
    """A suggester with a project's lists beside it; its version changes when a list does."""

    def __init__(
        self,
        suggester: Suggester,
        rows: Sequence[GazetteerRow],
        patterns: Sequence[PatternRow],
        *,
        digest: str,
        language: str,
    ) -> None:
        """Build matchers of the lists for texts of a language; raise SuggesterError when spaCy does not know it."""
        from spacy.matcher import Matcher, PhraseMatcher  # noqa: PLC0415 - a second of import for whoever suggests

        nlp = blank(language)
        self._suggester = suggester
        self._digest = digest
        self._make_doc = cast("Callable[[str], Doc]", nlp.make_doc)
        self._cut = cutting(nlp)
        self._left_out: list[str] = []
        self._names: dict[str, list[GazetteerRow]] = {}
        self._phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
        for row in rows:
            doc = self._tried(row, row.surface, self._make_doc)
            if doc:
                self._names.setdefault(row.surface.lower(), []).append(row)
                self._phrases.add(SOURCE, [doc])
        self._matcher = cast("Any", Matcher(nlp.vocab))
        self._patterns: dict[str, PatternRow] = {}
        for at, row in enumerate(patterns):
            tokens = self._tried(row, row.pattern, partial(_tokens_of, nlp))
            if tokens:
                self._patterns[f"pattern {at}"] = row
                self._matcher.add(f"pattern {at}", [tokens])
        self._strings = nlp.vocab.strings

    @property
    def info(self) -> SuggesterInfo:
        """Name of the suggester, and its version with the lists'."""
        info = self._suggester.info
        return SuggesterInfo(info.name, with_lists(info.version, self._digest))

    @property
    def left_out(self) -> Sequence[str]:
        """What in the lists cannot be looked for, each with its list and the reason, as the end of a sentence."""
        return self._left_out

    def _tried(self, row: GazetteerRow | PatternRow, said: str, make: Callable[[str], T]) -> T | None:
        try:
            return make(said)
        except Exception as error:  # noqa: BLE001 - what a foreign hand wrote may lead to anything
            self._left_out.append(f"“{said[:_SHOWN]}” of {list_reason(row.list_name)} ({first_line(error)[:_SHOWN]})")
            return None

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        """Yield the suggestions of each text in reading order, those of the lists among them."""
        texts, again = tee(texts)
        for text, said in zip(again, self._suggester.suggest(texts, labels=labels), strict=True):
            listed = list(self._find(text, labels))
            yield _together(said, listed) if listed else said

    def _find(self, text: str, labels: frozenset[str]) -> Iterator[Suggestion]:
        """Yield the names of the lists in a text, the longest of those that overlap, in reading order."""
        from spacy.util import filter_spans  # noqa: PLC0415 - loaded before

        for start, end in self._cut(text):
            doc = self._make_doc(text[start:end])
            rows = {place: row for place, row in self._places(doc) if row.label in labels}
            for span in sorted(filter_spans(doc[first:last] for first, last in rows), key=attrgetter("start")):
                row = rows[span.start, span.end]
                reason = list_reason(row.list_name)
                first, last = start + span.start_char, start + span.end_char
                yield Suggestion(first, last, row.label, SOURCE, _SCORE, reason, self.info.version)

    def _places(self, doc: Doc) -> Iterator[tuple[tuple[int, int], GazetteerRow | PatternRow]]:
        for key, first, last in self._matcher(doc) if self._patterns else ():
            yield (first, last), self._patterns[self._strings[key]]
        for _, first, last in self._phrases(doc):
            surface = doc[first:last].text
            row = next((row for row in self._names.get(surface.lower(), ()) if agrees(surface, row.surface)), None)
            if row is not None:
                yield (first, last), row


def _tokens_of(nlp: Language, pattern: str) -> list[dict[str, Any]]:
    """Return a pattern's tokens; raise anything for one that spaCy cannot look for in texts that are only tokenised."""
    from spacy.matcher import Matcher  # noqa: PLC0415 - loaded before

    tokens = json.loads(pattern)
    trial = cast("Any", Matcher(nlp.vocab))
    trial.add(SOURCE, [tokens])
    trial(nlp.make_doc("What it needs of a token is asked for at the first text."))
    return tokens


def _together(said: Sequence[Suggestion], listed: Sequence[Suggestion]) -> list[Suggestion]:
    """Return both: a list's name gives way to a longer suggestion around it, and takes the place of any other."""
    others = SpanIndex(said)
    stays = [one for one in listed if not any(_is_around(other, one) for other in others.touching(one.start, one.end))]
    ours = SpanIndex(stays)
    rest = [one for one in said if not any(overlaps(one, other) for other in ours.touching(one.start, one.end))]
    return sorted((*rest, *stays), key=lambda one: (one.start, -one.end))


def _is_around(other: Suggestion, one: Suggestion) -> bool:
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
