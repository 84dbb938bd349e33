"""What stays of the rules' and the recogniser's findings, case by case of the policy, and the shape of it always."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from annotator.suggest.merge import merge
from annotator.suggest.policy import NORMAL, STRONG, WEAK, Found, resolve

KNOWN = frozenset({"PERSON", "ORG", "GPE", "FAC", "EVENT"})


def rule(start: int, end: int, label: str, *, rank: int = NORMAL, score: float = 0.7, exact: bool = False) -> Found:
    return Found(start, end, label, "pattern", score, "a rule", rank, exact=exact)


def ner(start: int, end: int, label: str, score: float = 0.6) -> Found:
    return Found(start, end, label, "ner", score, "learnt")


def merged(ruled: list[Found], recognised: list[Found]) -> list[tuple[int, int, str, str]]:
    return [(one.start, one.end, one.label, one.source) for one in merge(ruled, recognised, known=KNOWN)]


def test_what_both_say_keeps_the_rules_reason_and_the_recognisers_score() -> None:
    (one,) = merge([rule(0, 5, "GPE")], [ner(0, 5, "GPE", 0.9)], known=KNOWN)
    assert (one.reason, one.score, one.agreed) == ("a rule", 0.9, True)


def test_a_sure_rule_sets_the_type_of_the_same_span() -> None:
    assert merged([rule(0, 5, "GPE", rank=STRONG)], [ner(0, 5, "PERSON")]) == [(0, 5, "GPE", "pattern")]


def test_the_recogniser_sets_it_where_the_rule_is_not_sure() -> None:
    assert merged([rule(0, 5, "GPE")], [ner(0, 5, "PERSON")]) == [(0, 5, "PERSON", "ner")]


def test_a_surname_of_somebody_named_in_full_is_a_person() -> None:
    surname = Found(0, 7, "PERSON", "consistency", 0.8, "surname of Odette Mugisha")
    assert merged([surname], [ner(0, 7, "GPE", 0.99)]) == [(0, 7, "PERSON", "consistency")]


def test_a_longer_name_around_a_country_stays() -> None:
    assert merged([rule(8, 13, "GPE", rank=STRONG)], [ner(0, 13, "ORG")]) == [(0, 13, "ORG", "ner")]


def test_a_listed_name_around_what_was_recognised_stays() -> None:
    assert merged([rule(0, 13, "ORG", exact=True)], [ner(8, 13, "GPE")]) == [(0, 13, "ORG", "pattern")]
    assert merged([rule(0, 13, "ORG")], [ner(8, 13, "GPE")]) == [(8, 13, "GPE", "ner")]


def test_a_listed_name_around_several_stays() -> None:
    several = [ner(0, 6, "PERSON"), ner(10, 15, "GPE")]
    apart = [(0, 6, "PERSON", "ner"), (10, 15, "GPE", "ner")]
    assert merged([rule(0, 15, "ORG", exact=True)], several) == [(0, 15, "ORG", "pattern")]
    assert merged([rule(0, 15, "ORG", exact=True, rank=WEAK)], several) == apart
    assert merged([rule(0, 15, "ORG")], several) == apart
    assert merged([rule(2, 15, "ORG", exact=True)], several) == apart


def test_only_rules_speak_of_what_the_recogniser_has_not_learnt() -> None:
    assert merged([rule(0, 4, "DATE", score=0.3)], []) == [(0, 4, "DATE", "pattern")]
    assert merged([rule(0, 4, "DATE")], [ner(2, 9, "ORG")]) == [(0, 4, "DATE", "pattern")]
    assert merged([rule(0, 4, "DATE")], [ner(0, 21, "EVENT")]) == [(0, 21, "EVENT", "ner")]


def test_gaps_are_filled_by_sure_rules_only() -> None:
    assert merged([rule(0, 4, "ORG", score=0.8)], []) == [(0, 4, "ORG", "pattern")]
    assert merged([rule(0, 4, "ORG", score=0.7)], []) == []
    assert merged([rule(0, 4, "ORG", score=0.4, rank=WEAK)], []) == []
    assert merged([rule(0, 4, "ORG", score=0.4, rank=STRONG)], []) == [(0, 4, "ORG", "pattern")]


@st.composite
def findings(draw: st.DrawFn) -> Found:
    start, length = draw(st.integers(0, 60)), draw(st.integers(1, 12))
    label = draw(st.sampled_from([*sorted(KNOWN), "DATE"]))
    rank, score = draw(st.sampled_from([WEAK, NORMAL, STRONG])), draw(st.floats(0.1, 0.9))
    return Found(start, start + length, label, "pattern", score, "", rank, exact=draw(st.booleans()))


@given(st.lists(findings(), max_size=12), st.lists(findings(), max_size=12))
def test_never_overlaps_never_invents_and_reads_in_order(ruled: list[Found], recognised: list[Found]) -> None:
    rules, names = resolve(ruled), [one for one in resolve(recognised) if one.label in KNOWN]
    stays = merge(rules, names, known=KNOWN)
    assert all(one.end <= other.start for one, other in pairwise(stays))
    there = {(one.start, one.end, one.label) for one in (*rules, *names)}
    assert {(one.start, one.end, one.label) for one in stays} <= there
    # Nothing the recogniser said is lost but to a rule that takes its place.
    for one in names:
        assert any(one.start < other.end and other.start < one.end for other in stays)
