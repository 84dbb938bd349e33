"""What became of suggestions, as a model that Qt asks and sorts: rows about sources, labels, or both."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from annotator.ui.models.plain import isolated, one_line, plain_tip
from annotator.ui.progress.values import Kind, Row, Standing

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
NAME, PROPOSED, ACCEPTED, RELABELLED, MOVED, REJECTED, SHARE, STATE = range(8)
ROW_ROLE = Qt.ItemDataRole.UserRole + 1
"""Gives the Row."""
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_CHECKS = {Standing.ON: Qt.CheckState.Checked, Standing.KEPT: Qt.CheckState.Checked}


def percent(share: float | None) -> str:
    """Return a share as whole per cent."""
    return "–" if share is None else f"{QLocale().toString(round(share * 100))} %"


class AcceptanceModel(QAbstractTableModel):
    """The rows of one kind, in the order asked for."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._all: Sequence[Row] = ()
        self._kind = Kind.PAIR
        self.by, self.order = PROPOSED, Qt.SortOrder.DescendingOrder
        """By which column the rows are sorted, and which way."""
        self.rows: list[Row] = []

    def show_rows(self, rows: Sequence[Row], kind: Kind) -> None:
        """Take other rows, and show those of this kind."""
        self._all, self._kind = rows, kind
        self._refill()

    def _refill(self) -> None:
        rows = [one for one in self._all if one.kind is self._kind]
        rows.sort(key=lambda one: one.name.casefold())
        down = self.order == Qt.SortOrder.DescendingOrder
        rows.sort(key=lambda one: self._value(one, self.by), reverse=down)
        if [one.name for one in rows] == [one.name for one in self.rows]:
            # The same rows with other numbers: who stands on one stays there.
            self.rows = rows
            if rows:
                self.dataChanged.emit(self.index(0, 0), self.index(len(rows) - 1, STATE))
            return
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    @staticmethod
    def _value(row: Row, column: int) -> float | str:
        match column:
            case _ if column == NAME:
                return row.name.casefold()
            case _ if column == SHARE:
                return -1.0 if row.share is None else row.share
            case _ if column == STATE:
                return float(list(Standing).index(row.standing))
            case _:
                return float((row.proposed, row.accepted, row.relabelled, row.moved, row.rejected)[column - 1])

    @override
    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        if 0 <= column <= STATE:
            self.by, self.order = column, order
            self._refill()
            self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, STATE)

    def place_of(self, name: str) -> int:
        """Return the row of that name, -1 when there is none."""
        return next((at for at, one in enumerate(self.rows) if one.name == name), -1)

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else STATE + 1

    def _texts(self, row: Row) -> tuple[str, ...]:
        whole = QLocale().toString
        counts = (row.proposed, row.accepted, row.relabelled, row.moved, row.rejected)
        return (one_line(row.name), *(whole(one) for one in counts), percent(row.share), self.standing_text(row))

    def standing_text(self, row: Row) -> str:
        """Return in a word whether these are suggested."""
        return {
            Standing.ON: self.tr("on"),
            Standing.OFF: self.tr("off"),
            Standing.MUTED: self.tr("muted"),
            Standing.KEPT: self.tr("kept"),
        }[row.standing]

    def sentence(self, row: Row) -> str:
        """Return a whole row in words, with the reason when it is muted."""
        said = self.tr(
            "{name}: {accepted} of {proposed} accepted as proposed, {relabelled} relabelled, {moved} moved, "
            "{rejected} rejected; {standing}"
        ).format(
            name=isolated(row.name),
            accepted=row.accepted,
            proposed=row.proposed,
            relabelled=row.relabelled,
            moved=row.moved,
            rejected=row.rejected,
            standing=self.standing_text(row),
        )
        return f"{said}: {row.reason}" if row.reason else said

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row = self.rows[index.row()]
        found: object = None
        match role:
            case _ if role == ROW_ROLE:
                found = row
            case Qt.ItemDataRole.DisplayRole:
                found = self._texts(row)[index.column()]
            case Qt.ItemDataRole.CheckStateRole if index.column() == NAME and row.switchable:
                found = _CHECKS.get(row.standing, Qt.CheckState.Unchecked)
            case Qt.ItemDataRole.AccessibleTextRole if index.column() == NAME:
                found = self.sentence(row)
            case Qt.ItemDataRole.ToolTipRole:
                found = plain_tip(self.sentence(row))
            case Qt.ItemDataRole.TextAlignmentRole:
                found = _AT_LEFT if index.column() in (NAME, STATE) else _AT_RIGHT
            case _:
                pass
        return found

    def heading(self, column: int) -> str:
        """Return what stands above a column."""
        return (
            {
                Kind.PAIR: self.tr("Source and label"),
                Kind.SOURCE: self.tr("Source"),
                Kind.LABEL: self.tr("Label"),
            }[self._kind],
            self.tr("Proposed"),
            self.tr("Accepted"),
            self.tr("Relabelled"),
            self.tr("Moved"),
            self.tr("Rejected"),
            self.tr("Share"),
            self.tr("State"),
        )[column]

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section <= STATE:
            return None
        down = self.order == Qt.SortOrder.DescendingOrder
        match role:
            case Qt.ItemDataRole.DisplayRole if section == self.by:
                # In the text, since Qt's own sign would be painted over it.
                return f"{self.heading(section)} {'▾' if down else '▴'}"
            case Qt.ItemDataRole.DisplayRole:
                return self.heading(section)
            case Qt.ItemDataRole.AccessibleTextRole if section == self.by:
                way = self.tr("{0}, sorted downwards") if down else self.tr("{0}, sorted upwards")
                return way.format(self.heading(section))
            case Qt.ItemDataRole.TextAlignmentRole:
                return _AT_LEFT if section in (NAME, STATE) else _AT_RIGHT
            case _:
                return None
