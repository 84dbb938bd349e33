"""Counts pooled for whatever people, label and documents are asked about.

A document's counts are summed with those of all documents finished by the same people, so that any choice of annotators
is answered from a few sums. What keeps the sums true is in `tables`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

import numpy as np

from annotator.agreement.base import BoolArray, FloatArray, IntArray, Pool, RowArray, Scope
from annotator.agreement.counts import BY_ANNOTATOR, BY_LABEL, Lines, Matrices
from annotator.agreement.sums import RELABELLED, Sums, spread
from annotator.agreement.tally import Tally
from annotator.agreement.units import pairs_of

_LAYERS = {"tokens": "layer_tokens", "same": "layer_same", "both": "layer_same"}
_PAIR = 2


class Pools:
    """The counts of documents and their sums.

    `labels` are sorted by name; `matrices` hold the label by label tables of all pairs, over all documents.
    """

    def __init__(self, annotators: Sequence[str], tally: Tally) -> None:
        """Take over what was counted; `annotators` names those of the tally."""
        self.annotators, self.labels = tuple(annotators), tally.labels
        self.pairs = pairs_of(len(annotators))
        bits = np.int64(1) << np.arange(len(annotators))
        self.finished: BoolArray = (tally.patterns[:, np.newaxis] & bits) != 0
        self.lengths: IntArray = tally.lengths
        self.tokens: IntArray = tally.tokens
        self.matrices: Matrices = tally.matrices
        self._lines: Lines = tally.lines
        self._sums: dict[int, Sums] = dict(tally.sums)
        self._pools: dict[tuple[Scope, bool], dict[str, FloatArray]] = {}
        self._relabelled: RowArray = tally.lines.relabelled
        self._first: IntArray | None = None
        # Of documents edited since the others were put in order.
        self._moved: dict[int, RowArray] = {}

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.lengths)

    @property
    def everybody(self) -> Scope:
        """All annotators, all labels."""
        return Scope(tuple(range(len(self.annotators))))

    # ---- how many

    def compared(self, scope: Scope) -> IntArray:
        """Return the documents that at least two of these annotators have finished."""
        if all(_members(pattern, scope) >= _PAIR for pattern, sums in self._sums.items() if sums.documents):
            return np.arange(len(self))
        return np.flatnonzero(self.finished[:, list(scope.annotators)].sum(axis=1) >= _PAIR)

    def _compared(self, scope: Scope) -> list[Sums]:
        """Return the sums of the documents compared, in an order that does not depend on how they came about."""
        return [sums for pattern, sums in sorted(self._sums.items()) if _members(pattern, scope) >= _PAIR]

    def documents(self, scope: Scope, *, least: int = 2, most: int | None = None) -> int:
        """Return how many documents were finished by so many of these annotators."""
        most = len(scope.annotators) if most is None else most
        return sum(sums.documents for pattern, sums in self._sums.items() if least <= _members(pattern, scope) <= most)

    def hidden(self, scope: Scope) -> int:
        """Return how many spans own not all of their tokens, in documents compared."""
        chosen = list(scope.annotators)
        return sum(int(sums.of(self._lines.layout, "hidden")[chosen].sum()) for sums in self._compared(scope))

    def spans(self, scope: Scope) -> int:
        """Return how many spans these annotators have in the documents compared."""
        chosen = list(scope.annotators)
        label = slice(None) if scope.label is None else slice(scope.label, scope.label + 1)
        return sum(int(sums.of(self._lines.layout, "spans")[chosen, label].sum()) for sums in self._compared(scope))

    def token_count(self, scope: Scope) -> int:
        """Return how many tokens the documents compared have."""
        return sum(sums.tokens for sums in self._compared(scope))

    # ---- all documents together

    def pool(self, scope: Scope, fields: Iterable[str], *, by_finishers: bool = False) -> Pool:
        """Return the fields' counts summed over all documents: arrays [P', …] of the scope's pairs."""
        # Most metrics of one scope share their fields; between two edits each is summed once.
        total = self._pools.setdefault((scope, by_finishers), {})
        missing = tuple(name for name in dict.fromkeys(fields) if name not in total)
        if missing:
            self._sum(scope, missing, total, by_finishers=by_finishers)
        return total

    def _sum(self, scope: Scope, fields: tuple[str, ...], total: dict[str, FloatArray], *, by_finishers: bool) -> None:
        layout = self._lines.layout
        for pattern, sums in sorted(self._sums.items()):
            people = _members(pattern, scope)
            if people < _PAIR or not sums.documents:  # one person alone agrees with nobody
                continue
            finished = (pattern >> np.arange(len(self.annotators)) & 1).astype(np.bool_)[np.newaxis]
            weight = 1 / (people - 1) if by_finishers else 1.0
            tokens = np.array([sums.tokens])

            def fetch(name: str, sums: Sums = sums) -> IntArray:
                return sums.of(layout, name)[..., np.newaxis]

            for name in fields:
                array = self._paired(name, fetch, tokens, finished, scope)
                total[name] = total[name] + array[0] * weight if name in total else array[0] * weight
        for name in fields:
            if name not in total:
                total[name] = np.zeros((len(self._pairs_in(scope)), *self._shape(name, scope)))

    def pool_by_label(self, scope: Scope, fields: Iterable[str], *, by_finishers: bool = False) -> Pool:
        """Return the same for each label by itself: arrays [K, P', …]."""
        every = Scope(scope.annotators)
        layered = {name: _LAYERS.get(name, name) for name in fields}
        pool = self.pool(every, layered.values(), by_finishers=by_finishers)
        labels = len(self.labels)
        found: dict[str, FloatArray] = {}
        for name, key in layered.items():
            if name == "length":
                found[name] = np.broadcast_to(pool[key], (labels, *pool[key].shape))
            else:
                lines = np.moveaxis(pool[key], -1, 0)
                found[name] = lines if name == "both" else lines[..., np.newaxis]
        return found

    # ---- each document by itself

    def each(
        self,
        scope: Scope,
        fields: Iterable[str],
        documents: IntArray | slice,
        *,
        by_finishers: bool = False,
        over_labels: bool = False,
    ) -> dict[str, FloatArray]:
        """Return the fields' counts of these documents: arrays [D', P', …]; `over_labels` adds up their labels."""
        finished = self.finished[documents]

        def fetch(name: str) -> IntArray:
            if name == RELABELLED:
                return np.moveaxis(self._relabelled_of(documents), 0, -1)
            return self.lines_of(name, documents)

        found = {
            name: self._paired(name, fetch, self.tokens[documents], finished, scope, over_labels=over_labels)
            for name in fields
        }
        if by_finishers:
            people = finished[:, list(scope.annotators)].sum(axis=1)
            weights = 1 / np.maximum(people - 1, 1)
            for name, array in found.items():
                found[name] = array * weights.reshape(-1, *[1] * (array.ndim - 1))
        return found

    def each_joint(self, scope: Scope, documents: IntArray | slice, *, by_finishers: bool) -> dict[str, FloatArray]:
        """Return what `each` gives for tokens, same, both and length, added up over pairs, and `same` over labels.

        The axes stay, with the length 1.
        """
        people = list(scope.annotators)
        members = self.finished[documents][:, people].sum(axis=1).astype(np.float64)
        others = members - 1
        weights = 1 / np.maximum(others, 1) if by_finishers else np.ones(len(members))
        layer = scope.label is not None
        label = slice(None) if scope.label is None else slice(scope.label, scope.label + 1)
        chosen = self._pairs_in(scope)
        tokens = self.lines_of("layer_tokens" if layer else "tokens", documents)[people, label]
        kind = _sum_type(tokens)
        same = self.lines_of("layer_same" if layer else "same", documents)[chosen, label].sum(axis=(0, 1), dtype=kind)
        both = same if layer else self.lines_of("both", documents)[chosen].sum(axis=0, dtype=kind)
        # Who finished a document is in as many pairs there as others finished it.
        values = tokens.sum(axis=0, dtype=kind) * (others * weights)
        return {
            "tokens": values.T[:, np.newaxis, np.newaxis],
            "same": (same * weights)[:, np.newaxis, np.newaxis],
            "both": (both * weights)[:, np.newaxis],
            "length": (self.tokens[documents] * members * others / 2 * weights)[:, np.newaxis],
        }

    def lines_of(self, name: str, documents: IntArray | slice) -> IntArray:
        """Return one table of `Counts`, its documents last."""
        return self._lines.layout.lines(self._lines.wide, name)[..., documents]

    def _relabelled_of(self, documents: IntArray | slice) -> IntArray:
        if self._moved:
            self._settle()
        chosen = np.arange(len(self))[documents]
        place = np.full(len(self), -1, np.int32)
        place[chosen] = np.arange(len(chosen), dtype=np.int32)
        rows = self._relabelled.copy()
        rows[:, 0] = place[rows[:, 0]]
        return spread(rows[rows[:, 0] >= 0], self._lines.layout, len(chosen))

    def _settle(self) -> None:
        """Put the relabelled pairs of edited documents among the others."""
        kept = ~np.isin(self._relabelled[:, 0], list(self._moved))
        moved = [rows + np.array([document, 0, 0, 0], np.int32) for document, rows in self._moved.items()]
        rows = np.concatenate([self._relabelled[kept], *moved])
        self._relabelled = rows[np.argsort(rows[:, 0], kind="stable")]
        self._moved.clear()
        self._first = None

    def _relabelled_in(self, document: int) -> RowArray:
        """Return the relabelled pairs of one document, as if it were alone."""
        if document in self._moved:
            return self._moved[document]
        if self._first is None:
            self._first = np.searchsorted(self._relabelled[:, 0], np.arange(len(self) + 1))
        low, high = self._first[document : document + 2].tolist()
        return self._relabelled[low:high] - np.array([document, 0, 0, 0], np.int32)

    def _pairs_in(self, scope: Scope) -> list[int]:
        """Return the numbers of the pairs within a scope."""
        inside = set(scope.annotators)
        return [number for number, pair in enumerate(self.pairs) if inside.issuperset(pair)]

    def _shape(self, name: str, scope: Scope) -> tuple[int, ...]:
        labels = len(self.labels) if scope.label is None else 1
        if name in ("length", "both"):
            return ()
        if name in ("covered", "aligned"):
            return (2 if name == "covered" else 3,)
        return (2, labels) if name in BY_ANNOTATOR or name == RELABELLED else (labels,)

    def _paired(
        self,
        name: str,
        fetch: Callable[[str], IntArray],
        tokens: IntArray,
        finished: BoolArray,
        scope: Scope,
        *,
        over_labels: bool = False,
    ) -> FloatArray:
        """Return a field as [D, P', …]: of pairs, 0 where not both have finished; of the scope's label alone, if any.

        `fetch` gives a table with its documents last, and so they lie in what is returned, too. With a label, tokens
        are those of the label's own layer.
        """
        chosen = self._pairs_in(scope)
        sides = np.array([self.pairs[pair] for pair in chosen], np.int64).reshape(-1, 2)
        common = (finished[:, sides[:, 0]] & finished[:, sides[:, 1]]).T
        if name == "length":
            return (common * tokens.astype(np.float64)).T
        key = name if scope.label is None else _LAYERS.get(name, name)
        array = fetch(key)
        if scope.label is not None and name not in ("covered", "aligned"):
            array = array[..., scope.label : scope.label + 1, :]
        if name == "both" and scope.label is not None:
            array = array[..., 0, :]
        if over_labels and key in BY_LABEL:
            array = array.sum(axis=-2, keepdims=True, dtype=_sum_type(array))
        found = array[sides] if key in BY_ANNOTATOR else array[chosen]
        if common.all():
            return _documents_first(found.astype(np.float64))
        mask = common.reshape(len(chosen), *[1] * (found.ndim - 2), -1).astype(np.float64)
        return _documents_first(found * mask)


def _documents_first(lines: FloatArray) -> FloatArray:
    return lines.transpose(lines.ndim - 1, *range(lines.ndim - 1))


def _sum_type(array: IntArray) -> type[np.int32 | np.int64]:
    """Return the kind of number that some of these add up to: narrow where it is wide enough, for it is faster."""
    return np.int32 if array.dtype.itemsize <= 2 else np.int64  # noqa: PLR2004 - bytes


def _members(pattern: int, scope: Scope) -> int:
    """Return how many of the scope's annotators are in a bit pattern."""
    return sum(pattern >> annotator & 1 for annotator in scope.annotators)
