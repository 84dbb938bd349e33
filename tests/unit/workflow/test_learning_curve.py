"""The learning curve: suggestions as they were, against what stands, in the order of finishing."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.suggestion import SuggesterInfo
from annotator.store.annotators import timestamp
from annotator.store.suggestions import begin_run, store
from annotator.workflow.learning_curve import WINDOW, Point, learning_curve
from annotator.workflow.projects import open_project, open_session
from tests.unit.workflow.building import key_of, make_project, suggest, working

TEXTS = tuple(f"Kim met Putin in Oslo, number {number}.\n" for number in range(1, 15))
NEWS = SuggesterInfo("news", "1")


def curve(path: Path, name: str = "ann") -> tuple[Point, ...]:
    with open_project(path) as project:
        return learning_curve(project, name)


def finish(path: Path, number: int, *, reject: tuple[str, ...] = (), add: tuple[tuple[str, str], ...] = ()) -> None:
    session = working(path, article=number)
    for surface in reject:
        session.reject(key_of(session, surface))
    for surface, label in add:
        assert session.page is not None
        at = session.page.article.text.index(surface)
        session.label(at, at + len(surface), label)
    session.finish()
    session.project.close()


def suggest_nothing(path: Path, *articles: int) -> None:
    """Have a suggester go through articles and find nothing."""
    with open_project(path) as project, project.transaction():
        run = begin_run(project, SuggesterInfo("rules", "1"))
        for article in articles:
            store(project, run, article, [])


def test_where_no_suggester_had_been_nothing_is_measured(tmp_path: Path) -> None:
    """As with finished articles of somebody's file: a score of 0 would be nobody's."""
    path = make_project(tmp_path, TEXTS[:2])
    finish(path, 1, add=(("Kim", "PERSON"),))
    assert curve(path) == ()
    suggest(path, (1, "Kim", "PERSON"), (2, "Kim", "PERSON"), info=SuggesterInfo("rules", "later"))
    finish(path, 2)
    assert [one.article for one in curve(path)] == [2]


def test_points_in_the_order_of_finishing(tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXTS[:3])
    suggest(path, (1, "Kim", "PERSON"), (1, "Putin", "PERSON"), (2, "Kim", "PERSON"), (2, "met", "ORG"))
    suggest_nothing(path, 3)
    assert curve(path) == curve(path, "nobody") == ()
    finish(path, 2, reject=("met",), add=(("Putin", "PERSON"), ("Oslo", "GPE")))
    finish(path, 1)
    finish(path, 3, add=(("Kim", "PERSON"),))
    first, second, third = curve(path)
    assert [one.article for one in (first, second, third)] == [2, 1, 3]
    assert (first.standing, first.proposed, first.both) == (3, 2, 1)
    assert first.f1 == pytest.approx(0.4)
    assert (second.f1, third.f1) == (1.0, 0.0)
    # Over spans: 3 of 5 and 4 in the first two.
    assert second.mean == pytest.approx(2 * 3 / (5 + 4))
    assert third.mean == pytest.approx(2 * 3 / (6 + 4))
    assert (third.proposed, third.suggester) == (0, "rules")
    assert first.title.startswith("Kim met Putin")
    assert first.created <= second.created <= third.created <= timestamp()


def test_what_comes_later_changes_nothing_of_what_was_shown(tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXTS[:2])
    suggest(path, (1, "Kim", "PERSON"), (2, "Kim", "PERSON"))
    finish(path, 1, add=(("Putin", "PERSON"),))
    before = curve(path)
    assert before[0].f1 == pytest.approx(2 / 3)
    # A better pipeline goes through everything, finished articles included.
    suggest(path, (1, "Kim", "PERSON"), (1, "Putin", "PERSON"), (2, "Kim", "PERSON"), (2, "Putin", "PERSON"), info=NEWS)
    assert curve(path) == before
    finish(path, 2)
    points = curve(path)
    assert points[0] == before[0]
    assert [(one.f1, one.suggester, one.changed) for one in points] == [
        (pytest.approx(2 / 3), "rules", False),
        (1.0, "news", True),
    ]


def test_what_stands_is_what_stands_now(tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXTS[:2])
    suggest(path, (1, "Kim", "ORG"), (2, "Kim", "PERSON"))
    finish(path, 1)
    finish(path, 2)
    assert [one.f1 for one in curve(path)] == [1.0, 1.0]
    session = working(path, article=1)
    session.relabel(key_of(session, "Kim"), "PERSON")
    assert [one.f1 for one in curve(path)] == [0.0, 1.0]
    session.undo()
    assert [one.f1 for one in curve(path)] == [1.0, 1.0]
    session.reopen()
    assert [one.article for one in curve(path)] == [2]
    session.finish()
    assert [one.article for one in curve(path)] == [2, 1]
    session.project.close()


def test_suggestions_all_passed_over_by_hand_count(tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXTS[:1])
    suggest(path, (1, "Kim", "PERSON"))
    session = working(path)
    session.label(0, 13, "ORG")  # across what was proposed, which then is no longer open
    session.finish()
    session.project.close()
    (point,) = curve(path)
    assert (point.proposed, point.both, point.suggester) == (1, 0, "rules")


def test_the_mean_runs_over_ten_articles(tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXTS)
    suggest(path, *((number, "Kim", "PERSON") for number in range(3, 15)))
    suggest_nothing(path, 1, 2)
    for number in range(1, 15):
        finish(path, number, add=(("Kim", "PERSON"),) if number < 3 else ())
    points = curve(path)
    assert points[WINDOW].mean == pytest.approx(2 * 9 / 19)
    assert [one.mean for one in points[WINDOW + 1 :]] == [1.0] * 3


def test_people_have_curves_of_their_own(tmp_path: Path) -> None:
    path = make_project(tmp_path, TEXTS[:1])
    suggest(path, (1, "Kim", "PERSON"))
    finish(path, 1)
    session = open_session(path, "bob")
    session.open(1)
    session.reject(key_of(session, "Kim"))
    session.finish()
    session.project.close()
    assert [one.f1 for one in curve(path)] == [1.0]
    assert [one.f1 for one in curve(path, "bob")] == [0.0]
