"""The one way in which decisions get to the disk: steps of one annotator, done, taken back and done again.

What a step decides is handed in; what a person can do is in `annotating` and `adjudicating`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress

from annotator.domain.annotation import AnnotationSet, Delta, open_key
from annotator.domain.decision import ABSENT, Action, Decision, Kind, SetState, StepInfo, StepKind
from annotator.domain.scheme import LabelScheme
from annotator.errors import DecisionError, ProjectBusyError, ProjectError
from annotator.store import annotators, decisions, schemes
from annotator.store.connection import Project
from annotator.workflow.annotation_sets import load_set
from annotator.workflow.changes import Changes
from annotator.workflow.keeping import keep_counts

Plan = Callable[[AnnotationSet], list[Decision]]
_TakeBack = Callable[[Project, int], tuple[Action, int, list[Decision], decisions.Written] | None]


class Steps:
    """One annotator, one open project and, most of the time, one open page.

    `page` is the open article's annotation set, kept current by every call here; read it, never change it.
    """

    def __init__(self, project: Project, annotator: str) -> None:
        """Begin to work under this name, adding the annotator when new to the project."""
        self.project = project
        self.annotator = annotator.strip()
        self.number = annotators.ensure_annotator(project, annotator)
        scheme = schemes.active_scheme(project)
        if scheme is None:
            raise DecisionError("The project has no label scheme.", remedy="Choose one first.")
        self.scheme: LabelScheme = scheme
        self.page: AnnotationSet | None = None
        self.stacks = decisions.stacks(project, self.number)

    # ---- pages

    def open(self, article: int) -> AnnotationSet:
        """Open an article and return its page."""
        self.page = self.load(article)
        return self.page

    def load(self, article: int) -> AnnotationSet:
        """Return this annotator's set in any article, without opening it."""
        return load_set(self.project, self.number, article)

    def refresh(self) -> Delta | None:
        """Take in what others stored for the open article since; return what changed, or None for nothing."""
        old = self.page
        self.stacks = decisions.stacks(self.project, self.number)
        if old is None or decisions.ground(self.project, self.number, old.number) == (old.seq, old.run):
            return None
        new = self.load(old.number)
        before, after = {one.key: one for one in old.mentions}, {one.key: one for one in new.mentions}
        removed = tuple(one for key, one in before.items() if after.get(key) != one)
        added = tuple(one for key, one in after.items() if before.get(key) != one)
        self.page = new
        delta = Delta(removed, added, old.regions != new.regions, old.notes != new.notes, old.state != new.state)
        return None if delta == Delta() else delta

    # ---- undo

    def undo(self) -> Changes | None:
        """Take back this annotator's last step, in whatever article; None when there is none."""
        return self._take_back(decisions.undo, StepKind.UNDO)

    def redo(self) -> Changes | None:
        """Do again what was undone last; None when there is nothing."""
        return self._take_back(decisions.redo, StepKind.REDO)

    def undo_to(self, depth: int) -> Changes | None:
        """Undo until `depth` steps stand; return the last step taken back, None when nothing was."""
        last: Changes | None = None
        while self.stacks.undo_depth > max(0, depth):
            changes = self.undo()
            if changes is None:
                break
            last = changes
        return last

    def history(self, *, limit: int = 200) -> list[StepInfo]:
        """Return the steps that stand, the newest first."""
        texts = {self.page.number: self.page.article.text} if self.page is not None else {}
        return decisions.history(self.project, self.number, limit=limit, texts=texts)

    # ---- the one way in

    def _perform(self, action: Action, plan: Plan, *, others: Sequence[int] = ()) -> Changes:
        page = self.page
        if page is None and not others:
            raise DecisionError("No article is open.", remedy="Open one in the queue.")
        applied = False
        try:
            with self.project.transaction():
                page, reloaded = self._current(page)
                sets = ([page] if page is not None else []) + [self.load(number) for number in others]
                wanted = [(one, _with_state(one, one.settled(plan(one)))) for one in sets]
                flat = [decision for _, some in wanted for decision in some]
                _refuse_nothing(flat)
                main = next(one.number for one, some in wanted if some)
                written = decisions.append(self.project, self.number, action, main, flat)
                applied = True
                deltas = [one.apply(some) for one, some in wanted]
                self._keep([one for one, some in wanted if some], written)
        except ProjectBusyError:
            if applied:
                self._recover()
            raise
        except DecisionError:
            raise
        except BaseException:
            self._recover()
            raise
        delta = deltas[0] if page is not None else Delta()
        touched = tuple(one.number for one, some in wanted if some)
        return self._changes((action, StepKind.DO, main, touched), written, flat, delta, reloaded=reloaded)

    def _take_back(self, step: _TakeBack, kind: StepKind) -> Changes | None:
        applied = False
        try:
            with self.project.transaction():
                page, reloaded = self._current(self.page)
                found = step(self.project, self.number)
                if found is None:
                    self.stacks = decisions.stacks(self.project, self.number)
                    return None
                action, article, restored, written = found
                applied = True
                delta = Delta()
                sets: list[AnnotationSet] = []
                for number in dict.fromkeys(one.article for one in restored):
                    if page is not None and number == page.number:
                        delta = page.apply([one for one in restored if one.article == number])
                        sets.append(page)
                    else:
                        sets.append(self.load(number))
                self._keep(sets, written)
        except BaseException as error:
            if applied or not isinstance(error, ProjectBusyError):
                self._recover()
            raise
        where = (action, kind, article, tuple(one.number for one in sets))
        return self._changes(where, written, restored, delta, reloaded=reloaded)

    def _current(self, page: AnnotationSet | None) -> tuple[AnnotationSet | None, bool]:
        """Return the page as it stands in the file, read again when another program wrote to it."""
        if page is None or decisions.ground(self.project, self.number, page.number) == (page.seq, page.run):
            return page, False
        self.page = self.load(page.number)
        return self.page, True

    def _keep(self, sets: Sequence[AnnotationSet], written: decisions.Written) -> None:
        keep_counts(self.project, self.number, sets, written.last_decision)
        for one in sets:
            one.seq = written.last_decision

    def _recover(self) -> None:
        """After a failed write: a fresh handle if there can be one, and a page that shows only what is on the disk."""
        page, self.page = self.page, None
        with suppress(ProjectError):
            self.project.reopen()
        # What cannot be read either is not shown: no page is better than one that claims too much.
        with suppress(ProjectError), self.project.snapshot():
            self.stacks = decisions.stacks(self.project, self.number)
            if page is not None:
                self.page = self.load(page.number)

    def _changes(
        self,
        where: tuple[Action, StepKind, int, tuple[int, ...]],
        written: decisions.Written,
        flat: Sequence[Decision],
        delta: Delta,
        *,
        reloaded: bool,
    ) -> Changes:
        action, kind, article, touched = where
        self.stacks = written.stacks
        about = [one for one in flat if one.kind is Kind.ANNOTATION]
        return Changes(
            action,
            kind,
            article,
            touched,
            delta,
            focus=self._key_of(about[0]) if about else "",
            count=len(about),
            saved=written.created,
            undo_depth=written.stacks.undo_depth,
            redo_depth=written.stacks.redo_depth,
            reloaded=reloaded,
        )

    def _key_of(self, decision: Decision) -> str:
        """Return the key under which a decision's span is on the page now: its own, or its suggestion's when undone."""
        if self.page is not None and self.page.number == decision.article:
            for key in (decision.subject, open_key(decision.suggestion)):
                if self.page.find(key) is not None:
                    return key
            return ""
        return open_key(decision.suggestion) if decision.state == ABSENT else decision.subject


def _refuse_nothing(flat: Sequence[Decision]) -> None:
    if not flat:
        raise DecisionError("There is nothing to change.", remedy="All of it stands so already.")


def _with_state(page: AnnotationSet, wanted: list[Decision]) -> list[Decision]:
    """Begin the article with its first decision; a skipped one is taken up again by deciding something in it."""
    resting = page.state in (SetState.NEW, SetState.SKIPPED)
    if wanted and resting and all(one.kind is not Kind.STATE for one in wanted):
        return [*wanted, page.set_state(SetState.IN_PROGRESS)]
    return wanted
