"""What the article benchmarks share: long articles with spans, a window on them, the time until a frame is painted."""

from __future__ import annotations

import random
import time
from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QWidget
from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.decision import SpanState
from annotator.ui.article.view import ArticleView
from annotator.ui.theme import load_theme

FRAME = 1 / 60
WINDOW = 1440, 900
_LABELS = ("PERSON", "GPE", "NORP", "ORG", "DATE", "FAC", "LOC", "EVENT")
_PROSE = (
    "the ministers of both countries met again in the capital to speak about trade, borders and the news that “nobody” "
    "had expected before the vote; a spokesman said it would take years until the treaty of peace could be signed there"
)


def article(size: int, spans: int, *, paragraphs: bool = True, seed: int = 1) -> tuple[str, list[Mention]]:
    """Return a text of about `size` characters with `spans` suggestions spread over it, in reading order."""
    rng = random.Random(seed)  # noqa: S311 - a benchmark's text, no secret
    words_of_prose = _PROSE.split()
    parts: list[str] = []
    length = 0
    while length < size:
        words = rng.choices(words_of_prose, k=rng.randint(40, 90))
        words[0] = words[0].title()
        line = " ".join(words) + "."
        parts.append(line)
        length += len(line) + 2
    text = ("\n\n" if paragraphs else " ").join(parts)
    mentions: list[Mention] = []
    for number in range(spans):
        start = min(number * len(text) // spans, len(text) - 40)
        while not text[start].isalpha() or not text[start - 1].isspace():
            start += 1
        end = text.index(" ", start + 1) if " " in text[start + 1 :][:80] else start + 3
        label = rng.choice(_LABELS)
        mentions.append(Mention(f"s{number}", start, end, label, SpanState.SUGGESTED, score=0.5, suggestion=number + 1))
    return text, mentions


class Painted(QObject):
    """Counts a widget's paint events."""

    def __init__(self, watched: QWidget) -> None:
        """Watch from now on."""
        super().__init__(watched)
        self.count = 0
        watched.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Count, and let the event through."""
        if event.type() is QEvent.Type.Paint:
            self.count += 1
        return False


def application() -> QApplication:
    """Return the application, dressed as the program dresses it."""
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication(["benchmark"])
    app.setStyle("Fusion")
    theme = load_theme("light")
    app.setPalette(theme.palette())
    app.setStyleSheet(theme.stylesheet())
    return app


def window(view: QWidget) -> QMainWindow:
    """Return a shown window with the widget in its middle."""
    frame = QMainWindow()
    frame.setCentralWidget(view)
    frame.resize(*WINDOW)
    frame.show()
    view.setFocus()
    settle()
    return frame


def settle() -> None:
    """Let everything be done that is still to do."""
    for _ in range(5):
        QApplication.processEvents()


def until_painted(painted: Painted, deed: Callable[[], object]) -> float:
    """Return the seconds from a deed to the end of the paint it causes."""
    before = painted.count
    begin = time.perf_counter()
    deed()
    while painted.count == before:
        QApplication.processEvents()
    return time.perf_counter() - begin


def p95(times: list[float]) -> float:
    """Return the value that 95 of 100 stay below."""
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, round(0.95 * len(ordered)))]


def line(name: str, figure: str, *, floor: str, ratio: float, goal: float) -> None:
    """Print one line of the table."""
    print(f"{name} | {figure} | {floor} | {ratio:.2f} | ≤ {goal:g} | {'yes' if ratio <= goal else 'NO'}", flush=True)


class Deciding(ArticleView):
    """A view whose A accepts the focused suggestion (or opens it again) and goes on, as the program's does."""

    def __init__(self, mentions: list[Mention]) -> None:
        """Decide over these mentions in turn."""
        super().__init__(load_theme("light"))
        self.order = [one.key for one in mentions]
        self.at = 0

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Decide with A, leave the rest to the view."""
        if event.key() != Qt.Key.Key_A:
            super().keyPressEvent(event)
            return
        old = self.column.mention(self.order[self.at % len(self.order)])
        if old is None:
            return
        state = SpanState.SUGGESTED if old.state is SpanState.ACCEPTED else SpanState.ACCEPTED
        new = Mention(old.key, old.start, old.end, old.label, state, score=old.score, suggestion=old.suggestion)
        self.change_mentions([old], [new])
        self.at += 1
        self.set_focus_key(self.order[self.at % len(self.order)])


def press(view: QWidget) -> None:
    """Press and release A."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(view, QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a"))
