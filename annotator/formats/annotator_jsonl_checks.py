"""Small checks of what a line of our JSONL holds; each raises `WrongError` with the reason to refuse the line."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import TypeAlias, TypeVar

from annotator.domain.article import JsonValue

JsonObject: TypeAlias = dict[str, JsonValue]
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_S = TypeVar("_S", bound=StrEnum)
_T = TypeVar("_T")


class WrongError(Exception):
    """A reason to refuse the line; becomes an InputError with file and line in one place."""


def check_keys(row: JsonObject, keys: frozenset[str], more: frozenset[str] = frozenset()) -> None:
    """Refuse an object that lacks one of `keys`, or has one that is neither there nor in `more`."""
    found = row.keys()
    if found == keys | more:
        return
    if missing := sorted(keys - found):
        raise WrongError(f"The key “{missing[0]}” is missing.")
    if strange := sorted(found - keys - more):
        raise WrongError(f"The key {strange[0]!a:.60} is not one of this format's; put what is yours into “meta”.")


def each(row: JsonObject, key: str, read: Callable[[JsonValue], _T]) -> list[_T]:
    """Return what `read` makes of each item of a list; trouble with one of them is named with its index."""
    values = row.get(key, [])
    if not isinstance(values, list):
        raise WrongError(f"“{key}” is not a list.")
    items: list[_T] = []
    try:
        items.extend(map(read, values))
    except WrongError as error:
        raise WrongError(f"{key}[{len(items)}]: {error}") from None
    return items


def object_in(value: JsonValue) -> JsonObject:
    """Return a value that must be an object."""
    if not isinstance(value, dict):
        raise WrongError("This is not an object.")
    return value


def string(row: JsonObject, key: str, *, empty: bool = True) -> str:
    """Return the string under a key; unless `empty`, there must be something in it."""
    value = row[key]
    if not isinstance(value, str):
        raise WrongError(f"“{key}” is not a string.")
    if not empty and not value.strip():
        raise WrongError(f"“{key}” is empty.")
    return value


def uuid(row: JsonObject, key: str) -> str:
    """Return the UUID under a key."""
    value = string(row, key)
    if not _UUID.fullmatch(value):
        raise WrongError(f"“{key}” is not a UUID in lower case: {value!a:.60}.")
    return value


def range_in(start: JsonValue, end: JsonValue, text: str) -> tuple[int, int]:
    """Return offsets that must be a range of the text with something in it."""
    # `type`, not `isinstance`: true and false are integers to Python.
    if type(start) is not int or type(end) is not int:
        raise WrongError(f"An offset is not a whole number: {start!a:.40}, {end!a:.40}.")
    if start < 0 or end > len(text):
        raise WrongError(f"The range {start}–{end} is outside the text, which has {len(text)} characters.")
    if start >= end:
        raise WrongError(f"The range {start}–{end} is empty.")
    return start, end


def known(states: Mapping[str, _S], value: JsonValue) -> _S:
    """Return the state a value names."""
    state = states.get(value) if isinstance(value, str) else None
    if state is None:
        raise WrongError(f"The state {value!a:.40} is none of {', '.join(states)}.")
    return state
