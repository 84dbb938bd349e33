"""R1 and R2: kill -9 while a session annotates, while a project is being made, while it is being backed up."""

import contextlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.article import Article
from annotator.errors import AnnotatorError
from annotator.store import backups
from annotator.store.connection import Project
from annotator.workflow.annotating import Session
from annotator.workflow.projects import open_project
from tests.e2e import killed_child, making

ROOT = Path(__file__).resolve().parents[2]
TEXT = "Paris met Rome in Bonn. Paris again, and then Lomé 🇹🇬 spoke.\nRome was silent.\n" * 3
REOPENS_WITHIN_S = 2.0


class Killer:
    """Has workers made and ends them."""

    def __init__(self, folder: Path, process: subprocess.Popen[str]) -> None:
        self.output = folder / "output"
        self.process = process

    def work(self, what: str, path: Path, seed: int, *, seconds: float) -> list[str]:
        """Let a worker work for so long after its first line, kill it, and return the lines it wrote in full."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.output.write_text("")
        self.process.stdin.write(json.dumps([what, str(path), seed, str(self.output)]) + "\n")
        self.process.stdin.flush()
        worker = int(self.process.stdout.readline())
        patience = time.monotonic() + 20
        while not self.output.stat().st_size and time.monotonic() < patience:
            time.sleep(0.001)
        time.sleep(seconds)
        os.kill(worker, signal.SIGKILL)
        assert self.process.stdout.readline() == f"{-signal.SIGKILL}\n"
        return self.output.read_text().rpartition("\n")[0].splitlines()


@pytest.fixture
def killer(tmp_path: Path) -> Iterator[Killer]:
    command = [sys.executable, "-m", "tests.e2e.killed_child"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, text=True, stdin=pipe, stdout=pipe) as process:
        yield Killer(tmp_path, process)


def rounds_of(number: int, seed: int) -> list[tuple[int, float]]:
    rng = random.Random(seed)  # noqa: S311 - a seeded one is the point
    return [(at, rng.uniform(0.0, 0.25) ** 1.5 * 2) for at in range(number)]


def annotating_is_killed(killer: Killer, folder: Path, rounds: int, *, first: int = 0) -> None:
    path = folder / "killed.annotator"
    made = [Article.from_raw(TEXT), Article.from_raw(TEXT + "more")]
    making.make_project(path, made, {1: making.propose(TEXT), 2: making.propose(TEXT)})
    acknowledged = 0
    for seed, seconds in rounds_of(rounds, first + 1):
        lines = killer.work("annotate", path, first + seed, seconds=seconds)
        acknowledged += len(lines) - 1
        step, shown = lines[-1].split()
        started = time.monotonic()
        session = making.session(path, killed_child.ANNOTATOR)
        page = session.open(1)
        assert time.monotonic() - started < REOPENS_WITHIN_S
        assert session.project.check() == []
        steps = [seq for (seq,) in session.project.connection.execute("SELECT seq FROM step ORDER BY seq")]
        last = len(steps)
        assert steps == [*range(1, last + 1)]
        # One more than was acknowledged may be there: killed between the commit and the telling.
        assert int(step) <= last <= int(step) + 1
        if last == int(step):
            assert killed_child.digest(page) == shown
        _undoes_across(session)
        session.project.close()
    assert acknowledged > 2 * rounds


def _undoes_across(session: Session) -> None:
    """Undo what the killed process did and redo it, which must lead back to the same page."""
    assert session.page is not None
    before = killed_child.digest(session.page)
    undone = 0
    while undone < 5 and session.undo() is not None:
        undone += 1
    assert undone == min(5, undone + session.stacks.undo_depth)
    for _ in range(undone):
        assert session.redo() is not None
    assert killed_child.digest(session.page) == before


def test_no_acknowledged_decision_is_lost(killer: Killer, tmp_path: Path) -> None:
    annotating_is_killed(killer, tmp_path, 20)


@pytest.mark.soak
@pytest.mark.timeout(7200)
def test_no_acknowledged_decision_is_lost_in_a_thousand_rounds(killer: Killer, tmp_path: Path) -> None:
    for project in range(20):  # so that no log grows until reading it takes the most time
        folder = tmp_path / str(project)
        folder.mkdir()
        annotating_is_killed(killer, folder, 50, first=project * 50)


def making_is_killed(killer: Killer, folder: Path, rounds: int) -> None:
    halves = 0
    projects = folder / "projects"
    projects.mkdir()
    for seed, seconds in rounds_of(rounds, 2):
        told = killer.work("create", projects, seed, seconds=seconds / 4)[1:]
        there = {path.name for path in projects.glob("*.annotator")}
        assert there >= set(told)
        for name in there:
            halves += _is_whole(projects / name, told=name in told)
        # With a folder of backups where one was killed between two migrations.
        shutil.rmtree(projects)
        projects.mkdir()
    assert halves > 0, "never killed in the middle"


def _is_whole(path: Path, *, told: bool) -> bool:
    """Check that a project is complete, or refused and completed when asked to be made; return whether it was not."""
    error = _refusal(path)
    assert error is None or (not told and error.what.endswith("."))
    session = making.session(path, "who") if told else _made(path)
    assert session.project.check() == []
    assert session.project.get("id")
    assert session.scheme.names
    session.project.close()
    return error is not None


def _refusal(path: Path) -> AnnotatorError | None:
    try:
        Project(path).close()
    except AnnotatorError as error:
        return error
    return None


def _made(path: Path) -> Session:
    open_project(path, create=True).close()
    return making.session(path, "who")


@pytest.mark.parametrize("rounds", [20, pytest.param(200, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_a_project_is_made_whole_or_can_be_made_whole(killer: Killer, tmp_path: Path, rounds: int) -> None:
    making_is_killed(killer, tmp_path, rounds)


@pytest.mark.parametrize("rounds", [20, pytest.param(200, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_no_damaged_backup_is_ever_listed(killer: Killer, tmp_path: Path, rounds: int) -> None:
    path = tmp_path / "backed up.annotator"
    making.make_project(path, [Article.from_raw(f"{at} " + TEXT * 200) for at in range(40)])
    parts = 0
    with Project(path) as project:
        for seed, seconds in rounds_of(rounds, 3):
            told = killer.work("backup", path, seed, seconds=seconds / 2)[1:]
            listed = backups.listed(path)
            assert {one.name for one in listed} >= set(told[-1:])
            for one in listed[:3]:
                _restores(one, project)
            parts += any(backups.folder_of(path).glob("*.part*"))
            for left in backups.folder_of(path).glob("*.part*"):
                os.utime(left, (0, 0))
            assert backups.back_up(path) in backups.listed(path)
            assert not any(backups.folder_of(path).glob("*.part*")), "what is old is cleared away"
    assert parts > 0, "never killed in the middle"


def _restores(backup: Path, project: Project) -> None:
    everything = "SELECT count(*), sum(length), group_concat(sha256) FROM article"
    with contextlib.closing(Project(backup)) as copy:
        assert copy.check() == []
        assert copy.get("id") == project.get("id")
        assert copy.connection.execute(everything).fetchone() == project.connection.execute(everything).fetchone()
