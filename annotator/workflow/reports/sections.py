"""What a report for people says, in which order: the numbers first, then the places where people differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from annotator.agreement import METRICS, Score
from annotator.workflow.overview import PairOverview
from annotator.workflow.reports import charts
from annotator.workflow.reports.blocks import Block, Chart, Heading, Listed, Paragraph, Table
from annotator.workflow.reports.content import KIND_WORDS, PairKinds, Report
from annotator.workflow.reports.places import places
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
    used,
)

_PAIRS_ABREAST = 4
_MOST_BARS = 6
"""With more pairs than this their bars are only in the table."""


def sections(report: Report) -> Iterator[Block]:
    """Yield the report block by block."""
    yield from _summary(report)
    yield from _pairs(report)
    yield from _labels(report)
    yield from _confusion(report)
    yield from _kinds(report)
    yield from places(report)
    yield from _definitions(report)


def _summary(report: Report) -> Iterator[Block]:
    found = report.overview
    yield Heading(f"Agreement in {report.project}", level=1)
    people = ", ".join(found.annotators) or "nobody"
    gold = f" Gold is {found.gold}." if found.gold else ""
    yield Paragraph(f"Compared: {people}.{gold} Made {report.made}.")
    strict = found.scores["strict_f1"]
    if strict.value is None:
        yield Paragraph(f"There is none. {strict.reason}", strong="Strict F1:")
    else:
        ends = (
            f"95 % interval {interval(strict)}" if strict.low is not None else f"no interval: {strict.interval_reason}"
        )
        yield Paragraph(f"{number(strict.value)} ({ends}).", strong="Strict F1:")
    yield Paragraph(
        f"{found.documents:,} of {counted(found.articles, 'article')} compared, with {counted(found.spans, 'span')} in "
        f"all and {counted(report.disputes, 'place')} where people differ."
    )
    for one in left_out_of_all(report):
        yield Paragraph(f"{left_out(one)}.", strong="Left out:")
    yield Heading("Numbers over all annotators")
    yield from _main(report)


def _main(report: Report) -> Iterator[Block]:
    scores = report.overview.scores
    rows = [
        charts.Dot(one.title, score.value, score.low, score.high, _said(score))
        for one in report.metrics
        for score in [scores[one.name]]
    ]
    yield Chart(
        charts.dots(rows, title="Numbers with their 95 % intervals"),
        "Numbers with their 95 % intervals, as in the table.",
    )
    notes = Notes()
    yield Table(
        "Numbers over all annotators",
        ("Number", "Value", "95 % interval", "n", "Counts", "Articles", "Left out"),
        [
            (
                one.title,
                number(score.value),
                interval(score),
                f"{score.n:,}",
                f"{score.unit}s",
                f"{score.documents:,}",
                notes.letters(score.left_out),
            )
            for one in report.metrics
            for score in [scores[one.name]]
        ],
        right=frozenset({1, 2, 3, 5}),
    )
    for line in (*notes.lines(), *reasons(scores), intervals_by(report)):
        yield Paragraph(line)


def _said(score: Score) -> str:
    return number(score.value) if score.low is None else f"{number(score.value)} ({interval(score)})"


def _pairs(report: Report) -> Iterator[Block]:
    found = report.overview
    yield Heading("Pairs of annotators")
    if not found.pairs and not found.against_gold:
        yield Paragraph("There is no pair.")
        return
    yield from _pair_matrix(report)
    if found.pairs:
        yield from _pair_tables("Pairs of annotators", found.pairs)
    if found.against_gold:
        yield from _pair_tables("Each annotator against gold", tuple(found.against_gold.values()))


def _pair_matrix(report: Report) -> Iterator[Block]:
    found = report.overview
    names = [*found.annotators, *([found.gold] if found.gold else [])]
    values = {
        frozenset((pair.one, pair.other)): pair.scores["strict_f1"].value
        for pair in (*found.pairs, *found.against_gold.values())
    }
    matrix = [[values.get(frozenset((one, other))) if one != other else None for other in names] for one in names]
    cells = [["·" if at == to else number(value) for to, value in enumerate(row)] for at, row in enumerate(matrix)]
    yield from _shaded("Strict F1 of each pair", names, cells, [[value or 0.0 for value in row] for row in matrix])


def _shaded(
    title: str, names: Sequence[str], cells: Sequence[Sequence[str]], shades: Sequence[Sequence[float]]
) -> Iterator[Block]:
    heatmap = charts.Heatmap(names, names, cells, shades)

    yield Chart(charts.heatmap(heatmap, title=title), f"{title}, as in the table.", table_says_it=True)
    yield Table(
        title,
        ("", *names),
        [(name, *row) for name, row in zip(names, cells, strict=True)],
        right=frozenset(range(1, len(names) + 1)),
        shades={(at, to + 1): shade for at, row in enumerate(shades) for to, shade in enumerate(row) if shade},
        upright=True,
    )


def _pair_tables(caption: str, pairs: Sequence[PairOverview]) -> Iterator[Block]:
    """Yield every number of every pair, a column each, a few pairs to a table."""
    notes = Notes()
    for at in range(0, len(pairs), _PAIRS_ABREAST):
        some = pairs[at : at + _PAIRS_ABREAST]
        rows = [("Articles both finished", *(f"{one.documents:,}" for one in some))]
        for name, title in ((one.name, one.title) for one in METRICS):
            rows.append((title, *(_with_n(one.scores[name], notes) for one in some)))
        yield Table(
            caption,
            ("Number (95 % interval), n", *(f"{one.one} and {one.other}" for one in some)),
            rows,
            right=frozenset(range(1, len(some) + 1)),
        )
    why = {line: None for one in pairs for line in reasons(one.scores)}
    for line in (*notes.lines(), *why):
        yield Paragraph(line)


def _with_n(score: Score, notes: Notes) -> str:
    if score.value is None:
        return NONE
    letters = notes.letters(score.left_out)
    return f"{_said(score)}, n {score.n:,}{f' [{letters}]' if letters else ''}"


def _labels(report: Report) -> Iterator[Block]:
    labels = by_strict_f1(report.overview.labels)
    yield Heading("Labels")
    if not labels:
        yield Paragraph("No label was used in the articles compared.")
        return
    each = [(one.label, one.spans, one.scores["strict_f1"]) for one in labels]
    rows = [
        charts.Dot(label, score.value, score.low, score.high, f"{_said(score)}  n {spans:,}")
        for label, spans, score in each
    ]
    title = "Strict F1 by label with 95 % intervals"
    yield Chart(charts.dots(rows, title=title), f"{title}, as in the table.")
    yield Table(
        "Labels, over all annotators",
        ("Label", "Spans", "Strict F1", "95 % interval", "Alpha", "Kappa, all tokens", "Unitizing alpha"),
        [
            (
                one.label,
                f"{one.spans:,}",
                number(one.scores["strict_f1"].value),
                interval(one.scores["strict_f1"]),
                *(
                    _said(one.scores[name]) if name in one.scores else NONE
                    for name in ("alpha", "kappa_all", "alpha_u")
                ),
            )
            for one in labels
        ],
        right=frozenset(range(1, 7)),
    )


def _confusion(report: Report) -> Iterator[Block]:
    confusion = report.overview.confusion
    names, counts = used(confusion.labels, confusion.counts.tolist())
    yield Heading("Label by label")
    if not names:
        yield Paragraph("There are no spans to compare.")
        return
    yield Paragraph(
        "Spans of two annotators that belong together, by the label each gave; “none” is a span the other does not "
        "have. All pairs are added up, both ways round. Shaded by the share of its row: agreement on the diagonal, "
        "disagreement beside it."
    )
    shades = [
        [(1 if at == to else -1) * count / max(1, sum(row)) for to, count in enumerate(row)]
        for at, row in enumerate(counts)
    ]
    cells = [[f"{count:,}" if count else "·" for count in row] for row in counts]
    yield from _shaded("Label by label", names, cells, shades)


def _kinds(report: Report) -> Iterator[Block]:
    pairs = (*report.kinds, *report.gold_kinds)
    yield Heading("Kinds of disagreement")
    if not pairs:
        yield Paragraph("There is no pair.")
        return
    title = "Disagreements of pairs by kind"
    if len(pairs) <= _MOST_BARS:
        groups = [charts.Bars(f"{one.one} and {one.other}", _bars(one)) for one in pairs]
        yield Chart(charts.bars(groups, title=title), f"{title}, as in the table.")
    yield Table(
        "Spans of two annotators, aligned one to one",
        ("", "", *(words[:1].upper() + words[1:] for words in KIND_WORDS.values())),
        [(one.one, one.other, *(f"{one.counts[kind]:,}" for kind in KIND_WORDS)) for one in pairs],
        right=frozenset(range(2, 2 + len(KIND_WORDS))),
        heads=2,
    )


def _bars(pair: PairKinds) -> list[tuple[str, float, str]]:
    words = [(kind, text) for kind, text in KIND_WORDS.items() if kind.name != "EXACT"]
    every = sum(pair.counts.values()) or 1
    named = {"only the first": f"only {pair.one}", "only the second": f"only {pair.other}"}
    return [
        (named.get(text, text), float(pair.counts[kind]), f"{pair.counts[kind]:,} ({pair.counts[kind] / every:.1%})")
        for kind, text in words
    ]


def _definitions(report: Report) -> Iterator[Block]:
    yield Heading("What the numbers count")
    yield Listed([(f"{one.title} ({one.name})", f"{one.definition} It counts {one.unit}s.") for one in report.metrics])
    for line in readings():
        yield Paragraph(line)
