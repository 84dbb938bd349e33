"""What a suggester says about a text, before and after it is stored."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A proposed span [start, end) with where it comes from.

    `source` names the kind of knowledge ("gazetteer", "pattern", "name", "ner", "memory"), `score` is in 0..1 (None for
    one that was imported without), `reason` is a short phrase in plain words that "Why" shows ("country list: Russia",
    "title + capitalised name").
    `id` is the stored row's number, 0 before it is stored.
    """

    start: int
    end: int
    label: str
    source: str
    score: float | None
    reason: str
    version: str = ""
    id: int = 0


@dataclass(frozen=True, slots=True)
class SuggesterInfo:
    """A suggester's name and version, as a run records them."""

    name: str
    version: str
