"""Choosing who suggests: what comes with the program, installed spaCy pipelines, or one in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QFileDialog, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from annotator.ui.dialogs.parts import Dialog, plain_label
from annotator.ui.models.plain import one_line, plain_tip

_PAD = 16


@dataclass(frozen=True, slots=True)
class Offered:
    """A suggester that can be chosen: `key` says which, `language` and `labels` are what it says of itself."""

    key: str
    name: str
    language: str = ""
    labels: tuple[str, ...] = ()
    where: str = ""
    trusted: bool = True


class PipelinesDialog(Dialog):
    """A list with what each is; Enter chooses. Nothing is loaded or run by looking."""

    chosen = Signal(str)
    """The suggester of this key is wanted."""
    folder_chosen = Signal(str)
    """The pipeline in this folder is wanted."""

    def __init__(self, offered: Sequence[Offered], current: str, parent: QWidget | None = None) -> None:
        """Offer these; `current` is the key of the one in use."""
        super().__init__(parent)
        self.say(
            self.tr("Choose a pipeline"),
            self.tr("It suggests in this project from now on. What you have decided stays as it is."),
        )
        self.list = QTreeWidget()
        self.list.setHeaderLabels([self.tr("Pipeline"), self.tr("Language"), self.tr("Labels")])
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.list.setAccessibleName(self.tr("Pipelines"))
        header = self.list.header()
        header.setStretchLastSection(True)
        header.setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        for one in offered:
            self._add(one, used=one.key == current)
        for column in (0, 1):
            self.list.resizeColumnToContents(column)
            header.resizeSection(column, header.sectionSize(column) + _PAD)
        first = self.list.topLevelItem(0)
        if self.list.currentItem() is None and first is not None:
            self.list.setCurrentItem(first)
        self.where = plain_label(look="quiet", wrap=True)
        self.body.addWidget(self.list, 1)
        self.body.addWidget(self.where)
        self.add_accept(self.tr("Use this one"))
        self.folder = self.add_other(self.tr("From a &folder…"))
        self.add_reject()
        self.folder.clicked.connect(self._ask_folder)
        self.list.currentItemChanged.connect(self._describe)
        self.list.itemActivated.connect(self.accept)
        self.accepted.connect(lambda: self.chosen.emit(self.key))
        self._describe()
        self.resize(640, 380)

    def _add(self, one: Offered, *, used: bool) -> None:
        name = self.tr("{0} (in use)").format(one_line(one.name)) if used else one_line(one.name)
        item = QTreeWidgetItem(self.list, [name, one_line(one.language), one_line(", ".join(one.labels))])
        item.setData(0, Qt.ItemDataRole.UserRole, one.key)
        said = one.where
        if one.where and not one.trusted:
            said = self.tr("{0} – you will be asked whether you trust it.").format(one.where)
        item.setData(1, Qt.ItemDataRole.UserRole, said)
        item.setToolTip(2, plain_tip(", ".join(one.labels)))
        item.setToolTip(0, plain_tip(one.where))
        if used:
            self.list.setCurrentItem(item)

    @property
    def key(self) -> str:
        """The key of the chosen one."""
        item = self.list.currentItem()
        return "" if item is None else str(item.data(0, Qt.ItemDataRole.UserRole))

    def _describe(self) -> None:
        item = self.list.currentItem()
        self.where.setText("" if item is None else one_line(str(item.data(1, Qt.ItemDataRole.UserRole) or "")))

    def _ask_folder(self) -> None:
        name = QFileDialog.getExistingDirectory(self, self.tr("The folder of a spaCy pipeline"))
        if name:
            self.folder_chosen.emit(name)
            self.reject()
