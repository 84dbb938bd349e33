"""The first rows of a table, with the columns that have texts and spans to be chosen above them."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QComboBox, QFormLayout, QHeaderView, QTableView, QVBoxLayout, QWidget

from annotator.ui.models.plain import one_line, plain_tip
from annotator.workflow.import_questions import TableColumns, TablePreview

_NARROWEST, _WIDEST = 60, 180
_TEXT_WIDTH = 320
_ROWS = 6


class TableColumnsBox(QWidget):
    """Asks for TableColumns; the heads of the preview say what each column is taken for."""

    changed = Signal()
    """Another column was chosen."""

    def __init__(self, table: TablePreview, parent: QWidget | None = None) -> None:
        """Propose what the preview took for texts and spans."""
        super().__init__(parent)
        self._table = table
        self.text_box, self.labels_box = QComboBox(), QComboBox()
        for name in table.columns:
            self.text_box.addItem(one_line(name, limit=60), name)
        self.labels_box.addItem(self.tr("none"), "")
        for name in table.columns:
            self.labels_box.addItem(one_line(name, limit=60), name)
        self.text_box.setCurrentIndex(max(0, self.text_box.findData(table.text)))
        self.labels_box.setCurrentIndex(max(0, self.labels_box.findData(table.labels[0] if table.labels else "")))
        self.text_box.setAccessibleName(self.tr("Column with the texts"))
        self.labels_box.setAccessibleName(self.tr("Column with spans"))
        self.preview = self._preview()
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        form.addRow(self.tr("Column with the &texts"), self.text_box)
        form.addRow(self.tr("Column with &spans"), self.labels_box)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(12)
        outer.addLayout(form)
        outer.addWidget(self.preview, 1)
        for box in (self.text_box, self.labels_box):
            box.currentIndexChanged.connect(self._changed)
        self._show_heads()

    @property
    def columns(self) -> TableColumns:
        """What is chosen now."""
        labels = str(self.labels_box.currentData())
        return TableColumns(str(self.text_box.currentData()), (labels,) if labels else ())

    def _preview(self) -> QTableView:
        view = QTableView(self)
        model = QStandardItemModel(0, len(self._table.columns), view)
        for row in self._table.rows:
            model.appendRow([_item(cell) for cell in row])
        view.setModel(model)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setTabKeyNavigation(False)
        view.setWordWrap(False)
        view.verticalHeader().hide()
        view.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)
        view.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        view.setAccessibleName(self.tr("The first rows"))
        view.setMinimumHeight(view.rowHeight(0) * _ROWS if self._table.rows else 0)
        return view

    def _changed(self) -> None:
        self._show_heads()
        self.changed.emit()

    def _show_heads(self) -> None:
        chosen = self.columns
        heads: list[str] = []
        for name in self._table.columns:
            said = one_line(name, limit=60)
            if name == chosen.text:
                said = self.tr("{0}: texts").format(said)
            elif name in chosen.labels:
                said = self.tr("{0}: spans").format(said)
            heads.append(said)
        model = self.preview.model()
        assert isinstance(model, QStandardItemModel)  # noqa: S101 - made above
        model.setHorizontalHeaderLabels(heads)
        self.preview.resizeColumnsToContents()
        for at, name in enumerate(self._table.columns):
            needed = min(_WIDEST, max(_NARROWEST, self.preview.columnWidth(at)))
            self.preview.setColumnWidth(at, _TEXT_WIDTH if name == chosen.text else needed)


def _item(text: str) -> QStandardItem:
    item = QStandardItem(one_line(text, limit=200))
    item.setToolTip(plain_tip(text))
    return item
