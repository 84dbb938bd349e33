"""A project's lists of names once they are there: what each came to, switched off and on, taken away and put back."""

from __future__ import annotations

from dataclasses import dataclass, replace

from annotator.domain.choices import SuggestChoices
from annotator.domain.gazetteer import list_reason
from annotator.errors import InputError
from annotator.store import annotators, answers, gazetteers, suggestions
from annotator.store.choices import put_choices, read_choices
from annotator.store.connection import Project
from annotator.store.gazetteers import WholeList

_SOURCE = "list"


@dataclass(frozen=True, slots=True)
class NameList:
    """A list of a project: its `names` (surfaces and patterns) and their labels, and what it came to.

    `suggested` are suggestions that stand in articles now; `decided` those that the annotator has answered so far,
    `accepted` of them as they were.
    """

    name: str
    source: str
    created: str
    names: int
    labels: tuple[str, ...]
    on: bool = True
    suggested: int = 0
    decided: int = 0
    accepted: int = 0

    @property
    def share(self) -> float | None:
        """The share accepted as it was, None when nothing was decided."""
        return self.accepted / self.decided if self.decided else None


@dataclass(frozen=True, slots=True)
class RemovedList:
    """A list that was taken away, to be put back as it was."""

    whole: WholeList
    on: bool


def name_lists(project: Project, annotator: str) -> tuple[NameList, ...]:
    """Return the lists by name, with what came of them for an annotator; looks at every suggestion there is."""
    found = gazetteers.lists(project)
    if not found:
        return ()
    off = read_choices(project).off_lists
    suggested = suggestions.count_by_reason(project, _SOURCE)
    number = annotators.annotator_number(project, annotator.strip())
    rows = answers.answers_by_reason(project, number, _SOURCE) if number is not None else ()
    answered = {reason: counts for reason, *counts in rows}
    counted: list[NameList] = []
    for one in found:
        reason = list_reason(one.name)
        decided, accepted = answered.get(reason, (0, 0))
        counted.append(
            NameList(
                one.name,
                one.source,
                one.created,
                one.surfaces + one.patterns,
                one.labels,
                on=one.name not in off,
                suggested=suggested.get(reason, 0),
                decided=decided,
                accepted=accepted,
            )
        )
    return tuple(counted)


def switch_list(project: Project, name: str, *, on: bool) -> None:
    """Suggest nothing from a list, or from it again; raise InputError when there is none of that name."""
    with project.transaction():
        if all(one.name != name for one in gazetteers.lists(project)):
            raise _not_there(project, name)
        _switch(project, name, on=on)


def remove_list(project: Project, name: str) -> RemovedList:
    """Take a list away and return it; raise InputError naming those there are when there is none of that name."""
    with project.transaction():
        whole = next(gazetteers.whole_lists(project, name=name), None)
        if whole is None:
            raise _not_there(project, name)
        gazetteers.take_list(project, name)
        was_on = name not in read_choices(project).off_lists
        if not was_on:
            _switch(project, name, on=True)
    return RemovedList(whole, was_on)


def put_back(project: Project, removed: RemovedList) -> None:
    """Put a list back as it was; raise InputError when another has its name now."""
    name = removed.whole.name
    with project.transaction():
        if any(one.name == name for one in gazetteers.lists(project)):
            raise InputError(f"Another list is called “{name}” now.", remedy="Remove that one first.")
        gazetteers.put_list(project, removed.whole)
        _switch(project, name, on=removed.on)


def _switch(project: Project, name: str, *, on: bool) -> None:
    choices: SuggestChoices = read_choices(project)
    others = tuple(one for one in choices.off_lists if one != name)
    wanted = others if on else (*others, name)
    if wanted != choices.off_lists:
        put_choices(project, replace(choices, off_lists=wanted))


def _not_there(project: Project, name: str) -> InputError:
    there = ", ".join(f"“{one.name}”" for one in gazetteers.lists(project))
    return InputError(f"There is no list “{name}” in this project.", remedy=f"There are {there}." if there else "")
