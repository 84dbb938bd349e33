"""Spans in a cell of a table: a list of [start, end, label] or of objects, as JSON or as Python writes it.

So do Label Studio's CSV and what pandas makes of columns of lists. Offsets are code points of the text's cell.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from typing import cast

from annotator.domain.annotation import Mention
from annotator.formats.articles_in import Incoming

LONGEST = 1024 * 1024
"""Code points of a cell that is looked at for spans."""
_KEYS = ("start", "start_offset", "begin"), ("end", "end_offset"), ("label", "labels", "type")
_TRIPLE = 3


def are_spans(cell: str) -> bool:
    """Tell whether a cell holds spans, at least one."""
    found = _listed(cell)
    return bool(found) and all(_fields(one) is not None for one in found or ())


def spans_in(cell: str, incoming: Incoming) -> Iterator[Mention]:
    """Yield the spans of a cell; raise InputError for one that is none."""
    found = _listed(cell)
    if found is None:
        raise incoming.refuse(
            f"This is not a list of spans: {cell!a:.60}.", "Write [[start, end, label], …] in the column of labels."
        )
    for one in found:
        fields = _fields(one)
        if fields is None:
            raise incoming.refuse(f"This is not [start, end, label]: {one!a:.60}.")
        start, end, labels = fields
        for label in labels:
            yield incoming.mention(start, end, label)


def _listed(cell: str) -> list[object] | None:
    """Return what is listed in a cell, nothing for a blank one, None for anything else."""
    cell = cell.strip()
    if not cell:
        return []
    if len(cell) > LONGEST or cell[0] not in "[(":
        return None
    try:
        said: object = json.loads(cell)
    except (ValueError, RecursionError):
        try:
            said = ast.literal_eval(cell)
        except (ValueError, SyntaxError, MemoryError, RecursionError):
            return None
    return list(cast("list[object]", said)) if isinstance(said, list | tuple) else None


def _fields(one: object) -> tuple[object, object, list[object]] | None:
    if isinstance(one, list | tuple):
        said = cast("Sequence[object]", one)
        return (said[0], said[1], [said[2]]) if len(said) == _TRIPLE else None
    if not isinstance(one, dict):
        return None
    named = cast("dict[object, object]", one)
    start, end, label = (next((named[key] for key in keys if key in named), None) for keys in _KEYS)
    if start is None or end is None or label is None:
        return None
    return start, end, list(cast("list[object]", label)) if isinstance(label, list) else [label]
