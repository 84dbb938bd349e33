"""A process whose writes fail: `python -m tests.e2e.failing_child TEMPLATE FOLDER [checkpoint]`.

Copies the project TEMPLATE into FOLDER again and again, lets no file grow beyond a limit (RLIMIT_FSIZE) while an
annotator decides in it, and raises the limit a little each time until all of it succeeds. Writes a JSON line a round.
With "checkpoint", SQLite moves its log into the file after every step, so that that fails as well.
"""

import json
import resource
import shutil
import signal
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from annotator.domain.annotation import AnnotationSet
from annotator.errors import AnnotatorError
from annotator.store.connection import Project
from annotator.workflow.annotating import Session
from annotator.workflow.annotation_sets import load_set
from tests.e2e import making

STRIDE = 5 * (8192 + 24) // 2
"""Two and a half of the log's frames, so that every second limit cuts a write in two."""
LOWEST = (0, 100, 4096, 16384, 32767, 32768)
MOST = 300


@contextmanager
def no_file_beyond(limit: int) -> Generator[None]:
    """Make every write beyond so many bytes fail, as a full disk does."""
    _, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limit, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))


def shown(page: AnnotationSet | None) -> list[str] | None:
    """Return what a page shows, comparable; None when there is none."""
    if page is None:
        return None
    mentions = sorted(f"{one.key} {one.start} {one.end} {one.label} {one.state}" for one in page.mentions)
    notes = [f"{one.key} {one.text}" for one in page.notes]
    counts = [f"{state} {count}" for state, count in sorted((+page.counts).items())]
    return [*mentions, *notes, *counts, page.state]


def on_disk(path: Path, annotator: int) -> tuple[list[str] | None, int, list[str]]:
    """Return what another program finds in the file: the page, the number of steps, what is wrong with it."""
    with Project(path) as project:
        (steps,) = project.connection.execute("SELECT count(*) FROM step").fetchone()
        return shown(load_set(project, annotator, 1)), steps, project.check()


def _first_open(session: Session) -> str:
    page = session.page or session.open(1)
    found = page.next_open(0)
    return found.key if found else ""


DEEDS: tuple[Callable[[Session], object], ...] = (
    lambda session: session.accept(_first_open(session)),
    lambda session: session.label(0, 5, "ORG"),
    lambda session: session.undo(),
    lambda session: session.note("a note " * 2000),
    lambda session: session.redo(),
    lambda session: session.decide_all([(2, 0, 5), (1, 12, 17), (1, 6, 11)], "PERSON"),
    lambda session: session.finish(),
)


def one_round(path: Path, step: int, *, checkpoint: bool) -> dict[str, object]:
    """Decide under a limit and then without; tell what failed, and where page and file differ.

    The limit is so many strides more than the log has by then; below 0 one of `LOWEST`.
    """
    session = making.session(path)
    if checkpoint:
        session.project.connection.execute("PRAGMA wal_autocheckpoint = 1")
    session.open(1)
    session.accept(_first_open(session))
    acknowledged = 1
    failures: list[list[str]] = []
    wrong: list[str] = []
    size = path.with_name(path.name + "-wal").stat().st_size
    limit = LOWEST[step] if step < 0 else size + step * STRIDE
    for number, deed in enumerate(DEEDS):
        before = len(failures)
        with no_file_beyond(limit):
            try:
                acknowledged += deed(session) is not None
            except AnnotatorError as error:
                failures.append([type(error).__name__, error.what, error.remedy])
            page = shown(session.page)
        if len(failures) > before:
            disk, steps, damage = on_disk(path, session.number)
            if page is not None and page != disk:
                wrong.append(f"deed {number}: the page is not what is on the disk")
            if steps != acknowledged:
                wrong.append(f"deed {number}: {acknowledged} steps acknowledged, {steps} on the disk")
            wrong += damage
    session.note("there is room again")
    acknowledged += 1
    while session.undo() is not None:
        acknowledged += 1
    disk, steps, damage = on_disk(path, session.number)
    if shown(session.page or session.open(1)) != disk or steps != acknowledged or damage:
        wrong.append("afterwards: the session is of no use")
    session.project.close()
    return {"limit": limit, "failures": failures, "wrong": wrong}


def main(template: Path, folder: Path, *, checkpoint: bool) -> None:
    """Go through the limits until a round has no failure."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    for step in range(-len(LOWEST), MOST):
        path = folder / "limited.annotator"
        shutil.copyfile(template, path)
        outcome = one_round(path, step, checkpoint=checkpoint)
        sys.stdout.write(json.dumps(outcome) + "\n")
        for left in folder.iterdir():
            left.unlink()
        if not outcome["failures"]:
            return


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), checkpoint="checkpoint" in sys.argv[3:])
