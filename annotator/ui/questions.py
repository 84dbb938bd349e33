"""What is asked before something is done: notes, labels and same mentions in the article, and the program's dialogs.

Each dialog loads when it is asked for. What the answers mean is for those who are told of them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint

from annotator.domain.annotation import Note
from annotator.ui.faces import Faces
from annotator.ui.main_window import MainWindow


class Questions(QObject):
    """Opens the dialogs and menus of one window."""

    def __init__(self, window: MainWindow, faces: Faces) -> None:
        """Ask for this window; in the review the faces ask."""
        super().__init__(window)
        self._window = window
        self._faces = faces
        window.deciding.menu_requested.connect(self._show_label_menu)
        window.status.keys_requested.connect(self._show_keys)
        window.docks.note_edit_requested.connect(self._edit_note)

    def deeds(self) -> dict[str, Callable[[], object]]:
        """Return the actions that ask something, by name."""
        return {
            "all_mentions": self._all_mentions,
            "label_menu": self._open_label_menu,
            "note": self._note,
            "print": self._print,
            "settings": self._settings,
            "keys": self._show_keys,
            "palette": self._palette,
        }

    # ---- about the open article

    def _all_mentions(self) -> None:
        window = self._window
        session, page, focus = window.bridge.session, window.bridge.page, window.deciding.focus
        selection = window.view.selection()
        if session is None or page is None:
            return
        if focus is not None:
            surface, label = page.surface(focus), focus.label
        elif selection is not None:
            surface, label = page.article.text[slice(*selection)].strip(), session.scheme.labels[0].name
        else:
            window.status.say(self.tr("Focus a span or select some text first."))
            return
        from annotator.ui.dialogs.all_mentions import AllMentionsDialog  # noqa: PLC0415 - loaded when asked for

        dialog = AllMentionsDialog(session, window.jobs, surface, label, window)
        dialog.chosen.connect(window.deciding.decide_all)
        dialog.open()

    def _note(self) -> None:
        window = self._window
        if self._faces.in_review:
            self._faces.ask_note()
            return
        page, focus = window.bridge.page, window.deciding.focus
        if page is None:
            return
        place = window.view.selection() or ((focus.start, focus.end) if focus else (-1, -1))
        self._ask_note(place, next((one for one in page.notes if (one.start, one.end) == place), None))

    def _ask_note(self, place: tuple[int, int], there: Note | None) -> None:
        from annotator.ui.dialogs.note import NoteDialog  # noqa: PLC0415 - loaded when asked for

        window = self._window
        page = window.bridge.page
        if page is None:
            return
        about = page.article.text[slice(*place)] if place[0] >= 0 else ""
        dialog = NoteDialog(about, there.text if there else "", window)
        dialog.chosen.connect(partial(window.deciding.note, place, there.key if there else ""))
        dialog.open()

    def _edit_note(self, key: str) -> None:
        page = self._window.bridge.page
        note = next((one for one in page.notes if one.key == key), None) if page is not None else None
        if note is not None:
            self._ask_note((note.start, note.end), note)

    def _open_label_menu(self) -> None:
        if self._faces.in_review:
            self._faces.open_label_menu()
            return
        view, focus = self._window.view, self._window.deciding.focus
        place = view.selection() or ((focus.start, focus.end) if focus else None)
        if place is not None:
            self._show_label_menu(view.viewport().mapToGlobal(view.rect_of(*place).bottomLeft()))

    def _show_label_menu(self, place: QPoint) -> None:
        from annotator.ui.article.label_menu import LabelMenu  # noqa: PLC0415 - loaded when asked for

        window = self._window
        session = window.bridge.session
        if session is None or (window.deciding.focus is None and window.view.selection() is None):
            return
        focus = window.deciding.focus
        menu = LabelMenu(session.scheme.labels, theme=window.theme, current=focus.label if focus else "", parent=window)
        menu.label_chosen.connect(window.deciding.label)
        menu.open_at(place)

    # ---- about the program

    def _show_keys(self) -> None:
        from annotator.ui.dialogs.keys import KeysDialog  # noqa: PLC0415 - loaded when asked for

        session = self._window.bridge.session
        KeysDialog(self._window.keys, session.scheme if session else None, self._window).open()

    def _palette(self) -> None:
        from annotator.ui.dialogs.palette import Palette  # noqa: PLC0415 - loaded when asked for

        Palette(self._window.actions_by_name, self._window).open()

    def _settings(self) -> None:
        from annotator.ui.dialogs.settings import SettingsDialog  # noqa: PLC0415 - loaded when asked for

        session = self._window.bridge.session
        dialog = SettingsDialog(self._window.settings, self._window, scheme=session.scheme if session else None)
        dialog.chosen.connect(self._window.change_settings)
        dialog.open()

    def _print(self) -> None:
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter  # noqa: PLC0415 - loaded when asked for

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        dialog = QPrintDialog(printer, self._window)
        dialog.accepted.connect(lambda: self._window.view.print_to(printer))
        dialog.setModal(True)
        dialog.show()
