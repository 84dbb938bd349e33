"""The looks that conftest.py takes around each test find what they are for."""

import logging
import threading
from subprocess import run
from sys import executable

import pytest

from tests.conftest import HOMES
from tests.guards import ExpectLog, LogGuard, left_over_threads


@pytest.fixture
def guard() -> LogGuard:
    return LogGuard()


def record(message: str) -> logging.LogRecord:
    return logging.LogRecord("annotator", logging.WARNING, __file__, 1, message, None, None)


def test_stray_record_is_a_problem(guard: LogGuard) -> None:
    guard.emit(record("disk on fire"))
    assert guard.problems() == ["stray log record: WARNING annotator: disk on fire"]


def test_announced_record_is_none(guard: LogGuard) -> None:
    guard.expect("disk .* fire")
    guard.emit(record("disk on fire"))
    assert guard.problems() == []


def test_announced_record_must_come(guard: LogGuard) -> None:
    guard.expect("disk")
    assert guard.problems() == ["no log record matched: disk"]


def test_fixture_takes_the_record(expect_log: ExpectLog) -> None:
    expect_log("^expected$")
    logging.getLogger("annotator.somewhere").warning("expected")


def test_running_thread_is_left_over() -> None:
    before = set(threading.enumerate())
    release = threading.Event()
    thread = threading.Thread(target=release.wait, name="busy")
    thread.start()
    assert left_over_threads(before, patience=0.01) == ["left-over thread: busy"]
    release.set()
    thread.join()
    assert left_over_threads(before) == []


def test_home_is_not_the_users(tmp_path_factory: pytest.TempPathFactory) -> None:
    code = "import os, pathlib; print(pathlib.Path.home())"
    home = run([executable, "-c", code], capture_output=True, text=True, check=True).stdout.strip()
    assert home.startswith(str(tmp_path_factory.getbasetemp()))
    assert {"HOME", "XDG_CONFIG_HOME"} <= HOMES.keys()
