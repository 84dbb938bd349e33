"""Where annotators disagree: spans of two aligned one to one, clusters of overlapping spans of all, and equal cases.

For the worklist and the bars of the review; what is counted here is counted by the same rules as in `counts`. Gold is
an annotator like any other, so a person's corrections are the disagreements of that person with gold.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import IntEnum, IntFlag

import numpy as np

from annotator.agreement.base import BoolArray, IntArray
from annotator.agreement.matching import Sorted, align, overlapping, side, sort_spans
from annotator.agreement.units import Corpus, chunks


class Kind(IntEnum):
    """How a span of annotator A and one of B belong together."""

    EXACT = 0
    LABEL = 1
    BOUNDARY = 2
    BOTH = 3
    ONLY_A = 4
    ONLY_B = 5


class Dispute(IntFlag):
    """In what the people who finished a document differ within a cluster; nothing when they are unanimous."""

    NONE = 0
    MISSING = 1
    LABEL = 2
    BOUNDARY = 4


@dataclass(frozen=True, slots=True)
class Aligned:
    """The spans of two annotators, one row for each pair that belongs together and each that is alone.

    By document and place; `kind` holds a Kind; a side without a span has start, end and label -1.
    """

    document: IntArray
    kind: IntArray
    starts: tuple[IntArray, IntArray]
    ends: tuple[IntArray, IntArray]
    labels: tuple[IntArray, IntArray]

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.document)

    def counts(self) -> dict[Kind, int]:
        """Return how many rows there are of each kind."""
        found = np.bincount(self.kind, minlength=len(Kind)).tolist()
        return {kind: found[kind] for kind in Kind}


def aligned(corpus: Corpus, one: int, other: int) -> Aligned:
    """Align two annotators' spans in all documents both finished; `one` is A and `other` B."""
    pair = corpus.only((one, other))
    turned = one > other
    parts = [_aligned(pair.part(chunk.start, chunk.stop), chunk.start, turned) for chunk in chunks(pair)]
    columns = [np.concatenate([np.zeros(0, np.int64), *column]) for column in zip(*parts, strict=True)] or [
        np.zeros(0, np.int64) for _ in range(8)
    ]
    document, kind, start_a, start_b, end_a, end_b, label_a, label_b = columns
    return Aligned(document, kind, (start_a, start_b), (end_a, end_b), (label_a, label_b))


def _aligned(part: Corpus, first: int, turned: bool) -> list[IntArray]:  # noqa: FBT001 - private, and said by its name
    spans = sort_spans(part)
    spans = spans.keep(part.complete[spans.document])
    mine, theirs = (1, 0) if turned else (0, 1)
    exact = np.flatnonzero((spans.annotator == mine) & (spans.voters == 3))  # noqa: PLR2004 - the bits of both
    rest = [np.flatnonzero((spans.annotator == who) & (spans.voters != 3)) for who in (mine, theirs)]  # noqa: PLR2004
    sides = side(spans, rest[0]), side(spans, rest[1])
    x, y = align(*sides, overlapping(*sides))
    alone = [np.setdiff1d(np.arange(len(sides[at])), chosen) for at, chosen in ((0, x), (1, y))]
    nobody = [np.full(len(one), -1) for one in alone]
    left = np.concatenate((exact, rest[0][x], rest[0][alone[0]], nobody[1]))
    right = np.concatenate((exact, rest[1][y], nobody[0], rest[1][alone[1]]))
    kind = np.repeat(
        [Kind.EXACT, Kind.LABEL, Kind.ONLY_A, Kind.ONLY_B], [len(exact), len(x), len(alone[0]), len(alone[1])]
    )
    column = {
        name: (_at(getattr(spans, name), left), _at(getattr(spans, name), right)) for name in ("start", "end", "label")
    }
    same_range = (column["start"][0] == column["start"][1]) & (column["end"][0] == column["end"][1])
    same_label = column["label"][0] == column["label"][1]
    differing = (kind == Kind.LABEL) & ~same_range
    kind[differing] = np.where(same_label[differing], Kind.BOUNDARY, Kind.BOTH)
    document = _at(spans.document, np.maximum(left, right))
    place = np.where(left < 0, column["start"][1], column["start"][0])
    order = np.lexsort((kind, np.maximum(*column["end"]), place, document))
    columns = (document + first, kind, *column["start"], *column["end"], *column["label"])
    return [one[order] for one in columns]


def _at(values: IntArray, places: IntArray) -> IntArray:
    """Return the values at these places, -1 where a place is -1."""
    return np.append(values, -1)[places]


@dataclass(frozen=True, slots=True)
class Vote:
    """One of the spans in a cluster, and the annotators who have it."""

    start: int
    end: int
    label: int
    annotators: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Clusters:
    """The clusters of overlapping spans of all annotators, by document and place, column by column.

    [start, end) is what a cluster's spans cover together, `dispute` holds a Dispute, `finished` and `voters` are bit
    patterns of the annotators who finished the document and who have a span in the cluster. The spans of cluster c are
    spans[first[c] : first[c + 1]] of `spans`.
    """

    document: IntArray
    start: IntArray
    end: IntArray
    dispute: IntArray
    finished: IntArray
    voters: IntArray
    first: IntArray
    spans: Sorted

    def __len__(self) -> int:
        """Return how many clusters there are."""
        return len(self.document)

    @property
    def disputed(self) -> IntArray:
        """The numbers of the clusters that are not unanimous."""
        return np.flatnonzero(self.dispute != Dispute.NONE)

    def votes(self, number: int) -> tuple[Vote, ...]:
        """Return the different spans of a cluster, in reading order, with who has which."""
        found: dict[tuple[int, int, int], tuple[int, ...]] = {}
        spans = self.spans
        for at in range(int(self.first[number]), int(self.first[number + 1])):
            key = int(spans.start[at]), int(spans.end[at]), int(spans.label[at])
            found[key] = (*found.get(key, ()), int(spans.annotator[at]))
        return tuple(Vote(*key, annotators) for key, annotators in found.items())


def clusters(corpus: Corpus) -> Clusters:
    """Find the clusters in all documents that at least two annotators finished."""
    parts = [_clusters(corpus.part(chunk.start, chunk.stop), chunk.start) for chunk in chunks(corpus)]
    empty = np.zeros(0, np.int64)
    names = ("document", "start", "end", "dispute", "finished", "voters")
    columns = {name: np.concatenate([empty, *(getattr(part, name) for part in parts)]) for name in names}
    shifts = np.cumsum([0, *(len(part.spans) for part in parts)])
    first = [part.first[:-1] + shift for part, shift in zip(parts, shifts, strict=False)]
    spans = {
        name: np.concatenate([empty, *(getattr(part.spans, name) for part in parts)])
        for name in ("document", "start", "end", "label", "annotator", "voters", "row")
    }
    groups = [part.spans.groups + shift for part, shift in zip(parts, shifts, strict=False)]
    return Clusters(
        **columns,
        first=np.concatenate([*first, shifts[-1:]]),
        spans=Sorted(**spans, groups=np.concatenate([empty, *groups])),
    )


def _clusters(part: Corpus, shift: int) -> Clusters:
    spans = sort_spans(part)
    finished = part.finished @ (1 << np.arange(len(part.annotators)))
    spans = spans.keep((part.finished.sum(axis=1) > 1)[spans.document])
    bits = int(spans.end.max(initial=0)).bit_length()
    reach = np.maximum.accumulate((spans.document << bits) | spans.end)
    starts = (spans.document << bits) | spans.start
    new = np.ones(len(spans), np.bool_)
    # A span that begins where all before it have ended begins a cluster; so does the first of a document.
    new[1:] = (starts[1:] >= reach[:-1]) | (spans.document[1:] != spans.document[:-1])
    first = np.flatnonzero(new)
    document = spans.document[first]
    voters = _reduce(spans.voters, first, np.bitwise_or)
    ends = _reduce(spans.end, first, np.maximum)
    dispute = _disputes(spans, first, voters, voters != finished[document])
    moved = Sorted(
        spans.document + shift,
        spans.start,
        spans.end,
        spans.label,
        spans.annotator,
        spans.voters,
        spans.groups,
        spans.row,
    )
    return Clusters(
        document + shift,
        spans.start[first],
        ends,
        dispute,
        finished[document],
        voters,
        np.append(first, len(spans)),
        moved,
    )


def _reduce(values: IntArray, first: IntArray, how: np.ufunc) -> IntArray:
    return how.reduceat(values, first) if len(first) else np.zeros(0, np.int64)


def _disputes(spans: Sorted, first: IntArray, voters: IntArray, missing: BoolArray) -> IntArray:
    """Return in what those who have spans in a cluster differ, and whether somebody has none."""
    size = np.diff(first, append=len(spans))
    everybody = np.repeat(voters, size)
    number = np.repeat(np.arange(len(first)), size)
    identical = _reduce((spans.voters == everybody).astype(np.int64), first, np.minimum) == 1
    new = np.ones(len(spans), np.bool_)
    new[1:] = (spans.start[1:] != spans.start[:-1]) | (spans.end[1:] != spans.end[:-1]) | (number[1:] != number[:-1])
    ranges = np.flatnonzero(new)
    with_range = _reduce(np.int64(1) << spans.annotator, ranges, np.bitwise_or)
    alike = np.repeat(with_range, np.diff(ranges, append=len(spans))) == everybody
    same_ranges = _reduce(alike.astype(np.int64), first, np.minimum) == 1
    same_labels = _same_labels(spans, number, ~identical, voters)
    dispute = np.where(missing, int(Dispute.MISSING), 0)
    dispute |= np.where(same_ranges | identical, 0, int(Dispute.BOUNDARY))
    # The same ranges and the same labels, but not in the same places, is a matter of labels.
    dispute |= np.where(identical | (same_labels & ~same_ranges), 0, int(Dispute.LABEL))
    return dispute


def _same_labels(spans: Sorted, number: IntArray, wanted: BoolArray, voters: IntArray) -> BoolArray:
    """Tell of each cluster whether all who have spans in it have the same labels equally often."""
    same = np.ones(len(wanted), np.bool_)
    chosen = np.flatnonzero(wanted[number])
    if not len(chosen):
        return same
    labels, people = int(spans.label.max()) + 1, int(spans.annotator.max()) + 1
    key = (number[chosen] * labels + spans.label[chosen]) * people + spans.annotator[chosen]
    cells, times = np.unique(key, return_counts=True)
    line = cells // people
    first = np.flatnonzero(np.append(np.ones(1, np.bool_), line[1:] != line[:-1]))
    who = _reduce(np.int64(1) << (cells % people), first, np.bitwise_or)
    cluster = line[first] // labels
    even = np.maximum.reduceat(times, first) == np.minimum.reduceat(times, first)
    same[cluster[(who != voters[cluster]) | ~even]] = False
    return same


Surface = Callable[[int, int, int], str]
"""Returns the text of a document between two offsets."""


@dataclass(frozen=True, slots=True)
class Case:
    """Clusters that are the same case: the same text, the same spans in it, by the same people."""

    surface: str
    dispute: Dispute
    votes: tuple[Vote, ...]
    clusters: tuple[int, ...]


def cases(found: Clusters, surface: Surface) -> tuple[Case, ...]:
    """Group the disputed clusters by their text and votes, the most frequent first, then by their first place.

    `votes` have offsets from the cluster's start.
    """
    groups: dict[tuple[str, int, tuple[Vote, ...]], list[int]] = {}
    for number, text, votes in _texts(found, surface):
        groups.setdefault((text, int(found.finished[number]), votes), []).append(number)
    made = [
        Case(text, Dispute(int(found.dispute[numbers[0]])), votes, tuple(numbers))
        for (text, _, votes), numbers in groups.items()
    ]
    return tuple(sorted(made, key=lambda case: (-len(case.clusters), case.clusters[0])))


def _texts(found: Clusters, surface: Surface) -> Iterator[tuple[int, str, tuple[Vote, ...]]]:
    for number in found.disputed.tolist():
        start, end = int(found.start[number]), int(found.end[number])
        votes = tuple(
            Vote(vote.start - start, vote.end - start, vote.label, vote.annotators) for vote in found.votes(number)
        )
        yield number, surface(int(found.document[number]), start, end), votes
