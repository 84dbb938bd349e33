"""Reviewing: the disagreements of a project, what one person says about them as gold, and the numbers that follow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import TypeAlias

from annotator.domain.adjudication import GOLD, Adjudication, Cause, Ruling, Triple, adjudication_of
from annotator.domain.annotation import AnnotationSet, Mention
from annotator.domain.decision import Action, SetState, SpanState
from annotator.errors import DecisionError
from annotator.store.annotators import ensure_annotator
from annotator.store.articles import text as stored_text
from annotator.store.streams import titles
from annotator.workflow.adjudicating import Adjudicator, Settlement, settled_here, triple
from annotator.workflow.changes import Changes
from annotator.workflow.choosing import Choice, chosen, majority, proposal
from annotator.workflow.comparing import Comparison
from annotator.workflow.disagreeing import Disagreements, Status
from annotator.workflow.projects import open_project

Progress: TypeAlias = Callable[[int, int], None]
"""Told how much is done of how much; may raise to stop."""

_BLIND = "blind_seed"


def read_disagreements(
    path: Path,
    *,
    names: Sequence[str] | None = None,
    gold: str = GOLD,
    progress: Progress | None = None,
    counted: Callable[[Comparison], object] | None = None,
) -> Disagreements:
    """Read, count and align everything; takes seconds in a large project, so not on the window's thread.

    `names` are the annotators to compare, None for everybody who has finished an article. `counted` is told as soon as
    there are numbers, on this thread, and long before the disagreements are found.
    """
    with open_project(path) as project:
        ensure_annotator(project, gold)
        comparison = Comparison(project, names=names, gold=gold, progress=progress)
        if counted is not None:
            counted(comparison)
        return Disagreements(project, comparison, progress=progress)


def open_review(path: Path, adjudicator: str, found: Disagreements, *, busy_seconds: float = 10.0) -> Review:
    """Open what was read for a person to adjudicate, on this thread."""
    gold = found.comparison.gold
    name = GOLD if gold is None else found.comparison.names[gold]
    project = open_project(path, busy_seconds=busy_seconds)
    try:
        return Review(Adjudicator(project, adjudicator, gold=name), found)
    except BaseException:
        project.close()
        raise


def pre_merged(path: Path, adjudicator: str, *, by_majority: bool, progress: Progress | None = None) -> Changes:
    """Take over what all (or most) agree on in a project nobody holds open here; see `Review.pre_merge`."""
    review = open_review(path, adjudicator, read_disagreements(path, progress=progress))
    try:
        return review.pre_merge(by_majority=by_majority, progress=progress)
    finally:
        review.session.project.close()


class Review:
    """A project under review: the person who adjudicates, the disagreements, and the numbers, kept true together."""

    def __init__(self, session: Adjudicator, disagreements: Disagreements) -> None:
        """Put together what was read; `session` writes, and only here."""
        self.session = session
        self.disagreements = disagreements
        self.comparison = disagreements.comparison
        self.comparison.use(session.project)
        self._version = session.project.data_version()
        self.cause: Cause | None = None
        """Goes with the next decision, then is forgotten."""
        self.note = ""

    # ---- decisions

    def settle(self, numbers: Sequence[int], choice: Choice) -> Changes:
        """Settle these clusters the same way, in one step; raise DecisionError where there is no such choice."""
        return self._write([self._settlement(number, choice) for number in numbers])

    def spans_of(self, number: int, choice: Choice) -> tuple[Triple, ...]:
        """Return the spans gold would have, () for no entity; raise DecisionError where there is no such choice."""
        return chosen(choice, self.disagreements.votes(number))

    def label(self, number: int, label: str) -> Changes:
        """Give what gold has in a cluster this label; where it has nothing yet, the span that most have."""
        self.session.check_label(label)
        (start, end, _), rest = self._own(number)
        return self._edit(number, [(start, end, label), *rest])

    def move(self, number: int, start: int, end: int) -> Changes:
        """Move the boundaries of what gold has in a cluster to [start, end)."""
        (_, _, label), rest = self._own(number)
        return self._edit(number, [(start, end, label), *rest])

    def own(self, number: int) -> Triple:
        """Return the span that labelling and moving is about: gold's in the cluster, else the one that most have."""
        return self._own(number)[0]

    def explain(self, number: int, *, cause: Cause | None, note: str) -> Changes | None:
        """Say why people disagreed: of what gold has already, or, where it has nothing yet, of the next decision."""
        mine = self._mine(number)
        hows = [how for how in map(adjudication_of, mine) if how is not None]
        if not hows:
            self.cause, self.note = cause, note
            return None
        how = replace(hows[0], cause=cause, note=note)
        spans = tuple(triple(one) for one in mine if one.state is SpanState.ACCEPTED)
        found = self.disagreements.disagreement(number)
        return self.session.settle([Settlement(found.article, found.start, found.end, spans, how)])

    def explanation(self, number: int) -> tuple[Cause | None, str]:
        """Return why people disagreed, as far as it was said: the cause and the note."""
        hows = [how for how in map(adjudication_of, self._mine(number)) if how is not None]
        return (hows[0].cause, hows[0].note) if hows else (self.cause, self.note)

    def finish(self, article: int) -> Changes:
        """Finish gold's version of an article with what all agree on; raise DecisionError while something is open."""
        here = self.disagreements.in_article(article)
        numbers = range(here.start, here.stop)
        left = [one for one in numbers if self.is_open(one)]
        if left:
            said = "1 disagreement is" if len(left) == 1 else f"{len(left)} disagreements are"
            raise DecisionError(f"{said} still open in this article.", remedy="Decide first; J goes to the next one.")
        return self.session.settle(self._unanimous(numbers), finished=[article])

    def pre_merge(self, *, by_majority: bool, progress: Progress | None = None) -> Changes:
        """Take over, in one step, what all agree on, and on request what most do; finish articles with nothing open.

        What a person settled stays; what was merged before and no longer fits the votes is merged anew. Ties stay open.
        """
        wanted: list[Settlement] = []
        finished: list[int] = []
        articles = dict.fromkeys(map(self.disagreements.article_of, range(len(self.disagreements.clusters))))
        for at, article in enumerate(articles):
            if progress is not None:
                progress(at, len(articles))
            here = self.disagreements.in_article(article)
            numbers = range(here.start, here.stop)
            page = self._page(article)
            merged = self._unanimous(numbers, page)
            open_ = [one for one in numbers if self.is_open(one)]
            for number in open_:
                one = self._by_majority(number, page) if by_majority else None
                if one is not None:
                    merged.append(one)
                    open_ = [other for other in open_ if other != number]
            wanted += merged
            if not open_ and page.state is not SetState.FINISHED:
                finished.append(article)
        return self.session.settle(wanted, action=Action.PRE_MERGE, finished=finished)

    # ---- what there is

    def is_open(self, number: int) -> bool:
        """Tell whether a cluster is disputed and not settled, or settled by votes that have changed since."""
        here = self.disagreements
        return bool(here.disputed[number]) and here.status[number] != Status.DECIDED

    def settled_in(self, article: int) -> tuple[int, int]:
        """Return how many of an article's disagreements are settled, and how many there are."""
        here = self.disagreements.in_article(article)
        disputed = self.disagreements.disputed[here]
        settled = disputed & (self.disagreements.status[here] == Status.DECIDED)
        return int(settled.sum()), int(disputed.sum())

    def finished(self) -> tuple[int, int]:
        """Return how many of the articles compared gold has finished, and how many are compared."""
        comparison = self.comparison
        compared = comparison.tables.compared(comparison.people)
        done = 0 if comparison.gold is None else int(comparison.tables.finished[compared, comparison.gold].sum())
        return done, len(compared)

    def is_current(self) -> bool:
        """Tell whether nobody else has written to the project since it was read."""
        return self.session.project.data_version() == self._version

    def take_in(self, changes: Changes) -> list[int]:
        """Bring statuses and numbers up to a committed step; return the clusters whose status is another now."""
        moved: list[int] = []
        for article in changes.articles:
            here = self.disagreements.in_article(article)
            before = self.disagreements.status[here].tolist()
            self.disagreements.refresh(self._page(article))
            after = self.disagreements.status[here].tolist()
            moved += [here.start + at for at, (old, new) in enumerate(zip(before, after, strict=True)) if old != new]
        self.comparison.update(changes.articles)
        return moved

    def _page(self, article: int) -> AnnotationSet:
        page = self.session.page
        return page if page is not None and page.number == article else self.session.load(article)

    def _mine(self, number: int) -> list[Mention]:
        found = self.disagreements.disagreement(number)
        return settled_here(self._page(found.article), found.start, found.end)

    def _own(self, number: int) -> tuple[Triple, list[Triple]]:
        mine = [triple(one) for one in self._mine(number) if one.state is SpanState.ACCEPTED]
        if mine:
            return mine[0], mine[1:]
        return proposal(self.disagreements.votes(number)), []

    def text(self, article: int) -> str:
        """Return an article's text."""
        page = self.session.page
        if page is not None and page.number == article:
            return page.article.text
        return stored_text(self.session.project, article)

    def titles(self, articles: Collection[int]) -> dict[int, str]:
        """Return the titles of articles by number."""
        return titles(self.session.project, articles)

    # ---- who is who

    @property
    def is_blind(self) -> bool:
        """Tell whether names are hidden."""
        return bool(self.session.project.get(_BLIND))

    def set_blind(self, *, blind: bool) -> None:
        """Hide names and shuffle their order from article to article, or show them; kept in the project."""
        self.session.project.put(_BLIND, str(Random().getrandbits(32)) if blind else "")  # noqa: S311 - no secret

    def order(self, article: int) -> tuple[str, ...]:
        """Return who finished an article, in the order of lanes and keys: shuffled by the stored seed when blind."""
        document = self.comparison.document(article)
        if document is None:
            return ()
        finished = self.comparison.tables.finished[document]
        names = [self.comparison.names[at] for at in self.comparison.people.annotators if finished[at]]
        seed = self.session.project.get(_BLIND)
        if seed:
            Random(f"{seed} {article}").shuffle(names)  # noqa: S311 - no secret
        return tuple(names)

    def shown_name(self, name: str, article: int) -> str:
        """Return what an annotator is called in an article: the name, or when blind a letter by the order."""
        if not self.is_blind:
            return name
        order = self.order(article)
        return chr(ord("A") + order.index(name)) if name in order else "?"

    # ---- settlements

    def _settlement(self, number: int, choice: Choice) -> Settlement:
        found = self.disagreements.disagreement(number)
        return self._settled(number, chosen(choice, found.votes), choice)

    def _settled(self, number: int, spans: Sequence[Triple], choice: Choice, *, merged: bool = False) -> Settlement:
        found = self.disagreements.disagreement(number)
        how = Adjudication(
            choice.ruling,
            self.session.adjudicator,
            found.votes,
            picked=choice.picked,
            cause=None if merged else self.cause,
            note="" if merged else self.note,
            merged=merged,
        )
        return Settlement(found.article, found.start, found.end, tuple(spans), how)

    def _edit(self, number: int, spans: Sequence[Triple]) -> Changes:
        page = self._page(self.disagreements.article_of(number))
        checked = [(*page.checked(start, end), label) for start, end, label in spans]
        return self._write([self._settled(number, sorted(set(checked)), Choice(Ruling.EDITED))])

    def _write(self, settlements: Sequence[Settlement]) -> Changes:
        changes = self.session.settle(settlements)
        self.cause, self.note = None, ""
        return changes

    def _unanimous(self, numbers: Iterable[int], page: AnnotationSet | None = None) -> list[Settlement]:
        """Return the settlements of clusters that all agree on and gold has nothing of, or only what was merged."""
        found: list[Settlement] = []
        for number in numbers:
            if self.disagreements.disputed[number] or (
                self.disagreements.settled[number] and not self._stale(number, page)
            ):
                continue
            votes = self.disagreements.votes(number)
            found.append(self._settled(number, majority(votes), Choice(Ruling.UNANIMOUS), merged=True))
        return found

    def _by_majority(self, number: int, page: AnnotationSet) -> Settlement | None:
        if self.disagreements.settled[number] and not self._stale(number, page):
            return None
        try:
            spans = majority(self.disagreements.votes(number))
        except DecisionError:
            return None
        return self._settled(number, spans, Choice(Ruling.MAJORITY), merged=True)

    def _stale(self, number: int, page: AnnotationSet | None) -> bool:
        """Tell whether all that gold has in a cluster was merged beforehand, of votes that are not these any more."""
        found = self.disagreements.disagreement(number)
        mine = settled_here(page or self._page(found.article), found.start, found.end)
        hows = [adjudication_of(one) for one in mine]
        return all(how is not None and how.merged for how in hows) and any(
            how is not None and not how.same_votes(found.votes) for how in hows
        )
