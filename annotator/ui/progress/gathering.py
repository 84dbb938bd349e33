"""Reading how a project stands: figures, acceptance, the learning curve, trainings. On a job's thread only."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from annotator.domain.choices import SuggestChoices
from annotator.domain.reliability import Bin
from annotator.ui.progress.values import (
    NEWS,
    PIPELINE,
    Attempt,
    Curve,
    Figures,
    Kind,
    ListsState,
    Point,
    ProgressState,
    Row,
    Standing,
    SuggesterState,
    language_name,
)

if TYPE_CHECKING:
    from annotator.workflow.accepting import Acceptance, Muted
    from annotator.workflow.learning_curve import Point as Measured
    from annotator.workflow.trained import Card


def _tr(text: str, *, n: int = -1) -> str:
    return QCoreApplication.translate("progress", text, "", n)


def read_progress(path: Path, annotator: str, *, labels: Sequence[str]) -> ProgressState:
    """Return how a project stands for an annotator; `labels` are those of its scheme. May take seconds."""
    # What counts is loaded here, not on the way to the first paint.
    from annotator.workflow.accepting import acceptance, choices_of  # noqa: PLC0415 - see above
    from annotator.workflow.figures import figures  # noqa: PLC0415 - see above
    from annotator.workflow.gazetteers_in import gazetteer_lists  # noqa: PLC0415 - see above
    from annotator.workflow.learning_curve import WINDOW, learning_curve  # noqa: PLC0415 - see above
    from annotator.workflow.projects import open_project  # noqa: PLC0415 - see above
    from annotator.workflow.trained import cards, pipeline_in_use  # noqa: PLC0415 - see above

    with open_project(path) as project:
        choices = choices_of(project)
        answered = acceptance(project, annotator)
        counted = figures(project, annotator)
        lists = gazetteer_lists(project)
        made = cards(project.get("id") or "")
        in_use = pipeline_in_use(project.get("id") or "")
        curve = Curve(_points(learning_curve(project, annotator)), WINDOW)
    return ProgressState(
        figures=Figures(
            counted.articles,
            counted.finished,
            counted.decisions,
            counted.decisions_in_finished,
            sum(one.proposed for one in answered),
            sum(one.accepted for one in answered),
        ),
        curve=curve,
        suggester=_suggester(
            choices, [one for one in made if one.annotator == annotator], in_use and in_use[1], counted.finished
        ),
        rows=rows_of(answered, choices, labels),
        lists=ListsState(
            len(lists), sum(one.surfaces + one.patterns for one in lists), sum(not one.on for one in lists)
        ),
        mute_below=choices.mute_below,
        mute_after=choices.mute_after,
    )


# ---- the curve


def _points(found: Iterable[Measured]) -> tuple[Point, ...]:
    points: list[Point] = []
    name = ""
    for one in found:
        mark = ""
        if one.changed:
            # Pipelines that the program has taught itself go by the name of the one they were made from.
            now = f"{one.suggester} {one.version.partition('+')[0]}"
            mark = now if now != name else _tr("learnt anew")
        if one.suggester:
            name = f"{one.suggester} {one.version.partition('+')[0]}"
        points.append(Point(one.article, one.title, one.f1, one.mean, mark))
    return tuple(points)


# ---- the suggester


def _suggester(choices: SuggestChoices, made: Sequence[Card], in_use: Card | None, finished: int) -> SuggesterState:
    others = choices.suggester.startswith(PIPELINE)
    last = made[0] if made else None
    to_go = None
    if choices.retrain_after > 0:
        to_go = max(0, choices.retrain_after - (finished - (last.articles if last else 0)))
    return SuggesterState(
        key=choices.suggester,
        detail=_detail(choices, in_use),
        attempt=_attempt(last, in_use) if last else None,
        can_go_back=in_use is not None,
        can_map=others,
        language=choices.language,
        retrain_after=choices.retrain_after,
        to_go=to_go,
        reliability=_reliability(choices, in_use),
    )


def _reliability(choices: SuggestChoices, in_use: Card | None) -> tuple[Bin, ...] | None:
    """Return what is known of the scores of what suggests now."""
    from annotator.workflow.trained import shipped_reliability  # noqa: PLC0415 - loaded already, with what counts

    if choices.suggester not in {"", NEWS}:
        return None
    if in_use is not None:
        return in_use.reliability
    return shipped_reliability() if choices.language in {"", "en"} else None


def _detail(choices: SuggestChoices, in_use: Card | None) -> str:
    if choices.suggester.startswith(PIPELINE):
        said = _tr("A pipeline that was chosen: {0}").format(choices.suggester.removeprefix(PIPELINE))
    elif in_use is not None:
        said = _tr("It has learnt from %n of your articles.", n=in_use.articles)
    else:
        said = _tr("As it comes with the program.")
    return f"{said} {_tr('Language: {0}').format(language_name(choices.language))}" if choices.language else said


def _attempt(last: Card, in_use: Card | None) -> Attempt:
    used = in_use is not None and in_use.number == last.number
    return Attempt(last.articles, last.created, used, last.before, last.after, last.held_out)


# ---- acceptance


def rows_of(answered: Iterable[Acceptance], choices: SuggestChoices, labels: Sequence[str]) -> tuple[Row, ...]:
    """Return the rows of acceptance: by source and label, by source, and by label with all that a scheme has."""
    from annotator.workflow.accepting import muted  # noqa: PLC0415 - loaded already, with what counts

    answered = tuple(answered)
    silent = {(one.source, one.label): one for one in muted(answered, choices)}
    kept = set(choices.kept)
    pairs: list[Row] = []
    for one in answered:
        pair = (one.source, one.label)
        row = Row(
            Kind.PAIR,
            one.source,
            one.label,
            one.proposed,
            one.accepted,
            one.relabelled,
            one.moved,
            one.rejected,
        )
        reason = _judged(one, silent.get(pair))
        if one.source in choices.off_sources or one.label in choices.off_labels:
            row = replace(row, standing=Standing.OFF)
        elif pair in silent:
            row = replace(row, standing=Standing.MUTED, reason=reason)
        elif pair in kept:
            row = replace(row, standing=Standing.KEPT, reason=reason)
        elif one.begins_anew(choices):
            row = replace(row, reason=_anew(one, choices))
        pairs.append(row)
    sources = dict.fromkeys([*(one.source for one in pairs), *choices.off_sources])
    named = dict.fromkeys([*labels, *(one.label for one in pairs), *choices.off_labels])
    return (
        *pairs,
        *(
            _sum(Row(Kind.SOURCE, one, ""), [row for row in pairs if row.source == one], off=one in choices.off_sources)
            for one in sources
        ),
        *(
            _sum(Row(Kind.LABEL, "", one), [row for row in pairs if row.label == one], off=one in choices.off_labels)
            for one in named
        ),
    )


def _judged(one: Acceptance, silent: Muted | None) -> str:
    """Return what speaks against a source and label."""
    if not one.judged:
        return _tr("only {some} of {all} were accepted unchanged").format(some=one.accepted, all=one.proposed)
    said = _tr("only {some} of {all} were accepted unchanged").format(some=one.judged_accepted, all=one.judged)
    if silent is not None and silent.by_source is not None:
        some, all_ = silent.by_source
        said += _tr(", of all from {source} {some} of {all}").format(source=one.source, some=some, all=all_)
    return f"{said} {_tr('in the version now in use')}" if one.other else said


def _anew(one: Acceptance, choices: SuggestChoices) -> str:
    """Return why a source and label speaks although little of it was accepted before."""
    return _tr(
        "the version now in use is judged after {after} decisions, {count} so far; of others {some} of {all} were "
        "accepted unchanged"
    ).format(after=choices.mute_after, count=one.judged, some=one.other_accepted, all=one.other)


def _sum(row: Row, pairs: Sequence[Row], *, off: bool) -> Row:
    """Return what pairs come to; a source that says nothing any more, since it has muted itself, is muted, too."""
    there = {one.standing for one in pairs}
    silent = row.kind is Kind.SOURCE and Standing.MUTED in there and there <= {Standing.MUTED, Standing.OFF}
    return replace(
        row,
        proposed=sum(one.proposed for one in pairs),
        accepted=sum(one.accepted for one in pairs),
        relabelled=sum(one.relabelled for one in pairs),
        moved=sum(one.moved for one in pairs),
        rejected=sum(one.rejected for one in pairs),
        standing=Standing.OFF if off else Standing.MUTED if silent else Standing.ON,
        reason=_tr("nothing of it was accepted often enough") if silent and not off else "",
    )
