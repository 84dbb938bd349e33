"""What another pipeline's labels are in this project: a label of its scheme each, or left out. By keyboard alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QSizePolicy, QWidget
from typing_extensions import override

from annotator.domain.scheme import LabelScheme
from annotator.ui.dialogs.parts import Dialog, plain_label
from annotator.ui.models.plain import isolated, one_line

_ROWS = 360
"""The height of the rows at most when it opens."""


class LabelMapDialog(Dialog):
    """A row a label of the pipeline, with a choice beside it."""

    chosen = Signal(object)
    """The pairs (label of the pipeline, label here or "" to leave out), in the order shown."""

    def __init__(
        self,
        labels: Sequence[str],
        scheme: LabelScheme,
        mapped: Mapping[str, str],
        parent: QWidget | None = None,
    ) -> None:
        """Show these labels with what they are `mapped` to so far."""
        super().__init__(parent)
        self.say(
            self.tr("Labels of the pipeline"),
            self.tr("What this pipeline’s labels are here. Letters choose; what is left out is not suggested."),
        )
        self.boxes: dict[str, QComboBox] = {}
        rows = QWidget()
        grid = QGridLayout(rows)
        grid.setContentsMargins(12, 12, 12, 12)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        grid.setColumnStretch(1, 1)
        for at, label in enumerate(dict.fromkeys(labels)):
            name = plain_label(one_line(label))
            box = self._box(scheme, mapped.get(label, ""))
            box.setAccessibleName(self.tr("{0} becomes").format(isolated(label)))
            name.setBuddy(box)
            grid.addWidget(name, at, 0)
            grid.addWidget(box, at, 1)
            self.boxes[label] = box
        grid.setRowStretch(len(self.boxes), 1)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setWidget(rows)
        self.body.addWidget(self._area, 1)
        if not self.boxes:
            self.body.addWidget(plain_label(self.tr("This pipeline does not say which labels it has."), look="quiet"))
        self.add_accept(self.tr("Use these labels"))
        self.same = self.add_other(self.tr("&Leave out all"))
        self.same.clicked.connect(self._leave_out)
        self.add_reject()
        self.accepted.connect(lambda: self.chosen.emit(self.pairs))
        # As many rows as there are, up to what a small screen has room for; the others scroll.
        self._area.setMinimumHeight(min(rows.sizeHint().height(), _ROWS))
        self.resize(460, self.sizeHint().height())

    def _box(self, scheme: LabelScheme, label: str) -> QComboBox:
        box = QComboBox()
        box.addItem(self.tr("– leave out"), "")
        for one in scheme.labels:
            box.addItem(one_line(one.name), one.name)
        box.setCurrentIndex(max(0, box.findData(label)))
        box.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        box.installEventFilter(self)
        return box

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """What is chosen now."""
        return tuple((label, str(box.currentData() or "")) for label, box in self.boxes.items())

    def _leave_out(self) -> None:
        for box in self.boxes.values():
            box.setCurrentIndex(0)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        # The wheel scrolls the rows; it must not change a choice the pointer happens to be on.
        if event.type() == QEvent.Type.Wheel and isinstance(watched, QComboBox):
            event.ignore()
            return True
        if event.type() == QEvent.Type.FocusIn and isinstance(watched, QComboBox):
            self._area.ensureWidgetVisible(watched, 0, 24)
        return super().eventFilter(watched, event)
