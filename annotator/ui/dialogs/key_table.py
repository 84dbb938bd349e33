"""Giving actions other keys: choose an action, press the key; a key that is taken is refused in a sentence."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QKeySequenceEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from annotator.domain.scheme import LabelScheme
from annotator.errors import SettingsError
from annotator.ui.actions import ACTIONS, key_text, load_keys
from annotator.ui.dialogs.parts import plain_label
from annotator.ui.models.plain import one_line

_TEXTS = {spec.name: spec for spec in ACTIONS}


class KeyTable(QWidget):
    """Every action with its keys; `own` is what differs from the shipped ones."""

    def __init__(
        self, own: Mapping[str, str], scheme: LabelScheme | None = None, parent: QWidget | None = None
    ) -> None:
        """Begin with a person's own keys; a scheme's labels have theirs."""
        super().__init__(parent)
        self.own: dict[str, str] = dict(own)
        self._labels = {one.key.upper(): one.name for one in scheme.labels if one.key} if scheme is not None else {}
        self.list = QTreeWidget()
        self.list.setColumnCount(2)
        self.list.setHeaderLabels([self.tr("Action"), self.tr("Keys")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAccessibleName(self.tr("Actions and their keys"))
        self.list.header().setStretchLastSection(False)
        self.list.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.list.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for spec in ACTIONS:
            item = QTreeWidgetItem(self.list, [spec.text, ""])
            item.setData(0, Qt.ItemDataRole.UserRole, spec.name)
        self.press = QKeySequenceEdit()
        self.press.setMaximumSequenceLength(1)
        self.press.setClearButtonEnabled(True)
        self.press.setAccessibleName(self.tr("New key for the chosen action"))
        self.give = self._button(self.tr("Use this key"))
        self.none = self._button(self.tr("No key"))
        self.reset = self._button(self.tr("As shipped"))
        self.said = plain_label(look="warning", wrap=True)
        line = QHBoxLayout()
        line.addWidget(self.press, 1)
        for button in (self.give, self.none, self.reset):
            line.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(4, 12, 4, 4)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.said)
        layout.addLayout(line)
        self.give.clicked.connect(self._give)
        self.none.clicked.connect(lambda: self._set(""))
        self.reset.clicked.connect(self._reset)
        self.list.currentItemChanged.connect(self._chosen)
        self._choose_first()
        try:
            self._show()
        except SettingsError as error:
            self.own = {}
            self.said.setText(one_line(str(error)))
            self._show()

    def _button(self, text: str) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        return button

    @property
    def name(self) -> str:
        """The chosen action."""
        item = self.list.currentItem()
        return ACTIONS[0].name if item is None else str(item.data(0, Qt.ItemDataRole.UserRole))

    def _choose_first(self) -> None:
        first = self.list.topLevelItem(0)
        if first is not None:
            self.list.setCurrentItem(first)

    def _chosen(self) -> None:
        self.press.clear()
        self.said.setText("")

    def _show(self) -> None:
        keys = load_keys(self.own)
        for at in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(at)
            if item is not None:
                some = keys[str(item.data(0, Qt.ItemDataRole.UserRole))]
                item.setText(1, "  ·  ".join(key_text(key) for key in some) or "–")
                font = item.font(1)
                font.setBold(item.data(0, Qt.ItemDataRole.UserRole) in self.own)
                item.setFont(1, font)

    def _give(self) -> None:
        key = self.press.keySequence().toString()
        if not key:
            self.said.setText(self.tr("Click into the field and press the key first."))
            return
        self._set(key)

    def _set(self, key: str) -> None:
        taken = self._taken(key)
        if taken:
            text = self.tr("{key} is the key of “{taken}” already. Give that one another key first.")
            self.said.setText(text.format(key=key_text(key), taken=taken))
            return
        self.own[self.name] = key
        self.said.setText("")
        self.press.clear()
        self._show()

    def _taken(self, key: str) -> str:
        if not key:
            return ""
        if key in self._labels:
            return self._labels[key]
        here = _TEXTS[self.name].face.shown
        for name, some in load_keys(self.own).items():
            # Another face's action may have the same key: only one of them is there at a time.
            apart = not set(here) & set(_TEXTS[name].face.shown)
            if name != self.name and not apart and key in (QKeySequence.fromString(one).toString() for one in some):
                return _TEXTS[name].text
        return ""

    def _reset(self) -> None:
        before = self.own.pop(self.name, None)
        for key in load_keys({})[self.name]:
            taken = self._taken(QKeySequence.fromString(key).toString())
            if taken and before is not None:
                self.own[self.name] = before
                text = self.tr("{key} is the key of “{taken}” now. Give that one another key first.")
                self.said.setText(text.format(key=key_text(key), taken=taken))
                return
        self.said.setText("")
        self._show()
