"""A project's own lists of names beside any suggester: what they say stands, but inside a longer suggestion."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import tee
from operator import attrgetter
from typing import TYPE_CHECKING, Any, cast

from annotator.domain.gazetteer import GazetteerRow, PatternRow, list_reason
from annotator.domain.span import SpanIndex, overlaps
from annotator.domain.suggestion import SuggesterInfo, Suggestion, with_lists
from annotator.suggest.gazetteer import agrees
from annotator.suggest.taught import blank, cutting

if TYPE_CHECKING:
    from spacy.tokens import Doc

    from annotator.suggest.base import Suggester

SOURCE = "list"
_SCORE = 0.9  # somebody put the name there on purpose


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
        self._names: dict[str, list[GazetteerRow]] = {}
        for row in rows:
            self._names.setdefault(row.surface.lower(), []).append(row)
        self._phrases = PhraseMatcher(nlp.vocab, attr="LOWER")
        self._phrases.add(SOURCE, [self._make_doc(row.surface) for row in rows if row.surface])
        self._matcher = cast("Any", Matcher(nlp.vocab))
        self._patterns = {f"pattern {at}": row for at, row in enumerate(patterns)}
        for key, row in self._patterns.items():
            self._matcher.add(key, [json.loads(row.pattern)])
        self._strings = nlp.vocab.strings

    @property
    def info(self) -> SuggesterInfo:
        """Name of the suggester, and its version with the lists'."""
        info = self._suggester.info
        return SuggesterInfo(info.name, with_lists(info.version, self._digest))

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


def _together(said: Sequence[Suggestion], listed: Sequence[Suggestion]) -> list[Suggestion]:
    """Return both: a list's name gives way to a longer suggestion around it, and takes the place of any other."""
    others = SpanIndex(said)
    stays = [one for one in listed if not any(_is_around(other, one) for other in others.touching(one.start, one.end))]
    ours = SpanIndex(stays)
    rest = [one for one in said if not any(overlaps(one, other) for other in ours.touching(one.start, one.end))]
    return sorted((*rest, *stays), key=lambda one: (one.start, -one.end))


def _is_around(other: Suggestion, one: Suggestion) -> bool:
    return other.start <= one.start and one.end <= other.end and other.end - other.start > one.end - one.start
