"""A scripted analyst: brings the open article to a given labelling with key events alone, and counts them.

It looks at the screen's state the way a person does (what is focused, where the caret is) and presses only keys of
`resources/keys.toml` and of the label scheme.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import cast

from PySide6.QtCore import QKeyCombination, Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain import tokens
from annotator.domain.annotation import AnnotationSet, Mention
from annotator.domain.decision import SpanState
from annotator.domain.span import Span
from annotator.ui.main_window import MainWindow

Move = Callable[[str, int], int]

_FAR = 4
"""So many words off, a suggestion's boundary is moved; farther off, it is rejected and the span added."""


@dataclass
class Analyst:
    """Works in one window; `keys` counts the presses."""

    window: MainWindow
    keys: int = 0
    pressed: list[str] = field(default_factory=list[str])
    waiting: int = 0

    def __post_init__(self) -> None:
        """Look at how many decisions wait for another program to finish writing, as the status bar says."""
        self.window.bridge.waiting.connect(self._wait)

    def _wait(self, intents: int) -> None:
        self.waiting = intents

    def press(self, key: str) -> None:
        """Press one key, written as in keys.toml, on whatever has the keyboard, and see what comes of it."""
        self._strike(key)
        QApplication.processEvents()
        while self.waiting:
            QTest.qWait(10)

    def _strike(self, key: str) -> None:
        """Press one key without looking up, as with one that is held down: the window paints when it has time."""
        # PySide's stubs do not say that a key sequence can be indexed.
        combination = cast("list[QKeyCombination]", QKeySequence.fromString(key))[0]
        target = QApplication.focusWidget() or self.window
        QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        self.keys += 1
        self.pressed.append(key)

    @property
    def page(self) -> AnnotationSet:
        """The open page."""
        page = self.window.bridge.page
        assert page is not None
        return page

    def label_article(self, gold: Iterable[Span]) -> None:
        """Bring the open article to this labelling; the article is not finished by it."""
        wanted = set(gold)
        self._answer_suggestions(wanted)
        self._remove_others(wanted)
        for span in sorted(wanted - self._accepted()):
            self._add(span)
        missing, extra = wanted - self._accepted(), self._accepted() - wanted
        assert not missing, f"could not be labelled by keyboard: {missing}"
        assert not extra, f"could not be taken away by keyboard: {extra}"

    def _accepted(self) -> set[Span]:
        return {Span(one.start, one.end, one.label) for one in self.page.accepted}

    def _answer_suggestions(self, wanted: set[Span]) -> None:
        if not self.page.counts[SpanState.SUGGESTED]:
            return
        if self.window.deciding.focus is None or not self.window.deciding.focus.is_open:
            self.press("Tab")
        for _ in range(10_000):
            mention = self.window.deciding.focus
            if mention is None or not mention.is_open:
                return
            self._answer(mention, wanted)
        raise AssertionError("the suggestions never came to an end")

    def _answer(self, mention: Mention, wanted: set[Span]) -> None:
        if Span(mention.start, mention.end, mention.label) in wanted:
            self.press("A")
            return
        same = next((one for one in wanted if (one.start, one.end) == (mention.start, mention.end)), None)
        if same is not None:
            self.press(self._key(same.label))
            return
        near = self._near(mention, wanted)
        if near is None:
            self.press("X")
            return
        self._move_to(mention, near)
        focus = self.window.deciding.focus
        assert focus is not None
        if focus.label != near.label:
            self.press(self._key(near.label))
        if self.page.counts[SpanState.SUGGESTED]:
            self.press("A")  # it stands already: A only goes on

    def _near(self, mention: Mention, wanted: set[Span]) -> Span | None:
        taken = self._accepted()
        over = [one for one in wanted - taken if one.start < mention.end and mention.start < one.end]
        costs = {one: len(self._moves(mention, one)) for one in over}
        best = min(costs, key=lambda one: (costs[one], one), default=None)
        return best if best is not None and costs[best] <= _FAR else None

    def _moves(self, mention: Mention, span: Span) -> list[str]:
        text = self.page.article.text
        keys: list[str] = []
        ends = ("Alt+Right", "Alt+Left", "Ctrl+Alt+Right", "Ctrl+Alt+Left")
        starts = ("Alt+Shift+Right", "Alt+Shift+Left", "Ctrl+Alt+Shift+Right", "Ctrl+Alt+Shift+Left")
        # The edge that grows goes first, so that the span never becomes empty on the way.
        for at, to, names, forward, back in (
            (mention.end, span.end, ends, tokens.next_end, tokens.previous_end),
            (mention.start, span.start, starts, tokens.next_start, tokens.previous_start),
        ):
            keys += _steps(text, at, to, names, (forward, back))
        return keys

    def _move_to(self, mention: Mention, span: Span) -> None:
        for key in self._moves(mention, span):
            self.press(key)

    def _remove_others(self, wanted: set[Span]) -> None:
        for one in list(self.page.accepted):
            if Span(one.start, one.end, one.label) not in wanted:
                self._caret_to(one.start)
                self.press("Delete")

    def _add(self, span: Span) -> None:
        self._caret_to(span.start)
        while self.window.view.caret < span.end:
            by_word = tokens.next_end(self.page.article.text, self.window.view.caret) <= span.end
            self.press("Shift+Right" if by_word else "Ctrl+Shift+Right")
        self.press(self._key(span.label))

    def _caret_to(self, offset: int) -> None:
        view = self.window.view
        view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.press("Ctrl+Home" if offset < view.caret // 2 else "Left")
        for _ in range(100_000):
            at = view.caret
            if at == offset and view.selection() is None:
                QApplication.processEvents()
                return
            text = self.page.article.text
            if at < offset:
                self._strike("Right" if tokens.next_start(text, at) <= offset else "Ctrl+Right")
            else:
                self._strike("Left" if tokens.previous_start(text, at) >= offset else "Ctrl+Left")
        raise AssertionError(f"the caret does not come to {offset}")

    def _key(self, label: str) -> str:
        session = self.window.bridge.session
        assert session is not None
        found = session.scheme.label(label)
        assert found is not None
        assert found.key, f"{label} has no key"
        return found.key.upper()


def _steps(text: str, at: int, to: int, names: tuple[str, ...], moves: tuple[Move, Move]) -> list[str]:
    """Return the keys that bring a boundary from one place to another: by words first, the rest by characters."""
    keys: list[str] = []
    forward, back = moves
    while at < to and forward(text, at) <= to:
        at = forward(text, at)
        keys.append(names[0])
    while at > to and back(text, at) >= to:
        at = back(text, at)
        keys.append(names[1])
    while at < to:
        at = tokens.character_after(text, at)
        keys.append(names[2])
    while at > to:
        at = tokens.character_before(text, at)
        keys.append(names[3])
    return keys
