"""The commands and their options."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from annotator import __version__
from annotator.cli.printing import complain, complain_about, counted, progress_on_terminal, say
from annotator.domain.scheme import LabelScheme

PROJECT = click.argument("project", type=click.Path(path_type=Path, dir_okay=False))


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="annotator", message="%(prog)s %(version)s")
def annotator() -> None:
    """Annotate news articles with named entities.

    Without a command, opens the window: annotator [PATH…].
    """


@annotator.command()
@click.pass_obj
def demo(open_sample: Callable[[], int]) -> int:
    """Open the window on the sample corpus."""
    return open_sample()


@annotator.command("import")
@PROJECT
@click.argument("paths", type=click.Path(path_type=Path), nargs=-1, required=True, metavar="PATH…")
@click.option("--annotator", "name", help="Take labels in under this name.")
@click.option("--scheme", help="Label scheme of the project: a shipped one's name or a TOML file.")
def import_(project: Path, paths: tuple[Path, ...], name: str | None, scheme: str | None) -> int:
    """Take files and folders of articles into PROJECT, which is made when it is not there."""
    from annotator.workflow.importing import import_paths  # noqa: PLC0415 - each command loads what it needs

    with progress_on_terminal("Importing") as progress:
        report = import_paths(
            project, paths, annotator=name, scheme=_scheme(scheme) if scheme else None, progress=progress
        )
    say(f"{counted(report.added, 'article')} added to {project}.")
    if report.labelled:
        say(f"{counted(report.spans, 'span')} taken in, in {counted(report.labelled, 'annotation set')}.")
    if report.suggested:
        say(f"{counted(report.suggested, 'suggestion')} taken in.")
    if report.duplicates:
        complain(f"{counted(len(report.duplicates), 'text was', 'texts were')} there already:")
        complain_about([f"{one.source} is “{one.title}”" for one in report.duplicates])
    if report.left_out:
        complain(f"{counted(len(report.left_out), 'file')} left out, of no kind known by name; name them to try:")
        complain_about(report.left_out)
    if report.conflicts:
        complain(f"{counted(len(report.conflicts), 'annotation set')} left out:")
        complain_about([str(one) for one in report.conflicts])
    if report.refused:
        complain(f"{counted(len(report.refused), 'file')} refused:")
        complain_about([str(one) for one in report.refused])
    return 1 if report.refused or report.conflicts else 0


def _scheme(name: str) -> LabelScheme:
    from annotator.workflow.projects import read_scheme, shipped_scheme  # noqa: PLC0415 - as above

    path = Path(name)
    return read_scheme(path) if path.suffix == ".toml" or path.is_file() else shipped_scheme(name)
