"""Conflicts in an annotation set: which subjects are in one, and the ids and words under which its ways stand open.

Nothing here decides what becomes of one; that is `uniting.py`.
"""

from __future__ import annotations

import json
import uuid
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations

from annotator.domain.decision import ABSENT, Kind, SpanState
from annotator.domain.past import Past
from annotator.domain.set_log import Place, Row, concurrent, span_of, value_of

_NAMESPACE = uuid.UUID("5f0c3d6e-0d0b-4a57-9f3b-6d1c4b0a7e21")
_SHOWN = 40


def groups(past: Past, heads: Mapping[str, Sequence[Row]]) -> list[list[str]]:
    """Return the subjects that are in conflict, each with those it is in conflict with.

    `heads` are the decisions about each subject that count.
    """
    spans = {
        subject: [row for row in some if row.decision.state != SpanState.SUGGESTED]
        for subject, some in heads.items()
        if some[0].decision.kind is Kind.ANNOTATION
    }
    joined = _Joined()
    for subject, some in spans.items():
        if len({value_of(row.decision) for row in some}) > 1:
            joined.join(subject, subject)
    for some in _near(row for those in spans.values() for row in those if row.decision.state != ABSENT):
        for a, b in combinations(some, 2):
            if a.decision.subject != b.decision.subject and _contradict(past, a, b):
                joined.join(a.decision.subject, b.decision.subject)
    # What two groups would open as one and the same is one conflict.
    first: dict[tuple[int, int, str], str] = {}
    for subject in sorted(joined.members):
        for span in {span_of(row.decision) for row in spans[subject] if row.decision.state != ABSENT}:
            joined.join(subject, first.setdefault(span, subject))
    return joined.groups()


def _contradict(past: Past, a: Row, b: Row) -> bool:
    one, other = value_of(a.decision), value_of(b.decision)
    both_rejected = one[0] == other[0] == SpanState.REJECTED
    return one != other and not both_rejected and concurrent(past, a, b)


def names(place: Place, start: int, end: int, label: str) -> Iterator[str]:
    """Yield the ids under which a span stands open: the first, and one more for each time that was in conflict."""
    name = id_of("span", place.annotator, place.sha256, start, end, label)
    while True:
        yield name
        name = id_of("again", name)


def id_of(*parts: object) -> str:
    """Return the id that follows from what is said: the same in every file."""
    return str(uuid.uuid5(_NAMESPACE, json.dumps(parts, ensure_ascii=True)))


def sentence(place: Place, heads: Iterable[Row]) -> str:
    """Return what was decided about the spans of a conflict, in words."""
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
            words += f" (“{place.text[int(start) : int(end)][:_SHOWN]}”)"
        said.add((start, end, words))
    return f"Decided differently in project files: {'; '.join(str(one[2]) for one in sorted(said, key=_key))}."


def _key(said: tuple[object, ...]) -> tuple[int, int, str]:
    start, end, words = said
    assert isinstance(start, int)  # noqa: S101 - as put in above
    assert isinstance(end, int)  # noqa: S101 - likewise
    return start, end, str(words)


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
