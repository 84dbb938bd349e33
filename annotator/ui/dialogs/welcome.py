"""The page in the window's centre while no project is open: what the program is, and the ways to begin."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from annotator.ui.models.plain import isolated, one_line, plain_tip
from annotator.ui.own_keys import is_plain

_WIDTH = 460
_MOST = 8


class WelcomePage(QScrollArea):
    """Offers the sample articles, a folder, a project, and the recent projects. Arrow keys go from one to the next."""

    sample_requested = Signal()
    folder_requested = Signal()
    project_requested = Signal()
    recent_requested = Signal(str)
    """Open the project at this path."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the page without recent projects."""
        super().__init__(parent)
        self.setObjectName("welcome")
        self.setWidgetResizable(True)
        self.setFrameShape(QScrollArea.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget(self)
        self._column = QWidget(inner)
        self._column.setFixedWidth(_WIDTH)
        self._column.setObjectName("welcome_column")
        self._column.setStyleSheet("#welcome_column { background: transparent }")
        lines = QVBoxLayout(self._column)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(8)
        title = self._label(self.tr("Annotator"), "title")
        what = self._label(self.tr("Label who, where and when in news articles. Offline, by keyboard, always saved."))
        what.setProperty("quiet", True)  # noqa: FBT003 - Qt's property, not an option
        self.sample = self._button(self.tr("&Try the sample articles"), primary=True)
        self.folder = self._button(self.tr("Open a &folder of articles…"))
        self.project = self._button(self.tr("Open a &project…"))
        self.sample.clicked.connect(self.sample_requested)
        self.folder.clicked.connect(self.folder_requested)
        self.project.clicked.connect(self.project_requested)
        self._heading = self._label(self.tr("Recent projects"), "heading")
        self._recent = QVBoxLayout()
        self._recent.setSpacing(4)
        self.recent: list[QPushButton] = []
        hint = self._label(self.tr("Files and folders can also be dropped on this window."))
        hint.setProperty("quiet", True)  # noqa: FBT003 - Qt's property, not an option
        lines.addWidget(title)
        lines.addWidget(what)
        lines.addSpacing(12)
        for button in (self.sample, self.folder, self.project):
            lines.addWidget(button)
        lines.addSpacing(12)
        lines.addWidget(self._heading)
        lines.addLayout(self._recent)
        lines.addSpacing(12)
        lines.addWidget(hint)
        outer = QVBoxLayout(inner)
        outer.setContentsMargins(24, 24, 24, 24)
        outer.addStretch(2)
        centre = QHBoxLayout()
        centre.addStretch(1)
        centre.addWidget(self._column)
        centre.addStretch(1)
        outer.addLayout(centre)
        outer.addStretch(3)
        self.setWidget(inner)
        self.show_recent(())

    def show_recent(self, paths: Sequence[str]) -> None:
        """List these projects, the newest first; those that are not there any more are left out."""
        for button in self.recent:
            self._recent.removeWidget(button)
            button.deleteLater()
        there = [Path(path) for path in paths if Path(path).is_file()][:_MOST]
        self.recent = [self._recent_button(path) for path in there]
        for button in self.recent:
            self._recent.addWidget(button)
        self._heading.setVisible(bool(there))
        self.setFocusProxy(self.recent[0] if self.recent else self.sample)

    def _recent_button(self, path: Path) -> QPushButton:
        text = f"{one_line(path.name, limit=48)}   {isolated(_short(path.parent))}"
        button = self._button(text.replace("&", "&&"))
        button.setToolTip(plain_tip(str(path)))
        button.setAccessibleName(self.tr("Open {project}").format(project=one_line(path.name)))
        button.setAccessibleDescription(str(path))
        button.clicked.connect(lambda: self.recent_requested.emit(str(path)))
        return button

    def _label(self, text: str, name: str = "") -> QLabel:
        label = QLabel(text, self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        if name:
            label.setProperty(name, True)  # noqa: FBT003 - Qt's property, not an option
        return label

    def _button(self, text: str, *, primary: bool = False) -> QPushButton:
        button = QPushButton(text, self)
        button.setAutoDefault(False)
        button.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        button.setProperty("primary", primary)
        return button

    def keyPressEvent(self, event: QKeyEvent, /) -> None:  # noqa: N802 - Qt's name
        """Go to the next or previous button with the arrows; press the focused one with Enter."""
        buttons = [self.sample, self.folder, self.project, *self.recent]
        at = next((place for place, one in enumerate(buttons) if one.hasFocus()), -1)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            target = buttons[(at + step) % len(buttons)]
            target.setFocus(Qt.FocusReason.TabFocusReason)
            self.ensureWidgetVisible(target)
        # Ctrl+Enter finishes an article, and here it means nothing.
        elif at >= 0 and is_plain(event, (Qt.Key.Key_Return, Qt.Key.Key_Enter)):
            buttons[at].click()
        else:
            super().keyPressEvent(event)


def _short(folder: Path) -> str:
    """Return a folder as people name it, with ~ for their home."""
    home = Path.home()
    return f"~/{folder.relative_to(home)}" if folder.is_relative_to(home) and folder != home else str(folder)
