"""Annotating: one annotator at work on one project. Every decision the program ever makes goes through `Session`.

When a call returns, its decisions are on the disk; when it raises, nothing was saved and the page shows what stands.
"""

from __future__ import annotations

import gc
from collections.abc import Callable, Generator, Iterable, Sequence
from contextlib import contextmanager, suppress

from annotator.domain.annotation import AnnotationSet, Delta, open_key
from annotator.domain.decision import ABSENT, Action, Decision, Kind, SetState, SpanState, StepInfo, StepKind
from annotator.domain.scheme import LabelScheme
from annotator.errors import DecisionError, ProjectBusyError, ProjectError
from annotator.store import annotators, articles, decisions, schemes, suggestions
from annotator.store.connection import Project
from annotator.workflow.changes import Changes
from annotator.workflow.keeping import keep_counts

Plan = Callable[[AnnotationSet], list[Decision]]
_TakeBack = Callable[[Project, int], tuple[Action, int, list[Decision], decisions.Written] | None]


class Session:
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

    def close_page(self) -> None:
        """Leave the open article."""
        self.page = None

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

    # ---- decisions about one span

    def accept(self, key: str) -> Changes:
        """Accept a mention as it stands."""
        return self._perform(Action.ACCEPT, lambda page: [page.accept(key)])

    def reject(self, key: str) -> Changes:
        """Decide that a mention is no entity."""
        return self._perform(Action.REJECT, lambda page: [page.reject(key)])

    def relabel(self, key: str, label: str) -> Changes:
        """Give a mention another label, accepting it."""
        self.check_label(label)

        def plan(page: AnnotationSet) -> list[Decision]:
            mention = page.mention(key)
            return [page.label(mention.start, mention.end, label, key=key)]

        return self._perform(Action.RELABEL, plan)

    def label(self, start: int, end: int, label: str) -> Changes:
        """Say that [start, end) is an entity of this label: a new annotation, or what stands there relabelled."""
        self.check_label(label)
        return self._perform(Action.ADD, lambda page: [page.label(start, end, label)])

    def move(self, key: str, start: int, end: int) -> Changes:
        """Move a mention's boundaries to [start, end), accepting it."""

        def plan(page: AnnotationSet) -> list[Decision]:
            return [page.label(start, end, page.mention(key).label, key=key)]

        return self._perform(Action.MOVE, plan)

    def remove(self, key: str) -> Changes:
        """Take an annotation away."""
        return self._perform(Action.REMOVE, lambda page: [page.remove(key)])

    # ---- decisions about many spans

    def decide_all(self, places: Iterable[tuple[int, int, int]], label: str | None) -> Changes:
        """Label every place (article, start, end), or reject what stands there with `label` None; one step.

        Places that already stand so are passed over; raise DecisionError when that leaves nothing to do.
        """
        if label is not None:
            self.check_label(label)
        by_article: dict[int, list[tuple[int, int]]] = {}
        for article, start, end in places:
            by_article.setdefault(article, []).append((start, end))

        def plan(page: AnnotationSet) -> list[Decision]:
            return _for_places(page, by_article.get(page.number, ()), label)

        others = [number for number in by_article if self.page is None or number != self.page.number]
        return self._perform(Action.ALL_MENTIONS, plan, others=others)

    def finish(self) -> Changes:
        """Accept every suggestion still open, one a range, and finish the article; not while there are conflicts."""

        def plan(page: AnnotationSet) -> list[Decision]:
            _refuse_conflicts(page)
            places = dict.fromkeys((one.start, one.end) for one in page.mentions if one.is_open)
            # Where several are open on one range, the first answers the others.
            return [page.accept(page.on_range(*place)[0].key) for place in places] + [page.set_state(SetState.FINISHED)]

        return self._perform(Action.FINISH, plan)

    # ---- decisions about the article

    def reopen(self) -> Changes:
        """Say that the article is not finished (skipped, flagged) after all."""
        return self._perform(Action.REOPEN, lambda page: [page.set_state(SetState.IN_PROGRESS)])

    def skip(self) -> Changes:
        """Leave the article out."""
        return self._perform(Action.SKIP, lambda page: [page.set_state(SetState.SKIPPED)])

    def flag(self) -> Changes:
        """Flag the article to come back to it, or take the flag away."""

        def plan(page: AnnotationSet) -> list[Decision]:
            flagged = page.state is SetState.FLAGGED
            return [page.set_state(SetState.IN_PROGRESS if flagged else SetState.FLAGGED)]

        return self._perform(Action.FLAG, plan)

    def note(self, text: str, *, start: int = -1, end: int = -1, key: str = "") -> Changes:
        """Write a note on a range or the article, change the one of that key, or take it away with an empty text."""
        return self._perform(Action.NOTE, lambda page: [page.note(text, start=start, end=end, key=key)])

    def toggle_ignored(self, start: int, end: int) -> Changes:
        """Clear the ignored regions that [start, end) touches; when there are none, ignore the range."""

        def plan(page: AnnotationSet) -> list[Decision]:
            touched = [one for one in page.regions if one.start < end and start < one.end]
            return [page.clear_ignored(one.key) for one in touched] or [page.ignore(start, end)]

        return self._perform(Action.IGNORE, plan)

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

    def check_label(self, label: str) -> None:
        """Raise DecisionError when the scheme has no such label."""
        if label not in self.scheme:
            raise DecisionError(
                f"The scheme “{self.scheme.name}” has no label {label}.", remedy="Choose one of the labels panel."
            )


def load_set(project: Project, annotator: int, article: int, *, suggested: bool = True) -> AnnotationSet:
    """Return an annotator's set in an article as it stands; without `suggested` nothing is proposed in it."""
    # First: what another program writes while the rest is read makes the page old, and so read again, not wrong.
    seq, run = decisions.ground(project, annotator, article)
    with without_collector():
        return AnnotationSet(
            articles.article(project, article),
            article,
            suggestions=suggestions.proposed(project, article) if suggested else (),
            standing=decisions.standing(project, annotator, article),
            seq=seq,
            run=run,
        )


@contextmanager
def without_collector() -> Generator[None]:
    """Keep the garbage collector from going again and again through very much that is made and kept."""
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _refuse_nothing(flat: Sequence[Decision]) -> None:
    if not flat:
        raise DecisionError("There is nothing to change.", remedy="All of it stands so already.")


def _refuse_conflicts(page: AnnotationSet) -> None:
    count = len(page.conflicts)
    if count:
        said = "1 span is" if count == 1 else f"{count} spans are"
        raise DecisionError(
            f"{said} still open here because project files decided differently.",
            remedy="Accept, reject or relabel what stands open there, then finish.",
        )


def _with_state(page: AnnotationSet, wanted: list[Decision]) -> list[Decision]:
    """Begin the article with its first decision; a skipped one is taken up again by deciding something in it."""
    resting = page.state in (SetState.NEW, SetState.SKIPPED)
    if wanted and resting and all(one.kind is not Kind.STATE for one in wanted):
        return [*wanted, page.set_state(SetState.IN_PROGRESS)]
    return wanted


def _for_places(page: AnnotationSet, places: Iterable[tuple[int, int]], label: str | None) -> list[Decision]:
    """Return the decisions that make places stand as wanted; none for those that already do."""
    wanted: dict[tuple[int, int], list[Decision]] = {}
    for place in places:
        start, end = place if label is None else page.checked(*place)
        there = [one for one in page.on_range(start, end) if one.state is not SpanState.REJECTED]
        if label is None:
            wanted[start, end] = [page.reject(one.key) for one in there]
        elif not any(one.label == label and not one.is_open for one in there):
            wanted[start, end] = [page.label(start, end, label)]
    return [one for some in wanted.values() for one in some]
