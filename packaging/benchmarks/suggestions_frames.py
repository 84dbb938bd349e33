"""P9 once more: how long the window stands still while a training runs beside it, and while none does, in one run."""

from __future__ import annotations

import os
import time

from article_scenes import FRAME, application, line, settle
from program_scenes import folder
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from annotator.resources import seeds
from annotator.settings import load_settings
from annotator.ui.main_window import MainWindow
from annotator.ui.training_process import TrainingProcess
from annotator.workflow.importing import import_paths

SECONDS = 20
TICK = 0.004
GOALS = {"p99": 1.0, "max": 3.0}


class Gaps:
    """Repaints the article all the time, and notes how late each tick comes."""

    def __init__(self, window: MainWindow) -> None:
        """Begin."""
        self.seconds: list[float] = []
        self._window = window
        self._last = time.perf_counter()
        self._timer = QTimer(interval=int(1000 * TICK))
        self._timer.timeout.connect(self._tick)

    def _tick(self) -> None:
        now = time.perf_counter()
        self.seconds.append(now - self._last - TICK)
        self._last = now
        self._window.view.viewport().update()

    def run(self, seconds: float, training: TrainingProcess | None = None) -> None:
        """Let the window live for so long, or until the training has ended."""
        self._last = began = time.perf_counter()
        self._timer.start()
        while time.perf_counter() - began < seconds and (training is None or training.running):
            QApplication.processEvents()
            time.sleep(0.0005)
        self._timer.stop()

    def of(self, name: str) -> float:
        """Return the figure called p99 or max, in seconds."""
        ordered = sorted(self.seconds)
        return ordered[-1] if name == "max" else ordered[round(0.99 * (len(ordered) - 1))]


def show_frames() -> None:
    """Print two lines, from the sample's gold as what is learnt from."""
    application()
    with folder() as where:
        os.environ["XDG_DATA_HOME"] = str(where / "data")  # nobody's pipelines are touched
        path = where / "learning.annotator"
        import_paths(path, [seeds() / "labels" / "gold.jsonl"])
        window = MainWindow(load_settings(), _failed)
        window.files.open_project(path)
        window.show()
        while not window.docks.panels:  # made once, after the first paint; that is not what is measured here
            QApplication.processEvents()
        settle()
        idle, busy = Gaps(window), Gaps(window)
        idle.run(SECONDS / 4)
        training = TrainingProcess(window)
        said: list[str] = []

        def progressed(done: int, total: int) -> None:
            said.append(f"{done}/{total}")

        def failed(what: str, remedy: str) -> None:
            said.append(f"{what} {remedy}")

        training.progressed.connect(progressed)
        training.failed.connect(failed)
        training.start(path, "gold")
        while training.running and not said:  # it reads programs first; that is not what is measured here
            QApplication.processEvents()
            time.sleep(TICK)
        busy.run(SECONDS, training)
        training.stop()
        window.close()
    _show(idle, busy, len(said), said[-1] if said else "nothing said")


def _show(idle: Gaps, busy: Gaps, told: int, last: str) -> None:
    print(f"The training told {told} times how far it was; the last: {last}.")
    for name, goal in GOALS.items():
        figure = f"{1000 * busy.of(name):.1f} ms gap, {len(busy.seconds)} ticks, a training beside"
        floor = f"{1000 * FRAME:.1f} ms frame; {1000 * idle.of(name):.1f} ms without"
        line(f"P9 {name}, training", figure, floor=floor, ratio=busy.of(name) / FRAME, goal=goal)


def _failed(error: BaseException) -> None:
    raise error


if __name__ == "__main__":
    show_frames()
