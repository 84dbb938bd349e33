"""Fixtures of every test: a home of its own, and a look at what it left behind.

Qt is not imported here; fixtures that need it live in `ui/conftest.py`.
"""

import gc
import itertools
import logging
import os
import shutil
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.guards import (
    ExpectLog,
    LogGuard,
    active_timers,
    left_over_in_qt,
    left_over_processes,
    left_over_threads,
)

HOMES = {
    "HOME": "",
    "USERPROFILE": "",
    "XDG_CONFIG_HOME": ".config",
    "XDG_DATA_HOME": ".local/share",
    "XDG_STATE_HOME": ".local/state",
    "APPDATA": "AppData/Roaming",
    "LOCALAPPDATA": "AppData/Local",
}

_QUIET = [hypothesis.HealthCheck.too_slow]  # a busy machine is not the strategy's fault
hypothesis.settings.register_profile(
    "fast", deadline=None, derandomize="CI" in os.environ, print_blob=True, suppress_health_check=_QUIET
)
hypothesis.settings.register_profile(
    "soak", deadline=None, max_examples=5000, print_blob=True, suppress_health_check=_QUIET
)


def pytest_configure(config: pytest.Config) -> None:
    """Settle what the whole run shares: hypothesis's effort, the screen, folders no test may take from the user."""
    hypothesis.settings.load_profile("soak" if config.getoption("markexpr") == "soak" else "fast")
    _take_screen()
    # For the whole run, since fontconfig's cache is worth keeping between tests.
    folder = Path(tempfile.mkdtemp(prefix="annotator-tests-"))
    config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    for name, value in {name: folder / path for name, path in HOMES.items()}.items():
        os.environ[name] = str(value)
    os.environ["XDG_CACHE_HOME"] = str(folder / ".cache")
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "runtime")
    (folder / "runtime").mkdir(mode=0o700)


def pytest_collection_finish() -> None:
    """Take what stays to the end, modules and tests, out of the garbage collector's sight: it has enough to look at."""
    gc.collect()
    gc.freeze()


def _take_screen() -> None:
    """Choose this process's screen: its own of those dev.py lends, else what is there, else Qt's offscreen platform."""
    lent = os.environ.get("ANNOTATOR_TEST_DISPLAYS", "").split()
    if lent:
        worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
        os.environ["DISPLAY"] = lent[int(worker) % len(lent)]
    elif sys.platform.startswith("linux") and not {"DISPLAY", "WAYLAND_DISPLAY"} & os.environ.keys():
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Return paths for homes, one after the other; pytest's own numbering reads the folder again for each."""
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in itertools.count())


@pytest.fixture(autouse=True)
def own_home(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give the test an empty home, so that settings and recent projects start anew; return its folder."""
    home = next(homes)
    home.mkdir()
    for name, path in HOMES.items():
        monkeypatch.setenv(name, str(home / path))
    return home


@pytest.fixture(autouse=True)
def log_guard() -> Iterator[LogGuard]:
    """Fail the test on a log record of WARNING or above that it did not announce through `expect_log`."""
    guard = LogGuard()
    root = logging.getLogger()
    root.addHandler(guard)
    yield guard
    root.removeHandler(guard)
    _fail_on(guard.problems())


@pytest.fixture
def expect_log(log_guard: LogGuard) -> ExpectLog:
    """Return a function that announces a log record by a regular expression; the test fails when none comes."""
    return log_guard.expect


@pytest.fixture(autouse=True)
def nothing_left_running() -> Iterator[None]:
    """Fail the test when it leaves a thread, a child process, a timer, a window or a dialog."""
    threads = set(threading.enumerate())
    timers = active_timers()
    yield
    _fail_on([*left_over_in_qt(timers), *left_over_processes(), *left_over_threads(threads)])


def _fail_on(lines: list[str]) -> None:
    """Fail the running test with these lines, if there are any."""
    if lines:
        pytest.fail("\n".join(lines), pytrace=False)
