"""What gold can say about a disagreement: everybody's version, what most, all or any of them marked, or no entity.

Pure rules over votes; writing what was chosen is in `adjudicating`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from annotator.domain.adjudication import Ruling, Triple
from annotator.errors import DecisionError

Votes = Mapping[str, Sequence[Triple]]


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the ways to settle a disagreement; `picked` names the annotator whose version is taken."""

    ruling: Ruling
    picked: str = ""


MAJORITY = Choice(Ruling.MAJORITY)
UNION = Choice(Ruling.UNION)
INTERSECTION = Choice(Ruling.INTERSECTION)
NO_ENTITY = Choice(Ruling.REJECTED)


def chosen(choice: Choice, votes: Votes) -> tuple[Triple, ...]:
    """Return the spans gold has after a choice, () for no entity; raise DecisionError where there is no such choice."""
    match choice.ruling:
        case Ruling.PICKED:
            return _picked(choice.picked, votes)
        case Ruling.MAJORITY | Ruling.UNANIMOUS:
            return majority(votes)
        case Ruling.UNION:
            return _union(votes)
        case Ruling.INTERSECTION:
            return _intersection(votes)
        case Ruling.REJECTED:
            return ()
        case Ruling.EDITED:
            raise ValueError(choice)


def _picked(name: str, votes: Votes) -> tuple[Triple, ...]:
    if name not in votes:
        raise DecisionError(f"{name} has not finished this article.", remedy="Take somebody else’s version.")
    return tuple(sorted(votes[name]))


def majority(votes: Votes) -> tuple[Triple, ...]:
    """Return the spans that more than half have, () when more than half have none.

    Raise DecisionError at a tie: when just half have a span, or more than half mark a place but not in one way.
    """
    counts = Counter(span for spans in votes.values() for span in set(spans))
    found = tuple(sorted(span for span, count in counts.items() if 2 * count > len(votes)))
    for span, count in counts.items():
        markers = sum(any(_touch(span, other) for other in spans) for spans in votes.values())
        unlike = 2 * markers > len(votes) and not any(_touch(span, other) for other in found)
        if 2 * count == len(votes) or unlike:
            raise DecisionError("There is no majority here.", remedy="Take one version, or label it yourself.")
    return found


def _touch(one: Triple, other: Triple) -> bool:
    return one[0] < other[1] and other[0] < one[1]


def _union(votes: Votes) -> tuple[Triple, ...]:
    """Return, for each label, the stretches that anybody marked with it."""
    found: list[Triple] = []
    for label, ranges in _by_label(span for spans in votes.values() for span in spans).items():
        stretch: tuple[int, int] | None = None
        for start, end in sorted(ranges):
            if stretch is not None and start < stretch[1]:
                stretch = stretch[0], max(stretch[1], end)
                continue
            if stretch is not None:
                found.append((*stretch, label))
            stretch = start, end
        if stretch is not None:
            found.append((*stretch, label))
    return tuple(sorted(found))


def _intersection(votes: Votes) -> tuple[Triple, ...]:
    """Return, for each label, the stretches that all who have anything here marked with it."""
    voters = [spans for spans in votes.values() if spans]
    found: list[Triple] = []
    for label in {label for spans in voters for *_, label in spans}:
        common: list[tuple[int, int]] | None = None
        for spans in voters:
            mine = [(start, end) for start, end, other in spans if other == label]
            common = mine if common is None else _overlaps(common, mine)
        found += [(*stretch, label) for stretch in dict.fromkeys(common or ())]
    if not found:
        raise DecisionError(
            "They have no characters with the same label in common here.", remedy="Take one version, or label it."
        )
    return tuple(sorted(found))


def _overlaps(some: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    found = [(max(a, c), min(b, d)) for a, b in some for c, d in others]
    return [(start, end) for start, end in found if start < end]


def _by_label(spans: Iterable[Triple]) -> dict[str, list[tuple[int, int]]]:
    found: dict[str, list[tuple[int, int]]] = {}
    for start, end, label in spans:
        found.setdefault(label, []).append((start, end))
    return found


def proposal(votes: Votes) -> Triple:
    """Return the span to begin an own version with: the one most have, of those the longest, of those the first."""
    counts = Counter(span for spans in votes.values() for span in set(spans))
    return min(counts, key=lambda span: (-counts[span], span[0] - span[1], span))
