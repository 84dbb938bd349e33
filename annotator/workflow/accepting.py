"""What suggestions are worth: how many were accepted as they were, by source and label, and which are silent for it.

Counted from the log each time; nothing is stored but what somebody has chosen. A source is silenced for what its
version in use has said: a pipeline that was trained anew does not inherit the record of the one before.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from operator import itemgetter

from annotator.domain.choices import SuggestChoices
from annotator.domain.suggestion import Suggestion, edition
from annotator.store import annotators, answers, suggestions
from annotator.store.choices import change_choices, read_choices
from annotator.store.connection import Project


@dataclass(frozen=True, slots=True)
class Acceptance:
    """What became of the suggestions of a source and label that were decided about.

    `proposed` is how many these are: `accepted` as they were, `relabelled`, `moved` to other boundaries, `rejected`.
    `other` of them, `other_accepted` of these accepted as they were, are from other versions of the source than the one
    in use.
    """

    source: str
    label: str
    proposed: int
    accepted: int
    relabelled: int
    moved: int
    rejected: int
    other: int = 0
    other_accepted: int = 0

    @property
    def share(self) -> float:
        """The share of those that were accepted as they were."""
        return self.accepted / self.proposed if self.proposed else 0.0

    @property
    def judged(self) -> int:
        """How many are from the version in use, by which the source is judged."""
        return self.proposed - self.other

    @property
    def judged_accepted(self) -> int:
        """How many of the judged ones were accepted as they were."""
        return self.accepted - self.other_accepted

    def is_bad(self, choices: SuggestChoices) -> bool:
        """Tell whether too few of enough judged ones were accepted."""
        return _are_bad(self.judged_accepted, self.judged, choices)

    def begins_anew(self, choices: SuggestChoices) -> bool:
        """Tell whether it is only for its new version that it is not silent yet."""
        return self.judged < choices.mute_after and _are_bad(self.other_accepted, self.other, choices)


@dataclass(frozen=True, slots=True)
class Muted:
    """A source that has become silent for a label, and what it did to deserve that."""

    source: str
    label: str
    accepted: int
    proposed: int
    other: int = 0
    """Decisions about other versions, which do not count."""
    by_source: tuple[int, int] | None = None
    """What the whole source did, accepted and proposed, where it is silent for that."""

    @property
    def reason(self) -> str:
        """Why, in plain words."""
        said = f"only {self.accepted} of {self.proposed} were accepted as they were"
        if self.by_source is not None:
            said += f", and {self.by_source[0]} of {self.by_source[1]} of all by this source"
        return f"{said}, not counting {self.other} from other versions than the one in use" if self.other else said


@dataclass(frozen=True, slots=True)
class Silence:
    """What is not suggested in a project: whole sources, whole labels, and labels of single sources."""

    sources: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()
    muted: frozenset[tuple[str, str]] = frozenset()

    def covers(self, one: Suggestion) -> bool:
        """Tell whether a suggestion is among it."""
        return one.source in self.sources or one.label in self.labels or (one.source, one.label) in self.muted


def acceptance(project: Project, annotator: str, *, version: str | None = None) -> tuple[Acceptance, ...]:
    """Return what became of the suggestions an annotator answered, by source and label; open ones are not counted.

    `version` is the suggester's in use, by default that of whoever makes the project's suggestions.
    """
    number = annotators.annotator_number(project, annotator.strip())
    if number is None:
        return ()
    if version is None:
        now = suggestions.run_in_use(project)
        version = now.version if now is not None else ""
    rows = answers.answers(project, number)
    return tuple(
        _summed(source, label, [(said, counts) for _, _, said, *counts in some], version)
        for (source, label), some in groupby(rows, key=itemgetter(0, 1))
    )


def _summed(source: str, label: str, rows: Sequence[tuple[str, Sequence[int]]], version: str) -> Acceptance:
    """Return the sum of what was counted by versions."""
    now = edition(source, version)
    others = [counts for said, counts in rows if edition(source, said) != now]
    sums = [sum(column) for column in zip(*(counts for _, counts in rows), strict=True)]
    return Acceptance(
        source, label, sum(sums), *sums, other=sum(map(sum, others)), other_accepted=sum(one[0] for one in others)
    )


def _are_bad(accepted: int, of: int, choices: SuggestChoices) -> bool:
    return of >= choices.mute_after and _fall_short(accepted, of, choices)


def _fall_short(accepted: int, of: int, choices: SuggestChoices) -> bool:
    return of > 0 and accepted / of < choices.mute_below


def muted(acceptances: Iterable[Acceptance], choices: SuggestChoices) -> tuple[Muted, ...]:
    """Return which sources are silent for which labels: too few suggestions of their version in use were accepted.

    Enough decisions are needed about the label or about the whole source; what fares well in a bad source speaks on.
    """
    acceptances = tuple(acceptances)
    bad = _bad_sources(acceptances, choices)
    found: list[Muted] = []
    for one in acceptances:
        if (one.source, one.label) in choices.kept:
            continue
        said = Muted(one.source, one.label, one.judged_accepted, one.judged, one.other)
        if one.is_bad(choices):
            found.append(said)
        elif one.source in bad and _fall_short(one.judged_accepted, one.judged, choices):
            found.append(replace(said, by_source=bad[one.source]))
    return tuple(found)


def _bad_sources(acceptances: Iterable[Acceptance], choices: SuggestChoices) -> dict[str, tuple[int, int]]:
    """Return the sources of which too few were accepted, whatever the label, with how many of how many."""
    sums: dict[str, tuple[int, int]] = {}
    for one in acceptances:
        accepted, of = sums.get(one.source, (0, 0))
        sums[one.source] = accepted + one.judged_accepted, of + one.judged
    return {source: (accepted, of) for source, (accepted, of) in sums.items() if _are_bad(accepted, of, choices)}


def silence(project: Project, annotator: str, *, version: str | None = None) -> Silence:
    """Return what is not suggested: what was switched off, and what the annotator's decisions have muted.

    `version` is as in `acceptance`.
    """
    choices = read_choices(project)
    quiet = muted(acceptance(project, annotator, version=version), choices)
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


def keep_unmuted(project: Project, source: str, *labels: str, keep: bool = True) -> SuggestChoices:
    """Let a source suggest these labels whatever its acceptance, or leave that to the acceptance again."""
    pairs = [(source, label) for label in labels]

    def change(one: SuggestChoices) -> SuggestChoices:
        others = tuple(other for other in one.kept if other not in pairs)
        return replace(one, kept=(*others, *pairs) if keep else others)

    return change_choices(project, change)


def _switched(off: tuple[str, ...], name: str, *, on: bool) -> tuple[str, ...]:
    others = tuple(one for one in off if one != name)
    return others if on else (*others, name)
