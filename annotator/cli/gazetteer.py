"""The command for lists of names: into a project, listed, switched off and on, taken away."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.commands import PROJECT, mapping
from annotator.cli.printing import complain, counted, lost, say, say_json

if TYPE_CHECKING:
    from annotator.workflow.gazetteers_in import GazetteerList, GazetteerReport


@click.command()
@PROJECT
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False), required=False)
@click.option("--label", default="", help="The label of lines that say none.")
@click.option("--name", default="", help="What the list is called in the project; by default as its file.")
@click.option("--map", "maps", multiple=True, metavar="OLD=NEW", help="Rename a label; OLD= leaves its lines out.")
@click.option("--list", "list_", is_flag=True, help="Say which lists there are.")
@click.option("--remove", default="", metavar="NAME", help="Take the list of this name away.")
@click.option("--off", default="", metavar="NAME", help="Suggest nothing from the list of this name.")
@click.option("--on", default="", metavar="NAME", help="Suggest from the list of this name again.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def gazetteer(  # noqa: PLR0913 - one an option
    project: Path,
    file: Path | None,
    *,
    label: str,
    name: str,
    maps: tuple[str, ...],
    list_: bool,
    remove: str,
    off: str,
    on: str,
    as_json: bool,
) -> int:
    """Bring a list of names into PROJECT, from which suggestions are made.

    FILE has spaCy's patterns (JSONL), a table with a surface and a label, or a name a line.
    """
    from annotator.workflow import gazetteers_in, name_lists  # noqa: PLC0415 - see `commands`
    from annotator.workflow.projects import open_project  # noqa: PLC0415 - likewise

    if (file is not None) + list_ + bool(remove) + bool(off) + bool(on) != 1:
        raise click.UsageError("Name a FILE, or say --list, or one of --remove, --off and --on with a list's NAME.")
    if remove:
        with open_project(project) as opened:
            name_lists.remove_list(opened, remove)
        say(f"The list “{remove}” is gone from {project}.")
    elif off or on:
        with open_project(project) as opened:
            name_lists.switch_list(opened, off or on, on=bool(on))
        say(f"The list “{off or on}” of {project} is {'on' if on else 'off'}.")
    elif file is None:
        _say_lists(gazetteers_in.gazetteer_lists(project), as_json=as_json)
    else:
        choice = gazetteers_in.ListChoice(name, label, mapping(maps))
        _say_report(gazetteers_in.import_gazetteer(project, file, choice), project, as_json=as_json)
    return 0


def _say_lists(lists: Sequence[GazetteerList], *, as_json: bool) -> None:
    if as_json:
        say_json(lists)
        return
    for one in lists:
        held = f"{counted(one.surfaces, 'name')}, {counted(one.patterns, 'pattern')}"
        off = "" if one.on else "; off"
        say(f"{one.name}: {held}; {', '.join(one.labels)}; from {one.source}, {one.created[:10]}{off}")
    if not lists:
        say("There are no lists in this project.")


def _say_report(report: GazetteerReport, project: Path, *, as_json: bool) -> None:
    if as_json:
        say_json(report)
        return
    held = f"{counted(report.surfaces, 'name')} and {counted(report.patterns, 'pattern')}"
    say(f"{held} {'are now' if report.replaced else 'became'} the list “{report.name}” of {project}.")
    if report.twice:
        say(f"{counted(report.twice, 'line')} came twice.")
    if report.left_out:
        complain(f"{counted(report.left_out, 'line')} left out by their label.")
    for loss in report.losses:
        complain(f"Not taken in: {lost(loss)}.")
