"""Keeping what is counted of finished annotation sets, in blocks of articles.

Blocks are made when somebody looks at the agreement. A decision in a finished article keeps what the packs were before
it, in its transaction; at the next look all articles that changed are counted at once, as they were and as they are,
and their blocks are corrected by the difference. Where there is no block that can be read, it is counted from packs.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

import numpy as np

from annotator.agreement.base import IntArray, RowArray
from annotator.agreement.counting import tally as count
from annotator.agreement.tally import Assembly, Tally
from annotator.agreement.tally_bytes import decode, encode
from annotator.agreement.units import COLUMNS, LABEL, Corpus
from annotator.errors import ProjectError
from annotator.store import blocks, packs
from annotator.store.connection import Project

Row = tuple[int, int, int, int, bytes]
"""Article, its length, annotator, tokens, spans: as `packs.walk` yields them."""


@dataclass(frozen=True, slots=True)
class Packed:
    """Finished sets as documents: `articles` are their numbers; the corpus calls annotators by theirs."""

    articles: IntArray
    corpus: Corpus


def packed(rows: Iterable[Row], annotators: Sequence[int], labels: Sequence[str], places: IntArray) -> Packed:
    """Put packs together, of these annotators only; `places` gives the label's place for the number packs have."""
    index = {number: at for at, number in enumerate(annotators)}
    found = [row for row in rows if row[2] in index]
    stored, lengths, people, tokens, blobs = zip(*found, strict=True) if found else ((), (), (), (), ())
    article = np.array(stored, np.int64)
    new = np.ones(len(article), np.bool_)
    new[1:] = article[1:] != article[:-1]
    document = np.cumsum(new) - 1
    first = np.flatnonzero(new)
    width, documents = len(index), len(first)
    place = document * width + np.array([index[one] for one in people], np.int64)
    sizes = np.zeros(documents * width, np.int64)
    sizes[place] = np.array(list(map(len, blobs)), np.int64) // (4 * COLUMNS)
    finished = np.zeros(documents * width, np.bool_)
    finished[place] = True
    offsets = np.concatenate((np.zeros(1, np.int64), np.cumsum(sizes)))
    spans = in_order(rows_of(b"".join(blobs), places), offsets)
    by_document = [np.array(column, np.int64)[first] for column in (lengths, tokens)]
    by_set = finished.reshape(documents, width)
    names = tuple(map(str, annotators))
    return Packed(article[first], Corpus(names, tuple(labels), spans, offsets, by_set, by_document[0], by_document[1]))


def rows_of(blob: bytes, places: IntArray) -> RowArray:
    """Return the rows that packs hold, their labels by `places`."""
    rows = np.frombuffer(blob, "<i4").reshape(-1, COLUMNS).astype(np.int32)
    rows[:, LABEL] = places[rows[:, LABEL]]
    return rows


def in_order(rows: RowArray, offsets: IntArray) -> RowArray:
    """Return the rows with labels on one range in the labels' order: the numbers in packs have another."""
    same = (rows[1:, 0] == rows[:-1, 0]) & (rows[1:, 1] == rows[:-1, 1]) & (rows[1:, 2] < rows[:-1, 2])
    if not same.any():
        return rows
    owner = np.repeat(np.arange(len(offsets) - 1), np.diff(offsets))
    return rows[np.lexsort((rows[:, 2], -rows[:, 1], rows[:, 0], owner))]


def places_of(numbers: Mapping[str, int], labels: Sequence[str]) -> IntArray:
    """Return, by the number packs have for a label, its place among the labels; -1 for one that is not there."""
    place = {label: at for at, label in enumerate(labels)}
    found = np.full(max(numbers.values(), default=0) + 1, -1, np.int32)
    for name, number in numbers.items():
        found[number] = place.get(name, -1)
    return found


def tally_of_packs(rows: Iterable[Row], numbers: Mapping[str, int]) -> Tally:
    """Count packs, with the annotators and the labels that occur in them and no others."""
    rows = list(rows)
    spans = np.frombuffer(b"".join(row[4] for row in rows), "<i4").reshape(-1, COLUMNS)
    used = np.bincount(spans[:, LABEL], minlength=1)
    labels = sorted(name for name, number in numbers.items() if number < len(used) and used[number])
    annotators = sorted({row[2] for row in rows})
    found = packed(rows, annotators, labels, places_of(numbers, labels))
    return count(found.corpus, annotators=annotators, documents=found.articles)


@dataclass(frozen=True, slots=True)
class Loaded:
    """All that is counted, and how to keep it: the moment it is true of, and the blocks that were made anew."""

    tally: Tally
    change: int
    made: Mapping[int, bytes]


def load(
    project: Project,
    annotators: Sequence[int],
    labels: Sequence[str],
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Loaded:
    """Return the counts of these annotators, from the blocks where there are true ones, inside the caller's snapshot.

    `labels` are all there are, sorted. `progress` is told how many blocks are done while some are counted anew; it may
    raise to stop.
    """
    stored, before = blocks.blocks(project), blocks.before(project)
    numbers = packs.label_numbers(project)
    together = Assembly(annotators, labels)
    made: dict[int, bytes] = {}
    total = max(blocks.count(project), max(stored, default=-1) + 1)
    for number in range(total):
        tally = decode(stored[number]) if number in stored else None
        changed = before.get(number)
        if tally is not None and changed:
            tally = _folded(project, tally, changed, numbers)
        if tally is None:
            rows = list(packs.walk(project, *blocks.articles_of(number)))
            if not rows:
                if number in stored:
                    made[number] = b""
                continue
            tally = tally_of_packs(rows, numbers)
            made[number] = encode(tally)
            if progress is not None:
                progress(number, total)
        elif changed:
            made[number] = encode(tally)
        together.add(tally)
    return Loaded(together.tally(), blocks.change(project), made)


def keep(project: Project, loaded: Loaded) -> None:
    """Keep the blocks made anew, if nobody has changed a pack since; that they are not kept harms nobody."""
    if not loaded.made:
        return
    with suppress(ProjectError), project.transaction():
        if blocks.change(project) == loaded.change:
            blocks.keep(project, loaded.made.items())


def _folded(project: Project, tally: Tally, then: Sequence[blocks.Before], numbers: Mapping[str, int]) -> Tally | None:
    """Return a block with what changed since; None when that is better counted anew, or the block cannot be true."""
    articles = {row[0] for row in then}
    if len(articles) > len(tally) // 2:
        return None
    now = [row for article in sorted(articles) for row in packs.walk(project, article, article)]
    changed = {(row[0], row[2]) for row in then}
    same = [row for row in now if (row[0], row[2]) not in changed]
    old = [
        (article, length, who, n, spans)
        for article, length, who, n, spans in then
        if n is not None and spans is not None
    ]
    gone, come = (tally_of_packs(sorted(rows), numbers) for rows in (same + old, now))
    parts = (tally, gone, come)
    together = Assembly(
        sorted({one for part in parts for one in part.annotators}),
        sorted({one for part in parts for one in part.labels}),
    )
    together.add(tally, without=articles)
    try:
        together.subtract(gone)
    except KeyError:
        return None
    together.add(come)
    return together.tally()


def wrong_blocks(project: Project) -> list[tuple[int, int]]:
    """Return the first and the last article of each block that would be taken for true and is not."""
    numbers, before = packs.label_numbers(project), blocks.before(project)
    found: list[tuple[int, int]] = []
    for number, data in blocks.blocks(project).items():
        tally = decode(data)
        if tally is not None and (changed := before.get(number)):
            tally = _folded(project, tally, changed, numbers)
        rows = packs.walk(project, *blocks.articles_of(number))
        if tally is not None and not same(tally, tally_of_packs(rows, numbers)):
            found.append(blocks.articles_of(number))
    return found


def same(one: Tally, other: Tally) -> bool:
    """Tell whether two tallies count the same, with whatever annotators and labels that nothing is counted of."""
    people = sorted({*one.annotators, *other.annotators})
    labels = sorted({*one.labels, *other.labels})
    spelled: list[bytes] = []
    for tally in (one, other):
        together = Assembly(people, labels)
        together.add(tally)
        spelled.append(encode(together.tally(layered=True)))
    return spelled[0] == spelled[1]
