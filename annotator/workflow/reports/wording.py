"""How reports put numbers into words, the same in every kind of report."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from annotator.agreement import METRICS, LeftOut, Score
from annotator.workflow.overview import LabelOverview
from annotator.workflow.reports.content import Report, Voice

NONE = "–"
_MINUS = "\u2212"
CONFLICTS = "spans that one annotator decided differently in two projects"


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun: "1 article", "2,000 articles"."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def number(value: float | None) -> str:
    """Return a number of agreement with three decimals, a dash for none."""
    return NONE if value is None else f"{value:.3f}".replace("-", _MINUS)


def interval(score: Score) -> str:
    """Return a 95 % interval; "none" where there is none."""
    if score.low is None or score.high is None:
        return "none"
    # A dash beside a minus would be read as another.
    between = " to " if score.low < 0 else "–"
    return f"{number(score.low)}{between}{number(score.high)}"


def intervals_by(report: Report) -> str:
    """Say where the intervals come from."""
    if report.redrawn is None:
        return "Intervals are 95 %, from leaving out one article at a time (jackknife)."
    drawn = f"{counted(report.redrawn.resamples, 'bootstrap sample')} of articles, seed {report.redrawn.seed}"
    return (
        f"Intervals are 95 %: of the numbers over all annotators from {drawn}; of unitizing alpha, pairs and labels "
        "from leaving out one article at a time (jackknife)."
    )


def reasons(scores: Mapping[str, Score]) -> list[str]:
    """Return why there is no number, or no interval: each reason once, with the numbers it is for."""
    none: dict[str, list[str]] = {}
    for metric in METRICS:
        score = scores.get(metric.name)
        if score is not None and score.value is None:
            none.setdefault(f"No number: {score.reason}", []).append(metric.title)
        elif score is not None and score.low is None:
            none.setdefault(f"No interval: {score.interval_reason}", []).append(metric.title)
    return [
        reason if len(titles) == len(scores) else f"{reason} ({', '.join(titles)})" for reason, titles in none.items()
    ]


class Notes:
    """Letters for what numbers leave out, each thing once: a, b, …, z, aa, …."""

    def __init__(self) -> None:
        """Begin with none."""
        self._letters: dict[LeftOut, str] = {}

    def letters(self, left: Iterable[LeftOut]) -> str:
        """Return the letters of what one number leaves out."""
        for one in left:
            self._letters.setdefault(one, _letter(len(self._letters)))
        return " ".join(self._letters[one] for one in left)

    def lines(self) -> list[str]:
        """Return what the letters stand for."""
        return [f"{letter}: {left_out(one)}" for one, letter in self._letters.items()]


def left_out(one: LeftOut) -> str:
    """Return what is left out and how much of it."""
    return f"{one.what}: {one.count:,}"


def left_out_of_all(report: Report) -> list[LeftOut]:
    """Return what is left out of everything, without what single numbers say of themselves."""
    found = report.overview
    single = {one.what for score in found.scores.values() for one in score.left_out}
    left = [one for one in found.left_out if one.what not in single]
    return [*left, *_conflicts(report)]


def left_out_anywhere(report: Report) -> list[LeftOut]:
    """Return what is left out of everything or of some number."""
    return [*report.overview.left_out, *_conflicts(report)]


def _conflicts(report: Report) -> list[LeftOut]:
    return [LeftOut(report.conflicts, CONFLICTS)] if report.conflicts else []


def _letter(at: int) -> str:
    found = ""
    while at >= 0:
        found = chr(ord("a") + at % 26) + found
        at = at // 26 - 1
    return found


def by_strict_f1(labels: Iterable[LabelOverview]) -> list[LabelOverview]:
    """Return labels by their F1, the best first, those without one last."""
    return sorted(labels, key=lambda one: (-_strict(one), one.label))


def _strict(one: LabelOverview) -> float:
    score = one.scores.get("strict_f1")
    return -1.0 if score is None or score.value is None else score.value


def used(labels: Sequence[str], counts: Sequence[Sequence[int]]) -> tuple[list[str], list[list[int]]]:
    """Return a matrix without the labels that nobody used."""
    kept = [at for at in range(len(labels)) if any(counts[at]) or any(row[at] for row in counts)]
    return [labels[at] for at in kept], [[counts[row][at] for at in kept] for row in kept]


def said(voice: Voice) -> str:
    """Return what some annotators had: its text and label, or that there was no span."""
    return f"“{voice.surface}” {voice.label}" if voice.label else "no span"


def readings() -> Iterator[str]:
    """Yield how authors read the numbers: conventions, each with its source."""
    scales = {metric.scale.source: metric.scale for metric in METRICS if metric.scale.source}
    for source, scale in scales.items():
        titles = ", ".join(metric.title for metric in METRICS if metric.scale.source == source)
        *upper, (_, lowest) = scale.steps
        steps = ", ".join(f"from {start:g} “{word}”" for start, word in upper)
        yield f"{source} read {titles} so: {steps}, below “{lowest}”. A convention, not a result."
