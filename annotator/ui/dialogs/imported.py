"""The result of an import: what came in, and everything that did not, with the reason and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView, QWidget
from typing_extensions import override

from annotator.ui.dialogs.parts import Dialog
from annotator.ui.models.plain import isolated, one_line, plain_tip
from annotator.ui.own_keys import keep

if TYPE_CHECKING:
    from annotator.workflow.importing import ImportReport, Refusal

Row = tuple[str, str, str]


class ImportedDialog(Dialog):
    """Lists what an import left out. Ctrl+C copies the chosen rows, or all of them."""

    def __init__(self, report: ImportReport, parent: QWidget | None = None) -> None:
        """Take an import's report."""
        super().__init__(parent)
        self.say(self.tr("Import"), self._sentence(report))
        self.rows = self._rows(report)
        self.table = _Table(self)
        model = QStandardItemModel(0, 3, self)
        model.setHorizontalHeaderLabels([self.tr("File"), self.tr("What happened"), self.tr("What to do")])
        for row in self.rows:
            model.appendRow([_item(text) for text in row])
        self.table.setModel(model)
        self.table.setColumnWidth(0, 220)
        self.table.setColumnWidth(1, 300)
        self.table.setMinimumSize(560, 200)
        self.table.setAccessibleName(self.tr("What was left out"))
        self.table.setVisible(bool(self.rows))
        self.body.addWidget(self.table, 1)
        if self.rows:
            self.add_other(self.tr("Copy the list")).clicked.connect(self.table.copy_all)
            self.resize(820, 420)
        self.add_accept(self.tr("Close"))

    def _sentence(self, report: ImportReport) -> str:
        tr = self.tr
        counts = (
            (report.added, tr("1 article imported"), tr("{n} articles imported")),
            (len(report.duplicates), tr("1 was there already"), tr("{n} were there already")),
            (len(report.refused), tr("1 could not be read"), tr("{n} could not be read")),
            (
                len(report.conflicts),
                tr("1 kept the labels it had"),
                tr("{n} kept the labels they had"),
            ),
            (len(report.left_out), tr("1 is not an article file"), tr("{n} are not article files")),
        )
        parts = [
            one if count == 1 else many.format(n=f"{count:,}")
            for count, one, many in counts
            if count or many is counts[0][2]
        ]
        return ", ".join(parts) + "."

    def _rows(self, report: ImportReport) -> list[Row]:
        refused = [self._refusal(one) for one in (*report.refused, *report.conflicts)]
        there = self.tr("The same text is there already: “{title}”.")
        double = [(one.source, there.format(title=isolated(one.title)), "") for one in report.duplicates]
        unknown = self.tr("This kind of file is not an article.")
        remedy = self.tr("Choose the file itself to have it read anyway.")
        lost = [
            ("", self.tr("Not taken in: {n} {what}").format(n=f"{one.count:,}", what=one.kind), ", ".join(one.examples))
            for one in report.losses
        ]
        return [*refused, *lost, *double, *((path, unknown, remedy) for path in report.left_out)]

    def _refusal(self, one: Refusal) -> Row:
        place = self.tr("{file}, line {line}").format(file=one.source, line=one.line) if one.line else one.source
        return place, one.reason, one.remedy


def _item(text: str) -> QStandardItem:
    item = QStandardItem(one_line(text, limit=500))
    item.setToolTip(plain_tip(text))
    item.setEditable(False)
    return item


class _Table(QTableView):
    """Rows of texts that can be copied."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.verticalHeader().hide()
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Interactive)

    def copy_all(self) -> None:
        """Copy every row, columns parted by tabs."""
        self._copy(list(range(self.model().rowCount())))

    def _copy(self, rows: list[int]) -> None:
        model = self.model()
        columns = range(model.columnCount())
        lines = ("\t".join(str(model.index(row, column).data()) for column in columns) for row in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))

    @override
    def event(self, event: QEvent) -> bool:
        return keep(event, lambda key: key.matches(QKeySequence.StandardKey.Copy)) or super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Copy):
            chosen = sorted({index.row() for index in self.selectionModel().selectedRows()})
            self._copy(chosen or list(range(self.model().rowCount())))
        else:
            super().keyPressEvent(event)
