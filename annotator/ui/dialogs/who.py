"""Asking once under which name decisions are stored."""

from __future__ import annotations

from PySide6.QtWidgets import QLineEdit, QWidget

from annotator.ui.dialogs.parts import Dialog, plain_label

_LONGEST = 100


class WhoDialog(Dialog):
    """Asks for the annotator's name."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        """Propose a name."""
        super().__init__(parent)
        self.say(
            self.tr("Your name"), self.tr("Under which name are your decisions stored, here and in other projects?")
        )
        self.field = QLineEdit(name)
        self.field.setMaxLength(_LONGEST)
        self.field.setMinimumWidth(320)
        self.field.setAccessibleName(self.tr("Your name"))
        self.field.selectAll()
        self.body.addWidget(self.field)
        text = self.tr("Colleagues who label the same articles use names of their own, so that you can compare later.")
        self.body.addWidget(plain_label(text, look="quiet", wrap=True))
        self._ok = self.add_accept(self.tr("Use this name"))
        self.add_reject()
        self.field.textChanged.connect(self._check)
        self._check()

    @property
    def name(self) -> str:
        """The name without spaces around it."""
        return " ".join(self.field.text().split())

    def _check(self) -> None:
        self._ok.setEnabled(bool(self.name) and self.name.isprintable())


def ask_name(parent: QWidget | None, proposed: str) -> str:
    """Ask for the name and return it, "" when the person does not want to say."""
    dialog = WhoDialog(proposed, parent)
    return dialog.name if dialog.exec() else ""
