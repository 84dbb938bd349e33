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
    """A suggester's name and version, as a run records them.

    A version's parts are joined by +. One that has the program's rules in it ends with theirs, which is two parts; one
    that has the project's lists beside it with `LISTS` and their digest.
    """

    name: str
    version: str


LISTS = "lists."
_RULES = frozenset({"gazetteer", "pattern", "name"})
_RULES_PARTS = 2


def with_lists(version: str, digest: str) -> str:
    """Return the version of a suggester that has a project's lists beside it."""
    return f"{version}+{LISTS}{digest}"


def edition(source: str, version: str) -> str:
    """Return what of a suggester's version a source depends on: with another one it says other things.

    The program's rules stay the same when a pipeline is trained, lists when rules change, and memory, which changes
    with every decision, is one and the same throughout.
    """
    plain, _, lists = version.partition(f"+{LISTS}")
    if source == "memory":
        return ""
    if source == "list":
        return lists
    return "+".join(plain.split("+")[-_RULES_PARTS:]) if source in _RULES else plain
