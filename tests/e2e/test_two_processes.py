"""R5: two processes on one project, and a third that holds the write lock."""

import json
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypedDict

import pytest
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article
from annotator.domain.decision import SetState, SpanState
from annotator.domain.suggestion import Suggestion
from annotator.errors import DecisionError, ProjectBusyError
from annotator.store import annotators, decisions
from annotator.ui.bridge import Bridge
from annotator.workflow.annotating import Session
from annotator.workflow.annotation_sets import load_set
from annotator.workflow.changes import Changes
from tests.e2e import making
from tests.e2e.killed_child import digest

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Paris met Rome in Bonn\nParis again and then Lomé spoke\nRome was silent 🇹🇬\n"
LONG = "".join(f"word{at} and name{at} of place{at}\n" for at in range(200))
TIMES = 500


class Told(TypedDict):
    done: int
    refused: int
    reloaded: int
    busy: int


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a project of a long and a short article with a suggestion on each word."""
    path = tmp_path / "shared.annotator"
    made = [Article.from_raw(LONG), Article.from_raw(TEXT)]
    making.make_project(path, made, {1: making.propose(LONG), 2: making.propose(TEXT)})
    return path


# ---- two processes at once


@pytest.mark.parametrize("people", [("ann", "ann"), ("ann", "bob")], ids=["same annotator", "two annotators"])
@pytest.mark.parametrize("pages", [(1, 1), (1, 2)], ids=["same article", "two articles"])
def test_a_thousand_decisions_of_two_processes(path: Path, people: tuple[str, str], pages: tuple[int, int]) -> None:
    with ExitStack() as stack:
        command = [sys.executable, "-m", "tests.e2e.deciding_child", str(path)]
        children = [
            stack.enter_context(_child([*command, name, str(page), str(seed), str(TIMES)]))
            for seed, (name, page) in enumerate(zip(people, pages, strict=True))
        ]
        assert [child("") for child in children] == ["ready", "ready"]
        told: list[Told] = [json.loads(line) for line in _all_at_once(children)]
        shown = [child("look") for child in children]
    assert [one["done"] for one in told] == [TIMES, TIMES]
    assert [one["busy"] for one in told] == [0, 0]
    session = making.session(path, people[0])
    numbers = [session.number, annotators.annotators(session.project)[people[1]]]
    fresh = [load_set(session.project, who, page) for who, page in zip(numbers, pages, strict=True)]
    assert [digest(page) for page in fresh] == shown
    assert session.project.check() == []
    count = "SELECT count(*) FROM decision WHERE kind = 'annotation'"
    assert session.project.connection.execute(count).fetchone() == (2 * TIMES,)
    _nothing_on_stale_ground(session, numbers, pages)
    meet = people[0] == people[1] and pages[0] == pages[1]
    assert all((one["reloaded"] > 0) == meet for one in told), "they were at work at the same time"
    session.project.close()


def _all_at_once(children: list[Callable[[str], str]]) -> list[str]:
    for child in children:
        child("go\n")
    return [child("") for child in children]


def _nothing_on_stale_ground(session: Session, numbers: list[int], pages: tuple[int, int]) -> None:
    """Check what two decisions from different states of a page would have left behind."""
    answers = """SELECT max(n) FROM (SELECT count(DISTINCT subject) AS n FROM decision WHERE suggestion_id
        GROUP BY annotator_id, suggestion_id)"""
    assert session.project.connection.execute(answers).fetchone() == (1,), "a suggestion was answered twice"
    for number, page in {*zip(numbers, pages, strict=True)}:
        there = load_set(session.project, number, page)
        ranges = [(one.start, one.end, one.label) for one in there.accepted]
        assert len(ranges) == len({*ranges}), "the same was accepted twice"
        cached = session.project.connection.execute(
            "SELECT open, accepted, rejected FROM annotation_set WHERE annotator_id = ? AND article_id = ?",
            (number, page),
        ).fetchone()
        counts = there.counts
        assert cached == tuple(counts[one] for one in (SpanState.SUGGESTED, SpanState.ACCEPTED, SpanState.REJECTED))


@contextmanager
def _child(command: list[str]) -> Generator[Callable[[str], str]]:
    """Start a child; what it is called with is written to it, and with "" or a word it returns its next line."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True) as process:

        def say(words: str) -> str:
            assert process.stdin is not None
            assert process.stdout is not None
            if words:
                process.stdin.write(words.strip() + "\n")
                process.stdin.flush()
            return "" if words.endswith("\n") else process.stdout.readline().strip()

        try:
            yield say
        finally:
            if process.stdin is not None:
                process.stdin.close()


# ---- stale pages


@pytest.fixture
def two(path: Path) -> Iterator[tuple[Session, Session]]:
    """Open the short article twice for the same annotator, as two programs would."""
    first, second = making.session(path), making.session(path)
    first.open(2)
    second.open(2)
    yield first, second
    first.project.close()
    second.project.close()


def test_a_decision_about_what_is_gone_is_refused(two: tuple[Session, Session]) -> None:
    first, second = two
    key = _page_key(second, 0)
    first.accept(key)
    before = _rows(first)
    with pytest.raises(DecisionError, match=r"changed in the meantime\. .+\."):
        second.reject(key)
    assert _rows(first) == before
    _same_pages(first, second)
    assert second.page is not None
    assert second.page.counts[SpanState.ACCEPTED] == 1


def test_a_decision_on_a_changed_page_is_planned_anew(two: tuple[Session, Session]) -> None:
    first, second = two
    first.label(0, 5, "ORG")  # answers the suggestion that the second one still sees there
    changes = second.label(0, 5, "DATE")
    assert changes.reloaded
    _same_pages(second, first)
    assert second.page is not None
    (only,) = second.page.on_range(0, 5)
    assert (only.label, only.state) == ("DATE", SpanState.ACCEPTED)


def test_finishing_takes_in_what_the_other_decided(two: tuple[Session, Session]) -> None:
    first, second = two
    rejected = _page_key(first, 3)
    first.reject(rejected)
    changes = second.finish()
    assert changes.reloaded
    assert second.page is not None
    assert second.page.state is SetState.FINISHED
    assert second.page.counts[SpanState.REJECTED] == 1
    assert changes.count == len(making.words(TEXT)) - 1


def test_undo_takes_back_the_last_step_of_either(two: tuple[Session, Session]) -> None:
    first, second = two
    first.accept(_page_key(first, 0))
    second.accept(_page_key(second, 1))
    assert second.page is not None
    assert second.page.counts[SpanState.ACCEPTED] == 2
    changes = first.undo()
    assert changes is not None
    assert changes.reloaded
    assert first.page is not None
    (left,) = first.page.accepted
    assert (left.start, left.end) == making.words(TEXT)[0]
    _same_pages(first, second)


def test_a_new_run_of_suggestions_makes_a_page_old(two: tuple[Session, Session]) -> None:
    first, second = two
    old = _page_key(second, 0)
    making.store_run(first.project, {2: [Suggestion(6, 9, "ORG", "test", 0.9, "", "2")]}, version="2")
    with pytest.raises(DecisionError, match="in the meantime"):
        second.accept(old)
    assert second.page is not None
    (only,) = second.page.mentions
    assert (only.start, only.end, only.label) == (6, 9, "ORG")
    delta = first.refresh()
    assert delta is not None
    assert len(delta.removed) == len(making.words(TEXT))
    assert first.refresh() is None
    first.accept(only.key)
    cached = first.project.connection.execute("SELECT open, accepted FROM annotation_set WHERE article_id = 2")
    assert cached.fetchone() == (0, 1)


def test_what_is_written_while_a_page_is_read_makes_it_old(
    two: tuple[Session, Session], monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = two
    key = _page_key(second, 0)
    standing = decisions.standing

    def and_then_the_other_decides(*arguments: object) -> object:
        found = standing(*arguments)  # type: ignore[arg-type] # handed on as they came
        monkeypatch.setattr(decisions, "standing", standing)
        first.accept(key)
        return found

    monkeypatch.setattr(decisions, "standing", and_then_the_other_decides)
    page = second.open(2)
    assert page.mention(key).is_open, "read before the other decided"
    with pytest.raises(DecisionError, match="in the meantime"):
        second.reject(key)
    _same_pages(first, second)


def _page_key(session: Session, word: int) -> str:
    assert session.page is not None
    return session.page.on_range(*making.words(TEXT)[word])[0].key


def _rows(session: Session) -> int:
    return int(session.project.connection.execute("SELECT count(*) FROM decision").fetchone()[0])


def _same_pages(*sessions: Session) -> None:
    for session in sessions:
        session.refresh()
    assert len({digest(session.page) for session in sessions if session.page is not None}) == 1


# ---- a third process writes for long

_HOLD = """import sqlite3, sys, time
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("held", flush=True)
time.sleep(float(sys.argv[2]))
connection.execute("ROLLBACK")
"""


@contextmanager
def held(path: Path, *, seconds: float) -> Generator[None]:
    """Have another process hold the project's write lock for so long, from now on."""
    with _child([sys.executable, "-c", _HOLD, str(path), str(seconds)]) as child:
        assert child("") == "held"
        yield


def test_a_held_lock_is_said_in_time(path: Path) -> None:
    session = making.session(path, busy_seconds=0.1)
    page = session.open(2)
    key = _page_key(session, 0)
    with held(path, seconds=2):
        started = time.monotonic()
        with pytest.raises(ProjectBusyError, match=r"Another program .+\. It is tried again .+\."):
            session.accept(key)
        assert time.monotonic() - started < 1
        with pytest.raises(ProjectBusyError):
            session.undo()
        assert session.page is page
        assert page.mention(key).is_open
        assert session.open(1).counts[SpanState.SUGGESTED] > 0, "reading waits for nobody"
        session.open(2)
    session.accept(key)
    assert session.stacks.undo_depth == 1
    session.project.close()


def test_the_window_waits_for_a_held_lock_and_saves_once_in_order(path: Path, qtbot: QtBot) -> None:
    bridge = Bridge()
    bridge.use(making.session(path, busy_seconds=0.1))
    bridge.open(2)
    told: list[Changes] = []
    answered: list[int] = []
    waited: list[int] = []
    failed: list[object] = []
    bridge.changed.connect(told.append)
    bridge.waiting.connect(waited.append)
    bridge.failed.connect(failed.append)
    session = bridge.session
    assert session is not None
    keys = [_page_key(session, word) for word in range(3)]
    with held(path, seconds=2):
        started = time.monotonic()
        bridge.perform(lambda session: session.accept(keys[0]), lambda _: answered.append(0))
        bridge.perform(lambda session: session.reject(keys[1]), lambda _: answered.append(1))
        bridge.perform(lambda session: session.undo(), lambda _: answered.append(2))
        bridge.perform(lambda session: session.accept(keys[2]), lambda _: answered.append(3))
        bridge.open(1)  # the person goes on to another article meanwhile
        bridge.perform(lambda session: session.label(0, 5, "ORG"), lambda _: answered.append(4))
        assert time.monotonic() - started < 1, "the window is not held up"
        assert told == []
        assert bridge.page is not None
        assert bridge.page.counts[SpanState.ACCEPTED] == 0, "shown only once it is on the disk"
        qtbot.waitUntil(lambda: len(answered) == 5, timeout=10_000)
    assert time.monotonic() - started > 1.5
    assert failed == []
    assert max(waited) == 6
    assert waited[-1] == 0
    assert answered == [0, 1, 2, 3, 4]
    assert [(str(one.action), str(one.kind), one.article) for one in told] == [
        ("accept", "do", 2),
        ("reject", "do", 2),
        ("reject", "undo", 2),
        ("accept", "do", 2),
        ("add", "do", 1),
    ]
    steps = session.project.connection.execute("SELECT action, kind, article_id FROM step ORDER BY seq").fetchall()
    assert steps == [(str(one.action), str(one.kind), one.article) for one in told]
    assert bridge.page.number == 1
    bridge.use(None)
