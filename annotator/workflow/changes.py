"""What a step changed: the one answer every intent gets, from which each panel refreshes what it shows."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.annotation import Delta
from annotator.domain.decision import Action, StepKind


@dataclass(frozen=True, slots=True)
class Changes:
    """A committed step.

    `article` is the one it was mainly about, `articles` all it touched. `delta` is what changed on the open page (empty
    when the page was not touched). `focus` is the key of the mention it was about as it stands now, "" for none.
    `count` is how many annotations it decided. `saved` is the time of the commit (UTC, ISO 8601). With `reloaded`
    somebody else had written to the page's annotation set before, and the page is to be drawn anew.
    """

    action: Action
    kind: StepKind
    article: int
    articles: tuple[int, ...]
    delta: Delta
    focus: str
    count: int
    saved: str
    undo_depth: int
    redo_depth: int
    reloaded: bool = False
