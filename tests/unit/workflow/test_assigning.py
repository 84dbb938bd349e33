"""Handing out shares: even, counted overlap, the same for the same seed, and home again."""

from __future__ import annotations

from collections import Counter
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.decision import SetState
from annotator.errors import AnnotatorError, CancelledError, InputError, OutputError
from annotator.store import annotators, articles, schemes, suggestions
from annotator.store.connection import Project
from annotator.workflow import projects
from annotator.workflow.assigning import assign, deal, how_many
from annotator.workflow.merging import merge
from tests.unit.workflow.building import make_project, suggest, working

TEXTS = tuple(f"Article {at}: Putin met Kim in Moscow.\n" for at in range(10))
NAMES = ["Anna", "Bob", "Cleo"]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = make_project(tmp_path, TEXTS)
    suggest(path, *((at, "Putin", "PERSON") for at in range(1, 11)))
    session = working(path, "Boss")
    session.finish()
    session.project.close()
    return path


def ids(path: Path) -> set[str]:
    with Project(path) as project:
        return set(articles.ids(project).values())


def test_each_gets_their_articles_and_nobodys_decisions(path: Path) -> None:
    found = assign(path, NAMES, overlap="20%", seed=1)
    assert [one.path.name for one in found] == ["p-Anna.annotator", "p-Bob.annotator", "p-Cleo.annotator"]
    shares = [ids(one.path) for one in found]
    assert sorted(len(share) for share in shares) == [4, 5, 5]
    assert [(one.articles, one.shared) for one in found] == [(len(share), 2) for share in shares]
    assert shares[0] | shares[1] | shares[2] == ids(path)
    assert len(shares[0] & shares[1] & shares[2]) == 2
    for one in found:
        with Project(one.path) as project:
            assert project.get("annotator") == one.name
            assert annotators.annotators(project) == {}
            assert project.connection.execute("SELECT count(*) FROM step").fetchone() == (0,)
            assert len(suggestions.current(project, 1)) == 1
            assert one.suggestions == one.articles
            text = articles.article(project, 1).text
            assert one.characters == len(text) * one.articles
            with Project(path) as whole:
                assert schemes.active_scheme(project) == schemes.active_scheme(whole)
                number = articles.known(whole, [articles.article(project, 1).sha256]).popitem()[1]
                assert articles.article(whole, number) == articles.article(project, 1)
    assert not [one for one in path.parent.iterdir() if one.name.startswith(".")]


def test_the_same_seed_gives_the_same_shares(path: Path, tmp_path: Path) -> None:
    def shares(seed: int, folder: str) -> list[set[str]]:
        return [ids(one.path) for one in assign(path, NAMES, overlap="3", each=2, seed=seed, out=tmp_path / folder)]

    assert shares(7, "a") == shares(7, "b")
    assert shares(7, "c") != shares(8, "d")


def test_what_they_decide_comes_home(path: Path) -> None:
    for one in assign(path, NAMES, overlap="2"):
        session = working(one.path, one.name)
        for number in range(1, one.articles + 1):
            session.open(number)
            session.finish()
        session.project.close()
    report = merge(path, [path.with_name(f"p-{name}.annotator") for name in NAMES])
    assert [(one.articles, one.annotators, one.conflicts) for one in report.sources] == [
        (0, (name,), 0) for name in NAMES
    ]
    with Project(path) as project:
        finished = {
            name: articles.state_counts(project, number)[SetState.FINISHED]
            for name, number in annotators.annotators(project).items()
        }
    assert finished.pop("Boss") == 1
    assert sum(finished.values()) == 10 + 2 * 2


@given(st.integers(1, 60), st.integers(2, 6), st.data())
def test_loads_are_even_and_everything_is_dealt(count: int, people: int, data: st.DataObject) -> None:
    shared = data.draw(st.integers(0, count))
    each = data.draw(st.integers(2, people))
    numbers = range(1, count + 1)
    shares = deal(numbers, people, shared=shared, each=each, seed=data.draw(st.integers(0, 5)))
    how_often = Counter(number for share in shares for number in share)
    assert Counter(how_often.values()) == +Counter({each: shared, 1: count - shared})
    assert max(map(len, shares)) - min(map(len, shares)) <= 1


def test_all_pairs_come_about_alike() -> None:
    shares = deal(range(600), 4, shared=600, each=2, seed=1)
    common = [len(one & other) for one, other in combinations(shares, 2)]
    assert min(common) > 70
    assert max(common) < 130


@pytest.mark.parametrize(("said", "count"), [("20%", 2), ("0", 0), (" 100 % ", 10), ("10", 10), ("12.5%", 1)])
def test_overlaps(said: str, count: int) -> None:
    assert how_many(said, of=10) == count


@pytest.mark.parametrize("said", ["", "%", "a", "-1", "11", "101%", "nan%", "1e400%", "2.5"])
def test_overlaps_that_are_none(said: str) -> None:
    with pytest.raises(InputError):
        how_many(said, of=10)


@pytest.mark.parametrize(
    ("names", "more"),
    [
        (["Anna"], {}),
        (["Anna", "Anna "], {}),
        (["Anna", ""], {}),
        (["a/b", "a\\b"], {}),
        (["Anna", "ANNA"], {}),
        (["Anna", "Bob"], {"each": 3}),
        (["Anna", "Bob"], {"each": 1}),
        (["Anna", "Bob"], {"overlap": "11"}),
    ],
)
def test_what_cannot_be_dealt_is_refused_and_nothing_is_written(
    path: Path, names: list[str], more: dict[str, str | int]
) -> None:
    with pytest.raises(AnnotatorError):
        assign(path, names, **more)  # type: ignore[arg-type] # pyright: ignore[reportArgumentType]
    assert [one.name for one in path.parent.glob("*.annotator")] == ["p.annotator"]


def test_a_file_that_is_there_is_not_overwritten(path: Path) -> None:
    there = path.with_name("p-Bob.annotator")
    there.write_text("mine")
    with pytest.raises(OutputError, match="there already"):
        assign(path, NAMES)
    assert there.read_text() == "mine"
    assert not path.with_name("p-Anna.annotator").exists()


def test_stopped_nothing_is_left(path: Path) -> None:
    def progress(done: int, _total: int) -> None:
        if done:
            raise CancelledError

    with pytest.raises(CancelledError):
        assign(path, NAMES, out=path.parent / "out", progress=progress)
    assert list((path.parent / "out").iterdir()) == []


def test_an_empty_project_has_nothing_to_deal(tmp_path: Path) -> None:
    projects.open_project(tmp_path / "p.annotator", create=True).close()
    with pytest.raises(InputError, match="no articles"):
        assign(tmp_path / "p.annotator", NAMES)


def test_whose_name_is_used(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(projects, "login_name", lambda: "login")
    own = assign(path, NAMES)[0].path
    assert projects.name_to_use("", own) == "Anna"
    assert projects.name_to_use("login", own) == "Anna", "the login name was nobody's choice"
    assert projects.name_to_use("Zoe", own) == "Zoe"
    assert projects.name_to_use("", path) == "login"
    assert projects.name_to_use("", path.with_name("none.annotator")) == "login"
    assert projects.name_to_use("", None) == "login"
    assert not path.with_name("none.annotator").exists()
