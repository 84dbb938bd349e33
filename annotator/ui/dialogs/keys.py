"""The map of all keys, grouped and searchable."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QHeaderView, QLineEdit, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.domain.scheme import LabelScheme
from annotator.ui.actions import ACTIONS, key_text
from annotator.ui.dialogs.parts import Dialog


class KeysDialog(Dialog):
    """Lists what can be done and by which key; typing narrows it down."""

    def __init__(
        self, keys: Mapping[str, Sequence[str]], scheme: LabelScheme | None = None, parent: QWidget | None = None
    ) -> None:
        """Take every action's keys and the scheme whose labels have keys."""
        super().__init__(parent)
        self.say(self.tr("Keys"))
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search: what to do, or a key"))
        self.search.setAccessibleName(self.tr("Search the keys"))
        self.search.setClearButtonEnabled(True)
        self.tree = QTreeWidget()
        self.tree.setColumnCount(2)
        self.tree.setHeaderHidden(True)
        self.tree.setRootIsDecorated(False)
        self.tree.setItemsExpandable(False)
        self.tree.setIndentation(12)
        self.tree.setUniformRowHeights(True)
        self.tree.setAccessibleName(self.tr("Keys"))
        self.tree.header().setStretchLastSection(False)
        self.tree.header().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.tree.header().setSectionResizeMode(1, QHeaderView.ResizeMode.ResizeToContents)
        for group, rows in _groups(keys).items():
            self._add(group, rows)
        if scheme is not None:
            labels = ((one.name, key_text(one.key.upper())) for one in scheme.labels if one.key)
            self._add(self.tr("Labels"), labels)
        self._add(self.tr("Caret and selection"), self._caret_keys())
        self.body.addWidget(self.search)
        self.body.addWidget(self.tree, 1)
        self.add_accept(self.tr("Close"))
        self.search.textChanged.connect(self._narrow)
        self.resize(560, 600)

    def _caret_keys(self) -> list[tuple[str, str]]:
        shift, control = key_text("Shift+X")[:-1], key_text("Ctrl+X")[:-1]
        return [
            (self.tr("Move the caret, by words to the side"), "← → ↑ ↓"),
            (self.tr("Move it by characters"), f"{control}← →"),
            (self.tr("Select text"), f"{shift}← → ↑ ↓"),
        ]

    def _add(self, title: str, rows: Iterable[tuple[str, str]]) -> None:
        group = QTreeWidgetItem(self.tree, [title])
        group.setFlags(Qt.ItemFlag.ItemIsEnabled)
        font = QFont(self.font())
        font.setBold(True)
        group.setFont(0, font)
        for text, key in rows:
            item = QTreeWidgetItem(group, [text, key])
            item.setTextAlignment(1, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        group.setExpanded(True)

    def _narrow(self, text: str) -> None:
        words = text.casefold().split()
        for at in range(self.tree.topLevelItemCount()):
            group = self.tree.topLevelItem(at)
            if group is None:
                continue
            shown = 0
            for row in range(group.childCount()):
                item = group.child(row)
                if item is None:
                    continue
                hay = f"{group.text(0)} {item.text(0)} {item.text(1)}".casefold()
                item.setHidden(not all(word in hay for word in words))
                shown += not item.isHidden()
            group.setHidden(not shown)


def _groups(keys: Mapping[str, Sequence[str]]) -> dict[str, list[tuple[str, str]]]:
    groups: dict[str, list[tuple[str, str]]] = {}
    for spec in ACTIONS:
        some = "  ·  ".join(key_text(key) for key in keys.get(spec.name, ()))
        groups.setdefault(spec.group_text, []).append((spec.text, some or "–"))
    return groups
