"""What the dialogs share: a frame with a sentence on top and buttons below, labels that show text as text."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QPushButton, QVBoxLayout, QWidget

_MARGIN = 20


def plain_label(text: str = "", *, look: str = "", wrap: bool = False) -> QLabel:
    """Return a label that shows text as it stands; `look` is one of the style sheet's ("quiet", "heading", "title")."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(wrap)
    if look:
        label.setProperty(look, True)  # noqa: FBT003 - Qt's own signature
    return label


class Dialog(QDialog):
    """A dialog that asks one thing: title, an optional sentence, what a subclass adds, buttons. Gone when answered."""

    def __init__(self, parent: QWidget | None) -> None:
        """Begin empty: `say` sets title and sentence, `body` takes the rest."""
        super().__init__(parent)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        outer.setSpacing(12)
        self.sentence = plain_label(wrap=True)
        self.sentence.hide()
        outer.addWidget(self.sentence)
        self.body = QVBoxLayout()
        self.body.setSpacing(8)
        outer.addLayout(self.body, 1)
        self.buttons = QDialogButtonBox()
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        outer.addWidget(self.buttons)
        self.finished.connect(self.deleteLater)

    def say(self, title: str, sentence: str = "") -> None:
        """Set the title, and the sentence above everything else."""
        self.setWindowTitle(title)
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))

    def add_accept(self, text: str) -> QPushButton:
        """Add the button that Enter presses."""
        button = self.buttons.addButton(text, QDialogButtonBox.ButtonRole.AcceptRole)
        button.setDefault(True)
        return button

    def add_reject(self, text: str = "") -> QPushButton:
        """Add the button that Escape presses."""
        button = self.buttons.addButton(text or self.tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        button.setAutoDefault(False)
        return button

    def add_other(self, text: str) -> QPushButton:
        """Add a button that does not close the dialog by itself."""
        button = self.buttons.addButton(text, QDialogButtonBox.ButtonRole.ActionRole)
        button.setAutoDefault(False)
        return button
