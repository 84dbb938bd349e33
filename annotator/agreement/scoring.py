"""From a formula to a score: what refuses, what is pooled, the interval, the count, what was left out.

`Pooled` is the metric all span and token metrics are; the formula is a function in the metric's own module.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import isnan

import numpy as np

from annotator.agreement.base import NO_SCALE, FloatArray, LeftOut, Pool, Reason, Scale, Scope, Score, Unit
from annotator.agreement.counts import BY_LABEL
from annotator.agreement.intervals import Bootstrap, Interval, batches, bootstrap, jackknife, without
from annotator.agreement.tables import Tables

FEWEST = 2
UNFINISHED = "documents that fewer than two of these annotators finished"
HIDDEN = "spans whose tokens are under a longer span of the same annotator, or that have none"
SILENT_PAIRS = "pairs of annotators without a number"


@dataclass(frozen=True, slots=True)
class Pooled:
    """A metric whose value follows from pooled counts by a formula.

    `formula` maps a pool to [..., P'] values, one for each pair of annotators, with `joint` to one value for all of
    them. With `every_pair` there is no mean where a pair with common tokens has no number, else such pairs are left
    out. With `over_labels` the formula needs no more of spans than their sums over labels. `counted` tells what the
    number rests on, `undefined` why there may be none, `refuses` whom it is not given for.
    """

    name: str
    title: str
    definition: str
    unit: Unit
    fields: tuple[str, ...]
    formula: Callable[[Pool], FloatArray]
    undefined: Callable[[Pool], str]
    scale: Scale = NO_SCALE
    joint: bool = False
    by_finishers: bool = False
    every_pair: bool = False
    over_labels: bool = False
    per_label: bool = True
    lowest: float = -1.0
    refuses: Callable[[Tables, Scope], str] | None = None
    counted: Callable[[Pool], int] | None = None

    def evaluate(self, pool: Pool) -> FloatArray:
        """Return the number for each leading index of the pool, nan where there is none."""
        values = self.formula(pool)
        if self.joint:
            return values
        mean = mean_of_pairs(values)
        if not self.every_pair:
            return mean
        return np.where((np.isnan(values) & (pool["length"] > 0)).any(axis=-1), np.nan, mean)

    def score(self, tables: Tables, scope: Scope, *, interval: bool = True, redraw: Bootstrap | None = None) -> Score:
        """Return the number for these people with everything beside it; the interval by jackknife, or by `redraw`."""
        refusal = refused(tables, scope) or (self.refuses(tables, scope) if self.refuses else "")
        if scope.label is not None and not self.per_label:
            refusal = f"{self.title} is not given for a single label."
        if refusal:
            return self._score(tables, scope, reason=refusal)
        pool = tables.pool(scope, self.fields, by_finishers=self.by_finishers)
        value = float(self.evaluate(pool))
        if isnan(value):
            return self._score(tables, scope, reason=self.undefined(pool))
        ends = self._interval(tables, scope, pool, value, redraw) if interval else without("")
        return self._score(tables, scope, pool=pool, value=value, ends=ends)

    def _interval(self, tables: Tables, scope: Scope, pool: Pool, value: float, redraw: Bootstrap | None) -> Interval:
        documents = tables.compared(scope)
        every = len(documents) == len(tables)

        def counts(chosen: slice) -> Pool:
            some = chosen if every else documents[chosen]
            if self.joint:
                return tables.each_joint(scope, some, by_finishers=self.by_finishers)
            return tables.each(scope, self.fields, some, by_finishers=self.by_finishers, over_labels=self.over_labels)

        if redraw:
            return bootstrap(counts(slice(None)), self.evaluate, redraw)
        each = (counts(chosen) for chosen in batches(len(documents)))
        return jackknife(self._like_each(pool), each, self.evaluate, value, lowest=self.lowest)

    def _like_each(self, pool: Pool) -> Pool:
        """Return the fields of a pool, added up as those of the single documents are for the interval."""
        fields = {name: pool[name] for name in self.fields}
        if self.joint:
            axes = {"tokens": (0, 1), "same": (0, 1), "both": (0,), "length": (0,)}
            return {name: fields[name].sum(axis=axes[name], keepdims=True) for name in fields}
        if self.over_labels:
            return {n: one.sum(axis=-1, keepdims=True) if n in BY_LABEL else one for n, one in fields.items()}
        return fields

    def _score(
        self,
        tables: Tables,
        scope: Scope,
        *,
        pool: Pool | None = None,
        value: float | None = None,
        ends: Interval | None = None,
        reason: str = "",
    ) -> Score:
        ends = ends or without("")
        if self.counted and pool is not None:
            n = self.counted(pool)
        elif self.counted:
            n = 0
        else:
            n = tables.spans(scope) if self.unit is Unit.SPAN else tables.token_count(scope)
        left = [left_out_documents(tables, scope)]
        if self.unit is Unit.TOKEN and scope.label is None:
            left.append(LeftOut(tables.hidden(scope), HIDDEN))
        if not self.joint and pool is not None and not scope.is_pair:
            left.append(LeftOut(int(np.isnan(self.formula(pool)).sum()), SILENT_PAIRS))
        return Score(
            self.name,
            value,
            ends.low,
            ends.high,
            n,
            self.unit,
            tables.documents(scope),
            tuple(one for one in left if one.count),
            reason,
            ends.reason,
            self.definition,
        )

    def by_pair(self, tables: Tables, scope: Scope) -> FloatArray:
        """Return the number of each pair of these annotators, in the order of `Tables.pairs`, nan where it has none.

        For a matrix of annotators; `score` says why one has none.
        """
        if not self.joint:
            return self.formula(tables.pool(scope, self.fields))
        inside = [pair for pair in tables.pairs if set(pair) <= set(scope.annotators)]
        pools = [tables.pool(Scope(pair, scope.label), self.fields) for pair in inside]
        return np.array([float(self.formula(pool)) for pool in pools], np.float64)

    def by_label(self, tables: Tables, scope: Scope) -> FloatArray:
        """Return the number of each label of `Tables.labels`, nan where it has none; `scope` names the annotators."""
        if not self.per_label or (self.refuses and self.refuses(tables, scope)):
            return np.full(len(tables.labels), np.nan)
        return self.evaluate(tables.pool_by_label(scope, self.fields, by_finishers=self.by_finishers))

    def by_document(self, tables: Tables, scope: Scope) -> FloatArray:
        """Return the number of each document by itself, nan where it has none. Never average these."""
        found = np.full(len(tables), np.nan)
        documents = tables.compared(scope)
        found[documents] = self.evaluate(tables.each(scope, self.fields, documents, by_finishers=self.by_finishers))
        return found


def refused(tables: Tables, scope: Scope) -> str:
    """Return why nothing can be said about these people; "" when something can."""
    if len(scope.annotators) < FEWEST:
        return Reason.FEW_PEOPLE
    return "" if tables.documents(scope) else Reason.NOTHING_COMMON


def left_out_documents(tables: Tables, scope: Scope) -> LeftOut:
    """Return how many documents there are that fewer than two of these people finished."""
    return LeftOut(len(tables) - tables.documents(scope), UNFINISHED)


def mean_of_pairs(values: FloatArray) -> FloatArray:
    """Return the mean over the last axis of the pairs that have a number; nan where none has."""
    there = ~np.isnan(values)
    count = there.sum(axis=-1)
    total = np.where(there, values, 0.0).sum(axis=-1)
    return np.divide(total, count, out=np.full(np.shape(total), np.nan), where=count != 0)
