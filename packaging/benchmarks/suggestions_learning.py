"""P22: how much better suggestions become in a stream of articles, and what is forgotten of other texts by it.

After 0, 10, 20 and 40 articles taught by the program's own recipe, the next five are suggested for, with what was
remembered by then. Every number of taught articles is measured on the same five, whatever the number; blocks of five
from other places in the stream (it goes round) make it more than one. The base must not have learnt from the stream.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from annotator.domain.suggestion import Suggestion
from annotator.resources import resource
from annotator.suggest.memory import Memory
from annotator.suggest.taught import TaughtText
from annotator.suggest.training import train
from annotator.workflow.evaluating import measure
from annotator.workflow.labelled_texts import LabelledText
from annotator.workflow.trying import Said, Way, load_way, remembered

if TYPE_CHECKING:
    from suggestions_texts import Corpus

TAUGHT = (0, 10, 20, 40)
NEXT = 5
GOALS = {20: 4.0, 40: 5.0}  # points of strict F1
FORGOTTEN, SECONDS = 1.5, 60.0
COLUMNS = ("base", "base + memory", "trained", "trained + memory")


@dataclass(slots=True)
class Point:
    """What was suggested after so many articles, by column and block; strict F1 on other texts; CPU-seconds."""

    said: dict[str, list[Sequence[Suggestion]]] = field(
        default_factory=lambda: {column: list[Sequence[Suggestion]]() for column in COLUMNS}
    )
    others: list[float] = field(default_factory=list[float])
    seconds: list[float] = field(default_factory=list[float])


def show_learning(stream: Corpus, others: Sequence[Corpus], base: Path, *, blocks: int) -> None:
    """Print the curve, what is forgotten of other corpora, and the lines for the goals."""
    texts = sorted(stream.texts, key=lambda one: one.sha256)
    most = min(len(texts) // NEXT, blocks)
    before = suggested(base, texts, stream.labels)
    points = {count: Point() for count in TAUGHT if count + NEXT <= len(texts)}
    tested: list[LabelledText] = []
    for block in range(most):
        at = block * (len(texts) // NEXT) // most * NEXT
        tested += texts[at : at + NEXT]
        for count, point in points.items():
            # The stream goes round: what comes before the first article is the last.
            order = [one % len(texts) for one in range(at - count, at + NEXT)]
            step(point, [texts[one] for one in order], [before[one] for one in order], base, (stream, others))
        so_far = (f"{f1_of(one, tested, stream.labels)['trained + memory']:.3f}" for one in points.values())
        print(f"block {block + 1} of {most}, from place {at + 1}; F1 so far: {', '.join(so_far)}", flush=True)
    scores = {count: f1_of(point, tested, stream.labels) for count, point in points.items()}
    _show_curve(points, scores, len(tested), others)
    _show_goals(points, scores, others)


def step(
    point: Point, texts: list[LabelledText], before: Said, base: Path, scored: tuple[Corpus, Sequence[Corpus]]
) -> None:
    """Teach all but the last five texts, and note what is said of those; `before` is what the base said of each."""
    stream, others = scored
    taught, following = texts[:-NEXT], texts[-NEXT:]
    with TemporaryDirectory() as folder:
        pipeline = base
        if taught:
            pipeline = Path(folder) / "taught"
            began = time.process_time()
            train([lesson(one) for one in taught], resources=resource(), base=base).to_disk(pipeline)
            point.seconds.append(time.process_time() - began)
        after = suggested(pipeline, following, stream.labels)
        if not point.others:  # of the first block alone: it takes longer than all the rest
            point.others = [f1(one.texts, suggested(pipeline, one.texts, one.labels), one) for one in others]
    for column, said in (("base", before[-NEXT:]), ("trained", after)):
        memory = Memory()
        remembered(taught, before[:-NEXT], labels=stream.labels, memory=memory)
        point.said[column] += said
        point.said[f"{column} + memory"] += remembered(following, said, labels=stream.labels, memory=memory)


def lesson(one: LabelledText) -> TaughtText:
    """Return a text as what is taught."""
    return TaughtText(one.text, tuple((span.start, span.end, span.label) for span in one.spans), one.regions)


def suggested(pipeline: Path, texts: Sequence[LabelledText], labels: frozenset[str]) -> Said:
    """Return what the suggester says with a pipeline."""
    return list(load_way(Way.BOTH, pipeline).suggest((one.text for one in texts), labels=labels))


def f1(texts: Sequence[LabelledText], said: Said, corpus: Corpus) -> float:
    """Return strict F1."""
    return measure(texts, said, corpus.labels).overall.strict.f1 or 0.0


def f1_of(point: Point, texts: Sequence[LabelledText], labels: frozenset[str]) -> dict[str, float]:
    """Return strict F1 of each column."""
    return {name: measure(texts, said, labels).overall.strict.f1 or 0.0 for name, said in point.said.items()}


def _show_curve(
    points: dict[int, Point], scores: dict[int, dict[str, float]], tested: int, others: Sequence[Corpus]
) -> None:
    print(f"Strict F1 on the next {NEXT} articles, {tested} in all, after so many taught; then on other texts")
    print("".join(f"{name:>18}" for name in ("taught", *COLUMNS, *(one.name for one in others), "CPU-s to train")))
    for count, point in points.items():
        cells = [f"{value:.3f}" for value in (*scores[count].values(), *point.others)]
        cells.append(f"{sum(point.seconds) / len(point.seconds):.0f}" if point.seconds else "–")
        print("".join(f"{cell:>18}" for cell in (f"{count}", *cells)), flush=True)


def _show_goals(points: dict[int, Point], scores: dict[int, dict[str, float]], others: Sequence[Corpus]) -> None:
    base = scores[0]["base"]
    for count, goal in GOALS.items():
        if count not in points:
            continue
        learnt = scores[count]["trained + memory"]
        gained = 100 * (learnt - base)
        said = f"{learnt:.3f}, {gained:+.1f} points | {base:.3f} base | {learnt / base:.2f}"
        print(f"P22 after {count} articles of one stream | {said} | ≥ +{goal:g} points | {_ok(gained >= goal)}")
        for corpus, was, now in zip(others, points[0].others, points[count].others, strict=True):
            lost = 100 * (was - now)
            said = f"{lost:.1f} points | {was:.3f} | {now / was:.3f}"
            ok = _ok(lost <= FORGOTTEN)
            print(f"P22 forgotten of {corpus.name} after {count} articles | {said} | ≤ {FORGOTTEN} points | {ok}")
        if count == min(GOALS):
            longest = max(points[count].seconds)
            ok = _ok(longest < SECONDS)
            print(f"P22 a retraining for {count} articles | {longest:.0f} CPU-s | | | < {SECONDS:.0f} s | {ok}")


def _ok(met: bool) -> str:  # noqa: FBT001 - the question itself
    return "yes" if met else "NO"
