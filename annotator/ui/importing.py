"""Asking what an import leaves open, one dialog after another, and handing the answers back."""

from __future__ import annotations

from collections import deque
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from annotator.ui.files import Files
from annotator.workflow import projects
from annotator.workflow.annotating import Session

if TYPE_CHECKING:
    from collections.abc import Callable

    from annotator.ui.dialogs.import_ import ImportDialog
    from annotator.ui.dialogs.name_list import NameListDialog
    from annotator.workflow.import_questions import ImportQuestion


class Importing(QObject):
    """Opens a dialog for each question that `files` has, over `window`."""

    def __init__(self, files: Files, session: Callable[[], Session | None], window: QWidget) -> None:
        """Listen from now on; `session` gives the open one."""
        super().__init__(window)
        self._files = files
        self._session = session
        self._window = window
        self._waiting: deque[tuple[Path, ImportQuestion]] = deque()
        self._asking = False
        files.asked.connect(self._ask)

    def _ask(self, project: Path, question: ImportQuestion) -> None:
        self._waiting.append((project, question))
        if not self._asking:
            self._next()

    def _next(self) -> None:
        self._asking = bool(self._waiting)
        if self._waiting:
            project, question = self._waiting.popleft()
            dialog = self._dialog(project, question)
            dialog.chosen.connect(partial(self._files.answer, project, question))
            dialog.finished.connect(self._next)
            dialog.open()

    def _dialog(self, project: Path, question: ImportQuestion) -> ImportDialog | NameListDialog:
        from annotator.ui.dialogs.import_ import ImportDialog  # noqa: PLC0415 - loaded when something is asked
        from annotator.ui.dialogs.name_list import NameListDialog  # noqa: PLC0415 - likewise

        session = self._session()
        there = session is not None and session.project.path == project
        scheme = session.scheme if session is not None and there else projects.shipped_scheme(projects.DEFAULT_SCHEME)
        if question.names:
            return NameListDialog(question.paths[0], self._window, known=scheme.names)
        return ImportDialog(question, self._window, known=scheme.names, annotator=self._files.annotator)
