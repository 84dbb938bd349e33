"""The suggester's process as the window runs it: JSON lines both ways, and gone as soon as its input ends."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from annotator.cli.following import read_requests
from annotator.workflow.following import Request, Requests
from tests.unit.workflow.building import make_project, working

ROOT = Path(__file__).resolve().parents[3]


@contextmanager
def process(path: Path) -> Generator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "annotator", "suggest", str(path), "--follow", "--json", "--annotator", "ann"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, stderr=pipe, text=True) as found:
        try:
            yield found
        finally:
            found.kill()


def event(found: subprocess.Popen[str]) -> dict[str, Any]:
    assert found.stdout is not None
    return json.loads(found.stdout.readline())


def test_events_requests_and_the_end_of_the_input(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    with process(path) as found:
        assert found.stdin is not None
        assert event(found)["suggester"] == "news"
        assert [event(found)["number"] for _ in range(3)] == [1, 2, 3]
        assert event(found) == {"event": "idle"}
        if hasattr(os, "getpriority"):
            assert os.getpriority(os.PRIO_PROCESS, found.pid) == min(19, os.getpriority(os.PRIO_PROCESS, 0) + 10)
        session = working(path)
        session.project.connection.execute("PRAGMA busy_timeout = 0")
        session.label(25, 31, "ORG")  # Moscow; the process holds no lock
        session.project.close()
        found.stdin.write('nonsense\n{"again": 2}\n')
        found.stdin.flush()
        assert event(found)["number"] == 2
        assert event(found) == {"event": "idle"}
        found.stdin.write('{"decided": true}\n{"article": 1}\n{"refresh": [2]}\n')
        found.stdin.flush()
        while (said := event(found)) == {"event": "idle"}:
            pass
        assert (said["number"], said["left"], said["changed"]) == (2, 0, True)
        began = time.monotonic()
        found.stdin.close()
        assert found.wait(10) == 0
        assert time.monotonic() - began < 5


def test_project_that_is_not_there_is_an_event(tmp_path: Path) -> None:
    with process(tmp_path / "p.annotator") as found:
        assert event(found)["what"].startswith("There is no project")
        assert found.wait(10) == 1


@pytest.mark.parametrize(
    ("line", "request_"),
    [
        ('{"article": 3}', Request("article", 3)),
        ('{"again": 4}', Request("again", 4)),
        ('{"wake": true}', Request("wake")),
        ('{"decided": true}', Request("decided")),
        ('{"reload": true}', Request("reload")),
        ('{"reload": 1}', None),
        ('{"refresh": [3, 4, "5"]}', Request("refresh", numbers=(3, 4))),
        ('{"refresh": 3}', None),
        ('{"wake": false}', None),
        ('{"article": "3"}', None),
        ("[1]", None),
        ("", None),
    ],
)
def test_requests_are_read_line_by_line(line: str, request_: Request | None) -> None:
    requests = Requests()
    read_requests([line + "\n"], requests)
    assert requests.take(wait=True) == [one for one in (request_, Request("end")) if one]
