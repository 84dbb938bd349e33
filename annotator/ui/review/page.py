"""The review's page: cards, matrices and worklist on the left, the article with its lanes and the decision bar beside.

It shows what it is handed and asks; which disagreement is in focus and what is decided is `reviewing`'s business.
"""

from __future__ import annotations

import heapq
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QPushButton, QSplitter, QTabWidget, QVBoxLayout, QWidget

from annotator.domain.decision import SpanState
from annotator.ui.article.lanes import Lane, LaneSpan
from annotator.ui.article.view import ArticleView
from annotator.ui.bars import plain_label
from annotator.ui.models.plain import one_line
from annotator.ui.panels.empty import EmptyPage
from annotator.ui.review import presenting, presenting_cases
from annotator.ui.review.cards import Cards
from annotator.ui.review.decision_bar import DecisionBar
from annotator.ui.review.matrix import MatrixView
from annotator.ui.review.ranked import RankedList
from annotator.ui.review.worklist import WorklistView
from annotator.ui.theme import Theme
from annotator.workflow.adjudicating import settled_here
from annotator.workflow.overview import overview

if TYPE_CHECKING:
    from annotator.domain.annotation import AnnotationSet
    from annotator.domain.mention import Mention
    from annotator.workflow.changes import Changes
    from annotator.workflow.choosing import Choice
    from annotator.workflow.reviewing import Review
    from annotator.workflow.worklist import Wanted, Worklist

_SPACE = 12
_LEFT_SHARE = (42, 58)
_MANY_DOCUMENTS = 3_000
_MOST_TITLES = 200


class ReviewPage(QWidget):
    """Everything of the review in one page."""

    number_chosen = Signal(int)
    """Show this cluster; it decides nothing."""
    wanted_changed = Signal(object)
    """List other disagreements (Wanted)."""
    choice_made = Signal(str)
    """Settle the focused one by the choice of this name."""
    range_clicked = Signal(int, int)
    """Show what stands in this range of the open article."""
    cause_chosen = Signal(str)
    note_requested = Signal()
    merge_requested = Signal()
    """Bring in others' project files."""

    def __init__(self, theme: Theme, keys: Mapping[str, Sequence[str]]) -> None:
        """Build everything, showing nothing yet."""
        super().__init__()
        self.setObjectName("reviewPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._keys = keys
        self._review: Review | None = None
        self._list: Worklist | None = None
        self._wanted: Wanted | None = None
        self._articles: Sequence[int] = ()
        self._labels: list[str] = []
        self._matrix_labels: Sequence[str] = ()
        self._shown: dict[str, Mention] = {}
        self._with_lanes = True
        self.emptiness = ""
        """Why there is nothing to review, "" when there is."""
        self.cards = Cards()
        self.label_matrix = MatrixView()
        self.annotator_matrix = MatrixView()
        self.by_label = RankedList()
        self.by_article = RankedList()
        self.tabs = QTabWidget()
        self.worklist = WorklistView()
        self.view = ArticleView(theme)
        self.bar = DecisionBar(keys)
        self._compose()
        self._connect()
        self.show_theme(theme)

    # ---- building

    def _compose(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(_SPACE, _SPACE, _SPACE, _SPACE)
        column.setSpacing(_SPACE)
        column.addWidget(self.cards)
        self._sides = QSplitter(Qt.Orientation.Horizontal)
        self._sides.setHandleWidth(_SPACE)
        self._sides.setChildrenCollapsible(False)
        self._sides.addWidget(self._left())
        self._sides.addWidget(self._right())
        for at, share in enumerate(_LEFT_SHARE):
            self._sides.setStretchFactor(at, share)
        column.addWidget(self._sides, 1)
        self._empty = EmptyPage()
        self._empty.hide()
        column.addWidget(self._empty, 1)

    def _left(self) -> QWidget:
        halves = QSplitter(Qt.Orientation.Vertical)
        halves.setHandleWidth(_SPACE)
        halves.setChildrenCollapsible(False)
        self.tabs.setDocumentMode(True)
        self.tabs.tabBar().setDrawBase(False)
        for widget, title in (
            (self.label_matrix, self.tr("Label × label")),
            (self.annotator_matrix, self.tr("Annotators")),
            (self.by_label, self.tr("Labels")),
            (self.by_article, self.tr("Articles")),
        ):
            self.tabs.addTab(widget, title)
        halves.addWidget(_card(self.tabs))
        self._list_title = plain_label(look="heading")
        self._all = _link_button(self.tr("Show all"))
        self._status = _combo(
            self.tr("Which disagreements are listed"), [self.tr("open"), self.tr("settled"), self.tr("all")]
        )
        self._order = _combo(
            self.tr("What stands together"),
            [self.tr("by surface"), self.tr("by kind"), self.tr("by labels"), self.tr("by article")],
        )
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._list_title, 1)
        head.addWidget(self._all)
        head.addWidget(self._status)
        head.addWidget(self._order)
        halves.addWidget(_card(self.worklist, head=head))
        halves.setStretchFactor(0, 1)
        halves.setStretchFactor(1, 1)
        return halves

    def _right(self) -> QWidget:
        self._title = plain_label(look="heading")
        self._place = plain_label(look="quiet")
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._place, 1)
        return _card(self.view, head=head, foot=self.bar)

    def _connect(self) -> None:
        self.label_matrix.cell_chosen.connect(self._choose_labels)
        self.label_matrix.cell_cleared.connect(self._show_all)
        self.annotator_matrix.cell_chosen.connect(self._choose_pair)
        self.annotator_matrix.cell_cleared.connect(self._show_all)
        self.by_label.row_chosen.connect(self._choose_label)
        self.by_article.row_chosen.connect(self._choose_article)
        self.worklist.row_chosen.connect(self._choose_row)
        self.worklist.row_opened.connect(self._open_row)
        self._all.clicked.connect(self._show_all)
        self._status.activated.connect(self._choose_status)
        self._order.activated.connect(self._choose_order)
        self.bar.chosen.connect(self.choice_made)
        self.bar.cause_chosen.connect(self.cause_chosen)
        self.bar.note_requested.connect(self.note_requested)
        self.view.range_clicked.connect(self.range_clicked)
        self.tabs.currentChanged.connect(self._show_tab)
        self._empty.asked.connect(self.merge_requested)

    def deciding_parts(self) -> list[QWidget]:
        """Return the parts in which Enter and Space decide; elsewhere they choose what is there."""
        return [self.view]

    # ---- looks

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for part in (self.cards, self.label_matrix, self.annotator_matrix, self.by_label, self.by_article):
            part.show_theme(theme)
        self.worklist.show_theme(theme)
        self.bar.show_theme(theme)
        self.view.set_theme(theme)

    def set_zoom(self, size: int) -> None:
        """Show the article in this size of text."""
        if self.view.zoom != size:
            self.view.set_zoom(size)

    def take_focus(self) -> None:
        """Put the keyboard where decisions are made."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def go_to(self, part: str) -> None:
        """Put the keyboard into the worklist or the matrices."""
        target = self.worklist if part == "worklist" else self.tabs.currentWidget()
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def toggle_lanes(self) -> None:
        """Show the article with gold alone, or with the lanes again."""
        self._with_lanes = not self._with_lanes
        self._show_lanes()

    # ---- what is reviewed

    def show_review(self, review: Review) -> None:
        """Show another project's numbers."""
        self._review = review
        self.emptiness = self._why_nothing(review)
        for part in (self.cards, self._sides):
            part.setVisible(not self.emptiness)
        self._empty.setVisible(bool(self.emptiness))
        if self.emptiness:
            self._empty.show_text(self.emptiness, self.tr("Bring in others' project files…"))
        else:
            self._show_numbers(review)

    def _why_nothing(self, review: Review) -> str:
        if review.comparison.common():
            return ""
        if len(review.comparison.people.annotators) > 1:
            return self.tr(
                "No article has been finished by two annotators yet. Finish articles with Ctrl+Enter, or bring in "
                "project files of others who have finished the same articles."
            )
        return self.tr(
            "Agreement needs two annotators who have finished the same articles. Finish articles with Ctrl+Enter, and "
            "bring in others' project files."
        )

    def _show_numbers(self, review: Review) -> None:
        comparison, found = review.comparison, review.disagreements
        # Live: intervals are by leaving documents out, which takes too long for each of a great many numbers.
        few = len(comparison.articles) <= _MANY_DOCUMENTS
        numbers = overview(comparison, only=("strict_f1",), interval=few)
        self.cards.show_cards(presenting.cards(comparison, found))
        self.annotator_matrix.show_matrix(presenting.annotator_matrix(numbers))
        self.by_label.show_rows(ranked := presenting.ranked_labels(numbers))
        self._labels = [one.name for one in ranked]
        self._show_confusion(review)
        self._show_tab()

    def _show_tab(self, _index: int = 0) -> None:
        """Count what only one tab shows when it is looked at."""
        if self._review is not None and not self.emptiness and self.tabs.currentWidget() is self.by_article:
            self._show_open_articles(self._review)

    def _show_open_articles(self, review: Review) -> None:
        left = review.disagreements.open_by_article()
        titles = review.titles(heapq.nsmallest(_MOST_TITLES, left, key=lambda number: (-left[number], number)))
        self._articles, rows = presenting.ranked_articles(review.disagreements, lambda number: titles.get(number, ""))
        self.by_article.show_rows(rows)

    def _show_confusion(self, review: Review) -> None:
        names = review.comparison.names
        pair = self._wanted.pair if self._wanted is not None else None
        indexes = None if pair is None else (names.index(pair[0]), names.index(pair[1]))
        matrix = presenting.label_matrix(review.comparison.confusion(indexes))
        self._matrix_labels = matrix.rows
        self.label_matrix.show_matrix(matrix)

    def show_list(self, listed: Worklist, wanted: Wanted) -> None:
        """Show the disagreements to work through."""
        before, self._list, self._wanted = self._wanted, listed, wanted
        review = self._review
        if review is None:
            return
        self._list_title.setText(one_line(self._list_words(wanted, len(listed.order), len(listed))))
        self._all.setVisible(bool(wanted.cell or wanted.pair or wanted.label or wanted.article))
        self._order.setCurrentIndex(list(type(wanted.grouping)).index(wanted.grouping))
        rows = presenting_cases.work_rows(review, listed, text_of=review.text)
        self.worklist.show_rows(len(listed), rows)
        if before is not None and before.pair != wanted.pair:
            self._show_confusion(review)

    def _list_words(self, wanted: Wanted, count: int, cases: int) -> str:
        what = self.tr("Disagreements")
        if wanted.cell is not None:
            what = " × ".join(wanted.cell)
        elif wanted.pair is not None:
            what = " – ".join(wanted.pair)
        elif wanted.label:
            what = wanted.label
        elif wanted.article and self._review is not None:
            what = self._review.titles([wanted.article]).get(wanted.article, "")
        said = self.tr("%n cases", "", cases) if cases != 1 else self.tr("1 case")
        return (
            f"{one_line(what, limit=40)} · {count} · {said}"
            if count != cases
            else f"{one_line(what, limit=40)} · {said}"
        )

    # ---- the article and the disagreement in focus

    def show_article(self, page: AnnotationSet | None) -> None:
        """Show an article as gold has it, with a lane for everybody who finished it."""
        if page is None:
            self.view.set_article("", title="", subtitle="", mentions=(), regions=())
            self._title.setText("")
            return
        article = page.article
        self._shown = _accepted(page)
        self._title.setText(one_line(article.title or article.origin.source, limit=80))
        self.view.set_article(
            article.text,
            title="",
            subtitle="",
            mentions=self._shown.values(),
            regions=page.regions,
        )
        self._show_lanes()

    def _show_lanes(self) -> None:
        review = self._review
        page = review.session.page if review is not None else None
        if review is None or page is None:
            return
        self.view.set_lanes(_lanes(review, page.number) if self._with_lanes else ())
        self._show_open(review, page.number)

    def _show_open(self, review: Review, article: int) -> None:
        here = review.disagreements.in_article(article)
        found = review.disagreements.clusters
        ranges = [
            (int(found.start[number]), int(found.end[number]))
            for number in range(here.start, here.stop)
            if review.is_open(number)
        ]
        agreed = [
            (start, end)
            for number in range(here.start, here.stop)
            if not review.disagreements.disputed[number]
            for start, end, _ in {span for spans in review.disagreements.votes(number).values() for span in spans}
        ]
        self.view.set_emphasis(ranges if self._with_lanes else ())
        self.view.set_dimmed(agreed)

    def show_focus(self, review: Review, number: int, *, repeat: Choice) -> None:
        """Show one disagreement of the open article and the ways to settle it; `repeat` is what all identical take."""
        page = review.session.page
        if page is None:
            return
        text = page.article.text
        found = review.disagreements.disagreement(number)
        self.view.set_focus_range(found.start, found.end)
        here = settled_here(page, found.start, found.end)
        self.bar.show_choices(
            presenting_cases.choices(review, number, text, keys=self._keys, repeat=repeat),
            presenting_cases.said(review, number, text, gold=here),
        )
        self.bar.show_legend(presenting_cases.legend(review, number, text))
        cause, note = review.explanation(number)
        self.bar.show_reason(cause or "", note)

    def show_place(self, place: int, total: int) -> None:
        """Say where in the list the focused one is (-1 for not in it), and mark its row."""
        self._place.setText(
            self.tr("disagreement {0} of {1}").format(place + 1, total) if place >= 0 else self.tr("not in the list")
        )
        self.worklist.show_row(self._list.row_of(place) if self._list is not None and place >= 0 else -1)

    def show_changes(self, review: Review, changes: Changes, moved: Sequence[int]) -> None:
        """Refresh what a committed step changed; `moved` are the clusters whose status is another now."""
        page = review.session.page
        if page is not None and page.number in changes.articles:
            before, self._shown = self._shown, _accepted(page)
            gone = [one for key, one in before.items() if self._shown.get(key) != one]
            come = [one for key, one in self._shown.items() if before.get(key) != one]
            self.view.change_mentions(gone, come)
            self._show_open(review, page.number)
        if self._list is not None:
            self.worklist.refresh(self._list.rows_with(moved))
        self.cards.show_cards(presenting.cards(review.comparison, review.disagreements))
        if self.tabs.currentWidget() is self.by_article:
            self._show_open_articles(review)
        if changes.delta.state or len(changes.articles) > 1:
            # Gold counts from when it has finished an article.
            self._show_numbers(review)

    # ---- asking

    def _ask(self, **wishes: object) -> None:
        if self._wanted is not None:
            self.wanted_changed.emit(replace(self._wanted, **wishes))  # type: ignore[arg-type] # fields by name

    def _choose_labels(self, row: int, column: int) -> None:
        labels = self._matrix_labels
        self._ask(cell=(labels[row], labels[column]), label="", article=0)

    def _choose_pair(self, row: int, column: int) -> None:
        names = self._review.comparison.names if self._review is not None else ()
        if names and row != column:
            self._ask(pair=(names[row], names[column]), cell=None, label="", article=0)

    def _choose_label(self, row: int) -> None:
        self._ask(label=self._labels[row], cell=None, pair=None, article=0)

    def _choose_article(self, row: int) -> None:
        if row < len(self._articles):
            self._ask(article=self._articles[row], cell=None, pair=None, label="")

    def _show_all(self) -> None:
        for matrix in (self.label_matrix, self.annotator_matrix):
            matrix.show_chosen(None)
        self._ask(cell=None, pair=None, label="", article=0)

    def _choose_status(self, at: int) -> None:
        from annotator.workflow.disagreeing import Status  # noqa: PLC0415 - numpy is loaded by now

        every = ((Status.OPEN, Status.CHANGED), (Status.DECIDED,), tuple(Status))
        self._ask(status=every[at])

    def _choose_order(self, at: int) -> None:
        if self._wanted is not None:
            self._ask(grouping=list(type(self._wanted.grouping))[at])

    def _choose_row(self, row: int) -> None:
        review, listed = self._review, self._list
        if review is not None and listed is not None and row < len(listed):
            numbers = listed.row(row).tolist()
            self.number_chosen.emit(next((one for one in numbers if review.is_open(one)), numbers[0]))

    def _open_row(self, row: int) -> None:
        self._choose_row(row)
        self.take_focus()


def _lanes(review: Review, article: int) -> list[Lane]:
    here = review.disagreements.in_article(article)
    spans: dict[str, list[LaneSpan]] = {name: [] for name in review.order(article)}
    for number in range(here.start, here.stop):
        for name, votes in review.disagreements.votes(number).items():
            spans[name] += [LaneSpan(*vote) for vote in votes]
    return [Lane(review.shown_name(name, article), some) for name, some in spans.items()]


def _card(widget: QWidget, *, head: QHBoxLayout | None = None, foot: QWidget | None = None) -> QFrame:
    card = QFrame()
    card.setObjectName("reviewCard")
    column = QVBoxLayout(card)
    column.setContentsMargins(_SPACE, _SPACE, _SPACE, _SPACE)
    column.setSpacing(8)
    if head is not None:
        column.addLayout(head)
    column.addWidget(widget, 1)
    if foot is not None:
        column.addWidget(foot)
    return card


def _combo(name: str, texts: Sequence[str]) -> QComboBox:
    combo = QComboBox()
    combo.addItems(list(texts))
    combo.setAccessibleName(name)
    combo.setToolTip(name)
    return combo


def _link_button(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setObjectName("link")
    button.setFlat(True)
    return button


def _accepted(page: AnnotationSet) -> dict[str, Mention]:
    return {one.key: one for one in page.mentions if one.state is SpanState.ACCEPTED}
