"""The queue by what can be learnt: lists and steps agree, whatever has a rank and whatever was decided."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.decision import SetState
from annotator.domain.listing import Listing
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.store.suggestions import begin_run
from annotator.workflow.annotating import Session
from annotator.workflow.browsing import list_articles, next_article
from annotator.workflow.merging import merge
from annotator.workflow.projects import open_project, open_session
from annotator.workflow.remembering import Remembering
from annotator.workflow.suggesting import Suggesting, make_current
from tests.unit.workflow.building import make_project, working
from tests.unit.workflow.test_suggesting import Names

UNDONE = (SetState.NEW, SetState.IN_PROGRESS, SetState.FLAGGED)
BY_RANK = ("uncertain", "informative")


def give(path: Path, scores: dict[int, list[float]], novelty: dict[int, float] | None = None) -> None:
    """Store a suggestion with each of these scores in the articles."""
    with open_project(path) as project, project.transaction():
        run = begin_run(project, SuggesterInfo("made", "1"))
        for number, some in scores.items():
            found = [Suggestion(at, at + 1, "ORG", "made", score, "") for at, score in enumerate(some)]
            make_current(project, run, number, found, novelty=(novelty or {}).get(number, 1.0))


def listed(session: Session, order: str, *states: SetState) -> list[int]:
    return list(list_articles(session, Listing(states=states, order=order)))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    path = make_project(tmp_path, tuple(f"Article {number} says something.\n" for number in range(1, 9)))
    give(path, {2: [0.9], 3: [0.1, 0.2], 4: [0.1, 0.2], 6: [], 7: [0.5, 0.5, 0.5]}, {3: 0.0, 7: 0.5})
    session = open_session(path, "ann")
    yield session
    session.project.close()


def test_most_uncertain_come_first_and_those_without_suggestions_last(session: Session) -> None:
    assert listed(session, "uncertain") == [3, 4, 7, 2, 6, 1, 5, 8]
    assert listed(session, "informative") == [4, 7, 2, 3, 6, 1, 5, 8]


@pytest.mark.parametrize("order", BY_RANK)
def test_steps_follow_the_list_both_ways(session: Session, order: str) -> None:
    numbers = listed(session, order)
    assert next_article(session, 0, order=order) == numbers[0]
    for one, other in zip(numbers, [*numbers[1:], None], strict=True):
        assert next_article(session, one, order=order) == other
    for one, other in zip(numbers, [None, *numbers[:-1]], strict=True):
        assert next_article(session, one, step=-1, order=order) == other


@pytest.mark.parametrize("order", BY_RANK)
def test_unfinished_ones_go_round(session: Session, order: str) -> None:
    for number in (4, 1, 8):
        session.open(number)
        session.finish()
    left = listed(session, order, *UNDONE)
    assert sorted(left) == [2, 3, 5, 6, 7]
    for one, other in zip(left, [*left[1:], left[0]], strict=True):
        assert next_article(session, one, unfinished=True, order=order) == other
        assert next_article(session, other, step=-1, unfinished=True, order=order) == one
    for number in left[1:]:
        session.open(number)
        session.skip()
    assert next_article(session, left[0], unfinished=True, order=order) is None


def test_other_orders_go_on_as_imported(session: Session) -> None:
    assert [next_article(session, 3, order=order) for order in ("imported", "open", "shortest")] == [4, 4, 4]


def test_searches_and_limits_hold_in_every_order(session: Session) -> None:
    assert list(list_articles(session, Listing(query="article 7", order="uncertain"))) == [7]
    assert list(list_articles(session, Listing(query="some", order="informative")))[:2] == [4, 7]
    assert list(list_articles(session, Listing(query="!", order="informative"))) == []
    assert list(list_articles(session, Listing(query=".", order="informative")))[:2] == [4, 7]


def test_many_articles_and_ranks(tmp_path: Path) -> None:
    rng = random.Random(4)  # noqa: S311 - a test's choice
    path = make_project(tmp_path, tuple(f"Article {number}.\n" for number in range(60)))
    give(path, {number: [rng.choice((0.1, 0.5, 0.9))] * rng.randrange(4) for number in rng.sample(range(1, 61), 45)})
    session = open_session(path, "ann")
    for number in rng.sample(range(1, 61), 20):
        session.open(number)
        session.skip()
    numbers, left = listed(session, "uncertain"), listed(session, "uncertain", *UNDONE)
    assert sorted(numbers) == list(range(1, 61))
    assert [number for number in numbers if number in left] == left
    walked = [number := 0]
    while (found := next_article(session, number, order="uncertain")) is not None:
        walked.append(number := found)
    assert walked[1:] == numbers
    session.project.close()


def test_ranks_follow_suggestions_and_decisions(tmp_path: Path) -> None:
    path = make_project(tmp_path, ("Kim and Kim.\n", "Kim and Moscow.\n", "Nobody.\n"))
    with open_project(path) as project:
        work = Suggesting(project, Names("Kim", "Moscow"), remembering=Remembering(project, "ann"))
        list(work.do([1, 2, 3]))
        session = working(path, "bob")
        assert listed(session, "informative") == [1, 2, 3]
        session.label(0, 3, "PERSON")
        work.learn()
        assert work.refresh(2) is not None
        list(work.do([1]))
        assert listed(session, "uncertain") == [1, 2, 3]
        assert listed(session, "informative") == [2, 1, 3], "of the first, nothing is new"
        session.project.close()


def test_what_comes_from_another_file_has_its_rank(tmp_path: Path) -> None:
    one = make_project(tmp_path / "one", ("First.\n",))
    other = make_project(tmp_path / "other", ("Second.\n", "Third.\n"))
    give(other, {2: [0.1, 0.1]})
    merge(one, [other])
    session = open_session(one, "ann")
    assert listed(session, "uncertain") == [3, 1, 2]
    session.project.close()
