"""The card of the project's lists of names: how many there are, and the way to them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.ui.bars import plain_label
from annotator.ui.progress.values import ListsState
from annotator.ui.review.key_button import KeyButton
from annotator.ui.theme import Theme


class ListsCard(QWidget):
    """Shows a ListsState; asks by the name of an action."""

    asked = Signal(str)
    """The action of this name is wanted."""

    def __init__(self, keys: Mapping[str, Sequence[str]], parent: QWidget | None = None) -> None:
        """Begin empty; `keys` are the keys of actions by name."""
        super().__init__(parent)
        self.said = plain_label(look="quiet")
        self.said.setWordWrap(True)
        self.button = KeyButton()
        key = keys["name_lists"][0] if keys["name_lists"] else ""
        self.button.show_text(
            self.tr("Lists…"), key=key, tooltip=self.tr("See what came of each list, switch one off, add or remove one")
        )
        self.button.clicked.connect(lambda: self.asked.emit("name_lists"))
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(plain_label(self.tr("Lists of names"), look="heading"))
        head.addStretch(1)
        head.addWidget(self.button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(head)
        column.addWidget(self.said)
        self.said.hide()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.button.show_theme(theme)

    def show_state(self, state: ListsState) -> None:
        """Show how many there are; how to add one where there is none."""
        self.said.setText(self._sentence(state))
        self.said.show()

    def _sentence(self, state: ListsState) -> str:
        if not state.count:
            return self.tr("None yet. Open or drop a file with a name on each line to have these names suggested.")
        names = self.tr("1 name") if state.names == 1 else self.tr("{0} names").format(QLocale().toString(state.names))
        said = self.tr("1 list") if state.count == 1 else self.tr("%n lists", "", state.count)
        said = self.tr("{0} with {1}").format(said, names)
        return f"{said}, {self.tr('%n switched off', '', state.off)}." if state.off else f"{said}."
