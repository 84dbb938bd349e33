"""What the queue shows: which articles, in what order, and a line for each."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.decision import SetState


@dataclass(frozen=True, slots=True)
class ArticleRow:
    """One line of the queue: an article and how far one annotator is with it."""

    number: int
    title: str
    date: str
    source: str
    length: int
    state: SetState
    open: int
    accepted: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Which articles to list and in what order.

    `states` empty means all; `query` is searched in titles and texts ("" for none); `order` is "imported", "shortest",
    "open" (most open suggestions first), "uncertain" or "informative" (see `ordering.py`).
    """

    states: tuple[SetState, ...] = ()
    query: str = ""
    order: str = "imported"
    label: str = ""
