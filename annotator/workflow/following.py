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

from annotator.domain.choices import SuggestChoices
from annotator.errors import AnnotatorError, SuggesterError
from annotator.store.choices import read_choices
from annotator.workflow.projects import open_project
from annotator.workflow.remembering import Remembering
from annotator.workflow.suggesters import LAST_RESORT, load_for
from annotator.workflow.suggesting import Failure, Suggested, Suggesting

Event: TypeAlias = dict[str, str | int]
"""What happened, as the window reads it: `event` is "loaded", "article", "idle" or "error"."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a window asks for.

    "article": do this one next, it is open now; "again": suggest for it once more. "refresh": do these again with what
    is remembered now, where that is harmless. "wake": look for new articles; "decided": there is something to remember;
    "reload": the project's choices or a pipeline have changed, load the suggester anew. "end": that was all.
    """

    kind: Literal["article", "again", "refresh", "wake", "decided", "reload", "end"]
    number: int = 0
    numbers: tuple[int, ...] = ()


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
    suggester: str = "",
    annotator: str = "",
    busy_seconds: float = 10.0,
) -> None:
    """Suggest for every article that needs it, those asked for first, then wait for requests until one says end.

    The suggester is the one named, else the project's; it remembers what `annotator` decided. `busy_seconds` is how
    long a write waits for another program before the trouble is said.
    """
    with open_project(path, busy_seconds=busy_seconds) as project:
        remembering = Remembering(project, annotator)

        def say(error: AnnotatorError) -> None:
            emit({"event": "error", "what": error.what, "remedy": error.remedy})

        def load(name: str, choices: SuggestChoices) -> Suggesting:
            loaded = load_for(project, name, choices=choices, memory=remembering.memory, say=say)
            return Suggesting(project, loaded, remembering=remembering)

        try:
            work = load(suggester, read_choices(project))
        except SuggesterError as error:
            if suggester:
                raise
            # What a project asks for may be missing here: better the usual suggestions than none.
            say(error)
            work = load(LAST_RESORT, SuggestChoices())
        _Follower(work, requests, emit, lambda: load(suggester, read_choices(project))).run()


class _Follower:
    """The loop: requests first, then what is pending, one article at a time so that a request never waits long."""

    def __init__(
        self,
        work: Suggesting,
        requests: Requests,
        emit: Callable[[Event], None],
        load: Callable[[], Suggesting],
    ) -> None:
        self._requests = requests
        self._emit = emit
        self._load = load
        self._asked: deque[Request] = deque()
        self._stale: deque[int] = deque()
        self._open = 0
        self._decided = False
        self._reload = False
        self._ended = False
        self._use(work)

    def run(self) -> None:
        """Work until a request says end."""
        while True:
            self._take_all(wait=self._idle)
            if self._ended:
                return
            try:
                self._step()
            except AnnotatorError as error:
                # The disk is full, another program holds the file …: the next request tries again.
                self._emit({"event": "error", "what": error.what, "remedy": error.remedy})
                self._asked.clear()
                self._stale.clear()
                self._idle = True

    def _use(self, work: Suggesting) -> None:
        self._work = work
        self._failed: set[int] = set()
        self._after = 0
        self._left = work.count_pending()
        self._idle = False
        self._emit({"event": "loaded", "suggester": work.info.name, "version": work.info.version})

    def _take_all(self, *, wait: bool) -> None:
        for request in self._requests.take(wait=wait):
            self._take(request)

    def _take(self, request: Request) -> None:
        match request.kind:
            case "end":
                self._ended = True
            case "wake":
                self._after = 0
                self._left = self._work.count_pending()
            case "decided":
                self._decided = True
            case "reload":
                self._reload = True
            case "refresh":
                # As below: where the person was before, nobody waits any more.
                self._stale = deque(dict.fromkeys(request.numbers))
            case "article" | "again":
                # The newest wish is where the person is now.
                self._asked.appendleft(request)
                self._failed.discard(request.number)
                self._open = request.number
        self._idle = False

    def _step(self) -> None:
        if self._reload:
            self._reload = False
            self._load_anew()
        if self._decided:
            self._decided = False
            self._work.learn()
        if self._asked:
            request = self._asked[0]
            if request.kind == "again" or self._work.is_pending(request.number):
                self._do([request.number], again=request.kind == "again")
            self._asked.popleft()
            return
        if self._stale:
            self._refresh(self._stale.popleft())
            return
        batch = self._work.pending(after=self._after, limit=1)
        if batch:
            self._after = batch[-1]
            self._do([number for number in batch if number not in self._failed])
        else:
            self._idle = True
            self._emit({"event": "idle"})

    def _load_anew(self) -> None:
        try:
            self._use(self._load())
        except SuggesterError as error:
            kept = self._work.info
            what = f"{error.what} {kept.name} {kept.version} goes on."
            self._emit({"event": "error", "what": what, "remedy": error.remedy})

    def _refresh(self, number: int) -> None:
        if self._work.is_pending(number):
            self._do([number])
            return

        def still_wanted() -> bool:
            # The person may have got there meanwhile, and nothing is to move under their eyes.
            self._take_all(wait=False)
            return number != self._open and not self._ended

        outcome = self._work.refresh(number, wanted=still_wanted) if still_wanted() else None
        if outcome is not None:
            self._say(outcome)

    def _do(self, numbers: Sequence[int], *, again: bool = False) -> None:
        for outcome in self._work.do(numbers):
            if not again and self._left:
                self._left -= 1
            self._say(outcome)

    def _say(self, outcome: Suggested | Failure) -> None:
        match outcome:
            case Suggested():
                event: Event = {"event": "article", "number": outcome.number, "spans": outcome.spans}
                self._emit(event | {"left": self._left, "changed": outcome.changed})
            case Failure():
                self._failed.add(outcome.number)
                what = f"The suggester could not do article {outcome.number} ({outcome.reason})."
                self._emit({"event": "error", "what": what, "remedy": "The others go on."})
