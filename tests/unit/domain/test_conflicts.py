"""Open conflicts on a page: shown as open, keyed by their own subject, chosen between with the ordinary decisions."""

from __future__ import annotations

import pytest

from annotator.domain.annotation import AnnotationSet
from annotator.domain.article import Article
from annotator.domain.decision import ABSENT, Decision, Kind, SpanState
from annotator.domain.mention import CONFLICT, Mention
from annotator.domain.suggestion import Suggestion
from tests.unit.domain.test_annotation import do

TEXT = "Paris met Rome in Bonn."
ARTICLE = Article.from_raw(TEXT)
PARIS, ROME_IN, ROME = (0, 5), (10, 17), (10, 14)


def waiting(subject: str, place: tuple[int, int], label: str = "GPE", *, suggestion: int = 0) -> Decision:
    return Decision(
        Kind.ANNOTATION,
        subject,
        1,
        SpanState.SUGGESTED,
        *place,
        label,
        suggestion=suggestion,
        source=CONFLICT,
        version="1",
        text="Decided differently in project files: accepted as GPE; rejected.",
    )


def page(*standing: Decision, suggestions: tuple[Suggestion, ...] = ()) -> AnnotationSet:
    return AnnotationSet(ARTICLE, 1, suggestions=suggestions, standing=standing)


def keys(page: AnnotationSet) -> list[tuple[str, SpanState]]:
    return [(one.key, one.state) for one in page.mentions]


def suggestion(number: int, place: tuple[int, int], label: str = "GPE") -> Suggestion:
    return Suggestion(*place, label, "test", 0.5, "", "1", number)


def test_a_conflict_is_shown_open_under_its_own_key() -> None:
    one = page(waiting("a", PARIS))
    (mention,) = one.mentions
    assert (mention.key, mention.is_open, mention.reason[:7]) == ("a", True, "Decided")
    assert one.conflicts == (mention,)
    assert one.next_open(0) == mention
    assert one.counts[SpanState.SUGGESTED] == 1
    assert one.accepted == ()


@pytest.mark.parametrize("how", ["accept", "reject", "remove", "relabel", "move"])
def test_whatever_is_decided_about_it_keeps_its_subject(how: str) -> None:
    one = page(waiting("a", PARIS))
    decision = {
        "accept": lambda: one.accept("a"),
        "reject": lambda: one.reject("a"),
        "remove": lambda: one.remove("a"),
        "relabel": lambda: one.label(*PARIS, "ORG"),
        "move": lambda: one.label(0, 9, "GPE", key="a"),
    }[how]()
    assert decision.subject == "a"
    do(one, decision)
    assert one.conflicts == ()
    state = SpanState.REJECTED if how in ("reject", "remove") else SpanState.ACCEPTED
    assert keys(one) == [("a", state)]
    do(one, waiting("a", PARIS))  # taken back
    assert keys(one) == [("a", SpanState.SUGGESTED)]


def test_accepting_one_way_takes_the_others_away() -> None:
    standing = (waiting("a", ROME), waiting("b", ROME_IN), waiting("c", ROME, "ORG"), waiting("d", PARIS))
    one = page(*standing)
    wanted = one.settled([one.accept("b")])
    assert {(each.subject, each.state) for each in wanted} == {("b", "accepted"), ("a", ABSENT), ("c", ABSENT)}
    do(one, *wanted)
    assert keys(one) == [("d", SpanState.SUGGESTED), ("b", SpanState.ACCEPTED)]


def test_rejecting_one_way_leaves_the_others() -> None:
    one = page(waiting("a", ROME), waiting("c", ROME, "ORG"))
    assert len(one.settled([one.reject("a")])) == 1


def test_an_annotation_made_on_its_range_answers_it_and_one_beside_it_does_not() -> None:
    one = page(waiting("a", ROME), waiting("c", ROME, "ORG"))
    on_it = one.label(*ROME, "DATE")
    assert on_it.subject == "a"
    assert {each.subject for each in one.settled([on_it])} == {"a", "c"}
    beside = one.label(*ROME_IN, "DATE")
    assert one.settled([beside]) == [beside]


def test_what_is_asked_already_is_not_suggested() -> None:
    one = page(
        waiting("a", ROME_IN, suggestion=7),
        suggestions=(suggestion(7, ROME), suggestion(8, ROME_IN, "ORG"), suggestion(9, PARIS)),
    )
    assert [each.key for each in one.mentions] == ["s9", "a"]
    do(one, Decision(Kind.ANNOTATION, "a", 1, ABSENT))
    assert [each.key for each in one.mentions] == ["s9", "s8", "s7"]


def test_made_from_mentions_as_from_decisions() -> None:
    made = page(waiting("a", PARIS))
    mention = Mention("a", *PARIS, "GPE", SpanState.SUGGESTED, CONFLICT, "1", None, made.conflicts[0].reason)
    assert AnnotationSet(ARTICLE, 1, standing=[mention]).conflicts == made.conflicts
