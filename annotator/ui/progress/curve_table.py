"""The learning curve as a table: the same values in rows, for who reads numbers rather than drawings."""

from __future__ import annotations

from PySide6.QtCore import QAbstractTableModel, QLocale, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHeaderView, QWidget
from typing_extensions import override

from annotator.ui.models.plain import one_line, plain_tip
from annotator.ui.own_keys import CHOOSE, is_plain
from annotator.ui.progress.values import Curve
from annotator.ui.tables import RowTable

Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()
_NUMBER, _TITLE, _SCORE, _MEAN, _PIPELINE = range(5)
_AT_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_AT_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class CurveModel(QAbstractTableModel):
    """A row an article, in the order of finishing."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.curve = Curve()

    def show_curve(self, curve: Curve) -> None:
        """Take another curve."""
        self.beginResetModel()
        self.curve = curve
        self.endResetModel()

    @override
    def rowCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self.curve.points)

    @override
    def columnCount(self, parent: Index = _ROOT) -> int:
        return 0 if parent.isValid() else _PIPELINE + 1

    @override
    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid() or index.row() >= len(self.curve.points):
            return None
        point = self.curve.points[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return (
                    str(index.row() + 1),
                    one_line(point.title),
                    f1(point.score),
                    f1(point.mean),
                    one_line(point.pipeline),
                )[index.column()]
            case Qt.ItemDataRole.ToolTipRole:
                return plain_tip(point.title if index.column() == _TITLE else "")
            case Qt.ItemDataRole.TextAlignmentRole:
                return _AT_RIGHT if index.column() in (_NUMBER, _SCORE, _MEAN) else _AT_LEFT
            case _:
                return None

    @override
    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if orientation != Qt.Orientation.Horizontal or not 0 <= section <= _PIPELINE:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _AT_RIGHT if section in (_NUMBER, _SCORE, _MEAN) else _AT_LEFT
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        mean = self.tr("Mean of {0}").format(self.curve.window)
        return ("#", self.tr("Article"), "F1", mean, self.tr("New pipeline"))[section]


class CurveTable(RowTable):
    """The table; Enter opens a row's article."""

    article_requested = Signal(int)
    """This article is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.rows = CurveModel(self)
        self.setModel(self.rows)
        self.setAccessibleName(self.tr("Learning curve, as a table"))
        header = self.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setSectionResizeMode(_TITLE, QHeaderView.ResizeMode.Stretch)
        for column, width in ((_NUMBER, 56), (_SCORE, 72), (_MEAN, 96), (_PIPELINE, 160)):
            header.resizeSection(column, width)
        self.doubleClicked.connect(self._open)

    def show_curve(self, curve: Curve) -> None:
        """Show another curve."""
        self.rows.show_curve(curve)
        if curve.points:
            self.setCurrentIndex(self.rows.index(len(curve.points) - 1, _TITLE))

    def go(self, place: int) -> None:
        """Go to the row of this article on the curve."""
        if 0 <= place < self.rows.rowCount() and place != self.currentIndex().row():
            self.setCurrentIndex(self.rows.index(place, _TITLE))

    def _open(self) -> None:
        row = self.currentIndex().row()
        if 0 <= row < len(self.rows.curve.points):
            self.article_requested.emit(self.rows.curve.points[row].article)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if is_plain(event, CHOOSE):
            self._open()
        else:
            super().keyPressEvent(event)


def f1(score: float | None) -> str:
    """Return a score as it is written everywhere on the page."""
    return "–" if score is None else QLocale().toString(score, "f", 3)
