"""The review's page: cards above, lists on the left, the case in its article on the right; or why there is nothing.

It shows what it is handed and asks; which disagreement is in focus and what is decided is `reviewing`'s business.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QSplitter, QVBoxLayout, QWidget

from annotator.ui.actions import with_keys
from annotator.ui.article.view import ArticleView
from annotator.ui.panels.empty import EmptyPage
from annotator.ui.review import presenting
from annotator.ui.review.cards import Card, Cards
from annotator.ui.review.case import CaseView
from annotator.ui.review.framing import SPACE
from annotator.ui.review.lists import Numbers, ReviewLists, numbers_of
from annotator.ui.theme import Theme

if TYPE_CHECKING:
    from annotator.domain.annotation import AnnotationSet
    from annotator.workflow.changes import Changes
    from annotator.workflow.choosing import Choice
    from annotator.workflow.comparing import Comparison, Score
    from annotator.workflow.reviewing import Review
    from annotator.workflow.worklist import Wanted, Worklist

_SHARES = (42, 58)


@dataclass(frozen=True, slots=True)
class Early:
    """What can be shown before the disagreements are found."""

    cards: Sequence[Card]
    numbers: Numbers


def early_of(comparison: Comparison) -> Early:
    """Return what can be shown of a comparison; may be called on any thread that has it to itself."""
    return Early(presenting.cards(comparison, None), numbers_of(comparison))


class ReviewPage(QWidget):
    """Everything of the review in one page."""

    merge_requested = Signal()
    """Bring in others' project files."""

    def __init__(self, theme: Theme, keys: Mapping[str, Sequence[str]]) -> None:
        """Build everything, showing nothing yet; `keys` are the keys of actions by name."""
        super().__init__()
        self.setObjectName("reviewPage")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.emptiness = ""
        """Why there is nothing to review, "" when there is."""
        self.keys = keys
        self._drawn: Mapping[str, Score] = {}
        self.cards = Cards()
        self.lists = ReviewLists()
        self.case = CaseView(theme, keys)
        self._empty = EmptyPage()
        self._nothing = QWidget()
        middle = QVBoxLayout(self._nothing)
        middle.addStretch(2)
        middle.addWidget(self._empty)
        middle.addStretch(3)
        self._nothing.hide()
        self._sides = QSplitter(Qt.Orientation.Horizontal)
        self._sides.setHandleWidth(SPACE)
        self._sides.setChildrenCollapsible(False)
        for at, side in enumerate((self.lists, self.case)):
            self._sides.addWidget(side)
            self._sides.setStretchFactor(at, _SHARES[at])
        self._sides.setSizes([10 * share for share in _SHARES])
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        column.setSpacing(SPACE)
        column.addWidget(self.cards)
        column.addWidget(self._sides, 1)
        column.addWidget(self._nothing, 1)
        self.lists.row_opened.connect(self.take_focus)
        self._empty.asked.connect(self.merge_requested)
        self.show_theme(theme)

    @property
    def view(self) -> ArticleView:
        """The article: in it Enter and Space decide; elsewhere they choose what is there."""
        return self.case.view

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        for part in (self.cards, self.lists, self.case):
            part.show_theme(theme)

    def set_zoom(self, size: int) -> None:
        """Show the article in this size of text."""
        if self.view.zoom != size:
            self.view.set_zoom(size)

    def take_focus(self) -> None:
        """Put the keyboard where decisions are made."""
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- showing

    def show_early(self, early: Early) -> None:
        """Show the numbers of a project whose disagreements are still being looked for."""
        self._show_emptiness("")
        self.cards.show_cards(early.cards)
        self.lists.show_early(early.numbers)
        self.case.show_nothing()

    def show_review(self, review: Review) -> None:
        """Show another project's numbers."""
        self._drawn = {}
        self._show_emptiness(self._why_nothing(review))
        if not self.emptiness:
            self._show_numbers(review)

    def _show_emptiness(self, why: str) -> None:
        self.emptiness = why
        for part in (self.cards, self._sides):
            part.setVisible(not why)
        self._nothing.setVisible(bool(why))
        if why:
            self._empty.show_text(why, self.tr("Bring in others’ project files…"))

    def _why_nothing(self, review: Review) -> str:
        if review.comparison.common():
            return ""
        if len(review.comparison.people.annotators) > 1:
            why = self.tr(
                "No article has been finished by two annotators yet. Finish articles with {finish}, or bring in "
                "project files of others who have finished the same articles."
            )
        else:
            why = self.tr(
                "Agreement needs two annotators who have finished the same articles. Finish articles with {finish}, "
                "and bring in others’ project files."
            )
        return with_keys(why, self.keys)

    def _show_numbers(self, review: Review) -> None:
        self._show_cards(review)
        self.lists.show_numbers(review)

    def _show_cards(self, review: Review) -> None:
        self.cards.show_cards(presenting.cards(review.comparison, review.disagreements, drawn=self._drawn))

    def show_redrawn(self, review: Review, scores: Mapping[str, Score]) -> None:
        """Show numbers with intervals by bootstrap until the project is read again: gold changes nothing of them."""
        self._drawn = scores
        self._show_cards(review)

    def show_list(self, review: Review, listed: Worklist, wanted: Wanted) -> None:
        """Show the disagreements to work through."""
        self.lists.show_list(review, listed, wanted)

    def show_article(self, review: Review, page: AnnotationSet | None) -> None:
        """Show an article as gold has it."""
        self.case.show_article(review, page)

    def show_focus(self, review: Review, number: int, *, repeat: Choice) -> None:
        """Show one disagreement of the open article and the ways to settle it; `repeat` is what all identical take."""
        self.case.show_focus(review, number, repeat=repeat)

    def show_place(self, place: int, total: int) -> None:
        """Say where in the list the focused one is (-1 for not in it), and mark its row."""
        self.case.show_place(place, total)
        self.lists.show_place(place)

    def show_changes(self, review: Review, changes: Changes, moved: Sequence[int]) -> None:
        """Refresh what a committed step changed; `moved` are the clusters whose status is another now."""
        page = review.session.page
        if page is not None and page.number in changes.articles:
            self.case.show_changes(review, page)
        self.lists.show_moved(moved)
        if changes.delta.state or len(changes.articles) > 1:
            # Gold counts from when it has finished an article.
            self._show_numbers(review)
        else:
            self._show_cards(review)
