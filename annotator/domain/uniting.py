"""What stands in one annotation set when logs of the same annotator come together that had not seen each other.

A function of the decisions alone and of which step had seen which (`Past`): whatever way the files were merged, in
whatever order, the same stands. Nothing here looks at a clock; what cannot be told is asked.

- Of a subject, the decisions count that no later one has seen. One that came back to where both had begun says nothing.
- Where several are left that differ, and where different subjects stand on one range, or answer suggestions on one
  range, in different ways that had not seen each other, all of these subjects go, and each way a span was said to be
  stands open as a new subject whose id follows from its content: the same in every file. The set is flagged until
  somebody who had seen that decides about its state.
- Who goes is never decided about again, for whoever has seen it go sees only what took its place. This is what makes
  the outcome the same in any order.
- Two that stand on one range in the same way become one: that with the smaller id stays.
- States of a set: flagged before in progress before skipped before finished before new. A region that one ignores is
  ignored. Two wordings of a note become two notes.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from annotator.domain.decision import ABSENT, PRESENT, STATE_SUBJECT, Decision, Kind, SetState, SpanState
from annotator.domain.mention import CONFLICT
from annotator.domain.past import Past

_NAMESPACE = uuid.UUID("5f0c3d6e-0d0b-4a57-9f3b-6d1c4b0a7e21")
_VERSION = "1"
_LESS_DONE = {
    state: rank
    for rank, state in enumerate(
        (SetState.FLAGGED, SetState.IN_PROGRESS, SetState.SKIPPED, SetState.FINISHED, SetState.NEW)
    )
}
_SHOWN = 40

Value = tuple[str | int, ...]
"""What a decision comes to: its state, and where there is something, the place and what it is called."""


@dataclass(frozen=True, slots=True)
class Row:
    """A decision in the log: its step's number and id, what was decided, and the range of the suggestion it answers."""

    step: int
    id: str
    decision: Decision
    asked: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """Whose set it is, in which text, and the ids of the regions that were found in it on import."""

    annotator: str
    sha256: str
    text: str
    found: frozenset[str] = frozenset()


def value_of(one: Decision) -> Value:
    """Return what a decision comes to, so that two can be compared."""
    if one.state == ABSENT:
        return (ABSENT,)
    if one.kind is Kind.ANNOTATION:
        return one.state, one.start, one.end, one.label
    if one.kind is Kind.NOTE:
        return PRESENT, one.text, one.start, one.end
    return (one.state,)


def corrections(wanted: Mapping[str, Decision], standing: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that make what stands in a log what is wanted; none where it does."""
    now = {one.subject: one for one in standing}
    found: list[Decision] = []
    for subject in sorted(wanted.keys() | now.keys()):
        one, is_now = wanted.get(subject), now.get(subject)
        if one is None:
            if is_now is not None and is_now.state != ABSENT:
                found.append(replace(is_now, state=ABSENT))
        elif is_now is None:
            if one.state != ABSENT:
                found.append(one)
        elif _said(one) != _said(is_now):
            found.append(one)
    return found


def _said(one: Decision) -> tuple[Value, str]:
    return value_of(one), one.text if one.state == SpanState.SUGGESTED else ""


def unite(rows: Sequence[Row], past: Past, place: Place) -> dict[str, Decision]:
    """Return what is to stand in a set, by subject; `rows` are its log, in order, but for what merges wrote."""
    return _Set(rows, past, place).united()


class _Set:
    """One annotation set while it is worked out."""

    def __init__(self, rows: Sequence[Row], past: Past, place: Place) -> None:
        self._past = past
        self._place = place
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in rows:
            self._rows[row.decision.subject].append(row)
        self._heads = {subject: self._latest(some) for subject, some in self._rows.items()}
        self._chosen = any(row.decision.source == CONFLICT for row in rows)
        self._wanted: dict[str, Decision] = {}

    def united(self) -> dict[str, Decision]:
        groups = self._groups()
        for group in groups:
            for subject in group:
                self._wanted[subject] = replace(self._first(self._heads[subject]).decision, state=ABSENT)
        for group in groups:
            self._open(group)
        for subject, heads in self._heads.items():
            if subject not in self._wanted:
                self._settle(subject, heads)
        self._drop_doubles({subject for group in groups for subject in group})
        if groups:
            self._flag([row for group in groups for subject in group for row in self._heads[subject]])
        return self._wanted

    # ---- one subject

    def _concurrent(self, a: Row, b: Row) -> bool:
        return a.step != b.step and not self._past.saw(a.step, b.step) and not self._past.saw(b.step, a.step)

    def _unseen(self, rows: Iterable[Row]) -> list[Row]:
        """Return the rows of one subject that no other of them has seen."""
        heads: list[Row] = []
        for row in rows:
            heads = [one for one in heads if one.step != row.step and not self._past.saw(row.step, one.step)]
            heads.append(row)
        return heads

    def _latest(self, rows: Sequence[Row]) -> list[Row]:
        """Return the decisions about a subject that count."""
        heads = self._unseen(rows)
        if len({value_of(one.decision) for one in heads}) < 2:  # noqa: PLR2004 - they agree
            return heads
        kept = [one for one in heads if not any(self._yields(one, other, rows) for other in heads)]
        return kept or heads

    def _yields(self, one: Row, other: Row, rows: Sequence[Row]) -> bool:
        """Tell whether a decision says nothing beside another: it is back at what both had seen, or was taken back."""
        mine = value_of(one.decision)
        if mine == value_of(other.decision):
            return False
        if mine[0] == SpanState.SUGGESTED:
            return True
        both = [row for row in rows if self._past.saw(one.step, row.step) and self._past.saw(other.step, row.step)]
        before = {value_of(row.decision) for row in self._unseen(both)} or {self._initial(one.decision)}
        return before == {mine}

    def _initial(self, one: Decision) -> Value:
        if one.kind is Kind.STATE:
            return (SetState.NEW,)
        if one.source == CONFLICT:
            return (SpanState.SUGGESTED,)
        return (PRESENT,) if one.kind is Kind.IGNORED and one.subject in self._place.found else (ABSENT,)

    def _settle(self, subject: str, heads: list[Row]) -> None:
        """Say what stands about a subject that is in no conflict."""
        first = self._first(heads).decision
        if first.kind is Kind.STATE:
            first = min((row.decision for row in heads), key=lambda one: _LESS_DONE[SetState(one.state)])
        elif first.kind is Kind.IGNORED:
            first = next((row.decision for row in heads if row.decision.state == PRESENT), first)
        elif first.kind is Kind.NOTE:
            first = self._notes(subject, heads)
        elif self._chosen and self._retired(heads):
            first = replace(first, state=ABSENT)
        self._wanted[subject] = first

    def _notes(self, subject: str, heads: list[Row]) -> Decision:
        """Return what becomes of a note: where it has two wordings, each becomes a note of its own."""
        said = {value_of(row.decision): row.decision for row in heads if row.decision.state != ABSENT}
        if len(said) < 2:  # noqa: PLR2004 - one wording
            return next(iter(said.values()), heads[0].decision)
        for value, one in said.items():
            own = _id("note", self._place.annotator, subject, *value)
            if own not in self._rows:
                self._wanted[own] = replace(one, subject=own)
        return replace(heads[0].decision, state=ABSENT)

    def _retired(self, heads: Iterable[Row]) -> bool:
        """Tell whether somebody has chosen where this stood open, though it is in no conflict any more."""
        for row in heads:
            one = row.decision
            if one.state in (ABSENT, SpanState.SUGGESTED):
                continue
            for own in self._names(one.start, one.end, one.label):
                if own not in self._rows:
                    break
                if own != one.subject and any(self._past.saw(other.step, row.step) for other in self._rows[own]):
                    return True
        return False

    @staticmethod
    def _first(rows: Iterable[Row]) -> Row:
        return min(rows, key=lambda row: row.id)

    # ---- several subjects

    def _groups(self) -> list[list[str]]:
        """Return the subjects that are in conflict, each with those it is in conflict with."""
        spans = {
            subject: [row for row in heads if row.decision.state != SpanState.SUGGESTED]
            for subject, heads in self._heads.items()
            if heads[0].decision.kind is Kind.ANNOTATION
        }
        joined = _Joined()
        for subject, heads in spans.items():
            if len({value_of(row.decision) for row in heads}) > 1:
                joined.join(subject, subject)
        for some in _near(row for heads in spans.values() for row in heads if row.decision.state != ABSENT):
            for a, b in combinations(some, 2):
                if a.decision.subject != b.decision.subject and self._contradict(a, b):
                    joined.join(a.decision.subject, b.decision.subject)
        # What two groups would open as one and the same is one conflict.
        first: dict[tuple[int, int, str], str] = {}
        for subject in sorted(joined.members):
            for span in {_span(row.decision) for row in spans[subject] if row.decision.state != ABSENT}:
                joined.join(subject, first.setdefault(span, subject))
        return joined.groups()

    def _contradict(self, a: Row, b: Row) -> bool:
        one, other = value_of(a.decision), value_of(b.decision)
        both_rejected = one[0] == other[0] == SpanState.REJECTED
        return one != other and not both_rejected and self._concurrent(a, b)

    def _open(self, group: list[str]) -> None:
        """Let each way a span of the group was said to be stand open, unless somebody who knew all has chosen."""
        heads = [row for subject in group for row in self._heads[subject]]
        spans = sorted(
            {_span(row.decision) for row in heads if row.decision.state not in (ABSENT, SpanState.SUGGESTED)}
        )
        text = self._sentence(heads)
        for start, end, label in spans:
            own = next(name for name in self._names(start, end, label) if name not in group)
            if own in self._wanted:
                continue  # it went on into a conflict of its own
            chosen = self._heads.get(own)
            if chosen is not None and all(self._knew(row, heads) for row in chosen):
                self._wanted[own] = self._first(chosen).decision
                continue
            alike = [row for row in heads if _span(row.decision) == (start, end, label)]
            answered = sorted((row.id, row.decision.suggestion) for row in alike if row.decision.suggestion)
            self._wanted[own] = Decision(
                kind=Kind.ANNOTATION,
                subject=own,
                article=alike[0].decision.article,
                state=SpanState.SUGGESTED,
                start=start,
                end=end,
                label=label,
                suggestion=answered[0][1] if answered else 0,
                source=CONFLICT,
                version=_VERSION,
                text=text,
            )

    def _knew(self, row: Row, heads: Iterable[Row]) -> bool:
        """Tell whether whoever chose knew all that was said; once is enough."""
        unseen = {value_of(head.decision) for head in heads if not self._past.saw(row.step, head.step)}
        return unseen <= {value_of(head.decision) for head in heads if self._past.saw(row.step, head.step)}

    def _names(self, start: int, end: int, label: str) -> Iterator[str]:
        """Yield the ids under which a span stands open: the first, and one more for each time that was in conflict."""
        name = _id("span", self._place.annotator, self._place.sha256, start, end, label)
        while True:
            yield name
            name = _id("again", name)

    def _sentence(self, heads: Iterable[Row]) -> str:
        values = {value_of(row.decision) for row in heads} - {(SpanState.SUGGESTED,)}
        spans = {value[1:] for value in values if len(value) > 1}
        labels, ranges = {value[2] for value in spans}, {value[:2] for value in spans}
        said: set[tuple[object, ...]] = set()
        for value in values:
            if len(value) == 1:
                said.add((1 << 62, 0, "removed"))
                continue
            state, start, end, label = value
            words = f"{state} as {label}" if state == SpanState.ACCEPTED or len(labels) > 1 else str(state)
            if len(ranges) > 1:
                words += f" (“{self._place.text[int(start) : int(end)][:_SHOWN]}”)"
            said.add((start, end, words))
        return f"Decided differently in project files: {'; '.join(str(one[2]) for one in sorted(said, key=_key))}."

    def _drop_doubles(self, grouped: Collection[str]) -> None:
        """Let one stand of those that say the same of one range and had not seen each other."""
        alike: dict[Value, list[Row]] = defaultdict(list)
        for some in self._rows.values():
            for row in some:
                if row.decision.kind is Kind.ANNOTATION and row.decision.state not in (ABSENT, SpanState.SUGGESTED):
                    alike[value_of(row.decision)].append(row)
        for subject, heads in self._heads.items():
            now = self._wanted[subject]
            doubles = alike.get(value_of(heads[0].decision), ()) if subject not in grouped else ()
            if now.kind is Kind.ANNOTATION and any(self._is_double(heads, other, grouped) for other in doubles):
                self._wanted[subject] = replace(now, state=ABSENT)

    def _is_double(self, heads: Sequence[Row], other: Row, grouped: Collection[str]) -> bool:
        subject = other.decision.subject
        if subject >= heads[0].decision.subject or subject in grouped:
            return False
        if not all(self._concurrent(row, other) for row in heads):
            return False
        # Still as it was, or changed by somebody who saw one of the two only.
        after = self._heads[subject]
        return other in after or any(self._past.saw(row.step, head.step) for row in after for head in heads)

    def _flag(self, rows: Sequence[Row]) -> None:
        """Flag the set, unless somebody who had seen all of these has decided about its state."""
        states = self._heads.get(STATE_SUBJECT, [])
        if any(all(self._past.saw(one.step, row.step) for row in rows) for one in states):
            return
        article = rows[0].decision.article
        self._wanted[STATE_SUBJECT] = Decision(Kind.STATE, STATE_SUBJECT, article, SetState.FLAGGED)


class _Joined:
    """Subjects in groups."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    @property
    def members(self) -> list[str]:
        return list(self._above)

    def join(self, one: str, other: str) -> None:
        for subject in (one, other):
            self._above.setdefault(subject, subject)
        a, b = sorted((self._top(one), self._top(other)))
        self._above[b] = a

    def _top(self, one: str) -> str:
        while (above := self._above[one]) != one:
            one = above
        return one

    def groups(self) -> list[list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for subject in sorted(self._above):
            found[self._top(subject)].append(subject)
        return list(found.values())


def _near(rows: Iterable[Row]) -> Iterable[list[Row]]:
    """Return the rows that stand on one range together, and those that answer what was asked about one range."""
    found: dict[tuple[str, int, int], list[Row]] = defaultdict(list)
    for row in rows:
        found["stands", row.decision.start, row.decision.end].append(row)
        if row.asked is not None:
            found["asked", *row.asked].append(row)
    return found.values()


def _span(one: Decision) -> tuple[int, int, str]:
    return one.start, one.end, one.label


def _key(said: tuple[object, ...]) -> tuple[int, int, str]:
    start, end, words = said
    assert isinstance(start, int)  # noqa: S101 - as put in above
    assert isinstance(end, int)  # noqa: S101 - likewise
    return start, end, str(words)


def _id(*parts: object) -> str:
    return str(uuid.uuid5(_NAMESPACE, json.dumps(parts, ensure_ascii=True)))
