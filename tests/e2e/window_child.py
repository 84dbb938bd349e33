"""A process with the real window, driven by key events: run by the end-to-end tests, which may kill it at any moment.

    python window_child.py label GOLD ARTICLES [OUT]   label that many articles of the sample corpus, then export to OUT
    python window_child.py undo STEPS                  take back so many steps, one by one
    python window_child.py serve                       fork a process for each line of JSON, [pipe, *arguments as above]

One JSON line an event on standard output (of a forked one: into its named pipe), flushed, so that the parent knows what
had been acknowledged. Who serves says the number of each process that it forked and, when that has ended, how.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain.decision import SetState, SpanState
from annotator.domain.span import Span
from annotator.ui import app
from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.main_window import MainWindow
from annotator.workflow.browsing import state_counts
from annotator.workflow.changes import Changes
from tests.e2e.analyst import Analyst

_PATIENCE_S = 60.0


def say(event: str, **more: object) -> None:
    """Print an event."""
    sys.stdout.write(json.dumps({"event": event, **more}) + "\n")
    sys.stdout.flush()


def wait(reached: Callable[[], bool], what: str) -> None:
    """Let the window work until something holds."""
    end = time.monotonic() + _PATIENCE_S
    while not reached():
        if time.monotonic() > end:
            raise TimeoutError(what)
        QApplication.processEvents()
        time.sleep(0.005)


def snapshot(window: MainWindow) -> dict[str, object]:
    """Return what stands on the open page and how deep the undo stack is."""
    page, session = window.bridge.page, window.bridge.session
    assert page is not None
    assert session is not None
    spans = sorted((one.start, one.end, one.label, one.state) for one in page.mentions if not one.is_open)
    return {"article": page.article.source, "state": page.state, "spans": spans, "undo": session.stacks.undo_depth}


def opened() -> MainWindow:
    """Open the window on the sample corpus and wait until the first page is there, with its suggestions."""
    application = QApplication(["annotator"])
    window = app.build(application, sample=True)
    window.show()
    window.activateWindow()
    assert QTest.qWaitForWindowActive(window)
    wait(lambda: window.bridge.page is not None, "the sample project")
    window.view.setFocus()
    return window


def suggested(window: MainWindow) -> None:
    """Wait until the worker has stored suggestions for the open article."""

    def there() -> bool:
        page = window.bridge.page
        return page is not None and (page.state is not SetState.NEW or page.counts[SpanState.SUGGESTED] > 0)

    wait(there, "the suggestions")


def label(gold_file: str, articles: str, out: str = "") -> None:
    """Label articles of the sample corpus and export them."""
    gold = {
        row["source"]: [Span(one["start"], one["end"], one["label"]) for one in row["spans"]]
        for row in map(json.loads, Path(gold_file).read_text("utf-8").splitlines())
    }
    window = opened()
    analyst = Analyst(window)

    def saved(_changes: Changes) -> None:
        say("saved", **snapshot(window))

    window.bridge.changed.connect(saved)
    say("ready", **snapshot(window))
    while True:
        suggested(window)
        page = analyst.page
        before = analyst.keys
        analyst.label_article(gold[page.article.source])
        analyst.press("Ctrl+Return")
        say("finished", article=page.article.source, keys=analyst.keys - before, gold=len(gold[page.article.source]))
        if _finished(window) >= int(articles):
            break
    if out:
        export(analyst, Path(out))
    window.close()
    say("closed")


def export(analyst: Analyst, out: Path) -> None:
    """Export through the dialog, by keyboard."""
    window = analyst.window
    analyst.press("Ctrl+E")
    wait(lambda: bool(window.findChildren(ExportDialog)), "the export dialog")
    dialog = window.findChildren(ExportDialog)[0]
    assert QTest.qWaitForWindowActive(dialog)
    for _ in range(30):
        if dialog.path_field.hasFocus():
            break
        analyst.press("Tab")
    analyst.press("Ctrl+A")
    QTest.keyClicks(dialog.path_field, str(out))
    analyst.press("Return")
    wait(lambda: window.messages.isVisible() and out.name in window.messages.label.text(), "the word that it is done")
    say("exported", path=str(out), said=window.messages.label.text())


def _finished(window: MainWindow) -> int:
    session = window.bridge.session
    assert session is not None
    return state_counts(session)[SetState.FINISHED]


def undo(steps: str) -> None:
    """Take steps back across the restart, telling what stands after each."""
    window = opened()
    analyst = Analyst(window)
    say("ready", **snapshot(window))
    for _ in range(int(steps)):
        analyst.press("Ctrl+Z")
        say("undone", **snapshot(window))
    window.close()
    say("closed")


def work(what: str, *arguments: str) -> None:
    """Do what was asked for."""
    {"label": label, "undo": undo}[what](*arguments)


def serve() -> None:
    """Fork windows as asked for, one at a time: a process of its own each, without the second that imports take."""
    for request in sys.stdin:
        pipe, *arguments = json.loads(request)
        child = os.fork()
        if child == 0:
            os.dup2(os.open(pipe, os.O_WRONLY), sys.stdout.fileno())
            work(*arguments)
            os._exit(0)
        _say(child)
        _say(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))


def _say(number: int) -> None:
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve() if sys.argv[1:] == ["serve"] else work(*sys.argv[1:])
