"""Importing: articles and labels into a project, in one transaction per call, all of it or nothing.

Files are found and read in `collecting.py`, what their labels are taken for is settled in `labels_in.py`, what was read
waits in `waiting.py`, labels become decisions in `labelled.py`; here what is new is told from what is there, and stored
a batch at a time, so that memory does not grow with the import. Labels never overwrite decisions: where the annotator
has decided already, theirs stay.
"""

from __future__ import annotations

from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from annotator.domain.article import Article
from annotator.domain.boilerplate import line_keys
from annotator.domain.identity import new_id
from annotator.domain.metadata import describe
from annotator.domain.scheme import LabelScheme
from annotator.formats import Loss, TableColumns
from annotator.store import annotators, articles, backups, schemes, streams
from annotator.store.connection import Project
from annotator.workflow.collecting import Candidate, Progress, Refusal, gather
from annotator.workflow.labelled import has_labels
from annotator.workflow.labels_in import LabelChoice, LabelsAs, Settling
from annotator.workflow.projects import DEFAULT_SCHEME, open_project, shipped_scheme
from annotator.workflow.repeated_lines import CommonLines
from annotator.workflow.taking_in import LabelsToTakeIn, TakingIn
from annotator.workflow.waiting import Waited, Waiting

__all__ = ["Duplicate", "ImportReport", "LabelChoice", "LabelsAs", "Loss", "Refusal", "TableColumns", "import_paths"]

AS_THEY_ARE = LabelChoice()
"""Spans are decisions or suggestions, and whose, as their file says."""

BY_NAME = TableColumns()
"""Texts of tables are in the column called so, spans in none."""

_BATCH = 200
"""So many texts are stored at a time."""
_NEWEST = 2_000
"""So many of the project's own articles are looked at for common lines."""


@dataclass(frozen=True, slots=True)
class Duplicate:
    """A text that was there already: where it came from this time, and the title of the article it is."""

    source: str
    title: str


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did.

    `added` counts new articles and `numbers` names them; `labelled` counts annotation sets and `spans` the annotations
    taken in with them, `suggested` the suggestions. `duplicates` are texts that were there already, `refused` files not
    taken in, `conflicts` labels left out because the annotator had decided in that article before, `left_out` files in
    folders that no format knows by their names. `new_labels` are those the project's scheme got, `losses` what files
    held beside articles and spans, or what came in as something less.
    """

    added: int = 0
    numbers: range = range(0)
    labelled: int = 0
    spans: int = 0
    suggested: int = 0
    duplicates: tuple[Duplicate, ...] = ()
    refused: tuple[Refusal, ...] = ()
    conflicts: tuple[Refusal, ...] = ()
    left_out: tuple[str, ...] = ()
    new_labels: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()


def import_paths(
    project: Project | Path,
    paths: Sequence[Path],
    *,
    annotator: str | None = None,
    scheme: LabelScheme | None = None,
    labels: LabelChoice = AS_THEY_ARE,
    columns: TableColumns = BY_NAME,
    progress: Progress | None = None,
) -> ImportReport:
    """Import files and folders into a project, which is made when it is not there and there is something to import.

    `labels` says what becomes of labels that come along; `annotator` is short for a choice of nothing but whose they
    are. `scheme` becomes the project's; `columns` says what is where in tables. Raise an AnnotatorError when
    the project cannot be used and CancelledError when `progress` does; nothing is changed then.
    """
    if annotator is not None:
        labels = replace(labels, annotator=annotator)
    if labels.annotator or annotator is not None:
        labels = replace(labels, annotator=annotators.usable_name(labels.annotator))
    with Waiting() as waiting:
        with _opened(project, scheme) as there:
            active = scheme or (there and schemes.active_scheme(there)) or shipped_scheme(DEFAULT_SCHEME)
            settling = Settling(active, labels)
            found = gather(paths, _Settled(settling, waiting), columns=columns, progress=progress)
        if there is None and not waiting:
            return ImportReport(refused=found.refused, left_out=found.left_out, losses=found.losses)
        with _opened(project, scheme, create=True) as target:
            assert target is not None  # noqa: S101 - made when it was not there
            report = _import(target, waiting, settling, labels.annotator or None, progress)
        return replace(report, refused=found.refused, left_out=found.left_out, losses=found.losses)


class _Settled:
    """Lets candidates wait, with their labels settled."""

    def __init__(self, settling: Settling, waiting: Waiting) -> None:
        self._settling = settling
        self._waiting = waiting
        self._first = 0

    def begin(self) -> None:
        self._first = len(self._waiting)
        self._settling.begin()

    def take(self, one: Candidate) -> None:
        self._waiting.add(self._settling.take(one))

    def end(self) -> None:
        self._settling.end()

    def drop(self) -> None:
        self._waiting.drop_from(self._first)


@contextmanager
def _opened(project: Project | Path, scheme: LabelScheme | None, *, create: bool = False) -> Generator[Project | None]:
    """Open a project for the time being; None when it is not there, a new one that stays only if all goes well."""
    if isinstance(project, Project):
        yield project
        return
    fresh = not project.exists()
    if fresh and not create:
        yield None
        return
    try:
        with open_project(project, create=create, scheme=scheme) as opened:
            if scheme is not None and create:
                schemes.use_scheme(opened, scheme)
            yield opened
    except BaseException:
        if fresh:
            for suffix in ("", "-wal", "-shm"):
                with suppress(OSError):
                    project.with_name(project.name + suffix).unlink()
        raise


def _import(
    project: Project, waiting: Waiting, settling: Settling, annotator: str | None, progress: Progress | None
) -> ImportReport:
    common, news = survey(project, waiting)
    if news and articles.count_articles(project):
        backups.back_up(project.path, why="before-import")
    with project.transaction():
        if settling.scheme is not None:
            schemes.store_scheme(project, settling.scheme)
        labels = (one.labelled for some in waiting.by_text() for _, one in some if _is_labelled(one))
        taking = TakingIn(project, labels, annotator=annotator)
        again: list[_Again] = []
        first = last = 0
        texts = waiting.by_text()
        while batch := list(islice(texts, _BATCH)):
            numbers = _store(project, batch, common, taking, again)
            first, last = first or numbers.start, numbers.stop
            if progress is not None:
                progress(1, 1)
        titles = streams.titles(project, {one.number for one in again})
    taken = taking.taken
    return ImportReport(
        added=last - first,
        numbers=range(first, last),
        labelled=taken.sets,
        spans=taken.spans,
        suggested=taken.suggestions,
        duplicates=tuple(Duplicate(one.source, titles[one.number]) for one in sorted(again)),
        conflicts=tuple(taken.conflicts),
        new_labels=settling.new_labels,
    )


class _Again(NamedTuple):
    """A text that was there already: its place in the import, where it came from, the number of the article."""

    place: int
    source: str
    number: int


def survey(project: Project, waiting: Waiting) -> tuple[CommonLines, bool]:
    """Return the lines that show as boilerplate only against others, and whether there is anything to store."""
    news = False

    def new_texts() -> Iterator[str]:
        nonlocal news
        texts = waiting.by_text()
        while batch := list(islice(texts, _BATCH)):
            known = articles.known(project, [some[0].candidate.labelled.article.sha256 for some in batch])
            for some in batch:
                first = some[0].candidate
                is_new = first.labelled.article.sha256 not in known
                news = news or is_new or any(_is_labelled(one) for _, one in some)
                if is_new and not first.complete:
                    yield first.labelled.article.text

    return CommonLines(new_texts(), beside=lambda: streams.newest_texts(project, limit=_NEWEST)), news


def _store(
    project: Project,
    batch: Sequence[Sequence[Waited]],
    common: CommonLines,
    taking: TakingIn,
    again: list[_Again],
) -> range:
    """Store the candidates of some texts, of each all there are; return the numbers of the new articles.

    What says only again what is there goes to `again`.
    """
    firsts = [some[0].candidate for some in batch]
    places = articles.known(project, [one.labelled.article.sha256 for one in firsts])
    new = [_described(one, common) for one in firsts if one.labelled.article.sha256 not in places]
    known = set(places)
    numbers = articles.add_articles(project, _with_free_ids(project, new))
    places |= {one.sha256: number for one, number in zip(new, numbers, strict=True)}
    labels: list[LabelsToTakeIn] = []
    for some in batch:
        first = some[0].candidate.labelled.article
        number = places[first.sha256]
        for at, (place, one) in enumerate(some):
            if _is_labelled(one):
                labels.append(LabelsToTakeIn(number, one.labelled, one.source, regions=one.complete))
            elif first.sha256 in known or (at and one.labelled.article.id != first.id):
                again.append(_Again(place, one.source, number))
    taking.take(labels, fresh=numbers)
    return numbers


def _is_labelled(one: Candidate) -> bool:
    """Tell whether labels came along; an article's further annotators are no news about its text."""
    return bool(one.labelled.mentions) or has_labels(one.labelled, regions=one.complete)


def _described(one: Candidate, common: CommonLines) -> Article:
    """Return the article, with the boilerplate that only shows against others."""
    article = one.labelled.article
    if not common or one.complete or not any(line in common for line in line_keys(article.text)):
        return article
    return describe(article, common_lines=common)


def _with_free_ids(project: Project, new: Sequence[Article]) -> list[Article]:
    """Keep the articles' ids, except those that another text has already."""
    taken = streams.ids_taken(project, [one.id for one in new])
    kept: list[Article] = []
    for one in new:
        kept.append(replace(one, id=new_id()) if one.id in taken else one)
        taken.add(kept[-1].id)
    return kept
