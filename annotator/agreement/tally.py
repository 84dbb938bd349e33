"""What is kept of some documents instead of their spans: their counts and the sums of them, to be put together.

A tally names its annotators by the numbers they have in a project and its labels by name, each in order, and only those
it has anything of. So tallies made at different times, before or after an annotator or a label came, go together: what
is counted depends on the order of labels, and that stays. As bytes they are in `tally_bytes`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from annotator.agreement.base import IntArray, RowArray
from annotator.agreement.counts import BY_ANNOTATOR, BY_LABEL, Layout, Lines, Matrices
from annotator.agreement.sums import Sums, sums_of, width_of
from annotator.agreement.units import Corpus, pairs_of


@dataclass(frozen=True, slots=True)
class Tally:
    """The counts of documents[D], ascending (in a project: the articles' numbers).

    `patterns` says who finished each, bit a for annotator a; `sums` are by pattern, all without a document left out.
    """

    annotators: tuple[int, ...]
    labels: tuple[str, ...]
    documents: IntArray
    patterns: IntArray
    lengths: IntArray
    tokens: IntArray
    lines: Lines
    sums: Mapping[int, Sums]
    matrices: Matrices

    def __len__(self) -> int:
        """Return how many documents there are."""
        return len(self.documents)


def tally_of(
    part: Corpus, lines: Lines, matrices: Matrices, *, annotators: Sequence[int], documents: IntArray
) -> Tally:
    """Return the tally of a corpus that has been counted; `annotators` and `documents` are its numbers for them."""
    patterns = part.finished @ (np.int64(1) << np.arange(len(part.annotators)))
    return Tally(
        tuple(annotators),
        part.labels,
        documents,
        patterns,
        part.lengths,
        part.tokens,
        lines,
        sums_of(lines, patterns, part.tokens),
        matrices,
    )


@dataclass(frozen=True, slots=True)
class _Places:
    """Where the annotators, pairs, labels and rows of one tally go in another; -1: nowhere."""

    annotators: IntArray
    pairs: IntArray
    labels: IntArray
    rows: IntArray
    line: IntArray
    people_stay: bool
    all_stay: bool


class Assembly:
    """Tallies on their way into one.

    Only what it was begun with is taken: annotators, in the order of their numbers, labels, in the order of their
    names, and, but for `every`, the documents that one of those annotators has finished.
    """

    def __init__(self, annotators: Sequence[int], labels: Sequence[str], *, every: bool = False) -> None:
        """Begin with nothing."""
        self._every = every
        self.annotators, self.labels = tuple(annotators), tuple(labels)
        self._layouts = {layered: self._layout(layered=layered) for layered in (False, True)}
        self._places: dict[tuple[tuple[int, ...], tuple[str, ...], bool], _Places] = {}
        self._sums: dict[int, Sums] = {}
        self._matrices = Matrices.zeros(len(self.annotators), len(self.labels))
        self._pieces: list[tuple[Tally, IntArray, IntArray | None]] = []

    def _layout(self, *, layered: bool) -> Layout:
        return Layout.of(len(self.annotators), len(self.labels), layered=layered)

    def add(self, tally: Tally, *, without: Collection[int] = ()) -> None:
        """Take in a tally; of the documents in `without` only what is in its sums, which `subtract` takes out again."""
        patterns = self._sum(tally, 1)
        taken = np.ones(len(patterns), np.bool_) if self._every else patterns != 0
        if without:
            taken &= ~np.isin(tally.documents, list(without))
        self._pieces.append((tally, patterns, None if taken.all() else np.flatnonzero(taken)))

    def subtract(self, tally: Tally) -> None:
        """Take a tally's sums out again."""
        self._sum(tally, -1)

    def _sum(self, tally: Tally, sign: int) -> IntArray:
        """Add a tally's sums; return its patterns in terms of the annotators here."""
        places = self._places_of(tally)
        for pattern, sums in tally.sums.items():
            moved = _moved(np.array([pattern]), places).item()
            if not moved and not self._every:
                continue
            line = _unlayered(tally, sums.line)
            new = Sums(sums.documents, sums.tokens, np.zeros(width_of(self._layouts[True]), np.int64))
            kept = places.line >= 0
            new.line[places.line[kept]] = line[kept]
            if sign > 0 and moved not in self._sums:
                self._sums[moved] = new
            else:
                self._sums[moved].add(new, sign)
        self._add_matrices(tally.matrices, places, sign)
        return _moved(tally.patterns, places)

    def _add_matrices(self, matrices: Matrices, places: _Places, sign: int) -> None:
        if places.all_stay:
            np.add(self._matrices.aligned, sign * matrices.aligned, out=self._matrices.aligned)
            np.add(self._matrices.confusion, sign * matrices.confusion, out=self._matrices.confusion)
            return
        chosen = np.flatnonzero(places.pairs >= 0)
        if not len(chosen):
            return
        pairs = places.pairs[chosen]
        labels = np.append(places.labels, len(self.labels))
        row, column = labels[:, np.newaxis], labels
        own = self._matrices
        own.confusion[pairs[:, np.newaxis, np.newaxis], row, column] += sign * matrices.confusion[chosen]
        for table in (0, 1):
            own.aligned[pairs[:, np.newaxis, np.newaxis], table, row, column] += sign * matrices.aligned[chosen, table]

    def _places_of(self, tally: Tally) -> _Places:
        """Return where a tally's rows go, all tallies having their layers here."""
        key = tally.annotators, tally.labels, tally.lines.layout.layered
        if key not in self._places:
            self._places[key] = self._find_places(tally)
        return self._places[key]

    def _find_places(self, tally: Tally) -> _Places:
        own, wide = self._layouts[True], Layout.of(len(tally.annotators), len(tally.labels), layered=True)
        people = {number: at for at, number in enumerate(self.annotators)}
        names = {name: at for at, name in enumerate(self.labels)}
        annotators = np.array([people.get(number, -1) for number in tally.annotators], np.int64)
        labels = np.array([names[name] for name in tally.labels], np.int64)
        number = {pair: at for at, pair in enumerate(pairs_of(len(self.annotators)))}
        sides = pairs_of(len(tally.annotators))
        pairs = np.array([number.get((annotators[a].item(), annotators[b].item()), -1) for a, b in sides], np.int64)
        rows = np.full(width_of(wide), -1, np.int64)
        for name, (first, end, shape) in wide.places.items():
            begin, _, wanted = own.places[name]
            by = annotators if name in BY_ANNOTATOR else pairs
            inner = labels if name in BY_LABEL else np.arange(shape[1] if len(shape) > 1 else 1)
            size = wanted[1] if len(wanted) > 1 else 1
            place = begin + by[:, np.newaxis] * size + inner
            rows[first:end] = np.where(by[:, np.newaxis] < 0, -1, place).reshape(-1)
        moved = (pairs[:, np.newaxis, np.newaxis] * 2 + np.array([[0], [1]])) * len(self.labels) + labels
        moved = np.where(pairs[:, np.newaxis, np.newaxis] < 0, -1, own.size + moved)
        rows[wide.size :] = moved.reshape(-1)
        people_stay = tally.annotators == self.annotators
        all_stay = people_stay and tally.labels == self.labels
        return _Places(annotators, pairs, labels, rows[: wide.size], rows, people_stay, all_stay)

    def tally(self, *, layered: bool = False) -> Tally:
        """Return all of them as one, with layers of its own if one has such, or if it is to."""
        total = sum(len(patterns if kept is None else kept) for _, patterns, kept in self._pieces)
        layered = layered or any(tally.lines.layout.layered for tally, _, _ in self._pieces)
        layout = self._layouts[layered]
        kind = np.result_type(np.uint8, *(tally.lines.wide.dtype for tally, _, _ in self._pieces))
        wide = np.zeros((layout.size, total), kind)
        columns = [np.zeros(total, np.int64) for _ in range(4)]
        relabelled: list[RowArray] = [np.zeros((0, 4), np.int32)]
        at = 0
        for tally, patterns, kept in self._pieces:
            there = (tally.documents, patterns, tally.lengths, tally.tokens)
            size = len(patterns if kept is None else kept)
            for column, values in zip(columns, there, strict=True):
                column[at : at + size] = values if kept is None else values[kept]
            self._fill(wide[:, at : at + size], tally, kept)
            relabelled.append(self._relabelled(tally, kept, at))
            at += size
        rows = np.concatenate(relabelled)
        if (columns[0][1:] < columns[0][:-1]).any():
            order = np.argsort(columns[0], kind="stable")
            columns, wide = [column[order] for column in columns], wide[:, order]
            rank = np.empty(total, np.int32)
            rank[order] = np.arange(total, dtype=np.int32)
            rows[:, 0] = rank[rows[:, 0]]
            rows = rows[np.argsort(rows[:, 0], kind="stable")]
        sums = {
            pattern: Sums(one.documents, one.tokens, _trimmed(one.line, self._layouts, layered=layered))
            for pattern, one in sorted(self._sums.items())
            if one.documents
        }
        documents, patterns, lengths, tokens = columns
        lines = Lines(layout, wide, rows)
        return Tally(self.annotators, self.labels, documents, patterns, lengths, tokens, lines, sums, self._matrices)

    def _fill(self, wide: IntArray, tally: Tally, kept: IntArray | None) -> None:
        places = self._places_of(tally)
        lines = tally.lines.with_layers() if len(wide) == self._layouts[True].size else tally.lines
        rows = places.rows[: len(lines.wide)]
        values = lines.wide if kept is None else lines.wide[:, kept]
        if places.all_stay:
            wide[:] = values
        else:
            chosen = np.flatnonzero(rows >= 0)
            wide[rows[chosen]] = values[chosen]

    def _relabelled(self, tally: Tally, kept: IntArray | None, first: int) -> RowArray:
        rows, places = tally.lines.relabelled, self._places_of(tally)
        if kept is None and places.all_stay:
            return rows + np.array([first, 0, 0, 0], np.int32)
        place = np.arange(len(tally)) if kept is None else np.full(len(tally), -1)
        if kept is not None:
            place[kept] = np.arange(len(kept))
        new = np.empty((len(rows), 4), np.int32)
        new[:, 0], new[:, 1] = place[rows[:, 0]], places.pairs[rows[:, 1]]
        new[:, 2], new[:, 3] = places.labels[rows[:, 2]], places.labels[rows[:, 3]]
        new = new[(new[:, 0] >= 0) & (new[:, 1] >= 0)]
        new[:, 0] += first
        return new


def _moved(patterns: IntArray, places: _Places) -> IntArray:
    """Return patterns of annotators with each one's bit where it belongs; those that go nowhere have none."""
    if places.people_stay:
        return patterns
    found = np.zeros(len(patterns), np.int64)
    for at, to in enumerate(places.annotators.tolist()):
        if to >= 0:
            found |= (patterns >> at & 1) << to
    return found


def _unlayered(tally: Tally, line: IntArray) -> IntArray:
    """Return a line of sums with layers, which are those of the tables themselves where a tally has none."""
    layout = tally.lines.layout
    if layout.layered:
        return line
    again = layout.places["tokens"][0]
    return np.concatenate((line[: layout.size], line[again : layout.size], line[layout.size :]))


def _trimmed(line: IntArray, layouts: Mapping[bool, Layout], *, layered: bool) -> IntArray:
    return line if layered else np.concatenate((line[: layouts[False].size], line[layouts[True].size :]))
