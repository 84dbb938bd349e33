"""Adjudicating: one person settles, as gold, where annotators disagree. Every gold decision goes through `Adjudicator`.

Gold is an annotator like any other: its decisions are steps in the log with an undo stack of their own. Each holds the
votes it weighed, so that it shows when they change. What to decide about is in `reviewing`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from typing_extensions import override

from annotator.domain.adjudication import GOLD, Adjudication, Triple, place_voted_on
from annotator.domain.annotation import AnnotationSet, Mention
from annotator.domain.decision import ABSENT, Action, Decision, Kind, SetState, SpanState
from annotator.domain.identity import new_id
from annotator.errors import AgreementError, DecisionError
from annotator.store.connection import Project
from annotator.workflow.annotating import Session
from annotator.workflow.annotation_sets import load_set
from annotator.workflow.changes import Changes


@dataclass(frozen=True, slots=True)
class Settlement:
    """What gold is to have in one cluster: its place, the votes, the spans (none: no entity) and how that came."""

    article: int
    start: int
    end: int
    spans: tuple[Triple, ...]
    how: Adjudication


class Adjudicator(Session):
    """Gold at work in one project, for the person who decides.

    A page here has no suggestions: gold decides between people.
    """

    def __init__(self, project: Project, adjudicator: str, *, gold: str = GOLD) -> None:
        """Begin, adding gold when new to the project; raise AgreementError when it is not to be one of the people."""
        if adjudicator.strip() == gold:
            raise AgreementError(f"“{gold}” is the name of the result.", remedy="Adjudicate under your own name.")
        super().__init__(project, gold)
        self.adjudicator = adjudicator.strip()

    @override
    def load(self, article: int) -> AnnotationSet:
        return load_set(self.project, self.number, article, suggested=False)

    def settle(
        self,
        settlements: Sequence[Settlement],
        *,
        action: Action = Action.ADJUDICATE,
        finished: Iterable[int] = (),
    ) -> Changes:
        """Write what gold has from now on, in one step; the articles in `finished` are finished with it."""
        by_article: dict[int, list[Settlement]] = {}
        for one in settlements:
            by_article.setdefault(one.article, []).append(one)
        done = set(finished)

        def plan(page: AnnotationSet) -> list[Decision]:
            wanted = [each for one in by_article.get(page.number, ()) for each in _settling(page, one)]
            if page.number in done and page.state is not SetState.FINISHED:
                wanted.append(page.set_state(SetState.FINISHED))
            return wanted

        touched = dict.fromkeys((*by_article, *sorted(done)))
        if not touched:
            raise DecisionError("There is nothing to change.", remedy="All of it stands so already.")
        others = [number for number in touched if self.page is None or number != self.page.number]
        return self._perform(action, plan, others=others)


def settled_here(page: AnnotationSet, start: int, end: int) -> list[Mention]:
    """Return what gold has of a cluster at [start, end): what was decided about it, wherever it reaches since."""
    found: list[Mention] = []
    for one in page.mentions:
        low, high = place_voted_on(one)
        if low < end and start < high:
            found.append(one)
    return found


def _settling(page: AnnotationSet, one: Settlement) -> list[Decision]:
    """Return the decisions that make a page's cluster stand as settled; none for what stands so already."""
    here = settled_here(page, one.start, one.end)
    if one.spans:
        wanted = dict.fromkeys(one.spans, SpanState.ACCEPTED)
    else:
        # That nobody's version is an entity is kept: training blocks it, and the next merge leaves it alone.
        wanted = dict.fromkeys((span for spans in one.how.votes.values() for span in spans), SpanState.REJECTED)
    decisions: list[Decision] = []
    free = {mention.key: mention for mention in here}
    for span, state in wanted.items():
        # What gold has there already keeps its identity, whatever it was.
        same = next((m for m in free.values() if (m.start, m.end, m.label) == span), None)
        if same is not None:
            del free[same.key]
        decisions.append(_decision(page, span, state, one.how, key=same.key if same else new_id()))
    gone = [
        replace(_decision(page, triple(m), SpanState.REJECTED, one.how, key=m.key), state=ABSENT) for m in free.values()
    ]
    return gone + [each for each in decisions if not _stands(page, each)]


def triple(mention: Mention) -> Triple:
    """Return a mention's place and label."""
    return mention.start, mention.end, mention.label


def _decision(page: AnnotationSet, span: Triple, state: SpanState, how: Adjudication, *, key: str) -> Decision:
    start, end, label = span
    return Decision(
        kind=Kind.ANNOTATION,
        subject=key,
        article=page.number,
        state=state,
        start=start,
        end=end,
        label=label,
        source=how.ruling,
        version=how.adjudicator,
        score=how.share(span),
        text=how.as_text(),
    )


def _stands(page: AnnotationSet, one: Decision) -> bool:
    there = page.find(one.subject)
    return there is not None and (
        (there.start, there.end, there.label, there.state, there.source, there.version, there.reason)
        == (one.start, one.end, one.label, one.state, one.source, one.version, one.text)
    )
