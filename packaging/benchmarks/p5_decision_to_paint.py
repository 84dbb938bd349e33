"""P5: a key through the whole program: decision checked, committed with fsync, panels refreshed, painted."""

from __future__ import annotations

import time

from article_scenes import FRAME, application, line, p95, settle
from program_scenes import folder, project
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.settings import load_settings
from annotator.ui.commands import Commands
from annotator.ui.main_window import MainWindow

SCENES = (("P5 3 kB", 3_000, 60, 0.5), ("P5 1 MB", 1_000_000, 20_000, 1.0))
ROUNDS, KEYS = 3, 15


def failed(error: BaseException) -> None:
    """Let nothing pass unseen."""
    raise error


def main() -> None:
    """Print a line for each size."""
    application()
    with folder() as where:
        for name, size, spans, goal in SCENES:
            path = project(where / f"{size}.annotator", [(size, spans)])
            window = MainWindow(load_settings(), failed)
            Commands(window)
            window.painted.disconnect()  # no suggester beside it: that is P9
            window.files.open_project(path)
            window.show()
            window.activateWindow()
            QTest.qWaitForWindowActive(window)
            window.view.setFocus()
            settle()
            rounds = [p95([_press(window) for _ in range(KEYS)]) for _ in range(ROUNDS)]
            best = min(rounds)
            figure = f"{1000 * best:.2f} ms key → saved, panels, painted, p95, {spans} spans"
            line(name, figure, floor=f"{1000 * FRAME:.1f} ms frame", ratio=best / FRAME, goal=goal)
            session = window.bridge.session
            if session is None or session.stacks.undo_depth != ROUNDS * KEYS:
                print(f"{name}: the keys did not arrive, the figure means nothing")
            window.close()


def _press(window: MainWindow) -> float:
    begin = time.perf_counter()
    QTest.keyClick(window.view, Qt.Key.Key_A)
    for _ in range(3):
        QApplication.processEvents()
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
