"""Where a surface stands, as rows to be ticked: what is before it, the surface, what is after it, what is there now."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QFont

from annotator.domain.decision import SpanState
from annotator.ui.models.plain import one_line, plain_tip
from annotator.workflow.mentions import CONTEXT, Occurrence

Index = QModelIndex | QPersistentModelIndex
Place = tuple[int, int, int]
BEFORE, SURFACE, AFTER, THERE, ARTICLE = range(5)
_COLUMNS = 5
_ROOT = QModelIndex()
_EDGE = Qt.AlignmentFlag.AlignVCenter


class OccurrencesModel(QAbstractTableModel):
    """A concordance whose rows are ticked unless they lie in a longer mention or were rejected before."""

    ticked = Signal()
    """Some row was ticked or unticked."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._rows: Sequence[Occurrence] = ()
        self._on = bytearray()

    def show(self, rows: Sequence[Occurrence]) -> None:
        """Take other occurrences, ticked as proposed."""
        self.beginResetModel()
        self._rows = rows
        self._on = bytearray(not one.covered and one.state is not SpanState.REJECTED for one in rows)
        self.endResetModel()
        self.ticked.emit()

    def tick(self, rows: Sequence[int] | None, *, on: bool) -> None:
        """Tick or untick rows, None for all."""
        for row in range(len(self._rows)) if rows is None else rows:
            self._on[row] = on
        if self._rows:
            role = [Qt.ItemDataRole.CheckStateRole]
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, 0), role)
        self.ticked.emit()

    def toggle(self, rows: Sequence[int]) -> None:
        """Tick the rows if one of them is not ticked, else untick them."""
        self.tick(rows, on=not all(self._on[row] for row in rows))

    def is_on(self, row: int) -> bool:
        """Tell whether a row is ticked."""
        return bool(self._on[row])

    def places(self) -> list[Place]:
        """Return the ticked places as (article, start, end)."""
        return [(one.article, one.start, one.end) for one, on in zip(self._rows, self._on, strict=True) if on]

    @property
    def count_on(self) -> int:
        """How many rows are ticked."""
        return sum(self._on)

    # ---- what Qt asks for

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many occurrences there are."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many columns there are."""
        return 0 if parent.isValid() else _COLUMNS

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let the first column be ticked."""
        flags = super().flags(index)
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.isValid() and index.column() == BEFORE else flags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:  # noqa: N802 - Qt's name
        """Return a column's title."""
        if orientation is not Qt.Orientation.Horizontal or role != Qt.ItemDataRole.DisplayRole:
            return None
        return ("", "", "", self.tr("Now"), self.tr("Article"))[section]

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return what a cell shows."""
        if not index.isValid() or index.row() >= len(self._rows):
            return None
        answers: dict[int, Callable[[int, int], object]] = {
            Qt.ItemDataRole.DisplayRole.value: self._text,
            Qt.ItemDataRole.CheckStateRole.value: self._check_state,
            Qt.ItemDataRole.TextAlignmentRole.value: _alignment,
            Qt.ItemDataRole.FontRole.value: _font,
            Qt.ItemDataRole.ToolTipRole.value: self._tip,
            Qt.ItemDataRole.AccessibleTextRole.value: self._spoken,
        }
        answer = answers.get(int(role))
        return answer(index.row(), index.column()) if answer is not None else None

    def setData(self, index: Index, value: object, role: int = Qt.ItemDataRole.EditRole) -> bool:  # noqa: N802 - Qt's name
        """Tick or untick a row."""
        if role != Qt.ItemDataRole.CheckStateRole or not index.isValid() or index.column() != BEFORE:
            return False
        self._on[index.row()] = Qt.CheckState(value) is Qt.CheckState.Checked
        self.dataChanged.emit(index, index, [Qt.ItemDataRole.CheckStateRole])
        self.ticked.emit()
        return True

    def _text(self, row: int, column: int) -> str:
        one = self._rows[row]
        if column == BEFORE:
            return _shortened(one.before, left=True)
        if column == SURFACE:
            return one_line(one.surface, limit=80)
        if column == AFTER:
            return _shortened(one.after, left=False)
        return self._now(one) if column == THERE else one_line(one.title, limit=80)

    def _now(self, one: Occurrence) -> str:
        if one.state is None:
            return self.tr("in a longer mention") if one.covered else "–"
        text = {
            SpanState.SUGGESTED: self.tr("suggested {label}"),
            SpanState.ACCEPTED: self.tr("accepted {label}"),
            SpanState.REJECTED: self.tr("rejected {label}"),
        }[one.state]
        return text.format(label=one.label)

    def _check_state(self, row: int, column: int) -> object:
        if column != BEFORE:
            return None
        return Qt.CheckState.Checked if self._on[row] else Qt.CheckState.Unchecked

    def _tip(self, row: int, _column: int) -> str:
        one = self._rows[row]
        return plain_tip(f"{one.title}\n…{one.before}{one.surface}{one.after}…")

    def _spoken(self, row: int, column: int) -> str | None:
        if column != BEFORE:
            return None
        one = self._rows[row]
        return f"{one_line(one.before)} {one_line(one.surface)} {one_line(one.after)}, {self._now(one)}"


def _shortened(context: str, *, left: bool) -> str:
    """Return the text beside a surface, with "…" where it goes on."""
    text = one_line(context)
    if len(context) < CONTEXT:
        return text
    return f"…{text}" if left else f"{text}…"


def _alignment(_row: int, column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column == BEFORE else Qt.AlignmentFlag.AlignLeft
    return side | _EDGE


def _font(_row: int, column: int) -> QFont | None:
    if column != SURFACE:
        return None
    font = QFont()
    font.setBold(True)
    return font
