"""The trained recogniser of a pipeline by itself: no lists, no patterns, none of their features. To measure it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from pathlib import Path

from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.suggest.news import digest, load_pipeline
from annotator.suggest.policy import Found, trim
from annotator.suggest.recogniser import Entity, Recogniser
from annotator.suggest.rules import as_suggestions
from annotator.suggest.taught import ENGLISH, Tokens, reader_for

NAME = "ner"
_TOGETHER = 16  # texts the network sees at once


class RecogniserAlone:
    """A suggester of nothing but what the network says of bare words."""

    def __init__(self, resources: Path, pipeline: Path) -> None:
        """Load a pipeline folder; raise SuggesterError when it cannot be used."""
        nlp = load_pipeline(pipeline)
        self._english = nlp.lang == ENGLISH
        self._reader = reader_for(nlp, resources)
        self._recogniser = Recogniser(nlp)
        self._info = SuggesterInfo(NAME, digest(pipeline))

    @property
    def info(self) -> SuggesterInfo:
        """Name and version; the version is the weights'."""
        return self._info

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        """Yield the suggestions of each text in reading order, of the labels asked for only."""
        waiting = iter(texts)
        while together := list(islice(waiting, _TOGETHER)):
            read = [(text, self._reader.read(text).stretches) for text in together]
            said = iter(self._recogniser.find([one.blind for _, stretches in read for one in stretches]))
            for text, stretches in read:
                found = [one for stretch in stretches for one in self._found(text, stretch, next(said))]
                yield as_suggestions(found, labels, version=self._info.version)

    def _found(self, text: str, stretch: Tokens, entities: Iterable[Entity]) -> Iterator[Found]:
        for one in entities:
            start, end = stretch.starts[one.first], stretch.ends[one.last - 1]
            named = Found(start, end, one.label, NAME, one.probability, "learnt from labelled news")
            kept = trim(text, named) if self._english else named
            if kept:
                yield kept
