"""Processes that work until they are killed: `python -m tests.e2e.killed_child`.

Reads lines of JSON, `[what, path, seed, output]`; forks a worker for each, says its number and, when it has ended, how.
A worker writes a line to the file `output` for each thing that it was told is done, and not before.
"""

import hashlib
import importlib
import itertools
import json
import os
import random
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from annotator.domain.annotation import AnnotationSet
from annotator.errors import DecisionError
from annotator.store import backups
from annotator.workflow.annotating import Session
from tests.e2e import killed_files, making, merged_files

ANNOTATOR = "ann"


def digest(page: AnnotationSet) -> str:
    """Return a short digest of everything that a page shows."""
    mentions = sorted(repr(one) for one in page.mentions)
    notes = [repr(one) for one in page.notes]
    regions = sorted(repr(one) for one in page.regions)
    return hashlib.sha256(repr((mentions, notes, regions, page.state)).encode()).hexdigest()[:16]


def last_step(session: Session) -> int:
    """Return the number of the log's last step."""
    return int(session.project.connection.execute("SELECT coalesce(max(seq), 0) FROM step").fetchone()[0])


def annotate(path: Path, seed: int) -> Iterator[str]:
    """Decide at random without end; say the step's number and what the page shows after it."""
    rng = random.Random(seed)  # noqa: S311 - a seeded one is the point
    session = making.session(path, ANNOTATOR)
    page = session.open(1)
    yield f"{last_step(session)} {digest(page)}"
    while True:
        try:
            _decide(session, rng)
        except DecisionError:
            continue
        assert session.page is not None
        yield f"{last_step(session)} {digest(session.page)}"


def _decide(session: Session, rng: random.Random) -> None:
    page = session.page
    assert page is not None
    key = rng.choice([one.key for one in page.mentions])
    place = rng.choice(making.words(page.article.text))
    label = rng.choice(making.LABELS)
    deeds = (
        lambda: session.accept(key),
        lambda: session.reject(key),
        lambda: session.label(*place, label),
        lambda: session.relabel(key, label),
        lambda: session.decide_all([(1, *place), (2, *place)], label),
        lambda: session.note("so", start=place[0], end=place[1]),
        lambda: session.toggle_ignored(*place),
        session.finish,
        session.undo,
        session.undo,
        session.redo,
    )
    rng.choice(deeds)()


def create(folder: Path, seed: int) -> Iterator[str]:
    """Make one project after the other; say each one's name when it is complete."""
    yield "ready"
    for number in itertools.count(seed * 1000):
        path = folder / f"{number}.annotator"
        making.session(path, ANNOTATOR).project.close() if number % 2 else making.make_project(path, [])
        yield path.name


def backup(path: Path, seed: int) -> Iterator[str]:
    """Back the project up again and again, a second of its own each; say each copy's name when it is there."""
    yield "ready"
    moment = datetime(2030, 1, 1, tzinfo=UTC) + timedelta(hours=seed)
    for seconds in itertools.count():
        yield backups.back_up(path, now=moment + timedelta(seconds=seconds)).name


WORKERS = {
    "annotate": annotate,
    "create": create,
    "backup": backup,
    "import": killed_files.importing,
    "export": killed_files.exporting,
    "merge": merged_files.merging,
}


def work(what: str, path: Path, seed: int, output: Path) -> None:
    """Work until somebody ends it."""
    with output.open("w", buffering=1) as lines:
        for line in WORKERS[what](path, seed):
            lines.write(line + "\n")


def main() -> None:
    """Fork workers as asked for, one at a time: a process of its own each, without the time that imports take."""
    importlib.import_module("sqlite_utils")  # what makes projects would load it in the middle of the work
    for request in sys.stdin:
        what, path, seed, output = json.loads(request)
        worker = os.fork()
        if worker == 0:
            work(what, Path(path), seed, Path(output))
            os._exit(1)
        _say(worker)
        _say(os.waitstatus_to_exitcode(os.waitpid(worker, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
