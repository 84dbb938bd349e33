"""The review's left side: matrices and rankings whose parts filter, and the worklist they filter."""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QSplitter, QTabWidget, QVBoxLayout, QWidget

from annotator.ui.bars import plain_label
from annotator.ui.models.plain import one_line
from annotator.ui.review import presenting, presenting_cases
from annotator.ui.review.framing import SPACE, card, link_button
from annotator.ui.review.matrix import MatrixView
from annotator.ui.review.matrix_model import Matrix
from annotator.ui.review.ranked import Ranked, RankedList
from annotator.ui.review.worklist import WorklistView
from annotator.ui.theme import Theme
from annotator.workflow.disagreeing import Status
from annotator.workflow.overview import overview
from annotator.workflow.worklist import Grouping, Wanted

if TYPE_CHECKING:
    from annotator.workflow.comparing import Comparison
    from annotator.workflow.reviewing import Review
    from annotator.workflow.worklist import Worklist

_MANY_DOCUMENTS = 3_000
_MOST_TITLES = 200
_LISTED = ((Status.OPEN, Status.CHANGED), (Status.DECIDED,), tuple(Status))


@dataclass(frozen=True, slots=True)
class Numbers:
    """What the matrices and the ranking of labels show."""

    annotators: Matrix
    labels: Matrix
    ranked: Sequence[Ranked]


def numbers_of(comparison: Comparison) -> Numbers:
    """Return what is shown of a comparison; may be called on any thread that has it to itself."""
    # Live: intervals are by leaving documents out, which takes too long for each of a great many numbers.
    few = len(comparison.articles) <= _MANY_DOCUMENTS
    found = overview(comparison, only=("strict_f1",), interval=few)
    return Numbers(
        presenting.annotator_matrix(found),
        presenting.label_matrix(comparison.confusion()),
        presenting.ranked_labels(found),
    )


class ReviewLists(QWidget):
    """What can be chosen in, and what is to be worked through."""

    number_chosen = Signal(int)
    """Show this cluster; it decides nothing."""
    wanted_changed = Signal(object)
    """List other disagreements (Wanted)."""
    row_opened = Signal()
    """The keyboard is wanted where decisions are made."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._review: Review | None = None
        self._list: Worklist | None = None
        self._wanted = Wanted()
        self._articles: Sequence[int] = ()
        self._labels: list[str] = []
        self.label_matrix = MatrixView()
        self.annotator_matrix = MatrixView()
        self._matrix_labels: Sequence[str] = ()
        self._matrix_names: Sequence[str] = ()
        self.by_label = RankedList()
        self.by_article = RankedList()
        self.tabs = QTabWidget()
        self.worklist = WorklistView()
        self._compose()
        self._connect()

    # ---- building

    def _compose(self) -> None:
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setHandleWidth(SPACE)
        halves.setChildrenCollapsible(False)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for widget, title in (
            (self.label_matrix, self.tr("Label × label")),
            (self.annotator_matrix, self.tr("Annotators")),
            (self.by_label, self.tr("Labels")),
            (self.by_article, self.tr("Articles")),
        ):
            widget.setAccessibleName(title)
            self.tabs.addTab(widget, title)
        self.tabs.setAccessibleName(self.tr("Numbers, each of which lists what is behind it"))
        halves.addWidget(card(self.tabs))
        halves.addWidget(card(self.worklist, head=self._head()))
        for at in (0, 1):
            halves.setStretchFactor(at, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(halves)

    def _head(self) -> QHBoxLayout:
        self._title = plain_label(look="heading")
        self._all = link_button(self.tr("Show all"))
        self._status = _combo(
            self.tr("Which disagreements are listed"), [self.tr("open"), self.tr("settled"), self.tr("all")]
        )
        self._order = _combo(
            self.tr("What stands together"),
            [self.tr("by surface"), self.tr("by kind"), self.tr("by labels"), self.tr("by article")],
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title, 1)
        head.addWidget(self._all)
        head.addWidget(self._status)
        head.addWidget(self._order)
        return head

    def _connect(self) -> None:
        for matrix, choose in (
            (self.label_matrix, self._choose_labels),
            (self.annotator_matrix, self._choose_pair),
        ):
            matrix.cell_chosen.connect(choose)
            matrix.cell_cleared.connect(self._show_all)
        self.by_label.row_chosen.connect(self._choose_label)
        self.by_article.row_chosen.connect(self._choose_article)
        self.worklist.row_chosen.connect(self._choose_row)
        self.worklist.row_opened.connect(self._open_row)
        self._all.clicked.connect(self._show_all)
        self._status.activated.connect(self._choose_status)
        self._order.activated.connect(self._choose_order)
        self.tabs.currentChanged.connect(self._show_tab)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for part in (self.label_matrix, self.annotator_matrix, self.by_label, self.by_article, self.worklist):
            part.show_theme(theme)

    def go_to(self, part: str) -> None:
        """Put the keyboard into the worklist or the matrices."""
        target = self.worklist if part == "worklist" else self.tabs.currentWidget()
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @property
    def list_title(self) -> str:
        """What stands above the worklist."""
        return self._title.text()

    @property
    def shown(self) -> Worklist | None:
        """The worklist."""
        return self._list

    # ---- showing

    def show_numbers(self, review: Review) -> None:
        """Show matrices and rankings as they are now."""
        self._review = review
        # Who agrees with whom would give names away.
        self.tabs.setTabVisible(self.tabs.indexOf(self.annotator_matrix), not review.is_blind)
        self._show(numbers_of(review.comparison))
        if self._wanted.pair is not None:
            self._show_confusion(review)
        self._show_tab()

    def show_early(self, numbers: Numbers) -> None:
        """Show numbers of a project whose disagreements are still being looked for."""
        self._review, self._list, self._wanted = None, None, Wanted()
        self._title.setText(self.tr("Looking for disagreements…"))
        self._all.hide()
        self.worklist.show_rows(0, lambda _first, _last: ())
        self._show(numbers)

    def _show(self, numbers: Numbers) -> None:
        self._matrix_names = numbers.annotators.rows
        self.annotator_matrix.show_matrix(numbers.annotators)
        self._labels = [one.name for one in numbers.ranked]
        self.by_label.show_rows(numbers.ranked)
        self._show_labels(numbers.labels)

    def _show_confusion(self, review: Review) -> None:
        names, pair = review.comparison.names, self._wanted.pair
        indexes = None if pair is None else (names.index(pair[0]), names.index(pair[1]))
        self._show_labels(presenting.label_matrix(review.comparison.confusion(indexes)))

    def _show_labels(self, matrix: Matrix) -> None:
        self._matrix_labels = matrix.rows
        self.label_matrix.show_matrix(matrix)

    def _show_tab(self, _index: int = 0) -> None:
        """Count what only one tab shows when it is looked at."""
        if self._review is not None and self.tabs.currentWidget() is self.by_article:
            self._show_articles(self._review)

    def _show_articles(self, review: Review) -> None:
        left = review.disagreements.open_by_article()
        titles = review.titles(heapq.nsmallest(_MOST_TITLES, left, key=lambda number: (-left[number], number)))
        self._articles, rows = presenting.ranked_articles(review.disagreements, lambda number: titles.get(number, ""))
        self.by_article.show_rows(rows)

    def show_list(self, review: Review, listed: Worklist, wanted: Wanted) -> None:
        """Show the disagreements to work through."""
        before, self._list, self._wanted = self._wanted, listed, wanted
        self._title.setText(self._words(review, listed))
        self._all.setVisible(bool(wanted.cell or wanted.pair or wanted.label or wanted.article))
        self._status.setCurrentIndex(_LISTED.index(wanted.status))
        self._order.setCurrentIndex(list(Grouping).index(wanted.grouping))
        self.worklist.show_rows(len(listed), presenting_cases.work_rows(review, listed, text_of=review.text))
        if before.pair != wanted.pair:
            self._show_confusion(review)

    def _words(self, review: Review, listed: Worklist) -> str:
        wanted, count, cases = self._wanted, len(listed.order), len(listed)
        what = self.tr("Disagreements")
        if wanted.cell is not None:
            what = " × ".join(wanted.cell)
        elif wanted.pair is not None:
            whose = self._corrected(wanted.pair)
            what = self.tr("Corrections of {0}").format(whose) if whose else " – ".join(wanted.pair)
        elif wanted.label:
            what = wanted.label
        elif wanted.article:
            what = review.titles([wanted.article]).get(wanted.article, "")
        said = self.tr("1 case") if cases == 1 else self.tr("%n cases", "", cases)
        short = one_line(what, limit=40)
        return f"{short} · {said}" if count == cases else f"{short} · {count} · {said}"

    def show_place(self, place: int) -> None:
        """Mark the row in which the cluster at this place of the list is, -1 for none."""
        self.worklist.show_row(self._list.row_of(place) if self._list is not None and place >= 0 else -1)

    def show_moved(self, clusters: Sequence[int]) -> None:
        """Refresh what says that these clusters have another status now."""
        if self._list is not None:
            self.worklist.refresh(self._list.rows_with(clusters))
        self._show_tab()

    # ---- asking

    def _ask(self, wanted: Wanted) -> None:
        if self._review is not None:
            self.wanted_changed.emit(wanted)

    def _choose_labels(self, row: int, column: int) -> None:
        cell = self._matrix_labels[row], self._matrix_labels[column]
        self._ask(replace(self._wanted, cell=cell, label="", article=0))

    def _choose_pair(self, row: int, column: int) -> None:
        if row != column:
            pair = self._matrix_names[row], self._matrix_names[column]
            wanted = replace(self._wanted, pair=pair, cell=None, label="", article=0)
            # What gold corrects has been settled.
            self._ask(replace(wanted, status=tuple(Status)) if self._corrected(pair) else wanted)

    def _corrected(self, pair: tuple[str, str]) -> str:
        """Return whose corrections a pair with gold shows, "" for a pair without."""
        comparison = self._review.comparison if self._review is not None else None
        gold = comparison.names[comparison.gold] if comparison is not None and comparison.gold is not None else ""
        return next(one for one in pair if one != gold) if gold in pair else ""

    def _choose_label(self, row: int) -> None:
        self._ask(replace(self._wanted, label=self._labels[row], cell=None, pair=None, article=0))

    def _choose_article(self, row: int) -> None:
        self._ask(replace(self._wanted, article=self._articles[row], cell=None, pair=None, label=""))

    def _show_all(self) -> None:
        for matrix in (self.label_matrix, self.annotator_matrix):
            matrix.show_chosen(None)
        self._ask(replace(self._wanted, cell=None, pair=None, label="", article=0))

    def _choose_status(self, at: int) -> None:
        self._ask(replace(self._wanted, status=_LISTED[at]))

    def _choose_order(self, at: int) -> None:
        self._ask(replace(self._wanted, grouping=list(Grouping)[at]))

    def _choose_row(self, row: int) -> None:
        review, listed = self._review, self._list
        if review is not None and listed is not None and row < len(listed):
            numbers = listed.row(row).tolist()
            self.number_chosen.emit(next((one for one in numbers if review.is_open(one)), numbers[0]))

    def _open_row(self, row: int) -> None:
        self._choose_row(row)
        self.row_opened.emit()


def _combo(name: str, texts: Sequence[str]) -> QComboBox:
    combo = QComboBox()
    combo.addItems(list(texts))
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    return combo
