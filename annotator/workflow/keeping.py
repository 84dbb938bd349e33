"""What is kept beside the log with every decision: the sets' cached lines, and the packed spans of finished ones.

All of it can be made again from the log; none of it is read to decide anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from annotator.domain.annotation import AnnotationSet, Mention
from annotator.domain.decision import SetState, SpanState
from annotator.store import decisions, packs
from annotator.store.connection import Project

if TYPE_CHECKING:
    from annotator.agreement.units import Tokens


def keep_counts(project: Project, annotator: int, sets: Iterable[AnnotationSet], last_decision: int) -> None:
    """Write the cached lines of these sets, and their packed spans, inside the caller's transaction."""
    sets = tuple(sets)
    keep_packs(project, annotator, sets)
    decisions.keep_counts(
        project,
        annotator,
        (
            decisions.SetCounts(
                one.number,
                one.state,
                one.counts[SpanState.SUGGESTED],
                one.counts[SpanState.ACCEPTED],
                one.counts[SpanState.REJECTED],
            )
            for one in sets
        ),
        last_decision=last_decision,
    )


def keep_packs(project: Project, annotator: int, sets: Iterable[AnnotationSet]) -> None:
    """Write or forget the packs of these sets inside the caller's transaction."""
    finished: list[AnnotationSet] = []
    others: list[int] = []
    for one in sets:
        if one.state is SetState.FINISHED:
            finished.append(one)
        else:
            others.append(one.number)
    if others:
        packs.drop(project, annotator, others)
    if finished:
        _keep(project, [(annotator, one.number, one.article.text, one.accepted) for one in finished])


_Set = tuple[int, int, str, tuple[Mention, ...]]
"""Annotator, article, its text, and the accepted mentions."""


def _keep(project: Project, sets: list[_Set]) -> None:
    # Imported with the first set that is finished: numpy costs a tenth of a second and the first paint needs none.
    from annotator.agreement import pack, tokens_of  # noqa: PLC0415

    numbers = packs.label_numbers(project, {one.label for *_, mentions in sets for one in mentions})
    made: list[packs.StoredPack] = []
    last: tuple[int, Tokens] | None = None
    for annotator, article, text, mentions in sets:
        if last is None or last[0] != article:
            last = article, tokens_of(text)
        rows = pack(mentions, numbers, last[1])
        made.append(packs.StoredPack(article, annotator, len(last[1]), rows.astype("<i4").tobytes()))
    packs.keep(project, made)


def is_kept(page: AnnotationSet, kept: packs.StoredPack | None, numbers: Mapping[str, int]) -> bool:
    """Tell whether what is packed of a set (None: nothing) is what it should be."""
    if page.state is not SetState.FINISHED or kept is None:
        return page.state is not SetState.FINISHED and kept is None
    from annotator.agreement import pack, tokens_of  # noqa: PLC0415 - as above

    if not {one.label for one in page.accepted}.issubset(numbers):
        return False
    tokens = tokens_of(page.article.text)
    return (kept.tokens, kept.spans) == (len(tokens), pack(page.accepted, numbers, tokens).astype("<i4").tobytes())


def wrong_blocks(project: Project) -> list[tuple[int, int]]:
    """Return the first and the last article of each block whose counts are not those of its packs."""
    from annotator.workflow.tabulating import wrong_blocks  # noqa: PLC0415 - as above

    return wrong_blocks(project)
