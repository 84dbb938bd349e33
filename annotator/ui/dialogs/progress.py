"""A strip that says how far a long job is and lets it be stopped; it shows only when the job takes a while."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QWidget

_PATIENCE_MS = 300
"""A job that ends within this is not worth a flicker."""


class ProgressStrip(QFrame):
    """What is being done, a bar (moving while the whole is unknown), and a button that stops it."""

    cancel_requested = Signal()

    def __init__(self, what: str, parent: QWidget | None = None) -> None:
        """Name the job; nothing is shown yet."""
        super().__init__(parent)
        self.setObjectName("progressStrip")
        self.setAccessibleName(what)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 8, 8, 8)
        row.setSpacing(12)
        self._what = what
        self.label = QLabel(what)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.bar = QProgressBar()
        self.bar.setRange(0, 0)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(what)
        self.cancel = QPushButton(self.tr("Stop"))
        self.cancel.clicked.connect(self._stop)
        row.addWidget(self.label)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._timer.timeout.connect(self.show)
        self.hide()

    def begin(self) -> None:
        """Show soon, unless the job ends first."""
        self._timer.start()

    def show_progress(self, done: int, total: int) -> None:
        """Say that `done` of `total` is done; 0 for a total that is not known yet."""
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        of = self.tr("{0} of {1}").format(done, total) if total else str(done)
        self.label.setText(f"{self._what}: {of}")

    def finish(self) -> None:
        """Go: the job has ended."""
        self._timer.stop()
        self.hide()
        self.deleteLater()

    def _stop(self) -> None:
        self.cancel.setEnabled(False)
        self.label.setText(self.tr("Stopping…"))
        self.cancel_requested.emit()
