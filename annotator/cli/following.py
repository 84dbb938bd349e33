"""The suggester's process: events as JSON lines on standard output, requests as JSON lines on standard input.

Requests are {"article": n} (do that one next, it is open now), {"again": n} (suggest anew), {"refresh": [n, …]} (do
these again with what is remembered now), {"wake": true} (there are new articles), {"decided": true} (there is something
to remember) and {"reload": true} (the project's choices or a pipeline have changed). The end of the input means that
whoever asked is gone: then this process goes, too.
"""

from __future__ import annotations

import json
import os
import sys
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import cast

from annotator.errors import AnnotatorError
from annotator.workflow.following import Event, Request, Requests, follow

_NICE = 10
_GRACE_SECONDS = 0.5


def follow_project(project: Path, *, suggester: str, annotator: str = "") -> int:
    """Work for an annotator's window until it closes our input; return the exit code."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    requests = Requests()
    ended = threading.Event()
    threading.Thread(target=_listen, args=(requests, ended), name="requests", daemon=True).start()
    try:
        follow(project, requests, _emit, suggester=suggester, annotator=annotator)
    except AnnotatorError as error:
        _emit({"event": "error", "what": error.what, "remedy": error.remedy})
        return 1
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        ended.set()
    return 0


def read_requests(lines: Iterable[str], requests: Requests) -> None:
    """Hand over what the lines ask for, then the request to end; what is no request is passed over."""
    for line in lines:
        request = _request(line)
        if request is not None:
            requests.put(request)
    requests.put(Request("end"))


_SIGNALS = {"wake": Request("wake"), "decided": Request("decided"), "reload": Request("reload")}


def _request(line: str) -> Request | None:
    try:
        asked: object = json.loads(line)
    except ValueError:
        return None
    match asked:
        case {"article": int(number)}:
            return Request("article", number)
        case {"again": int(number)}:
            return Request("again", number)
        case {"refresh": list()}:
            numbers = cast("dict[str, list[object]]", asked)["refresh"]
            return Request("refresh", numbers=tuple(one for one in numbers if isinstance(one, int)))
        case dict():
            said = cast("dict[str, object]", asked)
            return next((request for name, request in _SIGNALS.items() if said.get(name) is True), None)
        case _:
            return None


def _listen(requests: Requests, ended: threading.Event) -> None:
    read_requests(sys.stdin, requests)
    # In the middle of a long article nobody looks at requests. What is stored is stored, the rest may be cut off.
    if not ended.wait(_GRACE_SECONDS):
        os._exit(0)


def _emit(event: Event) -> None:
    sys.stdout.write(json.dumps(cast("dict[str, object]", event), ensure_ascii=False) + "\n")
    sys.stdout.flush()
