"""What a format could not carry, or a reader has no place for, counted on the way, with a few examples of each kind.

`Carries` says what a format has room for, and `Losses.beyond` counts the rest of an article; what is lost for reasons
of one format's own (a label with a space, a span across two sentences) that format adds itself.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.annotation import HUMAN, Mention
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.formats.base import Loss

ORIGINS = "suggesters’ names, versions, scores and reasons"
NESTED = "nested or overlapping spans"
ACROSS = "spans across sentences or lines, which are written as one sentence"
SPACES = "spans that begin or end with white space, or are nothing else"
LABELS = "labels written differently"
BLANK = "articles finished without a span, which read again look as if nobody had begun them"

_EXAMPLES = 5
_LONGEST = 60
_SURFACE = 40
_STATES = {
    SetState.NEW: "not begun",
    SetState.IN_PROGRESS: "in progress",
    SetState.FINISHED: "finished",
    SetState.SKIPPED: "skipped",
    SetState.FLAGGED: "flagged",
}
_SPANS = {
    SpanState.ACCEPTED: "accepted spans",
    SpanState.REJECTED: "rejected spans",
    SpanState.SUGGESTED: "suggested spans",
}


@dataclass(frozen=True, slots=True)
class Carries:
    """What a format has room for; `states` are the set states that can be told from one another when read again.

    `spans` are the states of spans, `origins` where a span came from (source, version, score, reason) unless it was a
    person, `described` an article's title, source, date and metadata. `blank` tells whether an article that is finished
    without an accepted span comes back as finished, and not as one that nobody began.
    """

    spans: frozenset[SpanState] = frozenset({SpanState.ACCEPTED})
    states: frozenset[SetState] = frozenset({SetState.FINISHED})
    annotator: bool = False
    origins: bool = False
    described: bool = False
    notes: bool = False
    regions: bool = False
    blank: bool = True


class Losses:
    """Counts kinds of losses and keeps the first examples of each."""

    def __init__(self) -> None:
        """Begin with none."""
        self._counts: Counter[str] = Counter()
        self._gone: Counter[str] = Counter()
        self._examples: dict[str, list[str]] = {}

    def add(self, kind: str, example: str, *, count: int = 1) -> None:
        """Count something lost; the example is what a person would call it, of which the beginning is kept."""
        self._counts[kind] += count
        examples = self._examples.setdefault(kind, [])
        if example and len(examples) < _EXAMPLES:
            short = example if len(example) <= _LONGEST else f"{example[: _LONGEST - 1].rstrip()}…"
            if short not in examples:
                examples.append(short)

    def take(self, losses: Iterable[Loss]) -> None:
        """Count what was counted elsewhere too."""
        for one in losses:
            self._counts[one.kind] += one.count
            self._gone[one.kind] += one.gone
            known = self._examples.setdefault(one.kind, [])
            known += [example for example in one.examples if example not in known][: _EXAMPLES - len(known)]

    def span(self, kind: str, one: LabelledArticle, mention: Mention, *, gone: bool) -> None:
        """Count a span; `gone` when the file will be without it."""
        self._gone[kind] += gone
        self.add(kind, f"{surface(one, mention)} ({mention.label})")

    def across(self, one: LabelledArticle, spans: Iterable[Mention]) -> None:
        """Count spans for whose sake a sentence goes on where it would end."""
        for mention in spans:
            self.span(ACROSS, one, mention, gone=False)

    def beyond(self, one: LabelledArticle, carries: Carries) -> None:
        """Count what an article has beyond what a format carries."""
        name = title(one)
        for mention in one.mentions:
            if mention.state not in carries.spans:
                self.span(_SPANS[mention.state], one, mention, gone=True)
            elif not carries.origins and mention.source != HUMAN:
                self.span(ORIGINS, one, mention, gone=False)
        self._state(one, carries)
        if one.annotator is not None and not carries.annotator:
            self.add("annotators’ names", one.annotator)
        if not carries.described:
            article = one.article
            said = {"title": article.title, "source": article.source, "date": article.date, **article.meta}
            for key in (key for key, value in said.items() if value not in ("", None)):
                self.add("metadata", key)
        if one.notes and not carries.notes:
            self.add("notes", name, count=len(one.notes))
        if one.ignored and not carries.regions:
            self.add("ignored regions", name, count=len(one.ignored))

    def _state(self, one: LabelledArticle, carries: Carries) -> None:
        """Count an article's state if it is another when it is read again."""
        if one.state not in carries.states:
            self.add(f"states of articles ({_STATES[one.state]})", title(one))
        elif not carries.blank and _is_blank(one):
            self.add(BLANK, title(one))

    def listed(self) -> list[Loss]:
        """Return each kind, the most frequent first."""
        return [
            Loss(kind, count, tuple(self._examples[kind]), self._gone[kind])
            for kind, count in self._counts.most_common()
        ]


def _is_blank(one: LabelledArticle) -> bool:
    return one.state is SetState.FINISHED and not any(span.state is SpanState.ACCEPTED for span in one.mentions)


def surface(one: LabelledArticle, mention: Mention) -> str:
    """Return what a span covers as a person would quote it, on one line and not too long."""
    said = " ".join(one.article.text[mention.start : min(mention.end, mention.start + 4 * _SURFACE)].split())
    cut = len(said) > _SURFACE or mention.end - mention.start > 4 * _SURFACE
    return f"“{said[:_SURFACE]}…”" if cut else f"“{said}”"


def title(one: LabelledArticle) -> str:
    """Return what a person would call an article."""
    return one.article.title or one.article.source or one.article.id


def label_without_spaces(losses: Losses, label: str) -> str:
    """Return a label with "_" for white space, counting the change."""
    written = "_".join(label.split()) or "_"
    if written != label:
        losses.add(LABELS, f"“{label}” as “{written}”")
    return written
