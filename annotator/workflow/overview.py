"""The overview of a comparison: every number there is at one moment, for the window, the report and scripts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from annotator.agreement import METRICS, Bootstrap, LeftOut, Metric, Scope, Score
from annotator.agreement.scoring import UNFINISHED as UNFINISHED_DOCUMENTS
from annotator.workflow.comparing import Comparison, Confusion
from annotator.workflow.projects import open_project

UNFINISHED = "articles not finished by two of them"


@dataclass(frozen=True, slots=True)
class PairOverview:
    """Two annotators: how many articles both finished, and every number by its name."""

    one: str
    other: str
    documents: int
    scores: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class LabelOverview:
    """One label: how many spans have it in the articles compared, and the numbers there are for a single label."""

    label: str
    spans: int
    scores: Mapping[str, Score]


@dataclass(frozen=True, slots=True)
class Overview:
    """All numbers of one moment.

    `documents` are the articles that two or more of the annotators finished, `articles` all there are, `spans` those of
    the annotators in `documents`. `scores` are over all annotators, by name; `against_gold` by annotator, the same for
    each person and gold as a pair. `left_out` says what no number rests on.
    """

    annotators: tuple[str, ...]
    gold: str
    documents: int
    articles: int
    spans: int
    scores: Mapping[str, Score]
    pairs: tuple[PairOverview, ...]
    labels: tuple[LabelOverview, ...]
    confusion: Confusion
    against_gold: Mapping[str, PairOverview]
    left_out: tuple[LeftOut, ...]


def overview(
    comparison: Comparison,
    *,
    interval: bool = True,
    redraw: Bootstrap | None = None,
    only: Collection[str] | None = None,
) -> Overview:
    """Return everything there is to say; `redraw` takes the bootstrap for the main numbers' intervals.

    `only` names the metrics wanted, None for all.
    """
    metrics = [one for one in METRICS if only is None or one.name in only]
    tables, people = comparison.tables, comparison.people
    documents = comparison.common()
    scores = {one.name: one.score(tables, people, interval=interval, redraw=redraw) for one in metrics}
    pairs = tuple(pair_overview(comparison, *pair, metrics=metrics, interval=interval) for pair in comparison.pairs)
    labels = tuple(_label(comparison, at, metrics=metrics, interval=interval) for at in range(len(comparison.labels)))
    gold = comparison.gold
    left = [LeftOut(comparison.total_articles - documents, UNFINISHED)]
    # The articles are said once for all; what is left is what single numbers pass over.
    left += [one for one in _left_out(scores) if one.what != UNFINISHED_DOCUMENTS]
    return Overview(
        annotators=tuple(comparison.names[at] for at in people.annotators),
        gold="" if gold is None else comparison.names[gold],
        documents=documents,
        articles=comparison.total_articles,
        spans=tables.spans(people),
        scores=scores,
        pairs=pairs,
        labels=tuple(one for one in labels if one.spans),
        confusion=comparison.confusion(),
        against_gold={}
        if gold is None
        else {
            comparison.names[at]: pair_overview(comparison, at, gold, metrics=metrics, interval=interval)
            for at in people.annotators
        },
        left_out=tuple(one for one in left if one.count),
    )


def redrawn(
    path: Path,
    *,
    names: Sequence[str],
    metrics: Collection[str],
    seed: int = 1,
    resamples: int = 2000,
    progress: Callable[[int, int], None] | None = None,
) -> dict[str, Score]:
    """Return these numbers of a project's annotators with intervals by drawing articles anew, by the metrics' names.

    What `progress` raises stops it.
    """
    wanted = [one for one in METRICS if one.name in metrics]

    def part(at: int) -> Callable[[int, int], None]:
        def tell(done: int, total: int) -> None:
            if progress is not None:
                progress(at * total + done, len(wanted) * total)

        return tell

    with open_project(path) as project:
        comparison = Comparison(project, names=names, gold=None)
        return {
            one.name: one.score(
                comparison.tables, comparison.people, redraw=Bootstrap(seed, resamples, progress=part(at))
            )
            for at, one in enumerate(wanted)
        }


def pair_overview(
    comparison: Comparison, one: int, other: int, *, metrics: Iterable[Metric] = METRICS, interval: bool = True
) -> PairOverview:
    """Return the numbers of two annotators, by index."""
    scope = Scope((one, other))
    return PairOverview(
        comparison.names[one],
        comparison.names[other],
        comparison.tables.documents(scope),
        {metric.name: metric.score(comparison.tables, scope, interval=interval) for metric in metrics},
    )


def _label(comparison: Comparison, label: int, *, metrics: Iterable[Metric], interval: bool) -> LabelOverview:
    scope = Scope(comparison.people.annotators, label)
    spans = comparison.tables.spans(scope)
    scores = {
        one.name: one.score(comparison.tables, scope, interval=interval) for one in metrics if one.per_label and spans
    }
    return LabelOverview(comparison.labels[label], spans, scores)


def _left_out(scores: Mapping[str, Score]) -> list[LeftOut]:
    """Return what the numbers leave out, each thing once, with the largest count."""
    found: dict[str, int] = {}
    for score in scores.values():
        for one in score.left_out:
            found[one.what] = max(found.get(one.what, 0), one.count)
    return [LeftOut(count, what) for what, count in found.items()]
