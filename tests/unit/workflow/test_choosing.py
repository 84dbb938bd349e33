"""The choices: what most, any or all marked, as rules over votes."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.adjudication import Ruling, Triple
from annotator.errors import DecisionError
from annotator.workflow.choosing import INTERSECTION, MAJORITY, UNION, Choice, chosen, majority, proposal

ORG, PART, GPE = (0, 10, "ORG"), (0, 4, "ORG"), (0, 4, "GPE")


def test_majority_needs_more_than_half() -> None:
    assert chosen(MAJORITY, {"a": [ORG], "b": [ORG], "c": [GPE]}) == (ORG,)
    assert chosen(MAJORITY, {"a": [], "b": [], "c": [GPE]}) == ()
    for tie in (
        {"a": [ORG], "b": [GPE]},
        {"a": [ORG], "b": []},
        {"a": [ORG], "b": [ORG], "c": [GPE], "d": [GPE]},
        {"a": [ORG], "b": [PART], "c": [GPE]},
        {"a": [ORG], "b": [ORG], "c": [], "d": []},
    ):
        with pytest.raises(DecisionError, match="no majority"):
            chosen(MAJORITY, tie)


def test_a_tie_beside_a_majority_stays_open() -> None:
    with pytest.raises(DecisionError):
        majority({"a": [ORG, (5, 12, "GPE")], "b": [ORG]})
    assert majority({"a": [ORG, (5, 12, "GPE")], "b": [ORG], "c": [ORG]}) == (ORG,)


def test_union_joins_stretches_of_a_label() -> None:
    votes = {"a": [(0, 4, "ORG")], "b": [(2, 10, "ORG"), (12, 15, "ORG")], "c": [(0, 4, "GPE")]}
    assert chosen(UNION, votes) == ((0, 4, "GPE"), (0, 10, "ORG"), (12, 15, "ORG"))


def test_intersection_is_what_all_who_have_anything_marked_alike() -> None:
    assert chosen(INTERSECTION, {"a": [ORG], "b": [(2, 12, "ORG")], "c": []}) == ((2, 10, "ORG"),)
    with pytest.raises(DecisionError, match="in common"):
        chosen(INTERSECTION, {"a": [ORG], "b": [GPE]})


def test_the_proposal_is_what_most_have_else_the_longest() -> None:
    assert proposal({"a": [PART], "b": [ORG], "c": [PART]}) == PART
    assert proposal({"a": [PART], "b": [ORG]}) == ORG


def span(start: int, length: int, label: str) -> Triple:
    return start, start + length, label


spans = st.builds(
    span,
    st.integers(0, 6),
    st.integers(1, 5),
    st.sampled_from(["ORG", "GPE"]),
)
people = st.dictionaries(st.sampled_from("abcd"), st.lists(spans, max_size=3, unique=True), min_size=2)


def marked(found: tuple[Triple, ...], label: str) -> set[int]:
    return {at for start, end, other in found for at in range(start, end) if other == label}


@given(people)
def test_union_and_intersection_mark_just_those_characters(votes: dict[str, list[Triple]]) -> None:
    if not any(votes.values()):
        return
    union = chosen(UNION, votes)
    for label in ("ORG", "GPE"):
        each: list[set[int]] = [marked(tuple(some), label) for some in votes.values() if some]
        assert marked(union, label) == set[int]().union(*each)
        try:
            common = chosen(INTERSECTION, votes)
        except DecisionError:
            common = ()
        assert marked(common, label) == each[0].intersection(*each)
    assert all(a[1] <= b[0] or a[2] != b[2] for a, b in pairwise(union) if a[2] == b[2])


@given(people, st.randoms())
def test_nobodys_order_matters(votes: dict[str, list[Triple]], random: object) -> None:
    turned = {name: list(reversed(some)) for name, some in reversed(votes.items())}
    for choice in (MAJORITY, UNION, INTERSECTION):
        try:
            one: tuple[Triple, ...] | str = chosen(choice, votes)
        except DecisionError as error:
            one = error.what
        try:
            other: tuple[Triple, ...] | str = chosen(choice, turned)
        except DecisionError as error:
            other = error.what
        assert one == other
    assert random


@given(people)
def test_picking_takes_just_that_version(votes: dict[str, list[Triple]]) -> None:
    for name, some in votes.items():
        assert chosen(Choice(Ruling.PICKED, name), votes) == tuple(sorted(some))
