"""The surface forms of a page with labels and counts, the most frequent first, kept current decision by decision."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from annotator.domain.annotation import AnnotationSet, Delta
from annotator.domain.decision import SpanState
from annotator.ui.models.plain import one_line, plain_tip

Index = QModelIndex | QPersistentModelIndex
ENTITY_ROLE = Qt.ItemDataRole.UserRole + 1
"""Gives the row's Entity."""
_ROOT = QModelIndex()
_MANY = 50


@dataclass(frozen=True, slots=True, order=True)
class _Place:
    """Where a surface is listed: by count, then by where it is read first."""

    less: int
    first: int
    surface: str


@dataclass(frozen=True, slots=True)
class Entity:
    """A surface form: how often it stands in the page and under which labels, the most frequent label first."""

    surface: str
    count: int
    labels: tuple[tuple[str, int], ...]


class EntitiesModel(QAbstractListModel):
    """One row a surface form that has a mention which is not rejected."""

    def __init__(self, parent: QObject | None = None) -> None:
        """Begin without a page."""
        super().__init__(parent)
        self._page: AnnotationSet | None = None
        self._places: list[_Place] = []
        self._listed: dict[str, _Place] = {}

    def show_page(self, page: AnnotationSet | None) -> None:
        """List the surface forms of a page."""
        self.beginResetModel()
        self._page = page
        self._listed.clear()
        if page is not None:
            self._list(page)
        self._places = sorted(self._listed.values())
        self.endResetModel()

    def _list(self, page: AnnotationSet) -> None:
        counts: Counter[str] = Counter()
        first: dict[str, int] = {}
        for mention in page.mentions:
            if mention.state is not SpanState.REJECTED:
                surface = page.surface(mention)
                counts[surface] += 1
                first.setdefault(surface, mention.start)
        self._listed = {surface: _Place(-count, first[surface], surface) for surface, count in counts.items()}

    def apply(self, page: AnnotationSet, delta: Delta) -> None:
        """Take in what a decision changed on the page."""
        first: dict[str, int] = {}
        for mention in (*delta.removed, *delta.added):
            surface = page.surface(mention)
            first[surface] = min(mention.start, first.get(surface, mention.start))
        if page is not self._page or len(first) > _MANY:
            self.show_page(page)
            return
        for surface, start in first.items():
            self._update(page, surface, start)

    def _update(self, page: AnnotationSet, surface: str, start: int) -> None:
        old = self._listed.get(surface)
        count = _count(page, surface)
        new = _Place(-count, min(start, old.first) if old is not None else start, surface) if count else None
        if old is not None and old == new:
            row = bisect_left(self._places, old)
            self.dataChanged.emit(self.index(row), self.index(row))
            return
        if old is not None and new is not None and self._move(old, new):
            return
        if old is not None:
            row = bisect_left(self._places, old)
            self.beginRemoveRows(_ROOT, row, row)
            del self._places[row]
            del self._listed[surface]
            self.endRemoveRows()
        if new is not None:
            row = bisect_left(self._places, new)
            self.beginInsertRows(_ROOT, row, row)
            self._places.insert(row, new)
            self._listed[surface] = new
            self.endInsertRows()

    def _move(self, old: _Place, new: _Place) -> bool:
        """Give a row its new place, as a move, so that what is chosen stays chosen."""
        row, to = bisect_left(self._places, old), bisect_left(self._places, new)
        if to not in (row, row + 1) and not self.beginMoveRows(_ROOT, row, row, _ROOT, to):
            return False
        moved = to not in (row, row + 1)
        del self._places[row]
        at = to - 1 if to > row else to
        self._places.insert(at, new)
        self._listed[new.surface] = new
        if moved:
            self.endMoveRows()
        self.dataChanged.emit(self.index(at), self.index(at))
        return True

    def entity(self, row: int) -> Entity:
        """Return the surface form in a row."""
        place = self._places[row]
        labels: Counter[str] = Counter()
        if self._page is not None:
            for (label, state), count in self._page.surfaces.get(
                place.surface, Counter[tuple[str, SpanState]]()
            ).items():
                if state is not SpanState.REJECTED:
                    labels[label] += count
        return Entity(place.surface, -place.less, tuple(sorted(labels.items(), key=lambda one: (-one[1], one[0]))))

    def row_of(self, surface: str) -> int:
        """Return the row of a surface form, -1 when it is not listed."""
        place = self._listed.get(surface)
        return -1 if place is None else bisect_left(self._places, place)

    def rowCount(self, parent: Index = _ROOT) -> int:  # noqa: N802 - Qt's name
        """Return how many surface forms there are."""
        return 0 if parent.isValid() else len(self._places)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a surface form, its text, spoken text or tool tip."""
        if not index.isValid() or index.row() >= len(self._places):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return one_line(self._places[index.row()].surface, limit=80)
        if role not in (ENTITY_ROLE, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return None
        entity = self.entity(index.row())
        if role == ENTITY_ROLE:
            return entity
        labels = ", ".join(f"{label} {count}" for label, count in entity.labels)
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(f"{one_line(entity.surface)}\n{labels}")
        return f"{one_line(entity.surface, limit=80)}, {labels}"


def _count(page: AnnotationSet, surface: str) -> int:
    some: Iterable[tuple[tuple[str, SpanState], int]] = page.surfaces.get(surface, Counter()).items()
    return sum(count for (_, state), count in some if state is not SpanState.REJECTED)
