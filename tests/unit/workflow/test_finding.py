"""Finding one's way: all mentions of a surface, the queue's listings, and the next article."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.decision import SetState, SpanState
from annotator.domain.listing import Listing
from annotator.workflow.annotating import Session
from annotator.workflow.browsing import article_rows, list_articles, next_article, state_counts
from annotator.workflow.mentions import find_occurrences
from tests.unit.workflow.building import key_of, make_project, suggest, working

TEXTS = (
    "Kim met Kim Jong Un. KIM left; Kimchi stayed.\n",
    "Nothing here at all, but it is rather long indeed.\n",
    "Kim again.\n\nMore under this ad: Kim\n\nMore under this ad: Kim\n\n100 % Kim_Un 平壤市 Café\n",
)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    path = make_project(tmp_path, TEXTS)
    suggest(path, (1, "Kim Jong Un", "PERSON"), (3, "Kim", "PERSON"), (3, "100 %", "PERCENT"))
    session = working(path)
    yield session
    session.project.close()


def test_occurrences_on_the_page_with_what_stands_there(session: Session) -> None:
    session.label(0, 3, "PERSON")
    found = find_occurrences(session, "Kim")
    assert [(one.start, one.end, one.label, one.state, one.covered) for one in found] == [
        (0, 3, "PERSON", SpanState.ACCEPTED, False),
        (8, 11, "", None, True),
    ]
    assert (found[1].before, found[1].surface, found[1].after) == (
        "Kim met ",
        "Kim",
        " Jong Un. KIM left; Kimchi stayed.",
    )
    assert [one.start for one in find_occurrences(session, "Kim", match_case=False)] == [0, 8, 21]
    assert [one.start for one in find_occurrences(session, "Kim", whole_words=False)] == [0, 8, 31]
    session.reject(key_of(session, "Kim"))
    assert find_occurrences(session, "Kim")[0].state is SpanState.REJECTED


def test_occurrences_in_the_project_but_not_in_boilerplate(session: Session) -> None:
    found = find_occurrences(session, "Kim", corpus=True)
    assert [(one.article, one.start) for one in found] == [(1, 0), (1, 8), (3, 0)]
    assert found[2].title == "Kim again."
    assert [one.article for one in find_occurrences(session, "100 %", corpus=True)] == [3]
    assert find_occurrences(session, "_", corpus=True)[0].article == 3
    session.page = None
    assert find_occurrences(session, "Kim") == []
    assert len(find_occurrences(session, "Kim", corpus=True)) == 3


def listed(session: Session, **wanted: object) -> list[int]:
    return list(list_articles(session, Listing(**wanted)))  # type: ignore[arg-type] # a test says what it wants by name


def test_listings(session: Session) -> None:
    session.finish()
    assert listed(session) == [1, 2, 3]
    assert listed(session, states=(SetState.NEW,)) == [2, 3]
    assert listed(session, states=(SetState.NEW, SetState.FINISHED)) == [1, 2, 3]
    assert listed(session, order="shortest") == sorted([1, 2, 3], key=lambda number: len(TEXTS[number - 1]))
    assert listed(session, order="open") == [3, 1, 2]
    assert listed(session, label="PERSON") == [1]
    assert listed(session, label="GPE") == []


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("kim", [1, 3]),
        ("kim jong", [1]),
        ("noth", [2]),
        ("cafe", [3]),
        ("平壤", [3]),
        ("平", [3]),
        ('"kim', [1, 3]),
        ("kim OR nothing", []),
        ("-kim* (x", []),
        ("\0", [1, 2, 3]),
        ("100 %", [3]),
        ("%", [3]),
        ("   ", [1, 2, 3]),
    ],
)
def test_search_as_one_types(session: Session, query: str, wanted: list[int]) -> None:
    assert listed(session, query=query) == wanted


def test_lines_of_the_queue(session: Session) -> None:
    session.accept(key_of(session, "Kim Jong Un"))
    rows = article_rows(session, [3, 1])
    assert set(rows) == {1, 3}
    assert (rows[1].title, rows[1].state, rows[1].open, rows[1].accepted) == (
        "Kim met Kim Jong Un. KIM left; Kimchi stayed.",
        SetState.IN_PROGRESS,
        0,
        1,
    )
    assert (rows[3].source, rows[3].length, rows[3].state, rows[3].open) == ("003.txt", len(TEXTS[2]), SetState.NEW, 2)
    counts = state_counts(session)
    assert (counts[SetState.NEW], counts[SetState.IN_PROGRESS], sum(counts.values())) == (2, 1, 3)


def test_next_article(session: Session) -> None:
    assert [next_article(session, number) for number in (0, 1, 2, 3)] == [1, 2, 3, None]
    assert [next_article(session, number, step=-1) for number in (1, 2, 9)] == [None, 1, 3]
    session.open(2)
    session.skip()
    assert next_article(session, 1, unfinished=True) == 3
    assert next_article(session, 3, unfinished=True) == 1  # round to the other end
    assert next_article(session, 1, step=-1, unfinished=True) == 3
    for number in (1, 3):
        session.open(number)
        session.finish()
    assert next_article(session, 1, unfinished=True) is None
