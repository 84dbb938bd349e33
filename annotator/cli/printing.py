"""How commands say things: progress on a terminal, counts in words, lists that end."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import TYPE_CHECKING, Protocol, cast

import click

if TYPE_CHECKING:
    from annotator.workflow.importing import Loss

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


def lost(loss: Loss) -> str:
    """Return what was lost, how often and what for example: "relations: 2 (met)"."""
    examples = f" ({', '.join(loss.examples)})" if loss.examples else ""
    return f"{loss.kind}: {loss.count:,}{examples}"


def say(line: str) -> None:
    """Print a line of the result."""
    click.echo(line)


def say_json(value: object) -> None:
    """Print a dataclass, or a list of them, as one line of JSON."""
    click.echo(json.dumps(_plain(value), ensure_ascii=False))


def _plain(value: object) -> object:
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in cast("Mapping[object, object]", value).items()}
    if isinstance(value, list | tuple | range):
        return [_plain(one) for one in cast("Sequence[object]", value)]
    return value if isinstance(value, str | int | float | None) else str(value)


class Decided(Protocol):
    """Annotations counted by state."""

    @property
    def accepted(self) -> int:
        """How many stand accepted."""
        ...

    @property
    def rejected(self) -> int:
        """How many stand rejected."""
        ...

    @property
    def acceptance(self) -> float | None:
        """The share of accepted ones."""
        ...


def say_table(what: str, rows: Mapping[str, Decided]) -> None:
    """Print counts by name."""
    width = max(len(what), *map(len, rows))
    say(f"\n{what:<{width}}  accepted  rejected  share")
    for name, one in rows.items():
        share = "" if one.acceptance is None else f"{one.acceptance:.0%}"
        say(f"{name:<{width}}  {one.accepted:>8,}  {one.rejected:>8,}  {share:>5}")


def complain(line: str) -> None:
    """Print a line about trouble."""
    click.echo(line, err=True)


def complain_about(lines: Sequence[str]) -> None:
    """Print the first of many lines about trouble, and how many more there are."""
    for line in lines[:_SHOWN]:
        complain(f"  {line}")
    if len(lines) > _SHOWN:
        complain(f"  … and {len(lines) - _SHOWN:,} more.")
