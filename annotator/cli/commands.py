"""The commands and their options; each loads its workflow when it runs, so that `--help` answers at once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from annotator import __version__
from annotator.cli.printing import (
    complain,
    complain_about,
    counted,
    lost,
    progress_on_terminal,
    say,
    say_json,
    say_table,
)
from annotator.domain.decision import SpanState
from annotator.domain.scheme import LabelScheme

if TYPE_CHECKING:
    from annotator.workflow.exporting import Preflight

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
@click.option("--as", "as_", type=click.Choice(["decisions", "suggestions"]), help="Take all labels for these.")
@click.option("--annotator", "name", help="Whose decisions labels are, or the name of the suggestions' run.")
@click.option("--map", "maps", multiple=True, metavar="OLD=NEW", help="Rename a label; OLD= leaves its spans out.")
@click.option("--add-labels", is_flag=True, help="Add labels that the project's scheme does not have.")
@click.option("--text-column", default="", metavar="NAME", help="The column of a table that has the texts.")
@click.option("--label-column", "label_columns", multiple=True, metavar="NAME", help="A column that has spans.")
@click.option("--scheme", help="Label scheme of the project: a shipped one's name or a TOML file.")
def import_(  # noqa: PLR0913 - one an option
    project: Path,
    paths: tuple[Path, ...],
    *,
    as_: str | None,
    name: str | None,
    maps: tuple[str, ...],
    add_labels: bool,
    text_column: str,
    label_columns: tuple[str, ...],
    scheme: str | None,
) -> int:
    """Take files and folders of articles into PROJECT, which is made when it is not there."""
    from annotator.workflow.importing import LabelChoice, LabelsAs, TableColumns, import_paths  # noqa: PLC0415 - see above

    labels = LabelChoice(LabelsAs(as_) if as_ else None, renamed=mapping(maps), add=add_labels)
    with progress_on_terminal("Importing") as progress:
        report = import_paths(
            project,
            paths,
            annotator=name,
            scheme=_scheme(scheme) if scheme else None,
            labels=labels,
            columns=TableColumns(text_column, label_columns),
            progress=progress,
        )
    say(f"{counted(report.added, 'article')} added to {project}.")
    if report.new_labels:
        say(f"New in the label scheme: {', '.join(report.new_labels)}.")
    if report.labelled:
        say(f"{counted(report.spans, 'span')} taken in, in {counted(report.labelled, 'annotation set')}.")
    if report.suggested:
        say(f"{counted(report.suggested, 'suggestion')} taken in.")
    for loss in report.losses:
        complain(f"Not taken in: {lost(loss)}.")
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


@annotator.command()
@PROJECT
@click.option("--suggester", default="", help="Who suggests, if not whom the project has chosen.")
@click.option("--annotator", "name", default="", help="Whose decisions are remembered; nobody's by default.")
@click.option("--label", "labels", multiple=True, help="Suggest only this label; may be said often.")
@click.option("--follow", is_flag=True, help="Stay, and read requests from standard input (for programs).")
@click.option("--json", "as_json", is_flag=True, help="Say what happens as JSON, one object a line.")
def suggest(project: Path, *, suggester: str, name: str, labels: tuple[str, ...], follow: bool, as_json: bool) -> int:
    """Suggest spans for the articles of PROJECT that have no suggestions yet."""
    if follow:
        from annotator.cli.following import follow_project  # noqa: PLC0415 - see above

        return follow_project(project, suggester=suggester, annotator=name)
    from annotator.workflow.suggesting import suggest_project  # noqa: PLC0415 - see above

    with progress_on_terminal("Suggesting") as progress:
        report = suggest_project(project, suggester=suggester, annotator=name, labels=labels or None, progress=progress)
    if as_json:
        say_json(report)
    else:
        said = f"{counted(report.suggestions, 'suggestion')} in {counted(report.articles, 'article')}"
        say(f"{said}, by {report.suggester.name} {report.suggester.version}.")
    for one in report.trouble:
        complain(one)
    if report.failed:
        complain(f"{counted(len(report.failed), 'article')} could not be done:")
        complain_about([f"article {one.number}: {one.reason}" for one in report.failed])
    return 1 if report.failed else 0


@annotator.command()
@PROJECT
@click.option("--annotator", "name", default="", help="Learn from what this annotator finished.")
@click.option("--out", type=click.Path(path_type=Path), help="Write a pipeline for spaCy into this folder instead.")
@click.option("--language", default="", help="The articles' language, by its code; it becomes the project's.")
@click.option("--seed", default=0, show_default=True, help="The same seed gives the same pipeline.")
@click.option("--back", is_flag=True, help="Train nothing; use the pipeline before the one in use again.")
@click.option("--json", "as_json", is_flag=True, help="Say what happens as JSON, one object a line.")
def train(project: Path, *, name: str, out: Path | None, language: str, seed: int, back: bool, as_json: bool) -> int:
    """Teach the suggester what was decided in finished articles of PROJECT; it is used when it is not worse."""
    from annotator.cli import training  # noqa: PLC0415 - see above

    if back:
        return training.back(project, as_json=as_json)
    return training.train_project(project, annotator=name, out=out, language=language, seed=seed, as_json=as_json)


@annotator.command()
@PROJECT
@click.option("--format", "format_", default="jsonl", show_default=True, help="See “annotator formats”.")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="The file or folder to write.")
@click.option("--annotator", "names", multiple=True, help="Only what this annotator decided; may be said often.")
@click.option("--label", "labels", multiple=True, help="Only spans of this label; may be said often.")
@click.option("--spans", default="accepted", show_default=True, help="States of spans, with commas between.")
@click.option("--articles", type=click.Choice(["finished", "all"]), default="finished", show_default=True)
@click.option("--dry-run", is_flag=True, help="Only say what would go out and what would be lost.")
@click.option("--json", "as_json", is_flag=True, help="Say what was done as JSON.")
def export(  # noqa: PLR0913 - one an option
    project: Path,
    *,
    format_: str,
    out: Path,
    names: tuple[str, ...],
    labels: tuple[str, ...],
    spans: str,
    articles: str,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Write what stands in PROJECT to a file (or folder), and read it again to be sure."""
    from annotator.workflow.exporting import ExportOptions, preflight  # noqa: PLC0415 - see above
    from annotator.workflow.exporting import export as export_project  # noqa: PLC0415 - see above

    options = ExportOptions(
        format=format_,
        annotators=names or None,
        spans=_states(spans),
        articles="all" if articles == "all" else "finished",
        labels=labels or None,
    )
    if dry_run:
        held = preflight(project, options)
        if as_json:
            say_json(held)
        else:
            say(f"{_held(held)} would be written to {out}.")
    else:
        with progress_on_terminal("Exporting") as progress:
            report = export_project(project, options, out, progress=progress)
        held = report.preflight
        if as_json:
            say_json(report)
        else:
            say(f"{_held(held)} written to {out}{', read again and compared' if report.compared else ''}.")
    if left_out := _left_out(held):
        complain(f"Left out: {', '.join(left_out)}.")
    for loss in held.losses:
        complain(f"{'Would be lost' if dry_run else 'Lost'}: {lost(loss)}.")
    return 0


def _held(held: Preflight) -> str:
    return f"{counted(held.annotation_sets, *_nouns(held))} with {counted(held.written, 'span')}"


def _left_out(held: Preflight) -> list[str]:
    one, many = _nouns(held)
    said = (
        (held.unfinished, f"{one} begun but not finished", f"{many} begun but not finished"),
        (held.not_begun, f"{one} not begun", f"{many} not begun"),
        (held.undecided, "undecided suggestion", ""),
        (held.rejected, "rejected span", ""),
        (held.other_labels, "span with another label", "spans with other labels"),
    )
    return [counted(count, one, many) for count, one, many in said if count]


def _nouns(held: Preflight) -> tuple[str, str]:
    return ("article", "articles") if held.by_one else ("annotation set", "annotation sets")


def mapping(said: tuple[str, ...]) -> dict[str, str]:
    """Return what `--map OLD=NEW` says."""
    pairs = [one.rpartition("=") for one in said]
    if wrong := next((one for one, (old, _, _) in zip(said, pairs, strict=True) if not old), None):
        raise click.BadParameter(f"{wrong!r}: write OLD=NEW, or OLD= to leave spans out.", param_hint="--map")
    return {old: new for old, _, new in pairs}


def _states(said: str) -> frozenset[SpanState]:
    try:
        return frozenset(SpanState(one.strip()) for one in said.split(",") if one.strip())
    except ValueError:
        known = ", ".join(SpanState)
        raise click.BadParameter(
            f"{said!r}: give some of {known}, with commas between.", param_hint="--spans"
        ) from None


@annotator.command()
@PROJECT
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def stats(project: Path, *, as_json: bool) -> None:
    """Say what is in PROJECT: articles, annotators, labels, where spans came from."""
    from annotator.workflow.checking import stats as stats_of  # noqa: PLC0415 - see above

    found = stats_of(project)
    if as_json:
        say_json(found)
        return
    say(f"{counted(found.articles, 'article')}, {counted(found.suggestions, 'suggestion')}, scheme {found.scheme}")
    for one in found.annotators:
        states = ", ".join(f"{count:,} {state.replace('_', ' ')}" for state, count in one.states.items() if count)
        say(f"{one.name}: {states}; {one.accepted:,} accepted, {one.rejected:,} rejected, {one.open:,} open")
    if found.labels:
        say_table("label", found.labels)
    if found.sources:
        say_table("source", found.sources)


@annotator.command()
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def formats(*, as_json: bool) -> None:
    """Say which kinds of files can be read and written."""
    from annotator.workflow.projects import known_formats  # noqa: PLC0415 - see above

    found = known_formats()
    if as_json:
        say_json(found)
        return
    for one in found:
        does = " and ".join(what for what, can in (("reads", one.reads), ("writes", one.writes)) if can)
        say(f"{one.name:<18} {one.title}: {does} {', '.join(one.suffixes) or 'a folder'}")


@annotator.command()
@PROJECT
@click.option("--repair-cache", is_flag=True, help="Count the cached figures anew from the log.")
@click.option("--json", "as_json", is_flag=True, help="Say it as JSON.")
def doctor(project: Path, *, repair_cache: bool, as_json: bool) -> int:
    """Look PROJECT over without changing it."""
    from annotator.workflow.checking import doctor as look_over  # noqa: PLC0415 - see above
    from annotator.workflow.checking import rebuild_cache  # noqa: PLC0415 - see above

    if repair_cache:
        complain(f"{counted(rebuild_cache(project), 'annotation set')} counted anew.")
    found = look_over(project)
    wrong = any(one.level == "wrong" for one in found)
    if as_json:
        say_json(found)
        return int(wrong)
    for one in found:
        (complain if one.level == "wrong" else say)(f"{one.level:<7} {one}")
    return int(wrong)


def _scheme(name: str) -> LabelScheme:
    from annotator.workflow.projects import read_scheme, shipped_scheme  # noqa: PLC0415 - see above

    path = Path(name)
    return read_scheme(path) if path.suffix == ".toml" or path.is_file() else shipped_scheme(name)
