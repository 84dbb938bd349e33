"""R3 and R4: the n-th write of a decision fails, for every n, and the disk is full."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypedDict

import pytest
from pytestqt.qtbot import QtBot

from annotator.domain.article import Article
from annotator.domain.decision import Action, SpanState
from annotator.errors import DiskFullError, ProjectError
from annotator.ui.bridge import Bridge
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes
from tests.e2e import making

ROOT = Path(__file__).resolve().parents[3]
TEXT = "alpha beta gamma delta epsilon zeta eta theta iota kappa\n" * 20


class Round(TypedDict):
    limit: int
    failures: list[tuple[str, str, str]]
    wrong: list[str]


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """Make a project of two articles, with nothing of it left in SQLite's log."""
    path = tmp_path / "template.annotator"
    made = [Article.from_raw(TEXT), Article.from_raw(TEXT + "omega")]
    making.make_project(path, made, {1: making.propose(TEXT), 2: making.propose(TEXT, every=3)})
    return path


def rounds(template: Path, folder: Path, *more: str) -> list[Round]:
    command = [sys.executable, "-m", "tests.e2e.failing_child", str(template), str(folder), *more]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on a file's size")
@pytest.mark.parametrize("more", [(), ("checkpoint",)], ids=["log", "checkpoint"])
def test_a_write_that_fails_costs_nothing_else(template: Path, tmp_path: Path, more: tuple[str, ...]) -> None:
    folder = tmp_path / "rounds"
    folder.mkdir()
    told = rounds(template, folder, *more)
    assert [one for one in told if one["wrong"]] == []
    assert not told[-1]["failures"], "no limit was high enough"
    failures = [failure for one in told for failure in one["failures"]]
    assert len(told) > 10
    assert len(failures) > 30
    assert {kind for kind, _, _ in failures} == {"ProjectError"}
    for _, what, remedy in failures:
        assert what.endswith((".", ")."))
        assert remedy.endswith(".")


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Lend a disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("no disk can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)  # noqa: S607 - wherever the system keeps it


@pytest.mark.parametrize("left", [0, 1, 3000, *range(8192, 16 * 8192, 7500)])
def test_a_full_disk_is_said_at_once_and_costs_nothing(template: Path, small_disk: Path, left: int) -> None:
    path = small_disk / "full.annotator"
    shutil.copyfile(template, path)
    session = making.session(path)
    page = session.open(1)
    session.accept(page.mentions[0].key)
    fill(small_disk / "ballast", left)
    keys = [one.key for one in page.mentions if one.is_open]
    acknowledged, error, seconds = decide_until_it_fails(session, keys)
    assert seconds < 1
    assert error.what == "The disk is full; nothing was saved."
    assert isinstance(error, DiskFullError)
    # It is shown as it is on the disk, and can be saved when there is room.
    assert session.stacks.undo_depth == len(acknowledged) + 1
    assert session.page is not None
    assert session.page.mention(keys[len(acknowledged)]).is_open
    (small_disk / "ballast").unlink()
    session.accept(keys[len(acknowledged)])
    session.project.close()
    again = making.session(path)
    assert again.stacks.undo_depth == len(acknowledged) + 2
    assert again.open(1).counts[SpanState.ACCEPTED] == len(acknowledged) + 2
    assert again.project.check() == []
    again.project.close()


def test_the_window_keeps_what_was_decided_until_there_is_room(template: Path, small_disk: Path, qtbot: QtBot) -> None:
    path = small_disk / "full.annotator"
    shutil.copyfile(template, path)
    bridge = Bridge()
    bridge.use(making.session(path))
    bridge.open(1)
    assert bridge.page is not None
    keys = [one.key for one in bridge.page.mentions]
    failed: list[object] = []
    told: list[Changes] = []
    bridge.failed.connect(failed.append)
    bridge.changed.connect(told.append)
    fill(small_disk / "ballast", 0)
    bridge.perform(lambda session: session.accept(keys[0]))
    bridge.perform(lambda session: session.reject(keys[1]))
    qtbot.wait(2500)  # long enough to try again, in vain
    (error,) = failed
    assert isinstance(error, DiskFullError)
    assert told == []
    assert bridge.page.counts[SpanState.SUGGESTED] == len(keys)
    (small_disk / "ballast").unlink()
    qtbot.waitUntil(lambda: len(told) == 2, timeout=10_000)
    assert [one.action for one in told] == [Action.ACCEPT, Action.REJECT]
    assert len(failed) == 1
    session = bridge.session
    assert session is not None
    assert [one.action for one in session.history()] == [Action.REJECT, Action.ACCEPT]
    bridge.use(None)


def decide_until_it_fails(session: Session, keys: list[str]) -> tuple[list[str], ProjectError, float]:
    """Accept one after the other; return what was accepted, the error, and how long it took to say so."""
    for done, key in enumerate(keys):
        started = time.monotonic()
        try:
            session.accept(key)
        except ProjectError as error:
            return keys[:done], error, time.monotonic() - started
    pytest.fail("the disk never was full")


def fill(ballast: Path, left: int) -> None:
    """Fill the disk up to the last byte, then free so many again."""
    with ballast.open("wb", buffering=0) as file, suppress(OSError):
        while file.write(bytes(65536)):
            pass
    with ballast.open("r+b") as file:
        file.truncate(max(0, ballast.stat().st_size - left))
