"""The questions of an export: what goes out and where to, and what stays behind, said before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QStackedWidget,
    QWidget,
)
from typing_extensions import override

from annotator.domain.decision import SpanState
from annotator.ui.dialogs import export_words
from annotator.ui.dialogs.choices import Choices
from annotator.ui.dialogs.parts import Dialog, plain_label
from annotator.ui.dialogs.text_table import TextTable

if TYPE_CHECKING:
    from annotator.workflow.exporting import Loss

_SETTLE_MS = 150
_ROWS = 5
"""So many kinds of losses are seen at a time; the dialog keeps its size whatever there is to lose."""


@dataclass(frozen=True, slots=True)
class Format:
    """A format to choose: its name, what it is called, how its files end (".jsonl")."""

    name: str
    title: str
    suffix: str


@dataclass(frozen=True, slots=True)
class ExportChoice:
    """What goes out and where to; `annotators` and `labels` are None for all."""

    path: Path
    format: str = "jsonl"
    annotators: tuple[str, ...] | None = None
    labels: tuple[str, ...] | None = None
    spans: frozenset[SpanState] = frozenset({SpanState.ACCEPTED})
    articles: Literal["finished", "all"] = "finished"


@dataclass(frozen=True, slots=True)
class Counted:
    """What a choice comes to: a sentence, and what the format cannot carry of it, None where that is not known."""

    sentence: str
    losses: Sequence[Loss] | None = None


Count = Callable[[ExportChoice, Callable[[Counted], None]], None]
"""Counts what a choice holds, leaves out and loses, and says it, now or later."""


class ExportDialog(Dialog):
    """Asks for an ExportChoice. `count` is asked again whenever the choice has changed and settled."""

    chosen = Signal(object)
    """The ExportChoice."""

    def __init__(
        self,
        path: Path,
        count: Count,
        parent: QWidget | None = None,
        *,
        annotators: Sequence[str] = (),
        labels: Sequence[str] = (),
        formats: Sequence[Format] = (Format("jsonl", "JSONL (annotator/1)", ".jsonl"),),
    ) -> None:
        """Propose a path; `annotators`, `labels` and `formats` are what can be chosen from."""
        super().__init__(parent)
        self.say(self.tr("Export annotations"))
        self._count = count
        self._question = 0
        self._formats = {one.name: one for one in formats}
        self.format_box = QComboBox()
        for one in formats:
            self.format_box.addItem(one.title, one.name)
        self.format_box.setEnabled(len(formats) > 1)
        self.articles_box = QComboBox()
        self.articles_box.addItem(self.tr("finished ones"), "finished")
        self.articles_box.addItem(self.tr("all, also those not finished"), "all")
        self.accepted_box = QCheckBox(self.tr("&accepted"))
        self.rejected_box = QCheckBox(self.tr("re&jected"))
        self.suggested_box = QCheckBox(self.tr("&suggested, not decided"))
        self.accepted_box.setChecked(True)
        self.annotators = Choices(annotators, self.tr("all annotators"), self)
        self.labels = Choices(labels, self.tr("all labels"), self)
        self.path_field = QLineEdit(str(path))
        self.path_field.setMinimumWidth(320)
        self.browse = QPushButton(self.tr("&Choose…"))
        self.browse.setAutoDefault(False)
        self.left_out = plain_label(look="quiet", wrap=True)
        self.left_out.setMinimumHeight(2 * self.left_out.fontMetrics().lineSpacing())
        self.lost = _Lost(self)
        self._lay_out()
        self.export_button = self.add_accept(self.tr("Export"))
        self.add_reject()
        self._timer = QTimer(self, singleShot=True, interval=_SETTLE_MS)
        self._timer.timeout.connect(self._ask)
        self._connect()
        self.export_button.setFocus()
        self._changed()

    def _lay_out(self) -> None:
        spans = QHBoxLayout()
        spans.setSpacing(12)
        for box in (self.accepted_box, self.rejected_box, self.suggested_box):
            spans.addWidget(box)
        spans.addStretch(1)
        file = QHBoxLayout()
        file.setSpacing(8)
        file.addWidget(self.path_field, 1)
        file.addWidget(self.browse)
        form = QFormLayout()
        form.setVerticalSpacing(12)
        form.setHorizontalSpacing(16)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self.tr("&Format"), self.format_box)
        form.addRow(self.tr("A&rticles"), self.articles_box)
        form.addRow(self.tr("Spans"), spans)
        form.addRow(self.tr("A&nnotators"), self.annotators)
        form.addRow(self.tr("&Labels"), self.labels)
        file_label = plain_label(self.tr("F&ile"))
        file_label.setBuddy(self.path_field)
        form.addRow(file_label, file)
        self.body.addLayout(form)
        self.body.addSpacing(4)
        self.body.addWidget(self.left_out)
        self.body.addWidget(self.lost)
        self.body.addStretch(1)
        for widget, name in (
            (self.format_box, self.tr("Format")),
            (self.articles_box, self.tr("Articles")),
            (self.path_field, self.tr("File")),
        ):
            widget.setAccessibleName(name)

    def _connect(self) -> None:
        for box in (self.accepted_box, self.rejected_box, self.suggested_box):
            box.toggled.connect(self._changed)
        self.articles_box.currentIndexChanged.connect(self._changed)
        self.format_box.currentIndexChanged.connect(self._take_format)
        self.annotators.changed.connect(self._changed)
        self.labels.changed.connect(self._changed)
        self.path_field.textChanged.connect(self._check)
        self.browse.clicked.connect(self._browse)
        self.accepted.connect(lambda: self.chosen.emit(self.choice))

    @property
    def choice(self) -> ExportChoice:
        """What is chosen now."""
        boxes = {
            SpanState.ACCEPTED: self.accepted_box,
            SpanState.REJECTED: self.rejected_box,
            SpanState.SUGGESTED: self.suggested_box,
        }
        return ExportChoice(
            path=Path(self.path_field.text().strip()).expanduser(),
            format=str(self.format_box.currentData()),
            annotators=self.annotators.chosen,
            labels=self.labels.chosen,
            spans=frozenset(state for state, box in boxes.items() if box.isChecked()),
            articles="all" if self.articles_box.currentData() == "all" else "finished",
        )

    def _changed(self) -> None:
        self._question += 1
        self._check()
        self._timer.start()

    def _check(self) -> None:
        choice = self.choice
        self.export_button.setEnabled(bool(choice.spans) and bool(self.path_field.text().strip()))
        if not choice.spans:
            self._say(Counted(self.tr("Choose at least one kind of spans.")))

    def _ask(self) -> None:
        choice, question = self.choice, self._question
        if not choice.spans:
            return

        def say(counted: Counted) -> None:
            if question == self._question:
                self._say(counted)

        self.left_out.setText(self.tr("Counting…"))
        self._count(choice, say)

    def _say(self, counted: Counted) -> None:
        self.left_out.setText(counted.sentence)
        self.lost.show_losses(counted.losses)

    def _take_format(self) -> None:
        suffix = self._formats[str(self.format_box.currentData())].suffix
        if self.path_field.text().strip():
            self.path_field.setText(str(self.choice.path.with_suffix(suffix)))
        self._changed()

    def _browse(self) -> None:
        one = self._formats[str(self.format_box.currentData())]
        name, _ = QFileDialog.getSaveFileName(
            self, self.tr("Export to"), self.path_field.text(), f"{one.title} (*{one.suffix})"
        )
        if name:
            self.path_field.setText(name)

    @override
    def done(self, result: int) -> None:
        self._question += 1
        self._timer.stop()
        super().done(result)


class _Lost(QStackedWidget):
    """What the format cannot carry: a list to scroll, or the word that there is nothing; always as high."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        headers = (self.tr("How many"), self.tr("What the format cannot carry"), self.tr("For example"))
        self.table = TextTable(headers, self.tr("What will be lost"), self)
        self.table.setWordWrap(False)
        self.table.setColumnWidth(0, 92)
        self.table.setColumnWidth(1, 250)
        row = self.table.fontMetrics().lineSpacing() + 6
        self.table.verticalHeader().setDefaultSectionSize(row)
        self.nothing = plain_label(look="quiet", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeading)
        self.addWidget(self.nothing)
        self.addWidget(self.table)
        self.setFixedHeight(self.table.horizontalHeader().sizeHint().height() + _ROWS * row + 4)
        self.setMinimumWidth(560)

    def show_losses(self, losses: Sequence[Loss] | None) -> None:
        """Show what will be lost; nothing where that is not known."""
        self.table.show_rows(export_words.rows(losses or ()))
        known = losses is not None
        self.nothing.setText(self.tr("Nothing is lost: the format carries all that goes out.") if known else "")
        self.setCurrentWidget(self.table if losses else self.nothing)
