"""Annotating: what one annotator at work on one project can do. Every decision ever made goes through `Session`.

When a call returns, its decisions are on the disk; when it raises, nothing was saved and the page shows what stands.
How that is kept is in `stepping`.
"""

from __future__ import annotations

from collections.abc import Iterable

from annotator.domain.annotation import AnnotationSet
from annotator.domain.decision import Action, Decision, SetState, SpanState
from annotator.errors import DecisionError
from annotator.workflow.changes import Changes
from annotator.workflow.stepping import Steps


class Session(Steps):
    """One annotator's decisions about spans and articles, each a step."""

    # ---- decisions about one span

    def accept(self, key: str) -> Changes:
        """Accept a mention as it stands."""
        return self._perform(Action.ACCEPT, lambda page: [page.accept(key)])

    def reject(self, key: str) -> Changes:
        """Decide that a mention is no entity."""
        return self._perform(Action.REJECT, lambda page: [page.reject(key)])

    def relabel(self, key: str, label: str) -> Changes:
        """Give a mention another label, accepting it."""
        self.check_label(label)

        def plan(page: AnnotationSet) -> list[Decision]:
            mention = page.mention(key)
            return [page.label(mention.start, mention.end, label, key=key)]

        return self._perform(Action.RELABEL, plan)

    def label(self, start: int, end: int, label: str) -> Changes:
        """Say that [start, end) is an entity of this label: a new annotation, or what stands there relabelled."""
        self.check_label(label)
        return self._perform(Action.ADD, lambda page: [page.label(start, end, label)])

    def move(self, key: str, start: int, end: int) -> Changes:
        """Move a mention's boundaries to [start, end), accepting it."""

        def plan(page: AnnotationSet) -> list[Decision]:
            return [page.label(start, end, page.mention(key).label, key=key)]

        return self._perform(Action.MOVE, plan)

    def remove(self, key: str) -> Changes:
        """Take an annotation away."""
        return self._perform(Action.REMOVE, lambda page: [page.remove(key)])

    # ---- decisions about many spans

    def decide_all(self, places: Iterable[tuple[int, int, int]], label: str | None) -> Changes:
        """Label every place (article, start, end), or reject what stands there with `label` None; one step.

        Places that already stand so are passed over; raise DecisionError when that leaves nothing to do.
        """
        if label is not None:
            self.check_label(label)
        by_article: dict[int, list[tuple[int, int]]] = {}
        for article, start, end in places:
            by_article.setdefault(article, []).append((start, end))

        def plan(page: AnnotationSet) -> list[Decision]:
            return _for_places(page, by_article.get(page.number, ()), label)

        others = [number for number in by_article if self.page is None or number != self.page.number]
        return self._perform(Action.ALL_MENTIONS, plan, others=others)

    def finish(self) -> Changes:
        """Accept every suggestion still open, one a range, and finish the article; not while there are conflicts."""

        def plan(page: AnnotationSet) -> list[Decision]:
            _refuse_conflicts(page)
            places = dict.fromkeys((one.start, one.end) for one in page.mentions if one.is_open)
            # Where several are open on one range, the first answers the others.
            return [page.accept(page.on_range(*place)[0].key) for place in places] + [page.set_state(SetState.FINISHED)]

        return self._perform(Action.FINISH, plan)

    # ---- decisions about the article

    def reopen(self) -> Changes:
        """Say that the article is not finished (skipped, flagged) after all."""
        return self._perform(Action.REOPEN, lambda page: [page.set_state(SetState.IN_PROGRESS)])

    def skip(self) -> Changes:
        """Leave the article out."""
        return self._perform(Action.SKIP, lambda page: [page.set_state(SetState.SKIPPED)])

    def flag(self) -> Changes:
        """Flag the article to come back to it, or take the flag away."""

        def plan(page: AnnotationSet) -> list[Decision]:
            flagged = page.state is SetState.FLAGGED
            return [page.set_state(SetState.IN_PROGRESS if flagged else SetState.FLAGGED)]

        return self._perform(Action.FLAG, plan)

    def note(self, text: str, *, start: int = -1, end: int = -1, key: str = "") -> Changes:
        """Write a note on a range or the article, change the one of that key, or take it away with an empty text."""
        return self._perform(Action.NOTE, lambda page: [page.note(text, start=start, end=end, key=key)])

    def toggle_ignored(self, start: int, end: int) -> Changes:
        """Clear the ignored regions that [start, end) touches; when there are none, ignore the range."""

        def plan(page: AnnotationSet) -> list[Decision]:
            touched = [one for one in page.regions if one.start < end and start < one.end]
            return [page.clear_ignored(one.key) for one in touched] or [page.ignore(start, end)]

        return self._perform(Action.IGNORE, plan)

    def check_label(self, label: str) -> None:
        """Raise DecisionError when the scheme has no such label."""
        if label not in self.scheme:
            raise DecisionError(
                f"The scheme “{self.scheme.name}” has no label {label}.", remedy="Choose one of the labels panel."
            )


def _refuse_conflicts(page: AnnotationSet) -> None:
    count = len(page.conflicts)
    if count:
        said = "1 span is" if count == 1 else f"{count} spans are"
        raise DecisionError(
            f"{said} still open here because project files decided differently.",
            remedy="Accept, reject or relabel what stands open there, then finish.",
        )


def _for_places(page: AnnotationSet, places: Iterable[tuple[int, int]], label: str | None) -> list[Decision]:
    """Return the decisions that make places stand as wanted; none for those that already do."""
    wanted: dict[tuple[int, int], list[Decision]] = {}
    for place in places:
        start, end = place if label is None else page.checked(*place)
        there = [one for one in page.on_range(start, end) if one.state is not SpanState.REJECTED]
        if label is None:
            wanted[start, end] = [page.reject(one.key) for one in there]
        elif not any(one.label == label and not one.is_open for one in there):
            wanted[start, end] = [page.label(start, end, label)]
    return [one for some in wanted.values() for one in some]
