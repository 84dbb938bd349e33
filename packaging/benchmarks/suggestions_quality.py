"""How right suggestions are: rules, recogniser, both, and both with what the articles before taught, by corpus."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from suggestions_texts import SEEDS, Corpus

from annotator.workflow.evaluating import Measured, measure
from annotator.workflow.trying import try_ways, usual_ways

NEWS = (0.75, 0.87)  # strict and boundary F1 on news never seen
GOALS: dict[str, tuple[float, float | None]] = {
    "gmb_dev": NEWS,
    SEEDS: NEWS,
    "re3d_test": (0.78, None),
    "wikigold_test": (0.75, None),
}
"""What the best way is to reach; of the development corpora as far as they are news."""


def show_quality(corpora: Iterable[Corpus], pipeline: Path | None) -> None:
    """Print a table of F1 by corpus and way, strict and boundary, and a line for each goal."""
    print("Strict and boundary F1; a corpus's own labels count, what it left open does not.")
    for corpus in corpora:
        ways = usual_ways(pipeline)
        tried = try_ways(corpus.texts, ways, labels=corpus.labels, pipeline=pipeline)
        measured = {one.title: measure(corpus.texts, one.said, corpus.labels) for one in tried}
        _show_table(corpus, measured)
        # What is remembered from texts in no order of time says little, so the goal is that of what ships.
        ships = "both" if "both" in measured else "rules"
        if corpus.name in GOALS:
            _show_goals(corpus, measured[ships], measured["rules"], ships)


def _show_table(corpus: Corpus, measured: dict[str, Measured]) -> None:
    labels = ", ".join(sorted(corpus.labels))
    print(f"{corpus.name}: {len(corpus.texts):,} texts, {_gold(measured):,} spans of {labels}")
    for title, one in measured.items():
        strict, boundary = one.overall.strict, one.overall.boundary
        shares = f"precision {_say(strict.precision)}, recall {_say(strict.recall)}"
        print(f"    {title:<16} {_say(strict.f1)}  {_say(boundary.f1)}  {shares}")
    best = measured["both"] if "both" in measured else measured["rules"]
    by_label = (f"{label} {_say(one.strict.f1)}" for label, one in best.labels.items() if one.strict.gold)
    print(f"    by label: {', '.join(by_label)}", flush=True)


def _show_goals(corpus: Corpus, best: Measured, rules: Measured, ships: str) -> None:
    for what, goal, one, floor in (
        ("strict", GOALS[corpus.name][0], best.overall.strict, rules.overall.strict),
        ("boundary", GOALS[corpus.name][1], best.overall.boundary, rules.overall.boundary),
    ):
        if goal is None:
            continue
        value, base = one.f1 or 0.0, floor.f1 or 0.0
        ratio = f"{value / base:.2f}" if base else ""
        ok = "yes" if value >= goal else "NO"
        print(f"P22 {corpus.name} {what} F1, {ships} | {value:.3f} | {base:.3f} rules | {ratio} | ≥ {goal} | {ok}")


def _gold(measured: dict[str, Measured]) -> int:
    return next(iter(measured.values())).overall.strict.gold


def _say(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"
