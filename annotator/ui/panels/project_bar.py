"""How far the project is: a number and a bar at the foot of the queue."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QProgressBar, QVBoxLayout, QWidget

from annotator.domain.decision import SetState

_STEPS = 1000


class ProjectBar(QWidget):
    """Shows how many articles are done, which are those finished or skipped."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin with nothing."""
        super().__init__(parent)
        title = QLabel(self.tr("Project"), self)
        title.setProperty("heading", True)  # noqa: FBT003 - Qt's property, not an option
        self.count = QLabel(self)
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self.count.setProperty("quiet", True)  # noqa: FBT003 - likewise
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(self.tr("Articles done"))
        line = QHBoxLayout()
        line.addWidget(title)
        line.addStretch(1)
        line.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 12)
        layout.setSpacing(8)
        layout.addLayout(line)
        layout.addWidget(self.bar)

    def show_counts(self, counts: Mapping[SetState, int]) -> None:
        """Show how many articles are in each state."""
        total = sum(counts.values())
        done = counts.get(SetState.FINISHED, 0) + counts.get(SetState.SKIPPED, 0)
        self.setVisible(total > 0)
        locale = QLocale()
        self.count.setText(f"{locale.toString(done)} / {locale.toString(total)}" if total else "")
        self.bar.setValue(done * _STEPS // total if total else 0)
        words = {
            SetState.FINISHED: self.tr("%n finished", "", counts.get(SetState.FINISHED, 0)),
            SetState.SKIPPED: self.tr("%n skipped", "", counts.get(SetState.SKIPPED, 0)),
            SetState.FLAGGED: self.tr("%n flagged", "", counts.get(SetState.FLAGGED, 0)),
            SetState.IN_PROGRESS: self.tr("%n in progress", "", counts.get(SetState.IN_PROGRESS, 0)),
            SetState.NEW: self.tr("%n not started", "", counts.get(SetState.NEW, 0)),
        }
        text = ", ".join(word for state, word in words.items() if counts.get(state))
        self.setToolTip(text)
        self.bar.setAccessibleDescription(text)
