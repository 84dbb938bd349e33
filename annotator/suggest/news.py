"""The suggester of the program: rules, gazetteers and a trained recogniser, made consistent within each article.

Without a pipeline it is the rules alone, which is a complete product; what an analyst decided before goes over all of
it (`memory.py`).
"""

from __future__ import annotations

import hashlib
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import SuggesterError
from annotator.suggest import consistency
from annotator.suggest.calibration import Calibration, read_calibration
from annotator.suggest.dateline import with_sure_places
from annotator.suggest.features import write_features
from annotator.suggest.footnotes import without_marks
from annotator.suggest.labeller import Labeller, read_labeller
from annotator.suggest.labels import NEWS_LABELS, translate
from annotator.suggest.loading import load_folder
from annotator.suggest.merge import merge
from annotator.suggest.policy import STRONG, WEAK, Found, mended, resolve, trim
from annotator.suggest.recogniser import Entity, Recogniser
from annotator.suggest.relabel import relabelled
from annotator.suggest.rules import Part, Reading, Rules, as_suggestions, load_rules
from annotator.suggest.taught import ENGLISH, reader_for

if TYPE_CHECKING:
    from spacy.language import Language

    from annotator.suggest.base import Suggester

NAME = "news"
PIPELINE = "pipelines/news"
_VERSION = "1.1"  # goes up with every change of how findings are merged
LEAST = 0.35  # score below which a finding is more often taken back than it spares a hand
_DIGEST_LENGTH = 8
_TOGETHER = 16  # texts the network sees at once


class News:
    """Rules and a recogniser at work; texts leave no trace in it."""

    def __init__(
        self,
        resources: Path,
        nlp: Language,
        *,
        labeller: Labeller | None,
        calibration: Calibration,
        version: str,
        least: float = LEAST,
    ) -> None:
        """Load the lists for a pipeline; `version` is that of its weights and of what lies beside them.

        `least` is the score from which names are suggested.
        """
        self._least = least
        self._rules = Rules(resources, nlp)
        self._recogniser = Recogniser(nlp)
        self._speaks_news = self._recogniser.labels <= NEWS_LABELS
        self._labeller = labeller
        self._calibration = calibration
        self._info = SuggesterInfo(NAME, f"{_VERSION}+{version}+{self._rules.info.version}")

    @property
    def info(self) -> SuggesterInfo:
        """Name and version; the version changes with the rules, the lists and the weights."""
        return self._info

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        """Yield the suggestions of each text in reading order, without overlaps, of the labels asked for only."""
        waiting = iter(texts)
        while together := list(islice(waiting, _TOGETHER)):
            for found in self.find(together, labels=labels):
                yield as_suggestions(found, labels, version=self._info.version)

    def find(self, texts: Sequence[str], *, labels: frozenset[str] = NEWS_LABELS) -> list[list[Found]]:
        """Return what stays in each text, in the recogniser's labels: the news scheme's, or those it was taught.

        `labels` are those asked for; what the rules find is called as it is called among them when others were taught.
        """
        read: list[tuple[Reading, list[Found]]] = []
        for text in texts:
            reading = self._rules.read(without_marks(text))
            settled = reading.settled()
            write_features(reading, settled, lexicon=self._rules.lexicon)
            # The network learnt from what stands in the features; what is mended here need not be learnt again.
            settled = with_sure_places(reading.text, mended(reading.text, settled))
            read.append((reading, settled if self._speaks_news else _in_words_of(labels, settled)))
        entities = iter(self._recogniser.find([part.doc for reading, _ in read for part in reading.parts]))
        return [
            self._settle(reading, settled, [(part, next(entities)) for part in reading.parts])
            for reading, settled in read
        ]

    def _settle(self, reading: Reading, settled: list[Found], named: list[tuple[Part, list[Entity]]]) -> list[Found]:
        text = reading.text
        recognised = [one for part, entities in named for one in _as_found(text, part, entities)]
        merged = merge(settled, recognised, known=self._recogniser.labels)
        if self._labeller is not None:
            merged = relabelled(reading, merged, recognised, labeller=self._labeller, lexicon=self._rules.lexicon)
        merged = mended(text, merged)
        known = consistency.learn(text, (one for one in merged if one.rank != WEAK), lexicon=self._rules.lexicon)
        repeated = (
            kept
            for part in reading.parts
            for one in consistency.find(part.piece, part.shapes, known, lexicon=self._rules.lexicon)
            if (kept := trim(text, one))
        )
        found = consistency.agree(text, _filled(merged, repeated))
        scored = list(map(self._scored, found))
        kept = [one for one in scored if self._is_likely(one)]
        if len(kept) == len(scored):
            return scored
        # A name that stays at one place of a text stays at all.
        likely = {(text[one.start : one.end], one.label) for one in kept}
        kept = [one for one in scored if self._is_likely(one) or (text[one.start : one.end], one.label) in likely]
        # What a doubtful finding lay over is there again: the country or the date within a name that is none.
        speaks = self._recogniser.labels
        return _filled(kept, (one for one in settled if one.rank == STRONG or one.label not in speaks))

    def _is_likely(self, one: Found) -> bool:
        return one.score >= self._least or one.label not in self._recogniser.labels

    def _scored(self, one: Found) -> Found:
        """Return a finding with its score calibrated; what only rules speak of keeps its own."""
        if one.label not in self._recogniser.labels:
            return one
        return replace(one, score=self._calibration.score(way_of(one), one.score, one.label))


class Learnt:
    """A recogniser alone, for languages that the rules do not know; texts leave no trace in it."""

    def __init__(self, resources: Path, nlp: Language, *, version: str) -> None:
        """Take a pipeline; `version` is that of its weights."""
        self._reader = reader_for(nlp, resources)
        self._recogniser = Recogniser(nlp)
        self._info = SuggesterInfo(NAME, f"{_VERSION}+{version}")

    @property
    def info(self) -> SuggesterInfo:
        """Name and version; the version changes with the weights."""
        return self._info

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        """Yield the suggestions of each text in reading order, of the labels asked for only."""
        for text in texts:
            stretches = self._reader.read(text).stretches
            entities = self._recogniser.find([one.doc for one in stretches])
            yield [
                Suggestion(
                    stretch.starts[one.first],
                    stretch.ends[one.last - 1],
                    one.label,
                    "ner",
                    one.probability,
                    "learnt from what was labelled here",
                    self._info.version,
                )
                for stretch, some in zip(stretches, entities, strict=True)
                for one in some
                if one.label in labels
            ]


class Silent:
    """Nothing, for a language in which nothing was learnt yet: what was decided before is remembered all the same."""

    info = SuggesterInfo(NAME, f"{_VERSION}+silent")

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        """Yield no suggestion for each text."""
        del labels
        for _ in texts:
            yield ()


def _in_words_of(wanted: frozenset[str], found: Iterable[Found]) -> list[Found]:
    return [replace(one, label=label) for one in found if (label := translate(one.label, wanted))]


def _as_found(text: str, part: Part, entities: Iterable[Entity]) -> Iterator[Found]:
    """Yield what the recogniser found as findings of the text, trimmed as the rules' are."""
    for one in entities:
        start, end = part.piece.starts[one.first], part.piece.ends[one.last - 1]
        kept = trim(text, Found(start, end, one.label, "ner", one.probability, "learnt from labelled news"))
        if kept:
            yield kept


def _filled(merged: list[Found], repeated: Iterable[Found]) -> list[Found]:
    """Return the findings with those of known names that overlap none of them, in reading order."""
    starts = [one.start for one in merged]
    free = [one for one in repeated if _is_free(one, merged, starts)]
    return sorted((*merged, *resolve(free)), key=lambda one: one.start) if free else merged


def _is_free(one: Found, merged: Sequence[Found], starts: Sequence[int]) -> bool:
    at = bisect_left(starts, one.end)
    return at == 0 or merged[at - 1].end <= one.start


def way_of(found: Found) -> str:
    """Return how a finding came about, as the calibration tells them apart."""
    if found.source in {"ner", "consistency"}:
        return found.source
    return "both" if found.agreed else "rules"


def load_pipeline(folder: Path) -> Language:
    """Load a spaCy pipeline that has a recogniser; raise SuggesterError when it cannot be used."""
    try:
        nlp = load_folder(folder)
        nlp.get_pipe("ner")
    except (OSError, ValueError, KeyError, ImportError) as error:
        raise SuggesterError(
            f"The pipeline in {folder} cannot be loaded: {error}.",
            remedy="Choose another suggester, or install the program again.",
        ) from error
    return nlp


def digest(folder: Path) -> str:
    """Return a short digest of a pipeline folder's files, which changes when any of them does."""
    sum_ = hashlib.sha256()
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        sum_.update(path.relative_to(folder).as_posix().encode())
        sum_.update(path.read_bytes())
    return sum_.hexdigest()[:_DIGEST_LENGTH]


def load_news(resources: Path, *, pipeline: Path | None = None, language: str = ENGLISH) -> Suggester:
    """Load the suggester of a language, with a pipeline taught here or, for English, the one that ships.

    Where there is none it is the rules alone, or, in other languages, nothing. Raise SuggesterError when something is
    there and cannot be used.
    """
    if language != ENGLISH:
        return Learnt(resources, load_pipeline(pipeline), version=digest(pipeline)) if pipeline else Silent()
    pipeline = pipeline or resources / PIPELINE
    return read_news(resources, pipeline) if (pipeline / "config.cfg").is_file() else load_rules(resources)


def read_news(resources: Path, pipeline: Path, *, least: float = LEAST) -> News:
    """Load the suggester with a pipeline folder; raise SuggesterError when it cannot be used."""
    return News(
        resources,
        load_pipeline(pipeline),
        labeller=read_labeller(pipeline),
        calibration=read_calibration(pipeline),
        version=digest(pipeline),
        least=least,
    )
