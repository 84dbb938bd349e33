"""P12: one decision durable (synchronous=FULL) through `Session`, against the same rows by raw sqlite3 in the same run.

Then, in an article of 1 MB with 20,000 mentions: the same, a decision without waiting for the disk, opening the page.
"""

from __future__ import annotations

import gc
import shutil
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from article_scenes import line, p95
from program_scenes import folder, project

from annotator.domain.identity import new_id
from annotator.domain.span import Span
from annotator.store.annotators import timestamp
from annotator.workflow.annotating import Session
from annotator.workflow.projects import open_session

ROUNDS, DECISIONS = 5, 150
GOAL = 3.0
WITHOUT_DISK_S, OPEN_S = 0.003, 0.25
_STEP = "INSERT INTO step VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
_DECISION = """INSERT INTO decision (step_seq, annotator_id, kind, subject, article_id, state, start, "end", label,
    suggestion_id, source, version, score, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"""
_COUNTS = """INSERT INTO annotation_set VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET state = excluded.state,
    open = excluded.open, accepted = excluded.accepted, rejected = excluded.rejected, touched = excluded.touched"""


class Raw:
    """The rows of a decision, written with nothing around them into a project of its own."""

    def __init__(self, path: Path) -> None:
        """Open with the pragmas that the program has."""
        self.connection = sqlite3.connect(path, isolation_level=None)
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON", "cache_size = -32768"):
            self.connection.execute(f"PRAGMA {pragma}")
        self.connection.execute("INSERT INTO annotator VALUES (1, 'raw', 'raw', '')")
        self.step = 0

    def decide(self, place: Span) -> None:
        """Write a step, a decision and the set's counts."""
        self.step += 1
        step, execute = self.step, self.connection.execute
        execute("BEGIN IMMEDIATE")
        execute(_STEP, (step, new_id(), 1, "accept", "do", 1, 0, step - 1, step, step, 0, 0, timestamp()))
        span = (place.start, place.end, place.label)
        values = (step, 1, "annotation", new_id(), 1, "accepted", *span, step, "pattern", "1", 0.5, "made")
        seq = execute(_DECISION, values).lastrowid
        execute(_COUNTS, (1, 1, "in_progress", 0, step, 0, seq))
        execute("COMMIT")


def timed(job: Callable[[], object]) -> float:
    """Return how many seconds a call takes."""
    started = time.perf_counter()
    job()
    return time.perf_counter() - started


def decide(session: Session, at: int) -> Callable[[], object]:
    """Return the next decision: accepts and rejects in turn."""
    page = session.page
    assert page is not None  # noqa: S101 - opened by the caller
    found = page.next_open(at * len(page.article.text) // (ROUNDS * DECISIONS)) or page.next_open(0)
    key = found.key if found else page.mentions[0].key
    return (lambda: session.accept(key)) if at % 2 else (lambda: session.reject(key))


def interleaved(session: Session, raw: Raw) -> tuple[float, float]:
    """Return the best rounds' p95 of a decision through the session and of the same rows written raw."""
    place = Span(100, 110, "PERSON")
    ours: list[float] = []
    theirs: list[float] = []
    for at in range(ROUNDS * DECISIONS):
        ours.append(timed(decide(session, at)))
        theirs.append(timed(lambda: raw.decide(place)))
    rounds = range(0, len(ours), DECISIONS)
    return min(p95(ours[at : at + DECISIONS]) for at in rounds), min(p95(theirs[at : at + DECISIONS]) for at in rounds)


def main() -> None:
    """Print five lines."""
    with folder() as where:
        for name, size, spans in (("3 kB", 3_000, 1_000), ("1 MB, 20k mentions", 1_000_000, 20_000)):
            path = project(where / f"{size}.annotator", [(size, spans)])
            copy = where / "raw.annotator"
            shutil.copyfile(path, copy)
            raw = Raw(copy)
            with closing(raw.connection), open_session(path, "benchmark").project as there:
                session = Session(there, "benchmark")
                session.open(1)
                ours, theirs = interleaved(session, raw)
            figure = f"{1000 * ours:.2f} ms one decision durable, p95, {name}"
            line("P12", figure, floor=f"{1000 * theirs:.2f} ms raw rows", ratio=ours / theirs, goal=GOAL)
            copy.unlink()
        with open_session(path, "benchmark").project as there:
            long_page(Session(there, "benchmark"))


def long_page(session: Session) -> None:
    """Print what the program itself takes in a long article."""
    session.project.connection.execute("PRAGMA synchronous = OFF")
    session.open(1)
    best = min(p95([timed(decide(session, at)) for at in range(DECISIONS)]) for _ in range(ROUNDS))
    figure = f"{1000 * best:.2f} ms one decision without fsync, p95, 1 MB, 20k mentions"
    line("P12", figure, floor=f"{1000 * WITHOUT_DISK_S:.0f} ms", ratio=best / WITHOUT_DISK_S, goal=1)
    for what in ("open", "decided"):
        gc.collect()
        best = min(timed(lambda: session.open(1)) for _ in range(ROUNDS))
        figure = f"{1000 * best:.0f} ms opening 1 MB with 20k {what} mentions"
        line("P12", figure, floor=f"{1000 * OPEN_S:.0f} ms", ratio=best / OPEN_S, goal=1)
        session.finish()


if __name__ == "__main__":
    main()
