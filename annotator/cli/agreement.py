"""The command `agree`: how far annotators agree, on the terminal or as a report."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import click

from annotator.cli.printing import complain, progress_on_terminal, say

_HERE = "-"
_GOLD = "gold"
_SUFFIX = ".annotator"
_KINDS = ("json", "markdown", "html", "csv", "latex")
_WITH_CORRECTIONS = {"json", "markdown", "html"}
"""Those that list what gold corrected."""
_FILE = "[FILE]"


@click.command()
@click.argument("projects", type=click.Path(path_type=Path, dir_okay=False), nargs=-1, metavar="PROJECT…")
@click.option("--annotators", "names", multiple=True, help="Only these, with commas between; may be said often.")
@click.option("--gold", default=_GOLD, show_default=True, help="Who is gold; “” for nobody.")
@click.option("--corrections", "corrected", multiple=True, metavar="NAME", help="List where gold differs from NAME.")
@click.option("--json", is_flag=False, flag_value=_HERE, metavar=_FILE, help="Every number and what it follows from.")
@click.option("--markdown", is_flag=False, flag_value=_HERE, metavar=_FILE, help="A report with charts, as Markdown.")
@click.option("--html", is_flag=False, flag_value=_HERE, metavar=_FILE, help="A report with charts, as one HTML file.")
@click.option("--csv", is_flag=False, flag_value=_HERE, metavar=_FILE, help="All counts, for a spreadsheet.")
@click.option("--latex", is_flag=False, flag_value=_HERE, metavar=_FILE, help="A row of a LaTeX table.")
@click.option("--bootstrap", type=click.IntRange(min=0), default=0, metavar="N", help="Draw articles anew N times.")
@click.option("--seed", type=click.IntRange(min=0), default=1, show_default=True, help="Seed of the bootstrap.")
@click.option("--definitions", is_flag=True, help="Say what each number counts.")
def agree(
    projects: tuple[Path, ...],
    *,
    names: tuple[str, ...],
    gold: str,
    corrected: tuple[str, ...],
    bootstrap: int,
    seed: int,
    definitions: bool,
    **files: str | None,
) -> None:
    """Say how far the annotators of PROJECT agree; several projects are brought together for it.

    Without a kind of report the numbers are printed as tables. A report without FILE, or with -, goes to standard
    output.
    """
    from annotator.cli.agreement_table import correction_lines, report_lines  # noqa: PLC0415 - numpy, at its import
    from annotator.workflow.reporting import (  # noqa: PLC0415 - likewise
        MOST_CORRECTIONS,
        ReportKind,
        rendered,
        report,
        write,
    )

    wanted = {kind: file for kind in _KINDS if (file := files[kind]) is not None}
    # “--json p.annotator” means a project, never a file to write over.
    swallowed = {kind: Path(file) for kind, file in wanted.items() if file.endswith(_SUFFIX)}
    wanted |= dict.fromkeys(swallowed, _HERE)
    paths = (*swallowed.values(), *projects)
    if not paths:
        raise click.UsageError("Missing argument 'PROJECT…'.")
    here = [kind for kind, file in wanted.items() if file == _HERE]
    if len(here) > 1:
        raise click.UsageError(f"Only one report fits standard output; give --{here[0]} a FILE.")
    people = _people(names)
    with progress_on_terminal("Comparing") as progress:
        found = report(
            *paths,
            names=people or None,
            gold=None if not gold or (gold == _GOLD and gold in people) else gold,
            corrected=corrected or (None if _WITH_CORRECTIONS & wanted.keys() else ()),
            most_corrections=sys.maxsize if corrected else MOST_CORRECTIONS,
            bootstrap=bootstrap,
            seed=seed,
            progress=progress,
        )
    for kind, file in wanted.items():
        if file == _HERE:
            click.echo(rendered(found, ReportKind(kind)), nl=False)
        else:
            write(found, ReportKind(kind), Path(file))
            (complain if here else say)(f"Written to {file}.")
    if wanted:
        return
    if corrected:
        for name in corrected:
            for line in correction_lines(name, found.corrections[name]):
                say(line)
        return
    for line in report_lines(found, definitions=definitions):
        say(line)


def _people(names: Sequence[str]) -> list[str]:
    return list(dict.fromkeys(one.strip() for said in names for one in said.split(",") if one.strip()))
