"""The whole window on a small project, as a person has it before them: keys, what is marked, what is on the disk."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QCoreApplication, QEvent, QKeyCombination, QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from annotator.domain.annotation import AnnotationSet, Mention
from annotator.ui.main_window import MainWindow
from annotator.ui.progressing import Progressing
from annotator.ui.words import Words
from annotator.workflow.annotating import Session

Kind = TypeVar("Kind", bound=QWidget)
Part = TypeVar("Part", bound=QObject)
Rows = list[tuple[object, ...]]

_PATIENCE_S = 10.0


def wait(reached: Callable[[], object], what: str) -> None:
    """Let the window work until something holds."""
    end = time.monotonic() + _PATIENCE_S
    while not reached():
        assert time.monotonic() < end, f"did not come: {what}"
        QApplication.processEvents()
        time.sleep(0.002)


def settle() -> None:
    """Let the window do what it has put off to the next turn, closed dialogs included."""
    QApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QApplication.processEvents()


def combination(key: str) -> QKeyCombination:
    """Return a key written as in keys.toml."""
    # PySide's stubs do not say that a key sequence can be indexed.
    return cast("list[QKeyCombination]", QKeySequence.fromString(key))[0]


def press_on(widget: QWidget, key: str) -> None:
    """Press a key on a widget."""
    one = combination(key)
    QTest.keyClick(widget, one.key(), one.keyboardModifiers())
    QApplication.processEvents()


def on_disk(path: Path, statement: str, *values: object) -> Rows:
    """Ask the project's file through a connection of its own, as another program would."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as connection:
        return connection.execute(statement, values).fetchall()


@dataclass
class Desk:
    """One window. `press` goes to whatever has the keyboard."""

    window: MainWindow
    path: Path

    # ---- hands

    def press(self, *keys: str) -> None:
        """Press keys one after the other."""
        for key in keys:
            self.stay_active()
            popup = QApplication.activePopupWidget()
            press_on(
                (popup and popup.focusWidget())
                or QApplication.focusWidget()
                or QApplication.activeWindow()
                or self.window,
                key,
            )

    def stay_active(self) -> None:
        """Bring the window back to the front when a dialog has gone, as a window manager does."""
        settle()
        if QApplication.activeWindow() is None and QApplication.activePopupWidget() is None:
            self.window.activateWindow()
            assert QTest.qWaitForWindowActive(self.window)

    def enter_progress(self) -> Progressing:
        """Turn the window over to the project's progress, and wait for its numbers."""
        progressing = self.part(Progressing)
        self.press("F7")
        wait(lambda: progressing.state is not None, "the page's numbers")
        settle()
        return progressing

    def type(self, text: str) -> None:
        """Type a text."""
        QTest.keyClicks(QApplication.focusWidget() or QApplication.activeWindow() or self.window, text)
        QApplication.processEvents()

    def point(self, offset: int) -> QPoint:
        """Return the middle of a character in the view."""
        return self.window.view.rect_of(offset, offset + 1).center()

    def click(self, offset: int, *, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Click on a character."""
        view = self.window.view.viewport()
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, modifiers, self.point(offset))
        QApplication.processEvents()

    def drag(self, begin: QPoint, end: QPoint) -> None:
        """Drag with the left button from one point of the view to another."""
        view = self.window.view.viewport()
        QTest.mousePress(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, begin)
        for part in (0.3, 0.7, 1.0):
            QTest.mouseMove(view, begin + (end - begin) * part)
            QApplication.processEvents()
        QTest.mouseRelease(view, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, end)
        QApplication.processEvents()

    # ---- eyes

    @property
    def session(self) -> Session:
        """The session."""
        session = self.window.bridge.session
        assert session is not None
        return session

    @property
    def page(self) -> AnnotationSet:
        """The open page."""
        page = self.window.bridge.page
        assert page is not None
        return page

    @property
    def text(self) -> str:
        """The open article's text."""
        return self.page.article.text

    @property
    def focus(self) -> Mention | None:
        """The mention in focus; the view has to show the ring around the same."""
        mention = self.window.deciding.focus
        assert self.window.view.focus_key == (mention.key if mention else "")
        return mention

    @property
    def marked(self) -> str:
        """The text of the mention in focus, "" for none."""
        focus = self.focus
        return self.page.surface(focus) if focus else ""

    @property
    def said(self) -> str:
        """The sentence in the status bar."""
        return self._status("said")

    @property
    def saved(self) -> str:
        """What the status bar says about saving."""
        return self._status("saved")

    def _status(self, name: str) -> str:
        words = self.window.status.findChild(Words, name)
        assert words is not None
        return "" if words.isHidden() else words.text()

    @property
    def message(self) -> str:
        """The sentence in the message bar, "" when it is away."""
        messages = self.window.messages
        return "" if messages.isHidden() else messages.label.text()

    def at(self, surface: str, number: int = 0) -> tuple[int, int]:
        """Return where a text stands for the n-th time."""
        start = -1
        for _ in range(number + 1):
            start = self.text.index(surface, start + 1)
        return start, start + len(surface)

    def part(self, kind: type[Part]) -> Part:
        """Return what the window has of that kind: one of those that do its work and are not seen."""
        found = self.window.findChild(kind)
        assert found is not None
        return found

    def dialog(self, kind: type[Kind]) -> Kind:
        """Wait for a dialog (or a popup) of that kind and return it."""
        found: list[Kind] = []

        def there() -> bool:
            found[:] = [one for one in self.window.findChildren(kind) if one.isVisible()]
            return bool(found)

        wait(there, kind.__name__)
        if found[0].windowFlags() & Qt.WindowType.Popup != Qt.WindowType.Popup:
            found[0].activateWindow()
            assert QTest.qWaitForWindowActive(found[0])
        return found[0]

    def dialogs(self, kind: type[Kind]) -> list[Kind]:
        """Return the visible dialogs of that kind."""
        settle()
        return [one for one in self.window.findChildren(kind) if one.isVisible()]

    # ---- the disk

    def spans(self, article: int = 0) -> list[tuple[str, str, str]]:
        """Return text, label and state of every standing annotation in an article, as a fresh connection reads them."""
        number = article or self.page.number
        rows = on_disk(
            self.path,
            """SELECT substr(a.text, s.start + 1, s."end" - s.start), s.label, s.state
            FROM standing s JOIN article a ON a.id = s.article_id
            WHERE s.kind = 'annotation' AND s.state != 'absent' AND a.id = ? ORDER BY s.start, s."end" """,
            number,
        )
        return [(str(one), str(label), str(state)) for one, label, state in rows]

    def state(self, article: int = 0) -> str:
        """Return the state of an article for whoever annotates, "new" when nothing is stored."""
        rows = on_disk(
            self.path,
            "SELECT state FROM standing WHERE kind = 'state' AND article_id = ? AND annotator_id = ?",
            article or self.page.number,
            self.session.number,
        )
        return str(rows[0][0]) if rows else "new"

    def steps(self) -> int:
        """Return how many steps the log has."""
        return cast("int", on_disk(self.path, "SELECT count(*) FROM step")[0][0])
