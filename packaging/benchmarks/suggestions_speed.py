"""P10: how fast suggestions come, against spaCy alone on the same texts with the same pipeline, in turns in one run.

Times are of the processor, on one core, the least of several rounds, so that what else runs counts little.
"""

from __future__ import annotations

import gc
import importlib
import os
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from suggestions_texts import articles, words

from annotator.suggest.base import Suggester
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import open_project, shipped_scheme
from annotator.workflow.suggesting import Suggesting
from annotator.workflow.trying import Way, load_way

ARTICLES, WARM, ROUNDS = 120, 10, 3
WORDS_A_SECOND, MILLISECONDS, OF_SPACY = 8_000, 50.0, 0.85


def show_speed(pipeline: Path | None) -> None:
    """Print words a second, milliseconds an article, and the share of spaCy's own speed with all of it stored."""
    with one_core():
        _show_speed(pipeline)


def _show_speed(pipeline: Path | None) -> None:
    texts = articles(count=ARTICLES)
    suggester = load_way(Way.BOTH if pipeline else Way.RULES, pipeline)
    labels = shipped_scheme("news").suggested
    if pipeline is None:
        whole = least(lambda: run(suggester, texts, labels))
        _show_rate("rules", words(texts) / whole, "")
    else:
        spacy: Any = importlib.import_module("spacy")
        nlp = spacy.load(pipeline)
        with TemporaryDirectory() as folder:
            stores = Stores(Path(folder), texts, suggester)
            rounds = [
                (
                    least(lambda: list(nlp.pipe(texts)), rounds=1),
                    least(lambda: run(suggester, texts, labels), rounds=1),
                    least(stores.run, rounds=1, before=stores.fresh),
                )
                for _ in range(ROUNDS)
            ]
        base, whole, stored = (min(column) for column in zip(*rounds, strict=True))
        _show_rate("both", words(texts) / whole, f"{words(texts) / base:,.0f} words/s nlp.pipe", base / whole)
        ratio = base / stored
        print(
            f"P10 suggestions stored, end to end, one process | {words(texts) / stored:,.0f} words/s"
            f" | {words(texts) / base:,.0f} words/s nlp.pipe | {ratio:.2f} | ≥ {OF_SPACY} | {_ok(ratio >= OF_SPACY)}",
            flush=True,
        )
    show_one_article(suggester, texts, labels)


@contextmanager
def one_core() -> Generator[None]:
    """Stay on one core for the time being, where the system can be asked for that."""
    if not hasattr(os, "sched_setaffinity"):
        yield
        return
    cores = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {min(cores)})
    try:
        yield
    finally:
        os.sched_setaffinity(0, cores)


def show_one_article(suggester: Suggester, texts: list[str], labels: frozenset[str]) -> None:
    """Print the milliseconds of one article by itself, as when it is opened."""
    times: list[float] = []
    clock: list[float] = []
    for text in texts:
        start, began = time.process_time(), time.perf_counter()
        run(suggester, [text], labels)
        times.append(1000 * (time.process_time() - start))
        clock.append(1000 * (time.perf_counter() - began))
    (middle, tail), by_clock = ([share(one[WARM:], at) for at in (0.5, 0.95)] for one in (times, clock))
    said = f"{middle:.1f} and {tail:.1f} ms ({by_clock[0]:.1f} and {by_clock[1]:.1f} by the clock)"
    name = f"P10 one article of {words(texts) // len(texts)} words, p50 and p95"
    print(f"{name} | {said} | | | < {MILLISECONDS:.0f} ms | {_ok(tail < MILLISECONDS)}", flush=True)


def _show_rate(what: str, rate: float, floor: str, ratio: float | None = None) -> None:
    said = f"{ratio:.2f}" if ratio is not None else ""
    ok = _ok(rate >= WORDS_A_SECOND)
    print(
        f"P10 whole suggester ({what}), one core | {rate:,.0f} words/s | {floor} | {said} | ≥ {WORDS_A_SECOND:,} | {ok}"
    )


class Stores:
    """A project with the texts in it, suggested for from its beginning."""

    def __init__(self, folder: Path, texts: list[str], suggester: Suggester) -> None:
        """Write the texts as files."""
        self._folder, self._suggester = folder, suggester
        self._files = folder / "articles"
        self._files.mkdir()
        for number, text in enumerate(texts):
            (self._files / f"{number:04}.txt").write_text(text, "utf-8")
        self._rounds = 0

    def fresh(self) -> None:
        """Make a new project."""
        self._rounds += 1
        import_paths(self._path, [self._files])

    @property
    def _path(self) -> Path:
        return self._folder / f"{self._rounds}.annotator"

    def run(self) -> None:
        """Suggest for all of it, each article stored in a transaction of its own."""
        with open_project(self._path) as project:
            work = Suggesting(project, self._suggester)
            after = 0
            while batch := work.pending(after=after):
                after = batch[-1]
                for _ in work.do(batch):
                    pass


def run(suggester: Suggester, texts: list[str], labels: frozenset[str]) -> None:
    """Suggest for the texts."""
    for _ in suggester.suggest(texts, labels=labels):
        pass


def least(job: Callable[[], object], *, rounds: int = ROUNDS, before: Callable[[], object] = lambda: None) -> float:
    """Return the least processor time of some rounds, in seconds."""
    times: list[float] = []
    for _ in range(rounds):
        before()
        gc.collect()
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return min(times)


def share(times: list[float], of: float) -> float:
    """Return the value that this share stays below."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(of * len(ordered)))]


def _ok(met: bool) -> str:  # noqa: FBT001 - the question itself
    return "yes" if met else "NO"
