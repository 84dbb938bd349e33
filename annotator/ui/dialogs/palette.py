"""The command palette: type a few letters of what you want, Enter does it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget
from typing_extensions import override

from annotator.ui.dialogs.parts import Dialog

_PASSED_ON = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Palette(Dialog):
    """Finds an action by its text and triggers it; those that cannot be done now are not offered."""

    chosen = Signal(str)
    """The name of the action that was triggered."""

    def __init__(self, actions: Mapping[str, QAction], parent: QWidget | None = None) -> None:
        """Take the actions by name."""
        super().__init__(parent)
        self.say(self.tr("Find a command"))
        self._actions = {name: one for name, one in actions.items() if one.isEnabled() and name != "palette"}
        self.field = QLineEdit()
        self.field.setPlaceholderText(self.tr("What do you want to do?"))
        self.field.setAccessibleName(self.tr("Find a command"))
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderHidden(True)
        self.list.setRootIsDecorated(False)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(self.tr("Commands"))
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        self.buttons.hide()
        self.body.addWidget(self.field)
        self.body.addWidget(self.list, 1)
        self.field.textChanged.connect(self._narrow)
        self.field.installEventFilter(self)
        self.list.itemClicked.connect(self._do)
        self.resize(480, 400)
        self._narrow("")

    def names(self) -> list[str]:
        """Return the names of the actions offered, the best first."""
        items = (self.list.topLevelItem(at) for at in range(self.list.topLevelItemCount()))
        return [str(item.data(0, Qt.ItemDataRole.UserRole)) for item in items if item is not None]

    def _narrow(self, text: str) -> None:
        scored = ((score(text, _plain(one.text())), at, name) for at, (name, one) in enumerate(self._actions.items()))
        found = sorted((-points, at, name) for points, at, name in scored if points > 0)
        self.list.clear()
        for _, _, name in found:
            action = self._actions[name]
            key = action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)
            item = QTreeWidgetItem(self.list, [_plain(action.text()), key])
            item.setData(0, Qt.ItemDataRole.UserRole, name)
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)
        self._describe()

    def _describe(self) -> None:
        """Let a screen reader say in the field what Enter would do."""
        current = self.list.currentItem()
        self.field.setAccessibleDescription(self.tr("No such command.") if current is None else current.text(0))

    def _do(self, item: QTreeWidgetItem) -> None:
        name = str(item.data(0, Qt.ItemDataRole.UserRole))
        self.accept()
        self.chosen.emit(name)
        self._actions[name].trigger()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                current = self.list.currentItem()
                if current is not None:
                    self._do(current)
                return True
            if event.key() in _PASSED_ON:
                self.list.event(event)
                self._describe()
                return True
        return super().eventFilter(watched, event)


def _plain(text: str) -> str:
    return text.replace("&&", "\0").replace("&", "").replace("\0", "&")


def score(query: str, text: str) -> int:
    """Return how well a text fits what was typed, 0 for not at all.

    All letters must come in this order; those at the beginnings of words and those in a row count more.
    """
    hay = text.casefold()
    at, points, last = 0, 1, -2
    for char in "".join(query.casefold().split()):
        found = _best(hay, char, at, last)
        if found < 0:
            return 0
        points += 8 if found == last + 1 else 6 if _begins_word(hay, found) else 1
        last, at = found, found + 1
    return points * 100 - len(text)


def _best(hay: str, char: str, at: int, last: int) -> int:
    """Return where a letter is taken from: the next in a row, else the beginning of a word, else anywhere."""
    if at == last + 1 and hay[at : at + 1] == char:
        return at
    places = (place for place in range(at, len(hay)) if hay[place] == char and _begins_word(hay, place))
    return next(places, hay.find(char, at))


def _begins_word(hay: str, place: int) -> bool:
    return place == 0 or not hay[place - 1].isalnum()
