"""Suggestions: stored article by article, never twice, and nobody's decisions or counts go wrong by them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from annotator.domain.choices import SuggestChoices
from annotator.domain.decision import SpanState
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import CancelledError, SuggesterError
from annotator.store import articles, suggestions
from annotator.store.connection import Project
from annotator.suggest.memory import Memory
from annotator.suggest.recalling import Recalling
from annotator.workflow import suggesting
from annotator.workflow.checking import doctor
from annotator.workflow.projects import open_project
from annotator.workflow.suggesters import load_suggester
from annotator.workflow.suggesting import Failure, Suggested, Suggesting, suggest_project
from tests.unit.workflow.building import key_of, make_project, working

WITH_FILLER = "Kim spoke.\n\nPhoto: Kim Bild\n\nMore under this ad\n\nKim went.\n\nMore under this ad\n"


class Names:
    """Suggests every place of a few names; fails on texts that hold “boom”."""

    def __init__(self, *names: str, version: str = "1", score: float = 0.5) -> None:
        self.info = SuggesterInfo("names", version)
        self.names = names
        self.score = score
        self.asked: list[str] = []

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        for text in texts:
            if "boom" in text:
                raise ValueError("boom")
            self.asked.append(text)
            found: list[Suggestion] = []
            for name in self.names:
                at = text.find(name)
                while at >= 0 and "PERSON" in labels:
                    found.append(Suggestion(at, at + len(name), "PERSON", "list", self.score, "listed"))
                    at = text.find(name, at + 1)
            yield found


def rows(path: Path, what: str) -> list[tuple[int, ...]]:
    with open_project(path) as project:
        return project.connection.execute(what).fetchall()


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    one = Names("Kim")

    def load(_: Project, name: str, *, choices: SuggestChoices, memory: Memory, say: object) -> Recalling:
        assert callable(say)
        assert (name, choices) == ("", SuggestChoices())
        return Recalling(one, memory)

    monkeypatch.setattr(suggesting, "load_for", load)
    return one


@pytest.mark.usefixtures("names")
def test_every_article_is_done_once_and_again_only_when_asked(tmp_path: Path, names: Names) -> None:
    path = make_project(tmp_path)
    done: list[int] = []
    seen: list[tuple[int, int]] = []
    report = suggest_project(path, on_article=done.append, progress=lambda at, of: seen.append((at, of)))
    assert (report.suggester, report.articles, report.suggestions, report.failed) == (names.info, 3, 3, ())
    assert done == [1, 2, 3]
    assert seen == [(1, 3), (2, 3), (3, 3)]
    assert suggest_project(path).articles == 0
    names.asked.clear()
    suggest_project(path, again=frozenset({2}))
    assert len(names.asked) == 1
    assert rows(path, "SELECT count(*) FROM suggestion") == [(3,)]  # the same again is not stored again
    assert rows(path, "SELECT count(*) FROM run") == [(1,)]


def test_other_spans_again_become_a_run_of_their_own(tmp_path: Path, names: Names) -> None:
    path = make_project(tmp_path)
    suggest_project(path)
    names.names = ("Kim", "Moscow")
    suggest_project(path, again=frozenset({1}))
    with open_project(path) as project:
        assert [one.start for one in suggestions.current(project, 1)] == [10, 25]
        assert len(suggestions.current(project, 2)) == 2
    names.names = ("Kim",)
    suggest_project(path, again=frozenset({1}))
    suggest_project(path, again=frozenset({1}))
    with open_project(path) as project:
        assert [one.start for one in suggestions.current(project, 1)] == [10]
        assert len(suggestions.runs(project)) == 3


def test_new_version_goes_through_everything(tmp_path: Path, names: Names) -> None:
    path = make_project(tmp_path)
    suggest_project(path)
    names.info = SuggesterInfo("names", "2")
    assert suggest_project(path).articles == 3
    assert suggest_project(path).articles == 0
    with open_project(path) as project:
        assert [one.version for one in suggestions.current(project, 1)] == ["2"]


def test_ignored_regions_get_none(tmp_path: Path, names: Names) -> None:
    names.names = ("Kim", "under")
    path = make_project(tmp_path, (WITH_FILLER,))
    suggest_project(path)
    with open_project(path) as project:
        regions = articles.article(project, 1).boilerplate
        assert [WITH_FILLER[one.start : one.end] for one in regions] == ["Photo: Kim Bild", *["More under this ad"] * 2]
        assert [one.start for one in suggestions.current(project, 1)] == [0, WITH_FILLER.index("Kim went")]
    assert rows(path, "SELECT suggestions FROM article_run") == [(2,)]


def test_decisions_stay_and_counts_follow(tmp_path: Path, names: Names) -> None:
    path = make_project(tmp_path)
    suggest_project(path)
    session = working(path, article=2)
    session.accept(key_of(session, "Kim"))
    names.names = ("Kim", "Moscow", "left")
    before = rows(path, "SELECT touched FROM annotation_set")
    suggest_project(path, again=frozenset({2}))
    assert rows(path, "SELECT open, accepted FROM annotation_set") == [(3, 1)]
    assert rows(path, "SELECT touched FROM annotation_set") == before
    session.refresh()
    assert session.page is not None
    assert session.page.counts[SpanState.SUGGESTED] == 3
    session.accept(key_of(session, "left"))
    session.project.close()
    assert not [one for one in doctor(path) if one.level == "wrong"]


def test_failing_article_does_not_stop_the_rest(tmp_path: Path, names: Names) -> None:
    path = make_project(tmp_path, ("Kim one.", "boom", "Kim two.", "Kim three."))
    report = suggest_project(path)
    assert (report.articles, report.suggestions) == (3, 3)
    assert report.failed == (Failure(2, "ValueError: boom"),)
    with open_project(path) as project:
        work = Suggesting(project, names)
        assert work.pending() == [2]
        assert list(work.do([99, 1])) == [
            Failure(99, "There is no article 99 in “p.annotator”."),
            Suggested(1, 1, changed=False),
        ]


@pytest.mark.usefixtures("names")
def test_priority_comes_first_and_cancelling_keeps_what_is_stored(tmp_path: Path) -> None:
    path = make_project(tmp_path, tuple(f"Kim {n}." for n in range(20)))
    done: list[int] = []

    def progress(at: int, _: int) -> None:
        if at == 10:
            raise CancelledError

    report = suggest_project(path, priority=lambda: 17, on_article=done.append, progress=progress)
    assert done[0] == 17
    assert report.articles == len(done) == 10
    assert rows(path, "SELECT count(*) FROM article_run") == [(10,)]
    suggest_project(path, on_article=done.append)
    assert sorted(done) == list(range(1, 21))


@pytest.mark.usefixtures("names")
def test_writers_need_not_wait(tmp_path: Path) -> None:
    path = make_project(tmp_path, tuple(f"Kim {n}." for n in range(20)))
    session = working(path)
    session.project.connection.execute("PRAGMA busy_timeout = 0")
    # Between any two articles the write lock is free.
    suggest_project(path, on_article=lambda number: session.open(number) and session.label(0, 3, "PERSON"))
    assert len(session.history()) == 20
    session.project.close()


def test_unknown_suggester_is_named() -> None:
    with pytest.raises(SuggesterError, match="nobody"):
        load_suggester("nobody")


def test_spans_are_found_in_the_sample(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    report = suggest_project(path)
    assert report.suggester.name == "news"
    with open_project(path) as project:
        for number in (1, 2):
            text = articles.article(project, number).text
            assert "Moscow" in {text[one.start : one.end] for one in suggestions.current(project, number)}
