"""From the numbers of a comparison to what the widgets show: cards, matrices, labels and articles in order.

Pure functions; what is said about single disagreements is in `presenting_cases`, how a number is written in `wording`.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from annotator.ui.models.plain import isolated, one_line
from annotator.ui.review.cards import Card
from annotator.ui.review.matrix_model import Cell, Matrix
from annotator.ui.review.ranked import Ranked
from annotator.ui.review.wording import (
    NO_NUMBER,
    about,
    counted,
    in_articles,
    in_words,
    interval,
    kept_together,
    left_out,
    number,
    translate,
)

if TYPE_CHECKING:
    # numpy comes with them; whoever has such a value has loaded it already.
    from annotator.workflow.comparing import Comparison, Confusion, Metric, Score
    from annotator.workflow.disagreeing import Disagreements
    from annotator.workflow.overview import Overview, PairOverview

_F1_FROM = 0.3
"""The F1 from which on a cell of two annotators begins to turn green."""
_LIFT = 0.6
"""The power that lifts small counts to a ground one can see."""
_MOST_ARTICLES = 200
_LAST = 2.0
"""Stands behind every F1."""
_SHOWN = ("strict_f1", "relaxed_f1", "alpha")


# ---- cards


def cards(
    comparison: Comparison, disagreements: Disagreements | None, *, drawn: Mapping[str, Score] | None = None
) -> tuple[Card, ...]:
    """Return the cards of the overview: strict and relaxed F1, alpha, what is open, what no number rests on.

    Without `disagreements` they are still being looked for.
    Scores in `drawn`, by name, have their interval from a bootstrap and are shown instead of those of the moment.
    """
    drawn = drawn or {}
    strict, relaxed, alpha = (drawn.get(name) or comparison.score(name) for name in _SHOWN)
    pairs = len(comparison.pairs)
    title = {
        0: translate("review", "Strict F1"),
        1: translate("review", "Strict F1 · 1 pair, pooled"),
    }.get(pairs) or translate("review", "Strict F1 · {n} pairs, pooled").format(n=pairs)
    cost = ""
    if strict.value is not None and relaxed.value is not None:
        cost = translate("review", "boundaries cost {cost}").format(cost=number(relaxed.value - strict.value))
    return (
        _score_card(title, strict, in_articles(strict.documents), drawn=bool(drawn)),
        _score_card(translate("review", "Relaxed F1"), relaxed, cost, drawn=bool(drawn)),
        _score_card(translate("review", "Krippendorff’s α, tokens"), alpha, _alone(comparison), drawn=bool(drawn)),
        _open_card(disagreements),
        _left_out_card(comparison, (strict, relaxed, alpha)),
    )


def _metric(name: str) -> Metric:
    from annotator.workflow.comparing import METRICS  # noqa: PLC0415 - numpy, which the first paint does not wait for

    return next(one for one in METRICS if one.name == name)


def _score_card(title: str, score: Score, beside: str, *, drawn: bool) -> Card:
    tooltip = about(score, _metric(score.metric))
    if score.value is None:
        return Card(title, NO_NUMBER, translate("agreement", score.reason), tooltip)
    ends = interval(score).rstrip(".") if beside else interval(score)
    if drawn and score.low is not None:
        ends = translate("review", "bootstrap {interval}").format(interval=ends)
    parts = (ends, beside)
    return Card(title, number(score.value), " · ".join(kept_together(part) for part in parts if part), tooltip)


def _alone(comparison: Comparison) -> str:
    """Say how many articles only one of the people has finished, "" for none."""
    people = list(comparison.people.annotators)
    alone = int((comparison.tables.finished[:, people].sum(axis=1) == 1).sum())
    if alone == 1:
        return translate("review", "1 article had one person only")
    return translate("review", "{n} articles had one person only").format(n=counted(alone)) if alone else ""


def _open_card(disagreements: Disagreements | None) -> Card:
    if disagreements is None:
        return Card(translate("review", "Open disagreements"), NO_NUMBER, translate("review", "being looked for"))
    import numpy as np  # noqa: PLC0415 - the first paint does not wait for it

    from annotator.workflow.disagreeing import Status  # noqa: PLC0415 - likewise

    here = disagreements
    waiting = here.disputed & (here.status != Status.DECIDED)
    changed = int((here.disputed & (here.status == Status.CHANGED)).sum())
    cases = int((np.bincount(here.case_of[waiting], minlength=1) > 0).sum())
    parts = [translate("review", "of {n}").format(n=counted(here.count()))]
    distinct = translate("review", "{n} distinct cases").format(n=counted(cases))
    parts.append(translate("review", "1 distinct case") if cases == 1 else distinct)
    if changed:
        parts.append(translate("review", "{n} with other votes since").format(n=counted(changed)))
    tooltip = translate(
        "review",
        "Places where the annotators who finished an article do not all have the same spans, and which gold has not "
        "settled. Spans that overlap are one place; places with the same text and the same votes are one case.",
    )
    value = counted(int(waiting.sum()))
    return Card(
        translate("review", "Open disagreements"), value, " · ".join(kept_together(part) for part in parts), tooltip
    )


def _left_out_card(comparison: Comparison, scores: tuple[Score, ...]) -> Card:
    left = comparison.total_articles - comparison.common()
    note = {
        0: translate("review", "two people have finished every article"),
        1: translate("review", "article not finished by two people"),
    }.get(left) or translate("review", "articles not finished by two people")
    lines = [translate("review", "Numbers of agreement rest on articles that two or more annotators have finished.")]
    others = {one.what: one.count for score in scores for one in score.left_out}
    lines += [left_out(what, count) for what, count in others.items()]
    return Card(translate("review", "Left out"), counted(left), note, "\n".join(lines))


# ---- matrices


def annotator_matrix(overview: Overview) -> Matrix:
    """Return strict F1 of everybody with everybody, and with gold where gold has finished what they have.

    Rows and columns are the annotators' names, gold last.
    """
    pairs = {frozenset((one.one, one.other)): _pair_cell(one) for one in overview.pairs}
    with_gold = [one for one in overview.against_gold.values() if one.documents]
    pairs |= {frozenset((one.one, one.other)): _pair_cell(one) for one in with_gold}
    names = (*overview.annotators, *([overview.gold] if with_gold else []))
    itself = Cell("", choosable=False)
    rows = tuple(tuple(pairs.get(frozenset((one, other)), itself) for other in names) for one in names)
    return Matrix(names, names, rows, translate("review", "strict F1"))


def _pair_cell(pair: PairOverview) -> Cell:
    strict = pair.scores["strict_f1"]
    titles = {
        "strict_f1": translate("review", "Strict F1"),
        "relaxed_f1": translate("review", "Relaxed F1"),
        "alpha": translate("review", "Krippendorff’s α, tokens"),
    }
    lines = [f"{isolated(pair.one)} × {isolated(pair.other)} · {in_articles(pair.documents)}"]
    lines += [f"{title}: {in_words(pair.scores[name])}" for name, title in titles.items() if name in pair.scores]
    tooltip = "\n".join(lines)
    if strict.value is None:
        return Cell(NO_NUMBER, tooltip=tooltip, choosable=False)
    strength = (strict.value - _F1_FROM) / (1 - _F1_FROM)
    return Cell(number(strict.value), max(strength, 0.02), agreeing=True, tooltip=tooltip)


def label_matrix(confusion: Confusion) -> Matrix:
    """Return how often which label met which, the commonest first; labels nobody used are left out.

    "none" stands before them all: most disagreements are there, and with many labels the last ones are out of sight.
    Rows and columns are names of labels, "none" as the workflow has it, so that a cell is what `Wanted.cell` wants.
    """
    counts = confusion.counts.tolist()
    none = len(confusion.labels) - 1
    used = {at: sum(counts[at]) + sum(row[at] for row in counts) for at in range(none)}
    order = [none, *sorted((at for at in used if used[at]), key=lambda at: (-used[at], confusion.labels[at]))]
    names = tuple(confusion.labels[at] for at in order)
    most = max((counts[at][at] for at in order), default=0)
    worst = max((counts[one][other] for one in order for other in order if one != other), default=0)

    def cell(one: int, other: int) -> Cell:
        count = counts[one][other]
        if one == other == none:
            return Cell("", choosable=False)
        highest = most if one == other else worst
        strength = (count / highest) ** _LIFT if count else 0.0
        said = _met(confusion, one, other, none)
        return Cell(counted(count), strength, one == other, f"{said}: {counted(count)}", choosable=count > 0)

    rows = tuple(tuple(cell(one, other) for other in order) for one in order)
    corner = f"{confusion.one} ↓ {confusion.other} →" if confusion.one else translate("review", "all pairs")
    return Matrix(names, names, rows, corner)


def _met(confusion: Confusion, one: int, other: int, none: int) -> str:
    """Say what a cell counts."""
    first = isolated(confusion.one) if confusion.one else translate("review", "one of two")
    second = isolated(confusion.other) if confusion.other else translate("review", "the other")
    names = [isolated(confusion.labels[at]) for at in (one, other)]
    if one == other:
        return translate("review", "Both have {label}, with the same or other boundaries").format(label=names[0])
    if none in (one, other):
        who, whom = (first, second) if other == none else (second, first)
        label = names[0] if other == none else names[1]
        return translate("review", "{one} has {label}, {other} has nothing there").format(
            one=who, label=label, other=whom
        )
    return translate("review", "{one} has {label}, {other} has {instead}").format(
        one=first, label=names[0], other=second, instead=names[1]
    )


# ---- lists


def ranked_labels(overview: Overview) -> tuple[Ranked, ...]:
    """Return the labels by strict F1, the one that most needs a look first; those without a number last.

    A row's name is the label.
    """
    rows: list[tuple[float, Ranked]] = []
    for one in overview.labels:
        score = one.scores["strict_f1"]
        value = NO_NUMBER if score.value is None else number(score.value)
        note = translate("review", "1 span") if one.spans == 1 else translate("review", "{n} spans")
        tooltip = f"{one.label}: {in_words(score)}\n{about(score, _metric(score.metric))}"
        row = Ranked(one.label, value, score.value or 0.0, note.format(n=counted(one.spans)), tooltip)
        rows.append((_LAST if score.value is None else score.value, row))
    return tuple(row for _, row in sorted(rows, key=lambda row: (row[0], row[1].name)))


def ranked_articles(
    disagreements: Disagreements, title_of: Callable[[int], str]
) -> tuple[tuple[int, ...], tuple[Ranked, ...]]:
    """Return the numbers of the articles with most open disagreements, and their rows, the most first.

    Beside the title stands the article's own strict F1.
    """
    scores = disagreements.comparison.f1_by_article()
    left = disagreements.open_by_article()
    numbers = heapq.nsmallest(_MOST_ARTICLES, left, key=lambda article: (-left[article], article))
    most = max(left.values(), default=1)
    rows: list[Ranked] = []
    for article in numbers:
        title = one_line(title_of(article)) or translate("review", "Article {number}").format(number=article)
        tooltip = f"{title}\n" + translate("review", "{n} open").format(n=counted(left[article]))
        note = translate("review", "F1 {n}").format(n=number(scores[article])) if article in scores else ""
        rows.append(Ranked(title, counted(left[article]), left[article] / most, note, tooltip))
    return tuple(numbers), tuple(rows)
