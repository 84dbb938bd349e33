"""The table of occurrences: Space ticks the chosen rows, Enter is the dialog's."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)
from typing_extensions import override

from annotator.ui.models.occurrences import AFTER, ARTICLE, BEFORE, SURFACE, THERE, OccurrencesModel
from annotator.ui.own_keys import keep

_ROW = 30
_NOW = 170
_TITLE = 170


class _BeforeDelegate(QStyledItemDelegate):
    """Shows the end of what is before the surface, where there is no room for all of it."""

    @override
    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:
        super().initStyleOption(option, index)
        option.textElideMode = Qt.TextElideMode.ElideLeft


class OccurrenceTable(QTableView):
    """A concordance with boxes to tick."""

    def __init__(self, model: OccurrencesModel, parent: QWidget) -> None:
        """Show this model."""
        super().__init__(parent)
        self._rows = model
        self.setModel(model)
        self.setItemDelegateForColumn(BEFORE, _BeforeDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(_ROW)
        header = self.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setHighlightSections(False)
        header.setMinimumSectionSize(24)
        header.setSectionResizeMode(BEFORE, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(SURFACE, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(AFTER, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(THERE, QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(ARTICLE, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(THERE, _NOW)
        header.resizeSection(ARTICLE, _TITLE)
        self.setAccessibleName(self.tr("Occurrences"))
        self.setAccessibleDescription(self.tr("Space ticks or unticks, Ctrl+A chooses all rows."))

    def fit(self, surface: str, *, corpus: bool) -> None:
        """Give the surface's column its width and show the article's column only where there are several."""
        font = self.font()
        font.setBold(True)
        width = self.fontMetrics().horizontalAdvance(surface) * 12 // 10 + 24
        self.horizontalHeader().resizeSection(SURFACE, min(width, 240))
        self.setColumnHidden(ARTICLE, not corpus)
        if self._rows.rowCount():
            self.setCurrentIndex(self._rows.index(0, 0))

    def chosen_rows(self) -> list[int]:
        """Return the selected rows."""
        return sorted({index.row() for index in self.selectionModel().selectedRows()})

    @override
    def event(self, event: QEvent) -> bool:
        return keep(event, lambda key: key.key() == Qt.Key.Key_Space) or super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space:
            rows = self.chosen_rows()
            if rows:
                self._rows.toggle(rows)
        else:
            super().keyPressEvent(event)
