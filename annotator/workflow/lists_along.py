"""Lists of names on their way from one project file into another: handed out with articles, brought home with work.

A list is what it holds: one that is here already, under whatever name, is not brought again.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from itertools import count

from annotator.formats.gazetteer_files import usable
from annotator.store import gazetteers
from annotator.store.choices import choices_of, put_choices, read_choices
from annotator.store.connection import Project
from annotator.store.sources import Source

_LONGEST = 80
_LONGEST_ORIGIN = 30


@dataclass(frozen=True, slots=True)
class BroughtList:
    """A list that was not here before; `there` is its name in the other file, `name` the one it has here.

    They differ where another list has that name here. `names` counts its surfaces and patterns, `left_out` those that
    no suggester could use.
    """

    name: str
    there: str
    names: int
    left_out: int = 0


def bring_lists(project: Project, source: Source) -> tuple[BroughtList, ...]:
    """Store a source's lists that are not here yet, inside the caller's transaction; those switched off there are here.

    One with the name of another list is kept beside it under a name that says where it came from.
    """
    ours = {one.name: gazetteers.content(one.entries) for one in gazetteers.whole_lists(project)}
    known = set(ours.values())
    off = set(choices_of(source).off_lists)
    brought: list[BroughtList] = []
    silent: list[str] = []
    for one in gazetteers.whole_lists(source):
        entries = tuple(entry for entry in one.entries if usable(entry))
        its = gazetteers.content(entries)
        if not entries or its in known:
            continue
        there = _printable(one.name)
        name = _free_name(there, origin=source.path.stem, taken=ours)
        gazetteers.put_list(project, replace(one, name=name, source=_printable(one.source), entries=entries))
        ours[name] = its
        known.add(its)
        brought.append(BroughtList(name, there, len(entries), len(one.entries) - len(entries)))
        if one.name in off:
            silent.append(name)
    if silent:
        choices = read_choices(project)
        put_choices(project, replace(choices, off_lists=(*choices.off_lists, *silent)))
    return tuple(brought)


def take_choices_along(project: Project, source: Source) -> None:
    """Choose for a project what its source has chosen about suggesting, inside the caller's transaction.

    All but who suggests: a pipeline lies on one machine, and is trusted there.
    """
    theirs = choices_of(source)
    put_choices(project, replace(theirs, suggester="", pipeline="", label_map=(), off_lists=()))


def _free_name(name: str, *, origin: str, taken: Collection[str]) -> str:
    if name not in taken:
        return name
    told = _printable(origin)[:_LONGEST_ORIGIN]
    ends = (f" ({told} {again})" if again > 1 else f" ({told})" for again in count(1))
    return next(found for end in ends if (found := name[: _LONGEST - len(end)] + end) not in taken)


def _printable(name: str) -> str:
    """Return a name from somebody's file as it could have been given here."""
    said = " ".join("".join(char if char.isprintable() else " " for char in name).split())
    return said[:_LONGEST] or "?"
