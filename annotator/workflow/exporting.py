"""Exporting: what stands, written as a file (or folder) that is complete or not there, and read again before it counts.

What a format could not carry is counted while it writes; beforehand, by letting it write to nowhere. Reading again is
in `reading_back.py`.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

from annotator.domain.annotation import AnnotationSet
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.errors import InputError, OutputError
from annotator.formats import FolderWriter, Loss, Writer, WritesParts, writer_named
from annotator.store import annotators, articles, streams
from annotator.store.connection import Project
from annotator.workflow.collecting import Progress
from annotator.workflow.files import folder_beside, new_in, parts_beside, written_beside
from annotator.workflow.labelled import has_begun, labelled_article
from annotator.workflow.projects import SUFFIX, open_project
from annotator.workflow.reading_back import read_back

ACCEPTED_ONLY = frozenset({SpanState.ACCEPTED})
_STRIDE = 50
_WHY_NOTHING = {
    "finished": "No article is finished: finish one, or export all articles.",
    "all": "The project has no articles: import some first.",
}


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """What goes out.

    `annotators` are names, None for everybody who has begun; `spans` the states of spans; `articles` those an annotator
    has finished, or all of them for each annotator; `labels` None for all.
    """

    format: str = "jsonl"
    annotators: tuple[str, ...] | None = None
    spans: frozenset[SpanState] = ACCEPTED_ONLY
    articles: Literal["finished", "all"] = "finished"
    labels: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Preflight:
    """What an export holds and leaves out.

    `annotation_sets` is how many go out, one an article and annotator; `spans` how many are to go out by state,
    `written` how many of them are in the file: those that the format has no place for are not. Left out are
    `unfinished` annotation sets that were begun, `not_begun` ones, and of those that go out: `undecided` suggestions,
    `rejected` spans, and `other_labels`, spans whose labels were not asked for. `losses` are what the format cannot
    carry of what goes out.
    """

    annotators: tuple[str, ...] = ()
    annotation_sets: int = 0
    spans: dict[SpanState, int] = field(default_factory=dict[SpanState, int])
    written: int = 0
    unfinished: int = 0
    not_begun: int = 0
    undecided: int = 0
    rejected: int = 0
    other_labels: int = 0
    losses: tuple[Loss, ...] = ()

    @property
    def by_one(self) -> bool:
        """Whether what goes out is one annotator's, so that each annotation set is an article."""
        return len(self.annotators) <= 1


@dataclass(frozen=True, slots=True)
class ExportReport:
    """A finished export: where it is, what it holds and left out, and what the format could not carry.

    `compared` tells whether it was read again and found to say what was to be written.
    """

    path: Path
    preflight: Preflight
    losses: tuple[Loss, ...]
    compared: bool = True


def preflight(project: Project | Path, options: ExportOptions) -> Preflight:
    """Return what an export with these options would hold and leave out."""
    writer = writer_named(options.format)
    with _reading(project) as there:
        export_ = _Export(there, options)
        if writer.lossless:
            for _ in export_.articles():
                pass
            return export_.counted([])
        with Path(os.devnull).open("wb") as nowhere:
            if isinstance(writer, FolderWriter):
                losses = writer.write_files(export_.articles(), lambda _name: nullcontext(nowhere))
            elif isinstance(writer, WritesParts):
                losses = writer.write_parts(export_.articles(), lambda _name: nullcontext(nowhere))
            else:
                losses = writer.write(export_.articles(), nowhere)
        return export_.counted(losses)


def export(
    project: Project | Path, options: ExportOptions, out: Path, *, progress: Progress | None = None
) -> ExportReport:
    """Write what the options ask for to `out`, read it again and compare, then put it in place of what was there.

    Raise OutputError when that fails, when there is nothing to write, or when the file read again is not what was
    written; CancelledError when `progress` does. What was at `out` before is untouched then.
    """
    writer = writer_named(options.format)
    if out.name.endswith(SUFFIX):
        raise OutputError(
            f"“{out.name}” would be a project’s name.", remedy=f"Let it end in {writer.suffix or 'less'}."
        )
    with _reading(project) as there:
        export_ = _Export(there, options)
        steps = _Steps(progress, 2 * articles.count_articles(there) * max(1, len(export_.people)))
        if isinstance(writer, FolderWriter):
            with folder_beside(out) as part:
                losses = writer.write_files(steps.through(export_.articles()), lambda name: new_in(part, name))
                compared = _checked(writer, part, export_, steps)
        elif isinstance(writer, WritesParts):
            with parts_beside(out) as (part, new_part):
                losses = writer.write_parts(steps.through(export_.articles()), new_part)
                compared = _checked(writer, part, export_, steps)
        else:
            with written_beside(out) as (part, stream):
                losses = writer.write(steps.through(export_.articles()), stream)
                stream.flush()
                compared = _checked(writer, part, export_, steps)
        return ExportReport(out, export_.counted(losses), tuple(losses), compared)


@contextmanager
def _reading(project: Project | Path) -> Generator[Project]:
    if isinstance(project, Path):
        with open_project(project) as opened, opened.snapshot():
            yield opened
    else:
        with project.snapshot():
            yield project


class _Steps:
    """Progress over both passes, writing and reading again."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._total = total
        self._done = 0

    def __call__(self) -> None:
        self._done += 1
        if self._progress is not None and self._done % _STRIDE == 0:
            self._progress(min(self._done, self._total), self._total)

    def through(self, articles: Iterable[LabelledArticle]) -> Iterator[LabelledArticle]:
        """Pass articles on, a step each."""
        for one in articles:
            self()
            yield one

    def end(self) -> None:
        """Say that all is done; the last chance to stop."""
        if self._progress is not None:
            self._progress(self._total, self._total)


class _Export:
    """The articles that go out, as often as they are gone through, and the counts of the last time."""

    def __init__(self, project: Project, options: ExportOptions) -> None:
        self._project = project
        self._options = options
        self.articles_wanted = options.articles
        self.people = _people(project, options.annotators)
        self.annotation_sets = 0
        self._spans: Counter[SpanState] = Counter()
        self._labels_left = 0
        self._states_left: Counter[SpanState] = Counter()

    def articles(self) -> Iterator[LabelledArticle]:
        """Yield a labelled article for each article and annotator: by the article's number, then the name."""
        self.annotation_sets, self._labels_left = 0, 0
        self._spans.clear()
        self._states_left.clear()
        finished = self._options.articles == "finished"
        names: list[tuple[str | None, int]] = [*self.people.items()]
        if not names and not finished:
            names = [(None, 0)]
        for stored in streams.walk(self._project, self.people.values(), finished=finished):
            for name, number in names:
                page = AnnotationSet(
                    stored.article,
                    stored.number,
                    suggestions=stored.suggestions,
                    standing=stored.standing.get(number, ()),
                )
                if finished and page.state is not SetState.FINISHED:
                    continue
                self._count(page)
                yield labelled_article(page, name, states=self._options.spans, labels=self._options.labels)

    def _count(self, page: AnnotationSet) -> None:
        self.annotation_sets += 1
        labels, states = self._options.labels, self._options.spans
        for mention in page.mentions:
            if mention.state not in states:
                self._states_left[mention.state] += 1
            elif labels is not None and mention.label not in labels:
                self._labels_left += 1
            else:
                self._spans[mention.state] += 1

    def counted(self, losses: Sequence[Loss]) -> Preflight:
        """Return what the last time through held and left out, and what was lost of it."""
        unfinished = not_begun = 0
        if self._options.articles == "finished":
            total = articles.count_articles(self._project)
            for number in self.people.values():
                states = articles.state_counts(self._project, number)
                not_begun += states[SetState.NEW]
                unfinished += total - states[SetState.NEW] - states[SetState.FINISHED]
            if not self.people:
                not_begun = total
        return Preflight(
            annotators=tuple(self.people),
            annotation_sets=self.annotation_sets,
            spans=dict(self._spans),
            written=self._spans.total() - sum(one.gone for one in losses),
            unfinished=unfinished,
            not_begun=not_begun,
            undecided=self._states_left[SpanState.SUGGESTED],
            rejected=self._states_left[SpanState.REJECTED],
            other_labels=self._labels_left,
            losses=tuple(losses),
        )


def annotators_of(project: Project) -> tuple[str, ...]:
    """Return the names of those who have begun, whose labels an export holds when nobody else is asked for."""
    return tuple(_people(project, None))


def _people(project: Project, wanted: tuple[str, ...] | None) -> dict[str, int]:
    """Return names and numbers of the annotators wanted, by name; without a wish, of those who have begun."""
    known = annotators.annotators(project)
    if wanted is not None:
        missing = [name for name in wanted if name not in known]
        if missing:
            there = f"There are: {', '.join(known)}." if known else "Nobody has annotated here yet."
            raise InputError(f"There is no annotator “{missing[0]}” in “{project.path.name}”.", remedy=there)
        return {name: known[name] for name in sorted(set(wanted))}
    return {name: number for name, number in known.items() if _has_begun(project, number)}


def _has_begun(project: Project, annotator: int) -> bool:
    sets = articles.set_totals(project, annotator)
    if sets.decided or not sets.rows:
        return bool(sets.decided)
    # Everything taken back, or only notes and regions: the log has to be read.
    stored = streams.walk(project, [annotator], suggested=False)
    return any(
        has_begun(AnnotationSet(one.article, one.number, standing=one.standing.get(annotator, ()))) for one in stored
    )


def _checked(format_: Writer | FolderWriter, written: Path, export_: _Export, steps: _Steps) -> bool:
    """Refuse an empty export; hold the rest against what was to be written and return whether that could be done."""
    if not export_.annotation_sets:
        raise OutputError("There is nothing to export.", remedy=_WHY_NOTHING[export_.articles_wanted])
    compared = read_back(format_, written, lambda: steps.through(export_.articles()), steps.through)
    steps.end()
    return compared
