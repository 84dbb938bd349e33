"""The result of an export: what is in the file, and all that the format could not carry, to read and to copy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QHeaderView, QWidget

from annotator.ui.dialogs import export_words
from annotator.ui.dialogs.parts import Dialog
from annotator.ui.dialogs.text_table import TextTable

if TYPE_CHECKING:
    from annotator.workflow.exporting import ExportReport


class ExportedDialog(Dialog):
    """Lists what an export lost. Ctrl+C copies the chosen rows, or all of them."""

    def __init__(self, report: ExportReport, parent: QWidget | None = None) -> None:
        """Take an export's report."""
        super().__init__(parent)
        said = [export_words.written(report), export_words.left_out(report.preflight)]
        if not report.losses:
            said.append(export_words.lost(report.losses))
        self.say(self.tr("Export"), " ".join(said))
        headers = (self.tr("How many"), self.tr("What the format could not carry"), self.tr("For example"))
        self.table = TextTable(headers, self.tr("What was lost"), self)
        self.table.show_rows(export_words.rows(report.losses))
        self.table.setColumnWidth(0, 90)
        self.table.setColumnWidth(1, 290)
        self.table.setMinimumSize(560, 200)
        self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.setVisible(bool(report.losses))
        self.body.addWidget(self.table, 1)
        self.copy_button = self.add_other(self.tr("Cop&y the list"))
        self.copy_button.clicked.connect(self.table.copy_all)
        self.copy_button.setVisible(bool(report.losses))
        if report.losses:
            self.resize(820, 420)
        self.add_accept(self.tr("Close"))
