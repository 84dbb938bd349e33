"""The way in: `annotator [PATH…]` opens the window, `annotator COMMAND …` runs a command. Imports nothing heavy."""

from __future__ import annotations

import multiprocessing
import os
import sys
from collections.abc import Sequence
from pathlib import Path

COMMANDS = (
    *("demo", "import", "gazetteer", "suggest", "train", "export", "merge", "assign", "agree", "evaluate"),
    *("stats", "formats", "doctor"),
)
"""What the first argument is when a command is meant; a file of such a name is opened as `./import`."""
# Before numpy: matrices as small as the recogniser's are slower on several threads, which the window would miss, too.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run what the arguments ask for and return the exit code: 0 done, 1 something went wrong, 2 not understood."""
    multiprocessing.freeze_support()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and (given[0] in COMMANDS or given[0].startswith("-")):
        from annotator.cli import run_command  # noqa: PLC0415 - the window does without click

        return run_command(given, open_sample=_open_sample)
    return _open_window(given)


def _open_window(paths: Sequence[str]) -> int:
    from annotator.ui.app import run  # noqa: PLC0415 - the commands do without Qt

    return run([Path(path) for path in paths])


def _open_sample() -> int:
    from annotator.ui.app import run  # noqa: PLC0415 - the commands do without Qt

    return run(sample=True)


if __name__ == "__main__":
    sys.exit(main())
