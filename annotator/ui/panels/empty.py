"""What a panel shows instead of an empty list: a sentence, and a way out where there is one."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout, QWidget

from annotator.ui.models.plain import isolated


class EmptyPage(QWidget):
    """A quiet sentence with an optional button."""

    asked = Signal()
    """The person wants the way out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a text."""
        super().__init__(parent)
        self.label = QLabel(self)
        self.label.setTextFormat(Qt.TextFormat.PlainText)
        self.label.setWordWrap(True)
        self.label.setProperty("quiet", True)  # noqa: FBT003 - Qt's property, not an option
        self.label.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)
        self.button = QPushButton(self)
        self.button.setAutoDefault(False)
        self.button.clicked.connect(self.asked)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 24, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.label)
        layout.addWidget(self.button, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addStretch(1)

    def show_text(self, text: str, way_out: str = "") -> None:
        """Show a sentence of ours."""
        self.label.setText(text)
        self.button.setText(way_out)
        self.button.setVisible(bool(way_out))

    def show_query(self, text: str, query: str, way_out: str) -> None:
        """Show a sentence that ends with what a person typed."""
        self.show_text(f"{text} “{isolated(query)}”.", way_out)
