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

Which decisions count is worked out in `set_log.py`, who is in conflict with whom in `conflicts.py`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from annotator.domain import conflicts
from annotator.domain.decision import ABSENT, PRESENT, STATE_SUBJECT, Decision, Kind, SetState, SpanState
from annotator.domain.mention import CONFLICT
from annotator.domain.past import Past
from annotator.domain.set_log import Place, Row, Value, concurrent, latest, span_of, value_of

_VERSION = "1"
_LESS_DONE = {
    state: rank
    for rank, state in enumerate(
        (SetState.FLAGGED, SetState.IN_PROGRESS, SetState.SKIPPED, SetState.FINISHED, SetState.NEW)
    )
}


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
        self._heads = {subject: latest(past, some, found=place.found) for subject, some in self._rows.items()}
        self._chosen = any(row.decision.source == CONFLICT for row in rows)
        self._wanted: dict[str, Decision] = {}

    def united(self) -> dict[str, Decision]:
        groups = conflicts.groups(self._past, self._heads)
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
            own = conflicts.id_of("note", self._place.annotator, subject, *value)
            if own not in self._rows:
                self._wanted[own] = replace(one, subject=own)
        return replace(heads[0].decision, state=ABSENT)

    def _retired(self, heads: Iterable[Row]) -> bool:
        """Tell whether somebody has chosen where this stood open, though it is in no conflict any more."""
        for row in heads:
            one = row.decision
            if one.state in (ABSENT, SpanState.SUGGESTED):
                continue
            for own in conflicts.names(self._place, one.start, one.end, one.label):
                if own not in self._rows:
                    break
                if own != one.subject and any(self._past.saw(other.step, row.step) for other in self._rows[own]):
                    return True
        return False

    @staticmethod
    def _first(rows: Iterable[Row]) -> Row:
        return min(rows, key=lambda row: row.id)

    # ---- several subjects

    def _open(self, group: list[str]) -> None:
        """Let each way a span of the group was said to be stand open, unless somebody who knew all has chosen."""
        heads = [row for subject in group for row in self._heads[subject]]
        spans = sorted(
            {span_of(row.decision) for row in heads if row.decision.state not in (ABSENT, SpanState.SUGGESTED)}
        )
        text = conflicts.sentence(self._place, heads)
        for start, end, label in spans:
            own = next(name for name in conflicts.names(self._place, start, end, label) if name not in group)
            if own in self._wanted:
                continue  # it went on into a conflict of its own
            chosen = self._heads.get(own)
            if chosen is not None and all(self._knew(row, heads) for row in chosen):
                self._wanted[own] = self._first(chosen).decision
                continue
            alike = [row for row in heads if span_of(row.decision) == (start, end, label)]
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
        if not all(concurrent(self._past, row, other) for row in heads):
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
