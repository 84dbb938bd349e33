"""Lists of names that people bring along: into a project, listed, and read by whoever suggests.

Switching one off and taking one away is in `name_lists.py`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from annotator.domain.gazetteer import GazetteerEntry, GazetteerList, GazetteerRow, PatternRow
from annotator.errors import DecisionError, InputError
from annotator.formats import Loss, Losses
from annotator.formats.gazetteer_files import GazetteerKind, entries, kind_of
from annotator.store import gazetteers, schemes
from annotator.store.choices import read_choices
from annotator.store.connection import Project
from annotator.workflow.collecting import OpenLabels, OpenLabelsError, often
from annotator.workflow.projects import DEFAULT_SCHEME, open_project, shipped_scheme

__all__ = [
    "GazetteerKind",
    "GazetteerList",
    "GazetteerReport",
    "GazetteerRow",
    "ListChoice",
    "PatternRow",
    "gazetteer_digest",
    "gazetteer_lists",
    "import_gazetteer",
    "project_gazetteer",
    "project_patterns",
    "recognised",
]

LONGEST_NAME = 80
_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ListChoice:
    """How a list is taken in.

    `name` is what it is called in the project, by default as its file; `label` is given to lines that say none;
    `renamed` maps labels of the file to labels of the project, "" leaves lines of a label out.
    """

    name: str = ""
    label: str = ""
    renamed: Mapping[str, str] = field(default_factory=dict[str, str])


AS_IT_IS = ListChoice()


@dataclass(frozen=True, slots=True)
class GazetteerReport:
    """What came of a list: surfaces and token patterns stored, those that came twice, those left out by their label."""

    name: str
    surfaces: int
    patterns: int
    twice: int = 0
    left_out: int = 0
    replaced: bool = False
    losses: tuple[Loss, ...] = ()


def recognised(path: Path) -> GazetteerKind | None:
    """Return what list a file looks like; None for articles and everything else.

    GazetteerKind.LINES is only likely: short lines can be an article too.
    """
    return kind_of(path) if path.is_file() else None


def import_gazetteer(project: Project | Path, path: Path, choice: ListChoice = AS_IT_IS) -> GazetteerReport:
    """Store a list in a project that is there, in place of one of the same name.

    Raise InputError, and change nothing, for a file that is no list and for labels that the project's scheme has not.
    """
    name = _usable_name(choice.name or path.stem)
    losses = Losses()
    with _opened(project) as opened:
        scheme = schemes.active_scheme(opened) or shipped_scheme(DEFAULT_SCHEME)
        known = set(scheme.names)
        _refuse_unknown({one: 1 for one in (choice.label, *choice.renamed.values()) if one}, known, "")
        kept: dict[GazetteerEntry, None] = {}
        unknown: Counter[str] = Counter()
        read = left_out = 0
        for one in entries(path, losses, label=choice.label):
            label = choice.renamed.get(one.label, one.label)
            read += 1
            if not label:
                left_out += 1
            elif label not in known:
                unknown[label] += 1
            else:
                kept[GazetteerEntry(one.surface, label, one.pattern)] = None
        _refuse_unknown(unknown, known, path.name)
        if not kept:
            raise InputError("Nothing is left of this list.", source=path.name)
        replaced = gazetteers.store_list(opened, name, path.name, kept)
    patterns = sum(bool(one.pattern) for one in kept)
    return GazetteerReport(
        name=name,
        surfaces=len(kept) - patterns,
        patterns=patterns,
        twice=read - left_out - len(kept),
        left_out=left_out,
        replaced=replaced,
        losses=tuple(losses.listed()),
    )


def gazetteer_lists(project: Project | Path) -> tuple[GazetteerList, ...]:
    """Return the lists of a project, by name."""
    with _opened(project) as opened:
        off = read_choices(opened).off_lists
        return tuple(replace(one, on=one.name not in off) for one in gazetteers.lists(opened))


def project_gazetteer(project: Project) -> tuple[GazetteerRow, ...]:
    """Return the surfaces of a project's lists that are on: by list, in the order of its file."""
    return gazetteers.surfaces(project, off=read_choices(project).off_lists)


def project_patterns(project: Project) -> tuple[PatternRow, ...]:
    """Return their token patterns, each a JSON array of objects as spaCy's Matcher takes them."""
    return gazetteers.patterns(project, off=read_choices(project).off_lists)


def gazetteer_digest(project: Project) -> str:
    """Return a short name for what the lists that are on hold, "" for nothing: it changes when they do."""
    return gazetteers.digest(project, off=read_choices(project).off_lists)


@contextmanager
def _opened(project: Project | Path) -> Generator[Project]:
    if isinstance(project, Project):
        yield project
    else:
        with open_project(project) as opened:
            yield opened


def _usable_name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > LONGEST_NAME or not name.isprintable():
        raise DecisionError(
            "The list needs a name.", remedy=f"Say one of up to {LONGEST_NAME} signs that can be printed: --name NAME."
        )
    return name


def _refuse_unknown(unknown: Mapping[str, int], known: set[str], source: str) -> None:
    strange = {label: count for label, count in unknown.items() if label not in known}
    if not strange:
        return
    shown = list(strange.items())[:_SHOWN]
    named = ", ".join(f"{label} ({often(count)})" if source else label for label, count in shown)
    more = f" and {len(strange) - _SHOWN} more" if len(strange) > _SHOWN else ""
    example = next(iter(strange))
    raise OpenLabelsError(
        f"The project’s label scheme has no {named}{more}.",
        remedy=f"There are {', '.join(sorted(known)[:30])}. Say which it is: --map {example!r}=LABEL"
        f" (or {example!r}= to leave its lines out).",
        source=source,
        open_labels=OpenLabels(strange, nobody=False),
    )
