"""How well a trained recogniser finds what stands in texts, to choose between two: it alone, nothing merged in."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.suggest.labels import translate
from annotator.suggest.policy import Found, trim
from annotator.suggest.recogniser import Recogniser
from annotator.suggest.taught import ENGLISH, TaughtText, reader_for

if TYPE_CHECKING:
    from spacy.language import Language


Triple = tuple[int, int, str]


@dataclass(frozen=True, slots=True)
class Score:
    """Spans that stand, spans that were found, and those that are both, with the same label."""

    standing: int = 0
    found: int = 0
    both: int = 0

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing and nothing was found."""
        return 2 * self.both / (self.standing + self.found) if self.standing + self.found else 1.0

    def __add__(self, other: Score) -> Score:
        """Add counts up."""
        return Score(self.standing + other.standing, self.found + other.found, self.both + other.both)


def score(standing: Iterable[Triple], found: Iterable[Triple]) -> Score:
    """Return the counts of one text: same start, same end, same label."""
    wanted, there = frozenset(standing), frozenset(found)
    return Score(len(wanted), len(there), len(wanted & there))


class Finder:
    """A pipeline's recogniser at work on texts."""

    def __init__(self, nlp: Language, resources: Path) -> None:
        """Take a pipeline in memory."""
        self._english = nlp.lang == ENGLISH
        self._reader = reader_for(nlp, resources)
        self._recogniser = Recogniser(nlp)

    def find(self, text: str) -> list[Triple]:
        """Return the names found in a text, in reading order."""
        read = self._reader.read(text)
        found = self._recogniser.find([one.doc for one in read.stretches])
        return [
            span
            for stretch, entities in zip(read.stretches, found, strict=True)
            for one in entities
            if (span := self._span(text, stretch.starts[one.first], stretch.ends[one.last - 1], one.label))
        ]

    def _span(self, text: str, start: int, end: int, label: str) -> Triple | None:
        if not self._english:
            return start, end, label
        kept = trim(text, Found(start, end, label, "ner", 0.0, ""))
        return (kept.start, kept.end, kept.label) if kept else None

    def score(self, texts: Sequence[TaughtText], labels: Collection[str]) -> Score:
        """Return how well the names of these labels are found; regions nobody judged are left out.

        What is found counts as what it is called among these labels.
        """
        wanted = frozenset(labels)
        total = Score()
        for one in texts:
            found = ((start, end, translate(label, wanted)) for start, end, label in self.find(one.text))
            total += score(
                (span for span in one.spans if span[2] in wanted),
                (span for span in found if span[2] and not _within(span, one.missing)),
            )
        return total


def _within(span: Triple, regions: Iterable[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in regions)
