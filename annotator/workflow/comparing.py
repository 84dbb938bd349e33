"""Comparing: how far a project's annotators agree, from the packed spans that are kept with every decision.

`Comparison` holds the counts and keeps them true, one finished set at a time; `Overview` is everything there is to say
about it at one moment. The numbers themselves are the agreement library's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

import numpy as np

from annotator.agreement import METRICS, Bootstrap, Corpus, LeftOut, Metric, Scope, Score, Tables
from annotator.agreement.base import IntArray, RowArray
from annotator.agreement.disagreements import Aligned, aligned
from annotator.agreement.f1 import STRICT_F1
from annotator.agreement.tables import Stored
from annotator.agreement.units import COLUMNS, LABEL
from annotator.domain.adjudication import GOLD
from annotator.errors import AgreementError
from annotator.store import annotators, articles, blocks, packs, schemes
from annotator.store.connection import Project
from annotator.workflow import tabulating
from annotator.workflow.packing import pack_missing
from annotator.workflow.tabulating import Loaded, in_order, packed, places_of, rows_of

__all__ = ["GOLD", "METRICS", "Bootstrap", "Comparison", "LeftOut", "Metric", "Score"]

Progress = Callable[[int, int], None]
"""Told how much is done of how much; may raise to stop."""

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
        self._asked = (None if names is None else tuple(names), gold)
        pack_missing(project, progress=progress)
        with project.snapshot():
            loaded = self._load(progress)
        tabulating.keep(project, loaded)

    def _load(self, progress: Progress | None = None) -> Loaded:
        """Read everything, inside the caller's snapshot."""
        project = self._project
        names, gold = self._asked
        everybody = annotators.annotators(project)
        for name in [*(names or ()), *([gold] if gold and gold != GOLD else [])]:
            if name not in everybody:
                there = ", ".join(everybody) or "nobody"
                raise AgreementError(f"There is no annotator “{name}”.", remedy=f"In this project there are: {there}.")
        begun = packs.begun(project, everybody.values())
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
        self._places = places_of(numbers, self.labels)
        loaded = tabulating.load(project, tuple(self._numbers.values()), self.labels, progress=progress)
        self.articles: IntArray = loaded.tally.documents
        self._change = loaded.change
        self.tables = Tables(Stored(self.names, loaded.tally, self._documents))
        self._aligned: dict[tuple[int, int], Aligned] = {}
        self._scores: dict[tuple[str, Scope, bool], Score] = {}
        return loaded

    def _documents(self) -> Corpus:
        """Return the spans of all documents, as they were when they were counted."""
        tables = self.tables
        with self._snapshot():
            if blocks.change(self._project) != self._change:
                # Somebody wrote meanwhile: spans and counts are to be of one moment.
                self._load()
                tables.adopt(self.tables)
                self.tables = tables
            found = packed(packs.walk(self._project), tuple(self._numbers.values()), self.labels, self._places).corpus
        return Corpus(self.names, self.labels, found.rows, found.offsets, found.finished, found.lengths, found.tokens)

    def _snapshot(self) -> AbstractContextManager[object]:
        return nullcontext() if self._project.connection.in_transaction else self._project.snapshot()

    def use(self, project: Project) -> None:
        """Read from this connection from now on: the one it was made with belongs to the thread it was opened in."""
        self._project = project

    # ---- documents

    def document(self, article: int) -> int | None:
        """Return the place of an article among the documents; None when nobody has finished it."""
        at = int(np.searchsorted(self.articles, article))
        return at if at < len(self.articles) and self.articles[at] == article else None

    def update(self, changed: Iterable[int]) -> bool:
        """Read again what is stored for these articles; return whether everything was read again for it.

        That is so when an article is finished by somebody for the first time or by nobody any more, when somebody
        finishes their first or takes back their last, with a label never seen before, and as long as the spans
        themselves have not been asked for.
        """
        for article in changed:
            stored = packs.of_article(self._project, article)
            document = self.document(article)
            if document is None and not any(self._takes(one) for one in stored):
                continue
            if document is None or not self._replace(document, stored):
                with self._snapshot():
                    self._load()
                return True
        return False

    def _takes(self, annotator: int) -> bool:
        """Tell whether this annotator's articles are compared, or would be if everything were read again."""
        return annotator in self._numbers.values() or self._asked[0] is None

    def _replace(self, document: int, stored: Mapping[int, packs.StoredPack]) -> bool:
        """Put what is stored in the place of a document; return False when that changes who or what is compared."""
        numbers = tuple(self._numbers.values())
        known = all(self._known(one.spans) for one in stored.values())
        if not known or not self.tables.has_corpus or any(self._takes(one) and one not in numbers for one in stored):
            return False
        changes: dict[int, RowArray | None] = {}
        for at, number in enumerate(numbers):
            pack = stored.get(number)
            rows = None
            if pack is not None:
                rows = rows_of(pack.spans, self._places)
                rows = in_order(rows, np.array([0, len(rows)], np.int64))
            same = bool(self.tables.finished[document, at]) == (rows is not None)
            if not same or (rows is not None and not np.array_equal(rows, self.tables.rows(document, at))):
                changes[at] = rows
        if not changes:
            return True
        self.tables.replace_sets(document, changes)
        self._aligned.clear()
        self._scores.clear()
        gone = [at for at, rows in changes.items() if rows is None]
        return not gone or bool(
            self.tables.finished[:, gone].any(axis=0).all() and self.tables.finished[document].any()
        )

    def _known(self, blob: bytes) -> bool:
        numbers = np.frombuffer(blob, "<i4").reshape(-1, COLUMNS)[:, LABEL]
        return bool((numbers < len(self._places)).all() and (self._places[numbers] >= 0).all())

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
        """Return one number for these people (None: all of them); kept until something changes, unless redrawn."""
        key = name, scope or self.people, interval
        if redraw is None and key in self._scores:
            return self._scores[key]
        metric = next(one for one in METRICS if one.name == name)
        score = metric.score(self.tables, scope or self.people, interval=interval, redraw=redraw)
        if redraw is None:
            self._scores[key] = score
        return score

    def f1_by_article(self) -> dict[int, float]:
        """Return strict F1 of each article that has one by itself, by its number; never to be averaged."""
        values = STRICT_F1.by_document(self.tables, self.people)
        there = np.flatnonzero(~np.isnan(values))
        return dict(zip(self.articles[there].tolist(), values[there].tolist(), strict=True))

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
