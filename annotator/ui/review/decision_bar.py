"""The decision bar: who has what in this place, the ways to settle it, what the default writes, and why they differ.

It shows and asks only; what can be chosen and what it would write is told in `presenting_cases`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.adjudication import Cause
from annotator.ui.actions import QT_TRANSLATE_NOOP
from annotator.ui.models.plain import one_line, plain_tip
from annotator.ui.review.key_button import KeyButton
from annotator.ui.review.legend import LegendItem, LegendLine, fill
from annotator.ui.review.steady import SteadyFlow
from annotator.ui.theme import Theme
from annotator.ui.words import Words

__all__ = ["ChoiceButton", "DecisionBar", "LegendLine"]

_ROOMY = 640
_CAUSES = {
    Cause.GUIDELINE: ("cause_guideline", QT_TRANSLATE_NOOP("DecisionBar", "guideline gap")),
    Cause.SLIP: ("cause_slip", QT_TRANSLATE_NOOP("DecisionBar", "slip")),
    Cause.AMBIGUOUS: ("cause_ambiguous", QT_TRANSLATE_NOOP("DecisionBar", "ambiguous")),
}


@dataclass(frozen=True, slots=True)
class ChoiceButton:
    """A way to settle it: the action's name, what stands on the button, its key, and what it would write or why not."""

    name: str
    text: str
    key: str = ""
    enabled: bool = True
    tooltip: str = ""


class DecisionBar(QWidget):
    """Legend, choices, a sentence, causes and note, from top to bottom."""

    chosen = Signal(str)
    """The choice of this name is wanted."""
    cause_chosen = Signal(str)
    """This is why they differ, "" for no reason any more."""
    note_requested = Signal()
    """The note is to be written."""

    def __init__(self, keys: Mapping[str, Sequence[str]] | None = None, parent: QWidget | None = None) -> None:
        """Begin with nothing to decide; `keys` are the keys of actions by name, for the causes and the note."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self._items: list[LegendItem] = []
        self.buttons: dict[str, KeyButton] = {}
        """The choices' buttons by name."""
        self.legend = SteadyFlow(self, space=4)
        self.legend.setAccessibleName(self.tr("What each annotator has"))
        self.choices = SteadyFlow(self)
        self.choices.setAccessibleName(self.tr("Ways to settle it"))
        self.said = Words(elastic=True)
        first = {name: some[0] for name, some in (keys or {}).items() if some}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addWidget(self.legend)
        layout.addWidget(self.choices)
        layout.addWidget(self.said)
        layout.addLayout(self._reasons(first))

    def _reasons(self, keys: Mapping[str, str]) -> QLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        self._why = Words()
        self._why.set_text(self.tr("Why they differ:"))
        row.addWidget(self._why)
        self.causes: dict[str, KeyButton] = {}
        kept = self.tr("Why they differ; kept with the decision, and exported.")
        for cause, (action, text) in _CAUSES.items():
            chip = KeyButton(chip=True)
            shown = QCoreApplication.translate("DecisionBar", text)
            chip.show_text(shown, key=keys.get(action, ""), tooltip=kept)
            chip.clicked.connect(self._ask_cause)
            self.causes[str(cause)] = chip
            row.addWidget(chip)
        self.note_button = KeyButton(chip=True)
        self.note_button.setCheckable(False)
        self.note_button.show_text(self.tr("Note…"), key=keys.get("note", ""))
        self.note_button.clicked.connect(self.note_requested)
        row.addWidget(self.note_button)
        self.note = Words(elastic=True)
        row.addWidget(self.note, 1)
        return row

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        # In a narrow bar the room goes to the note; what the chips are for is in their tool tips.
        wanted = self.width() >= _ROOMY
        if self._why.isHidden() is wanted:
            self._why.setVisible(wanted)

    # ---- showing

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for one in (*self._items, *self.buttons.values(), *self.causes.values(), self.note_button):
            one.show_theme(theme)
        self.note.set_colour(theme.text)
        self.said.set_colour(theme.quiet)
        self._why.set_colour(theme.quiet)
        self.legend.flow.forget()
        self.choices.flow.forget()

    def show_legend(self, lines: Sequence[LegendLine]) -> None:
        """Say who has what."""
        before = len(self._items)
        if fill(self._items, lines, self._theme, self.legend):
            for item in self._items[before:]:
                self.legend.flow.addWidget(item)
                item.show()
            self.legend.flow.forget()
        self.legend.setVisible(bool(lines))
        self.legend.updateGeometry()

    def show_choices(self, choices: Sequence[ChoiceButton], said: str) -> None:
        """Offer these, in this order, and say what the default writes."""
        if [one.name for one in choices] != list(self.buttons):
            self._rebuild(choices)
        for one in choices:
            button = self.buttons[one.name]
            button.show_text(one.text, key=one.key, tooltip=one.tooltip)
            button.setEnabled(one.enabled)
        self.choices.updateGeometry()
        self.said.set_text(said)
        self.said.setToolTip(plain_tip(said))

    def _rebuild(self, choices: Sequence[ChoiceButton]) -> None:
        for button in self.buttons.values():
            self.choices.flow.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons.clear()
        for one in choices:
            button = KeyButton(self.choices)
            button.setObjectName(one.name)
            button.show_theme(self._theme)
            button.clicked.connect(self._ask_choice)
            self.buttons[one.name] = button
            self.choices.flow.addWidget(button)
            button.show()
        self.choices.flow.forget()

    def show_reason(self, cause: str, note: str, *, enabled: bool = True) -> None:
        """Show why they differ as far as that was said ("" for not), without a signal."""
        for name, chip in self.causes.items():
            chip.setChecked(name == cause)
            chip.setEnabled(enabled)
        self.note_button.setEnabled(enabled)
        self.note.set_text(one_line(note))
        self.note.setToolTip(plain_tip(note))

    # ---- asking

    def _ask_choice(self) -> None:
        self.chosen.emit(self.sender().objectName())

    def _ask_cause(self) -> None:
        pressed = next((name for name, chip in self.causes.items() if chip is self.sender()), "")
        wanted = pressed if self.causes[pressed].isChecked() else ""
        for name, chip in self.causes.items():
            chip.setChecked(name == wanted)
        self.cause_chosen.emit(wanted)
