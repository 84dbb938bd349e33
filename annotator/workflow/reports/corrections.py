"""What gold corrects: where it differs from one annotator, in context, with the adjudication's reason if it has one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from annotator.agreement.disagreements import Aligned, Kind
from annotator.domain.adjudication import Adjudication, adjudication_of
from annotator.domain.annotation import Mention, decided
from annotator.domain.decision import Decision, SpanState
from annotator.store import annotators, decisions
from annotator.store.connection import Project
from annotator.workflow.comparing import Comparison, Progress
from annotator.workflow.reports.content import Correction, Corrections
from annotator.workflow.reports.quoting import Texts

KIND_SAID = {
    Kind.LABEL: "label",
    Kind.BOUNDARY: "boundaries",
    Kind.BOTH: "label and boundaries",
    Kind.ONLY_A: "no entity",
    Kind.ONLY_B: "missed",
}
"""What a correction is, seen from the annotator."""

_Span = tuple[int, int, str]


def corrections(
    project: Project, comparison: Comparison, name: str, texts: Texts, *, most: int, progress: Progress | None = None
) -> Corrections:
    """Return where gold differs from an annotator, the first `most` places; none where there is no gold."""
    gold = comparison.gold
    if gold is None:
        return Corrections(0, ())
    rows = comparison.aligned(comparison.names.index(name), gold)
    number = annotators.annotator_number(project, comparison.names[gold])
    chosen = np.flatnonzero(rows.kind != Kind.EXACT)
    found: list[Correction] = []
    article, reasons = 0, _Reasons([])
    for done, at in enumerate(chosen[:most].tolist()):
        here = int(comparison.articles[rows.document[at]])
        if here != article:
            article, reasons = here, _Reasons(_mentions(decisions.standing(project, number or 0, here)))
            if progress is not None:
                progress(done, len(chosen))
        found.append(_correction(comparison.labels, rows, at, (article, reasons), texts))
    return Corrections(len(chosen), tuple(found))


def _correction(labels: Sequence[str], rows: Aligned, at: int, where: tuple[int, _Reasons], texts: Texts) -> Correction:
    article, reasons = where
    theirs, golds = (_span(labels, rows, at, side) for side in (0, 1))
    there = [one for one in (theirs, golds) if one is not None]
    text = texts.text(article)
    why = reasons.of(theirs, golds)
    return Correction(
        KIND_SAID[Kind(int(rows.kind[at]))],
        texts.quote(article, min(one[0] for one in there), max(one[1] for one in there)),
        None if theirs is None else (text[theirs[0] : theirs[1]], theirs[2]),
        None if golds is None else (text[golds[0] : golds[1]], golds[2]),
        ruling="" if why is None else str(why.ruling),
        adjudicator="" if why is None else why.adjudicator,
        cause="" if why is None or why.cause is None else str(why.cause),
        note="" if why is None else why.note,
    )


def _span(labels: Sequence[str], rows: Aligned, at: int, side: int) -> _Span | None:
    start = int(rows.starts[side][at])
    return None if start < 0 else (start, int(rows.ends[side][at]), labels[int(rows.labels[side][at])])


def _mentions(standing: Sequence[Decision | Mention]) -> Iterator[Mention]:
    for one in standing:
        mention = one if isinstance(one, Mention) else decided(one)
        if mention is not None and not mention.is_open:
            yield mention


class _Reasons:
    """The adjudications behind gold's mentions in one article."""

    def __init__(self, mentions: Iterable[Mention]) -> None:
        """Note which spans each settled: its own, those it weighed, and where it said that there is none."""
        self._own: dict[_Span, Adjudication] = {}
        self._weighed: dict[_Span, Adjudication] = {}
        self._refused: list[tuple[int, int, Adjudication]] = []
        for one in mentions:
            how = adjudication_of(one)
            if how is None:
                continue
            if one.state is SpanState.ACCEPTED:
                self._own[one.start, one.end, one.label] = how
            elif one.state is SpanState.REJECTED:
                self._refused.append((one.start, one.end, how))
            for spans in how.votes.values():
                for start, end, label in spans:
                    self._weighed.setdefault((start, end, label), how)

    def of(self, theirs: _Span | None, golds: _Span | None) -> Adjudication | None:
        """Return what is behind a difference: of gold's span itself, else of one that weighed the annotator's."""
        how = self._own.get(golds) if golds is not None else None
        if how is not None or theirs is None:
            return how
        start, end, _ = theirs
        refused = (how for low, high, how in self._refused if low < end and start < high)
        return self._weighed.get(theirs) or next(refused, None)
