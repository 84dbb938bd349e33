"""How findings do against gold: precision, recall and F1, from the same counts and formulas as agreement of two people.

Two annotators, one of whom is right: what agreement calls one person's share is precision, the other's recall.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.base import FloatArray, IntArray, Pool, RowArray, Scope, Score
from annotator.agreement.counts import LABEL_DIFFERS
from annotator.agreement.f1 import STRICT_F1, relaxed, strict
from annotator.agreement.tables import Tables
from annotator.agreement.units import LABEL, Corpus, Document, corpus_of

FOUND, GOLD = range(2)
"""The two annotators, by their index."""
_BOTH = Scope((FOUND, GOLD))
_FIELDS = ("exact", "spans", "covered", "aligned")


@dataclass(frozen=True, slots=True)
class Rates:
    """How much of what was found is right, and how much of gold was found.

    `found` and `gold` count spans, `right` those found that are right, `met` those of gold that were found: the same
    number unless one span may meet several. The shares are None where there is nothing to take a share of.
    """

    found: int
    gold: int
    right: int
    met: int
    precision: float | None
    recall: float | None
    f1: float | None


@dataclass(frozen=True, slots=True)
class Against:
    """Rates by what counts as right, as agreement's metrics of these names define it.

    `strict`: the same start, end and label; `boundary`: the same start and end, whatever the label; `relaxed`: a shared
    character and the same label.
    """

    strict: Rates
    boundary: Rates
    relaxed: Rates


class Comparison:
    """Texts with what was found in them and what gold has, counted once."""

    def __init__(self, labels: Iterable[str], texts: Iterable[tuple[int, int, RowArray, RowArray]]) -> None:
        """Count texts: of each its length in code points, its tokens, and the rows found and of gold.

        Rows are as `units.pack` makes them with these labels.
        """
        documents = (Document(length, tokens, {"found": f, "gold": g}) for length, tokens, f, g in texts)
        self._corpus = corpus_of(("found", "gold"), labels, documents)
        self._tables = Tables(self._corpus)

    def overall(self) -> Against:
        """Return the rates over all labels."""
        pool = self._tables.pool(_BOTH, _FIELDS)
        return _against(pool, _same_range(pool))

    def by_label(self) -> dict[str, Against]:
        """Return the rates of each label that was found or is in gold.

        Boundaries of a label are those of its spans that some span of the other side shares, whatever its label.
        """
        same = self._tables.matrices.aligned[0, 1, :-1, :-1]
        rates: dict[str, Against] = {}
        for number, label in enumerate(self._corpus.labels):
            pool = Tables(_only(self._corpus, number)).pool(_BOTH, _FIELDS)
            if pool["spans"].any():
                rates[label] = _against(pool, np.array([[same[number].sum(), same[:, number].sum()]], np.float64))
        return rates

    def interval(self) -> Score:
        """Return strict F1 with its interval, and why it has none where it has none."""
        return STRICT_F1.score(self._tables, _BOTH)


def _against(pool: Pool, ranges: FloatArray) -> Against:
    exact = np.repeat(pool["exact"].sum(axis=-1, keepdims=True), 2, axis=-1)
    return Against(
        _rates(pool, exact, strict(pool)),
        # The same mean of two shares as relaxed F1, which for all labels together is boundary F1.
        _rates(pool, ranges, relaxed({"spans": pool["spans"], "covered": ranges})),
        _rates(pool, pool["covered"], relaxed(pool)),
    )


def _same_range(pool: Pool) -> FloatArray:
    same = pool["exact"].sum(axis=-1) + pool["aligned"][..., LABEL_DIFFERS]
    return np.stack((same, same), axis=-1)


def _rates(pool: Pool, right: FloatArray, f1: FloatArray) -> Rates:
    spans = pool["spans"].sum(axis=-1)[0]
    found, gold = int(spans[FOUND]), int(spans[GOLD])
    hits, met = int(right[0, FOUND]), int(right[0, GOLD])
    return Rates(
        found,
        gold,
        hits,
        met,
        hits / found if found else None,
        met / gold if gold else None,
        None if np.isnan(f1[0]) else float(f1[0]),
    )


def _only(corpus: Corpus, label: int) -> Corpus:
    """Return the corpus with the spans of one label alone."""
    kept = corpus.rows[:, LABEL] == label
    sizes: IntArray = np.bincount(corpus.sets[kept], minlength=len(corpus.offsets) - 1)
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    return replace(corpus, rows=corpus.rows[kept], offsets=offsets)
