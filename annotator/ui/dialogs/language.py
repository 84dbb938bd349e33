"""Asking in which language a project's articles are."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QWidget

from annotator.ui.dialogs.parts import Dialog, plain_label


class LanguageDialog(Dialog):
    """A list of languages by name; typing finds one."""

    chosen = Signal(str)
    """The code of the language, "" for the program's own."""

    def __init__(self, languages: Sequence[tuple[str, str]], current: str, parent: QWidget | None = None) -> None:
        """Offer these (code, name); `current` is a code."""
        super().__init__(parent)
        self.say(
            self.tr("Language of the articles"),
            self.tr(
                "For English the program has a suggester. In other languages it begins with nothing and learns: what "
                "you decide is remembered at once, and after some finished articles it is trained."
            ),
        )
        self.box = QComboBox()
        for code, name in languages:
            self.box.addItem(name, code)
        self.box.setCurrentIndex(max(0, self.box.findData(current)))
        self.box.setAccessibleName(self.tr("Language"))
        form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.ExpandingFieldsGrow)
        form.addRow(self.tr("&Language"), self.box)
        self.body.addLayout(form)
        self.body.addWidget(plain_label(self.tr("Type the first letters to find one."), look="quiet"))
        self.add_accept(self.tr("Use this language"))
        self.add_reject()
        self.accepted.connect(lambda: self.chosen.emit(str(self.box.currentData() or "")))
        self.box.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setMinimumWidth(440)
