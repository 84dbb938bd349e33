"""Following a project: what is asked for comes first, new articles are found, trouble is said and work goes on."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from annotator.domain.choices import SuggestChoices
from annotator.domain.decision import SpanState
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import SuggesterError
from annotator.store import articles, suggestions
from annotator.store.choices import write_choices
from annotator.store.connection import Project
from annotator.suggest.memory import Memory
from annotator.suggest.recalling import Recalling
from annotator.workflow import following
from annotator.workflow.annotating import Session
from annotator.workflow.following import Event, Request, Requests, follow
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import open_project
from annotator.workflow.remembering import Remembering
from annotator.workflow.suggesters import LAST_RESORT
from annotator.workflow.suggesting import Suggested, Suggesting
from tests.unit.workflow.building import make_project, suggest, working, write_articles
from tests.unit.workflow.test_suggesting import Names

END = Request("end")


class Window:
    """Stands for the window: collects events, and answers some of them with requests."""

    def __init__(self, **answers: list[Request]) -> None:
        self.requests = Requests()
        self.events: list[Event] = []
        self.answers = {"idle": [END]} | answers

    def hear(self, event: Event) -> None:
        self.events.append(event)
        queued = self.answers.get(str(event["event"]), [])
        if queued:
            self.requests.put(queued.pop(0))

    def numbers(self) -> list[int]:
        return [int(one["number"]) for one in self.events if one["event"] == "article"]


@pytest.fixture(autouse=True)
def names(monkeypatch: pytest.MonkeyPatch) -> Names:
    one = Names("Kim")

    def load(_: Project, name: str, *, choices: SuggestChoices, memory: Memory, say: object) -> Recalling:
        assert callable(say)
        chosen = name or choices.suggester
        if chosen == "missing":
            raise SuggesterError("There is no suggester called missing.", remedy="Choose another.")
        return Recalling(one if chosen in {"", LAST_RESORT} else Names("Moscow", version=chosen), memory)

    monkeypatch.setattr(following, "load_for", load)
    return one


def test_everything_pending_is_done_then_idle(tmp_path: Path) -> None:
    window = Window()
    follow(make_project(tmp_path), window.requests, window.hear)
    assert window.events == [
        {"event": "loaded", "suggester": "names", "version": "1"},
        {"event": "article", "number": 1, "spans": 1, "left": 2, "changed": True},
        {"event": "article", "number": 2, "spans": 2, "left": 1, "changed": True},
        {"event": "article", "number": 3, "spans": 0, "left": 0, "changed": False},
        {"event": "idle"},
    ]


def test_article_asked_for_is_next_and_not_done_twice(tmp_path: Path) -> None:
    path = make_project(tmp_path, tuple(f"Kim {n}." for n in range(9)))
    window = Window(article=[Request("article", 7), Request("article", 1)])
    follow(path, window.requests, window.hear)
    assert window.numbers() == [1, 7, 2, 3, 4, 5, 6, 8, 9]
    assert window.events[-2]["left"] == 0


def test_again_suggests_anew(tmp_path: Path, names: Names) -> None:
    path = make_project(tmp_path)
    window = Window(idle=[Request("again", 2), END])
    follow(path, window.requests, window.hear)
    assert window.numbers() == [1, 2, 3, 2]
    assert len(names.asked) == 4


def test_wake_finds_new_articles(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    window = Window(idle=[Request("wake"), END])
    hear = window.hear

    def importing(event: Event) -> None:
        if event["event"] == "idle" and len(window.numbers()) == 3:
            import_paths(path, [write_articles(tmp_path / "more", ("Kim is new.",))])
        hear(event)

    follow(path, window.requests, importing)
    assert window.numbers() == [1, 2, 3, 4]


def test_broken_article_is_said_once_and_tried_again_when_asked(tmp_path: Path) -> None:
    path = make_project(tmp_path, ("Kim.", "boom", "Kim two."))
    window = Window(idle=[Request("wake"), Request("article", 2), END])
    follow(path, window.requests, window.hear)
    assert window.numbers() == [1, 3]
    errors = [one for one in window.events if one["event"] == "error"]
    assert len(errors) == 2
    assert "boom" in str(errors[0]["what"])


def test_trouble_with_the_file_waits_for_the_next_request(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    with open_project(path) as other:
        window = Window(loaded=[], error=[Request("wake")])
        hear = window.hear

        def locking(event: Event) -> None:
            if event["event"] == "loaded":
                other.connection.execute("BEGIN IMMEDIATE")
            if event["event"] == "error":
                other.connection.execute("ROLLBACK")
            hear(event)

        follow(path, window.requests, locking, busy_seconds=0.05)
    assert [one["event"] for one in window.events] == ["loaded", "error", *["article"] * 3, "idle"]


def test_request_from_another_thread_wakes_it(tmp_path: Path) -> None:
    window = Window(idle=[])
    path = make_project(tmp_path)
    work = threading.Thread(target=follow, args=(path, window.requests, window.hear))
    work.start()
    window.requests.put(END)
    work.join(20)
    assert not work.is_alive()


def test_newest_wish_is_where_the_person_is_now(tmp_path: Path) -> None:
    path = make_project(tmp_path, tuple(f"Kim {n}." for n in range(5)))
    window = Window()
    for number in (4, 5):
        window.requests.put(Request("article", number))
    follow(path, window.requests, window.hear)
    assert window.numbers() == [5, 4, 1, 2, 3]


MOSCOW = ("Kim is in Moscow.\n", "Moscow waits.\n", "Moscow and Kim.\n", "Moscow again.\n", "Nobody.\n")


def surfaces(path: Path) -> list[list[str]]:
    with open_project(path) as project:
        return [
            [text[one.start : one.end] for one in suggestions.current(project, number)]
            for number in range(1, articles.count_articles(project) + 1)
            for text in [articles.text(project, number)]
        ]


def test_what_is_decided_shows_in_what_is_refreshed(tmp_path: Path) -> None:
    path = make_project(tmp_path, MOSCOW)
    session = working(path)
    window = Window(idle=[Request("decided"), Request("refresh", numbers=(2, 3, 5)), Request("end")])
    hear = window.hear

    def deciding(event: Event) -> None:
        if event["event"] == "idle" and len(window.events) == 6:
            session.label(10, 16, "GPE")
        hear(event)

    follow(path, window.requests, deciding, annotator="ann")
    again = [one for one in window.events if one["event"] == "article"][5:]
    assert again == [
        {"event": "article", "number": 2, "spans": 1, "left": 0, "changed": True},
        {"event": "article", "number": 3, "spans": 2, "left": 0, "changed": True},
        {"event": "article", "number": 5, "spans": 0, "left": 0, "changed": False},
    ]
    assert surfaces(path) == [["Kim"], ["Moscow"], ["Moscow", "Kim"], [], []]
    session.project.close()


def test_refreshing_leaves_alone_what_others_began_what_is_finished_and_what_is_open(tmp_path: Path) -> None:
    path = make_project(tmp_path, (*MOSCOW, "Moscow once more.\n", "Moscow from a file.\n", "Moscow is mine.\n"))
    window = Window(
        idle=[
            Request("refresh", numbers=(1, 2, 3, 4, 5, 6, 7, 8, 99)),
            Request("end"),
        ]
    )
    hear = window.hear

    def deciding(event: Event) -> None:
        if event["event"] == "idle" and not sessions:
            sessions.append(working(path, "bob", 2))
            sessions[0].label(0, 6, "GPE")
            session = working(path, "ann", 3)
            sessions.append(session)
            session.label(0, 6, "GPE")
            session.finish()
            session.open(8)
            session.label(0, 6, "GPE")
            window.requests.put(Request("decided"))
            window.requests.put(Request("article", 6))
        hear(event)

    sessions: list[Session] = []
    suggest(path, (7, "Moscow", "ORG"), info=SuggesterInfo("import", "1"))
    follow(path, window.requests, deciding, annotator="ann")
    for session in sessions:
        session.project.close()
    assert surfaces(path) == [["Kim", "Moscow"], [], ["Kim"], ["Moscow"], [], [], ["Moscow"], ["Moscow"]]
    with open_project(path) as project:
        assert suggestions.current(project, 7)[0].label == "ORG"
    session = working(path, "ann", 8)
    assert session.page is not None
    assert session.page.counts == {SpanState.ACCEPTED: 1}, "decisions are not touched, nor asked for again"
    session.project.close()


class Slow(Names):
    """While it reads an article for the second time, the person opens that."""

    def __init__(self, requests: Requests) -> None:
        super().__init__("Kim")
        self.requests = requests

    def suggest(self, texts: Iterable[str], *, labels: frozenset[str]) -> Iterator[Sequence[Suggestion]]:
        for found in super().suggest(texts, labels=labels):
            if len(self.asked) > 5:
                self.requests.put(Request("article", 2))
            yield found


def test_article_that_is_opened_while_it_is_refreshed_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = make_project(tmp_path, MOSCOW)
    window = Window(idle=[Request("refresh", numbers=(2,)), END])
    slow = Slow(window.requests)

    def load(_: Project, __: str, *, choices: SuggestChoices, memory: Memory, say: object) -> Recalling:
        assert callable(say)
        assert choices == SuggestChoices()
        if slow.asked:
            memory.learn("one", "Moscow", "GPE", 1)
        return Recalling(slow, memory)

    monkeypatch.setattr(following, "load_for", load)
    window.answers["idle"].insert(0, Request("reload"))  # now it would say something else
    follow(path, window.requests, window.hear, annotator="ann")
    assert len(slow.asked) == 6
    assert window.numbers() == [1, 2, 3, 4, 5]
    assert surfaces(path)[1] == []


def test_same_again_is_not_stored_and_small_changes_are_not_shown(tmp_path: Path, names: Names) -> None:
    path = make_project(tmp_path)
    with open_project(path) as project:
        work = Suggesting(project, names, remembering=Remembering(project, "ann"))
        list(work.do([1, 2, 3]))
        session = working(path)
        for score, changed, label in ((0.5, False, "ORG"), (0.55, False, "GPE"), (0.7, True, "PERSON")):
            names.score = score
            session.label(0, 5, label)
            work.learn()
            outcome = work.refresh(2)
            assert isinstance(outcome, Suggested)
            assert outcome.changed == changed
            assert work.refresh(2) is None, "nothing was decided since"
        session.project.close()
        assert project.connection.execute("SELECT count(*) FROM suggestion").fetchone() == (5,)


def test_another_choice_is_taken_up_and_a_broken_one_leaves_the_old_working(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    chosen = [SuggestChoices(suggester="missing"), SuggestChoices(suggester="2", off_sources=("other",))]
    window = Window(idle=[Request("reload"), Request("again", 1), Request("reload"), END])
    hear = window.hear

    def choosing(event: Event) -> None:
        if event["event"] == "idle" and window.answers["idle"][0].kind == "reload":
            with open_project(path) as project:
                write_choices(project, chosen.pop(0))
        hear(event)

    follow(path, window.requests, choosing)
    kinds = [str(one["event"]) for one in window.events]
    assert kinds == [
        *["loaded", *["article"] * 3, "idle"],
        *["error", "idle", "article", "idle"],
        *["loaded", *["article"] * 3, "idle"],
    ]
    assert window.events[5]["what"] == "There is no suggester called missing. names 1 goes on."
    assert surfaces(path) == [["Moscow"], ["Moscow"], []]


def test_suggester_that_is_missing_here_is_said_and_the_usual_one_works(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    with open_project(path) as project:
        write_choices(project, SuggestChoices(suggester="missing"))
    window = Window()
    follow(path, window.requests, window.hear)
    assert [str(one["event"]) for one in window.events] == ["error", "loaded", *["article"] * 3, "idle"]
    with pytest.raises(SuggesterError):
        follow(path, window.requests, window.hear, suggester="missing")
