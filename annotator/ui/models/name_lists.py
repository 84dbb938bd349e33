"""A project's lists of names as a model: what is in each, and what came of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt
from typing_extensions import override

from annotator.ui.models.plain import isolated, one_line, plain_tip
from annotator.workflow.name_lists import NameList

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
NAME, NAMES, SUGGESTED, DECIDED, ACCEPTED, LABELS = range(6)
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class NameListsModel(QAbstractTableModel):
    """A row a list; the box before its name is ticked where it is on."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.rows: Sequence[NameList] = ()

    def show_lists(self, rows: Sequence[NameList]) -> None:
        """Show these."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def place_of(self, name: str) -> int:
        """Return the row of that name, -1 when there is none."""
        return next((at for at, one in enumerate(self.rows) if one.name == name), -1)

    def sentence(self, row: NameList) -> str:
        """Return a whole row in words."""
        said = self.tr(
            "{name}: {names} names for {labels}; {suggested} suggestions, {accepted} of {decided} accepted; {on}"
        )
        whole = QLocale().toString
        return said.format(
            name=isolated(row.name),
            names=whole(row.names),
            labels=one_line(", ".join(row.labels)),
            suggested=whole(row.suggested),
            accepted=whole(row.accepted),
            decided=whole(row.decided),
            on=self.tr("on") if row.on else self.tr("off"),
        )

    def _texts(self, row: NameList) -> tuple[str, ...]:
        whole, share = QLocale().toString, row.share
        accepted = "–" if share is None else f"{whole(row.accepted)} · {whole(round(share * 100))} %"
        counts = (whole(row.names), whole(row.suggested), whole(row.decided))
        return (one_line(row.name), *counts, accepted, one_line(", ".join(row.labels)))

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.rows)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else LABELS + 1

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.rows):
            return None
        row, column = self.rows[index.row()], index.column()
        found: object = None
        match role:
            case Qt.ItemDataRole.DisplayRole:
                found = self._texts(row)[column]
            case Qt.ItemDataRole.CheckStateRole if column == NAME:
                found = Qt.CheckState.Checked if row.on else Qt.CheckState.Unchecked
            case Qt.ItemDataRole.AccessibleTextRole if column == NAME:
                found = self.sentence(row)
            case Qt.ItemDataRole.ToolTipRole:
                found = plain_tip(self.sentence(row))
            case Qt.ItemDataRole.TextAlignmentRole:
                found = _AT_LEFT if column in (NAME, LABELS) else _AT_RIGHT
            case _:
                pass
        return found

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section <= LABELS:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _AT_LEFT if section in (NAME, LABELS) else _AT_RIGHT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return (
            self.tr("List"),
            self.tr("Names"),
            self.tr("Suggestions"),
            self.tr("Decided"),
            self.tr("Accepted"),
            self.tr("Labels"),
        )[section]
