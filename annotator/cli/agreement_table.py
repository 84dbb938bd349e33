"""How far annotators agree, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from annotator.cli.tables import plain, table
from annotator.workflow.overview import PairOverview
from annotator.workflow.reports.content import KIND_WORDS, Corrections, PairKinds, Report
from annotator.workflow.reports.wording import (
    NONE,
    Notes,
    by_strict_f1,
    counted,
    interval,
    intervals_by,
    left_out,
    left_out_of_all,
    number,
    readings,
    reasons,
    said,
    used,
)

_SHORT = ("strict_f1", "relaxed_f1", "boundary_f1", "label_agreement", "alpha", "kappa_annotated")
"""The numbers shown for each pair; all are in the other kinds of report."""
_CASES = 5


def report_lines(report: Report, *, definitions: bool = False) -> Iterator[str]:
    """Yield the report as lines: the main numbers, pairs, labels, gold, the confusion matrix and what to look at."""
    found = report.overview
    people = ", ".join(map(plain, found.annotators)) or "nobody"
    yield f"{counted(len(found.annotators), 'annotator')}: {people}" + (
        f"; gold: {plain(found.gold)}" * bool(found.gold)
    )
    yield (
        f"{found.documents:,} of {counted(found.articles, 'article')} compared, {counted(found.spans, 'span')}, "
        f"{counted(report.disputes, 'disagreement')}"
    )
    for one in left_out_of_all(report):
        yield f"Left out: {left_out(one)}."
    yield from _main(report)
    if len(found.pairs) > 1:
        yield from _pairs("Pairs", found.pairs)
    if found.against_gold:
        yield from _pairs("Against gold", found.against_gold.values())
    yield from _kinds((*report.kinds, *report.gold_kinds))
    yield from _labels(report)
    yield from _confusion(report)
    yield from _cases(report)
    if definitions:
        yield from _definitions(report)
    else:
        yield ""
        yield "What each number counts: --definitions. Reports: --markdown FILE, --html FILE, --csv FILE."


def _main(report: Report) -> Iterator[str]:
    scores = report.overview.scores
    notes = Notes()
    rows = [["number", "value", "95 % interval", "n", "", "articles", "left out"]]
    for metric in report.metrics:
        score = scores[metric.name]
        rows.append(
            [
                metric.title,
                number(score.value),
                interval(score),
                f"{score.n:,}",
                f"{score.unit}s",
                f"{score.documents:,}",
                notes.letters(score.left_out),
            ]
        )
    yield ""
    yield from table(rows, right=(1, 3, 5))
    yield from notes.lines()
    yield from reasons(scores)
    yield intervals_by(report)


def _pairs(title: str, pairs: Iterable[PairOverview]) -> Iterator[str]:
    rows = [["", "", "articles", "strict F1", "95 % interval", "relaxed", "boundary", "label", "alpha", "kappa ann."]]
    reasons: dict[str, None] = {}
    for pair in pairs:
        strict, *others = (pair.scores[name] for name in _SHORT)
        if strict.value is None:
            reasons[strict.reason] = None
        rows.append(
            [
                plain(pair.one),
                plain(pair.other),
                f"{pair.documents:,}",
                number(strict.value),
                interval(strict),
                *(number(one.value) for one in others),
            ]
        )
    yield ""
    yield title
    yield from table(rows, right=(2, 3, 5, 6, 7, 8, 9))
    yield from (f"no number: {reason}" for reason in reasons)


def _kinds(pairs: Sequence[PairKinds]) -> Iterator[str]:
    if not pairs:
        return
    rows = [["", "", *KIND_WORDS.values()]]
    rows += [[plain(one.one), plain(one.other), *(f"{one.counts[kind]:,}" for kind in KIND_WORDS)] for one in pairs]
    yield ""
    yield "Spans of two annotators"
    yield from table(rows, right=range(2, 2 + len(KIND_WORDS)))


def _labels(report: Report) -> Iterator[str]:
    if not report.overview.labels:
        return
    rows = [["label", "spans", "strict F1", "95 % interval", "alpha"]]
    for one in by_strict_f1(report.overview.labels):
        strict, alpha = one.scores.get("strict_f1"), one.scores.get("alpha")
        rows.append(
            [
                plain(one.label),
                f"{one.spans:,}",
                number(strict.value if strict else None),
                interval(strict) if strict else NONE,
                number(alpha.value if alpha else None),
            ]
        )
    yield ""
    yield "Labels"
    yield from table(rows, right=(1, 2, 4))


def _confusion(report: Report) -> Iterator[str]:
    names, counts = used(report.overview.confusion.labels, report.overview.confusion.counts.tolist())
    if not names:
        return
    yield ""
    yield "Label by label, spans that belong together (all pairs, both ways round)"
    rows = [["", "", *(str(at) for at in range(1, len(names) + 1))]]
    rows += [
        [str(at), plain(name), *(f"{one:,}" if one else "·" for one in row)]
        for at, (name, row) in enumerate(zip(names, counts, strict=True), 1)
    ]
    yield from table(rows, right=(0, *range(2, len(names) + 2)))


def _cases(report: Report) -> Iterator[str]:
    if not report.cases:
        return
    yield ""
    yield f"Most frequent disagreements ({len(report.cases[:_CASES]):,} of {report.case_count:,} different ones)"
    for case in report.cases[:_CASES]:
        votes = "; ".join(f"{', '.join(map(plain, one.annotators))}: {plain(said(one))}" for one in case.voices)
        yield f"{counted(case.count, 'time'):>9} {plain(case.quote.surface)} · {', '.join(case.differ)} · {votes}"


def _definitions(report: Report) -> Iterator[str]:
    yield ""
    yield "Definitions"
    for metric in report.metrics:
        yield f"{metric.title} ({metric.name}, counts {metric.unit}s): {metric.definition}"
    yield from readings()


def correction_lines(name: str, corrections: Corrections) -> Iterator[str]:
    """Yield where gold differs from an annotator, article by article."""
    yield f"{plain(name)}: {counted(corrections.count, 'correction')}"
    article = 0
    for one in corrections.places:
        if one.quote.article != article:
            article = one.quote.article
            yield ""
            yield plain(one.quote.title)
        why = "; ".join(part for part in (one.cause, one.note) if part)
        yield (
            f"  {one.kind}: {_span(one.theirs)} → {_span(one.golds)}{f' ({plain(why)})' if why else ''}"
            f"\n      {plain(one.quote.before)}[{plain(one.quote.surface)}]{plain(one.quote.after)}"
        )


def _span(one: tuple[str, str] | None) -> str:
    return "no span" if one is None else f"“{plain(one[0])}” {plain(one[1])}"
