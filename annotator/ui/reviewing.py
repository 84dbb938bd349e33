"""Reviewing: reading a project's disagreements, and what the keys decide about the one in focus.

The counterpart of `deciding` for the window's other face. Decisions go through a bridge of their own, as gold.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from annotator.domain import tokens
from annotator.domain.adjudication import Cause, Ruling
from annotator.errors import AnnotatorError, CancelledError, DecisionError
from annotator.ui.actions import with_keys
from annotator.ui.disagreement_focus import DisagreementFocus
from annotator.ui.jobs import Jobs, Progress
from annotator.workflow.choosing import INTERSECTION, MAJORITY, NO_ENTITY, UNION, Choice

if TYPE_CHECKING:
    from annotator.ui.review.page import Early, ReviewPage
    from annotator.workflow.changes import Changes
    from annotator.workflow.comparing import Comparison, Score
    from annotator.workflow.disagreeing import Disagreements
    from annotator.workflow.reviewing import Review

CHOICES = {"majority": MAJORITY, "union": UNION, "intersection": INTERSECTION, "no_entity": NO_ENTITY}
"""The choices that are nobody's version, by the names of their buttons; an annotator's is "take_1" and so on."""
_BUSY_SECONDS = 0.1


class Reviewing(DisagreementFocus):
    """Works through the disagreements of one project."""

    began = Signal(object, str)
    """A job began (Job, what it does in words)."""
    ready = Signal()
    """The project was read and is shown."""
    refused = Signal(object)
    """There is nothing to review (AnnotatorError)."""
    early = Signal()
    """The numbers are shown; the disagreements are still being looked for."""
    _counted = Signal(object)

    def __init__(self, page: ReviewPage, jobs: Jobs, parent: QObject | None = None) -> None:
        """Work on this page; nothing is read yet."""
        super().__init__(page, parent)
        self._jobs = jobs
        self._counted.connect(self._show_early)
        self.bridge.changed.connect(self._take_in)
        page.case.choice_made.connect(self.choose)
        page.case.cause_chosen.connect(self._explain)

    # ---- a project

    def open(self, path: Path, adjudicator: str, *, article: int = 0) -> None:
        """Read a project and show it, at the first open disagreement (of `article`, when it has one)."""
        # While it is read anew, nothing of before is decided about.
        self.close()

        # numpy and all that counts are loaded in the job, and with them half a second.
        def work(progress: Progress) -> Disagreements:
            from annotator.workflow.reviewing import read_disagreements  # noqa: PLC0415 - not before it is needed

            return read_disagreements(path, progress=progress, counted=self._tell_early)

        def done(found: Disagreements) -> None:
            from annotator.workflow.reviewing import open_review  # noqa: PLC0415 - not before it is needed

            try:
                review = open_review(path, adjudicator, found, busy_seconds=_BUSY_SECONDS)
            except AnnotatorError as error:
                self.refused.emit(error)
                return
            self._use(review, article)

        self.began.emit(self._jobs.run(work, done, self._failed), self.tr("Comparing the annotators"))

    def _tell_early(self, comparison: Comparison) -> None:
        """Send what can be shown already to the window's thread; called on the job's."""
        from annotator.ui.review.page import early_of  # noqa: PLC0415 - loaded already, with the page

        if comparison.common():
            self._counted.emit(early_of(comparison))

    def _show_early(self, early: Early) -> None:
        self._page.show_early(early)
        self.early.emit()

    def _failed(self, error: BaseException) -> None:
        if not isinstance(error, CancelledError | AnnotatorError):
            raise error
        self.refused.emit(error)

    def _use(self, review: Review, article: int) -> None:
        self.review = review
        self._page.show_review(review)
        self.bridge.use(review.session)
        if self._page.emptiness:
            self.ready.emit()
            return
        self.want(replace(self._wanted, cell=None, pair=None, label="", article=0))
        here = review.disagreements.in_article(article)
        first = next((one for one in range(here.start, here.stop) if review.is_open(one)), None)
        if first is not None:
            self.go(first)
        else:
            self.step(1, stay=True)
        self.ready.emit()

    def reload(self) -> None:
        """Read the project again: others may have written to it."""
        review = self.review
        if review is not None:
            session = review.session
            article = session.page.number if session.page is not None else 0
            self.open(session.project.path, session.adjudicator, article=article)

    # ---- deciding

    def choice(self, name: str) -> Choice | None:
        """Return the choice a button or key stands for in the focused disagreement, None where there is none."""
        if self.review is None or self.number < 0:
            return None
        if name in CHOICES:
            return CHOICES[name]
        order = self.review.order(self.review.disagreements.article_of(self.number))
        at = int(name.removeprefix("take_")) - 1
        return Choice(Ruling.PICKED, order[at]) if at < len(order) else None

    def choose(self, name: str) -> None:
        """Settle the focused disagreement by the choice of that name and go on; "identical" settles its likes, too."""
        if name == "identical":
            self.identical()
            return
        choice = self.choice(name)
        if choice is not None:
            self._settle([self.number], choice)

    def same(self, name: str) -> None:
        """Settle the focused disagreement and all identical ones by the choice of that name."""
        choice = self.choice(name)
        if choice is not None and self.review is not None:
            self._settle(self.review.disagreements.identical(self.number), choice)

    def identical(self) -> None:
        """Settle all identical ones as the last of them was settled, or else by majority."""
        if self.review is None or self.number < 0:
            return
        self._settle(self.review.disagreements.identical(self.number), self.repeated())

    def _settle(self, numbers: Sequence[int], choice: Choice) -> None:
        review = self.review
        if review is None:
            return
        try:
            review.spans_of(self.number, choice)
        except DecisionError as error:
            self.said.emit(str(error))
            return
        self._last[int(review.disagreements.case_of[self.number])] = choice
        self.bridge.perform(lambda _: review.settle(numbers, choice), self._go_on)

    def label(self, label: str) -> None:
        """Give gold's span in the focused disagreement this label and go on."""
        review, number = self.review, self.number
        if review is not None and number >= 0:
            self.bridge.perform(lambda _: review.label(number, label), self._go_on)

    def move(self, *, edge: str, later: bool, character: bool) -> None:
        """Move a boundary of gold's span in the focused disagreement."""
        review, number, page = self.review, self.number, self.bridge.page
        if review is None or number < 0 or page is None:
            return
        start, end, _ = review.own(number)
        start, end = tokens.moved(page.article.text, start, end, edge=edge, later=later, character=character)
        if start < end:
            self.bridge.perform(lambda _: review.move(number, start, end), lambda _: self.show_focus())
        else:
            self.said.emit(self.tr("A span needs at least one character."))

    def explain(self, *, cause: Cause | None = None, note: str | None = None) -> None:
        """Say why people disagreed: kept with what gold has, or with the next decision.

        The cause there is already is taken away; without a `note` what was said stays.
        """
        review, number = self.review, self.number
        if review is None or number < 0:
            return
        had, said = review.explanation(number)
        if note is None:
            cause, note = (None if cause == had else cause), said
        else:
            cause = had
        self.bridge.perform(lambda _: review.explain(number, cause=cause, note=note), lambda _: self.show_focus())

    def say(self, note: str) -> None:
        """Keep a note on the focused disagreement; "" takes it away."""
        self.explain(note=note)

    def _explain(self, cause: str) -> None:
        self.explain(cause=Cause(cause) if cause else None)

    def finish(self) -> None:
        """Finish gold's version of the open article and go on."""
        review, page = self.review, self.bridge.page
        if review is None or page is None:
            return
        here = review.disagreements.in_article(page.number)
        left = [one for one in range(here.start, here.stop) if review.is_open(one)]
        if left and self.number not in left:
            self.go(left[0])
        self.bridge.perform(lambda _: review.finish(page.number), self._go_on)

    def _go_on(self, changes: Changes | None) -> None:
        if changes is not None:
            self.step(1)

    def undo(self) -> None:
        """Take back gold's last step and go to where it was."""
        self._take_back(lambda review: review.session.undo(), self.tr("There is nothing to undo."))

    def redo(self) -> None:
        """Do again what was undone last."""
        self._take_back(lambda review: review.session.redo(), self.tr("There is nothing to redo."))

    def _take_back(self, step: Callable[[Review], Changes | None], nothing: str) -> None:
        review = self.review
        if review is None:
            return

        def answer(changes: Changes | None) -> None:
            if changes is None:
                self.said.emit(nothing)
                return
            moved = [one.start for one in (*changes.delta.removed, *changes.delta.added)]
            if moved:
                self.go_to_place(min(moved), min(moved) + 1)
            self.show_focus()

        self.bridge.perform(lambda _: step(review), answer)

    def pre_merge(self, *, by_majority: bool) -> None:
        """Take over what all (or most) agree on, in one step; in the background, for it goes through all articles."""
        if self.review is None:
            return
        session = self.review.session
        path, adjudicator = session.project.path, session.adjudicator

        def work(progress: Progress) -> Changes:
            from annotator.workflow.reviewing import pre_merged  # noqa: PLC0415 - loaded already, named in the job

            return pre_merged(path, adjudicator, by_majority=by_majority, progress=progress)

        def done(changes: Changes) -> None:
            one = self.tr("1 span taken over; {undo} takes that back.") if changes.count == 1 else ""
            said = one or self.tr("%n spans taken over; {undo} takes that back.", "", changes.count)
            self.said.emit(with_keys(said, self._page.keys))
            self.reload()

        self.began.emit(self._jobs.run(work, done, self._background_failed), self.tr("Taking over what they agree on"))

    def _background_failed(self, error: BaseException) -> None:
        if not isinstance(error, CancelledError | AnnotatorError):
            raise error
        self.bridge.failed.emit(error)

    def redraw(self) -> None:
        """Draw the main numbers' intervals anew by bootstrap, in the background; shown until the numbers change."""
        review = self.review
        if review is None or not review.comparison.common():
            return
        path = review.session.project.path
        names = [review.comparison.names[at] for at in review.comparison.people.annotators]

        def work(progress: Progress) -> dict[str, Score]:
            from annotator.workflow.overview import redrawn  # noqa: PLC0415 - loaded already, named in the job

            return redrawn(path, names=names, metrics=("strict_f1", "relaxed_f1", "alpha"), progress=progress)

        def done(scores: dict[str, Score]) -> None:
            if self.review is review:
                self._page.show_redrawn(review, scores)

        self.began.emit(self._jobs.run(work, done, self._background_failed), self.tr("Drawing intervals anew"))

    def toggle_blind(self) -> None:
        """Hide who is who, or show it."""
        review = self.review
        if review is None:
            return
        blind = not review.is_blind
        review.set_blind(blind=blind)
        self.said.emit(
            self.tr("Names are hidden and shuffled in every article.") if blind else self.tr("Names are shown.")
        )
        self._page.show_review(review)
        self.want(self._wanted)
        self._show_article(self.bridge.page)

    # ---- showing

    def _take_in(self, changes: Changes) -> None:
        review = self.review
        if review is None:
            return
        self._page.show_changes(review, changes, review.take_in(changes))
