"""What suggestions are worth: how many were accepted as they were, by source and label, and which are silent for it.

Counted from the log each time; nothing is stored but what somebody has chosen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from annotator.domain.choices import SuggestChoices
from annotator.domain.suggestion import Suggestion
from annotator.store import annotators, answers
from annotator.store.choices import change_choices, read_choices
from annotator.store.connection import Project


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of the suggestions of a source and label that were decided about.

    `proposed` is how many these are: `accepted` as they were, `relabelled`, `moved` to other boundaries, `rejected`.
    """

    source: str
    label: str
    proposed: int
    accepted: int
    relabelled: int
    moved: int
    rejected: int

    @property
    def share(self) -> float:
        """The share of those that were accepted as they were."""
        return self.accepted / self.proposed if self.proposed else 0.0


@dataclass(frozen=True, slots=True)
class Muted:
    """A source that has become silent for a label, and what it did to deserve that."""

    source: str
    label: str
    accepted: int
    proposed: int

    @property
    def reason(self) -> str:
        """Why, in plain words."""
        return f"only {self.accepted} of {self.proposed} were accepted as they were"


@dataclass(frozen=True, slots=True)
class Silence:
    """What is not suggested in a project: whole sources, whole labels, and labels of single sources."""

    sources: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    muted: frozenset[tuple[str, str]] = frozenset()

    def covers(self, one: Suggestion) -> bool:
        """Tell whether a suggestion is among it."""
        return one.source in self.sources or one.label in self.labels or (one.source, one.label) in self.muted


def acceptance(project: Project, annotator: str) -> tuple[Acceptance, ...]:
    """Return what became of the suggestions an annotator answered, by source and label; open ones are not counted."""
    number = annotators.annotator_number(project, annotator.strip())
    if number is None:
        return ()
    return tuple(
        Acceptance(source, label, sum(counts), *counts) for source, label, *counts in answers.answers(project, number)
    )


def muted(acceptances: Iterable[Acceptance], choices: SuggestChoices) -> tuple[Muted, ...]:
    """Return which sources are silent for which labels, because too few of their suggestions were accepted."""
    return tuple(
        Muted(one.source, one.label, one.accepted, one.proposed)
        for one in acceptances
        if one.proposed >= choices.mute_after
        and one.share < choices.mute_below
        and (one.source, one.label) not in choices.kept
    )


def silence(project: Project, annotator: str) -> Silence:
    """Return what is not suggested: what was switched off, and what the annotator's decisions have muted."""
    choices = read_choices(project)
    quiet = muted(acceptance(project, annotator), choices)
    pairs = frozenset((one.source, one.label) for one in quiet)
    return Silence(frozenset(choices.off_sources), frozenset(choices.off_labels), pairs)


def choices_of(project: Project) -> SuggestChoices:
    """Return what the project has chosen about suggesting."""
    return read_choices(project)


def choose(project: Project, change: Callable[[SuggestChoices], SuggestChoices]) -> SuggestChoices:
    """Change the project's choices as they stand, and return what they are then."""
    return change_choices(project, change)


def switch_source(project: Project, source: str, *, on: bool) -> SuggestChoices:
    """Switch a source off for the project, or on again."""
    return change_choices(project, lambda one: replace(one, off_sources=_switched(one.off_sources, source, on=on)))


def switch_label(project: Project, label: str, *, on: bool) -> SuggestChoices:
    """Switch a label's suggestions off for the project, or on again."""
    return change_choices(project, lambda one: replace(one, off_labels=_switched(one.off_labels, label, on=on)))


def keep_unmuted(project: Project, source: str, label: str, *, keep: bool = True) -> SuggestChoices:
    """Let a source suggest a label whatever its acceptance, or leave that to the acceptance again."""
    pair = (source, label)

    def change(one: SuggestChoices) -> SuggestChoices:
        others = tuple(other for other in one.kept if other != pair)
        return replace(one, kept=(*others, pair) if keep else others)

    return change_choices(project, change)


def _switched(off: tuple[str, ...], name: str, *, on: bool) -> tuple[str, ...]:
    others = tuple(one for one in off if one != name)
    return others if on else (*others, name)
