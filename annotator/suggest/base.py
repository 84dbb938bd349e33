"""What every suggester is: text in, suggestions out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol

from annotator.domain.suggestion import SuggesterInfo, Suggestion


class Suggester(Protocol):
    """Propose spans for texts; knows neither projects nor windows.

    `info` names it and its version; a change of what it would say changes the version.
    """

    @property
    def info(self) -> SuggesterInfo:
        """Name and version as a run records them."""
        ...

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        """Yield the suggestions of each text, in reading order; only of the labels asked for.

        Spans are code points of the text as given, half-open, without white space at their ends.
        """
        ...
