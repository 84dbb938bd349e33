"""P21: the numbers of agreement against numpy's floor and other programs, from a stored project, and after an edit.

`python packaging/benchmarks/agreement.py` runs it by itself. Other programs have a row where the extra `oracles` is
installed. Times are of the processor, the least of several rounds, so that what else runs on the machine counts
little.
"""

from __future__ import annotations

import importlib
import time
import tracemalloc
import warnings
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Any

import numpy as np
import numpy.typing as npt
from agreement_scenes import LABELS, PEOPLE, TOKENS, corpus_of, least, numbers, p95, show
from agreement_stored import show_stored

from annotator.agreement import METRICS, Tables
from annotator.agreement.units import END, END_TOKEN, FIRST_TOKEN, LABEL, START, Corpus, chunks

SMALL, LARGE = 10_000, 100_000
EDITS, ROUNDS = 300, 3
FLOOR_GOAL, MEMORY_MB, EDIT_MS = 10.0, 100, 5.0
PEERS = {
    "scikit-learn Cohen": 3,
    "statsmodels Fleiss": 30,
    "krippendorff alpha": 80,
    "seqeval F1": 120,
    "nervaluate F1": 120,
}
NONE = LABELS
MB = 1 << 20


def everything(corpus: Corpus) -> None:
    """Count, and get every number."""
    numbers(Tables(corpus))


def intervals(tables: Tables) -> None:
    """Get every number of everybody with its interval."""
    for metric in METRICS:
        metric.score(tables, tables.everybody)


def floor(corpus: Corpus) -> None:
    """Do in numpy what nothing can do without: sort each span by its place, count each span and marked token once."""
    for chunk in chunks(corpus):
        part = corpus.part(chunk.start, chunk.stop)
        rows = part.rows.astype(np.int64)
        sets = np.repeat(np.arange(len(part.offsets) - 1), np.diff(part.offsets))
        key = ((sets // PEOPLE << 24 | rows[:, START]) << 16 | rows[:, END] - rows[:, START]) << 8 | rows[:, LABEL]
        key.sort()
        np.bincount(key & 255)
        np.flatnonzero(key[1:] == key[:-1])
        size = rows[:, END_TOKEN] - rows[:, FIRST_TOKEN]
        ends = np.cumsum(size)
        place = sets // PEOPLE * TOKENS + rows[:, FIRST_TOKEN]
        token = np.arange(int(ends[-1])) + np.repeat(place - (ends - size), size)
        line = np.zeros(len(part) * TOKENS, np.uint8)
        line[token] = np.repeat(rows[:, LABEL], size)
        np.bincount(line)


def token_lines(corpus: Corpus) -> npt.NDArray[np.int64]:
    """Return each person's label on each token, [people, tokens]."""
    found = np.full((PEOPLE, len(corpus) * TOKENS), NONE, np.int64)
    sets = np.repeat(np.arange(len(corpus.offsets) - 1), np.diff(corpus.offsets))
    for row, one in zip(corpus.rows.tolist(), sets.tolist(), strict=True):
        at = one // PEOPLE * TOKENS
        found[one % PEOPLE, at + row[FIRST_TOKEN] : at + row[END_TOKEN]] = row[LABEL]
    return found


def tagged(corpus: Corpus, who: int) -> list[list[str]]:
    """Return each document's BIO tags by one person."""
    found: list[list[str]] = []
    for document in range(len(corpus)):
        line = ["O"] * TOKENS
        for _, _, label, first, last in corpus.set_of(document, who).tolist():
            line[first:last] = [f"B-{label}", *[f"I-{label}"] * (last - first - 1)]
        found.append(line)
    return found


def listed(corpus: Corpus, who: int) -> list[list[dict[str, Any]]]:
    """Return each document's spans by one person, as dictionaries."""
    return [
        [
            {"label": str(row[LABEL]), "start": row[FIRST_TOKEN], "end": row[END_TOKEN] - 1}
            for row in corpus.set_of(document, who).tolist()
        ]
        for document in range(len(corpus))
    ]


def peers(corpus: Corpus) -> Iterator[tuple[str, Callable[[], object]]]:
    """Return the jobs of other programs that are installed; what they are given is made ready before."""
    pairs = list(combinations(range(PEOPLE), 2))
    lines = token_lines(corpus)
    if cohen := installed("sklearn.metrics"):
        yield "scikit-learn Cohen", lambda: [cohen.cohen_kappa_score(*lines[list(pair)]) for pair in pairs]
    if rater := installed("statsmodels.stats.inter_rater"):
        yield "statsmodels Fleiss", lambda: rater.fleiss_kappa(rater.aggregate_raters(lines.T)[0])
    if alpha := installed("krippendorff"):
        yield (
            "krippendorff alpha",
            lambda: alpha.alpha(reliability_data=lines, level_of_measurement="nominal"),
        )
    if seqeval := installed("seqeval.metrics"):
        sides = [tagged(corpus, who) for who in range(PEOPLE)]
        yield "seqeval F1", lambda: [seqeval.f1_score(sides[one], sides[other]) for one, other in pairs]
    if nervaluate := installed("nervaluate"):
        spans = [listed(corpus, who) for who in range(PEOPLE)]
        tags = [str(label) for label in range(LABELS)]
        yield (
            "nervaluate F1",
            lambda: [
                nervaluate.Evaluator(spans[one], spans[other], tags=tags, loader="dict").evaluate()
                for one, other in pairs
            ],
        )


def installed(name: str) -> Any:  # noqa: ANN401 - none of them is typed, and none is ours
    """Return a module of another program, None where it is not installed."""
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


def edits(tables: Tables) -> list[float]:
    """Take a span away here and there and get every number again; return the milliseconds of each."""
    random = np.random.default_rng(2)
    times: list[float] = []
    for _ in range(EDITS):
        document, who = int(random.integers(len(tables))), int(random.integers(PEOPLE))
        rows = tables.rows(document, who)
        rows = np.delete(rows, random.integers(len(rows)), axis=0) if len(rows) else rows
        tables.prepare(document)  # as opening its article does
        start = time.process_time()
        tables.replace(document, who, rows)
        numbers(tables)
        times.append((time.process_time() - start) * 1000)
    return times


def show_large() -> None:
    """Time and memory of a large corpus, against the floor."""
    corpus = corpus_of(LARGE)
    tracemalloc.start()
    tables = Tables(corpus)
    numbers(tables)
    peak = tracemalloc.get_traced_memory()[1] / MB
    tracemalloc.stop()
    # Taken in turns, so that a busy moment slows both.
    rounds = [(least(lambda: floor(corpus), rounds=1), least(lambda: everything(corpus), rounds=1)) for _ in range(3)]
    base, figure = (min(column) for column in zip(*rounds, strict=True))
    show(
        f"all numbers, {LARGE:,} documents of {PEOPLE}, {len(corpus.rows) / 1e6:.1f} M spans",
        f"{figure:.2f} s",
        f"{base:.2f} s",
        f"{figure / base:.1f}",
        f"≤ {FLOOR_GOAL:.0f}",
        ok=figure / base <= FLOOR_GOAL,
    )
    arrays = (corpus.rows.nbytes + corpus.offsets.nbytes) / MB
    show("memory above the arrays", f"{peak:.0f} MB", f"{arrays:.0f} MB", "", f"≤ {MEMORY_MB} MB", ok=peak <= MEMORY_MB)
    show_edits(tables)


def show_edits(tables: Tables) -> None:
    """Time an edit to updated numbers."""
    for _ in range(20):
        numbers(tables)
    tail = p95(edits(tables))
    show(
        f"one edit to updated numbers, {len(tables):,} documents of {PEOPLE}, p95",
        f"{tail:.2f} ms",
        "",
        "",
        f"≤ {EDIT_MS:.0f} ms",
        ok=tail <= EDIT_MS,
    )


def show_peers() -> None:
    """Time the whole set against one number of another program."""
    corpus = corpus_of(SMALL)
    tables = Tables(corpus)
    print(f"All numbers of {SMALL:,} documents with their intervals: {least(lambda: intervals(tables)):.2f} s more.")
    for name, job in peers(corpus):
        ours, theirs = least(lambda: everything(corpus)), least(job, rounds=1)
        show(
            f"all numbers, {SMALL:,} documents of {PEOPLE}; floor: {name} alone",
            f"{ours:.2f} s",
            f"{theirs:.1f} s",
            f"{theirs / ours:.1f} times",
            f"≥ {PEERS[name]}",
            ok=theirs / ours >= PEERS[name],
        )


def main() -> None:
    """Print the rows."""
    warnings.simplefilter("ignore")  # theirs
    show_large()
    show_stored(LARGE)
    show_peers()


if __name__ == "__main__":
    main()
