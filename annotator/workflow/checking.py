"""Looking a project over: figures for people (`stats`), and whether the file is what it should be (`doctor`)."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from annotator.domain.annotation import AnnotationSet
from annotator.domain.decision import SetState, SpanState
from annotator.domain.identity import text_digest
from annotator.errors import ProjectError
from annotator.store import annotators, articles, backups, blocks, figures, packs, schemes, streams
from annotator.store.connection import Project
from annotator.store.decisions import SetCounts
from annotator.workflow.keeping import is_kept, keep_counts, wrong_blocks
from annotator.workflow.projects import open_project

_SHOWN = 5
_OTHERS = 0o077


@dataclass(frozen=True, slots=True)
class AnnotatorStats:
    """How far an annotator is: articles by state, annotations, and suggestions not decided about."""

    name: str
    states: dict[SetState, int]
    accepted: int
    rejected: int
    open: int


@dataclass(frozen=True, slots=True)
class Tally:
    """How many annotations stand accepted and rejected, all annotators together."""

    accepted: int
    rejected: int

    @property
    def acceptance(self) -> float | None:
        """The share of accepted ones, None where nothing was decided."""
        total = self.accepted + self.rejected
        return self.accepted / total if total else None


@dataclass(frozen=True, slots=True)
class Stats:
    """A project in figures; `sources` says where annotations came from ("human", "gazetteer", …)."""

    project: str
    scheme: str
    articles: int
    suggestions: int
    annotators: tuple[AnnotatorStats, ...]
    labels: dict[str, Tally]
    sources: dict[str, Tally]


def stats(project: Project | Path) -> Stats:
    """Return the figures of a project."""
    if isinstance(project, Path):
        with open_project(project) as opened:
            return stats(opened)
    scheme = schemes.active_scheme(project)
    with project.snapshot():
        labels = {name: Tally(**counts) for name, counts in figures.spans_by_label(project).items()}
        order = {name: at for at, name in enumerate(scheme.names)} if scheme else {}
        return Stats(
            project=project.path.name,
            scheme=scheme.name if scheme else "",
            articles=articles.count_articles(project),
            suggestions=figures.count_suggestions(project),
            annotators=tuple(_annotator(project, *one) for one in annotators.annotators(project).items()),
            labels={name: labels[name] for name in sorted(labels, key=lambda one: (order.get(one, len(order)), one))},
            sources={name: Tally(**counts) for name, counts in figures.spans_by_source(project).items()},
        )


def _annotator(project: Project, name: str, number: int) -> AnnotatorStats:
    lines = [line for line, _ in figures.set_lines(project, number)]
    return AnnotatorStats(
        name=name,
        states=articles.state_counts(project, number),
        accepted=sum(one.accepted for one in lines),
        rejected=sum(one.rejected for one in lines),
        open=figures.open_suggestions(project, number),
    )


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing the doctor looked at: all is well, something is to be known, or something is wrong."""

    level: Literal["ok", "notice", "wrong"]
    what: str
    remedy: str = ""

    def __str__(self) -> str:
        """Say it in one line."""
        return f"{self.what} {self.remedy}".strip()


def doctor(path: Path) -> list[Finding]:
    """Look a project over without changing it; raise ProjectError only when there is no such file."""
    if not path.exists():
        raise ProjectError(f"There is no project “{path}”.", remedy="Check the name.")
    found: list[Finding] = []
    try:
        with open_project(path) as project:
            found.extend(_look_at_file(project))
            found.extend(_look_at_contents(project))
    except ProjectError as error:
        found.append(Finding("wrong", error.what, error.remedy))
    return [*found, _look_at_backups(path)]


def rebuild_cache(path: Path) -> int:
    """Make all that is kept beside the log anew from it, in one transaction; return how many sets there are."""
    with open_project(path) as project, project.transaction():
        figures.drop_lines(project)
        blocks.drop_all(project)
        packs.drop_all(project)
        rebuilt = 0
        for number in annotators.annotators(project).values():
            last = figures.last_decisions(project, number)
            for stored in streams.walk(project, [number]):
                if stored.number in last:
                    keep_counts(project, number, [_page(stored, number)], last[stored.number])
                    rebuilt += 1
        return rebuilt


def _look_at_file(project: Project) -> Iterator[Finding]:
    damage = project.check()
    yield _finding(
        damage,
        well="The file is sound.",
        ill="The file is damaged",
        remedy="Open the newest sound backup beside it.",
    )
    yield Finding("ok", "The schema is that of this version.")  # opening refuses any other
    if os.name != "posix":
        return
    names = [project.path, *(project.path.with_name(project.path.name + end) for end in ("-wal", "-shm"))]
    names += [backups.folder_of(project.path), *backups.listed(project.path)]
    open_to_others = [one.name for one in names if one.exists() and stat.S_IMODE(one.stat().st_mode) & _OTHERS]
    yield _finding(
        open_to_others,
        well="Only you may read the file.",
        ill="Others may read",
        remedy="Take their permissions away (chmod go-rwx).",
        level="notice",
    )


def _look_at_contents(project: Project) -> Iterator[Finding]:
    people = annotators.annotators(project)
    wrong_texts: list[str] = []
    outside: list[str] = []
    stale: list[str] = []
    unlike: list[str] = []
    with project.snapshot():
        lines = {
            number: {line.article: line for line, _ in figures.set_lines(project, number)} for number in people.values()
        }
        last = {number: figures.last_decisions(project, number) for number in people.values()}
        numbers = packs.label_numbers(project)
        late = set(packs.missing(project))
        count = 0
        for stored in streams.walk(project, people.values()):
            count += 1
            named = f"article {stored.number}"
            length = len(stored.article.text)
            if text_digest(stored.article.text) != stored.article.sha256:
                wrong_texts.append(named)
            kept = packs.of_article(project, stored.number)
            for number in people.values():
                page = _page(stored, number)
                if (number, stored.number) not in late and not is_kept(page, kept.get(number), numbers):
                    unlike.append(named)
                outside += [named for one in page.mentions if not 0 <= one.start < one.end <= length]
                line = lines[number].get(stored.number)
                if (line is not None or stored.number in last[number]) and line != _counts(page):
                    stale.append(named)
        unlike += [f"articles {first} to {last}" for first, last in wrong_blocks(project)]
    yield _finding(
        wrong_texts,
        well=f"Every text is as it was imported ({count:,}).",
        ill="The text was changed in",
        remedy="Open a backup from before.",
    )
    yield _finding(
        outside, well="Every span lies in its text.", ill="Spans lie outside the text in", remedy="Open a backup."
    )
    yield _finding(
        stale,
        well="The counts agree with the log.",
        ill="The counts disagree with the log in",
        remedy="“annotator doctor PROJECT --repair-cache” counts anew; no decision is touched.",
    )
    yield _finding(
        unlike,
        well="What is kept for the agreement agrees with the log.",
        ill="What is kept for the agreement disagrees with the log in",
        remedy="“annotator doctor PROJECT --repair-cache” makes it anew; no decision is touched.",
    )


def _page(stored: streams.StoredArticle, number: int) -> AnnotationSet:
    return AnnotationSet(
        stored.article, stored.number, suggestions=stored.suggestions, standing=stored.standing.get(number, ())
    )


def _counts(page: AnnotationSet) -> SetCounts:
    return SetCounts(
        page.number,
        page.state,
        page.counts[SpanState.SUGGESTED],
        page.counts[SpanState.ACCEPTED],
        page.counts[SpanState.REJECTED],
    )


def _look_at_backups(path: Path) -> Finding:
    found = backups.listed(path)
    if not found:
        return Finding(
            "notice", "There is no backup yet.", "The window makes one every half hour when something changed."
        )
    return Finding("ok", f"{len(found)} backups, the newest is {found[0]}.")


def _finding(
    trouble: list[str], *, well: str, ill: str, remedy: str, level: Literal["notice", "wrong"] = "wrong"
) -> Finding:
    if not trouble:
        return Finding("ok", well)
    shown = list(dict.fromkeys(trouble))
    more = f" and {len(shown) - _SHOWN:,} more" if len(shown) > _SHOWN else ""
    return Finding(level, f"{ill}: {', '.join(shown[:_SHOWN])}{more}.", remedy)
