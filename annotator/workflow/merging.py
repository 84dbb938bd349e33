"""Merging: other analysts' project files come together in one, in any order and as often as one likes.

Articles and suggestions are brought in `store.bringing`, the log in `store.merging`; what stands where the same
annotator worked on several machines is worked out in `domain.uniting`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Generator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from annotator.domain.annotation import AnnotationSet
from annotator.domain.decision import Decision, SpanState
from annotator.domain.scheme import LabelScheme, added_to
from annotator.domain.set_log import corrections
from annotator.domain.uniting import unite
from annotator.errors import CancelledError, ProjectError
from annotator.store import annotators, articles, backups, bringing, decisions, merging, schemes, streams
from annotator.store.connection import Project
from annotator.store.sources import Source
from annotator.workflow.collecting import Progress
from annotator.workflow.lists_along import BroughtList, bring_lists
from annotator.workflow.packing import pack_missing
from annotator.workflow.projects import open_project

_STRIDE = 50
_COUNTED = (SpanState.SUGGESTED, SpanState.ACCEPTED, SpanState.REJECTED)
_PARTS = 4
"""A source's parts: bringing articles and suggestions, bringing the log, working out what stands, counting anew."""


@dataclass(frozen=True, slots=True)
class MergedSource:
    """What came out of one project file.

    `steps` and `decisions` were not there before, nor were `articles` and `labels` (names); `annotators` are those with
    new steps; `conflicts` counts spans that stand open since, because the same annotator decided differently in two
    files. `lists` are lists of names that were not here.
    """

    path: Path
    steps: int = 0
    decisions: int = 0
    articles: int = 0
    annotators: tuple[str, ...] = ()
    conflicts: int = 0
    labels: tuple[str, ...] = ()
    lists: tuple[BroughtList, ...] = ()


@dataclass(frozen=True, slots=True)
class MergeReport:
    """What a merge did, by project file; with `stopped` the person stopped it after these, which stay merged."""

    sources: tuple[MergedSource, ...]
    made: bool = False
    backup: Path | None = None
    stopped: bool = False

    @property
    def conflicts(self) -> int:
        """How many spans stand open because of it."""
        return sum(one.conflicts for one in self.sources)


def merge(into: Path, sources: Sequence[Path], *, progress: Progress | None = None) -> MergeReport:
    """Bring what these project files hold into a project, which is made like the first of them when it is not there.

    No source is changed. Raise an AnnotatorError before anything is written when one cannot be used; each is merged in
    one transaction, all of it or nothing. `progress` may raise CancelledError: raised again when nothing is merged yet,
    else the report says what was.
    """
    with ExitStack() as stack:
        found = [stack.enter_context(Source(path)) for path in _wanted(into, sources)]
        fresh = not into.exists()
        with _opened(into, found[0].scheme, fresh=fresh) as project:
            copied = None if fresh else backups.back_up(into, why="before-merge")
            done: list[MergedSource] = []
            for source in found:
                try:
                    done.append(_Merge(project, source, _part(progress, len(done), len(found) + 1)).run())
                except CancelledError:
                    if not done:
                        raise
                    return MergeReport(tuple(done), fresh, copied, stopped=True)
            with suppress(CancelledError):
                last = _part(progress, len(found), len(found) + 1)
                pack_missing(project, progress=last)
                last(1, 1)
            return MergeReport(tuple(done), fresh, copied)


def _wanted(into: Path, sources: Sequence[Path]) -> list[Path]:
    """Refuse the project itself among the sources, and what is there twice."""
    if not sources:
        raise ProjectError("There is nothing to merge.", remedy="Name at least one other project.")
    for at, path in enumerate(sources):
        if not path.exists():
            raise ProjectError(f"There is no project “{path}”.", remedy="Check the name.")
        if into.exists() and path.samefile(into):
            raise ProjectError(f"“{path.name}” cannot be merged into itself.", remedy="Leave it out.")
        if any(path.samefile(other) for other in sources[:at]):
            raise ProjectError(f"“{path.name}” is named twice.", remedy="Name it once.")
    return list(sources)


@contextmanager
def _opened(into: Path, scheme: LabelScheme | None, *, fresh: bool) -> Generator[Project]:
    """Open the project; one that was made for this goes again when nothing could be merged."""
    with open_project(into, create=fresh, scheme=scheme) as project:
        try:
            yield project
        except BaseException:
            if not fresh or articles.count_articles(project):
                raise
            project.close()
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    into.with_name(into.name + suffix).unlink()
            raise


def _part(progress: Progress | None, at: int, of: int) -> Progress:
    """Return how the progress of one source is told as part of all."""

    def tell(done: int, total: int) -> None:
        if progress is not None:
            progress(at * 1000 + 1000 * done // max(1, total), of * 1000)

    return tell


class _Merge:
    """One source on its way into the project."""

    def __init__(self, project: Project, source: Source, progress: Progress) -> None:
        self._project = project
        self._source = source
        self._progress = progress

    def run(self) -> MergedSource:
        """Bring everything in one transaction."""
        project, source = self._project, self._source
        self._tell(0)
        with project.transaction():
            labels = self._add_labels()
            lists = bring_lists(project, source)
            there = bringing.bring_articles(project, source)
            log = merging.Log(project, source)
            suggested = bringing.bring_suggestions(project, source, there, log.answered())
            self._tell(1)
            before = merging.last_decision(project)
            people = bringing.bring_people(project, source)
            brought = log.bring(people, there.numbers, suggested.numbers)
            self._tell(2)
            conflicts = self._settle(brought)
            self._keep(merging.changed_sets(project, before, suggested.changed))
            names = {number: name for name, number in annotators.annotators(project).items()}
            self._tell(_PARTS)
        return MergedSource(
            path=source.path,
            steps=brought.steps,
            decisions=brought.decisions,
            articles=len(there.fresh),
            annotators=tuple(sorted(names[number] for number in brought.people)),
            conflicts=conflicts,
            labels=labels,
            lists=lists,
        )

    def _tell(self, parts: int, done: int = 0, total: int = 1) -> None:
        self._progress(parts * 100 + 100 * done // max(1, total), _PARTS * 100)

    def _add_labels(self) -> tuple[str, ...]:
        """Add the labels that only the source's scheme has."""
        ours, theirs = schemes.active_scheme(self._project), self._source.scheme
        if ours is None or theirs is None:
            return ()
        lacking = [one for one in theirs.labels if one.name not in ours]
        if lacking:
            schemes.store_scheme(self._project, added_to(ours, lacking))
        return tuple(one.name for one in lacking)

    def _settle(self, brought: merging.Brought) -> int:
        """Write what is to stand where logs forked; return how many spans stand open that did not before."""
        conflicts = 0
        numbers: dict[int, list[int]] = defaultdict(list)
        for annotator, article in sorted(brought.sets):
            numbers[annotator].append(article)
        for annotator, past in brought.forked.items():
            wanted: list[Decision] = []
            for done, one in enumerate(merging.whole_sets(self._project, annotator, numbers[annotator])):
                if done % _STRIDE == 0:
                    self._tell(2, done, len(numbers[annotator]))
                more = corrections(unite(one.rows, past, one.place), one.standing)
                conflicts += sum(other.state == SpanState.SUGGESTED for other in more)
                wanted += more
            if wanted or annotator in brought.open:
                merging.settle(self._project, annotator, wanted)
        return conflicts

    def _keep(self, sets: dict[merging.Set, int]) -> None:
        """Count the sets that changed anew, and forget what is packed of them."""
        # Packing takes the longest and can wait: not while nobody else may write.
        merging.unpack(self._project, sets)
        people = sorted({annotator for annotator, _ in sets})
        by_article: dict[int, list[int]] = defaultdict(list)
        for annotator, article in sorted(sets):
            by_article[article].append(annotator)
        for done, stored in enumerate(streams.walk(self._project, people, among=by_article)):
            if done % _STRIDE == 0:
                self._tell(3, done, len(by_article))
            for annotator in by_article[stored.number]:
                page = AnnotationSet(
                    stored.article,
                    stored.number,
                    suggestions=stored.suggestions,
                    standing=stored.standing.get(annotator, ()),
                )
                counts = decisions.SetCounts(page.number, page.state, *(page.counts[state] for state in _COUNTED))
                decisions.keep_counts(self._project, annotator, [counts], last_decision=sets[annotator, stored.number])
