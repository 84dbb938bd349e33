"""Lists of names that people bring along: a surface or a pattern of tokens, each with its label. No files here."""

from __future__ import annotations

from dataclasses import dataclass


def list_reason(name: str) -> str:
    """Return the reason of a suggestion that comes from the list of this name."""
    return f"your list “{name}”"


@dataclass(frozen=True, slots=True)
class GazetteerEntry:
    """One line of a list: a `surface`, or a token pattern as spaCy's matcher takes it, in JSON; the other is ""."""

    surface: str
    label: str
    pattern: str = ""


@dataclass(frozen=True, slots=True)
class GazetteerRow:
    """A surface of a project's list."""

    surface: str
    label: str
    list_name: str


@dataclass(frozen=True, slots=True)
class PatternRow:
    """A token pattern of a project's list, as JSON: an array of objects, one a token."""

    pattern: str
    label: str
    list_name: str


@dataclass(frozen=True, slots=True)
class GazetteerList:
    """What a project says of one of its lists: where it came from, when, and how much is in it.

    Nothing is suggested from one that is not `on`.
    """

    name: str
    source: str
    created: str
    surfaces: int
    patterns: int
    labels: tuple[str, ...]
    on: bool = True
