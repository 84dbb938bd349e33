"""The project's lists of names: what came of each; switched off, removed and brought back, or another one added."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QDateTime, QLocale, QModelIndex, QRect, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHeaderView, QSizePolicy, QWidget
from typing_extensions import override

from annotator.ui.dialogs.parts import Dialog, plain_label
from annotator.ui.models.name_lists import LABELS, NAME, NameListsModel
from annotator.ui.models.plain import isolated, one_line
from annotator.ui.own_keys import CHOOSE, is_plain
from annotator.ui.tables import RowTable
from annotator.workflow.name_lists import NameList

_SIZE = (840, 400)
_PAD = 18
_LABELS_WIDTH = 150
_UNDO = QKeySequence.StandardKey.Undo
_REMOVE = frozenset({Qt.Key.Key_Delete, Qt.Key.Key_Backspace})


class NameListTable(RowTable):
    """The lists; Space or Enter switches one off and on, Delete removes it."""

    switch_requested = Signal(object)
    """Switch this NameList off, or on again."""
    remove_requested = Signal(object)
    """Remove this NameList."""
    row_changed = Signal()
    """Another row is the current one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.rows = NameListsModel(self)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Lists of names"))
        self.setAccessibleDescription(self.tr("Space switches a list off or on, Delete removes it."))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._click)
        self.selectionModel().currentRowChanged.connect(self._moved)

    def _moved(self) -> None:
        self.row_changed.emit()

    @property
    def current(self) -> NameList | None:
        """The current list."""
        at = self.currentIndex().row()
        return self.rows.rows[at] if 0 <= at < len(self.rows.rows) else None

    def show_lists(self, rows: Sequence[NameList], *, current: str = "") -> None:
        """Show these; the current row stays, or is the one named, or the one where the current was."""
        was, at = self.current, self.currentIndex().row()
        self.rows.show_lists(rows)
        wanted = current or (was.name if was is not None else "")
        place = self.rows.place_of(wanted)
        if rows:
            self.setCurrentIndex(self.rows.index(place if place >= 0 else min(max(at, 0), len(rows) - 1), NAME))
        self._fit_columns()
        self.row_changed.emit()

    def _fit_columns(self) -> None:
        header = self.horizontalHeader()
        for column in range(NAME + 1, LABELS + 1):
            wide = max(self.sizeHintForColumn(column), header.sectionSizeHint(column)) + _PAD // 2
            header.resizeSection(column, min(wide, _LABELS_WIDTH) if column == LABELS else wide)

    def _click(self, index: QModelIndex) -> None:
        box: QRect = self.visualRect(index)
        side = self.viewport().mapFromGlobal(self.cursor().pos()).x()
        near = side - box.left() if not self.isRightToLeft() else box.right() - side
        if index.column() == NAME and 0 <= near <= box.height():
            self.switch()

    def switch(self) -> None:
        """Ask that the current one be switched."""
        if self.current is not None:
            self.switch_requested.emit(self.current)

    def remove(self) -> None:
        """Ask that the current one be removed."""
        if self.current is not None:
            self.remove_requested.emit(self.current)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if is_plain(event, CHOOSE):
            if not event.isAutoRepeat():
                self.switch()
        elif is_plain(event, _REMOVE):
            if not event.isAutoRepeat():
                self.remove()
        else:
            super().keyPressEvent(event)


class NameListsDialog(Dialog):
    """The table, what the current row says, and buttons; it stays open and asks, whoever opened it does."""

    switch_requested = Signal(str, bool)
    """Suggest nothing from the list of this name, or from it again (True)."""
    remove_requested = Signal(str)
    """Remove the list of this name."""
    undo_requested = Signal()
    """Bring back what was removed last."""
    add_requested = Signal()
    """Another list is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.say(
            self.tr("Lists of names"),
            self.tr("The names in these lists are suggested wherever they stand, in this project."),
        )
        self.table = NameListTable()
        self.nothing = plain_label(look="quiet", wrap=True)
        self.nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.nothing.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Expanding)
        self.nothing.setText(
            self.tr(
                "There are no lists yet. Add a file with a name on each line, a table of names and labels, or spaCy’s "
                "patterns; opening or dropping one in the window does the same."
            )
        )
        self.about = plain_label(look="quiet", wrap=True)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.nothing, 1)
        self.body.addWidget(self.about)
        self.add = self.add_other(self.tr("&Add a list…"))
        self.switch = self.add_other(self.tr("Switch o&ff"))
        self.remove = self.add_other(self.tr("&Remove"))
        self.undo = self.add_other(self.tr("&Undo"))
        self.add_reject(self.tr("Close"))
        self.table.switch_requested.connect(self._switch)
        self.table.remove_requested.connect(self._remove)
        self.table.row_changed.connect(self._describe)
        self.switch.clicked.connect(self.table.switch)
        self.remove.clicked.connect(self.table.remove)
        self.undo.clicked.connect(self._undo)
        QShortcut(_UNDO, self).activated.connect(self._undo)
        self.add.clicked.connect(self.add_requested)
        self.resize(*_SIZE)
        self.show_lists(())

    def show_lists(self, rows: Sequence[NameList], *, current: str = "", removed: str = "") -> None:
        """Show these; `current` is the row to go to, `removed` the list that Undo brings back ("" for none)."""
        was_empty, was_undone = self.table.isHidden(), self.undo.hasFocus() and not removed
        self._removed = removed
        self.table.show_lists(rows, current=current)
        self.table.setVisible(bool(rows))
        self.nothing.setVisible(not rows)
        self.undo.setEnabled(bool(removed))
        self._describe()
        if rows and (was_empty or was_undone):
            self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        elif not rows:
            (self.undo if removed else self.add).setFocus(Qt.FocusReason.OtherFocusReason)

    def _describe(self) -> None:
        one = self.table.current
        for button in (self.switch, self.remove):
            button.setEnabled(one is not None)
        said = [] if one is None else [self._origin(one)]
        if one is not None:
            self.switch.setText(self.tr("Switch o&ff") if one.on else self.tr("Switch o&n"))
        if self._removed:
            removed = self.tr("{0} was removed; {1} brings it back.")
            key = QKeySequence(_UNDO).toString(QKeySequence.SequenceFormat.NativeText)
            said.append(removed.format(isolated(one_line(self._removed, limit=60)), key))
        self.about.setText("\n".join(said))

    def _origin(self, one: NameList) -> str:
        made = QDateTime.fromString(one.created, Qt.DateFormat.ISODateWithMs).toLocalTime()
        when = QLocale().toString(made.date(), QLocale.FormatType.ShortFormat) if made.isValid() else ""
        said = self.tr("From {0}, {1}.") if when else self.tr("From {0}.")
        off = "" if one.on else f" {self.tr('It is switched off: nothing is suggested from it.')}"
        return said.format(isolated(one_line(one.source, limit=60)), when) + off

    def _switch(self, one: NameList) -> None:
        self.switch_requested.emit(one.name, not one.on)

    def _undo(self) -> None:
        if self._removed:
            self.undo_requested.emit()

    def _remove(self, one: NameList) -> None:
        self.remove_requested.emit(one.name)
