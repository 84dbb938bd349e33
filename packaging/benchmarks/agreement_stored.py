"""P21, its part about a stored project: opening the cards, counting anew, and an edit to updated numbers.

The project has a pack of every set, as the program writes them; the log has the decisions of those articles that are
edited here, for seven million rows would say nothing more.
"""

from __future__ import annotations

import time
import tracemalloc
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from agreement_scenes import PEOPLE, corpus_of, least, numbers, p95, show, write_project

from annotator.store import blocks
from annotator.ui.review.page import early_of
from annotator.workflow.annotating import Session
from annotator.workflow.comparing import METRICS, Comparison
from annotator.workflow.projects import open_project

EDITED, WARM = 300, 20
MEMORY_MB, EDIT_MS, OVERVIEW_MS, COLD_S = 100, 5.0, 200, 4.0
MB = 1 << 20


def show_stored(documents: int) -> None:
    """Print the rows about a project of so many articles."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "stored.annotator"
        write_project(path, corpus_of(documents), logged=EDITED)
        what = f"{documents:,} articles of {PEOPLE}, stored"
        show_cold(path, what)
        show_overview(path, what)
        show_edits(path, what)


def look(path: Path) -> None:
    """Open the project and get what the review shows first: cards, matrices, labels."""
    with open_project(path) as project:
        early_of(Comparison(project))


def show_cold(path: Path, what: str) -> None:
    """Time counting all packs anew, keeping the counts among it."""

    def cold() -> None:
        with open_project(path) as project:
            with project.transaction():
                blocks.drop_all(project)
            Comparison(project)

    figure = least(cold, rounds=2)
    show(f"tables anew from packs, {what}", f"{figure:.2f} s", "", "", f"≤ {COLD_S:.0f} s", ok=figure <= COLD_S)


def show_overview(path: Path, what: str) -> None:
    """Time the way from the file to the cards, and its memory."""
    clock: list[float] = []

    def opening() -> None:
        started = time.perf_counter()
        look(path)
        clock.append((time.perf_counter() - started) * 1000)

    figure = least(opening, rounds=5) * 1000
    show(
        f"cards with their intervals, {what}",
        f"{figure:.0f} ms ({min(clock):.0f} by the clock)",
        "",
        "",
        f"≤ {OVERVIEW_MS} ms",
        ok=figure <= OVERVIEW_MS,
    )
    tracemalloc.start()
    look(path)
    peak = tracemalloc.get_traced_memory()[1] / MB
    tracemalloc.stop()
    show(f"memory of the cards, {what}", f"{peak:.0f} MB", "", "", f"≤ {MEMORY_MB} MB", ok=peak <= MEMORY_MB)


def show_edits(path: Path, what: str) -> None:
    """Time an edit: the decision on the disk with all that is kept beside it, then every number of everybody.

    Not in it are the intervals; how long those of the cards take more is said beside it.
    """
    random = np.random.default_rng(3)
    with open_project(path) as project:
        comparison = Comparison(project)
        comparison.tables.corpus()
        numbers(comparison.tables)
        sessions = [Session(project, name) for name in comparison.names]
        times: list[tuple[float, float]] = []
        for at in range(EDITED):
            session = sessions[int(random.integers(PEOPLE))]
            page = session.open(at + 1)
            document = comparison.document(at + 1)
            if document is not None:
                comparison.tables.prepare(document)  # as opening its article does
            key = page.accepted[int(random.integers(len(page.accepted)))].key
            clock, start = time.perf_counter(), time.process_time()
            session.remove(key)
            comparison.update([at + 1])
            numbers(comparison.tables)
            times.append((time.process_time() - start, time.perf_counter() - clock))
        shown = [metric for metric in METRICS if metric.name in ("strict_f1", "relaxed_f1", "alpha")]
        more = least(lambda: [metric.score(comparison.tables, comparison.people) for metric in shown]) * 1000
    busy, clocked = (p95([one[column] * 1000 for one in times[WARM:]]) for column in (0, 1))
    show(
        f"a decision with its caches to updated numbers, {what}, p95",
        f"{busy:.1f} ms ({clocked:.1f} by the clock)",
        "",
        "",
        f"≤ {EDIT_MS:.0f} ms",
        ok=busy <= EDIT_MS,
    )
    print(f"The intervals of the cards of {what}, after an edit: {more:.0f} ms more.")
