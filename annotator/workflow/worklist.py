"""Lists of disagreements to work through: which are wanted, and in which rows they stand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from annotator.agreement.base import BoolArray, IntArray
from annotator.agreement.disagreements import Dispute, Kind
from annotator.workflow.comparing import NONE
from annotator.workflow.disagreeing import Disagreements, Status


class Grouping(StrEnum):
    """What stands together in a worklist."""

    SURFACE = "surface"
    KIND = "kind"
    LABELS = "labels"
    ARTICLE = "article"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which clusters to list; what is left as it is wants all.

    `cell` is a row's and a column's label of the confusion matrix ("none" among them), for `pair`, or for any two.
    `pair` alone wants where these two differ. `kinds` are the disputes a cluster must have, all of them.
    """

    status: tuple[Status, ...] = (Status.OPEN, Status.CHANGED)
    cell: tuple[str, str] | None = None
    pair: tuple[str, str] | None = None
    kinds: Dispute = Dispute.NONE
    label: str = ""
    article: int = 0
    grouping: Grouping = Grouping.SURFACE


@dataclass(frozen=True, slots=True)
class Worklist:
    """Rows of clusters: row r has order[first[r] : first[r + 1]], clusters that are one case."""

    order: IntArray
    first: IntArray

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.first) - 1

    def row(self, at: int) -> IntArray:
        """Return the clusters of a row."""
        return self.order[self.first[at] : self.first[at + 1]]

    def row_of(self, place: int) -> int:
        """Return the row in which the cluster at this place of the order is."""
        return int(np.searchsorted(self.first, place, side="right")) - 1

    def rows_with(self, clusters: Sequence[int]) -> list[int]:
        """Return the rows that have one of these clusters."""
        places = np.flatnonzero(np.isin(self.order, clusters))
        return np.unique(np.searchsorted(self.first, places, side="right") - 1).tolist()


def find(disagreements: Disagreements, wanted: Wanted) -> Worklist:
    """Return the clusters wanted, in rows of equal cases (of one each when grouped by article)."""
    here = disagreements
    found = here.clusters
    chosen = np.isin(here.status, wanted.status)
    if wanted.pair is None or not _with_gold(here, wanted.pair):
        # Only gold can differ from all of them.
        chosen &= here.disputed
    if wanted.kinds:
        chosen &= (found.dispute & int(wanted.kinds)) == int(wanted.kinds)
    if wanted.article:
        span = here.in_article(wanted.article)
        chosen[: span.start] = False
        chosen[span.stop :] = False
    if wanted.label:
        chosen &= _with_label(here, wanted.label)
    if wanted.cell is not None or wanted.pair is not None:
        chosen &= _in_cell(here, wanted)
    numbers = np.flatnonzero(chosen)
    if wanted.grouping is Grouping.ARTICLE:
        return Worklist(numbers, np.arange(len(numbers) + 1))
    # What is no case, because all agree, stands alone.
    case = np.where(here.case_of[numbers] < 0, -1 - numbers, here.case_of[numbers])
    order = np.lexsort((numbers, case, *_sections(here, numbers, wanted.grouping)))
    case = case[order]
    new = np.flatnonzero(np.append(np.ones(min(len(case), 1), np.bool_), case[1:] != case[:-1]))
    return Worklist(numbers[order], np.append(new, len(numbers)))


def _with_gold(here: Disagreements, pair: tuple[str, str]) -> bool:
    gold = here.comparison.gold
    return gold is not None and here.comparison.names[gold] in pair


def _sections(here: Disagreements, numbers: IntArray, grouping: Grouping) -> tuple[IntArray, ...]:
    if grouping is Grouping.KIND:
        return (here.clusters.dispute[numbers],)
    if grouping is Grouping.LABELS:
        sets = _label_sets(here)
        return (sets[here.case_of[numbers]] if len(sets) else numbers,)
    return ()


def _label_sets(here: Disagreements) -> IntArray:
    """Return, by case, a number for the set of its labels, equal for equal sets."""
    sets = [tuple(sorted({vote.label for vote in case.votes})) for case in here.cases]
    place = {one: at for at, one in enumerate(sorted(set(sets)))}
    return np.array([place[one] for one in sets], np.int64)


def _with_label(here: Disagreements, label: str) -> BoolArray:
    number = here.comparison.labels.index(label)
    found = np.zeros(len(here.clusters), np.bool_)
    owner = np.repeat(np.arange(len(here.clusters)), np.diff(here.clusters.first))
    found[owner[here.clusters.spans.label == number]] = True
    return found


def _in_cell(here: Disagreements, wanted: Wanted) -> BoolArray:
    """Return the clusters in which an aligned pair of spans is in the cell, or differs when there is no cell."""
    comparison = here.comparison
    cells = [wanted.cell]
    pairs = comparison.pairs
    if wanted.pair is not None:
        one, other = (comparison.names.index(name) for name in wanted.pair)
        pairs = [(one, other)]
    elif wanted.cell is not None:
        # For all pairs together a cell stands for either way round.
        cells.append((wanted.cell[1], wanted.cell[0]))
    found = np.zeros(len(here.clusters), np.bool_)
    for pair in pairs:
        for cell in cells:
            found |= _differing(here, pair, cell)
    return found


def _differing(here: Disagreements, pair: tuple[int, int], cell: tuple[str, str] | None) -> BoolArray:
    rows = here.comparison.aligned(*pair)
    chosen = rows.kind != Kind.EXACT
    if cell is not None:
        place = {NONE: -1} | {label: at for at, label in enumerate(here.comparison.labels)}
        for labels, name in zip(rows.labels, cell, strict=True):
            chosen &= labels == place[name]
    start = np.where(rows.starts[0] >= 0, rows.starts[0], rows.starts[1])[chosen]
    found = np.zeros(len(here.clusters), np.bool_)
    found[here.clusters_at(rows.document[chosen], start)] = True
    return found
