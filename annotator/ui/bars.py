"""The strips of the window: above the panels, under the article, and the status bar. They show and ask only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QColor, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget
from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.decision import SpanState
from annotator.ui.actions import ActionSpec, Face, key_text
from annotator.ui.theme import Theme
from annotator.ui.words import Words

_SWITCHES = {Face.REVIEW: "review", Face.PROGRESS: "progress"}
_MAIN = {Face.ANNOTATE: "finish", Face.REVIEW: "review_next", Face.PROGRESS: "train"}
"""By face, the action of its main button."""
_HINT_TEXT = 260
"""Pixels that stay for the text of the hint bar."""


def plain_label(text: str = "", *, look: str = "", name: str = "") -> QLabel:
    """Return a label that shows text as text, whatever it is; `look` is one of the style sheet's ("quiet", "key")."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setObjectName(name)
    if look:
        label.setProperty(look, True)  # noqa: FBT003 - Qt's own signature
    return label


def key_cap(key: str) -> QLabel:
    """Return a little label that looks like a key."""
    cap = plain_label(key_text(key), look="key")
    cap.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return cap


class TopBar(QFrame):
    """The project's name on the left, the commonest actions and the menu on the right."""

    def __init__(self, actions: dict[str, QAction], groups: dict[str, list[ActionSpec]]) -> None:
        """Show these actions; `groups` become the menu's parts."""
        super().__init__()
        self.setObjectName("topBar")
        self._face = Face.ANNOTATE
        self.setAccessibleName(self.tr("Tools"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 12, 6)
        row.setSpacing(8)
        self._project = plain_label(name="projectName")
        row.addWidget(self._project)
        self._segments: dict[Face, QPushButton] = {}
        self._faces = self._face_buttons(actions)
        row.addWidget(self._faces)
        row.addStretch(1)
        self.buttons = {
            "undo": _action_button(actions["undo"], self.tr("Undo")),
            "export": _action_button(actions["export"], self.tr("Export…")),
            "finish": _action_button(actions["finish"], self.tr("Finish && next")),
            "review_next": _action_button(actions["review_next"], self.tr("Next disagreement")),
            "train": _action_button(actions["train"], self.tr("Train now")),
        }
        for name in _MAIN.values():
            self.buttons[name].setProperty("primary", True)  # noqa: FBT003 - Qt's own signature
        for button in self.buttons.values():
            row.addWidget(button)
        row.addWidget(self._menu_button(actions, groups))
        self.show_face(Face.ANNOTATE)

    def _face_buttons(self, actions: dict[str, QAction]) -> QWidget:
        """Return the buttons of which one is down: what the window shows."""
        row_of = QWidget()
        row_of.setObjectName("faces")
        row = QHBoxLayout(row_of)
        row.setContentsMargins(4, 0, 0, 0)
        row.setSpacing(0)
        for face, side, text, tip in (
            (Face.ANNOTATE, "left", self.tr("Annotate"), self.tr("Annotate articles")),
            (Face.REVIEW, "middle", self.tr("Review"), self.tr("Review where annotators disagree ({0})")),
            (Face.PROGRESS, "right", self.tr("Progress"), self.tr("What suggestions are worth, and training ({0})")),
        ):
            button = QPushButton(text)
            button.setProperty("segment", side)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            if face in _SWITCHES:
                tip = tip.format(key_text(actions[_SWITCHES[face]].shortcut().toString()))  # noqa: PLW2901 - with its key
            button.setToolTip(tip)
            button.clicked.connect(partial(self._switch, face, actions))
            self._segments[face] = button
            row.addWidget(button)
        return row_of

    def _switch(self, face: Face, actions: dict[str, QAction]) -> None:
        """Ask for a face."""
        before = self._face
        # What is down says what is shown, not what was clicked.
        self.show_face(before)
        if face is not before:
            # Each of the two goes to its face, and from there back to the articles.
            actions[_SWITCHES.get(face) or _SWITCHES[before]].trigger()

    def show_face(self, face: Face) -> None:
        """Show which face the window has, and its main button."""
        self._face = face
        for one, button in self._segments.items():
            button.setChecked(one is face)
        self._show_buttons()

    def _show_buttons(self) -> None:
        there = bool(self._project.text())
        main = _MAIN[self._face]
        undoes = self._face in Face.BOTH.shown
        for name, button in self.buttons.items():
            button.setVisible(there and (name in ("export", main) or (name == "undo" and undoes)))
        self._faces.setVisible(there)

    def _menu_button(self, actions: dict[str, QAction], groups: dict[str, list[ActionSpec]]) -> QToolButton:
        button = QToolButton()
        button.setObjectName("menuButton")
        button.setText("☰")
        button.setAccessibleName(self.tr("Menu"))
        button.setToolTip(self.tr("Everything the program can do"))
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(button)
        for group, specs in groups.items():
            part = menu.addMenu(group)
            for spec in specs:
                part.addAction(actions[spec.name])
        button.setMenu(menu)
        return button

    def show_project(self, name: str) -> None:
        """Show the project's file name; "" when none is open, where its buttons would mean nothing."""
        self._project.setText(name)
        self._show_buttons()


def _action_button(action: QAction, text: str) -> QPushButton:
    shortcut = key_text(action.shortcut().toString())
    button = QPushButton(f"{text}   {shortcut}" if shortcut else text)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setAccessibleName(text.replace("&&", "&"))
    button.clicked.connect(action.trigger)
    button.setEnabled(action.isEnabled())
    action.enabledChanged.connect(button.setEnabled)
    return button


class HintBar(QFrame):
    """Under the article: what is in focus and the keys that decide about it. Never covers text, can be put away."""

    def __init__(self, keys: dict[str, tuple[str, ...]]) -> None:
        """Take the keys to show."""
        super().__init__()
        self.setObjectName("hintBar")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.setSpacing(6)
        self._what = Words(elastic=True, bold=True)
        row.addWidget(self._what, 1)
        self._groups: list[QWidget] = []
        for text, names in (
            (self.tr("accept"), ("accept",)),
            (self.tr("reject"), ("reject",)),
            (self.tr("end"), ("end_earlier", "end_later")),
            (self.tr("all mentions"), ("all_mentions",)),
            (self.tr("label"), ("label_menu",)),
        ):
            own = [keys[name][0] for name in names if keys[name]]
            if own:
                self._groups.append(_key_group(text, own))
                row.addWidget(self._groups[-1])
        self._focused = False
        self._fit()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show as many keys as leave room to read what they are for."""
        room = self.width() - _HINT_TEXT
        for group in self._groups:
            room -= group.sizeHint().width() + 6
            wanted = self._focused and room >= 0
            if group.isHidden() is wanted:
                group.setVisible(wanted)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._what.set_colour(theme.text)

    def show_focus(self, mention: Mention | None, surface: str, otherwise: str) -> None:
        """Show the focused mention, or a sentence when there is none."""
        if self._focused is not (mention is not None):
            self._focused = mention is not None
            self._fit()
        self._what.set_text(self._describe(mention, surface) if mention else otherwise)

    def _describe(self, mention: Mention, surface: str) -> str:
        state = {
            SpanState.SUGGESTED: self.tr("suggested"),
            SpanState.ACCEPTED: self.tr("accepted"),
            SpanState.REJECTED: self.tr("rejected"),
        }[mention.state]
        short = " ".join(surface.split())
        short = short if len(short) <= 40 else short[:39] + "…"  # noqa: PLR2004 - what fits a small window
        parts = [f"{state} {mention.label}"]
        if mention.score is not None:
            parts.append(f"{mention.score:.2f}")
        return f"{short}   {' · '.join(parts)}"


def _key_group(text: str, keys: list[str]) -> QWidget:
    group = QWidget()
    row = QHBoxLayout(group)
    row.setContentsMargins(4, 0, 0, 0)
    row.setSpacing(4)
    for key in keys:
        row.addWidget(key_cap(key))
    row.addWidget(plain_label(text, look="quiet"))
    group.ensurePolished()
    return group


class StatusBar(QFrame):
    """The last line: when the last decision was saved, who annotates, the suggester, how far one is."""

    keys_requested = Signal()

    def __init__(self, keys: Mapping[str, Sequence[str]]) -> None:
        """Begin with nothing saved; `keys` are the keys of actions by name."""
        super().__init__()
        self.setObjectName("statusStrip")
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 3, 12, 3)
        row.setSpacing(16)
        self._theme: Theme | None = None
        self._saved = Words()
        self._saved.setObjectName("saved")
        self._saved.hide()
        self._annotator = Words()
        self._suggester = Words()
        self._said = Words(elastic=True)
        self._said.setObjectName("said")
        self._undo = Words()
        self._article = Words()
        self._project = Words()
        row.addWidget(self._saved)
        row.addWidget(self._annotator)
        row.addWidget(self._suggester)
        row.addWidget(self._said, 1)
        row.addWidget(self._undo)
        row.addWidget(self._article)
        row.addWidget(self._project)
        key = key_text(keys["keys"][0]) if keys["keys"] else ""
        link = QPushButton(self.tr("{0} keys").format(key) if key else self.tr("keys"))
        link.setObjectName("link")
        link.setFlat(True)
        link.clicked.connect(self.keys_requested)
        row.addWidget(link)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for words in (self._annotator, self._suggester, self._undo, self._article, self._project):
            words.set_colour(theme.quiet)
        self._said.set_colour(theme.text)
        self._saved.set_colour(theme.saved)

    def show_saved(self, moment: str) -> None:
        """Say when the last commit was (UTC, ISO 8601; shown in local time), "" for none yet."""
        local = datetime.fromisoformat(moment).astimezone() if moment else None
        text = self.tr("✓ saved {0}").format(local.strftime("%H:%M:%S")) if local else ""
        self._state(text, self._theme.saved if self._theme else None)

    def show_waiting(self, count: int) -> None:
        """Say that decisions wait for another program to finish writing."""
        if count:
            self._state(self.tr("⏳ %n waiting to be saved", "", count), self._theme.warning if self._theme else None)

    def show_unsaved(self) -> None:
        """Say that the last decision was not saved."""
        self._state(self.tr("⚠ not saved"), self._theme.warning if self._theme else None)

    def _state(self, text: str, colour: QColor | None) -> None:
        self._saved.set_colour(colour)
        self._saved.set_text(text)
        if self._saved.isHidden() is bool(text):
            self._saved.setVisible(bool(text))

    def show_annotator(self, name: str) -> None:
        """Say who annotates."""
        self._annotator.set_text(name)
        self._annotator.setAccessibleName(self.tr("Annotator {0}").format(name))

    def show_suggester(self, text: str) -> None:
        """Say which suggester is at work and how far it is."""
        self._suggester.set_text(text)

    def say(self, text: str) -> None:
        """Show a sentence until the next one."""
        self._said.set_text(text)

    def show_progress(self, article: tuple[int, int] | None, project: tuple[int, int] | None, undo: int) -> None:
        """Show decided of all in the article, finished of all in the project, and how many steps can be undone."""
        self._article.set_text(self.tr("{0} of {1} decided").format(*article) if article else "")
        self._project.set_text(self.tr("{0} of {1} finished").format(*project) if project else "")
        self._undo.set_text(self.tr("undo {0}").format(undo) if undo else "")
