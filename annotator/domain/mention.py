"""Mentions and notes: what a page shows, made from suggestions and decisions; its changes are in `annotation.py`."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.decision import Decision, SpanState
from annotator.domain.suggestion import Suggestion

HUMAN, HUMAN_VERSION = "human", "1"
CONFLICT = "conflict"
"""The source of a span that stands open because two project files decided differently about it."""
_STANDING = {str(state): state for state in SpanState}


@dataclass(frozen=True, slots=True)
class Mention:
    """A span as shown: an open suggestion, or an annotation that stands (open, when project files disagree about it).

    `key` is the annotation's UUID, or "s" and the suggestion's number while that is open. `suggestion` is the number of
    the suggestion it is or answered, 0 for none.
    """

    key: str
    start: int
    end: int
    label: str
    state: SpanState
    source: str = HUMAN
    version: str = HUMAN_VERSION
    score: float | None = None
    reason: str = ""
    suggestion: int = 0

    @property
    def is_open(self) -> bool:
        """Tell whether it still waits for a decision."""
        return self.state is SpanState.SUGGESTED


@dataclass(frozen=True, slots=True)
class Note:
    """A remark on a range [start, end) or, with start -1, on the whole article."""

    key: str
    text: str
    start: int = -1
    end: int = -1


def proposed(one: Suggestion) -> Mention:
    """Return a suggestion as it is shown while it is open."""
    return Mention(
        open_key(one.id),
        one.start,
        one.end,
        one.label,
        SpanState.SUGGESTED,
        one.source,
        one.version,
        one.score,
        one.reason,
        one.id,
    )


def open_key(suggestion: int) -> str:
    """Return the key of an open suggestion."""
    return f"s{suggestion}"


def decided(one: Decision) -> Mention | None:
    """Return the annotation that a decision leaves, None when it leaves none."""
    state = _STANDING.get(one.state)
    if state is None:
        return None
    return Mention(
        one.subject,
        one.start,
        one.end,
        one.label,
        state,
        one.source,
        one.version,
        one.score,
        one.text,
        one.suggestion,
    )
