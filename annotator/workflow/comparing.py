"""Comparing: how far a project's annotators agree, from the packed spans that are kept with every decision.

`Comparison` holds the counts and keeps them true, one finished set at a time; `Overview` is everything there is to say
about it at one moment. The numbers themselves are the agreement library's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement import METRICS, Bootstrap, Corpus, LeftOut, Metric, Scope, Score, Tables
from annotator.agreement.base import IntArray, RowArray
from annotator.agreement.disagreements import Aligned, aligned
from annotator.domain.adjudication import GOLD
from annotator.errors import AgreementError
from annotator.store import annotators, articles, packs, schemes
from annotator.store.connection import Project
from annotator.workflow.packing import pack_missing

__all__ = ["GOLD", "METRICS", "Bootstrap", "Comparison", "LeftOut", "Metric", "Score"]

Progress = Callable[[int, int], None]
"""Told how much is done of how much; may raise to stop."""

COLUMNS = 5
NONE = "none"
"""The last row and column of a confusion matrix: a span that the other annotator does not have."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """Label by label, how often one annotator's span has that label and the other's this one; the last is "none".

    `counts` is int64[K + 1, K + 1], rows `one` and columns `other`; with both "" all pairs are added up, either way
    round, so that the matrix is symmetric.
    """

    labels: tuple[str, ...]
    counts: IntArray
    one: str = ""
    other: str = ""


class Comparison:
    """The annotators of a project, their finished articles, and what follows from them.

    `names` are those in the tables, in the tables' order; `people` are those compared, without gold; `gold` is its
    index in `names`, None when it is not there. `articles` are the numbers of the documents, ascending.
    """

    def __init__(
        self,
        project: Project,
        *,
        names: Sequence[str] | None = None,
        gold: str | None = GOLD,
        progress: Progress | None = None,
    ) -> None:
        """Read and count what these annotators (None: everybody who has finished an article) have finished.

        Gold is counted along when it is asked for by name and is there, but never as one of the people. Raise
        AgreementError for a name that is not in the project.
        """
        self._project = project
        self._progress = progress
        pack_missing(project, progress=progress)
        with project.snapshot():
            self._load(names, gold)

    def _load(self, names: Sequence[str] | None, gold: str | None) -> None:
        project = self._project
        everybody = annotators.annotators(project)
        for name in [*(names or ()), *([gold] if gold and gold != GOLD else [])]:
            if name not in everybody:
                there = ", ".join(everybody) or "nobody"
                raise AgreementError(f"There is no annotator “{name}”.", remedy=f"In this project there are: {there}.")
        begun = packs.finishers(project, everybody.values())
        wanted = [name for name in everybody if name in names] if names is not None else list(everybody)
        people = {name: everybody[name] for name in wanted if name != gold and (names or everybody[name] in begun)}
        chosen = dict(people)
        if gold is not None and gold in everybody:
            chosen[gold] = everybody[gold]
        self._numbers = dict(sorted(chosen.items(), key=lambda one: one[1]))
        self.names: tuple[str, ...] = tuple(self._numbers)
        self.people = Scope(tuple(self.names.index(name) for name in people))
        self.gold: int | None = self.names.index(gold) if gold is not None and gold in self.names else None
        self.total_articles: int = articles.count_articles(project)
        scheme = schemes.active_scheme(project)
        numbers = packs.label_numbers(project)
        self.labels: tuple[str, ...] = tuple(sorted({*numbers, *(scheme.names if scheme else ())}))
        self._places = _places(numbers, self.labels)
        self.articles, corpus = self._corpus()
        self.tables = Tables(corpus, progress=self._progress) if self._progress else Tables(corpus)
        self._aligned: dict[tuple[int, int], Aligned] = {}

    def _corpus(self) -> tuple[IntArray, Corpus]:
        index = {number: at for at, number in enumerate(self._numbers.values())}
        found = [row for row in packs.walk(self._project) if row[2] in index]
        stored, lengths, people, tokens, blobs = zip(*found, strict=True) if found else ((), (), (), (), ())
        numbers, document = np.unique(np.array(stored, np.int64), return_inverse=True)
        width = len(index)
        place = document * width + np.array([index[one] for one in people], np.int64)
        sizes = np.zeros(len(numbers) * width, np.int64)
        sizes[place] = [len(blob) // (4 * COLUMNS) for blob in blobs]
        finished = np.zeros(len(numbers) * width, np.bool_)
        finished[place] = True
        rows = self._rows(b"".join(blobs))
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
        rows = _in_order(rows, offsets)
        by_document = [np.zeros(len(numbers), np.int64) for _ in range(2)]
        for values, column in zip((lengths, tokens), by_document, strict=True):
            column[document] = np.array(values, np.int64)
        by_set = finished.reshape(len(numbers), width)
        return numbers, Corpus(self.names, self.labels, rows, offsets, by_set, by_document[0], by_document[1])

    def _rows(self, blob: bytes) -> RowArray:
        rows = np.frombuffer(blob, "<i4").reshape(-1, COLUMNS).astype(np.int32)
        rows[:, 2] = self._places[rows[:, 2]]
        return rows

    def use(self, project: Project) -> None:
        """Read from this connection from now on: the one it was made with belongs to the thread it was opened in."""
        self._project = project
        self._progress = None

    # ---- documents

    def document(self, article: int) -> int | None:
        """Return the place of an article among the documents; None when nobody has finished it."""
        at = int(np.searchsorted(self.articles, article))
        return at if at < len(self.articles) and self.articles[at] == article else None

    def update(self, changed: Iterable[int]) -> bool:
        """Read again what is stored for these articles; return whether everything had to be counted anew for it.

        That is so when an article is finished by somebody for the first time, or with a label never seen before.
        """
        for article in changed:
            stored = packs.of_article(self._project, article)
            document = self.document(article)
            if document is None and not any(number in stored for number in self._numbers.values()):
                continue
            if document is None or any(not self._known(one.spans) for one in stored.values()):
                names = [self.names[at] for at in self.people.annotators]
                with self._project.snapshot():
                    self._load(names, None if self.gold is None else self.names[self.gold])
                return True
            self._replace(document, stored)
        return False

    def _replace(self, document: int, stored: dict[int, packs.StoredPack]) -> None:
        for at, number in enumerate(self._numbers.values()):
            pack = stored.get(number)
            rows = None
            if pack is not None:
                rows = self._rows(pack.spans)
                rows = _in_order(rows, np.array([0, len(rows)], np.int64))
            same = bool(self.tables.finished[document, at]) == (rows is not None)
            if same and (rows is None or np.array_equal(rows, self.tables.rows(document, at))):
                continue
            self.tables.replace(document, at, rows)
            self._aligned.clear()

    def _known(self, blob: bytes) -> bool:
        numbers = np.frombuffer(blob, "<i4").reshape(-1, COLUMNS)[:, 2]
        return bool((numbers < len(self._places)).all())

    # ---- numbers

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The pairs of people compared, by index."""
        chosen = self.people.annotators
        return [(one, other) for at, one in enumerate(chosen) for other in chosen[at + 1 :]]

    def common(self) -> int:
        """Return how many articles two or more of the people have finished."""
        return self.tables.documents(self.people)

    def score(
        self, name: str, scope: Scope | None = None, *, interval: bool = True, redraw: Bootstrap | None = None
    ) -> Score:
        """Return one number for these people (None: all of them)."""
        metric = next(one for one in METRICS if one.name == name)
        return metric.score(self.tables, scope or self.people, interval=interval, redraw=redraw)

    def confusion(self, pair: tuple[int, int] | None = None) -> Confusion:
        """Return the label by label matrix of a pair, by index, rows the first; None adds all pairs up."""
        matrices = self.tables.matrices.aligned.sum(axis=1)
        labels = (*self.labels, NONE)
        if pair is not None:
            counts = matrices[self.tables.pairs.index((min(pair), max(pair)))]
            turned = counts.T if pair[0] > pair[1] else counts
            return Confusion(labels, turned, self.names[pair[0]], self.names[pair[1]])
        chosen = [self.tables.pairs.index(one) for one in self.pairs]
        total = matrices[chosen].sum(axis=0) if chosen else np.zeros((len(labels), len(labels)), np.int64)
        both = total + total.T
        np.fill_diagonal(both, np.diag(total))
        return Confusion(labels, both)

    def aligned(self, one: int, other: int) -> Aligned:
        """Return the spans of two annotators, by index, aligned one to one; kept until something changes."""
        key = (one, other)
        if key not in self._aligned:
            self._aligned[key] = aligned(self.tables.corpus(), one, other)
        return self._aligned[key]


def _places(numbers: dict[str, int], labels: Sequence[str]) -> IntArray:
    """Return, by the number packs have for a label, its place among the labels."""
    place = {label: at for at, label in enumerate(labels)}
    found = np.zeros(max(numbers.values(), default=0) + 1, np.int32)
    for name, number in numbers.items():
        found[number] = place[name]
    return found


def _in_order(rows: RowArray, offsets: IntArray) -> RowArray:
    """Return the rows with labels on one range in the labels' order: the numbers in packs have another."""
    same = (rows[1:, 0] == rows[:-1, 0]) & (rows[1:, 1] == rows[:-1, 1]) & (rows[1:, 2] < rows[:-1, 2])
    if not same.any():
        return rows
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return rows[np.lexsort((rows[:, 2], -rows[:, 1], rows[:, 0], owner))]
