"""What each action of the table does: one line an action, or the deeds of those who know what they are about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt

from annotator.ui.actions import ACTIONS
from annotator.ui.behind import Behind
from annotator.ui.faces import Faces
from annotator.ui.jobs import Job
from annotator.ui.learning import Learning
from annotator.ui.main_window import MainWindow
from annotator.ui.name_lists import NameLists
from annotator.ui.pipelines import Pipelines
from annotator.ui.progressing import Progressing
from annotator.ui.projects import Projects
from annotator.ui.questions import Questions

if TYPE_CHECKING:
    from annotator.ui.deciding import Deciding
    from annotator.ui.reviewing import Reviewing

_SIZES = range(12, 33)
_NORMAL_SIZE = 17


class Commands(QObject):
    """Connects the window's actions with what they do, and keeps what runs behind it going."""

    def __init__(self, window: MainWindow) -> None:
        """Connect everything; nothing heavy begins before the first paint."""
        super().__init__(window)
        self.window = window
        self._behind = Behind(window)
        self.faces = Faces(window)
        self.faces.began.connect(self._show_job)
        self.progressing = Progressing(window)
        self.learning = Learning(window)
        self._pipelines = Pipelines(window, self.progressing)
        self._name_lists = NameLists(window, self.progressing)
        self._follow_learning()
        self.projects = Projects(window, self._behind, self.faces)
        self.projects.began.connect(self._show_job)
        self._questions = Questions(window, self.faces)
        self._connect_actions()

    def _follow_learning(self) -> None:
        """Let the suggester, its training and the page about both hear of one another."""
        learning, progressing, behind = self.learning, self.progressing, self._behind
        learning.pipeline_changed.connect(behind.load_again)
        learning.told.connect(behind.show_training)
        learning.progressed.connect(progressing.show_training)
        learning.ended.connect(progressing.end_training)
        progressing.choices_changed.connect(behind.load_again)
        progressing.asked.connect(self.window.trigger)
        behind.loaded.connect(progressing.show_name)

    def _connect_actions(self) -> None:
        window, deciding = self.window, self.window.deciding
        deeds: dict[str, Callable[[], object]] = {
            "next": deciding.next,
            "previous": deciding.previous,
            "accept": deciding.accept,
            "reject": deciding.reject,
            "remove": deciding.remove,
            "finish": lambda: self._here().finish(),
            "flag": deciding.flag,
            "skip": deciding.skip,
            "ignore": deciding.ignore,
            "undo": lambda: self._here().undo(),
            "redo": lambda: self._here().redo(),
            "next_article": lambda: deciding.go(step=1),
            "previous_article": lambda: deciding.go(step=-1),
            "next_unfinished": lambda: deciding.go(step=1, unfinished=True),
            "guideline": window.docks.read_guideline,
            "suggest": self._behind.suggest_again,
            "show_rejected": self._toggle_rejected,
            "find": window.finding.open,
            "find_next": lambda: window.finding.step(1),
            "find_previous": lambda: window.finding.step(-1),
            "search": window.docks.search,
            "larger": lambda: self._size(window.settings.article_size + 1),
            "smaller": lambda: self._size(window.settings.article_size - 1),
            "normal_size": lambda: self._size(_NORMAL_SIZE),
            "theme": self._toggle_theme,
            "article_panel": lambda: window.view.setFocus(Qt.FocusReason.ShortcutFocusReason),
            "full_screen": self._full_screen,
            "quit": window.close,
            "train": self.learning.train,
            "stop_training": self.learning.stop_on_request,
        }
        for part in (self.projects, self._questions, self.faces, self.progressing, self._pipelines, self._name_lists):
            deeds |= part.deeds()
        for edge in ("start", "end"):
            for later, name in ((True, "later"), (False, "earlier")):
                for character, suffix in ((False, ""), (True, "_character")):
                    deeds[f"{edge}_{name}{suffix}"] = partial(self._move, edge, later=later, character=character)
        for spec in ACTIONS:
            if spec.name.endswith("_panel") and spec.name not in deeds:
                deeds[spec.name] = partial(window.docks.go_to, spec.name.removesuffix("_panel"))
        for spec in ACTIONS:
            window.actions_by_name[spec.name].triggered.connect(_called(deeds[spec.name]))

    def _here(self) -> Deciding | Reviewing:
        """Return whom the keys that both faces have are for."""
        reviewing = self.faces.reviewing
        return reviewing if self.faces.in_review and reviewing is not None else self.window.deciding

    def _move(self, edge: str, *, later: bool, character: bool) -> None:
        self._here().move(edge=edge, later=later, character=character)

    def _show_job(self, job: Job[object], what: str) -> None:
        from annotator.ui.dialogs.progress import ProgressStrip  # noqa: PLC0415 - only for what takes long

        strip = ProgressStrip(what)
        self.window.add_strip(strip)
        job.progressed.connect(strip.show_progress)
        job.ended.connect(strip.finish)
        strip.cancel_requested.connect(job.cancel)
        strip.begin()

    # ---- looks

    def _size(self, size: int) -> None:
        if size in _SIZES:
            self.window.change_settings(replace(self.window.settings, article_size=size))

    def _toggle_theme(self) -> None:
        dark = self.window.theme.dark
        self.window.change_settings(replace(self.window.settings, theme="light" if dark else "dark"))

    def _toggle_rejected(self) -> None:
        shown = self.window.actions_by_name["show_rejected"].isChecked()
        self.window.change_settings(replace(self.window.settings, show_rejected=shown))

    def _full_screen(self) -> None:
        window = self.window
        window.showNormal() if window.isFullScreen() else window.showFullScreen()


def _called(deed: Callable[[], object]) -> Callable[[], None]:
    """Drop the `checked` that an action's signal carries."""

    def call() -> None:
        deed()

    return call
