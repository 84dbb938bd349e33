"""How numbers of agreement are written: in the platform's way, with interval, n, what was left out, and a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale

if TYPE_CHECKING:
    # numpy comes with them; whoever has such a value has loaded it already.
    from annotator.workflow.comparing import Metric, Score

NO_NUMBER = "–"
"""Stands where there is no number."""
_NBSP = "\u00a0"
_DIGITS = 3
translate = QCoreApplication.translate
"""Named so that Qt's lupdate finds the texts."""


def number(value: float) -> str:
    """Return a number of agreement, with three digits."""
    return QLocale().toString(value, "f", _DIGITS)


def counted(count: int) -> str:
    """Return a count with the platform's separators."""
    return QLocale().toString(count)


def kept_together(text: str) -> str:
    """Return the text so that a line does not end within it, when it is short enough for a line of its own."""
    return text.replace(" ", _NBSP) if len(text) <= 28 else text  # noqa: PLR2004 - what fits a narrow card


def in_articles(count: int) -> str:
    """Return so many articles in words."""
    if count == 1:
        return translate("review", "1 article")
    return translate("review", "{n} articles").format(n=counted(count))


def interval(score: Score) -> str:
    """Return the 95 % interval, or why there is none."""
    if score.low is None or score.high is None:
        return translate("agreement", score.interval_reason)
    return translate("review", "95 % {low} – {high}").format(low=number(score.low), high=number(score.high))


def in_words(score: Score) -> str:
    """Return a number with its interval on one line, or why there is none."""
    if score.value is None:
        return translate("agreement", score.reason)
    beside = interval(score)
    return f"{number(score.value)} ({beside})" if beside else number(score.value)


def about(score: Score, metric: Metric) -> str:
    """Return what must be said beside a number: definition, n, what it leaves out, how an author reads it."""
    lines = [translate("agreement", score.definition), _rests_on(score)]
    lines += [left_out(one.what, one.count) for one in score.left_out]
    if score.interval_reason:
        lines.append(translate("agreement", score.interval_reason))
    lines.append(_scale(score, metric))
    return "\n".join(lines)


def left_out(what: str, count: int) -> str:
    """Say how many of something a number does not rest on."""
    return translate("review", "Left out: {what} ({n}).").format(what=translate("agreement", what), n=counted(count))


def _rests_on(score: Score) -> str:
    if score.n == 1:
        units = {
            "span": translate("review", "1 span"),
            "token": translate("review", "1 token"),
            "character": translate("review", "1 character"),
            "document": translate("review", "1 article"),
        }
    else:
        units = {
            "span": translate("review", "{n} spans"),
            "token": translate("review", "{n} tokens"),
            "character": translate("review", "{n} characters"),
            "document": translate("review", "{n} articles"),
        }
    return translate("review", "It rests on {units} in {articles}.").format(
        units=units[score.unit].format(n=counted(score.n)), articles=in_articles(score.documents)
    )


def _scale(score: Score, metric: Metric) -> str:
    scale = metric.scale
    if not scale.steps:
        return translate("review", "There is no agreed scale of words for this number.")
    steps = "; ".join(
        translate("review", "from {from} {word}").format_map({"from": number(start), "word": word})
        if start >= 0
        else translate("review", "below that {word}").format(word=word)
        for start, word in scale.steps
    )
    read = f"{scale.source}: {steps}."
    word = scale.word(score.value) if score.value is not None else ""
    return read + (" " + translate("review", "So this one is: {word}.").format(word=word) if word else "")
