"""Importing: articles and labels into a project, in one transaction per call, all of it or nothing.

Files are found and read in `collecting.py`, what their labels are taken for is settled in `labels_in.py`, labels become
decisions in `labelled.py`; here what is new is told from
what is there, and stored. Labels never overwrite decisions: where the annotator has decided already, theirs stay.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path

from annotator.domain.article import Article
from annotator.domain.boilerplate import line_keys
from annotator.domain.identity import new_id
from annotator.domain.metadata import describe
from annotator.domain.scheme import LabelScheme
from annotator.formats import Loss, TableColumns
from annotator.store import annotators, articles, backups, schemes, streams
from annotator.store.connection import Project
from annotator.workflow.collecting import Candidate, Collected, Progress, Refusal, collect
from annotator.workflow.labelled import has_labels
from annotator.workflow.labels_in import LabelChoice, LabelsAs, Settling
from annotator.workflow.projects import DEFAULT_SCHEME, open_project, shipped_scheme
from annotator.workflow.taking_in import LabelsToTakeIn, take_in

__all__ = ["Duplicate", "ImportReport", "LabelChoice", "LabelsAs", "Loss", "Refusal", "TableColumns", "import_paths"]

AS_THEY_ARE = LabelChoice()
"""Spans are decisions or suggestions, and whose, as their file says."""

BY_NAME = TableColumns()
"""Texts of tables are in the column called so, spans in none."""

_COMMON = 3
"""A line is common when so many articles have it."""
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
    with _opened(project, scheme) as there:
        active = scheme or (there and schemes.active_scheme(there)) or shipped_scheme(DEFAULT_SCHEME)
        settling = Settling(active, labels)
        found = collect(paths, settle=settling.settle, columns=columns, progress=progress)
    if there is None and not found.candidates:
        return ImportReport(refused=found.refused, left_out=found.left_out, losses=found.losses)
    with _opened(project, scheme, create=True) as target:
        assert target is not None  # noqa: S101 - made when it was not there
        return _import(target, found, settling, labels, progress)


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


@dataclass(frozen=True, slots=True)
class _Sorted:
    """The candidates by text: new articles in order, what each text's labels are, and texts said again."""

    articles: tuple[Candidate, ...]
    labels: tuple[Candidate, ...]
    again: tuple[Candidate, ...]


def _import(
    project: Project, found: Collected, settling: Settling, labels: LabelChoice, progress: Progress | None
) -> ImportReport:
    known = articles.known(project, list({one.labelled.article.sha256 for one in found.candidates}))
    sorted_ = _sort(found.candidates, known)
    new = describe_together(project, sorted_.articles)
    if (new or sorted_.labels) and articles.count_articles(project):
        backups.back_up(project.path, why="before-import")
    with project.transaction():
        if settling.scheme is not None:
            schemes.store_scheme(project, settling.scheme)
        # Somebody else may have imported the same since.
        late = articles.known(project, [one.sha256 for one in new])
        new = [one for one in new if one.sha256 not in late]
        numbers = articles.add_articles(project, _with_free_ids(project, new))
        places = known | late | {one.sha256: number for one, number in zip(new, numbers, strict=True)}
        taken = take_in(
            project,
            [
                LabelsToTakeIn(places[one.labelled.article.sha256], one.labelled, one.source, regions=one.complete)
                for one in sorted_.labels
            ],
            annotator=labels.annotator or None,
            fresh=numbers,
        )
        if progress is not None:
            progress(1, 1)
        again = [*sorted_.again, *(one for one in sorted_.articles if one.labelled.article.sha256 in late)]
        titles = streams.titles(project, {places[one.labelled.article.sha256] for one in again})
    return ImportReport(
        added=len(numbers),
        numbers=numbers,
        labelled=taken.sets,
        spans=taken.spans,
        suggested=taken.suggestions,
        duplicates=tuple(Duplicate(one.source, titles[places[one.labelled.article.sha256]]) for one in again),
        refused=found.refused,
        conflicts=tuple(taken.conflicts),
        new_labels=settling.new_labels,
        left_out=found.left_out,
        losses=found.losses,
    )


def _sort(candidates: Sequence[Candidate], known: dict[str, int]) -> _Sorted:
    """Tell new articles from texts that are there; an article's further annotators are no news about its text."""
    new: dict[str, Candidate] = {}
    labels: list[Candidate] = []
    again: list[Candidate] = []
    for one in candidates:
        digest = one.labelled.article.sha256
        labelled = bool(one.labelled.mentions) or has_labels(one.labelled, regions=one.complete)
        first = new.get(digest)
        if labelled:
            labels.append(one)
        if digest not in known and first is None:
            new[digest] = one
        elif not labelled and (first is None or first.labelled.article.id != one.labelled.article.id):
            again.append(one)
    return _Sorted(tuple(new.values()), tuple(labels), tuple(again))


def describe_together(project: Project, candidates: Sequence[Candidate]) -> list[Article]:
    """Return the new articles, with the boilerplate that only shows against the others."""
    keys = [line_keys(one.labelled.article.text) if not one.complete else set[str]() for one in candidates]
    if not any(keys):
        return [one.labelled.article for one in candidates]
    counts: Counter[str] = Counter(key for some in keys for key in some)
    for text in streams.newest_texts(project, limit=_NEWEST):
        counts.update(line_keys(text))
    common = frozenset(key for key, count in counts.items() if count >= _COMMON)
    return [
        describe(one.labelled.article, common_lines=common) if some & common else one.labelled.article
        for one, some in zip(candidates, keys, strict=True)
    ]


def _with_free_ids(project: Project, new: Sequence[Article]) -> list[Article]:
    """Keep the articles' ids, except those that another text has already."""
    taken = streams.ids_taken(project, [one.id for one in new])
    kept: list[Article] = []
    for one in new:
        kept.append(replace(one, id=new_id()) if one.id in taken else one)
        taken.add(kept[-1].id)
    return kept
