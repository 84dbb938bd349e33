"""What a report on agreement holds, as values; gathered in `gathering`, written by the modules beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from annotator.agreement import METRICS, Corpus, Metric
from annotator.agreement.disagreements import Kind
from annotator.workflow.overview import Overview

KIND_WORDS: Mapping[Kind, str] = {
    Kind.EXACT: "identical",
    Kind.LABEL: "other label",
    Kind.BOUNDARY: "other boundaries",
    Kind.BOTH: "other label and boundaries",
    Kind.ONLY_A: "only the first",
    Kind.ONLY_B: "only the second",
}
"""The kinds of disagreement of two annotators, in words."""

KIND_NAMES: Mapping[Kind, str] = {
    Kind.EXACT: "exact",
    Kind.LABEL: "label",
    Kind.BOUNDARY: "boundary",
    Kind.BOTH: "both",
    Kind.ONLY_A: "only_a",
    Kind.ONLY_B: "only_b",
}
"""The same as keys for programs."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A place in an article with what stands around it, on its line and about as far as its sentence goes."""

    article: int
    title: str
    start: int
    end: int
    before: str
    surface: str
    after: str


@dataclass(frozen=True, slots=True)
class Voice:
    """What some annotators had at a place: a span's text and label, both "" for no span."""

    annotators: tuple[str, ...]
    surface: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class WorstCase:
    """A disagreement that comes back: the same text, the same spans by the same people, `count` times.

    `differ` says in what they differ ("label", "boundaries", "missing"); the quote is of the first place.
    """

    count: int
    differ: tuple[str, ...]
    voices: tuple[Voice, ...]
    quote: Quote


@dataclass(frozen=True, slots=True)
class PairKinds:
    """How the spans of two annotators belong together: how many of each kind."""

    one: str
    other: str
    counts: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class ArticleDisputes:
    """An article, how many disagreements there are in it, and how many of them gold has not settled yet."""

    article: int
    title: str
    disputes: int
    open: int


@dataclass(frozen=True, slots=True)
class Correction:
    """Where gold differs from an annotator: what they had, what gold has (None: no span), and why, if that is known.

    Spans are (text, label). `ruling`, `adjudicator`, `cause`, `note` are of the adjudication, "" where there is none.
    """

    kind: str
    quote: Quote
    theirs: tuple[str, str] | None
    golds: tuple[str, str] | None
    ruling: str = ""
    adjudicator: str = ""
    cause: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Corrections:
    """How often gold differs from an annotator, and the first of those places, in the order of the articles."""

    count: int
    places: tuple[Correction, ...]


@dataclass(frozen=True, slots=True)
class DocumentName:
    """Which article a document is: its number in the project, its id and its title."""

    article: int
    id: str
    title: str


@dataclass(frozen=True, slots=True)
class Redrawn:
    """How the main numbers' intervals were drawn anew."""

    resamples: int
    seed: int


@dataclass(frozen=True, slots=True)
class Report:
    """Everything a report says at one moment.

    `corpus` is what all numbers follow from, document by document in the order of `documents`; `people` are the
    annotators compared and `gold` gold's, as indices into its annotators. `cases` are the first of `case_count`
    different ones, `disputes` how many places people differ in. `corrections` are by annotator, for those asked for.
    `conflicts` are spans nobody has, because the same annotator decided them differently in two projects.
    """

    project: str
    made: str
    overview: Overview
    corpus: Corpus
    people: tuple[int, ...]
    gold: int | None
    documents: tuple[DocumentName, ...]
    kinds: tuple[PairKinds, ...]
    gold_kinds: tuple[PairKinds, ...]
    cases: tuple[WorstCase, ...]
    case_count: int
    disputes: int
    articles: tuple[ArticleDisputes, ...]
    corrections: Mapping[str, Corrections] = field(default_factory=dict[str, Corrections])
    redrawn: Redrawn | None = None
    conflicts: int = 0

    @property
    def metrics(self) -> tuple[Metric, ...]:
        """The numbers there are, the headline first."""
        return METRICS
