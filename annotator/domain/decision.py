"""Decisions and steps: the rows of the append-only log."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class SpanState(StrEnum):
    """What stands about a span."""

    SUGGESTED = "suggested"
    ACCEPTED = "accepted"
    REJECTED = "rejected"


class SetState(StrEnum):
    """How far an annotator is with an article."""

    NEW = "new"
    IN_PROGRESS = "in_progress"
    FINISHED = "finished"
    SKIPPED = "skipped"
    FLAGGED = "flagged"


class Kind(StrEnum):
    """What a decision is about."""

    ANNOTATION = "annotation"
    STATE = "state"
    IGNORED = "ignored"
    NOTE = "note"


ABSENT = "absent"
PRESENT = "present"
"""After-states of ignored regions and notes; ABSENT also of annotations that were never there or were taken away."""


class Action(StrEnum):
    """What a person did; the name of a step in the history."""

    ACCEPT = "accept"
    REJECT = "reject"
    RELABEL = "relabel"
    ADD = "add"
    REMOVE = "remove"
    MOVE = "move"
    ALL_MENTIONS = "all_mentions"
    FINISH = "finish"
    REOPEN = "reopen"
    SKIP = "skip"
    FLAG = "flag"
    NOTE = "note"
    IGNORE = "ignore"
    IMPORT = "import"
    MERGE = "merge"
    ADJUDICATE = "adjudicate"
    PRE_MERGE = "pre_merge"


class StepKind(StrEnum):
    """Whether a step is a first deed, or takes one back, or does it again."""

    DO = "do"
    UNDO = "undo"
    REDO = "redo"


@dataclass(frozen=True, slots=True)
class Decision:
    """The whole state of one subject after a decision.

    `subject` is a UUID: of the annotation, the region or the note; of a set's state it is "state". `article` is the
    stored article's number. `state` is a SpanState for annotations (or ABSENT), a SetState for kind STATE, else
    PRESENT or ABSENT. `start`, `end` are -1 where there is no place. `suggestion` is the number of the answered
    suggestion, 0 for none; `source`, `version` and `score` say where the span came from and stay with it, whatever
    suggestions follow. `text` is a note's text, or a region's reason.
    """

    kind: Kind
    subject: str
    article: int
    state: str
    start: int = -1
    end: int = -1
    label: str = ""
    suggestion: int = 0
    source: str = ""
    version: str = ""
    score: float | None = None
    text: str = ""


STATE_SUBJECT = "state"


@dataclass(frozen=True, slots=True)
class StepInfo:
    """One step of the history: what was done, when (UTC, ISO 8601), where, and whether it can still be undone.

    `surface` and `label` are of its first annotation; `count` is how many decisions it has; `depth` is its place in the
    undo stack counted from 1 at the bottom, 0 when it has been undone or is itself an undo or redo.
    """

    id: str
    seq: int
    action: Action
    kind: StepKind
    article: int
    created: str
    surface: str = ""
    label: str = ""
    before: str = ""
    count: int = 1
    depth: int = 0
