"""Reporting on agreement: one call gathers everything, others write it as a file. For the window and for commands.

What a report holds is in `reports.content`; each kind of file is written by a module in `reports`.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from enum import StrEnum
from pathlib import Path

from annotator.errors import AgreementError, CancelledError, OutputError
from annotator.store.connection import Project
from annotator.workflow.comparing import GOLD, METRICS, Bootstrap, Comparison, Progress
from annotator.workflow.files import written_beside
from annotator.workflow.projects import SUFFIX, open_project
from annotator.workflow.reports.as_csv import as_csv
from annotator.workflow.reports.as_html import as_html
from annotator.workflow.reports.as_json import as_json
from annotator.workflow.reports.as_latex import as_latex
from annotator.workflow.reports.as_markdown import as_markdown
from annotator.workflow.reports.content import Report
from annotator.workflow.reports.gathering import gather
from annotator.workflow.reports.stepping import Parts

MOST_CORRECTIONS = 10_000
_SQLITE = b"SQLite format 3\0"


class ReportKind(StrEnum):
    """As what a report can be written."""

    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"
    CSV = "csv"
    LATEX = "latex"


_WRITERS: dict[ReportKind, Callable[[Report], str]] = {
    ReportKind.JSON: as_json,
    ReportKind.MARKDOWN: as_markdown,
    ReportKind.HTML: as_html,
    ReportKind.CSV: as_csv,
    ReportKind.LATEX: as_latex,
}


def report(
    *paths: Path,
    names: Sequence[str] | None = None,
    gold: str | None = GOLD,
    corrected: Sequence[str] | None = None,
    most_corrections: int = MOST_CORRECTIONS,
    bootstrap: int = 0,
    seed: int = 1,
    progress: Progress | None = None,
) -> Report:
    """Compare annotators of a project, or of several brought together, on a connection of its own.

    `names` are those compared (None: everybody who has finished an article), `corrected` those whose corrections are
    wanted (None: all), `most_corrections` how many of each are taken along, `bootstrap` how often the main numbers are
    drawn anew (0: intervals by jackknife). What `progress` raises stops it. Raise AgreementError for a name that is not
    there.
    """
    parts = Parts(progress)
    drawn = 0.5 if bootstrap else 0.0
    redraw = None
    if bootstrap:
        rounds = len(METRICS)
        redraw = Bootstrap(seed, bootstrap, parts.part(0.2, 0.2 + drawn, rounds=rounds))
    with _together(paths, parts) as (project, conflicts):
        comparison = Comparison(project, names=names, gold=gold, progress=parts.part(0.1, 0.2))
        _check_corrected(comparison, corrected or ())
        found = gather(
            project,
            comparison,
            redraw=redraw,
            most_corrections=most_corrections,
            corrected=corrected,
            progress=parts.part(0.2 + drawn, 1.0, rounds=2 + len(comparison.names)),
        )
    parts.end()
    return replace(found, project=", ".join(path.name for path in paths), conflicts=conflicts)


def _check_corrected(comparison: Comparison, names: Sequence[str]) -> None:
    """Refuse names that cannot be held against gold."""
    people = [comparison.names[at] for at in comparison.people.annotators]
    for name in names:
        if comparison.gold is None:
            raise AgreementError(
                f"There is no gold to hold “{name}” against.", remedy="Adjudicate first, or name who is gold."
            )
        if name not in people:
            raise AgreementError(
                f"“{name}” is not among those compared.", remedy=f"There are: {', '.join(people) or 'nobody'}."
            )


@contextmanager
def _together(paths: Sequence[Path], parts: Parts) -> Generator[tuple[Project, int]]:
    """Open the one project, or a temporary one into which all are merged; say how many spans conflict."""
    if len(paths) == 1:
        with open_project(paths[0]) as project:
            yield project, 0
        return
    from annotator.workflow.merging import merge  # noqa: PLC0415 - one project alone needs none of it

    with tempfile.TemporaryDirectory(prefix="annotator-") as folder:
        into = Path(folder) / f"together{SUFFIX}"
        merged = merge(into, paths, progress=parts.part(0.0, 0.1))
        if merged.stopped:
            raise CancelledError
        with open_project(into) as project:
            yield project, merged.conflicts


def rendered(found: Report, kind: ReportKind) -> str:
    """Return the report's text as this kind of file."""
    return _WRITERS[kind](found)


def write(found: Report, kind: ReportKind, out: Path) -> None:
    """Write the report as this kind of file; raise OutputError where there is a project, or it cannot be written."""
    if out.name.endswith(SUFFIX) or _is_project(out):
        raise OutputError(f"“{out.name}” is a project’s name.", remedy="Give the report a name of its own.")
    data = rendered(found, kind).encode()
    with written_beside(out) as (_, stream):
        stream.write(data)


def _is_project(path: Path) -> bool:
    with suppress(OSError), path.open("rb") as stream:
        return stream.read(len(_SQLITE)) == _SQLITE
    return False
