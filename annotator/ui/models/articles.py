"""The queue's list: the numbers of all articles listed, and the lines of those that were looked at."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable

from PySide6.QtCore import QAbstractListModel, QDate, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.decision import SetState
from annotator.domain.listing import ArticleRow, Listing
from annotator.ui.models.plain import one_line, plain_tip
from annotator.workflow import browsing
from annotator.workflow.annotating import Session

Index = QModelIndex | QPersistentModelIndex
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""Gives the line's ArticleRow."""
_PAGE = 50
_KEPT = 12_800
_ROOT = QModelIndex()


class ArticlesModel(QAbstractListModel):
    """Articles in the order of a listing; a line is read with its neighbours when it is first looked at."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without a project."""
        super().__init__(parent)
        self._session: Session | None = None
        self._listing = Listing()
        self._numbers: array[int] = array("q")
        self._rows: dict[int, ArticleRow] = {}

    def show(self, session: Session | None, listing: Listing, numbers: array[int]) -> None:
        """Take the numbers that a listing gave in this session."""
        self.beginResetModel()
        self._session = session
        self._listing = listing
        self._numbers = numbers
        self._rows.clear()
        self.endResetModel()

    # ---- rows and numbers

    def number(self, row: int) -> int:
        """Return the number of the article in a row."""
        return self._numbers[row]

    def row_of(self, number: int, *, near: int = 0) -> int:
        """Return the row of an article, -1 when it is not listed; `near` is a row to look at first."""
        numbers = self._numbers
        for row in range(max(0, near - 2), min(len(numbers), near + 3)):
            if numbers[row] == number:
                return row
        if self._listing.order == "imported":
            row = bisect_left(numbers, number)
            return row if row < len(numbers) and numbers[row] == number else -1
        try:
            return numbers.index(number)
        except ValueError:
            return -1

    def keep(self, number: int) -> None:
        """Put an article in that the listing left out: in its place by import order, else on top."""
        row = bisect_left(self._numbers, number) if self._listing.order == "imported" else 0
        self.beginInsertRows(_ROOT, row, row)
        self._numbers.insert(row, number)
        self.endInsertRows()

    def drop(self, number: int) -> None:
        """Take an article's row away."""
        row = self.row_of(number)
        if row >= 0:
            self.beginRemoveRows(_ROOT, row, row)
            del self._numbers[row]
            self.endRemoveRows()

    def cached(self, number: int) -> ArticleRow | None:
        """Return an article's line if it has been read."""
        return self._rows.get(number)

    def article(self, number: int) -> ArticleRow | None:
        """Return an article's line as it is stored, listed or not."""
        if self._session is None:
            return None
        found = browsing.article_rows(self._session, [number]).get(number)
        if found is not None:
            self._rows[number] = found
        return found

    def refresh(self, numbers: Iterable[int], *, near: int = 0) -> None:
        """Read these articles' lines again, as far as they are held."""
        held = [number for number in numbers if number in self._rows]
        if self._session is None or not held:
            return
        if len(held) > _PAGE:
            self.refresh_all()
            return
        self._rows.update(browsing.article_rows(self._session, held))
        for number in held:
            row = self.row_of(number, near=near)
            if row >= 0:
                index = self.index(row)
                self.dataChanged.emit(index, index)

    def refresh_all(self) -> None:
        """Forget every line read so far; they are read again when they are looked at."""
        self._rows.clear()
        if self._numbers:
            self.dataChanged.emit(self.index(0), self.index(len(self._numbers) - 1))

    # ---- what Qt asks for

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many articles are listed."""
        return 0 if parent.isValid() else len(self._numbers)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a line's value, title, spoken text or tool tip."""
        if not index.isValid() or index.row() >= len(self._numbers):
            return None
        if role == ROW_ROLE:
            return self._row(index.row())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.title(self._row(index.row()))
        if role == Qt.ItemDataRole.ToolTipRole:
            row = self._row(index.row())
            return plain_tip(f"{self.title(row)}\n{row.source}".strip())
        if role == Qt.ItemDataRole.AccessibleTextRole:
            row = self._row(index.row())
            return ", ".join(part for part in (self.title(row), self.state_text(row.state), self.details(row)) if part)
        return None

    def _row(self, row: int) -> ArticleRow:
        number = self._numbers[row]
        found = self._rows.get(number)
        if found is not None:
            return found
        if self._session is not None:
            at = row - row % _PAGE
            while len(self._rows) > _KEPT:
                del self._rows[next(iter(self._rows))]
            self._rows.update(browsing.article_rows(self._session, self._numbers[at : at + _PAGE]))
        return self._rows.get(number) or ArticleRow(number, "", "", "", 0, SetState.NEW, 0, 0)

    # ---- in words

    def title(self, row: ArticleRow) -> str:
        """Return what an article is called in lists."""
        return one_line(row.title) or self.tr("Article {number}").format(number=row.number)

    def state_text(self, state: SetState) -> str:
        """Return a state in words."""
        return {
            SetState.NEW: self.tr("not started"),
            SetState.IN_PROGRESS: self.tr("in progress"),
            SetState.FINISHED: self.tr("finished"),
            SetState.SKIPPED: self.tr("skipped"),
            SetState.FLAGGED: self.tr("flagged"),
        }[state]

    def details(self, row: ArticleRow) -> str:
        """Return the second line: when, and how much is open."""
        parts = [date_text(row.date)]
        if row.open and row.state not in (SetState.FINISHED, SetState.SKIPPED):
            parts.append(self.tr("%n open", "", row.open))
        elif row.accepted or row.state is SetState.FINISHED:
            one = row.accepted == 1
            parts.append(self.tr("1 entity") if one else self.tr("%n entities", "", row.accepted))
        else:
            parts.append(self.tr("{n} characters").format(n=QLocale().toString(row.length)))
        return " · ".join(part for part in parts if part)


def date_text(date: str) -> str:
    """Return an ISO date as people here write it, another one as it stands."""
    day = QDate.fromString(date[:10], Qt.DateFormat.ISODate)
    return QLocale().toString(day, "d MMM yyyy") if day.isValid() else one_line(date, limit=30)
