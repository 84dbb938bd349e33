"""A row of the worklist as a value."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class WorkStatus(Enum):
    """Whether a case waits, is settled, or was settled by votes that have changed since."""

    OPEN = "open"
    SETTLED = "settled"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class WorkRow:
    """A case of disagreement on one line.

    `before`, `surface` and `after` follow one another as they stand in the text, on one line; `labels` and `votes` are
    those of the annotators ("ORG · GPE", "2 : 1"), `count` is how many identical ones the row stands for, `title` the
    article of the first.
    """

    kind: str
    before: str
    surface: str
    after: str
    labels: str
    votes: str = ""
    count: int = 1
    status: WorkStatus = WorkStatus.OPEN
    title: str = ""
