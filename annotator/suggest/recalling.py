"""Memory for suggesters that have none of their own: what they say goes through what the annotator decided before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import tee

from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.suggest.base import Suggester
from annotator.suggest.memory import Memory, recall
from annotator.suggest.policy import Found


class Recalling:
    """A suggester with a memory beside it; its version stays the same while the memory grows."""

    def __init__(self, suggester: Suggester, memory: Memory) -> None:
        """Put a memory beside a suggester; whoever fills it may go on doing so."""
        self._suggester = suggester
        self._memory = memory

    @property
    def info(self) -> SuggesterInfo:
        """Name and version of the suggester itself."""
        return self._suggester.info

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        """Yield the suggestions of each text with what is remembered of their surfaces, and of others in it."""
        texts, again = tee(texts)
        for text, said in zip(again, self._suggester.suggest(texts, labels=labels), strict=True):
            by_place = {(one.start, one.end, one.label, one.source): one for one in said}
            found = [
                Found(one.start, one.end, one.label, one.source, one.score or 0.0, one.reason)
                for one in by_place.values()
            ]
            yield [
                Suggestion(one.start, one.end, one.label, one.source, one.score, one.reason, _version(by_place, one))
                if one.score
                else by_place[one.start, one.end, one.label, one.source]
                for one in recall(text, found, self._memory, wanted=labels)
            ]


def _version(by_place: dict[tuple[int, int, str, str], Suggestion], one: Found) -> str:
    said = by_place.get((one.start, one.end, one.label, one.source))
    return said.version if said is not None else ""
