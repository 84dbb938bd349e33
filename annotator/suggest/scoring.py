"""How well a suggester does on texts whose names are known: whatever makes suggestions, as whoever labels sees them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from annotator.suggest.base import Suggester
from annotator.suggest.taught import TaughtText


@dataclass(frozen=True, slots=True)
class Judged:
    """How many spans stand in some texts, and of each suggestion its score and whether it is one of them."""

    standing: int
    suggested: tuple[tuple[float | None, bool], ...]

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall; 1 where there is nothing and nothing was suggested."""
        both = sum(right for _, right in self.suggested)
        every = self.standing + len(self.suggested)
        return 2 * both / every if every else 1.0


def judge(suggester: Suggester, texts: Sequence[TaughtText], labels: Collection[str]) -> Judged:
    """Return how a suggester does when it is asked for these labels: right are the same start, end and label.

    What touches a region nobody judged counts on neither side.
    """
    wanted = frozenset(labels)
    standing = 0
    found: list[tuple[float | None, bool]] = []
    for one, said in zip(texts, suggester.suggest((one.text for one in texts), labels=wanted), strict=True):
        there = {span for span in one.spans if span[2] in wanted and _is_judged(span, one.missing)}
        standing += len(there)
        places = ((each.score, (each.start, each.end, each.label)) for each in said)
        found += [(score, place in there) for score, place in places if _is_judged(place, one.missing)]
    return Judged(standing, tuple(found))


def _is_judged(span: tuple[int, int, str], open_: Iterable[tuple[int, int]]) -> bool:
    return not any(span[0] < end and start < span[1] for start, end in open_)
