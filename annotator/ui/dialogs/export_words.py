"""What an export holds, leaves out and loses, in words: the same before it is written and after."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

from annotator.ui.models.plain import one_line

if TYPE_CHECKING:
    # With it the formats come, which the first paint does not wait for.
    from annotator.workflow.exporting import ExportReport, Loss, Preflight

translate = QCoreApplication.translate
"""Named so that Qt's lupdate finds the texts."""

_KINDS = 2
"""So many kinds of losses are named in a message; all of them are in the list."""


def held(counted: Preflight) -> str:
    """Return "2 articles with 1 span", or "2 annotation sets with 1 span" where several annotators may have one."""
    if counted.by_one:
        one, many = translate("export", "1 article"), translate("export", "{n} articles")
    else:
        one, many = translate("export", "1 annotation set"), translate("export", "{n} annotation sets")
    sets = one if counted.annotation_sets == 1 else many.format(n=_number(counted.annotation_sets))
    one, many = translate("export", "1 span"), translate("export", "{n} spans")
    spans = one if counted.written == 1 else many.format(n=_number(counted.written))
    return translate("export", "{sets} with {spans}").format(sets=sets, spans=spans)


def left_out(counted: Preflight) -> str:
    """Return a sentence on what was not asked for and so stays behind."""
    said = (
        *(_articles_left_out if counted.by_one else _sets_left_out)(counted),
        (
            counted.undecided,
            translate("export", "1 undecided suggestion"),
            translate("export", "{n} undecided suggestions"),
        ),
        (counted.rejected, translate("export", "1 rejected span"), translate("export", "{n} rejected spans")),
        (
            counted.other_labels,
            translate("export", "1 span with another label"),
            translate("export", "{n} spans with other labels"),
        ),
    )
    parts = [one if count == 1 else many.format(n=_number(count)) for count, one, many in said if count]
    if not parts:
        return translate("export", "Nothing is left out.")
    return translate("export", "Left out: {what}.").format(what=", ".join(parts))


def _articles_left_out(counted: Preflight) -> tuple[tuple[int, str, str], ...]:
    return (
        (
            counted.unfinished,
            translate("export", "1 article begun but not finished"),
            translate("export", "{n} articles begun but not finished"),
        ),
        (counted.not_begun, translate("export", "1 article not begun"), translate("export", "{n} articles not begun")),
    )


def _sets_left_out(counted: Preflight) -> tuple[tuple[int, str, str], ...]:
    return (
        (
            counted.unfinished,
            translate("export", "1 annotation set begun but not finished"),
            translate("export", "{n} annotation sets begun but not finished"),
        ),
        (
            counted.not_begun,
            translate("export", "1 annotation set not begun"),
            translate("export", "{n} annotation sets not begun"),
        ),
    )


def written(report: ExportReport) -> str:
    """Return a sentence on what is in the file now."""
    said = translate("export", "{held} written to “{file}”.")
    if report.compared:
        said = translate("export", "{held} written to “{file}”, read again and compared.")
    return said.format(held=held(report.preflight), file=one_line(report.path.name))


def lost(losses: Sequence[Loss]) -> str:
    """Return a sentence on what the format could not carry: the most frequent kinds, and how many more."""
    if not losses:
        return translate("export", "Nothing was lost.")
    said = "; ".join(map(kind_and_count, losses[:_KINDS]))
    more = len(losses) - _KINDS
    if more <= 0:
        return translate("export", "Lost: {what}.").format(what=said)
    if more == 1:
        return translate("export", "Lost: {what}; and one more kind.").format(what=said)
    return translate("export", "Lost: {what}; and {n} more kinds.").format(what=said, n=more)


def rows(losses: Sequence[Loss]) -> list[tuple[str, str, tuple[str, ...]]]:
    """Return how many, of what, for example which, for each kind."""
    return [(_number(one.count), kind(one), one.examples) for one in losses]


def kind_and_count(loss: Loss) -> str:
    """Return "discontinuous spans: 1", the number behind: "1 … spans" is no English, and some languages have more."""
    return f"{kind(loss)}: {_number(loss.count)}"


def kind(loss: Loss) -> str:
    """Return the kind of a loss in the person's language."""
    return translate("formats", loss.kind)


def _number(count: int) -> str:
    return QLocale().toString(count)
