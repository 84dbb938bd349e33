"""The questions of a list of names: what they are names of, and whether it is a list at all."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from annotator.ui.dialogs.parts import Dialog
from annotator.ui.models.plain import isolated, one_line
from annotator.workflow.import_questions import ImportAnswer


class NameListDialog(Dialog):
    """Asks for an ImportAnswer; one without a list's name takes the file for an article."""

    chosen = Signal(object)
    """The ImportAnswer."""

    def __init__(self, path: Path, parent: QWidget | None = None, *, known: Sequence[str]) -> None:
        """Ask about this file; `known` are the scheme's labels."""
        super().__init__(parent)
        sentence = self.tr(
            "{0} looks like a list of names. Suggestions can be made by it, in this project, wherever they stand."
        )
        self.say(self.tr("List of names"), sentence.format(isolated(one_line(path.name, limit=60))))
        self.label_box = QComboBox()
        for name in known:
            self.label_box.addItem(name, name)
        self.name_field = QLineEdit(one_line(path.stem, limit=80))
        self.name_field.setMaxLength(80)
        self.label_box.setAccessibleName(self.tr("Label of the names"))
        self.name_field.setAccessibleName(self.tr("Name of the list"))
        form = QFormLayout()
        form.setVerticalSpacing(8)
        form.setHorizontalSpacing(16)
        form.addRow(self.tr("&Label of the names"), self.label_box)
        form.addRow(self.tr("&Name of the list"), self.name_field)
        self.body.addLayout(form)
        self.take_button = self.add_accept(self.tr("Take as a list"))
        self.article_button = self.add_other(self.tr("It is an &article"))
        self.add_reject()
        self.name_field.textChanged.connect(self._check)
        self.article_button.clicked.connect(self._is_article)
        self.accepted.connect(self._is_list)
        self.label_box.setFocus()

    def _check(self) -> None:
        self.take_button.setEnabled(bool(self.name_field.text().strip()))

    def _is_list(self) -> None:
        name, label = " ".join(self.name_field.text().split()), str(self.label_box.currentData())
        self.chosen.emit(ImportAnswer(list_name=name, list_label=label))

    def _is_article(self) -> None:
        self.chosen.emit(ImportAnswer())
        super().reject()
