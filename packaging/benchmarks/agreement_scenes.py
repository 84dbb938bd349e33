"""What the benchmarks of agreement share: a corpus of three people who mostly agree, a project of it, clocks, rows."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

from annotator.agreement import METRICS, Tables
from annotator.agreement.f1 import STRICT_F1
from annotator.agreement.units import END, LABEL, START, Corpus
from annotator.domain.identity import new_id
from annotator.domain.scheme import parse_scheme
from annotator.store import packs
from annotator.store.annotators import ensure_annotator
from annotator.store.connection import Project
from annotator.store.schemes import store_scheme

PEOPLE, LABELS, SPANS, TOKENS, TOKEN_WIDTH = 3, 10, 24, 400, 6
LEFT_OUT, CHANGED = 0.08, 0.06
_WORD = "abcde "
_SET = "INSERT INTO annotation_set VALUES (?, ?, 'finished', 0, ?, 0, 1)"
_STEP = "INSERT INTO step VALUES (?, ?, ?, 'all_mentions', 'do', ?, 0, 0, ?, 1, 0, 0, '')"
_DECISION = """INSERT INTO decision (step_seq, annotator_id, article_id, kind, subject, state, start, "end", label,
    suggestion_id, source, version, score, text) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 0, 'human', '', NULL, '')"""
_ARTICLE = """INSERT INTO article (id, uuid, sha256, title, date, source, length, raw_sha256, encoding, newline,
    imported, meta, boilerplate, text) VALUES (?, ?, ?, '', '', '', ?, '', 'utf-8', '', '', '{}', '[]', ?)"""


def corpus_of(documents: int, *, seed: int = 1) -> Corpus:
    """Return a corpus of three people, each with an own version of the same true spans."""
    random = np.random.default_rng(seed)
    size, slot = documents * SPANS, TOKENS // SPANS
    document, number = np.repeat(np.arange(documents), SPANS), np.tile(np.arange(SPANS), documents)
    begin = random.integers(0, slot // 2, size)
    length = np.minimum(random.choice([1, 1, 2, 2, 3], size), slot - 1 - begin)
    weights = 1 / np.arange(1, LABELS + 1)
    label = random.choice(LABELS, size, p=weights / weights.sum())
    rows: list[npt.NDArray[np.int32]] = []
    sets: list[npt.NDArray[np.int64]] = []
    for who in range(PEOPLE):
        kept = random.random(size) > LEFT_OUT
        moved, longer, relabelled = (random.random(size) < CHANGED for _ in range(3))
        first = number * slot + begin + moved
        last = np.minimum(first + length + longer, (number + 1) * slot)
        mine = np.where(relabelled, random.integers(0, LABELS, size), label)
        columns = (first * TOKEN_WIDTH, last * TOKEN_WIDTH - 1, mine, first, last)
        rows.append(np.stack(columns, axis=1).astype(np.int32)[kept])
        sets.append((document * PEOPLE + who)[kept])
    place = np.concatenate(sets)
    return Corpus(
        tuple("ABC"),
        tuple(f"LABEL_{one:02}" for one in range(LABELS)),
        np.concatenate(rows)[np.argsort(place, kind="stable")],
        np.concatenate(([0], np.cumsum(np.bincount(place, minlength=documents * PEOPLE)))),
        np.ones((documents, PEOPLE), np.bool_),
        np.full(documents, TOKENS * TOKEN_WIDTH, np.int64),
        np.full(documents, TOKENS, np.int64),
    )


def scheme_of(labels: tuple[str, ...]) -> str:
    """Return a label scheme as TOML."""
    return "\n".join(['name = "benchmark"', *(f'[[label]]\nname = "{label}"' for label in labels)])


def write_project(path: Path, corpus: Corpus, *, logged: int) -> None:
    """Write a project of which three people have finished every article.

    Only the first `logged` articles have their decisions in the log; of the others there is what is made from them.
    """
    with Project(path, create=True) as project:
        people = [ensure_annotator(project, name) for name in corpus.annotators]
        text = _WORD * TOKENS
        with project.transaction() as connection:
            store_scheme(project, parse_scheme(scheme_of(corpus.labels)))
            numbers = packs.label_numbers(project, corpus.labels)
            places = np.array([numbers[label] for label in corpus.labels], np.int32)
            articles = ((at, new_id(), f"{at:064}", len(text), text) for at in range(1, len(corpus) + 1))
            connection.executemany(_ARTICLE, articles)
            packs.keep(project, _packs(corpus, people, places))
            connection.executemany(_SET, ((who, at, SPANS) for who in people for at in range(1, len(corpus) + 1)))
            step = 0
            for at in range(logged):
                for who, number in enumerate(people):
                    step += 1
                    connection.execute(_STEP, (step, new_id(), number, at + 1, step))
                    rows = [("annotation", new_id(), "accepted", *span) for span in _spans(corpus, at, who)]
                    rows.append(("state", "state", "finished", -1, -1, ""))
                    connection.executemany(_DECISION, [(step, number, at + 1, *row) for row in rows])


def _spans(corpus: Corpus, document: int, who: int) -> list[tuple[int, int, str]]:
    columns = corpus.set_of(document, who)[:, [START, END, LABEL]]
    return [(int(start), int(end), corpus.labels[int(label)]) for start, end, label in columns]


def _packs(corpus: Corpus, people: list[int], places: npt.NDArray[np.int32]) -> Iterator[packs.StoredPack]:
    rows = corpus.rows.copy()
    rows[:, 2] = places[rows[:, 2]]
    for document in range(len(corpus)):
        for who, number in enumerate(people):
            at = document * len(people) + who
            mine = rows[corpus.offsets[at] : corpus.offsets[at + 1]]
            yield packs.StoredPack(document + 1, number, TOKENS, mine.astype("<i4").tobytes())


def p95(times: list[float]) -> float:
    """Return the value that 95 of 100 stay below."""
    return sorted(times)[min(len(times) - 1, round(0.95 * len(times)))]


def least(job: Callable[[], object], *, rounds: int = 3) -> float:
    """Return the least processor time of some rounds, in seconds."""
    times: list[float] = []
    for _ in range(rounds):
        gc.collect()
        start = time.process_time()
        job()
        times.append(time.process_time() - start)
    return min(times)


def numbers(tables: Tables) -> None:
    """Get every number of everybody, and strict F1 of each pair and each label, without intervals."""
    for metric in METRICS:
        metric.score(tables, tables.everybody, interval=False)
    STRICT_F1.by_pair(tables, tables.everybody)
    STRICT_F1.by_label(tables, tables.everybody)


def show(name: str, figure: str, base: str, ratio: str, goal: str, *, ok: bool) -> None:
    """Print one line of the table."""
    print(f"P21 {name} | {figure} | {base} | {ratio} | {goal} | {'yes' if ok else 'no'}", flush=True)
