"""The command `evaluate`: how good suggestions are, held against gold."""

from __future__ import annotations

from pathlib import Path

import click

from annotator.cli.printing import progress_on_terminal, say, say_json

_WAYS = ("rules", "ner", "both", "memory")
_FILE = click.Path(path_type=Path, exists=True)


@click.command()
@click.argument("path", type=_FILE, required=False, metavar="[PROJECT|FILE]")
@click.option(
    "--against", "gold", required=True, type=_FILE, metavar="GOLD", help="A project, or any file with labels."
)
@click.option("--gold", "gold_annotator", default="", metavar="NAME", help="Who is right in GOLD; “gold” by default.")
@click.option("--annotator", default="", metavar="NAME", help="Measure what NAME decided instead of suggestions.")
@click.option("--with", "ways", metavar="WAYS", help="Try suggesters on GOLD: some of rules,ner,both,memory.")
@click.option("--suggester", default="", metavar="NAME", help="Try this suggester on GOLD beside ours.")
@click.option("--pipeline", type=click.Path(path_type=Path, file_okay=False), help="The pipeline of ner and both.")
@click.option("--label", "labels", multiple=True, help="Compare only this label; may be said often.")
@click.option("--json", "as_json", is_flag=True, help="Say every number as JSON.")
def evaluate(  # noqa: PLR0913 - one an option
    path: Path | None,
    *,
    gold: Path,
    gold_annotator: str,
    annotator: str,
    ways: str | None,
    suggester: str,
    pipeline: Path | None,
    labels: tuple[str, ...],
    as_json: bool,
) -> None:
    """Say how good the suggestions of PROJECT, or the labels of FILE, are against GOLD.

    Where there is nothing but gold, or with --with, suggesters are tried on the texts of GOLD: the rules, the trained
    recogniser alone (ner), both together, and both with what GOLD's articles before would have taught them (memory).
    """
    from annotator.cli.evaluation_table import evaluation_lines  # noqa: PLC0415 - numpy, at its import
    from annotator.workflow.evaluating import Way  # noqa: PLC0415 - likewise
    from annotator.workflow.evaluating import evaluate as evaluate_against  # noqa: PLC0415 - likewise

    asked = _asked(ways) if ways is not None else None
    with progress_on_terminal("Evaluating") as progress:
        report = evaluate_against(
            gold,
            path,
            gold_annotator=gold_annotator,
            annotator=annotator,
            ways=[Way(one) for one in asked] if asked is not None else None,
            pipeline=pipeline,
            suggester=suggester,
            labels=labels,
            progress=progress,
        )
    if as_json:
        say_json(report)
        return
    for line in evaluation_lines(report):
        say(line)


def _asked(said: str) -> list[str]:
    wanted = [one.strip() for one in said.split(",") if one.strip()]
    if not wanted or any(one not in _WAYS for one in wanted):
        raise click.BadParameter(f"{said!r}: give some of {','.join(_WAYS)}, with commas between.", param_hint="--with")
    return wanted
