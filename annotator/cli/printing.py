"""How commands say things: progress on a terminal, counts in words, lists that end."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager

import click

_SHOWN = 20
"""So many lines of a list are printed unless all are asked for."""


@contextmanager
def progress_on_terminal(what: str) -> Generator[Callable[[int, int], None] | None]:
    """Give a function that draws a progress bar on stderr; None where nobody would see one."""
    if not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=what, file=sys.stderr) as bar:

        def report(done: int, total: int) -> None:
            bar.length = max(1, total)
            bar.update(done - bar.pos)

        yield report


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "1 article", "2,000 articles"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def say(line: str) -> None:
    """Print a line of the result."""
    click.echo(line)


def complain(line: str) -> None:
    """Print a line about trouble."""
    click.echo(line, err=True)


def complain_about(lines: Sequence[str]) -> None:
    """Print the first of many lines about trouble, and how many more there are."""
    for line in lines[:_SHOWN]:
        complain(f"  {line}")
    if len(lines) > _SHOWN:
        complain(f"  … and {len(lines) - _SHOWN:,} more.")
