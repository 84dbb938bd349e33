"""Commands: parse, call a workflow, print. Results go to stdout, trouble to stderr as "what happened. what to do."."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Callable, Sequence

import click

from annotator.cli.agreement import agree
from annotator.cli.colleagues import assign, merge
from annotator.cli.commands import annotator
from annotator.cli.evaluating import evaluate
from annotator.cli.gazetteer import gazetteer
from annotator.errors import AnnotatorError

for _command in (merge, assign, agree, evaluate, gazetteer):
    annotator.add_command(_command)

_STOPPED = 130
"""What shells say when a program was stopped by Ctrl+C."""


def run_command(arguments: Sequence[str], *, open_sample: Callable[[], int]) -> int:
    """Run a command and return its exit code: 0 done, 1 something was refused or went wrong, 2 not understood.

    `open_sample` opens the window on the sample corpus; it comes from above, since commands know no window.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # Whatever the terminal's encoding: our output is UTF-8, and a name that is no text is shown escaped.
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    try:
        code = annotator.main(list(arguments), prog_name="annotator", standalone_mode=False, obj=open_sample)
        sys.stdout.flush()
    except click.exceptions.Exit as stopped:
        return stopped.exit_code
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.Abort:
        click.echo("Stopped.", err=True)
        return _STOPPED
    except AnnotatorError as error:
        click.echo(str(error), err=True)
        return 1
    except BrokenPipeError:
        # Whoever read our output has enough; a second failure on the way out must not be shown.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return code if isinstance(code, int) else 0
