"""Reviewing: what is open, what each choice writes as gold, and what a later look at the votes makes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.adjudication import Cause, Ruling, adjudication_of
from annotator.domain.annotation import Mention
from annotator.domain.decision import Action, SetState, SpanState
from annotator.errors import AgreementError, DecisionError
from annotator.workflow.choosing import INTERSECTION, MAJORITY, NO_ENTITY, UNION, Choice
from annotator.workflow.disagreeing import Dispute, Status
from annotator.workflow.projects import open_project, open_session
from annotator.workflow.reviewing import Review, open_review, read_disagreements
from annotator.workflow.worklist import Grouping, Wanted, find
from tests.unit.workflow.compared import MINISTRY, TEXTS, label_all, place, reviewing


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return label_all(tmp_path, MINISTRY)


@pytest.fixture
def review(path: Path) -> Iterator[Review]:
    found = reviewing(path)
    yield found
    found.session.project.close()


def cluster(review: Review, article: int, surface: str) -> int:
    """Return the cluster that begins with this surface."""
    here = review.disagreements
    start = TEXTS[article - 1].index(surface)
    within = here.in_article(article)
    return next(n for n in range(within.start, within.stop) if here.clusters.start[n] == start)


def gold(review: Review, article: int, state: SpanState = SpanState.ACCEPTED) -> list[tuple[str, str]]:
    """Return gold's spans in an article as they are on the disk."""
    page = review.session.load(article)
    return [(page.surface(one), one.label) for one in page.mentions if one.state is state]


def gold_mention(review: Review, article: int) -> Mention:
    return next(iter(review.session.load(article).mentions))


def settle(review: Review, number: int, choice: Choice) -> None:
    review.take_in(review.settle([number], choice))


def test_unanimous_clusters_are_not_disagreements(review: Review) -> None:
    here = review.disagreements
    assert here.count() == 3
    assert not here.disputed[cluster(review, 1, "Seoul")]
    ministry = here.disagreement(cluster(review, 1, "Russian"))
    assert ministry.dispute == Dispute.LABEL | Dispute.BOUNDARY
    assert ministry.status is Status.OPEN
    assert ministry.identical == 2
    assert ministry.votes == {
        "ann": [place(TEXTS[0], "Russian foreign ministry", "ORG")],
        "bob": [place(TEXTS[0], "Russian", "NORP")],
        "cid": [place(TEXTS[0], "Russian foreign ministry", "ORG")],
    }
    assert here.disagreement(cluster(review, 2, "Kim")).votes["ann"] == []


@pytest.mark.parametrize(
    ("choice", "wanted"),
    [
        (MAJORITY, [("Russian foreign ministry", "ORG")]),
        (Choice(Ruling.PICKED, "bob"), [("Russian", "NORP")]),
        (UNION, [("Russian foreign ministry", "ORG"), ("Russian", "NORP")]),
        (NO_ENTITY, []),
    ],
)
def test_a_choice_writes_gold_with_its_provenance(
    review: Review, choice: Choice, wanted: list[tuple[str, str]]
) -> None:
    number = cluster(review, 1, "Russian")
    settle(review, number, choice)
    assert sorted(gold(review, 1)) == sorted(wanted)
    assert review.disagreements.status[number] == Status.DECIDED
    how = adjudication_of(gold_mention(review, 1))
    assert how is not None
    assert (how.ruling, how.adjudicator, how.picked) == (choice.ruling, "me", choice.picked)
    assert how.same_votes(review.disagreements.votes(number))
    assert not how.merged


def test_no_entity_is_stored_as_rejected_versions(review: Review) -> None:
    settle(review, cluster(review, 1, "Russian"), NO_ENTITY)
    assert gold(review, 1) == []
    assert sorted(gold(review, 1, SpanState.REJECTED)) == [("Russian", "NORP"), ("Russian foreign ministry", "ORG")]


def test_choices_that_are_not_there_are_refused_and_write_nothing(review: Review) -> None:
    ministry, kim = cluster(review, 1, "Russian"), cluster(review, 2, "Kim")
    with pytest.raises(DecisionError, match="in common"):
        review.settle([ministry], INTERSECTION)
    with pytest.raises(DecisionError, match="dora has not finished"):
        review.settle([kim], Choice(Ruling.PICKED, "dora"))
    assert review.session.stacks.undo_depth == 0


def test_taking_the_version_of_one_who_marked_nothing_is_no_entity(review: Review) -> None:
    kim = cluster(review, 2, "Kim")
    settle(review, kim, Choice(Ruling.PICKED, "ann"))
    assert gold(review, 2) == []
    assert gold(review, 2, SpanState.REJECTED) == [("Kim", "PERSON")]
    assert review.disagreements.status[kim] == Status.DECIDED


def test_identical_cases_are_one_step(review: Review) -> None:
    number = cluster(review, 1, "Russian")
    both = review.disagreements.identical(number)
    assert both == [number, cluster(review, 2, "Russian")]
    review.take_in(review.settle(both, MAJORITY))
    assert gold(review, 1) == gold(review, 2) == [("Russian foreign ministry", "ORG")]
    changes = review.session.undo()
    assert changes is not None
    review.take_in(changes)
    assert gold(review, 1) == gold(review, 2) == []
    assert review.disagreements.count(Status.OPEN) == 3


def test_deciding_again_replaces_what_gold_had(review: Review) -> None:
    number = cluster(review, 1, "Russian")
    settle(review, number, UNION)
    settle(review, number, Choice(Ruling.PICKED, "bob"))
    assert gold(review, 1) == [("Russian", "NORP")]
    settle(review, number, NO_ENTITY)
    assert gold(review, 1) == []
    settle(review, number, MAJORITY)
    assert gold(review, 1) == [("Russian foreign ministry", "ORG")]
    assert gold(review, 1, SpanState.REJECTED) == []


def test_an_own_version_begins_with_what_most_have(review: Review) -> None:
    number = cluster(review, 1, "Russian")
    assert review.own(number) == place(TEXTS[0], "Russian foreign ministry", "ORG")
    start = TEXTS[0].index("Russian")
    review.take_in(review.move(number, start, start + len("Russian foreign ministry spoke ")))
    review.take_in(review.label(number, "FAC"))
    assert gold(review, 1) == [("Russian foreign ministry spoke", "FAC")]
    how = adjudication_of(gold_mention(review, 1))
    assert how is not None
    assert how.ruling is Ruling.EDITED
    assert review.disagreements.status[number] == Status.DECIDED
    with pytest.raises(DecisionError, match="no label"):
        review.label(number, "NOISE")


def test_a_moved_boundary_settles_no_neighbour(tmp_path: Path) -> None:
    text = ("Kim met Putin today.\n",)
    work = {"ann": {1: [("Kim", "PERSON"), ("Putin", "PERSON")]}, "bob": {1: [("Kim", "ORG"), ("Putin", "ORG")]}}
    review = reviewing(label_all(tmp_path, work, text))
    review.take_in(review.move(0, 0, len("Kim met Putin")))
    assert review.disagreements.status.tolist() == [Status.DECIDED, Status.OPEN]
    settle(review, 1, Choice(Ruling.PICKED, "bob"))
    page = review.session.load(1)
    found = {(page.surface(one), one.label) for one in page.accepted}
    assert len(found) == 2
    assert ("Putin", "ORG") in found
    assert review.disagreements.status.tolist() == [Status.DECIDED, Status.DECIDED]
    review.session.project.close()


def test_a_reason_goes_with_the_next_decision_or_the_one_there_is(review: Review) -> None:
    number = cluster(review, 1, "Russian")
    assert review.explain(number, cause=Cause.GUIDELINE, note="say it in 4.2") is None
    settle(review, number, MAJORITY)
    assert review.explanation(number) == (Cause.GUIDELINE, "say it in 4.2")
    other = cluster(review, 2, "Russian")
    settle(review, other, MAJORITY)
    assert review.explanation(other) == (None, "")
    changes = review.explain(other, cause=Cause.SLIP, note="")
    assert changes is not None
    review.take_in(changes)
    assert review.explanation(other) == (Cause.SLIP, "")
    assert gold(review, 2) == [("Russian foreign ministry", "ORG")]


def test_finishing_takes_in_what_all_agree_on_and_refuses_while_something_is_open(review: Review) -> None:
    with pytest.raises(DecisionError, match="1 disagreement is still open"):
        review.finish(1)
    settle(review, cluster(review, 1, "Russian"), MAJORITY)
    review.take_in(review.finish(1))
    assert sorted(gold(review, 1)) == [("Russian foreign ministry", "ORG"), ("Seoul", "GPE")]
    assert review.session.load(1).state is SetState.FINISHED
    scores = {
        name: review.comparison.score("strict_f1", type(review.comparison.people)((at, review.comparison.gold or 0)))
        for at, name in enumerate(review.comparison.names)
        if at != review.comparison.gold
    }
    assert scores["ann"].value == scores["cid"].value == 1
    assert scores["bob"].value == pytest.approx(0.5)


def test_pre_merge_is_one_step_and_leaves_ties_and_people_alone(review: Review) -> None:
    number = cluster(review, 2, "Russian")
    settle(review, number, Choice(Ruling.PICKED, "bob"))
    changes = review.pre_merge(by_majority=True)
    review.take_in(changes)
    assert changes.action is Action.PRE_MERGE
    assert sorted(gold(review, 1)) == [("Russian foreign ministry", "ORG"), ("Seoul", "GPE")]
    assert gold(review, 2) == [("Russian", "NORP")]
    states = [review.session.load(article).state for article in (1, 2, 3)]
    assert states == [SetState.FINISHED, SetState.FINISHED, SetState.NEW]  # bob and cid alone finished 3, without spans
    merged = adjudication_of(gold_mention(review, 1))
    assert merged is not None
    assert merged.merged
    assert review.session.undo() is not None
    assert gold(review, 1) == []
    assert gold(review, 2) == [("Russian", "NORP")]


def test_pre_merge_of_the_unanimous_decides_nothing_disputed(review: Review) -> None:
    review.take_in(review.pre_merge(by_majority=False))
    assert gold(review, 1) == [("Seoul", "GPE")]
    assert review.disagreements.count(Status.OPEN) == 3
    assert review.session.load(1).state is SetState.IN_PROGRESS


def test_votes_that_change_open_a_decision_again(path: Path, review: Review) -> None:
    settle(review, cluster(review, 1, "Russian"), Choice(Ruling.PICKED, "bob"))
    review.take_in(review.pre_merge(by_majority=True))
    review.session.project.close()
    bob = open_session(path, "bob", busy_seconds=1)
    bob.open(1)
    assert bob.page is not None
    bob.relabel(next(one.key for one in bob.page.mentions if bob.page.surface(one) == "Russian"), "GPE")
    bob.relabel(next(one.key for one in bob.page.mentions if bob.page.surface(one) == "Seoul"), "LOC")
    bob.project.close()
    again = reviewing(path)
    ministry, seoul = cluster(again, 1, "Russian"), cluster(again, 1, "Seoul")
    assert again.disagreements.status[ministry] == again.disagreements.status[seoul] == Status.CHANGED
    again.take_in(again.pre_merge(by_majority=True))
    # A person's decision stays and waits for them; what was merged beforehand is merged anew.
    assert sorted(gold(again, 1)) == [("Russian", "NORP"), ("Seoul", "GPE")]
    assert again.disagreements.status[ministry] == Status.CHANGED
    assert again.disagreements.status[seoul] == Status.DECIDED
    again.session.project.close()


def test_merging_again_changes_nothing(review: Review) -> None:
    review.take_in(review.pre_merge(by_majority=True))
    with pytest.raises(DecisionError, match="nothing to change"):
        review.pre_merge(by_majority=True)


def test_gold_labelled_by_hand_settles_what_it_finished(tmp_path: Path) -> None:
    work = dict(MINISTRY) | {"gold": {1: [("Seoul", "GPE")]}}
    review = reviewing(label_all(tmp_path, work))
    assert review.disagreements.status[cluster(review, 1, "Russian")] == Status.DECIDED
    assert review.disagreements.status[cluster(review, 2, "Russian")] == Status.OPEN
    review.session.project.close()


def test_gold_is_nobodys_own_name(path: Path) -> None:
    with pytest.raises(AgreementError, match="name of the result"):
        open_review(path, "gold", read_disagreements(path))


def test_blind_names_are_letters_in_a_stored_order(path: Path, review: Review) -> None:
    assert review.order(1) == ("ann", "bob", "cid")
    assert review.shown_name("bob", 1) == "bob"
    review.set_blind(blind=True)
    order = review.order(1)
    assert sorted(order) == ["ann", "bob", "cid"]
    assert [review.shown_name(name, 1) for name in order] == ["A", "B", "C"]
    assert review.order(3) in (("bob", "cid"), ("cid", "bob"))
    other = reviewing(path)
    assert other.order(1) == order
    other.session.project.close()
    orders = set[tuple[str, ...]]()
    for _ in range(40):
        review.set_blind(blind=True)
        orders.add(review.order(1))
    assert len(orders) > 1


def test_lists_by_cell_pair_kind_label_and_article(review: Review) -> None:
    here = review.disagreements
    ministry = [cluster(review, 1, "Russian"), cluster(review, 2, "Russian")]
    kim = cluster(review, 2, "Kim")
    everything = find(here, Wanted())
    assert [everything.row(at).tolist() for at in range(len(everything))] == [ministry, [kim]]
    assert everything.row_of(2) == 1

    def found(wanted: Wanted) -> list[int]:
        return sorted(find(here, wanted).order.tolist())

    assert found(Wanted(cell=("ORG", "NORP"))) == found(Wanted(cell=("NORP", "ORG"))) == ministry
    assert found(Wanted(cell=("ORG", "NORP"), pair=("ann", "bob"))) == ministry
    assert found(Wanted(cell=("NORP", "ORG"), pair=("ann", "bob"))) == []
    assert found(Wanted(cell=("none", "PERSON"), pair=("ann", "bob"))) == [kim]
    assert found(Wanted(pair=("ann", "cid"))) == []
    assert found(Wanted(pair=("ann", "bob"))) == sorted([*ministry, kim])
    assert found(Wanted(kinds=Dispute.MISSING)) == [kim]
    assert found(Wanted(label="PERSON")) == [kim]
    assert found(Wanted(article=2)) == sorted([ministry[1], kim])
    assert len(find(here, Wanted(grouping=Grouping.ARTICLE))) == 3
    settle(review, kim, MAJORITY)
    assert found(Wanted()) == ministry
    assert found(Wanted(status=(Status.DECIDED,))) == [kim]


def test_corrections_are_where_gold_differs(review: Review) -> None:
    for number in (cluster(review, 1, "Russian"), cluster(review, 2, "Russian"), cluster(review, 2, "Kim")):
        settle(review, number, MAJORITY)
    settle(review, cluster(review, 1, "Seoul"), NO_ENTITY)  # all of them were wrong
    review.take_in(review.finish(1))
    every = tuple(Status)
    bob = find(review.disagreements, Wanted(pair=("bob", "gold"), status=every))
    assert sorted(bob.order.tolist()) == [cluster(review, 1, "Russian"), cluster(review, 1, "Seoul")]
    assert len(bob) == 2
    ann = find(review.disagreements, Wanted(pair=("ann", "gold"), status=every))
    assert ann.order.tolist() == [cluster(review, 1, "Seoul")]


def test_the_log_tells_who_adjudicated(path: Path, review: Review) -> None:
    settle(review, cluster(review, 1, "Russian"), MAJORITY)
    with open_project(path) as project:
        row = project.connection.execute(
            "SELECT source, version, score, text FROM decision WHERE kind = 'annotation' ORDER BY seq DESC LIMIT 1"
        ).fetchone()
    assert row[:2] == ("majority", "me")
    assert row[2] == pytest.approx(2 / 3)
    assert set(json.loads(row[3])) == {"votes"}


def test_neighbours_that_touch_are_settled_each_by_itself(tmp_path: Path) -> None:
    text = ("习近平普京会见了\n",)
    work = {
        "ann": {1: [("习近平", "PERSON"), ("普京", "PERSON"), ("会见", "EVENT")]},
        "bob": {1: [("习近平", "ORG"), ("普京", "ORG"), ("会见", "ORG")]},
    }
    review = reviewing(label_all(tmp_path, work, text))
    for number in (1, 0, 2):
        settle(review, number, Choice(Ruling.PICKED, "ann"))
        decided = [one for one in range(3) if review.disagreements.status[one] == Status.DECIDED]
        assert decided == sorted({1: [1], 0: [0, 1], 2: [0, 1, 2]}[number])
    assert len(gold_of(review)) == 3
    review.session.project.close()


def gold_of(review: Review) -> list[str]:
    page = review.session.load(1)
    return [page.surface(one) for one in page.accepted]
