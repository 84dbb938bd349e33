"""What stands when logs of one annotator come together, rule by rule, on steps that had or had not seen each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import pytest

from annotator.domain.decision import ABSENT, PRESENT, STATE_SUBJECT, Decision, Kind, SetState, SpanState
from annotator.domain.mention import CONFLICT
from annotator.domain.past import Past
from annotator.domain.set_log import Place, Row, corrections
from annotator.domain.uniting import unite

TEXT = "Kim Jong Un met Putin in Moscow."
PLACE = Place("ann", "digest", TEXT, frozenset({"found"}))
KIM, LONG, PUTIN = (0, 3), (0, 11), (16, 21)
ACCEPTED, REJECTED, SUGGESTED = SpanState.ACCEPTED, SpanState.REJECTED, SpanState.SUGGESTED
Seen = dict[tuple[int, int, str], str]


def span(
    subject: str, state: str, place: tuple[int, int] = KIM, label: str = "PERSON", suggestion: int = 0
) -> Decision:
    return Decision(Kind.ANNOTATION, subject, 1, state, *place, label, suggestion=suggestion, source="human")


def way(subject: str, state: str, label: str = "PERSON") -> Decision:
    """Return a decision about one of the ways that stand open."""
    return replace(span(subject, state, label=label), source=CONFLICT)


def in_state(state: SetState) -> Decision:
    return Decision(Kind.STATE, STATE_SUBJECT, 1, state)


@dataclass
class Log:
    """Steps by number; `after` says which a step had seen, () for none, without: all."""

    past: Past = field(default_factory=Past)
    rows: list[Row] = field(default_factory=list[Row])

    def step(
        self,
        number: int,
        *decisions: Decision,
        after: tuple[int, ...] | None = None,
        asked: tuple[int, int] | None = None,
    ) -> Log:
        self.past.add(number, after)
        self.rows += [Row(number, f"{number:02}", one, asked) for one in decisions]
        return self

    def united(self) -> Mapping[str, Decision]:
        return unite(self.rows, self.past, PLACE)


def spans(wanted: Mapping[str, Decision]) -> Seen:
    kept = [one for one in wanted.values() if one.kind is Kind.ANNOTATION and one.state != ABSENT]
    found = {(one.start, one.end, one.label): one.state for one in kept}
    assert len(found) == len(kept), "nothing stands twice"
    return found


def state(wanted: Mapping[str, Decision]) -> str:
    return wanted[STATE_SUBJECT].state


def forked(ours: Decision, theirs: Decision, *base: Decision) -> Mapping[str, Decision]:
    """Unite two steps that had seen the base and not each other, both ways round; the same must stand."""
    one, other = Log().step(1, *base), Log().step(1, *base)
    first = one.step(2, ours, after=(1,)).step(3, theirs, after=(1,)).united()
    other.step(2, theirs, after=(1,)).step(3, ours, after=(1,))
    second = other.united()
    assert spans(first) == spans(second)
    assert {one.text for one in first.values()} == {one.text for one in second.values()}
    return first


# ---- one subject


def test_a_straight_log_is_what_its_last_rows_say() -> None:
    log = Log().step(1, span("a", ACCEPTED)).step(2, span("a", REJECTED)).step(3, span("b", ACCEPTED, PUTIN))
    assert spans(log.united()) == {(*KIM, "PERSON"): REJECTED, (*PUTIN, "PERSON"): ACCEPTED}


def test_who_changed_nothing_yields() -> None:
    base = span("a", ACCEPTED)
    assert spans(forked(span("a", ACCEPTED), span("a", REJECTED), base)) == {(*KIM, "PERSON"): REJECTED}
    assert spans(forked(base, base, base)) == {(*KIM, "PERSON"): ACCEPTED}


def test_both_changed_differently_stands_open_and_flagged() -> None:
    wanted = forked(span("a", ACCEPTED, label="ORG"), span("a", REJECTED), span("a", ACCEPTED))
    assert spans(wanted) == {(*KIM, "ORG"): SUGGESTED, (*KIM, "PERSON"): SUGGESTED}
    assert wanted["a"].state == ABSENT
    assert state(wanted) == SetState.FLAGGED
    text = "Decided differently in project files: accepted as ORG; rejected as PERSON."
    assert {one.text for one in wanted.values() if one.state == SUGGESTED} == {text}


def test_removed_and_relabelled_is_one_way_and_a_word() -> None:
    wanted = forked(span("a", ABSENT), span("a", ACCEPTED, label="ORG"), span("a", ACCEPTED))
    assert spans(wanted) == {(*KIM, "ORG"): SUGGESTED}
    assert next(one.text for one in wanted.values() if one.state == SUGGESTED).endswith("accepted as ORG; removed.")


def test_made_and_taken_back_says_nothing() -> None:
    log = Log().step(1).step(2, span("a", ACCEPTED), after=(1,)).step(3, span("a", ABSENT), after=(2,))
    log.step(4, span("b", ACCEPTED, label="ORG"), after=(1,))
    assert spans(log.united()) == {(*KIM, "ORG"): ACCEPTED}
    log.step(5, span("c", ACCEPTED, PUTIN), after=(1,)).step(6, span("c", ABSENT, PUTIN), after=(5,))
    log.step(7, span("d", ACCEPTED, PUTIN), after=(1,))
    assert spans(log.united())[*PUTIN, "PERSON"] == ACCEPTED, "nor does it take the place of what says the same"


# ---- several subjects on one place


@pytest.mark.parametrize("same", [ACCEPTED, REJECTED])
def test_alike_on_one_range_become_one_with_the_smaller_id(same: SpanState) -> None:
    wanted = forked(span("b", same), span("a", same))
    assert spans(wanted) == {(*KIM, "PERSON"): same}
    assert wanted["b"].state == ABSENT


def test_what_somebody_made_twice_on_purpose_stays_twice() -> None:
    log = (
        Log().step(1, span("a", ACCEPTED)).step(2, span("b", ACCEPTED)).step(3, span("c", ACCEPTED, PUTIN), after=(1,))
    )
    assert log.united()["a"].state == log.united()["b"].state == ACCEPTED


def test_of_decisions_that_say_the_same_the_first_made_says_where_from() -> None:
    first, second = span("a", ACCEPTED, suggestion=1), span("a", ACCEPTED, suggestion=2)
    for one, other in ((Row(2, "x", first), Row(3, "y", second)), (Row(2, "y", second), Row(3, "x", first))):
        log = Log().step(1).step(2, after=(1,)).step(3, after=(1,))
        assert unite([one, other], log.past, PLACE)["a"] == first


def test_the_one_that_stays_may_change_without_the_other_coming_back() -> None:
    log = Log().step(1).step(2, span("a", ACCEPTED), after=(1,)).step(3, span("b", ACCEPTED), after=(1,))
    log.step(4, span("a", ACCEPTED, label="ORG"))
    assert spans(log.united()) == {(*KIM, "ORG"): ACCEPTED}


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (span("a", ACCEPTED), span("b", REJECTED)),
        (span("a", ACCEPTED), span("b", ACCEPTED, label="ORG")),
        (span("a", REJECTED), span("b", ACCEPTED, label="ORG")),
    ],
)
def test_unlike_on_one_range_is_a_conflict(ours: Decision, theirs: Decision) -> None:
    wanted = forked(ours, theirs)
    ways = {(one.start, one.end, one.label) for one in (ours, theirs)}
    assert spans(wanted) == dict.fromkeys(ways, SUGGESTED)
    assert wanted["a"].state == wanted["b"].state == ABSENT


def test_rejected_twice_under_two_labels_is_none_and_neither_is_what_one_had_seen() -> None:
    wanted = forked(span("a", REJECTED), span("b", REJECTED, label="ORG"))
    assert spans(wanted) == {(*KIM, "PERSON"): REJECTED, (*KIM, "ORG"): REJECTED}
    seen = Log().step(1, span("a", ACCEPTED)).step(2, span("b", ACCEPTED, label="ORG")).step(3, after=(1,))
    assert spans(seen.united()) == {(*KIM, "PERSON"): ACCEPTED, (*KIM, "ORG"): ACCEPTED}


def test_answers_to_one_question_are_a_conflict_wherever_they_moved() -> None:
    log = Log().step(1).step(2, span("a", ACCEPTED, suggestion=7), after=(1,), asked=KIM)
    log.step(3, span("b", ACCEPTED, LONG, suggestion=7), after=(1,), asked=KIM)
    wanted = log.united()
    assert spans(wanted) == {(*KIM, "PERSON"): SUGGESTED, (*LONG, "PERSON"): SUGGESTED}
    assert [one.suggestion for one in wanted.values() if one.state == SUGGESTED] == [7, 7]
    said = "Decided differently in project files: accepted as PERSON (“Kim”); accepted as PERSON (“Kim Jong Un”)."
    assert {one.text for one in wanted.values() if one.state == SUGGESTED} == {said}


def test_beside_each_other_both_stand() -> None:
    wanted = forked(span("a", ACCEPTED), span("b", ACCEPTED, LONG))
    assert spans(wanted) == {(*KIM, "PERSON"): ACCEPTED, (*LONG, "PERSON"): ACCEPTED}
    assert STATE_SUBJECT not in wanted


# ---- choosing, and what comes after


def conflict() -> tuple[Log, str, str]:
    """Return a log with an open conflict, and the subjects of its two ways: PERSON, ORG."""
    log = Log().step(1, in_state(SetState.IN_PROGRESS))
    log.step(2, span("a", ACCEPTED), in_state(SetState.FINISHED), after=(1,))
    log.step(3, span("b", ACCEPTED, label="ORG"), after=(1,))
    ways = {one.label: one.subject for one in log.united().values() if one.state == SUGGESTED}
    return log, ways["PERSON"], ways["ORG"]


def test_what_somebody_chose_who_had_seen_both_stands() -> None:
    log, person, org = conflict()
    assert state(log.united()) == SetState.FLAGGED
    log.step(4, way(person, ACCEPTED), way(org, ABSENT, label="ORG"))
    assert spans(log.united()) == {(*KIM, "PERSON"): ACCEPTED}
    assert state(log.united()) == SetState.FLAGGED, "still to be finished by somebody who knows"
    log.step(5, in_state(SetState.FINISHED))
    assert state(log.united()) == SetState.FINISHED


def test_half_a_choice_leaves_the_rest_open() -> None:
    log, person, _ = conflict()
    log.step(4, way(person, REJECTED))
    assert spans(log.united()) == {(*KIM, "PERSON"): REJECTED, (*KIM, "ORG"): SUGGESTED}


def test_a_third_opinion_opens_it_again_unless_it_is_one_of_the_two() -> None:
    log, person, org = conflict()
    log.step(4, way(person, ACCEPTED), way(org, ABSENT, label="ORG"))
    log.step(5, span("c", REJECTED), after=(1,))
    assert spans(log.united()) == {(*KIM, "PERSON"): SUGGESTED, (*KIM, "ORG"): SUGGESTED}
    log, person, org = conflict()
    log.step(4, way(person, ACCEPTED), way(org, ABSENT, label="ORG"))
    log.step(5, span("c", ACCEPTED), after=(1,))
    assert spans(log.united())[*KIM, "PERSON"] == ACCEPTED


def test_two_choices_that_differ_are_open_again_and_can_be_chosen_between() -> None:
    log, person, org = conflict()
    log.step(4, way(person, ACCEPTED), way(org, ABSENT, label="ORG"), after=(2, 3))
    log.step(5, way(person, ABSENT), way(org, ACCEPTED, label="ORG"), after=(2, 3))
    wanted = log.united()
    assert spans(wanted) == {(*KIM, "PERSON"): SUGGESTED, (*KIM, "ORG"): SUGGESTED}
    ways = {one.label: one.subject for one in wanted.values() if one.state == SUGGESTED}
    assert not {person, org} & set(ways.values()), "what is in conflict is never decided about again"
    log.step(6, way(ways["PERSON"], REJECTED))
    assert spans(log.united()) == {(*KIM, "PERSON"): REJECTED, (*KIM, "ORG"): SUGGESTED}
    log.step(7, way(ways["ORG"], ACCEPTED, label="ORG"))
    assert spans(log.united()) == {(*KIM, "PERSON"): REJECTED, (*KIM, "ORG"): ACCEPTED}


def test_a_way_that_two_changed_differently_is_not_asked_as_it_was() -> None:
    log, person, _ = conflict()
    log.step(4, replace(way(person, ACCEPTED), start=LONG[0], end=LONG[1]), after=(2, 3))
    log.step(5, way(person, ACCEPTED, label="DATE"), after=(2, 3))
    wanted = {(*LONG, "PERSON"): SUGGESTED, (*KIM, "DATE"): SUGGESTED, (*KIM, "ORG"): SUGGESTED}
    assert spans(log.united()) == wanted


def test_conflicts_that_lead_to_one_span_are_one() -> None:
    log = Log().step(1, span("a", ACCEPTED), span("b", ACCEPTED, PUTIN))
    log.step(2, span("a", ACCEPTED, LONG), span("b", ACCEPTED, PUTIN, "ORG"), after=(1,))
    log.step(3, span("a", REJECTED), span("b", ACCEPTED, LONG), after=(1,))
    wanted = log.united()
    assert spans(wanted) == {(*KIM, "PERSON"): SUGGESTED, (*LONG, "PERSON"): SUGGESTED, (*PUTIN, "ORG"): SUGGESTED}
    assert len({one.text for one in wanted.values() if one.state == SUGGESTED}) == 1


def test_a_choice_taken_back_says_nothing_beside_another() -> None:
    log, person, org = conflict()
    log.step(4, way(person, ACCEPTED), way(org, ABSENT, label="ORG"), after=(2, 3))
    log.step(5, way(person, SUGGESTED), way(org, SUGGESTED, label="ORG"))
    log.step(6, way(person, ACCEPTED), way(org, ABSENT, label="ORG"), after=(2, 3))
    assert spans(log.united()) == {(*KIM, "PERSON"): ACCEPTED}


def test_what_was_chosen_against_does_not_come_back_with_its_opponent_gone() -> None:
    log, person, org = conflict()
    log.step(4, way(person, ACCEPTED), way(org, ABSENT, label="ORG"))
    log.step(5, span("a", ACCEPTED, PUTIN), after=(2,))  # elsewhere, by somebody who knew of no conflict
    assert spans(log.united()) == {(*KIM, "PERSON"): ACCEPTED, (*PUTIN, "PERSON"): ACCEPTED}


# ---- everything else


@pytest.mark.parametrize(
    ("ours", "theirs", "wanted"),
    [
        (SetState.FINISHED, SetState.FLAGGED, SetState.FLAGGED),
        (SetState.FINISHED, SetState.IN_PROGRESS, SetState.IN_PROGRESS),
        (SetState.FINISHED, SetState.SKIPPED, SetState.SKIPPED),
        (SetState.IN_PROGRESS, SetState.FLAGGED, SetState.FLAGGED),
        (SetState.SKIPPED, SetState.IN_PROGRESS, SetState.IN_PROGRESS),
    ],
)
def test_the_less_done_state_wins(ours: SetState, theirs: SetState, wanted: SetState) -> None:
    assert state(forked(in_state(ours), in_state(theirs))) == wanted
    assert state(forked(in_state(ours), in_state(theirs), in_state(ours))) == theirs, "who changed nothing yields"


def test_a_region_one_ignores_is_ignored_and_one_cleared_is_cleared() -> None:
    def region(subject: str, state: str) -> Decision:
        return Decision(Kind.IGNORED, subject, 1, state, *PUTIN, text="marked")

    log = Log().step(1).step(2, region("mine", PRESENT), after=(1,)).step(3, region("found", ABSENT), after=(1,))
    log.step(4, region("found", PRESENT), after=(1,))
    wanted = log.united()
    assert (wanted["mine"].state, wanted["found"].state) == (PRESENT, ABSENT)


def test_two_wordings_of_a_note_are_two_notes_and_one_deleted_stays_where_it_was_changed() -> None:
    def note(text: str, state: str = PRESENT, subject: str = "n") -> Decision:
        return Decision(Kind.NOTE, subject, 1, state, text=text)

    wanted = forked(note("one"), note("two"), note("old"))
    kept = {one.text: one for one in wanted.values() if one.state == PRESENT}
    assert kept.keys() == {"one", "two"}
    assert wanted["n"].state == ABSENT
    assert forked(note("", ABSENT), note("two"), note("old"))["n"].text == "two"
    log = Log().step(1, note("old")).step(2, note("one"), after=(1,)).step(3, note("two"), after=(1,))
    log.step(4, note("better", subject=kept["one"].subject))
    assert {one.text for one in log.united().values() if one.state == PRESENT} == {"better", "two"}


def test_corrections_are_what_differs_and_nothing_else() -> None:
    a, b, gone = span("a", ACCEPTED), span("b", REJECTED), span("x", ABSENT)
    assert corrections({"a": a, "b": b, "x": gone}, [a]) == [b]
    assert corrections({"a": a}, [b, gone]) == [a, span("b", ABSENT)]
    assert corrections({"a": a}, [span("a", ABSENT)]) == [a]
    waiting = replace(a, state=SUGGESTED, text="two say so")
    assert corrections({"a": replace(waiting, text="three say so")}, [waiting]) == [
        replace(waiting, text="three say so")
    ]
    assert corrections({"a": replace(a, text="otherwise")}, [a]) == []
