"""Tables for a terminal: columns as wide as what is in them, numbers to the right."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence

_WIDE = frozenset("WF")
GAP = "  "


def table(rows: Sequence[Sequence[str]], *, right: Sequence[int] = ()) -> Iterator[str]:
    """Yield the rows as lines, the columns of these numbers to the right; cells of one row may be fewer."""
    count = max((len(row) for row in rows), default=0)
    widths = [max((width_of(row[at]) for row in rows if at < len(row)), default=0) for at in range(count)]
    for row in rows:
        cells = [
            " " * (widths[at] - width_of(cell)) + cell if at in right else cell + " " * (widths[at] - width_of(cell))
            for at, cell in enumerate(row)
        ]
        yield GAP.join(cells).rstrip()


def width_of(text: str) -> int:
    """Return how many cells of a terminal a text takes."""
    return sum(
        0 if unicodedata.combining(one) else 2 if unicodedata.east_asian_width(one) in _WIDE else 1 for one in text
    )


def plain(text: str) -> str:
    """Return a text on one line without what a terminal would obey."""
    return "".join(one if one.isprintable() else " " for one in text)
