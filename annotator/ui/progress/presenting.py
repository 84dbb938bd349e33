"""From how a project stands to the words and numbers of the page. Pure functions."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QLocale

from annotator.ui.models.plain import isolated
from annotator.ui.progress.acceptance_model import percent
from annotator.ui.progress.curve_table import f1
from annotator.ui.progress.values import Curve, ProgressState
from annotator.ui.review.cards import Card

_NONE = "–"


def _tr(text: str, *, n: int = -1) -> str:
    return QCoreApplication.translate("progress", text, "", n)


def cards(state: ProgressState) -> tuple[Card, ...]:
    """Return the figures as cards."""
    figures, locale = state.figures, QLocale()
    each = _NONE
    if figures.finished:
        each = locale.toString(figures.decisions_in_finished / figures.finished, "f", 1)
    unchanged = figures.unchanged / figures.answered if figures.answered else None
    last = state.curve.points[-1] if state.curve.points else None
    over = min(len(state.curve.points), state.curve.window)
    return (
        Card(
            _tr("Articles finished"),
            locale.toString(figures.finished),
            _tr("of {n}").format(n=locale.toString(figures.articles)),
        ),
        Card(
            _tr("Decisions"),
            locale.toString(figures.decisions),
            _tr("accepted or rejected"),
        ),
        Card(
            _tr("Decisions per article"),
            each,
            _tr("in those finished"),
        ),
        Card(
            _tr("Accepted unchanged"),
            percent(unchanged),
            _tr("{some} of {all}").format(
                some=locale.toString(figures.unchanged), all=locale.toString(figures.answered)
            )
            if figures.answered
            else _tr("none answered yet"),
        ),
        Card(
            _tr("F1 of suggestions"),
            f1(last.mean) if last is not None else _NONE,
            _mean_of(over),
        ),
    )


def _mean_of(count: int) -> str:
    if count > 1:
        return _tr("mean of the last {n}").format(n=count)
    return _tr("in the one article finished") if count else _tr("no article finished with any")


def coming_sentence(curve: Curve) -> str:
    """Return what is to say where there is no curve yet; "" where there is one: from two points on."""
    if len(curve.points) > 1:
        return ""
    if not curve.points:
        return _tr(
            "With every article you finish with {finish} a point comes here: how well its suggestions agreed "
            "with what you decided. The line is their mean, and shows whether the suggester learns. It begins with the "
            "second."
        )
    return _tr(
        "One article is finished: its suggestions agreed with what you decided to an F1 of {score}. With the next one "
        "a curve begins here, a point an article and a line for their mean. It shows whether the suggester learns."
    ).format(score=f1(curve.points[0].score))


def point_sentence(curve: Curve, place: int) -> str:
    """Return what is to say about a point of the curve."""
    point = curve.points[place]
    said = _tr("{place} of {all} · {title} · F1 {score} · mean {mean}").format(
        place=place + 1,
        all=len(curve.points),
        title=isolated(point.title),
        score=f1(point.score),
        mean=f1(point.mean),
    )
    return f"{said} · {_tr('from here on: {0}').format(isolated(point.pipeline))}" if point.pipeline else said


def mutes(state: ProgressState) -> str:
    """Return when something mutes itself."""
    return _tr(
        "What is accepted unchanged in less than {share} of {count} decisions about its version in use mutes itself."
    ).format(share=percent(state.mute_below), count=state.mute_after)
