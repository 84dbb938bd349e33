"""The counts of a whole corpus: built in one pass, kept true edit by edit, pooled for whatever people are asked about.

A document's counts are summed with those of all documents finished by the same people, so that any choice of annotators
is answered from a few sums. An edit takes the document's old counts out and puts the new ones in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from annotator.agreement.base import BoolArray, FloatArray, IntArray, Pool, RowArray, Scope
from annotator.agreement.counting import Found, count
from annotator.agreement.counts import NARROW, Counts, Matrices, nothing, with_layers
from annotator.agreement.unit_counts import UnitCounts
from annotator.agreement.units import COLUMNS, Corpus, chunks

Progress = Callable[[int, int], None]
"""Told how much is done of how much; raises to stop."""

BY_ANNOTATOR = frozenset({"spans", "tokens", "layer_tokens"})
_RELABELLED = "relabelled"
_LAYERS = {"tokens": "layer_tokens", "same": "layer_same", "both": "layer_same"}


@dataclass(slots=True)
class _Sums:
    """The counts of all documents finished by the same people, added up."""

    documents: int
    tokens: int
    arrays: dict[str, IntArray]

    def add(self, other: _Sums, sign: int) -> None:
        self.documents += sign * other.documents
        self.tokens += sign * other.tokens
        for name, array in other.arrays.items():
            self.arrays[name] += sign * array


def _silent(done: int, total: int) -> None:
    del done, total


class Tables:
    """The counts of a corpus, for whoever wants a number.

    `labels` are sorted by name; `matrices` hold the label by label tables of all pairs, over all documents.
    """

    def __init__(self, corpus: Corpus, *, progress: Progress = _silent) -> None:
        """Count everything."""
        self.annotators, self.labels = corpus.annotators, corpus.labels
        self.pairs = corpus.pairs
        self.finished: BoolArray = corpus.finished.copy()
        self.lengths: IntArray = corpus.lengths
        self.tokens: IntArray = corpus.tokens
        self._corpus = corpus
        self._edited: dict[int, list[RowArray]] = {}
        # Of the document edited last: mostly it is edited again.
        self._last: dict[int, tuple[Matrices, Found]] = {}
        self._counts = nothing(len(corpus), len(self.annotators), len(self.labels))
        self._sums: dict[int, _Sums] = {}
        self._pools: dict[tuple[Scope, bool], dict[str, FloatArray]] = {}
        self.units = UnitCounts(corpus)
        width = len(self.labels) + 1
        self.matrices = Matrices(
            np.zeros((len(self.pairs), 2, width, width), np.int64), np.zeros((len(self.pairs), width, width), np.int64)
        )
        # Of documents edited since the others were put in order.
        self._moved: dict[int, RowArray] = {}
        self._build(progress)

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.lengths)

    @property
    def everybody(self) -> Scope:
        """All annotators, all labels."""
        return Scope(tuple(range(len(self.annotators))))

    def _build(self, progress: Progress) -> None:
        moved: list[RowArray] = [np.zeros((0, 4), np.int32)]
        for chunk in chunks(self._corpus):
            part = self._corpus.part(chunk.start, chunk.stop)
            counts, matrices, found = count(part)
            self._store(counts, chunk)
            moved.append(counts.relabelled + np.array([chunk.start, 0, 0, 0], np.int32))
            self.matrices = self.matrices.plus(matrices)
            self._add(part, counts, sign=1)
            self.units.change((part, found, 1))
            progress(chunk.stop, len(self))
        self._set_relabelled(np.concatenate(moved))

    def _store(self, counts: Counts, documents: slice) -> None:
        if counts.layer_tokens is not counts.tokens and self._counts.layer_tokens is self._counts.tokens:
            self._counts = with_layers(self._counts)
        for name in NARROW:
            getattr(self._counts, name)[documents] = getattr(counts, name)

    def _add(self, part: Corpus, counts: Counts, *, sign: int) -> None:
        """Add some documents' counts to the sums of those who finished them."""
        patterns = part.finished @ (1 << np.arange(len(self.annotators)))
        for pattern in np.unique(patterns).tolist():
            # The common case, everybody has finished everything, needs no choosing.
            chosen = patterns == pattern
            every = bool(chosen.all())
            arrays = {
                name: (array if every else array[chosen]).sum(axis=0, dtype=np.int64)
                for name in NARROW
                for array in [getattr(counts, name)]
            }
            rows = counts.relabelled if every else counts.relabelled[chosen[counts.relabelled[:, 0]]]
            arrays[_RELABELLED] = self._spread(rows, 0)[0]
            sums = _Sums(int(chosen.sum()), int(part.tokens[chosen].sum()), arrays)
            if pattern in self._sums:
                self._sums[pattern].add(sums, sign)
            else:
                self._sums[pattern] = sums

    def _spread(self, rows: RowArray, documents: int) -> IntArray:
        """Return [D, P, 2, K]: how many relabelled pairs have which label on either side; 0 documents: all in one."""
        shape = (max(documents, 1), len(self.pairs), 2, len(self.labels))
        found = np.zeros(int(np.prod(shape)), np.int64)
        document = rows[:, 0].astype(np.int64) if documents else np.zeros(len(rows), np.int64)
        for at in (0, 1):
            place = ((document * shape[1] + rows[:, 1]) * 2 + at) * shape[3] + rows[:, 2 + at]
            found += np.bincount(place, minlength=len(found))
        return found.reshape(shape)

    # Edits

    def rows(self, document: int, annotator: int) -> RowArray:
        """Return the rows of one annotator in one document as they are now."""
        if document in self._edited:
            return self._edited[document][annotator]
        return self._corpus.set_of(document, annotator)

    def part(self, document: int) -> Corpus:
        """Return one document as it is now, as a corpus."""
        sets = [self.rows(document, annotator) for annotator in range(len(self.annotators))]
        return Corpus(
            self.annotators,
            self.labels,
            np.concatenate([np.zeros((0, COLUMNS), np.int32), *sets]),
            np.cumsum([0, *map(len, sets)]),
            self.finished[document : document + 1].copy(),
            self.lengths[document : document + 1],
            self.tokens[document : document + 1],
        )

    def corpus(self) -> Corpus:
        """Return all documents as they are now."""
        if not self._edited:
            return self._corpus
        width = len(self.annotators)
        sizes = np.diff(self._corpus.offsets)
        pieces: list[RowArray] = [np.zeros((0, COLUMNS), np.int32)]
        done = 0
        for document in sorted(self._edited):
            pieces.append(self._corpus.rows[done : self._corpus.offsets[document * width]])
            pieces += self._edited[document]
            done = int(self._corpus.offsets[(document + 1) * width])
            sizes[document * width : (document + 1) * width] = [len(rows) for rows in self._edited[document]]
        pieces.append(self._corpus.rows[done:])
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
        rows = np.concatenate(pieces)
        self._corpus = Corpus(
            self.annotators, self.labels, rows, offsets, self.finished.copy(), self.lengths, self.tokens
        )
        self._edited.clear()
        return self._corpus

    def prepare(self, document: int) -> None:
        """Count a document about to be edited, so that the edit itself takes half the time; it is never necessary."""
        if document not in self._last:
            _, matrices, found = count(self.part(document))
            self._last = {document: (matrices, found)}

    def replace(self, document: int, annotator: int, rows: RowArray | None) -> None:
        """Take one annotator's rows of a document (None: not finished) instead of those there were."""
        self._pools.clear()
        before = self.part(document)
        self.prepare(document)
        old_matrices, old_found = self._last[document]
        old = self._of(document)
        sets = [self.rows(document, other) for other in range(len(self.annotators))]
        sets[annotator] = np.zeros((0, COLUMNS), np.int32) if rows is None else rows
        self._edited[document] = sets
        self.finished[document, annotator] = rows is not None
        after = self.part(document)
        new, matrices, found = count(after)
        self._add(before, old, sign=-1)
        self._add(after, new, sign=1)
        self.matrices = self.matrices.plus(old_matrices, sign=-1).plus(matrices)
        self._last = {document: (matrices, found)}
        self.units.change((before, old_found, -1), (after, found, 1))
        self._store(new, slice(document, document + 1))
        self._moved[document] = new.relabelled

    def _of(self, document: int) -> Counts:
        """Return the counts of one document, as if it were alone."""
        arrays = {name: getattr(self._counts, name)[document : document + 1] for name in NARROW}
        moved = self._moved.get(document)
        if moved is None:
            low, high = self._first_relabelled[document : document + 2].tolist()
            moved = self._relabelled[low:high] - np.array([document, 0, 0, 0], np.int32)
        return Counts(**arrays, relabelled=moved)

    # Pools

    def compared(self, scope: Scope) -> IntArray:
        """Return the documents that at least two of these annotators have finished."""
        return np.flatnonzero(self.finished[:, list(scope.annotators)].sum(axis=1) > 1)

    def documents(self, scope: Scope, *, least: int = 2, most: int | None = None) -> int:
        """Return how many documents were finished by so many of these annotators."""
        most = len(scope.annotators) if most is None else most
        return sum(sums.documents for pattern, sums in self._sums.items() if least <= _members(pattern, scope) <= most)

    def hidden(self, scope: Scope) -> int:
        """Return how many spans own not all of their tokens, in documents compared."""
        chosen = list(scope.annotators)
        return sum(
            int(sums.arrays["hidden"][chosen].sum())
            for pattern, sums in self._sums.items()
            if _members(pattern, scope) > 1
        )

    def spans(self, scope: Scope) -> int:
        """Return how many spans these annotators have in the documents compared."""
        chosen = list(scope.annotators)
        label = slice(None) if scope.label is None else slice(scope.label, scope.label + 1)
        return sum(
            int(sums.arrays["spans"][chosen, label].sum())
            for pattern, sums in self._sums.items()
            if _members(pattern, scope) > 1
        )

    def token_count(self, scope: Scope) -> int:
        """Return how many tokens the documents compared have."""
        return sum(sums.tokens for pattern, sums in self._sums.items() if _members(pattern, scope) > 1)

    def pool(self, scope: Scope, fields: Iterable[str], *, by_finishers: bool = False) -> Pool:
        """Return the fields' counts summed over all documents: arrays [P', …] of the scope's pairs."""
        # Most metrics of one scope share their fields; between two edits each is summed once.
        total = self._pools.setdefault((scope, by_finishers), {})
        missing = tuple(name for name in dict.fromkeys(fields) if name not in total)
        if missing:
            self._sum(scope, missing, total, by_finishers=by_finishers)
        return total

    def _sum(self, scope: Scope, fields: tuple[str, ...], total: dict[str, FloatArray], *, by_finishers: bool) -> None:
        width = len(self.annotators)
        chosen = self._pairs_in(scope)
        for pattern, sums in self._sums.items():
            people = _members(pattern, scope)
            if people < 2 or not sums.documents:  # noqa: PLR2004 - one person alone agrees with nobody
                continue
            finished = (pattern >> np.arange(width) & 1).astype(np.bool_)[np.newaxis]
            weight = 1 / (people - 1) if by_finishers else 1.0
            tokens = np.array([sums.tokens])
            for name in fields:
                array = self._paired(name, lambda key, s=sums: s.arrays[key][np.newaxis], tokens, finished, scope)[0]
                total[name] = total[name] + array * weight if name in total else array * weight
        for name in fields:
            if name not in total:
                total[name] = np.zeros((len(chosen), *self._shape(name, scope)))

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

    def each(
        self, scope: Scope, fields: Iterable[str], documents: IntArray, *, by_finishers: bool = False
    ) -> dict[str, FloatArray]:
        """Return the fields' counts of these documents: arrays [D', P', …]."""
        finished = self.finished[documents]

        def fetch(name: str) -> IntArray:
            if name != _RELABELLED:
                return getattr(self._counts, name)[documents]
            return self._relabelled_of(documents)

        found = {name: self._paired(name, fetch, self.tokens[documents], finished, scope) for name in fields}
        if by_finishers:
            people = finished[:, list(scope.annotators)].sum(axis=1)
            weights = 1 / np.maximum(people - 1, 1)
            for name, array in found.items():
                found[name] = array * weights.reshape(-1, *[1] * (array.ndim - 1))
        return found

    def _relabelled_of(self, documents: IntArray) -> IntArray:
        place = np.full(len(self), -1, np.int32)
        place[documents] = np.arange(len(documents), dtype=np.int32)
        if self._moved:
            self._settle()
        rows = self._relabelled.copy()
        rows[:, 0] = place[rows[:, 0]]
        return self._spread(rows[rows[:, 0] >= 0], len(documents))

    def _settle(self) -> None:
        """Put the relabelled pairs of edited documents among the others."""
        kept = ~np.isin(self._relabelled[:, 0], list(self._moved))
        moved = [rows + np.array([document, 0, 0, 0], np.int32) for document, rows in self._moved.items()]
        rows = np.concatenate([self._relabelled[kept], *moved])
        self._set_relabelled(rows[np.argsort(rows[:, 0], kind="stable")])

    def _set_relabelled(self, rows: RowArray) -> None:
        """Keep the relabelled pairs of all documents, sorted by document, and where each document's begin."""
        self._relabelled = rows
        self._first_relabelled = np.searchsorted(rows[:, 0], np.arange(len(self) + 1))
        self._moved.clear()

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
        return (2, labels) if name in BY_ANNOTATOR or name == _RELABELLED else (labels,)

    def _paired(
        self,
        name: str,
        fetch: Callable[[str], IntArray],
        tokens: IntArray,
        finished: BoolArray,
        scope: Scope,
    ) -> FloatArray:
        """Return a field as [D, P', …]: of pairs, 0 where not both have finished; of the scope's label alone, if any.

        With a label, tokens are those of the label's own layer.
        """
        chosen = self._pairs_in(scope)
        sides = np.array([self.pairs[pair] for pair in chosen], np.int64).reshape(-1, 2)
        common = finished[:, sides[:, 0]] & finished[:, sides[:, 1]]
        if name == "length":
            return common * tokens[:, np.newaxis].astype(np.float64)
        key = name if scope.label is None else _LAYERS.get(name, name)
        array = fetch(key)
        if scope.label is not None and name not in ("covered", "aligned"):
            array = array[..., scope.label : scope.label + 1]
        if name == "both" and scope.label is not None:
            array = array[..., 0]
        found = array[:, sides] if key in BY_ANNOTATOR else array[:, chosen]
        if common.all():
            return found.astype(np.float64)
        return found * common.reshape(*common.shape, *[1] * (found.ndim - 2)).astype(np.float64)


def _members(pattern: int, scope: Scope) -> int:
    """Return how many of the scope's annotators are in a bit pattern."""
    return sum(pattern >> annotator & 1 for annotator in scope.annotators)
