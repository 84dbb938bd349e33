"""What a report for people is made of: headings, paragraphs, tables, charts, quotes. Writing them is not done here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from annotator.workflow.reports.content import Quote
from annotator.workflow.reports.markup import Markup


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 is the report's own."""

    text: str
    level: int = 2


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `strong` is said first, with weight."""

    text: str
    strong: str = ""


@dataclass(frozen=True, slots=True)
class Listed:
    """Points, each a term and what is said of it."""

    points: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Table:
    """A table; the first `heads` columns name their row, those in `right` hold figures.

    `shades` colour cells by (row, column), from -1 (disagreement) to 1 (agreement); `upright` turns the columns' names.
    """

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    right: frozenset[int] = frozenset()
    heads: int = 1
    shades: Mapping[tuple[int, int], float] = field(default_factory=dict[tuple[int, int], float])
    upright: bool = False


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart as SVG; `said` tells who cannot see it what it shows."""

    svg: Markup
    said: str
    table_says_it: bool = False
    """Whether a shaded table beside it shows the same, so that where those can be drawn it is not needed."""


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an article: a heading of its own, the quote, and points about it."""

    title: str
    quote: Quote
    points: Sequence[tuple[str, str]]


Block: TypeAlias = Heading | Paragraph | Listed | Table | Chart | Place
