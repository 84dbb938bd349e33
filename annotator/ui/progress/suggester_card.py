"""The suggester's card: who suggests, what its last training came to, and what can be done about it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from annotator.ui.bars import plain_label
from annotator.ui.models.plain import one_line, plain_tip
from annotator.ui.progress.scores import Scores
from annotator.ui.progress.values import Attempt, SuggesterState
from annotator.ui.review.key_button import KeyButton
from annotator.ui.review.steady import SteadyFlow
from annotator.ui.theme import Theme

_GAP = 8
_MOST = 999
_PATIENCE_MS = 400
"""Who types a number into the field is done by then."""


class SuggesterCard(QWidget):
    """Shows a SuggesterState; asks by the names of actions."""

    asked = Signal(str)
    """The action of this name is wanted."""
    retrain_chosen = Signal(int)
    """Train again after so many finished articles; 0 for never."""

    def __init__(self, keys: Mapping[str, Sequence[str]], parent: QWidget | None = None) -> None:
        """Begin empty; `keys` are the keys of actions by name."""
        super().__init__(parent)
        self._name = plain_label(look="title")
        self._name.setWordWrap(True)
        self._detail = _wrapped()
        self._said = _wrapped()
        self._scores = Scores()
        self._verdict = _wrapped()
        self._next = _wrapped()
        self._state = SuggesterState()
        self._below = QVBoxLayout()
        self._rest = QWidget()
        self._rest.setObjectName("plainPart")
        self.buttons = self._make_buttons(keys)
        self.training = TrainingStrip()
        self.training.stop_requested.connect(lambda: self.asked.emit("stop_training"))
        self.spin = self._make_spin()
        self._settled = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._settled.timeout.connect(self._choose)
        self._compose()

    # ---- building

    def _make_buttons(self, keys: Mapping[str, Sequence[str]]) -> dict[str, KeyButton]:
        texts = {
            "train": self.tr("Train now"),
            "train_back": self.tr("Go back"),
            "choose_pipeline": self.tr("Choose a pipeline…"),
            "map_labels": self.tr("Its labels…"),
            "choose_language": self.tr("Language…"),
        }
        tips = {
            "train": self.tr("Learn from your finished articles; the result is used only when it is not worse"),
            "train_back": self.tr("Use the pipeline that was in use before this one"),
            "map_labels": self.tr("What this pipeline’s labels are in this project"),
        }
        found: dict[str, KeyButton] = {}
        for name, text in texts.items():
            button = KeyButton()
            button.show_text(text, key=keys[name][0] if keys[name] else "", tooltip=tips.get(name, ""))
            button.clicked.connect(lambda _=False, name=name: self.asked.emit(name))
            found[name] = button
        return found

    def _make_spin(self) -> QSpinBox:
        spin = QSpinBox()
        spin.setRange(0, _MOST)
        spin.setSpecialValueText(self.tr("never"))
        for part in (spin, spin.lineEdit()):
            part.setAccessibleName(self.tr("Train again after so many finished articles"))
        spin.lineEdit().setTextMargins(6, 0, 0, 0)
        spin.setMaximumWidth(84)
        spin.valueChanged.connect(self._wait)
        return spin

    def _compose(self) -> None:
        inner = QWidget()
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 4, 0)
        column.setSpacing(_GAP)
        column.addWidget(plain_label(self.tr("Suggester"), look="heading"))
        column.addWidget(self._name)
        column.addWidget(self._detail)
        column.addSpacing(4)
        flow = SteadyFlow()
        for button in self.buttons.values():
            flow.flow.addWidget(button)
        column.addWidget(flow)
        column.addWidget(self.training)
        column.addSpacing(4)
        column.addWidget(self._rest)
        column.addLayout(self._below)
        column.addStretch(1)
        rest = QVBoxLayout(self._rest)
        rest.setContentsMargins(0, 0, 0, 0)
        rest.setSpacing(_GAP)
        rest.addWidget(plain_label(self.tr("Last training"), look="heading"))
        for widget in (self._said, self._scores, self._verdict):
            rest.addWidget(widget)
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        row.addWidget(plain_label(self.tr("Train after")))
        row.addWidget(self.spin)
        row.addWidget(plain_label(self.tr("articles")))
        row.addStretch(1)
        rest.addSpacing(4)
        rest.addLayout(row)
        rest.addWidget(self._next)
        self._rest.hide()
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setWidget(inner)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(area)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._scores.show_theme(theme)
        for button in self.buttons.values():
            button.show_theme(theme)

    def add_below(self, part: QWidget) -> None:
        """Take something more in, below everything else."""
        self._below.addWidget(part)

    # ---- showing

    def show_state(self, state: SuggesterState) -> None:
        """Show who suggests."""
        self._state = state
        self._rest.show()
        self._name.setText(one_line(state.name) or "–")
        self._name.setToolTip(plain_tip(state.name))
        self._detail.setText(state.detail)
        self._detail.setVisible(bool(state.detail))
        attempt = state.attempt
        self._said.setText(self._about(attempt))
        self._scores.setVisible(attempt is not None and attempt.new is not None)
        if attempt is not None and attempt.new is not None:
            self._scores.show_scores(attempt.old, attempt.new)
        self._verdict.setText(self._judged(attempt))
        self._verdict.setVisible(attempt is not None)
        if not self._settled.isActive():
            self.spin.blockSignals(True)  # noqa: FBT003 - Qt's own signature
            self.spin.setValue(state.retrain_after)
            self.spin.blockSignals(False)  # noqa: FBT003 - likewise
        self._next.setText(self._coming(state))

    def _about(self, attempt: Attempt | None) -> str:
        if attempt is None:
            return self.tr(
                "Nothing has been learnt from your articles yet, except what you decided about single names."
            )
        one = attempt.articles == 1
        from_ = self.tr("from 1 article") if one else self.tr("from %n of your articles", "", attempt.articles)
        return f"{from_} · {moment(attempt.made)}" if attempt.made else from_

    def _judged(self, attempt: Attempt | None) -> str:
        if attempt is None:
            return ""
        held = self.tr("F1 on %n articles kept back", "", attempt.held) if attempt.held > 1 else ""
        if attempt.held == 1:
            held = self.tr("F1 on 1 article kept back")
        if attempt.used:
            verdict = self.tr("The new one is in use.")
        elif attempt.new is None:
            verdict = self.tr("It was not put to use.")
        else:
            verdict = self.tr("The new one was not better: the one before stays.")
        return f"{held}. {verdict}" if held else verdict

    def _coming(self, state: SuggesterState) -> str:
        if state.to_go is None:
            return self.tr("It is trained only when you ask for it.")
        if state.to_go <= 1:
            return self.tr("It is trained with the next article you finish.")
        return self.tr("It is trained when you have finished %n more articles.", "", state.to_go)

    def _wait(self) -> None:
        self._settled.start()

    def _choose(self) -> None:
        if self.spin.value() != self._state.retrain_after:
            self.retrain_chosen.emit(self.spin.value())


class TrainingStrip(QWidget):
    """How far a training is, with the button that stops it; hidden while there is none."""

    stop_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin hidden."""
        super().__init__(parent)
        self.label = plain_label()
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(self.tr("Training"))
        self.stop = KeyButton()
        self.stop.show_text(self.tr("Stop"))
        self.stop.clicked.connect(self.stop_requested)
        row = QHBoxLayout()
        row.setSpacing(_GAP)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.label)
        column.addLayout(row)
        self.hide()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.stop.show_theme(theme)

    def show_progress(self, text: str, done: int, total: int) -> None:
        """Say what is being done and how far it is; a total of 0 is unknown."""
        self.label.setText(text)
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.show()


def moment(made: str) -> str:
    """Return a time (UTC, ISO 8601) as it is written here, in local time; as it stands when it is none."""
    local = QDateTime.fromString(made, Qt.DateFormat.ISODateWithMs).toLocalTime()
    return QLocale().toString(local, QLocale.FormatType.ShortFormat) if local.isValid() else one_line(made)


def _wrapped() -> QLabel:
    label = plain_label(look="quiet")
    label.setWordWrap(True)
    return label
