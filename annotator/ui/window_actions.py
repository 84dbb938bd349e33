"""The window's actions: made from the table with their keys, the labels' keys among them, and which can be done now.

What an action does is connected in `commands`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

from annotator.domain.annotation import AnnotationSet
from annotator.domain.scheme import LabelScheme
from annotator.ui.actions import ACTIONS, ActionSpec, Face
from annotator.workflow.annotating import Session

# Keys that mean something else in lists, fields and buttons: they decide only while the article has the keyboard.
_ARTICLE_ONLY = frozenset({"Tab", "Shift+Tab", "Return", "Enter", "Backspace", "Delete", ".", "Space"})
_LOOKS = frozenset({"larger", "smaller", "normal_size", "theme", "full_screen"})
_WITHOUT_PROJECT = _LOOKS | {"open", "import", "settings", "keys", "palette", "quit"}


class WindowActions:
    """The actions of one window."""

    def __init__(self, window: QWidget, view: QWidget, keys: Mapping[str, tuple[str, ...]]) -> None:
        """Make them all; those that decide by keys of the article alone belong to its `view`."""
        self._window = window
        self._view = view
        self.by_name = {spec.name: self._made(spec, keys[spec.name]) for spec in ACTIONS}
        self._labels: list[QAction] = []

    def _made(self, spec: ActionSpec, keys: tuple[str, ...]) -> QAction:
        action = QAction(spec.text, self._window)
        action.setObjectName(spec.name)
        only = bool(_ARTICLE_ONLY.intersection(keys))
        action.setShortcuts([QKeySequence.fromString(key) for key in keys])
        action.setShortcutContext(
            Qt.ShortcutContext.WidgetWithChildrenShortcut if only else Qt.ShortcutContext.WindowShortcut
        )
        # The review's page is made when it is asked for, and takes its own.
        if not (only and spec.face is Face.REVIEW):
            (self._view if only else self._window).addAction(action)
        return action

    def give_label_keys(self, scheme: LabelScheme | None, label: Callable[[str], object]) -> None:
        """Let the keys of a scheme's labels call `label` with the label, and those given before no more."""
        for action in self._labels:
            self._window.removeAction(action)
        self._labels = []
        for one in scheme.labels if scheme is not None else ():
            if one.key:
                action = QAction(self._window)
                action.setShortcut(QKeySequence.fromString(one.key.upper()))
                action.triggered.connect(partial(_call, label, one.name))
                self._window.addAction(action)
                self._labels.append(action)

    def enable(self, session: Session | None, page: AnnotationSet | None, face: Face) -> None:
        """Let only those actions be done that there is something for."""
        for spec in ACTIONS:
            there = page is not None if spec.page else session is not None or spec.name in _WITHOUT_PROJECT
            self.by_name[spec.name].setEnabled(there and face in spec.face.shown)
        for action in self._labels:
            action.setEnabled(face is Face.ANNOTATE)

    def enable_undo(self, *, undo: bool, redo: bool) -> None:
        """Let what was done be undone, and what was undone be done again."""
        self.by_name["undo"].setEnabled(undo)
        self.by_name["redo"].setEnabled(redo)


def action_groups() -> dict[str, list[ActionSpec]]:
    """Return the actions by the groups they are listed under."""
    groups: dict[str, list[ActionSpec]] = {}
    for spec in ACTIONS:
        groups.setdefault(spec.group_text, []).append(spec)
    return groups


def _call(label: Callable[[str], object], name: str) -> None:
    label(name)
