"""The result of an import: what came in, and everything that did not, with the reason and what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QWidget

from annotator.ui.dialogs.export_words import kind_and_count
from annotator.ui.dialogs.parts import Dialog
from annotator.ui.dialogs.text_table import TextTable
from annotator.ui.models.plain import isolated

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
        headers = (self.tr("File"), self.tr("What happened"), self.tr("What to do"))
        self.table = TextTable(headers, self.tr("What was left out"), self)
        self.table.show_rows(self.rows)
        self.table.setColumnWidth(0, 220)
        self.table.setColumnWidth(1, 300)
        self.table.setMinimumSize(560, 200)
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
            one if count == 1 else many.format(n=QLocale().toString(count))
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
            ("", self.tr("Not taken in: {what}").format(what=kind_and_count(one)), ", ".join(one.examples))
            for one in report.losses
        ]
        return [*refused, *lost, *double, *((path, unknown, remedy) for path in report.left_out)]

    def _refusal(self, one: Refusal) -> Row:
        place = self.tr("{file}, line {line}").format(file=one.source, line=one.line) if one.line else one.source
        return place, one.reason, one.remedy
