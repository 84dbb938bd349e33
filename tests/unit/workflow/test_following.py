"""Following a project: what is asked for comes first, new articles are found, trouble is said and work goes on."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest

from annotator.workflow import following
from annotator.workflow.following import Event, Request, Requests, follow
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import open_project
from tests.unit.workflow.building import make_project, write_articles
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

    def load(_: str) -> Names:
        return one

    monkeypatch.setattr(following, "load_suggester", load)
    return one


def test_everything_pending_is_done_then_idle(tmp_path: Path) -> None:
    window = Window()
    follow(make_project(tmp_path), window.requests, window.hear)
    assert window.events == [
        {"event": "loaded", "suggester": "names", "version": "1"},
        {"event": "article", "number": 1, "spans": 1, "left": 2},
        {"event": "article", "number": 2, "spans": 2, "left": 1},
        {"event": "article", "number": 3, "spans": 0, "left": 0},
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
