"""The program as a person meets it: the real window in its own process, worked with key events, killed, reopened."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol, TypeAlias

import pytest

from annotator.resources import seeds
from annotator.workflow.projects import open_project, open_session
from annotator.workflow.sample import sample_project

ROOT = Path(__file__).resolve().parents[2]
GOLDEN = ROOT / "tests" / "golden" / "three_sample_articles.jsonl"
GOLD = seeds() / "labels" / "gold.jsonl"
ANNOTATOR = "analyst-e2e"
_REOPENED_S = 2.0

Event = dict[str, Any]


class Process(Protocol):
    """What can be killed."""

    def kill(self) -> None:
        """Kill it with -9."""
        ...


Start: TypeAlias = Callable[..., AbstractContextManager[tuple[Process, Iterator[Event]]]]


@pytest.fixture(autouse=True)
def name(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Give the person a name, in settings of their own."""
    settings = own_home / "settings.toml"
    settings.write_text(f'annotator = "{ANNOTATOR}"\n', "utf-8")
    monkeypatch.setenv("ANNOTATOR_SETTINGS", str(settings))


@contextmanager
def window(*arguments: str) -> Generator[tuple[subprocess.Popen[str], Iterator[Event]]]:
    """Run the window's process and give its events as they come; it is killed at the end if it still runs."""
    command = [sys.executable, "-m", "tests.e2e.window_child", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    child = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    try:
        yield child, (json.loads(line) for line in child.stdout if line.endswith("\n"))
    finally:
        child.kill()
        child.stdout.close()
        child.wait()


@dataclass
class Forked:
    """A window in a process forked from one that has everything imported: a second less each time."""

    server: subprocess.Popen[str]
    pipe: Path

    @contextmanager
    def window(self, *arguments: str) -> Generator[tuple[Killable, Iterator[Event]]]:
        """Do as `window` does; the process must be killed."""
        assert self.server.stdin is not None
        assert self.server.stdout is not None
        self.server.stdin.write(json.dumps([str(self.pipe), *arguments]) + "\n")
        self.server.stdin.flush()
        child = Killable(int(self.server.stdout.readline()))
        try:
            with self.pipe.open(encoding="utf-8") as lines:
                yield child, (json.loads(line) for line in lines if line.endswith("\n"))
        except BaseException:
            child.kill()
            raise
        assert self.server.stdout.readline() == f"{-signal.SIGKILL}\n"


@dataclass(frozen=True)
class Killable:
    """The number of a process."""

    number: int

    def kill(self) -> None:
        """Kill it with -9."""
        os.kill(self.number, signal.SIGKILL)


@pytest.fixture
def forked(own_home: Path) -> Iterator[Forked]:
    """Have a process that forks windows."""
    pipe = own_home / "events"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "tests.e2e.window_child", "serve"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    ends = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdin=ends, stdout=ends, text=True) as server:
        yield Forked(server, pipe)


def run(*arguments: str) -> list[Event]:
    """Run the window's process to its end and return its events."""
    with window(*arguments) as (child, events):
        found = list(events)
        assert child.wait(timeout=60) == 0
    assert found[-1]["event"] == "closed"
    return found


def run_until_killed(saved: int, *arguments: str, start: Start = window) -> list[Event]:
    """Run it until so many decisions were shown as saved, kill it with -9, and return its events."""
    found: list[Event] = []
    with start(*arguments) as (child, events):
        for event in events:
            found.append(event)
            saved -= event["event"] == "saved"
            if saved == 0:
                child.kill()
                break
        found.extend(events)  # what was on its way
    return [event for event in found if event["event"] in {"ready", "saved"}]


@pytest.mark.timeout(600)
def test_three_articles_by_keyboard_with_a_kill_and_an_undo_across_it(tmp_path: Path) -> None:
    before = run_until_killed(90, "label", str(GOLD), "3")
    by_depth = {event["undo"]: event for event in before}
    shown = before[-1]
    assert shown["article"].startswith("02-"), "the kill is meant to come in the second article"

    undone = run("undo", "6")[:-1]
    assert undone[0]["undo"] >= shown["undo"], "an acknowledged decision was lost"
    for event in undone:
        told = by_depth.get(event["undo"])
        if told is not None and told["article"] == event["article"]:
            assert event["spans"] == told["spans"]
    assert [event["undo"] for event in undone] == [undone[0]["undo"] - step for step in range(7)]

    out = tmp_path / "labels.jsonl"
    events = run("label", str(GOLD), "3", str(out))
    assert events[-2]["event"] == "exported"
    golden = [json.loads(line) for line in GOLDEN.read_text("utf-8").splitlines()]
    written = [_comparable(json.loads(line)) for line in out.read_text("utf-8").splitlines()]
    if os.environ.get("ANNOTATOR_WRITE_GOLDEN"):
        GOLDEN.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in written), "utf-8")
    assert written == golden
    gold = {row["source"]: row["spans"] for row in map(json.loads, GOLD.read_text("utf-8").splitlines())}
    for row in written:
        assert [(one["start"], one["end"], one["label"]) for one in row["spans"]] == [
            (one["start"], one["end"], one["label"]) for one in gold[row["source"]]
        ]


def _comparable(row: Event) -> Event:
    """Leave out what differs from run to run and with the suggester's rules: ids, and where a span came from."""
    kept = ("format", "text", "title", "source", "sha256", "annotator", "state", "ignored", "notes")
    spans = [{key: one[key] for key in ("start", "end", "label", "text", "state")} for one in row["spans"]]
    return {**{key: row[key] for key in kept}, "spans": spans}


def killed_windows(forked: Forked, rounds: int, seed: int) -> None:
    """R1: kill the window while it annotates; nothing that was shown as saved is lost."""
    rng = random.Random(seed)  # noqa: S311 - a seeded one is the point
    for number in range(rounds):
        shown = run_until_killed(rng.randint(1, 9), "label", str(GOLD), "20", start=forked.window)[-1]
        begin = time.monotonic()
        session = open_session(sample_project(), ANNOTATOR)
        assert time.monotonic() - begin < _REOPENED_S
        assert session.project.check() == []
        assert session.stacks.undo_depth >= shown["undo"], f"round {number}: an acknowledged decision was lost"
        session.undo_to(shown["undo"])
        numbers = session.project.connection.execute("SELECT id FROM article WHERE source = ?", (shown["article"],))
        page = session.open(int(numbers.fetchone()[0]))
        spans = sorted([one.start, one.end, one.label, one.state] for one in page.mentions if not one.is_open)
        assert spans == [list(one) for one in shown["spans"]]
        session.project.close()


@pytest.mark.timeout(900)  # twenty starts of the program, on whatever machine
def test_r1_killed_windows_lose_nothing(forked: Forked) -> None:
    killed_windows(forked, 20, seed=1)


@pytest.mark.soak
@pytest.mark.timeout(6 * 3600)
def test_r1_a_thousand_killed_windows_lose_nothing(forked: Forked) -> None:
    for part in range(20):
        killed_windows(forked, 50, seed=part)
        sample_project().unlink()


def test_the_window_opens_on_the_sample_with_highlights() -> None:
    events = run("undo", "0")
    assert events[0]["event"] == "ready"
    with open_project(sample_project()) as project:
        assert project.check() == []
