"""The log of one annotation set: its decisions, what each comes to, and which of them count about one subject.

Of a subject, the decisions count that no later one has seen. One that came back to where both had begun says nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from annotator.domain.decision import ABSENT, PRESENT, Decision, Kind, SetState, SpanState
from annotator.domain.mention import CONFLICT
from annotator.domain.past import Past

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


def span_of(one: Decision) -> tuple[int, int, str]:
    """Return the range and label of a decision about an annotation."""
    return one.start, one.end, one.label


def concurrent(past: Past, a: Row, b: Row) -> bool:
    """Tell whether neither of two decisions had seen the other."""
    return a.step != b.step and not past.saw(a.step, b.step) and not past.saw(b.step, a.step)


def _unseen(past: Past, rows: Iterable[Row]) -> list[Row]:
    """Return the rows of one subject that no other of them has seen."""
    heads: list[Row] = []
    for row in rows:
        heads = [one for one in heads if one.step != row.step and not past.saw(row.step, one.step)]
        heads.append(row)
    return heads


def latest(past: Past, rows: Sequence[Row], *, found: Collection[str]) -> list[Row]:
    """Return the decisions about a subject that count; `found` are the regions that were there on import."""
    heads = _unseen(past, rows)
    if len({value_of(one.decision) for one in heads}) < 2:  # noqa: PLR2004 - they agree
        return heads
    kept = [one for one in heads if not any(_yields(past, one, other, rows, found) for other in heads)]
    return kept or heads


def _yields(past: Past, one: Row, other: Row, rows: Sequence[Row], found: Collection[str]) -> bool:
    """Tell whether a decision says nothing beside another: it is back at what both had seen, or was taken back."""
    mine = value_of(one.decision)
    if mine == value_of(other.decision):
        return False
    if mine[0] == SpanState.SUGGESTED:
        return True
    both = [row for row in rows if past.saw(one.step, row.step) and past.saw(other.step, row.step)]
    before = {value_of(row.decision) for row in _unseen(past, both)} or {_initial(one.decision, found)}
    return before == {mine}


def _initial(one: Decision, found: Collection[str]) -> Value:
    if one.kind is Kind.STATE:
        return (SetState.NEW,)
    if one.source == CONFLICT:
        return (SpanState.SUGGESTED,)
    return (PRESENT,) if one.kind is Kind.IGNORED and one.subject in found else (ABSENT,)
