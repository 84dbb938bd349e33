"""Where annotators disagree: every cluster of overlapping spans of all of them, and whether gold has settled it.

`Disagreements` knows the clusters of one `Comparison` and keeps their status true while gold is written. Lists to work
through are made of them in `worklist`; what gold says about one is decided in `adjudicating`.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias

import numpy as np

from annotator.agreement.base import BoolArray, IntArray
from annotator.agreement.disagreements import Case, Clusters, Dispute, cases, clusters
from annotator.domain.adjudication import Adjudication, Triple, adjudication_of, place_voted_on
from annotator.domain.annotation import AnnotationSet, Mention, decided
from annotator.domain.decision import Kind, SetState
from annotator.store import annotators, articles, streams
from annotator.store.connection import Project
from annotator.workflow.comparing import Comparison, Progress

__all__ = ["Disagreement", "Disagreements", "Dispute", "Status"]


class Status(IntEnum):
    """Whether gold has settled a cluster; CHANGED says that the votes it weighed are no longer these."""

    OPEN = 0
    DECIDED = 1
    CHANGED = 2


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One cluster as it is shown.

    [start, end) is what all its spans cover together. `votes` are the spans of everybody who finished the article, by
    name, with none where they have none. `identical` is how many clusters are the same case, this one included.
    """

    number: int
    article: int
    start: int
    end: int
    dispute: Dispute
    status: Status
    votes: Mapping[str, Sequence[Triple]]
    identical: int = 1


_Place: TypeAlias = tuple[int, int, Adjudication | None]


@dataclass(frozen=True, slots=True)
class _Settled:
    """What gold has in one article: places with the adjudication that made them, and whether it is finished."""

    places: Sequence[_Place]
    finished: bool


class Disagreements:
    """The clusters of a comparison's people, by document and place, with their status.

    `clusters` are all there are, the unanimous ones among them; `status` is int8 by cluster, meaningful for disputed
    ones.
    """

    def __init__(self, project: Project, comparison: Comparison, *, progress: Progress | None = None) -> None:
        """Find them all; `project` is read here only."""
        self.comparison = comparison
        corpus = comparison.tables.corpus().only(comparison.people.annotators)
        self.people = corpus.annotators
        self.clusters: Clusters = clusters(corpus)
        self.cases: tuple[Case, ...] = cases(self.clusters, _Surfaces(project, comparison.articles, progress))
        self.case_of: IntArray = np.full(len(self.clusters), -1)
        for at, case in enumerate(self.cases):
            self.case_of[list(case.clusters)] = at
        self.disputed: BoolArray = self.clusters.dispute != Dispute.NONE
        self.status: IntArray = np.zeros(len(self.clusters), np.int8)
        self.settled: BoolArray = np.zeros(len(self.clusters), np.bool_)
        """By cluster, unanimous ones too: whether gold has anything there."""
        for article, found in _all_settled(project, self._gold(project)).items():
            self._take(article, found)

    def _gold(self, project: Project) -> int | None:
        gold = self.comparison.gold
        return None if gold is None else annotators.annotator_number(project, self.comparison.names[gold])

    # ---- what gold has settled

    def refresh(self, page: AnnotationSet) -> None:
        """Look again at what gold has in an article."""
        self._take(page.number, _settled(page.mentions, finished=page.state is SetState.FINISHED))

    def _take(self, article: int, found: _Settled) -> None:
        span = self.in_article(article)
        starts = self.clusters.start[span].tolist()
        ends = self.clusters.end[span].tolist()
        # In one article clusters follow one another, so those a place touches do, too.
        mine: dict[int, list[Adjudication | None]] = {}
        for low, high, how in found.places:
            for at in range(bisect_right(ends, low), bisect_left(starts, high)):
                mine.setdefault(at, []).append(how)
        by_hand = found.finished and not any(how is not None for *_, how in found.places)
        for at in range(len(starts)):
            number = span.start + at
            hows = mine.get(at)
            self.settled[number] = hows is not None
            if not self.disputed[number]:
                continue
            if hows is not None and self._weighed(number, hows):
                self.status[number] = Status.DECIDED
            elif hows is not None or (found.finished and not by_hand):
                self.status[number] = Status.CHANGED
            else:
                self.status[number] = Status.DECIDED if by_hand else Status.OPEN

    def _weighed(self, number: int, hows: Sequence[Adjudication | None]) -> bool:
        """Tell whether all that gold has in a cluster was decided by hand, or weighed the votes there are."""
        known = [how for how in hows if how is not None]
        if not known:
            return True
        votes = self.votes(number)
        return all(how.same_votes(votes) for how in known)

    # ---- one cluster

    def in_article(self, article: int) -> slice:
        """Return the numbers of the clusters in an article, as a slice."""
        document = self.comparison.document(article)
        if document is None:
            return slice(0, 0)
        low, high = np.searchsorted(self.clusters.document, [document, document + 1]).tolist()
        return slice(low, high)

    def article_of(self, number: int) -> int:
        """Return the number of the article a cluster is in."""
        return int(self.comparison.articles[self.clusters.document[number]])

    def votes(self, number: int) -> dict[str, list[Triple]]:
        """Return the spans of everybody who finished the article, by name."""
        finished = int(self.clusters.finished[number])
        found: dict[str, list[Triple]] = {name: [] for at, name in enumerate(self.people) if finished >> at & 1}
        labels = self.comparison.labels
        for vote in self.clusters.votes(number):
            for who in vote.annotators:
                found[self.people[who]].append((vote.start, vote.end, labels[vote.label]))
        return found

    def disagreement(self, number: int) -> Disagreement:
        """Return a cluster as it is shown."""
        case = int(self.case_of[number])
        return Disagreement(
            number=number,
            article=self.article_of(number),
            start=int(self.clusters.start[number]),
            end=int(self.clusters.end[number]),
            dispute=Dispute(int(self.clusters.dispute[number])),
            status=Status(int(self.status[number])),
            votes=self.votes(number),
            identical=len(self.cases[case].clusters) if case >= 0 else 1,
        )

    def identical(self, number: int) -> list[int]:
        """Return the clusters still to be settled that are the same case as this one, itself first."""
        case = int(self.case_of[number])
        others = self.cases[case].clusters if case >= 0 else ()
        return [number, *(one for one in others if one != number and self.status[one] != Status.DECIDED)]

    # ---- lists

    def count(self, *status: Status) -> int:
        """Return how many disputed clusters have one of these statuses (none given: all disputed ones)."""
        if not status:
            return int(self.disputed.sum())
        return int(np.isin(self.status[self.disputed], status).sum())

    def clusters_at(self, document: IntArray, start: IntArray) -> IntArray:
        """Return the clusters in which spans of these documents begin at `start`, each once; some may be in none."""
        bits = max(1, int(max(self.clusters.end.max(initial=0), start.max(initial=0))).bit_length())
        keys = (self.clusters.document << bits) | self.clusters.start
        found = np.searchsorted(keys, (document << bits) | start, side="right") - 1
        inside = found >= 0
        inside[inside] &= self.clusters.document[found[inside]] == document[inside]
        inside[inside] &= start[inside] < self.clusters.end[found[inside]]
        return np.unique(found[inside])

    def open_by_article(self) -> dict[int, int]:
        """Return how many disagreements are still to be settled, by article, for articles with any."""
        chosen = self.disputed & (self.status != Status.DECIDED)
        documents, counts = np.unique(self.clusters.document[chosen], return_counts=True)
        numbers = self.comparison.articles[documents].tolist()
        return dict(zip(numbers, counts.tolist(), strict=True))


class _Surfaces:
    """Texts of articles between two offsets, asked for in the order of the articles."""

    def __init__(self, project: Project, numbers: IntArray, progress: Progress | None) -> None:
        self._project = project
        self._numbers = numbers
        self._progress = progress
        self._document = -1
        self._text = ""

    def __call__(self, document: int, start: int, end: int) -> str:
        if document != self._document:
            self._text = articles.text(self._project, int(self._numbers[document]))
            self._document = document
            if self._progress is not None:
                self._progress(document, len(self._numbers))
        return self._text[start:end]


def _all_settled(project: Project, gold: int | None) -> dict[int, _Settled]:
    found: dict[int, _Settled] = {}
    if gold is not None:
        for article, standing in streams.standing_of(project, gold):
            mentions = [one for one in map(decided, standing) if one is not None]
            finished = any(one.kind is Kind.STATE and one.state == SetState.FINISHED for one in standing)
            found[article] = _settled(mentions, finished=finished)
    return found


def _settled(mentions: Iterable[Mention], *, finished: bool) -> _Settled:
    places = [(*place_voted_on(one), adjudication_of(one)) for one in mentions if not one.is_open]
    return _Settled(places, finished)
