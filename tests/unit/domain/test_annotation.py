"""Annotation sets: kept current step by step they equal one made anew; which suggestions are open; what is refused."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation import AnnotationSet, Delta, Mention, decided, proposed
from annotator.domain.article import Article, Region
from annotator.domain.decision import ABSENT, PRESENT, Decision, Kind, SetState, SpanState
from annotator.domain.suggestion import Suggestion
from annotator.errors import DecisionError

TEXT = "Paris met Rome in Bonn 🇫🇷 and Lomé.\nCredit: AFP, Paris"
LABELS = ("GPE", "ORG", "PERSON")
CREDIT = Region(TEXT.index("Credit"), len(TEXT), "credit", "r1")


def article(*, regions: tuple[Region, ...] = (CREDIT,)) -> Article:
    return Article.from_raw(TEXT, boilerplate=regions)


def suggestion(number: int, surface: str, label: str = "GPE") -> Suggestion:
    start = TEXT.index(surface)
    return Suggestion(start, start + len(surface), label, "test", 0.5, "a reason", "1", number)


def page_with(*suggestions: Suggestion, regions: tuple[Region, ...] = ()) -> AnnotationSet:
    return AnnotationSet(article(regions=regions), 1, suggestions=suggestions)


def do(page: AnnotationSet, *decisions: Decision) -> Delta:
    """Take in decisions, and check that the delta says exactly what changed."""
    before = {one.key: one for one in page.mentions}
    others = page.regions, page.notes, page.state
    delta = page.apply(decisions)
    for one in delta.removed:
        assert before.pop(one.key) == one
    for one in delta.added:
        assert one.key not in before
        before[one.key] = one
    assert before == {one.key: one for one in page.mentions}
    assert not {*delta.removed} & {*delta.added}, "what stayed was neither removed nor added"
    if not delta.regions:
        assert others[0] == page.regions
    if not delta.notes:
        assert others[1] == page.notes
    if not delta.state:
        assert others[2] == page.state
    return delta


def open_surfaces(page: AnnotationSet) -> list[tuple[str, str]]:
    return [(page.surface(one), one.label) for one in page.mentions if one.is_open]


def annotation(page: AnnotationSet, surface: str) -> Mention:
    start = TEXT.index(surface)
    return page.on_range(start, start + len(surface))[0]


# ---- which suggestions are open


@pytest.mark.parametrize("state", [SpanState.ACCEPTED, SpanState.REJECTED])
def test_a_decision_answers_its_suggestion(state: SpanState) -> None:
    page = page_with(suggestion(1, "Paris"), suggestion(2, "Rome"))
    decision = page.accept("s1") if state is SpanState.ACCEPTED else page.reject("s1")
    delta = do(page, decision)
    assert [one.key for one in delta.removed] == ["s1"]
    (answer,) = delta.added
    assert (answer.state, answer.suggestion, answer.source, answer.reason) == (state, 1, "test", "a reason")
    assert open_surfaces(page) == [("Rome", "GPE")]
    do(page, replace(decision, state=ABSENT))
    assert open_surfaces(page) == [("Paris", "GPE"), ("Rome", "GPE")]


def test_accepting_answers_every_suggestion_on_the_range() -> None:
    page = page_with(suggestion(1, "Paris", "GPE"), suggestion(2, "Paris", "ORG"))
    do(page, page.accept("s2"))
    assert open_surfaces(page) == []


def test_rejecting_answers_only_the_same_label_on_the_range() -> None:
    page = page_with(suggestion(1, "Paris", "GPE"), suggestion(2, "Paris", "ORG"), suggestion(3, "Paris", "GPE"))
    do(page, page.reject("s1"))
    assert open_surfaces(page) == [("Paris", "ORG")]


def test_nested_suggestions_of_one_run_are_each_asked() -> None:
    page = page_with(suggestion(1, "Rome in Bonn", "ORG"), suggestion(2, "Bonn"), suggestion(3, "Rome"))
    do(page, page.accept("s1"))
    assert open_surfaces(page) == [("Rome", "GPE"), ("Bonn", "GPE")]
    do(page, page.accept("s2"))
    assert open_surfaces(page) == [("Rome", "GPE")]


@pytest.mark.parametrize("suggested_before", [0, 99], ids=["by hand", "from an earlier run"])
def test_an_annotation_of_another_origin_supersedes_what_it_overlaps(suggested_before: int) -> None:
    page = page_with(suggestion(1, "Rome"), suggestion(2, "Bonn"))
    start = TEXT.index("me in")
    own = replace(page.label(start, start + len("me in"), "ORG"), suggestion=suggested_before)
    do(page, own)
    assert open_surfaces(page) == [("Bonn", "GPE")]
    # Rejected, it says nothing about other ranges.
    do(page, replace(own, state=SpanState.REJECTED))
    assert open_surfaces(page) == [("Rome", "GPE"), ("Bonn", "GPE")]


def test_a_span_of_any_length_supersedes_what_lies_in_it() -> None:
    text = "Bonn " * 600
    places = [(at, at + 4) for at in range(0, len(text), 5)]
    suggestions = [Suggestion(*place, "GPE", "test", 0.5, "", "1", number) for number, place in enumerate(places, 1)]
    page = AnnotationSet(Article.from_raw(text), 1, suggestions=suggestions)
    inner, outer = page.label(1000, 1300, "ORG"), page.label(5, 2500, "ORG")
    delta = do(page, inner, outer)
    assert len(delta.removed) == 499
    assert [one.start for one in page.mentions.at(2000)] == [5]
    assert [one.start for one in page.mentions.at(1200)] == [5, 1000]
    do(page, replace(outer, state=ABSENT))
    assert [one.start for one in page.mentions.at(1200)] == [1000]
    assert [one.start for one in page.mentions.at(2000)] == [2000]
    do(page, replace(inner, state=ABSENT))
    assert len(open_surfaces(page)) == 600


def test_ignored_regions_have_no_suggestions_until_they_are_cleared() -> None:
    page = page_with(suggestion(1, "Paris"), suggestion(2, "AFP", "ORG"), regions=(CREDIT,))
    assert open_surfaces(page) == [("Paris", "GPE")]
    delta = do(page, page.clear_ignored("r1"))
    assert delta.regions
    assert open_surfaces(page) == [("Paris", "GPE"), ("AFP", "ORG")]
    do(page, page.ignore(0, 2))
    assert open_surfaces(page) == [("AFP", "ORG")]


def test_an_annotation_stays_in_a_region_that_is_ignored_later() -> None:
    page = page_with(suggestion(1, "Paris"), suggestion(2, "Rome"))
    do(page, page.accept("s1"))
    do(page, page.ignore(0, len(TEXT)))
    assert [one.state for one in page.mentions] == [SpanState.ACCEPTED]


def test_a_relabelled_or_moved_answer_keeps_its_suggestion_away() -> None:
    page = page_with(suggestion(1, "Rome"), suggestion(2, "Bonn"))
    rome = annotation(page, "Rome")
    do(page, page.label(rome.start, rome.end, "ORG", key="s1"))
    moved = annotation(page, "Rome")
    assert (moved.label, moved.suggestion, moved.state) == ("ORG", 1, SpanState.ACCEPTED)
    # Away from where it was, and on to the next one, which it answers there.
    bonn = annotation(page, "Bonn")
    do(page, page.label(bonn.start, bonn.end, "ORG", key=moved.key))
    assert open_surfaces(page) == []
    do(page, page.label(bonn.start + 1, bonn.end, "ORG", key=moved.key))
    assert open_surfaces(page) == [("Bonn", "GPE")], "both are of this run, so the other is asked again"


def test_removing() -> None:
    page = page_with(suggestion(1, "Rome"))
    do(page, page.accept("s1"))
    do(page, page.label(0, 5, "GPE"))
    do(page, page.remove(annotation(page, "Paris").key))
    assert [one.state for one in page.mentions] == [SpanState.ACCEPTED], "what was made by hand is gone"
    do(page, page.remove(annotation(page, "Rome").key))
    assert [one.state for one in page.mentions] == [SpanState.REJECTED], "what was suggested does not come back"
    assert open_surfaces(page) == []


# ---- what is decided about, and what is refused


def test_labelling_takes_what_stands_on_the_range() -> None:
    page = page_with(suggestion(1, "Paris", "ORG"), suggestion(2, "Paris", "GPE"))
    assert page.label(0, 5, "PERSON").suggestion == 2, "the first by label"
    do(page, page.reject("s1"))
    do(page, page.accept("s2"))
    gpe = annotation(page, "Paris")
    assert page.label(0, 5, "DATE").subject == gpe.key, "accepted ones come first"
    do(page, page.label(0, 5, "ORG", key=next(one.key for one in page.mentions if one.state is SpanState.REJECTED)))
    assert page.label(0, 5, "ORG").subject != gpe.key, "the one that has the label already"


def test_no_twins() -> None:
    page = page_with(suggestion(1, "Paris"), suggestion(2, "Rome"))
    do(page, page.accept("s1"))
    with pytest.raises(DecisionError, match="“Paris” is already accepted as GPE here"):
        page.label(0, 5, "GPE", key="s2")
    do(page, page.reject("s2"))
    rome = annotation(page, "Rome")
    do(page, page.label(rome.start, rome.end, "GPE", key=annotation(page, "Paris").key))
    with pytest.raises(DecisionError, match="“Rome” is already accepted as GPE here"):
        page.accept(rome.key)


@pytest.mark.parametrize(("start", "end"), [(0, 0), (5, 6), (5, 5), (-3, 0), (-9, -3), (len(TEXT), 999), (500, 999)])
def test_a_range_without_text_is_refused(start: int, end: int) -> None:
    with pytest.raises(DecisionError, match="no text"):
        page_with().label(start, end, "GPE")


def test_a_range_is_cut_to_the_text_without_white_space_at_its_ends() -> None:
    page = page_with()
    assert page.checked(-5, 6) == (0, 5)
    assert page.checked(10, 5) == (6, 9)
    assert page.checked(len(TEXT) - 6, len(TEXT) + 50) == (len(TEXT) - 5, len(TEXT))


def test_what_is_not_there_is_refused_with_a_sentence() -> None:
    page = page_with(suggestion(1, "Paris"))
    do(page, page.accept("s1"))
    for deed in (page.accept, page.reject, page.remove, page.mention):
        with pytest.raises(DecisionError, match="changed in the meantime"):
            deed("s1")
    assert page.find("s1") is None


def test_notes_and_state() -> None:
    page = page_with()
    delta = do(page, page.note("  look here ", start=0, end=5), page.note("whole"), page.set_state(SetState.FLAGGED))
    assert (delta.notes, delta.state, delta.regions) == (True, True, False)
    assert [one.text for one in page.notes] == ["whole", "look here"]
    do(page, page.note("", key=page.notes[0].key), page.note("again", start=0, end=5, key=page.notes[1].key))
    assert [one.text for one in page.notes] == ["again"]
    assert page.state is SetState.FLAGGED


def test_the_next_open_one() -> None:
    page = page_with(suggestion(1, "Paris"), suggestion(2, "Rome"), suggestion(3, "Bonn"))
    do(page, page.accept("s2"))
    rome = TEXT.index("Rome")
    assert page.next_open(1) == page.next_open(rome) == page.find("s3")
    assert page.next_open(rome, backwards=True) == page.find("s1")
    assert page.next_open(0, skip="s1") == page.find("s3")
    assert page.next_open(len(TEXT)) is None


def test_stored_suggestions_and_decisions_may_come_as_mentions() -> None:
    some = [suggestion(1, "Paris"), suggestion(2, "Rome")]
    decision = page_with(*some).accept("s1")
    mention = decided(decision)
    assert mention is not None
    one = AnnotationSet(article(), 1, suggestions=some, standing=[decision])
    other = AnnotationSet(article(), 1, suggestions=map(proposed, some), standing=[mention])
    assert [*one.mentions] == [*other.mentions]
    assert decided(replace(decision, state=ABSENT)) is None


# ---- kept current, it is what it would be made anew


@dataclass
class Recorded:
    """A page kept current, and beside it the last decision about every subject."""

    suggestions: list[Suggestion]
    page: AnnotationSet = field(init=False)
    standing: dict[str, Decision] = field(default_factory=dict[str, Decision])

    def __post_init__(self) -> None:
        self.page = AnnotationSet(article(), 1, suggestions=self.suggestions)

    def take(self, decisions: list[Decision]) -> None:
        do(self.page, *decisions)
        self.standing |= {one.subject: one for one in decisions}

    def compare(self) -> None:
        page = self.page
        fresh = AnnotationSet(page.article, 1, suggestions=self.suggestions, standing=self.standing.values())
        assert {one.key: one for one in page.mentions} == {one.key: one for one in fresh.mentions}
        assert [(one.start, one.end) for one in page.mentions] == [(one.start, one.end) for one in fresh.mentions]
        assert {*page.regions} == {*fresh.regions}
        assert page.notes == fresh.notes
        assert page.state == fresh.state
        assert {*page.accepted} == {*fresh.accepted}
        assert +page.counts == +fresh.counts == Counter(one.state for one in page.mentions)
        assert page.surfaces == fresh.surfaces == _surfaces(page)


def _surfaces(page: AnnotationSet) -> dict[str, dict[tuple[str, SpanState], int]]:
    found: dict[str, dict[tuple[str, SpanState], int]] = {}
    for one in page.mentions:
        counts = found.setdefault(TEXT[one.start : one.end], {})
        counts[one.label, one.state] = counts.get((one.label, one.state), 0) + 1
    return found


places = st.tuples(st.integers(0, len(TEXT) - 1), st.integers(1, 12)).map(
    lambda place: (place[0], min(len(TEXT), place[0] + place[1]))
)
proposals = st.lists(st.tuples(places, st.sampled_from(LABELS)), max_size=12).map(
    lambda some: [
        Suggestion(*place, label, "test", 0.5, "", "1", number) for number, (place, label) in enumerate(some, 1)
    ]
)


@settings(max_examples=200)
@given(proposals, st.data())
def test_a_page_kept_current_is_the_one_made_anew(suggestions: list[Suggestion], data: st.DataObject) -> None:
    recorded = Recorded(suggestions)
    log: list[dict[str, Decision]] = []
    for _ in range(data.draw(st.integers(1, 12))):
        before = dict(recorded.standing)
        if log and data.draw(st.integers(0, 3)) == 0:
            recorded.take(_back_to(recorded.standing, log.pop()))
        else:
            log.append(before)
            recorded.take(_decisions(recorded.page, data))
        recorded.compare()


def _decisions(page: AnnotationSet, data: st.DataObject) -> list[Decision]:
    """Draw the decisions of one step; none for what is refused."""
    keys = [one.key for one in page.mentions]
    key = data.draw(st.sampled_from(keys)) if keys else ""
    place, label = data.draw(places), data.draw(st.sampled_from(LABELS))
    deeds: list[Callable[[], list[Decision]]] = [
        lambda: [page.label(*place, label)],
        lambda: [page.ignore(*place)],
        lambda: [page.clear_ignored(one.key) for one in page.regions],
        lambda: [page.note(label, start=place[0], end=place[1]), page.set_state(SetState.FLAGGED)],
        lambda: [page.reject(one.key) for one in page.mentions if one.is_open],
    ]
    if key:
        deeds += [
            lambda: [page.accept(key)],
            lambda: [page.reject(key)],
            lambda: [page.remove(key)],
            lambda: [page.label(*place, label, key=key)],
        ]
    deed = data.draw(st.sampled_from(deeds))
    try:
        return deed()
    except DecisionError:
        return []


def _back_to(now: dict[str, Decision], before: dict[str, Decision]) -> list[Decision]:
    """Return the decisions that undo: each changed subject as it was, or gone (a region that was found: there)."""
    found: list[Decision] = []
    for subject, one in now.items():
        if before.get(subject) == one:
            continue
        if subject in before:
            found.append(before[subject])
        elif one.kind is Kind.STATE:
            found.append(replace(one, state=SetState.NEW))
        else:
            found.append(replace(one, state=PRESENT if subject == CREDIT.key else ABSENT))
    return found[::-1]
