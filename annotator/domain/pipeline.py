"""Somebody's spaCy pipeline, as it describes itself. Nothing here looks at one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

PREFIX = "pipeline:"
"""What the name of a suggester begins with when it is a pipeline; its folder or package follows."""


@dataclass(frozen=True, slots=True)
class Pipeline:
    """A pipeline by its folder and what its `meta.json` says; `spacy` is the version of spaCy it was made for."""

    path: Path
    name: str
    version: str
    language: str
    spacy: str
    labels: tuple[str, ...]

    @property
    def chosen(self) -> str:
        """What a project that uses it has for its suggester."""
        return f"{PREFIX}{self.path}"
