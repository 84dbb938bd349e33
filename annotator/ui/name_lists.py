"""The project's lists of names in the window: shown, switched off, removed and brought back, added to.

Everything that reads or writes the project runs as a job, one after the other; then the suggester is loaded anew.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog

from annotator.errors import AnnotatorError, CancelledError
from annotator.ui.jobs import Progress
from annotator.ui.main_window import MainWindow
from annotator.ui.progressing import Progressing

if TYPE_CHECKING:
    from annotator.ui.dialogs.name_lists import NameListsDialog
    from annotator.workflow.gazetteers_in import GazetteerReport
    from annotator.workflow.name_lists import NameList, RemovedList
    from annotator.workflow.projects import Project

Deed = Callable[["Project"], object]


class NameLists(QObject):
    """Opens the dialog and does what it asks for; while a project is open, what was removed can be brought back."""

    def __init__(self, window: MainWindow, progressing: Progressing) -> None:
        """Show nothing yet."""
        super().__init__(window)
        self._window = window
        self._progressing = progressing
        self.dialog: NameListsDialog | None = None
        self._waiting: deque[tuple[Deed | None, str]] = deque()
        self._busy = False
        self._adding = False
        self._removed: list[RemovedList] = []
        self._of: Path | None = None
        window.files.opened.connect(self._forget)
        window.files.listed.connect(self._listed)

    def deeds(self) -> dict[str, Callable[[], object]]:
        """Return what the actions do, by name."""
        return {"name_lists": self.show}

    def show(self, current: str = "") -> None:
        """Show the lists there are; the one named is the current one."""
        from annotator.ui.dialogs.name_lists import NameListsDialog  # noqa: PLC0415 - loaded when asked for

        if self.dialog is not None or self._path() is None:
            return
        self._adding = False
        dialog = self.dialog = NameListsDialog(self._window)
        dialog.switch_requested.connect(self._switch)
        dialog.remove_requested.connect(self._remove)
        dialog.undo_requested.connect(self._undo)
        dialog.add_requested.connect(self._add)
        dialog.finished.connect(self._closed)
        # Opened once there is something to show: counting comes first.
        self._do(None, current)

    def _closed(self) -> None:
        self.dialog = None

    def _forget(self, path: Path) -> None:
        if path != self._of:
            self._removed.clear()
            self._of = path
            if self.dialog is not None:
                self.dialog.reject()

    # ---- what is asked for

    def _switch(self, name: str, on: bool) -> None:  # noqa: FBT001 - Qt's signal
        from annotator.workflow.name_lists import switch_list  # noqa: PLC0415 - loaded already

        self._do(lambda project: switch_list(project, name, on=on))

    def _remove(self, name: str) -> None:
        from annotator.workflow.name_lists import remove_list  # noqa: PLC0415 - loaded already

        self._do(lambda project: self._removed.append(remove_list(project, name)))

    def _undo(self) -> None:
        from annotator.workflow.name_lists import put_back  # noqa: PLC0415 - loaded already

        if self._removed:
            last = self._removed.pop()

            def deed(project: Project) -> None:
                try:
                    put_back(project, last)
                except AnnotatorError:
                    self._removed.append(last)
                    raise

            self._do(deed, last.whole.name)

    def _add(self) -> None:
        path = self._path()
        names, _ = QFileDialog.getOpenFileNames(
            self._window,
            self.tr("Add a list of names"),
            "",
            self.tr("Lists of names (*.txt *.csv *.tsv *.jsonl);;All files (*)"),
        )
        if names and path is not None and self.dialog is not None:
            # What has to be asked about them comes now: this dialog comes back when they are in.
            self.dialog.reject()
            self._adding = True
            self._window.files.import_into(path, [Path(name) for name in names])

    def _listed(self, report: GazetteerReport) -> None:
        if self.dialog is not None:
            self._do(None, report.name)
        elif self._adding and self._progressing.in_sight:
            self.show(report.name)
        self._progressing.read()

    # ---- work that must not wait on the window's thread

    def _do(self, deed: Deed | None, current: str = "") -> None:
        """Do something in the project, and show how its lists stand then."""
        self._waiting.append((deed, current))
        if not self._busy:
            self._next()

    def _next(self) -> None:
        session = self._window.bridge.session
        if not self._waiting or session is None:
            self._busy = False
            self._waiting.clear()
            return
        self._busy = True
        deed, current = self._waiting.popleft()
        path, annotator = session.project.path, session.annotator

        def work(_progress: Progress) -> tuple[NameList, ...]:
            from annotator.workflow.name_lists import name_lists  # noqa: PLC0415 - not before it is needed
            from annotator.workflow.projects import open_project  # noqa: PLC0415 - loaded already

            with open_project(path) as project:
                if deed is not None:
                    deed(project)
                return name_lists(project, annotator)

        self._window.jobs.run(work, partial(self._done, current, changed=deed is not None), self._failed)

    def _done(self, current: str, rows: tuple[NameList, ...], *, changed: bool) -> None:
        dialog = self.dialog
        if dialog is not None:
            removed = self._removed[-1].whole.name if self._removed else ""
            dialog.show_lists(rows, current=current, removed=removed)
            if not dialog.isVisible():
                dialog.open()
        if changed:
            self._progressing.choices_changed.emit()
            self._progressing.read()
        self._next()

    def _failed(self, error: BaseException) -> None:
        if self.dialog is not None and not self.dialog.isVisible():
            self.dialog.deleteLater()
            self.dialog = None
        self._next()
        if isinstance(error, CancelledError):
            return
        if not isinstance(error, AnnotatorError):
            raise error
        self._window.show_error(error)

    def _path(self) -> Path | None:
        session = self._window.bridge.session
        return session.project.path if session is not None else None
