"""Working with colleagues without a server: handing out shares of a project, and bringing them home."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator.cli.printing import complain, counted, progress_on_terminal, say, say_json

if TYPE_CHECKING:
    from annotator.workflow.lists_along import BroughtList
    from annotator.workflow.merging import MergedSource

_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command()
@click.argument("into", type=_FILE)
@click.argument("projects", type=_FILE, nargs=-1, required=True, metavar="PROJECT…")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
def merge(into: Path, projects: tuple[Path, ...], *, as_json: bool) -> int:
    """Bring what other PROJECTs hold into the project INTO, which is made when it is not there.

    No PROJECT is changed. Merging again, or in another order, changes nothing. Where the same annotator decided
    differently about one span in two files, both ways stand open in the article, which is flagged. Lists of names come
    along; one that holds other names than a list of its name here is kept beside it.
    """
    from annotator.workflow.merging import merge as merge_projects  # noqa: PLC0415 - so that --help answers at once

    with progress_on_terminal("Merging") as progress:
        report = merge_projects(into, projects, progress=progress)
    if as_json:
        say_json(report)
    else:
        for one in report.sources:
            say(_merged(one))
            for other in one.lists:
                _tell_list(other)
    if report.conflicts:
        complain(f"{counted(report.conflicts, 'span')} left open: one annotator decided differently in two files.")
        complain("  Those articles are flagged. Accept, reject or relabel there, then finish them.")
    if report.stopped:
        complain(f"Stopped after {counted(len(report.sources), 'project')}.")
    return 1 if report.stopped else 0


def _merged(one: MergedSource) -> str:
    parts = [counted(one.articles, "article")] if one.articles else []
    if one.steps:
        by = f" by {', '.join(one.annotators)}"
        parts.append(f"{counted(one.steps, 'step')} with {counted(one.decisions, 'decision')}{by}")
    if one.labels:
        parts.append(f"{counted(len(one.labels), 'label')} ({', '.join(one.labels)})")
    if one.lists:
        parts.append(counted(len(one.lists), "list of names", "lists of names"))
    return f"{one.path.name}: {', '.join(parts) or 'nothing new'}."


def _tell_list(one: BroughtList) -> None:
    held = counted(one.names, "name")
    if one.name == one.there:
        say(f"  The list “{one.name}” came in: {held}.")
    else:
        say(f"  Its list “{one.there}” holds other names than the one here: both stay, it is “{one.name}” ({held}).")
    if one.left_out:
        complain(f"  Not taken in: {counted(one.left_out, 'entry', 'entries')} of it that no suggester can use.")


@click.command()
@click.argument("project", type=_FILE)
@click.option("--annotators", "names", required=True, help="Their names, with commas between.")
@click.option("--overlap", default="20%", show_default=True, help="How many articles are shared: 20% or a number.")
@click.option("--each", type=int, help="So many people get each shared article; without, everybody does.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed gives the same shares.")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), help="Folder for the files; else beside.")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
def assign(
    project: Path,
    *,
    names: str,
    overlap: str,
    each: int | None,
    seed: int,
    out: Path | None,
    as_json: bool,
) -> int:
    """Write a project file for each annotator with their share of PROJECT's articles.

    The files hold the articles, the label scheme, the lists of names and the current suggestions, and nobody's
    decisions; “annotator merge” brings them home.
    """
    from annotator.workflow.assigning import assign as assign_project  # noqa: PLC0415 - so that --help answers at once

    people = [name.strip() for name in names.split(",") if name.strip()]
    with progress_on_terminal("Assigning") as progress:
        found = assign_project(project, people, overlap=overlap, each=each, seed=seed, out=out, progress=progress)
    if as_json:
        say_json(found)
        return 0
    width = max(len("annotator"), *(len(one.name) for one in found))
    say(f"{'annotator':<{width}}  articles    shared   characters  suggestions  file")
    for one in found:
        numbers = f"{one.articles:>8,}  {one.shared:>8,}  {one.characters:>11,}  {one.suggestions:>11,}"
        say(f"{one.name:<{width}}  {numbers}  {one.path}")
    return 0
