"""Following a project for a window: a suggester that waits for articles and takes requests, in a process of its own.

The process is the command `annotator suggest PROJECT --follow --json`; here is what it does, without its streams.
"""

from __future__ import annotations

import queue
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from annotator.errors import AnnotatorError
from annotator.workflow.projects import open_project
from annotator.workflow.suggesting import DEFAULT_SUGGESTER, Failure, Suggested, Suggesting, load_suggester

Event: TypeAlias = dict[str, str | int]
"""What happened, as the window reads it: `event` is "loaded", "article", "idle" or "error"."""


@dataclass(frozen=True, slots=True)
class Request:
    """Do this article next, suggest for it again, look for new articles, or end."""

    kind: Literal["article", "again", "wake", "end"]
    number: int = 0


class Requests:
    """Requests on their way from the thread that reads them to the one that works."""

    def __init__(self) -> None:
        """Begin with none."""
        self._queue: queue.SimpleQueue[Request] = queue.SimpleQueue()

    def put(self, request: Request) -> None:
        """Hand one over; from any thread."""
        self._queue.put(request)

    def take(self, *, wait: bool) -> list[Request]:
        """Return those that came, in order; wait for the first when asked to."""
        found: list[Request] = []
        try:
            while True:
                found.append(self._queue.get(block=wait and not found))
        except queue.Empty:
            return found


def follow(
    path: Path,
    requests: Requests,
    emit: Callable[[Event], None],
    *,
    suggester: str = DEFAULT_SUGGESTER,
    busy_seconds: float = 10.0,
) -> None:
    """Suggest for every article that needs it, those asked for first, then wait for requests until one says end.

    `busy_seconds` is how long a write waits for another program before the trouble is said.
    """
    with open_project(path, busy_seconds=busy_seconds) as project:
        work = Suggesting(project, load_suggester(suggester))
        emit({"event": "loaded", "suggester": work.info.name, "version": work.info.version})
        _Follower(work, requests, emit).run()


class _Follower:
    """The loop: requests first, then what is pending, one article at a time so that a request never waits long."""

    def __init__(self, work: Suggesting, requests: Requests, emit: Callable[[Event], None]) -> None:
        self._work = work
        self._requests = requests
        self._emit = emit
        self._asked: deque[Request] = deque()
        self._failed: set[int] = set()
        self._after = 0
        self._left = work.count_pending()
        self._idle = False

    def run(self) -> None:
        """Work until a request says end."""
        while True:
            for request in self._requests.take(wait=self._idle):
                if request.kind == "end":
                    return
                self._take(request)
            try:
                self._step()
            except AnnotatorError as error:
                # The disk is full, another program holds the file …: the next request tries again.
                self._emit({"event": "error", "what": error.what, "remedy": error.remedy})
                self._asked.clear()
                self._idle = True

    def _take(self, request: Request) -> None:
        if request.kind == "wake":
            self._after = 0
            self._left = self._work.count_pending()
        else:
            # The newest wish is where the person is now.
            self._asked.appendleft(request)
            self._failed.discard(request.number)
        self._idle = False

    def _step(self) -> None:
        if self._asked:
            request = self._asked[0]
            if request.kind == "again" or self._work.is_pending(request.number):
                self._do([request.number], again=request.kind == "again")
            self._asked.popleft()
            return
        batch = self._work.pending(after=self._after, limit=1)
        if batch:
            self._after = batch[-1]
            self._do([number for number in batch if number not in self._failed])
        else:
            self._idle = True
            self._emit({"event": "idle"})

    def _do(self, numbers: Sequence[int], *, again: bool = False) -> None:
        for outcome in self._work.do(numbers):
            if not again and self._left:
                self._left -= 1
            match outcome:
                case Suggested():
                    event: Event = {"event": "article", "number": outcome.number, "spans": outcome.spans}
                    self._emit(event | {"left": self._left})
                case Failure():
                    self._failed.add(outcome.number)
                    what = f"The suggester could not do article {outcome.number} ({outcome.reason})."
                    self._emit({"event": "error", "what": what, "remedy": "The others go on."})
