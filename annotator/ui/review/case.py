"""The review's right side: an article with gold on its lines and everybody's lanes beneath, and the ways to settle."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from annotator.domain.decision import SpanState
from annotator.ui.article.lanes import Lane, LaneSpan
from annotator.ui.article.view import ArticleView
from annotator.ui.bars import plain_label
from annotator.ui.models.plain import one_line
from annotator.ui.review import presenting_cases
from annotator.ui.review.decision_bar import DecisionBar
from annotator.ui.review.framing import card
from annotator.ui.theme import Theme
from annotator.workflow.adjudicating import settled_here

if TYPE_CHECKING:
    from annotator.domain.annotation import AnnotationSet
    from annotator.domain.mention import Mention
    from annotator.workflow.choosing import Choice
    from annotator.workflow.reviewing import Review

_TITLE = 80


class CaseView(QWidget):
    """One disagreement in its article."""

    choice_made = Signal(str)
    """Settle it by the choice of this name."""
    range_clicked = Signal(int, int)
    """Show what stands in this range."""
    cause_chosen = Signal(str)
    note_requested = Signal()

    def __init__(self, theme: Theme, keys: Mapping[str, Sequence[str]], parent: QWidget | None = None) -> None:
        """Begin with no article; `keys` are the keys of actions by name."""
        super().__init__(parent)
        self._keys = keys
        self._review: Review | None = None
        self._shown: dict[str, Mention] = {}
        self._with_lanes = True
        self._title = plain_label(look="heading")
        self._place = plain_label(look="quiet")
        self.view = ArticleView(theme)
        self.bar = DecisionBar(keys)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._title)
        head.addWidget(self._place, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(card(self.view, head=head, foot=self.bar))
        self.bar.chosen.connect(self.choice_made)
        self.bar.cause_chosen.connect(self.cause_chosen)
        self.bar.note_requested.connect(self.note_requested)
        self.view.range_clicked.connect(self.range_clicked)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self.bar.show_theme(theme)
        self.view.set_theme(theme)

    # ---- the article

    def show_article(self, review: Review, page: AnnotationSet | None) -> None:
        """Show an article as gold has it, with a lane for everybody who finished it."""
        self._review = review
        if page is None:
            self.show_nothing()
            return
        article = page.article
        self._shown = _accepted(page)
        self._title.setText(one_line(article.title or article.origin.source, limit=_TITLE))
        self.view.set_article(article.text, title="", subtitle="", mentions=self._shown.values(), regions=page.regions)
        self._show_lanes(review, page.number)

    def show_nothing(self) -> None:
        """Show no article, and nothing to decide."""
        self.view.set_article("", title="", subtitle="", mentions=(), regions=())
        self._title.setText("")
        self._place.setText("")
        self.bar.show_choices((), "")
        self.bar.show_legend(())
        self.bar.show_reason("", "", enabled=False)

    def toggle_lanes(self) -> None:
        """Show gold alone, or the lanes again."""
        self._with_lanes = not self._with_lanes
        page = self._review.session.page if self._review is not None else None
        if self._review is not None and page is not None:
            self._show_lanes(self._review, page.number)

    def _show_lanes(self, review: Review, article: int) -> None:
        self.view.set_lanes(_lanes(review, article) if self._with_lanes else ())
        self._show_open(review, article)

    def _show_open(self, review: Review, article: int) -> None:
        """Let what waits stand out, and what all agree on recede."""
        disagreements = review.disagreements
        here = disagreements.in_article(article)
        found = disagreements.clusters
        waiting: list[tuple[int, int]] = []
        agreed: set[tuple[int, int]] = set()
        for number in range(here.start, here.stop):
            if review.is_open(number):
                waiting.append((int(found.start[number]), int(found.end[number])))
            elif not disagreements.disputed[number]:
                agreed.update((start, end) for spans in disagreements.votes(number).values() for start, end, _ in spans)
        self.view.set_emphasis(waiting if self._with_lanes else ())
        self.view.set_dimmed(agreed)

    def show_changes(self, review: Review, page: AnnotationSet) -> None:
        """Show what gold has now in the open article."""
        before, self._shown = self._shown, _accepted(page)
        gone = [one for key, one in before.items() if self._shown.get(key) != one]
        come = [one for key, one in self._shown.items() if before.get(key) != one]
        self.view.change_mentions(gone, come)
        self._show_open(review, page.number)

    # ---- the disagreement in focus

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
        """Say where in the list it is, -1 for not in it."""
        self._place.setText(
            self.tr("disagreement {0} of {1}").format(place + 1, total) if place >= 0 else self.tr("not in the list")
        )


def _lanes(review: Review, article: int) -> list[Lane]:
    here = review.disagreements.in_article(article)
    spans: dict[str, list[LaneSpan]] = {name: [] for name in review.order(article)}
    for number in range(here.start, here.stop):
        for name, votes in review.disagreements.votes(number).items():
            spans[name] += [LaneSpan(*vote) for vote in votes]
    return [Lane(review.shown_name(name, article), some) for name, some in spans.items()]


def _accepted(page: AnnotationSet) -> dict[str, Mention]:
    return {one.key: one for one in page.mentions if one.state is SpanState.ACCEPTED}
