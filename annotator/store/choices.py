"""A project's choices about suggesting: one JSON value among the project's own settings."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from typing import Any, cast

from annotator.domain.choices import SuggestChoices
from annotator.store.connection import Project
from annotator.store.sources import Source

__all__ = ["SuggestChoices", "change_choices", "choices_of", "put_choices", "read_choices", "write_choices"]

_KEY = "suggesting"


def read_choices(project: Project) -> SuggestChoices:
    """Return the project's choices; what is missing or makes no sense is as if nothing had been chosen."""
    return _understood(_stored(project))


def choices_of(source: Source) -> SuggestChoices:
    """Return what somebody's project file has chosen, understood likewise."""
    (value,) = next(source.rows("SELECT value FROM project WHERE key = ?", (_KEY,)), ("",))
    return _understood(_parsed(str(value)))


def _understood(stored: dict[str, object]) -> SuggestChoices:
    understood = {name: read(stored[name]) for name, read in _UNDERSTOOD.items() if name in stored}
    values: dict[str, Any] = {name: value for name, value in understood.items() if value is not None}
    return SuggestChoices(**values)


def write_choices(project: Project, choices: SuggestChoices) -> None:
    """Keep these choices, and what a newer version may have stored beside them."""
    with project.transaction():
        put_choices(project, choices)


def change_choices(project: Project, change: Callable[[SuggestChoices], SuggestChoices]) -> SuggestChoices:
    """Change the choices as they stand, in one transaction; return what they are now."""
    with project.transaction():
        choices = change(read_choices(project))
        put_choices(project, choices)
    return choices


def put_choices(project: Project, choices: SuggestChoices) -> None:
    """Keep these choices as `write_choices` does, inside the caller's transaction."""
    value = json.dumps(_stored(project) | asdict(choices), ensure_ascii=False)
    project.connection.execute("INSERT OR REPLACE INTO project (key, value) VALUES (?, ?)", (_KEY, value))


def _stored(project: Project) -> dict[str, object]:
    return _parsed(project.get(_KEY) or "")


def _parsed(value: str) -> dict[str, object]:
    try:
        found: object = json.loads(value or "{}")
    except ValueError:
        return {}
    return cast("dict[str, object]", found) if isinstance(found, dict) else {}


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None


def _share(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and 0 <= value <= 1 else None


def _count(value: object) -> int | None:
    return value if isinstance(value, int) and value > 0 and not isinstance(value, bool) else None


def _count_or_never(value: object) -> int | None:
    return 0 if value == 0 and isinstance(value, int) and not isinstance(value, bool) else _count(value)


def _names(value: object) -> tuple[str, ...] | None:
    found = cast("list[object]", value) if isinstance(value, list) else [None]
    names = tuple(one for one in found if isinstance(one, str))
    return names if len(names) == len(found) else None


def _pairs(value: object) -> tuple[tuple[str, ...], ...] | None:
    found = [_names(one) for one in cast("list[object]", value)] if isinstance(value, list) else [None]
    pairs = tuple(one for one in found if one is not None and len(one) == 2)  # noqa: PLR2004 - that is a pair
    return pairs if len(pairs) == len(found) else None


_UNDERSTOOD: dict[str, Callable[[object], object]] = {
    "suggester": _text,
    "pipeline": _text,
    "language": _text,
    "off_sources": _names,
    "off_labels": _names,
    "mute_below": _share,
    "mute_after": _count,
    "retrain_after": _count_or_never,
    "label_map": _pairs,
    "kept": _pairs,
    "off_lists": _names,
}
"""What each choice is read with; None is for what makes no sense."""
