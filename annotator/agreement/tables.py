"""The counts of a whole corpus: built in one pass or taken from what a project keeps, and kept true edit by edit.

An edit takes the document's old counts out of the sums and puts the new ones in; pooling them is in `pooling`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from annotator.agreement.base import BoolArray, RowArray
from annotator.agreement.counting import Found, count, find
from annotator.agreement.counts import Lines, Matrices, narrow, narrowest
from annotator.agreement.pooling import Pools
from annotator.agreement.sums import Sums, sums_of
from annotator.agreement.tally import Assembly, Tally, tally_of
from annotator.agreement.unit_counts import UnitCounts
from annotator.agreement.units import COLUMNS, Corpus, chunks

Progress = Callable[[int, int], None]
"""Told how much is done of how much; raises to stop."""


def _silent(done: int, total: int) -> None:
    del done, total


@dataclass(frozen=True, slots=True)
class Stored:
    """Counts made before: whose, the tally, and how to get the documents they are of, should somebody want them."""

    annotators: tuple[str, ...]
    tally: Tally
    corpus: Callable[[], Corpus]


class Tables(Pools):
    """The counts of a corpus, for whoever wants a number."""

    def __init__(self, source: Corpus | Stored, *, progress: Progress = _silent) -> None:
        """Count everything, or take over what was counted before."""
        self._corpus: Corpus | None = None
        self._units: UnitCounts | None = None
        if isinstance(source, Stored):
            super().__init__(source.annotators, source.tally)
            self._fetch = source.corpus
        else:
            self._corpus = source
            self._fetch = lambda: source
            self._units = UnitCounts(source)
            super().__init__(source.annotators, _counted(source, self._units, progress))
        self._edited: dict[int, list[RowArray]] = {}
        # Of the document edited last: mostly it is edited again.
        self._last: dict[int, tuple[Matrices, Found]] = {}
        self._bits = np.int64(1) << np.arange(len(self.annotators))

    def adopt(self, other: Tables) -> None:
        """Become what other tables of the same project are: all this one had is from another moment."""
        self.__dict__.update(other.__dict__)

    @property
    def units(self) -> UnitCounts:
        """What unitizing alpha needs; counted when it is first asked for, if it was not before."""
        if self._units is None:
            corpus = self.corpus()
            self._units = UnitCounts(corpus)
            for chunk in chunks(corpus):
                part = corpus.part(chunk.start, chunk.stop)
                self._units.change((part, find(part), 1))
        return self._units

    @property
    def has_corpus(self) -> bool:
        """Whether the documents are at hand, so that one can be edited."""
        return self._corpus is not None

    # ---- documents

    def _documents(self) -> Corpus:
        """Return the documents as they were before those in `_edited`."""
        if self._corpus is None:
            self._corpus = self._fetch()
        return self._corpus

    def rows(self, document: int, annotator: int) -> RowArray:
        """Return the rows of one annotator in one document as they are now."""
        if document in self._edited:
            return self._edited[document][annotator]
        return self._documents().set_of(document, annotator)

    def part(self, document: int) -> Corpus:
        """Return one document as it is now, as a corpus."""
        return self._part(document, [self.rows(document, at) for at in range(len(self.annotators))])

    def _part(self, document: int, sets: list[RowArray], finished: BoolArray | None = None) -> Corpus:
        return Corpus(
            self.annotators,
            self.labels,
            np.concatenate([np.zeros((0, COLUMNS), np.int32), *sets]),
            np.cumsum([0, *map(len, sets)]),
            (self.finished[document] if finished is None else finished)[np.newaxis].copy(),
            self.lengths[document : document + 1],
            self.tokens[document : document + 1],
        )

    def corpus(self) -> Corpus:
        """Return all documents as they are now."""
        before = self._documents()
        if not self._edited:
            return before
        width = len(self.annotators)
        sizes = np.diff(before.offsets)
        pieces: list[RowArray] = [np.zeros((0, COLUMNS), np.int32)]
        done = 0
        for document in sorted(self._edited):
            pieces.append(before.rows[done : before.offsets[document * width]])
            pieces += self._edited[document]
            done = int(before.offsets[(document + 1) * width])
            sizes[document * width : (document + 1) * width] = [len(rows) for rows in self._edited[document]]
        pieces.append(before.rows[done:])
        offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
        rows = np.concatenate(pieces)
        self._corpus = Corpus(
            self.annotators, self.labels, rows, offsets, self.finished.copy(), self.lengths, self.tokens
        )
        self._edited.clear()
        return self._corpus

    # ---- edits

    def prepare(self, document: int) -> None:
        """Count a document about to be edited, so that the edit itself takes half the time; it is never necessary."""
        if document not in self._last:
            _, matrices, found = count(self.part(document))
            self._last = {document: (matrices, found)}

    def replace(self, document: int, annotator: int, rows: RowArray | None) -> None:
        """Take one annotator's rows of a document (None: not finished) instead of those there were."""
        self.replace_sets(document, {annotator: rows})

    def replace_sets(self, document: int, sets: Mapping[int, RowArray | None]) -> None:
        """Take the rows of some annotators in a document (None: not finished) instead of those there were."""
        self.prepare(document)
        before, old = self.part(document), self._of(document)
        old_matrices, old_found = self._last[document]
        rows = [self.rows(document, at) for at in range(len(self.annotators))]
        finished = self.finished[document].copy()
        for at, one in sets.items():
            rows[at] = np.zeros((0, COLUMNS), np.int32) if one is None else one
            finished[at] = one is not None
        after = self._part(document, rows, finished)
        new, matrices, found = count(after)
        self._pools.clear()
        self._edited[document] = rows
        self.finished[document] = finished
        self._store(document, new)
        self._add(before, old, sign=-1)
        self._add(after, new, sign=1)
        self.matrices = self.matrices.plus(old_matrices, sign=-1).plus(matrices)
        self._last = {document: (matrices, found)}
        if self._units is not None:
            self._units.change((before, old_found, -1), (after, found, 1))

    def _of(self, document: int) -> Lines:
        """Return the counts of one document, as if it were alone."""
        lines = self._lines
        return Lines(lines.layout, lines.wide[:, document : document + 1].copy(), self._relabelled_in(document))

    def _store(self, document: int, new: Lines) -> None:
        """Put a document's counts among the others, in wider numbers or with layers where it needs them."""
        lines = self._lines
        if new.layout.layered and not lines.layout.layered:
            old = lines.layout
            lines = lines.with_layers()
            for sums in self._sums.values():
                again = sums.line[old.places["tokens"][0] : old.size]
                sums.line = np.concatenate((sums.line[: old.size], again, sums.line[old.size :]))
        kind = np.promote_types(lines.wide.dtype, narrowest(int(new.wide.max(initial=0))))
        if kind != lines.wide.dtype:
            lines = Lines(lines.layout, lines.wide.astype(kind), lines.relabelled)
        self._lines = lines
        lines.wide[:, document] = (new.with_layers() if lines.layout.layered else new).wide[:, 0]
        self._moved[document] = new.relabelled

    def _add(self, part: Corpus, lines: Lines, *, sign: int) -> None:
        """Add one document's counts to the sums of those who finished it."""
        if self._lines.layout.layered:
            lines = lines.with_layers()
        for pattern, sums in sums_of(lines, part.finished @ self._bits, part.tokens).items():
            if pattern not in self._sums:
                self._sums[pattern] = Sums.zeros(self._lines.layout)
            self._sums[pattern].add(sums, sign)


def _counted(corpus: Corpus, units: UnitCounts, progress: Progress) -> Tally:
    people = range(len(corpus.annotators))
    all_of_it = Assembly(people, corpus.labels, every=True)
    for chunk in chunks(corpus):
        part = corpus.part(chunk.start, chunk.stop)
        lines, matrices, found = count(part)
        lines = replace(lines, wide=narrow(lines.wide))
        documents = np.arange(chunk.start, chunk.stop, dtype=np.int64)
        all_of_it.add(tally_of(part, lines, matrices, annotators=people, documents=documents))
        units.change((part, found, 1))
        progress(chunk.stop, len(corpus))
    return all_of_it.tally()
