"""Packing finished annotation sets anew, after a migration, a merge or a repair; decisions keep packs by themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from annotator.store import packs
from annotator.store.connection import Project
from annotator.workflow.annotation_sets import load_set
from annotator.workflow.keeping import keep_packs

_BATCH = 500


def repack(project: Project, sets: Iterable[tuple[int, int]]) -> None:
    """Pack these sets, (annotator's number, article's), anew from the log, inside the caller's transaction."""
    for annotator, article in sets:
        keep_packs(project, annotator, [load_set(project, annotator, article)])


def pack_missing(project: Project, *, progress: Callable[[int, int], None] | None = None) -> int:
    """Pack the finished sets that have no pack yet, and return how many there were.

    In transactions of some hundred sets, so that nobody waits long; `progress` may raise to stop between them.
    """
    left = packs.missing(project)
    done = 0
    for batch in _batches(left):
        with project.transaction():
            repack(project, batch)
        done += len(batch)
        if progress is not None:
            progress(done, len(left))
    if project.get("unpacked") is not None:
        with project.transaction():
            if not packs.missing(project):
                packs.nothing_missing(project)
    return done


def _batches(sets: Iterable[tuple[int, int]]) -> Iterator[list[tuple[int, int]]]:
    rest = iter(sets)
    while batch := list(islice(rest, _BATCH)):
        yield batch
