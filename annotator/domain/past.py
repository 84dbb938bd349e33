"""Who had seen what: one annotator's steps in one log, some made here, some brought from logs that went their own way.

A step made here had seen every step before it in this log. One that was brought had seen what it had seen where it was
made, and that is told to `Past.add`. The order of two steps that had not seen each other means nothing, and no clock
decides between them.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(slots=True)
class _Chain:
    """Steps each of which had seen the one before it; `seen` says how far the first had seen other chains."""

    first: int
    last: int
    parents: frozenset[int]
    seen: dict[int, int]


class Past:
    """An annotator's steps by their numbers in a log, and which of them had seen which; numbers only grow."""

    def __init__(self) -> None:
        """Begin with no step."""
        self._chains: list[_Chain] = []
        self._firsts: list[int] = []
        self.heads: frozenset[int] = frozenset()
        """The steps that no other has seen; whoever makes one here has seen them, and so all."""

    def add(self, step: int, parents: Iterable[int] | None = None) -> None:
        """Put one more step behind the others; `parents` are the last it had seen, None for all there are."""
        seen = self.heads if parents is None else frozenset(parents)
        self.heads = (self.heads - seen) | {step}
        if self._chains and seen == frozenset((self._chains[-1].last,)):
            self._chains[-1].last = step
            return
        known: dict[int, int] = {}
        for parent in seen:
            at = self._at(parent)
            for chain, upto in (*self._chains[at].seen.items(), (at, parent)):
                known[chain] = max(known.get(chain, 0), upto)
        self._chains.append(_Chain(step, step, seen, known))
        self._firsts.append(step)

    @property
    def last(self) -> int:
        """The number of the last step, 0 for none."""
        return self._chains[-1].last if self._chains else 0

    @property
    def straight(self) -> bool:
        """Tell whether every step had seen every one before it."""
        return len(self._chains) < 2  # noqa: PLR2004 - a second chain is what a fork makes

    def parents(self, step: int, before: int) -> frozenset[int]:
        """Return the last steps that a step had seen; `before` is the annotator's step before it in the log."""
        chain = self._chains[self._at(step)]
        return chain.parents if chain.first == step else frozenset((before,))

    def saw(self, later: int, earlier: int) -> bool:
        """Tell whether a step had seen another one."""
        if earlier >= later:
            return False
        mine, theirs = self._at(later), self._at(earlier)
        return mine == theirs or self._chains[mine].seen.get(theirs, 0) >= earlier

    def _at(self, step: int) -> int:
        return bisect_right(self._firsts, step) - 1
