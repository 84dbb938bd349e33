"""A row for each label that a file has and the scheme has not: another one, a new one, or none of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QScrollArea, QWidget

from annotator.ui.dialogs.parts import plain_label
from annotator.ui.models.plain import isolated, one_line
from annotator.workflow.import_questions import UnknownLabel, guessed

_ROWS = 6
"""So many are seen at once; the others are scrolled to."""


class LabelRows(QScrollArea):
    """Boxes in the order of the labels; Tab goes from one to the next, and what has the keyboard is in sight."""

    changed = Signal()
    """Something else was chosen for a label."""

    def __init__(self, unknown: Sequence[UnknownLabel], known: Sequence[str], parent: QWidget | None = None) -> None:
        """Propose for each of `unknown` what it most likely is among `known`."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget(self)
        inner.setObjectName("rows")
        self.setStyleSheet("QScrollArea, QWidget#rows { background: transparent; }")  # of the dialog, not of a panel
        grid = QGridLayout(inner)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(2, 1)
        self.boxes: dict[str, QComboBox] = {}
        for row, one in enumerate(unknown):
            said = one_line(one.name, limit=40)
            times = self.tr("once") if one.count == 1 else self.tr("{n} times").format(n=QLocale().toString(one.count))
            box = self._box(one, known)
            name = plain_label(isolated(said))
            name.setBuddy(box)
            grid.addWidget(name, row, 0)
            grid.addWidget(plain_label(times, look="quiet"), row, 1)
            grid.addWidget(box, row, 2)
            box.setAccessibleName(self.tr("{label}, {times}: becomes").format(label=said, times=times))
            self.boxes[one.name] = box
        grid.setRowStretch(len(unknown), 1)
        self.setWidget(inner)
        height = inner.sizeHint().height()
        rows = max(1, len(unknown))
        self.setMinimumHeight(min(height, height * _ROWS // rows))
        for box in self.boxes.values():
            box.installEventFilter(self)

    def _box(self, one: UnknownLabel, known: Sequence[str]) -> QComboBox:
        box = QComboBox()
        if one.can_be_added:
            box.addItem(self.tr("new label “{0}”").format(one_line(one.name, limit=40)), one.name)
        box.addItem(self.tr("leave its spans out"), "")
        for name in known:
            box.addItem(name, name)
        near = guessed(one.name, known)
        box.setCurrentIndex(max(0, box.findData(near)) if near else 0)
        box.currentIndexChanged.connect(self.changed)
        return box

    @property
    def renamed(self) -> dict[str, str]:
        """What each label becomes: another name, "" for nothing, its own to be added."""
        return {name: str(box.currentData()) for name, box in self.boxes.items()}
