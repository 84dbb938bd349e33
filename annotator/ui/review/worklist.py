"""The worklist: a row for each case of disagreement, read page by page when it is looked at.

What a row says is made in `presenting`, how it is painted is in `worklist_painting`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from annotator.ui.models.plain import isolated, plain_tip
from annotator.ui.own_keys import CHOOSE, is_plain
from annotator.ui.panels.painting import VALUE_ROLE, RowsView
from annotator.ui.review.worklist_painting import WorkDelegate
from annotator.ui.review.worklist_row import WorkRow, WorkStatus
from annotator.ui.theme import Theme

__all__ = ["WorkRow", "WorkStatus", "WorklistModel", "WorklistView"]

Index = QModelIndex | QPersistentModelIndex
Fetch = Callable[[int, int], Sequence[WorkRow]]
"""Returns the rows from the first to before the last."""
_PAGE = 64
_PAGES = 200
_ROOT = QModelIndex()


def _nothing(_first: int, _last: int) -> Sequence[WorkRow]:
    return ()


class WorklistModel(QAbstractListModel):
    """So many rows, fetched a page at a time and kept as long as there are not too many."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._count = 0
        self._fetch: Fetch = _nothing
        self._pages: dict[int, Sequence[WorkRow]] = {}

    def show_rows(self, count: int, fetch: Fetch) -> None:
        """Take another list."""
        self.beginResetModel()
        self._count, self._fetch = count, fetch
        self._pages.clear()
        self.endResetModel()

    def refresh(self, rows: Iterable[int] | None = None) -> None:
        """Fetch these rows again, those that were fetched; None for all of them."""
        if rows is None:
            self._pages.clear()
            if self._count:
                self.dataChanged.emit(self.index(0), self.index(self._count - 1))
            return
        for row in rows:
            page, place = divmod(row, _PAGE)
            there = self._pages.get(page)
            if there is not None and place < len(there):
                # Only this one: the others of its page would each be read from the disk again.
                self._pages[page] = [*there[:place], *self._fetch(row, row + 1), *there[place + 1 :]]
                self.dataChanged.emit(self.index(row), self.index(row))

    def row(self, at: int) -> WorkRow | None:
        """Return a row; None when there is none."""
        page, place = divmod(at, _PAGE)
        found = self._pages.get(page)
        if found is None:
            while len(self._pages) >= _PAGES:
                del self._pages[next(iter(self._pages))]
            first = page * _PAGE
            found = self._pages[page] = self._fetch(first, min(first + _PAGE, self._count))
        return found[place] if place < len(found) else None

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else self._count

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= self._count:
            return None
        if role not in (
            VALUE_ROLE,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        row = self.row(index.row())
        if row is None or role == VALUE_ROLE:
            return row
        if role == Qt.ItemDataRole.DisplayRole:
            return row.surface
        return plain_tip(self._tip(row)) if role == Qt.ItemDataRole.ToolTipRole else self._spoken(row)

    def _tip(self, row: WorkRow) -> str:
        first = f"{row.before}{row.surface}{row.after}"
        second = " · ".join(part for part in (row.kind, row.labels, row.votes) if part)
        return "\n".join(part for part in (row.title, first, second, self._status(row)) if part)

    def _spoken(self, row: WorkRow) -> str:
        times = self.tr("%n times", "", row.count) if row.count > 1 else ""
        parts = (isolated(row.surface), row.kind, row.labels, row.votes, times, self._status(row))
        return ", ".join(part for part in parts if part)

    def _status(self, row: WorkRow) -> str:
        if row.status is WorkStatus.SETTLED:
            return self.tr("settled")
        return self.tr("the votes have changed since it was settled") if row.status is WorkStatus.CHANGED else ""


class WorklistView(RowsView):
    """The list: arrows and clicks show a case, Enter and Space go to it, letters and digits belong to the window."""

    row_chosen = Signal(int)
    """A person went to this row: show its case; nothing is decided."""
    row_opened = Signal(int)
    """They want to work on it: put the focus where it is decided."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without rows."""
        super().__init__(parent)
        self.rows = WorklistModel(self)
        self._delegate = WorkDelegate(self)
        self._delegate.changed_word = self.tr("changed")
        self._showing = False
        self.setItemDelegate(self._delegate)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Disagreements"))
        self.setAccessibleDescription(self.tr("Arrows show a case, Enter goes to it. Nothing is decided by that."))
        self.fit_rows()
        self.clicked.connect(self._click)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._delegate.show_theme(theme)
        self.viewport().update()

    def show_rows(self, count: int, fetch: Fetch) -> None:
        """Show another list, with no row current; `fetch` is asked for the rows that are looked at."""
        self._delegate.current = -1
        self.rows.show_rows(count, fetch)

    def refresh(self, rows: Iterable[int] | None = None) -> None:
        """Fetch these rows again; None for all."""
        self.rows.refresh(rows)

    def show_row(self, row: int) -> None:
        """Make this row the current one and bring it into sight, without a signal; -1 for none."""
        self._showing = True
        try:
            self._mark(row)
            index = self.rows.index(row) if row >= 0 else QModelIndex()
            self.setCurrentIndex(index)
            if index.isValid():
                self.scrollTo(index)
        finally:
            self._showing = False

    @property
    def current_row(self) -> int:
        """The row of the case that is shown, -1 for none."""
        return self._delegate.current

    def _mark(self, row: int) -> None:
        before, self._delegate.current = self._delegate.current, row
        for one in (before, row):
            if one >= 0:
                self.update(self.rows.index(one))

    @override
    def currentChanged(self, current: Index, previous: Index, /) -> None:
        super().currentChanged(current, previous)
        if not self._showing and current.isValid():
            self._choose(current.row())

    def _click(self, index: QModelIndex) -> None:
        if index.row() != self._delegate.current:
            self._choose(index.row())

    def _choose(self, row: int) -> None:
        self._mark(row)
        self.row_chosen.emit(row)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if is_plain(event, CHOOSE):
            if self.currentIndex().isValid():
                self.row_opened.emit(self.currentIndex().row())
            return
        super().keyPressEvent(event)
