"""Writing or changing a note."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from annotator.ui.dialogs.parts import Dialog, plain_label
from annotator.ui.models.plain import isolated, one_line


class NoteDialog(Dialog):
    """Asks for a note's text. Ctrl+Enter saves; an empty text takes an existing note away."""

    chosen = Signal(str)
    """The note's text, "" to take it away."""

    def __init__(self, about: str, text: str = "", parent: QWidget | None = None) -> None:
        """Show what the note is `about` ("" for the whole article) and what it says so far."""
        super().__init__(parent)
        self.say(self.tr("Note"))
        self._before = text
        place = one_line(about, limit=100)
        what = self.tr("Note on “{text}”").format(text=isolated(place)) if place else self.tr("Note on the article")
        self.body.addWidget(plain_label(what, look="heading", wrap=True))
        self.field = _Field()
        self.field.setPlainText(text)
        self.field.setTabChangesFocus(True)
        self.field.setMinimumSize(380, 110)
        self.field.setAccessibleName(what)
        self.field.save_asked.connect(self._save)
        self.body.addWidget(self.field)
        self._ok = self.add_accept(self.tr("Save"))
        self.add_reject()
        if text:
            self.add_other(self.tr("Delete the note")).clicked.connect(self._delete)
        self.accepted.connect(lambda: self.chosen.emit(self.field.toPlainText().strip()))
        self.field.textChanged.connect(self._check)
        self.field.selectAll()
        self._check()

    def _check(self) -> None:
        self._ok.setEnabled(bool(self.field.toPlainText().strip()) or bool(self._before))

    def _save(self) -> None:
        if self._ok.isEnabled():
            self.accept()

    def _delete(self) -> None:
        self.field.clear()
        self.accept()


class _Field(QPlainTextEdit):
    """A field of several lines whose Ctrl+Enter saves."""

    save_asked = Signal()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        enter = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enter and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.save_asked.emit()
        else:
            super().keyPressEvent(event)
