"""Adjudication as values: what settled a disagreement, whose votes it weighed, and why.

Gold is an annotator like any other, so what adjudication leaves is annotations of that annotator. Their `source` is a
`Ruling`, their `version` the adjudicator's name, and their reason, the text kept with every decision, holds the rest as
JSON: so undo, merging project files and export carry it along like anything else.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias, cast

from annotator.domain.annotation import Mention

GOLD = "gold"
"""The annotator that adjudication writes, unless another name is asked for."""

Triple: TypeAlias = tuple[int, int, str]
"""A span as start, end and label."""


class Ruling(StrEnum):
    """What settled a disagreement."""

    UNANIMOUS = "unanimous"
    MAJORITY = "majority"
    PICKED = "picked"
    UNION = "union"
    INTERSECTION = "intersection"
    EDITED = "edited"
    REJECTED = "no entity"


class Cause(StrEnum):
    """Why people disagreed, as the adjudicator sees it."""

    GUIDELINE = "guideline gap"
    SLIP = "slip"
    AMBIGUOUS = "ambiguous"


_RULINGS = frozenset(map(str, Ruling))


@dataclass(frozen=True, slots=True)
class Adjudication:
    """How a disagreement was settled.

    `votes` are the spans each annotator who finished the article had there, by name; none is a vote, too. `picked` is
    whose version was taken, "" for nobody's alone. `merged` says that no person looked: it was merged beforehand.
    """

    ruling: Ruling
    adjudicator: str
    votes: Mapping[str, Sequence[Triple]] = field(default_factory=dict[str, Sequence[Triple]])
    picked: str = ""
    cause: Cause | None = None
    note: str = ""
    merged: bool = False

    def as_text(self) -> str:
        """Return the part that is kept as text; names in their order, so that equal votes are equal text."""
        said: dict[str, object] = {"votes": {name: sorted(self.votes[name]) for name in sorted(self.votes)}}
        if self.picked:
            said["picked"] = self.picked
        if self.cause is not None:
            said["cause"] = str(self.cause)
        if self.note:
            said["note"] = self.note
        if self.merged:
            said["merged"] = True
        return json.dumps(said, ensure_ascii=False, separators=(",", ":"))

    def same_votes(self, votes: Mapping[str, Sequence[Triple]]) -> bool:
        """Tell whether these are the votes it weighed."""
        if self.votes.keys() != votes.keys():
            return False
        return all(sorted(mine) == sorted(votes[name]) for name, mine in self.votes.items())

    def share(self, span: Triple) -> float | None:
        """Return which part of the annotators had exactly this span; None when nobody voted."""
        if not self.votes:
            return None
        return sum(span in spans for spans in self.votes.values()) / len(self.votes)


def adjudication(source: str, version: str, text: str) -> Adjudication | None:
    """Return the adjudication an annotation's source, version and reason hold; None when it is of another kind."""
    if source not in _RULINGS or not text.startswith("{"):
        return None
    try:
        said: object = json.loads(text)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    return _from(cast("dict[str, object]", said), Ruling(source), version)


def adjudication_of(mention: Mention) -> Adjudication | None:
    """Return how a gold mention came to be; None when adjudication did not make it."""
    return adjudication(mention.source, mention.version, mention.reason)


def place_voted_on(mention: Mention) -> tuple[int, int]:
    """Return what a gold mention settled: all that was voted on, wherever its own boundaries were moved to since."""
    how = adjudication_of(mention)
    voted = [span for spans in how.votes.values() for span in spans] if how is not None else []
    low = min((start for start, *_ in voted), default=mention.start)
    return low, max((end for _, end, _ in voted), default=mention.end)


def _from(said: dict[str, object], ruling: Ruling, adjudicator: str) -> Adjudication | None:
    found = said.get("votes")
    if not isinstance(found, dict):
        return None
    votes: dict[str, list[Triple]] = {}
    for name, spans in cast("dict[str, object]", found).items():
        read = _triples(spans)
        if read is None:
            return None
        votes[name] = read
    cause = said.get("cause")
    return Adjudication(
        ruling=ruling,
        adjudicator=adjudicator,
        votes=votes,
        picked=_text(said.get("picked")),
        cause=Cause(cause) if isinstance(cause, str) and cause in set(Cause) else None,
        note=_text(said.get("note")),
        merged=said.get("merged") is True,
    )


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _triples(spans: object) -> list[Triple] | None:
    if not isinstance(spans, list):
        return None
    found: list[Triple] = []
    for one in cast("list[object]", spans):
        match one:
            case [int(start), int(end), str(label)]:
                found.append((start, end, label))
            case _:
                return None
    return found
