"""Which disagreement is in focus: the list that is gone through, going on in it, and showing where one is.

Decides nothing; that is in `reviewing`. A bridge of its own opens the articles, as gold.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal

from annotator.ui.actions import with_keys
from annotator.ui.bridge import Bridge
from annotator.workflow.choosing import MAJORITY, Choice
from annotator.workflow.worklist import Wanted, Worklist, find

if TYPE_CHECKING:
    from annotator.domain.annotation import AnnotationSet
    from annotator.ui.review.page import ReviewPage
    from annotator.workflow.reviewing import Review


class DisagreementFocus(QObject):
    """Goes through the disagreements of one project."""

    said = Signal(str)

    def __init__(self, page: ReviewPage, parent: QObject | None = None) -> None:
        """Show them on this page; there are none yet."""
        super().__init__(parent)
        self._page = page
        self.bridge = Bridge(self)
        self.review: Review | None = None
        self.number = -1
        """The cluster in focus, -1 for none."""
        self._wanted = Wanted()
        self._list: Worklist | None = None
        self._last: dict[int, Choice] = {}
        """By case, the choice made last: what "the same for all identical" repeats."""
        self.bridge.page_changed.connect(self._show_article)
        page.lists.number_chosen.connect(self.go)
        page.lists.wanted_changed.connect(self.want)
        page.case.range_clicked.connect(self.go_to_place)

    def close(self) -> None:
        """Leave the project."""
        self.review, self._list, self.number = None, None, -1
        self._last.clear()
        self.bridge.use(None)

    @property
    def is_empty(self) -> bool:
        """Tell whether there is nothing to review."""
        return self.review is None or bool(self._page.emptiness)

    # ---- the list, and going through it

    def want(self, wanted: Wanted) -> None:
        """List other disagreements."""
        if self.review is None:
            return
        self._wanted = wanted
        self._list = find(self.review.disagreements, wanted)
        self._page.show_list(self.review, self._list, wanted)
        self._page.show_place(self._place(), len(self._list.order))

    def _place(self) -> int:
        """Return where in the list the focused cluster is, -1 when it is not in it."""
        if self._list is None:
            return -1
        found = np.flatnonzero(self._list.order == self.number)
        return int(found[0]) if len(found) else -1

    def step(self, by: int, *, stay: bool = False) -> None:
        """Go to the next (1) or previous (-1) open disagreement of the list; it decides nothing.

        With `stay` the one in focus will do when it is open itself.
        """
        review, listed = self.review, self._list
        if review is None or listed is None:
            return
        place = self._place()
        if place < 0:
            place = -1 if by > 0 else len(listed.order)
        elif stay and review.is_open(self.number):
            return
        after = listed.order[place + 1 :] if by > 0 else listed.order[:place][::-1]
        before = listed.order[: max(0, place)] if by > 0 else listed.order[place + 1 :][::-1]
        for number in (*after.tolist(), *before.tolist()):
            if review.is_open(number):
                self.go(number)
                return
        self.said.emit(self._nothing_left(review))
        self.show_focus()
        if self.number < 0 and len(listed.order):
            self.go(int(listed.order[0]))

    def _nothing_left(self, review: Review) -> str:
        left = len(review.disagreements.open_by_article())
        if left == 1:
            return self.tr("Everything in this list is settled; 1 article has open disagreements elsewhere.")
        if left:
            return self.tr(
                "Everything in this list is settled; %n articles have open disagreements elsewhere.", "", left
            )
        settled = self.tr("Every disagreement is settled. {pre_merge} finishes all articles that are left.")
        return with_keys(settled, self._page.keys)

    def go(self, number: int) -> None:
        """Put a disagreement into focus, opening its article."""
        review = self.review
        if review is None:
            return
        self.number = number
        article = review.disagreements.article_of(number)
        page = self.bridge.page
        if page is None or page.number != article:
            self.bridge.open(article)
        self.show_focus()

    def go_to_place(self, start: int, end: int) -> None:
        """Put the first disagreement into focus that covers some of [start, end) in the open article."""
        review, page = self.review, self.bridge.page
        if review is None or page is None:
            return
        here = review.disagreements.in_article(page.number)
        found = review.disagreements.clusters
        for number in range(here.start, here.stop):
            if found.start[number] < end and start < found.end[number] and review.disagreements.disputed[number]:
                self.go(number)
                return

    # ---- what is in focus

    def surface(self) -> str:
        """Return the text the focused disagreement covers."""
        review, page = self.review, self.bridge.page
        if review is None or page is None or self.number < 0:
            return ""
        found = review.disagreements.disagreement(self.number)
        return page.article.text[found.start : found.end] if found.article == page.number else ""

    def repeated(self) -> Choice:
        """Return what "all identical" takes: the choice made last in such a case, else the majority."""
        if self.review is None or self.number < 0:
            return MAJORITY
        return self._last.get(int(self.review.disagreements.case_of[self.number]), MAJORITY)

    def show_focus(self) -> None:
        """Show the disagreement in focus as it is now, and bring it into sight."""
        review, page = self.review, self.bridge.page
        if review is None or page is None or self.number < 0:
            return
        if review.disagreements.article_of(self.number) != page.number:
            return
        self._page.show_focus(review, self.number, repeat=self.repeated())
        self._page.show_place(self._place(), 0 if self._list is None else len(self._list.order))

    def _show_article(self, page: AnnotationSet | None) -> None:
        if self.review is not None:
            self._page.show_article(self.review, page)
            if page is not None and self.number >= 0:
                self.show_focus()
