"""An annotator's annotations in one article: what a person wants of them, turned into decisions.

`AnnotationSet` checks and words decisions (`accept`, `label`, …); they count once they are committed and applied. What
stands and what is still open is kept by `page`.
"""

from __future__ import annotations

from dataclasses import replace

from annotator.domain.decision import ABSENT, PRESENT, STATE_SUBJECT, Decision, Kind, SetState, SpanState
from annotator.domain.identity import new_id
from annotator.domain.mention import HUMAN, HUMAN_VERSION, Mention, Note, decided, open_key, proposed
from annotator.domain.page import Delta, Page
from annotator.domain.span import overlaps
from annotator.errors import DecisionError

__all__ = ["HUMAN", "HUMAN_VERSION", "AnnotationSet", "Delta", "Mention", "Note", "decided", "open_key", "proposed"]


class AnnotationSet(Page):
    """What one annotator says about one article, decision by decision; made as `Page` is."""

    def accept(self, key: str) -> Decision:
        """Return the decision that makes a mention an entity as it stands; raise DecisionError when its twin is one."""
        mention = self.mention(key)
        self._refuse_twin(mention.start, mention.end, mention.label, key)
        return self._decide(mention, SpanState.ACCEPTED)

    def reject(self, key: str) -> Decision:
        """Return the decision that a mention is no entity."""
        return self._decide(self.mention(key), SpanState.REJECTED)

    def remove(self, key: str) -> Decision:
        """Return the decision that takes an annotation away.

        One that answered a suggestion becomes rejected, so that the suggestion stays away; a hand-made one goes.
        """
        mention = self.mention(key)
        if mention.is_open or mention.suggestion:
            return self._decide(mention, SpanState.REJECTED)
        return replace(self._decide(mention, SpanState.REJECTED), state=ABSENT)

    def label(self, start: int, end: int, label: str, *, key: str = "") -> Decision:
        """Return the decision that [start, end) is an entity of that label.

        With `key` the mention of that key takes this place and label; without, what stands on exactly this range does
        (the first of `on_range`, or the one that has the label already), else a new annotation is made. Raise
        DecisionError for an empty range, or when another annotation is accepted there with this label.
        """
        start, end = self.checked(start, end)
        if key:
            mention = self.mention(key)
            self._refuse_twin(start, end, label, key)
        else:
            mention = self._twin(start, end, label) or next(iter(self.on_range(start, end)), None)
        if mention is None:
            return Decision(
                Kind.ANNOTATION,
                new_id(),
                self.number,
                SpanState.ACCEPTED,
                start,
                end,
                label,
                source=HUMAN,
                version=HUMAN_VERSION,
            )
        return replace(self._decide(mention, SpanState.ACCEPTED), start=start, end=end, label=label)

    def checked(self, start: int, end: int) -> tuple[int, int]:
        """Return the range without white space at its ends; raise DecisionError when nothing is left of it."""
        text = self.article.text
        start, end = max(0, min(start, end)), min(len(text), max(start, end))
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start >= end:
            raise DecisionError("There is no text in this range.", remedy="Select at least one character.")
        return start, end

    def settled(self, wanted: list[Decision]) -> list[Decision]:
        """Return decisions with what they say about open conflicts: where one way is accepted, the others go."""
        if not self._conflicts:
            return wanted
        about = {one.subject for one in wanted}
        gone: dict[str, Decision] = {}
        for one in wanted:
            if one.kind is not Kind.ANNOTATION or one.state != SpanState.ACCEPTED:
                continue
            chosen = self._conflicts.get(one.subject)
            for other in self.conflicts:
                same = (other.start, other.end) == (one.start, one.end)
                if other.key not in about and (same or (chosen and (overlaps(other, one) or overlaps(other, chosen)))):
                    gone[other.key] = replace(self._decide(other, SpanState.REJECTED), state=ABSENT)
        return [*wanted, *gone.values()]

    def set_state(self, state: SetState) -> Decision:
        """Return the decision that the article is now in this state for the annotator."""
        return Decision(Kind.STATE, STATE_SUBJECT, self.number, state)

    def ignore(self, start: int, end: int, *, reason: str = "marked") -> Decision:
        """Return the decision that [start, end) is ignored from now on."""
        start, end = self.checked(start, end)
        return Decision(Kind.IGNORED, new_id(), self.number, PRESENT, start, end, text=reason)

    def clear_ignored(self, key: str) -> Decision:
        """Return the decision that a region is no longer ignored."""
        region = self._regions[key]
        return Decision(Kind.IGNORED, key, self.number, ABSENT, region.start, region.end, text=region.reason)

    def note(self, text: str, *, start: int = -1, end: int = -1, key: str = "") -> Decision:
        """Return the decision that a note says this; an empty text takes the note of that key away."""
        state = PRESENT if text.strip() else ABSENT
        return Decision(Kind.NOTE, key or new_id(), self.number, state, start, end, text=text.strip())

    def _decide(self, mention: Mention, state: SpanState) -> Decision:
        return Decision(
            kind=Kind.ANNOTATION,
            subject=new_id() if mention.is_open and mention.key not in self._conflicts else mention.key,
            article=self.number,
            state=state,
            start=mention.start,
            end=mention.end,
            label=mention.label,
            suggestion=mention.suggestion,
            source=mention.source,
            version=mention.version,
            score=mention.score,
            text=mention.reason,
        )

    def _refuse_twin(self, start: int, end: int, label: str, key: str) -> None:
        twin = self._twin(start, end, label)
        if twin is not None and twin.key != key:
            raise DecisionError(
                f"“{self.article.text[start:end][:40]}” is already accepted as {label} here.",
                remedy="Remove one of the two first.",
            )

    def _twin(self, start: int, end: int, label: str) -> Mention | None:
        for one in self._decided.touching(start, end):
            if (one.start, one.end, one.label, one.state) == (start, end, label, SpanState.ACCEPTED):
                return one
        return None
