"""P9: how long the window stands still while suggestions are made and stored behind it: p99 and the longest gap."""

from __future__ import annotations

import time

from article_scenes import FRAME, application, line, settle
from program_scenes import folder, project
from PySide6.QtCore import QElapsedTimer, QTimer
from PySide6.QtWidgets import QApplication

from annotator.settings import load_settings
from annotator.ui.behind import Behind
from annotator.ui.main_window import MainWindow

SECONDS = 20
ARTICLES = 4000


def failed(error: BaseException) -> None:
    """Let nothing pass unseen."""
    raise error


def main() -> None:
    """Print two lines."""
    application()
    with folder() as where:
        path = project(where / "behind.annotator", [(3_000, 0)] * ARTICLES, suggested=False)
        window = MainWindow(load_settings(), failed)
        behind = Behind(window)
        window.files.open_project(path)
        window.show()
        while not window.docks.panels:  # made once, after the first paint; that is not what is measured here
            QApplication.processEvents()
        settle()
        gaps: list[float] = []
        last = [time.perf_counter()]
        clock = QElapsedTimer()

        def tick() -> None:
            now = time.perf_counter()
            gaps.append(now - last[0] - 0.004)
            last[0] = now
            window.view.viewport().update()

        timer = QTimer(interval=4)
        timer.timeout.connect(tick)
        timer.start()
        clock.start()
        while clock.elapsed() < SECONDS * 1000:
            QApplication.processEvents()
            time.sleep(0.0005)
        timer.stop()
        behind.stop()
        window.close()
    ordered = sorted(gaps)
    for name, value, goal in (
        ("P9 p99", ordered[round(0.99 * (len(ordered) - 1))], 1.0),
        ("P9 max", ordered[-1], 3.0),
    ):
        figure = f"{1000 * value:.1f} ms gap, {len(gaps)} ticks, suggester at work"
        line(name, figure, floor=f"{1000 * FRAME:.1f} ms frame", ratio=value / FRAME, goal=goal)


if __name__ == "__main__":
    main()
