"""Assigning: each analyst gets a project file with their share of the articles, some of them in common.

What they decide comes home with `workflow.merging`: the articles keep their ids, and nobody's decisions go along. Lists
of names do, and what is chosen about suggesting, but for who suggests.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from annotator.errors import InputError, OutputError
from annotator.store import annotators, articles, bringing, figures
from annotator.store.connection import SUFFIX, Project
from annotator.store.sources import Source
from annotator.workflow.collecting import Progress
from annotator.workflow.lists_along import bring_lists, take_choices_along
from annotator.workflow.projects import MADE_FOR, open_project

_PEOPLE = 2


@dataclass(frozen=True, slots=True)
class Assigned:
    """One annotator's share: `shared` of the articles are somebody else's, too; `characters` are of their texts."""

    name: str
    path: Path
    articles: int
    shared: int
    characters: int
    suggestions: int


def assign(
    project: Path,
    names: Sequence[str],
    *,
    overlap: str = "20%",
    each: int | None = None,
    seed: int = 0,
    out: Path | None = None,
    progress: Progress | None = None,
) -> tuple[Assigned, ...]:
    """Write a project file for each of these annotators, into `out` or beside the project, and return what they got.

    `overlap` ("20%" of the articles, or a number of them) goes to everybody, or to `each` people, chosen evenly; the
    rest is dealt out as evenly as can be. The same seed gives the same shares. Raise an AnnotatorError when that cannot
    be done or a file is there already, and CancelledError when `progress` does; no file is written then.
    """
    people = _people(names)
    folder = out if out is not None else project.absolute().parent
    paths = _paths(project, folder, people)
    with Source(project) as source:
        numbers = [number for (number,) in source.rows("SELECT id FROM article ORDER BY id")]
        if not numbers:
            raise InputError("The project has no articles.", remedy="Import some first.")
        shares = deal(
            numbers, len(people), shared=how_many(overlap, of=len(numbers)), each=_each(each, len(people)), seed=seed
        )
        twice = {number for number in numbers if sum(number in share for share in shares) > 1}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            with TemporaryDirectory(prefix=".annotator-", dir=folder) as parts:
                made: list[Assigned] = []
                for at, (name, path, share) in enumerate(zip(people, paths, shares, strict=True)):
                    if progress is not None:
                        progress(at, len(people))
                    made.append(_write(source, Path(parts), path, name, share, len(share & twice)))
                if progress is not None:
                    progress(len(people), len(people))
                _put_in_place(Path(parts), paths)
        except OSError as error:
            raise OutputError(
                f"The projects could not be written to “{folder}”: {(error.strerror or str(error)).lower()}.",
                remedy="Check the folder and the room on the disk.",
            ) from error
    return tuple(made)


def how_many(overlap: str, *, of: int) -> int:
    """Return how many articles "20%" or "15" is; raise InputError when that is no number of them."""
    said = overlap.strip()
    try:
        share = float(said[:-1]) / 100 if said.endswith("%") else int(said) / of
    except (ValueError, OverflowError):
        raise InputError(
            f"“{overlap}” is no overlap.", remedy="Give a share like 20% or a number of articles."
        ) from None
    if not 0 <= share <= 1:
        raise InputError(
            f"An overlap of {overlap} is not possible with {of:,} articles.",
            remedy="Give between 0% and 100%, or a number of articles.",
        )
    return round(of * share)


def deal(numbers: Sequence[int], people: int, *, shared: int, each: int, seed: int) -> list[frozenset[int]]:
    """Return each person's articles: `shared` of them go to `each` people, every other to one; loads differ by one.

    Who shares with whom is drawn among those who have least, so that all pairs come about alike.
    """
    rng = random.Random(seed)  # noqa: S311 - to be drawn again the same, not to be secret
    order = list(numbers)
    rng.shuffle(order)
    shares: list[set[int]] = [set() for _ in range(people)]
    for at, number in enumerate(order):
        turn = sorted(range(people), key=lambda one: (len(shares[one]), rng.random()))
        for one in turn[: each if at < shared else 1]:
            shares[one].add(number)
    return [frozenset(one) for one in shares]


def _people(names: Sequence[str]) -> list[str]:
    people = [annotators.usable_name(name) for name in names]
    twice = sorted({name for name in people if people.count(name) > 1})
    if twice:
        raise InputError(f"{twice[0]} is named twice.", remedy="Name each annotator once.")
    if len(people) < _PEOPLE:
        raise InputError("There are fewer than two annotators.", remedy="Name at least two, with commas between.")
    return people


def _each(each: int | None, people: int) -> int:
    if each is None:
        return people
    if not _PEOPLE <= each <= people:
        raise InputError(
            f"Articles cannot be shared by {each} of {people} annotators.", remedy=f"Give a number from 2 to {people}."
        )
    return each


def _paths(project: Path, folder: Path, people: Sequence[str]) -> list[Path]:
    """Return the files to write; raise OutputError when one is there or two would be the same."""
    stem = project.name.removesuffix(SUFFIX)
    found: dict[str, Path] = {}
    for name in people:
        plain = "".join(char if char.isalnum() or char in "-_. " else "_" for char in name)
        path = folder / f"{stem}-{plain}{SUFFIX}"
        if path.exists():
            raise OutputError(f"“{path}” is there already.", remedy="Move it away, or name another folder with --out.")
        if path.name.casefold() in found:
            raise OutputError(f"Two annotators would get the file “{path.name}”.", remedy="Choose names more unlike.")
        found[path.name.casefold()] = path
    return list(found.values())


def _write(source: Source, folder: Path, path: Path, name: str, share: frozenset[int], shared: int) -> Assigned:
    with open_project(folder / path.name, create=True, scheme=source.scheme) as project:
        project.put(MADE_FOR, name)
        with project.transaction():
            there = bringing.bring_articles(project, source, among=share)
            bringing.bring_suggestions(project, source, there, bytearray())
            take_choices_along(project, source)
            bring_lists(project, source)
        return _described(project, path, name, shared)


def _described(project: Project, path: Path, name: str, shared: int) -> Assigned:
    return Assigned(
        name=name,
        path=path,
        articles=articles.count_articles(project),
        shared=shared,
        characters=figures.count_characters(project),
        suggestions=figures.count_suggestions(project),
    )


def _put_in_place(parts: Path, paths: Sequence[Path]) -> None:
    """Give the files their names: all of them, or none."""
    there = [path for path in paths if path.exists()]
    if there:
        raise OutputError(f"“{there[0]}” is there already.", remedy="It was written just now; look at it first.")
    done: list[Path] = []
    try:
        for path in paths:
            (parts / path.name).rename(path)
            done.append(path)
    except BaseException:
        for path in done:
            path.rename(parts / path.name)
        raise
