"""The questions of an import: columns of a table, labels the scheme has not, and whose the labels are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from annotator.ui.dialogs.import_labels import LabelRows
from annotator.ui.dialogs.import_table import TableColumnsBox
from annotator.ui.dialogs.parts import Dialog, plain_label
from annotator.ui.models.plain import isolated, one_line
from annotator.workflow.import_questions import ImportAnswer, ImportQuestion, LabelChoice, LabelsAs, TableColumns

_WIDE, _HIGH, _NARROW = 760, 520, 480


class ImportDialog(Dialog):
    """Asks for an ImportAnswer; only what is open is shown."""

    chosen = Signal(object)
    """The ImportAnswer."""

    def __init__(
        self, question: ImportQuestion, parent: QWidget | None = None, *, known: Sequence[str], annotator: str
    ) -> None:
        """Ask about these files; `known` are the scheme's labels, `annotator` the person's name."""
        super().__init__(parent)
        self._question = question
        self.say(self.tr("Import"), self._sentence())
        self.table = TableColumnsBox(question.table, self) if question.table is not None else None
        if self.table is not None:
            self.body.addWidget(self.table, 1)
            self.table.changed.connect(self._check)
        self.rows = LabelRows(question.unknown, known, self) if question.unknown else None
        if self.rows is not None:
            if not question.lists:
                self.body.addWidget(plain_label(self.tr("What these labels become:"), look="heading"))
            self.body.addWidget(self.rows, 1)
        said = question.answered.labels if question.answered is not None else LabelChoice()
        self.as_box, self.name_field = QComboBox(), QLineEdit(said.annotator or annotator)
        self._whose = self._ask_whose(said.taken_as)
        self.body.addWidget(self._whose)
        self.setMinimumWidth(_NARROW)
        self.import_button = self.add_accept(self.tr("Import"))
        self.add_reject()
        self.accepted.connect(lambda: self.chosen.emit(self.answer))
        self._check()
        if self.table is not None:
            self.resize(_WIDE, _HIGH)
            self.table.text_box.setFocus()
        elif self.rows is not None:
            next(iter(self.rows.boxes.values())).setFocus()
        else:
            self.as_box.setFocus()

    def _sentence(self) -> str:
        paths, first = self._question.paths, isolated(one_line(self._question.paths[0].name, limit=60))
        files = first if len(paths) == 1 else self.tr("{0} and {1} more").format(first, len(paths) - 1)
        if self._question.table is not None:
            return self.tr("{0} is a table: say which column has the texts.").format(files)
        if self._question.unknown:
            return self.tr("{0} has labels that this project’s scheme does not have.").format(files)
        return self.tr("{0} does not say whose its labels are.").format(files)

    def _ask_whose(self, said: LabelsAs | None) -> QWidget:
        whose = QWidget(self)
        form = QFormLayout(whose)
        form.setContentsMargins(0, 0, 0, 0)
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        if not self._question.nobody and self._question.table is None:
            self.as_box.addItem(self.tr("what the file says they are"), "")
        self.as_box.addItem(self.tr("suggestions, to be decided"), LabelsAs.SUGGESTIONS.value)
        self.as_box.addItem(self.tr("decisions that were made"), LabelsAs.DECISIONS.value)
        self.as_box.setCurrentIndex(max(0, self.as_box.findData(said.value if said is not None else "")))
        self.as_box.setAccessibleName(self.tr("Labels are"))
        self.name_field.setAccessibleName(self.tr("Made by"))
        form.addRow(self.tr("Labels &are"), self.as_box)
        form.addRow(self.tr("&Made by"), self.name_field)
        self.as_box.currentIndexChanged.connect(self._check)
        self.name_field.textChanged.connect(self._check)
        return whose

    def _check(self) -> None:
        """Show what belongs to what is chosen, and offer to import once nothing is missing."""
        columns = self._columns()
        labels = (self.table is None or bool(columns.labels)) and not self._question.lists
        self._whose.setVisible(labels)
        decisions = self.as_box.currentData() == LabelsAs.DECISIONS.value
        self.name_field.setEnabled(decisions)
        nameless = labels and decisions and not self.name_field.text().strip()
        self.import_button.setEnabled(columns.text not in columns.labels and not nameless)

    def _columns(self) -> TableColumns:
        if self.table is not None:
            return self.table.columns
        return self._question.answered.columns if self._question.answered is not None else TableColumns()

    @property
    def answer(self) -> ImportAnswer:
        """What is chosen now."""
        renamed = self.rows.renamed if self.rows is not None else {}
        said = str(self.as_box.currentData())
        taken_as = LabelsAs(said) if said and not self._whose.isHidden() else None
        decisions = taken_as is LabelsAs.DECISIONS
        return ImportAnswer(
            LabelChoice(
                taken_as,
                annotator=self.name_field.text().strip() if decisions else "",
                renamed={old: new for old, new in renamed.items() if old != new},
                add=any(old == new for old, new in renamed.items()),
            ),
            self._columns(),
        )
