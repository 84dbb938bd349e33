"""How good suggestions are, as tables for a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotator.cli.printing import counted
from annotator.cli.tables import plain, table
from annotator.workflow.comparing import LeftOut
from annotator.workflow.evaluating import Against, Evaluation, EvaluationReport, Rates
from annotator.workflow.reports.wording import number

_RATES = ("strict", "P", "R", "boundary", "P", "R", "relaxed", "P", "R")
_NOTE = (
    "Strict: same start, end and label; boundary: same start and end, any label; relaxed: a shared character and the "
    "same label. F1, then precision and recall."
)


def evaluation_lines(report: EvaluationReport) -> Iterator[str]:
    """Yield the report as lines: what gold is, the numbers of each thing measured, then labels and sources of one."""
    yield f"Gold: {plain(report.gold)}, {counted(report.texts, 'text')}, {counted(report.spans, 'span')}"
    yield f"Labels compared: {', '.join(map(plain, report.labels))}"
    yield from _left_out(report.left_out)
    if report.stored:
        yield from _one(report.stored)
    if report.tried:
        yield ""
        yield f"Suggesters on {counted(report.texts, 'text')} of gold"
        yield from _rows("", {one.name: one.measured.overall for one in report.tried})
        for one in report.tried:
            low, high = one.measured.low, one.measured.high
            if low is not None and high is not None:
                yield f"{plain(one.name)}: strict F1 95 % interval {number(low)}–{number(high)}"
        if not report.stored:
            yield from _details(report.tried[-1])
    yield ""
    yield _NOTE


def _one(one: Evaluation) -> Iterator[str]:
    measured = one.measured
    yield ""
    yield f"{plain(one.name)}: {counted(measured.texts, 'text')} compared"
    yield from _left_out((*one.left_out, *measured.left_out))
    if measured.low is not None and measured.high is not None:
        yield f"Strict F1 95 % interval: {number(measured.low)}–{number(measured.high)}"
    yield from _rows("", {"all": measured.overall})
    yield from _labels_and_sources(one)


def _details(one: Evaluation) -> Iterator[str]:
    yield ""
    yield f"In detail: {plain(one.name)} {plain(one.version)}"
    yield from _left_out(one.measured.left_out)
    yield from _labels_and_sources(one)


def _labels_and_sources(one: Evaluation) -> Iterator[str]:
    for what, rows in (("label", one.measured.labels), ("source", one.measured.sources)):
        if rows:
            yield ""
            yield from _rows(what, rows)
    if one.measured.sources:
        yield "A source’s recall is the share of gold it finds by itself."


def _rows(what: str, rows: Mapping[str, Against]) -> Iterator[str]:
    lines: list[Sequence[str]] = [(what, "found", "gold", *_RATES)]
    for name, one in rows.items():
        rates = (value for kind in (one.strict, one.boundary, one.relaxed) for value in _three(kind))
        lines.append((plain(name), f"{one.strict.found:,}", f"{one.strict.gold:,}", *rates))
    yield from table(lines, right=range(1, 3 + len(_RATES)))


def _three(one: Rates) -> tuple[str, str, str]:
    return number(one.f1), number(one.precision), number(one.recall)


def _left_out(left: Iterable[LeftOut]) -> Iterator[str]:
    for one in left:
        yield f"Left out: {plain(one.what)}: {one.count:,}."
