"""P8: from the start of the process to the article painted with its stored suggestions, against a bare window."""

from __future__ import annotations

import os
import subprocess
import sys
import time

from article_scenes import line
from program_scenes import folder, project

ROUNDS = 7
_BARE = """
import os
from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QMainWindow
class First(QObject):
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint:
            QTimer.singleShot(0, lambda: os._exit(0))
        return False
application = QApplication([])
window = QMainWindow()
first = First()
window.installEventFilter(first)
window.resize(1440, 900)
window.show()
application.exec()
"""
_OURS = """
import os, sys
from pathlib import Path
from PySide6.QtWidgets import QApplication
from annotator.ui import app
application = QApplication([])
window = app.build(application, paths=[Path(sys.argv[1])])
assert len(window.view.text) > 1000
window.painted.disconnect()
window.painted.connect(lambda: os._exit(0))
window.show()
application.exec()
"""


def main() -> None:
    """Print one line."""
    with folder() as where:
        path = project(where / "start.annotator", [(3_000, 40)] * 20)
        ours: list[float] = []
        bare: list[float] = []
        for _ in range(ROUNDS):
            bare.append(_timed(_BARE))
            ours.append(_timed(_OURS, str(path)))
    best, floor = min(ours), min(bare)
    figure = f"{1000 * best:.0f} ms process start → article painted with its suggestions"
    line("P8", figure, floor=f"{1000 * floor:.0f} ms bare window", ratio=best / floor, goal=1.5)


def _timed(program: str, *arguments: str) -> float:
    begin = time.perf_counter()
    # Compiled files are written on the first run, as on any machine: an environment that forbids it would time Python's
    # compiler instead of the program.
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    subprocess.run([sys.executable, "-c", program, *arguments], check=True, env=environment)
    return time.perf_counter() - begin


if __name__ == "__main__":
    main()
