"""The scheme's labels with how often each stands in the open article."""

from __future__ import annotations

from collections import Counter

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.annotation import AnnotationSet, Delta
from annotator.domain.decision import SpanState
from annotator.domain.scheme import Label, LabelScheme
from annotator.ui.models.plain import plain_tip

Index = QModelIndex | QPersistentModelIndex
LABEL_ROLE = Qt.ItemDataRole.UserRole + 1
"""Gives the row's Label."""
COUNT_ROLE = Qt.ItemDataRole.UserRole + 2
"""Gives how many mentions of the page have the label, rejected ones apart."""
_ROOT = QModelIndex()


class LabelsModel(QAbstractListModel):
    """One row a label, in the scheme's order; counts follow the page decision by decision."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without a scheme."""
        super().__init__(parent)
        self._labels: tuple[Label, ...] = ()
        self._rows: dict[str, int] = {}
        self._counts: Counter[str] = Counter()

    def show_scheme(self, scheme: LabelScheme | None) -> None:
        """Take another scheme's labels."""
        self.beginResetModel()
        self._labels = scheme.labels if scheme is not None else ()
        self._rows = {one.name: row for row, one in enumerate(self._labels)}
        self._counts.clear()
        self.endResetModel()

    def show_page(self, page: AnnotationSet | None) -> None:
        """Count the labels of a page."""
        mentions = page.mentions if page is not None else ()
        self._counts = Counter(one.label for one in mentions if one.state is not SpanState.REJECTED)
        if self._labels:
            self.dataChanged.emit(self.index(0), self.index(len(self._labels) - 1))

    def apply(self, delta: Delta) -> None:
        """Take in what a decision changed on the page."""
        changed: Counter[str] = Counter()
        for some, by in ((delta.removed, -1), (delta.added, 1)):
            for one in some:
                if one.state is not SpanState.REJECTED:
                    changed[one.label] += by
        for label, by in changed.items():
            self._counts[label] += by
            row = self._rows.get(label)
            if by and row is not None:
                self.dataChanged.emit(self.index(row), self.index(row))

    def label(self, row: int) -> Label:
        """Return the label in a row."""
        return self._labels[row]

    def row_of(self, name: str) -> int:
        """Return the row of a label, -1 when the scheme has it not."""
        return self._rows.get(name, -1)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many labels there are."""
        return 0 if parent.isValid() else len(self._labels)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a label, its name, count, spoken text or tool tip."""
        if not index.isValid() or index.row() >= len(self._labels):
            return None
        label = self._labels[index.row()]
        if role == LABEL_ROLE:
            return label
        if role == COUNT_ROLE:
            return self._counts[label.name]
        if role == Qt.ItemDataRole.DisplayRole:
            return label.name
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip("\n".join(part for part in (label.title, label.guideline) if part))
        return self._spoken(label) if role == Qt.ItemDataRole.AccessibleTextRole else None

    def _spoken(self, label: Label) -> str:
        parts = [label.name, self.tr("%n in this article", "", self._counts[label.name])]
        if label.key:
            parts.append(self.tr("key {key}").format(key=label.key.upper()))
        return ", ".join(parts)
