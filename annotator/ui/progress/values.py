"""What the progress page shows, as values: points of the curve, the suggester, rows of acceptance. Nothing is drawn."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum, auto

from PySide6.QtCore import QLocale

from annotator.domain.reliability import Bin

NEWS = "news"
"""What a project's choice calls the program's own suggester, where it does not leave it open."""
PIPELINE = "pipeline:"
"""Before the path of a pipeline that was chosen, in a project's choice of a suggester."""


@dataclass(frozen=True, slots=True)
class Point:
    """A finished article on the learning curve.

    `score` is the F1 of its suggestions as they were when it was finished, `mean` that of it and those before it,
    `pipeline` what came into use with it ("" where nothing did).
    """

    article: int
    title: str
    score: float
    mean: float
    pipeline: str = ""


@dataclass(frozen=True, slots=True)
class Curve:
    """The learning curve: points in the order of finishing, and over how many articles the mean goes."""

    points: tuple[Point, ...] = ()
    window: int = 10


@dataclass(frozen=True, slots=True)
class Attempt:
    """What the last training came to: old and new score on `held` articles kept back (None where there were none).

    `made` is when (UTC, ISO 8601), `articles` from how many it learnt; `used` tells whether its pipeline is in use.
    """

    articles: int
    made: str
    used: bool
    old: float | None = None
    new: float | None = None
    held: int = 0


@dataclass(frozen=True, slots=True)
class SuggesterState:
    """Who suggests: its name as people read it, what it is made of, the last training, and what can be done."""

    name: str = ""
    key: str = ""
    """Which suggester the project has chosen, "" for the program's own."""
    detail: str = ""
    attempt: Attempt | None = None
    can_go_back: bool = False
    can_map: bool = False
    language: str = ""
    retrain_after: int = 5
    to_go: int | None = None
    """Articles to finish until the next training, None for never."""
    reliability: tuple[Bin, ...] | None = None
    """How often its suggestions are right, by score; None where nobody has counted."""


class Kind(Enum):
    """What rows of acceptance are about: a source and a label, a source, or a label."""

    PAIR = auto()
    SOURCE = auto()
    LABEL = auto()


class Standing(Enum):
    """Whether suggestions of a row are made: yes, switched off, muted by itself, or kept although it would be muted."""

    ON = auto()
    OFF = auto()
    MUTED = auto()
    KEPT = auto()


@dataclass(frozen=True, slots=True)
class Row:
    """What became of the suggestions of a source, a label, or both; `share` was accepted as proposed."""

    kind: Kind
    source: str
    label: str
    proposed: int = 0
    accepted: int = 0
    relabelled: int = 0
    moved: int = 0
    rejected: int = 0
    standing: Standing = Standing.ON
    reason: str = ""

    @property
    def switchable(self) -> bool:
        """Whether it is switched by itself; most pairs follow their source and their label."""
        return self.kind is not Kind.PAIR or self.standing in (Standing.MUTED, Standing.KEPT)

    @property
    def share(self) -> float | None:
        """The share accepted as they were, None when none was decided about."""
        return self.accepted / self.proposed if self.proposed else None

    @property
    def name(self) -> str:
        """Its source and label in one word."""
        return " · ".join(part for part in (self.source, self.label) if part)


@dataclass(frozen=True, slots=True)
class Figures:
    """The project in numbers: articles and those finished, decisions in all and in finished articles.

    `answered` suggestions were decided about, `unchanged` of them accepted as they were.
    """

    articles: int = 0
    finished: int = 0
    decisions: int = 0
    decisions_in_finished: int = 0
    answered: int = 0
    unchanged: int = 0


@dataclass(frozen=True, slots=True)
class ListsState:
    """The project's lists of names: how many there are, with how many names in all, and how many are switched off."""

    count: int = 0
    names: int = 0
    off: int = 0


@dataclass(frozen=True, slots=True)
class ProgressState:
    """Everything on the page."""

    figures: Figures = field(default_factory=Figures)
    curve: Curve = field(default_factory=Curve)
    suggester: SuggesterState = field(default_factory=SuggesterState)
    rows: tuple[Row, ...] = ()
    lists: ListsState = field(default_factory=ListsState)
    mute_below: float = 0.3
    mute_after: int = 20


def language_name(code: str) -> str:
    """Return a language's name, its code where Qt knows none."""
    language = QLocale(code).language()
    known = language not in (QLocale.Language.C, QLocale.Language.AnyLanguage)
    return QLocale.languageToString(language) if known else code
