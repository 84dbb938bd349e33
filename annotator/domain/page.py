"""What a page shows of one article: the mentions there are, and what decisions that are committed change of them.

Pure bookkeeping; it never decides that something is saved. What a person wants becomes decisions in `annotation`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from annotator.domain.article import Article, Region
from annotator.domain.decision import PRESENT, Decision, Kind, SetState, SpanState
from annotator.domain.mention import Mention, Note, decided, proposed
from annotator.domain.span import SpanIndex
from annotator.domain.suggestion import Suggestion
from annotator.errors import DecisionError

_RANK = {SpanState.ACCEPTED: 0, SpanState.SUGGESTED: 1, SpanState.REJECTED: 2}


@dataclass(frozen=True, slots=True)
class Delta:
    """What applying decisions changed on the page: mentions that went and came (a changed one is in both)."""

    removed: tuple[Mention, ...] = ()
    added: tuple[Mention, ...] = ()
    regions: bool = False
    notes: bool = False
    state: bool = False


class Page:
    """One annotator's view of one article, kept current decision by decision.

    `suggestions` are those of the article's current run; `standing` the last decision of every subject of this
    annotator in this article; either may come as mentions already (see `proposed` and `decided`), which spares a long
    article making each of them twice. `seq` is the log position this view is true for, `run` the run of the
    suggestions.
    """

    def __init__(
        self,
        article: Article,
        number: int,
        *,
        suggestions: Iterable[Suggestion | Mention] = (),
        standing: Iterable[Decision | Mention] = (),
        seq: int = 0,
        run: int = 0,
    ) -> None:
        """Build the page from what is stored; `number` is the article's number in the project."""
        self.article = article
        self.number = number
        self.seq = seq
        self.run = run
        self.state = SetState.NEW
        self._notes: dict[str, Note] = {}
        self._regions: dict[str, Region] = {region.key: region for region in article.boilerplate}
        self._ignored: SpanIndex[Region] = SpanIndex(article.boilerplate)
        self._annotations: dict[str, Mention] = {}
        self._conflicts: dict[str, Mention] = {}
        self._answered: dict[int, int] = {}
        for one in standing:
            self._stand(one)
        self._decided: SpanIndex[Mention] = SpanIndex(self._annotations.values())
        self._suggestions: SpanIndex[Mention] = SpanIndex(
            one if isinstance(one, Mention) else proposed(one) for one in suggestions
        )
        self._by_number = {one.suggestion: one for one in self._suggestions}
        for one in self._conflicts.values():
            self._suggestions.add(one)
        self._visible: dict[str, Mention] = self._annotations | {
            one.key: one for one in self._suggestions if self._is_open(one)
        }
        self.mentions: SpanIndex[Mention] = SpanIndex(self._visible.values())
        """Every mention of the page in reading order, rejected ones included."""
        self.counts: Counter[SpanState] = Counter(one.state for one in self.mentions)
        """How many mentions are in each state."""
        self.surfaces: dict[str, dict[tuple[str, SpanState], int]] = {}
        """Per surface, how many mentions have which label in which state."""
        for one in self.mentions:
            self._count(one, 1)

    def _stand(self, one: Decision | Mention) -> None:
        if isinstance(one, Decision):
            if one.kind is not Kind.ANNOTATION:
                self._apply_other(one)
                return
            mention = decided(one)
            if mention is None:
                return
        else:
            mention = one
        (self._conflicts if mention.is_open else self._annotations)[mention.key] = mention
        self._answered[mention.suggestion] = self._answered.get(mention.suggestion, 0) + 1

    # ---- what is there

    def mention(self, key: str) -> Mention:
        """Return the mention of that key; raise DecisionError when it is not (or no longer) on the page."""
        try:
            return self._visible[key]
        except KeyError:
            what = "This mention has changed in the meantime."
            raise DecisionError(what, remedy="The article shows it now.") from None

    def find(self, key: str) -> Mention | None:
        """Return the mention of that key, if it is on the page."""
        return self._visible.get(key)

    def surface(self, span: Mention) -> str:
        """Return the text a mention covers."""
        return self.article.text[span.start : span.end]

    @property
    def regions(self) -> tuple[Region, ...]:
        """The ignored regions in reading order."""
        return tuple(self._ignored)

    @property
    def notes(self) -> tuple[Note, ...]:
        """The notes, those on the whole article first, then in reading order."""
        return tuple(sorted(self._notes.values(), key=lambda one: (one.start, one.end, one.key)))

    @property
    def accepted(self) -> tuple[Mention, ...]:
        """The accepted annotations in reading order."""
        return tuple(one for one in self._decided if one.state is SpanState.ACCEPTED)

    @property
    def conflicts(self) -> tuple[Mention, ...]:
        """What stands open because project files decided differently about it, in reading order."""
        return tuple(sorted(self._conflicts.values(), key=lambda one: (one.start, -one.end, one.label, one.key)))

    def on_range(self, start: int, end: int) -> list[Mention]:
        """Return the mentions on exactly [start, end): accepted ones first, then open ones, each by label."""
        found = [one for one in self.mentions.touching(start, end) if (one.start, one.end) == (start, end)]
        return sorted(found, key=lambda one: (_RANK[one.state], one.label, one.key))

    def next_open(self, after: int, *, backwards: bool = False, skip: str = "") -> Mention | None:
        """Return the nearest open suggestion whose start is at or behind `after` (before it when backwards)."""
        at = self.mentions.position(after)
        steps = range(at - 1, -1, -1) if backwards else range(at, len(self.mentions))
        for index in steps:
            one = self.mentions[index]
            if one.is_open and one.key != skip:
                return one
        return None

    # ---- what has been decided

    def apply(self, decisions: Iterable[Decision]) -> Delta:
        """Take in committed decisions and return what they changed on the page."""
        removed: dict[str, Mention] = {}
        added: dict[str, Mention] = {}
        kinds: set[Kind] = set()
        for decision in decisions:
            kinds.add(decision.kind)
            if decision.kind is Kind.ANNOTATION:
                self._apply_annotation(decision, removed, added)
                continue
            gone = self._regions.get(decision.subject)
            self._apply_other(decision)
            if decision.kind is Kind.IGNORED:
                for region in (gone, self._regions.get(decision.subject)):
                    if region is not None:
                        self._refresh(region.start, region.end, removed, added)
        other = (Kind.IGNORED in kinds, Kind.NOTE in kinds, Kind.STATE in kinds)
        return Delta(tuple(removed.values()), tuple(added.values()), *other)

    def _apply_annotation(self, decision: Decision, removed: dict[str, Mention], added: dict[str, Mention]) -> None:
        old = self._annotations.pop(decision.subject, None) or self._conflicts.pop(decision.subject, None)
        new = decided(decision)
        places: set[tuple[int, int]] = set()
        for one, count in ((old, -1), (new, 1)):
            if one is not None:
                self._answered[one.suggestion] = self._answered.get(one.suggestion, 0) + count
                places.add((one.start, one.end))
                # A moved boundary can leave the range of the suggestion it answers: look there too.
                suggestion = self._by_number.get(one.suggestion)
                if suggestion is not None:
                    places.add((suggestion.start, suggestion.end))
        if old is not None:
            (self._suggestions if old.is_open else self._decided).remove(old)
            self._hide(old, removed, added)
        if new is not None:
            (self._conflicts if new.is_open else self._annotations)[new.key] = new
            (self._suggestions if new.is_open else self._decided).add(new)
            self._show(new, removed, added)
        for start, end in places:
            self._refresh(start, end, removed, added)

    def _apply_other(self, decision: Decision) -> None:
        if decision.kind is Kind.STATE:
            self.state = SetState(decision.state)
        elif decision.kind is Kind.NOTE:
            self._notes.pop(decision.subject, None)
            if decision.state == PRESENT:
                self._notes[decision.subject] = Note(decision.subject, decision.text, decision.start, decision.end)
        elif decision.kind is Kind.IGNORED:
            gone = self._regions.pop(decision.subject, None)
            if gone is not None:
                self._ignored.remove(gone)
            if decision.state == PRESENT:
                region = Region(decision.start, decision.end, decision.text, decision.subject)
                self._regions[decision.subject] = region
                self._ignored.add(region)

    def _refresh(self, start: int, end: int, removed: dict[str, Mention], added: dict[str, Mention]) -> None:
        for one in self._suggestions.touching(start, end):
            was, now = one.key in self._visible, self._is_open(one)
            if now and not was:
                self._show(one, removed, added)
            elif was and not now:
                self._hide(one, removed, added)

    def _show(self, one: Mention, removed: dict[str, Mention], added: dict[str, Mention]) -> None:
        self._visible[one.key] = one
        self.mentions.add(one)
        self.counts[one.state] += 1
        self._count(one, 1)
        if removed.get(one.key) == one:
            del removed[one.key]
        else:
            added[one.key] = one

    def _hide(self, one: Mention, removed: dict[str, Mention], added: dict[str, Mention]) -> None:
        del self._visible[one.key]
        self.mentions.remove(one)
        self.counts[one.state] -= 1
        self._count(one, -1)
        if added.pop(one.key, None) is None:
            removed[one.key] = one

    def _count(self, one: Mention, by: int) -> None:
        surface = self.surface(one)
        counts = self.surfaces.get(surface)
        if counts is None:
            counts = self.surfaces[surface] = {}
        what = one.label, one.state
        count = counts.get(what, 0) + by
        if count:
            counts[what] = count
            return
        del counts[what]
        if not counts:
            del self.surfaces[surface]

    def _is_open(self, one: Mention) -> bool:
        """Tell whether a suggestion waits for an answer.

        It is answered by a decision that names it, or that stands on the same range (an accepted one of any label, a
        rejected one of the same label); and it is superseded by an accepted annotation that overlaps it unless both
        are of the current run (nested suggestions are each asked). Ignored regions have no suggestions. An open
        conflict waits until it is decided itself; on its range nothing else is asked.
        """
        if one.key in self._conflicts:
            return True
        if self._answered.get(one.suggestion):
            return False
        if self._conflicts and any(
            (other.start, other.end) == (one.start, one.end) for other in self._conflicts.values()
        ):
            return False
        for other in self._decided.touching(one.start, one.end):
            same = other.start == one.start and other.end == one.end
            if other.state is SpanState.REJECTED:
                if same and other.label == one.label:
                    return False
            elif same or other.suggestion not in self._by_number:
                return False
        return not self._ignored.touching(one.start, one.end)
