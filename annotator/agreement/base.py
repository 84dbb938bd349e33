"""What a number of agreement is: its value, its interval, what it rests on, and why there is none where there is none.

Here live `Score`, `Scope`, the `Metric` protocol and the array types; the numbers themselves are in one module each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any, Protocol, TypeAlias

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:
    from annotator.agreement.intervals import Bootstrap
    from annotator.agreement.tables import Tables

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.integer[Any]]
"""Whole numbers of any width; narrow ones where there are many, for they pass through the processor faster."""
RowArray: TypeAlias = npt.NDArray[np.int32]
BoolArray: TypeAlias = npt.NDArray[np.bool_]

Pool: TypeAlias = Mapping[str, FloatArray]
"""Counts by field name, pooled over documents: each array has the shape [..., pairs, …] with any leading axes, so that
one formula serves the whole corpus (no leading axis), each document, and every resample."""

TOO_FEW = 15
"""With fewer documents than this an interval would say more about the formula than about the people."""


class Unit(StrEnum):
    """What is counted."""

    SPAN = "span"
    TOKEN = "token"  # noqa: S105 - a word of a text, no password
    DOCUMENT = "document"


class Reason(StrEnum):
    """Why there is no number, or no interval, each as a sentence."""

    FEW_PEOPLE = "Agreement needs at least two annotators."
    NOTHING_COMMON = "No document has been finished by two of these annotators."
    NO_SPANS = "Nobody marked a span in the documents they have in common."
    NO_TOKENS = "The documents they have in common have no tokens."
    NO_SAME_RANGE = "No span of one annotator has the same start and end as one of another."
    ONE_CATEGORY = "Only one category was used, so chance alone explains every agreement."
    INCOMPLETE = "Some documents were finished by some of these annotators but not by all; alpha takes such documents."
    TOO_FEW = "Too few documents for an interval."
    ONE_DOCUMENT = "The number rests on one document, so it has no interval."


@dataclass(frozen=True, slots=True)
class LeftOut:
    """How many of something a number does not rest on, and why ("spans under a longer span")."""

    count: int
    what: str


@dataclass(frozen=True, slots=True)
class Score:
    """One number of agreement with all that must be shown beside it.

    `value` is None where there is none, then `reason` says why. `low` and `high` are the ends of the 95 % interval,
    None where there is none, then `interval_reason` says why. `n` counts `unit`s; `documents` those compared.
    """

    metric: str
    value: float | None
    low: float | None = None
    high: float | None = None
    n: int = 0
    unit: Unit = Unit.SPAN
    documents: int = 0
    left_out: tuple[LeftOut, ...] = ()
    reason: str = ""
    interval_reason: str = ""
    definition: str = ""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whom and what a number is about: annotators by their index, and one label by its index, or None for all."""

    annotators: tuple[int, ...]
    label: int | None = None

    def __post_init__(self) -> None:
        """Put the annotators in one order, so that no number can depend on it."""
        object.__setattr__(self, "annotators", tuple(sorted(set(self.annotators))))

    @property
    def is_pair(self) -> bool:
        """Tell whether it is about two annotators."""
        return len(self.annotators) == 2  # noqa: PLR2004 - a pair is two


@dataclass(frozen=True, slots=True)
class Scale:
    """How some author reads a number; for tooltips only. `steps` are (from this value on, word), highest first."""

    source: str
    steps: tuple[tuple[float, str], ...] = field(default=())

    def word(self, value: float) -> str:
        """Return the author's word for a value."""
        return next((word for start, word in self.steps if value >= start), "")


LANDIS_KOCH = Scale(
    "Landis & Koch 1977",
    (
        (0.8, "almost perfect"),
        (0.6, "substantial"),
        (0.4, "moderate"),
        (0.2, "fair"),
        (0.0, "slight"),
        (-1.0, "poor"),
    ),
)
KRIPPENDORFF = Scale(
    "Krippendorff 2004", ((0.8, "reliable"), (0.667, "for tentative conclusions"), (-100.0, "not reliable"))
)
NO_SCALE = Scale("")


class Metric(Protocol):
    """A number of agreement on a corpus."""

    @property
    def name(self) -> str:
        """The name in reports ("strict_f1")."""
        ...

    @property
    def title(self) -> str:
        """The name for people."""
        ...

    @property
    def definition(self) -> str:
        """What exactly is counted, in one or two sentences."""
        ...

    @property
    def unit(self) -> Unit:
        """What it counts."""
        ...

    @property
    def scale(self) -> Scale:
        """How an author reads it, for a tooltip."""
        ...

    @property
    def per_label(self) -> bool:
        """Whether there is such a number for one label."""
        ...

    def score(self, tables: Tables, scope: Scope, *, interval: bool = True, redraw: Bootstrap | None = None) -> Score:
        """Return the number for these people with everything beside it; the interval by jackknife, or by `redraw`."""
        ...


def ratio(over: FloatArray, under: FloatArray) -> FloatArray:
    """Return over / under, nan where `under` is 0."""
    blank = np.full(np.broadcast_shapes(over.shape, under.shape), np.nan)
    return np.divide(over, under, out=blank, where=under != 0)
