"""Suggesting: a suggester goes through a project's articles, and what it proposes is stored article by article.

Each article is stored in a short transaction of its own, so that the window's writes need not wait. Following a project
for a window (`follow`) is in `following.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.article import Article
from annotator.domain.ordering import novelty, uncertainty
from annotator.domain.span import overlaps
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.errors import CancelledError, ProjectError, SuggesterError
from annotator.store import articles, decisions, schemes, suggestions
from annotator.store.choices import read_choices
from annotator.store.connection import Project
from annotator.store.order import keep_rank
from annotator.workflow.accepting import Silence, silence
from annotator.workflow.annotation_sets import load_set
from annotator.workflow.collecting import Progress
from annotator.workflow.keeping import keep_counts
from annotator.workflow.projects import open_project
from annotator.workflow.remembering import Remembering
from annotator.workflow.suggesters import load_for

if TYPE_CHECKING:
    from annotator.suggest.base import Suggester

_BATCH = 8
_LOOK_AGAIN = 10
"""After so many decisions it is counted again which sources are muted."""
_ALIKE = 0.1
"""Scores nearer than this are the same to whoever reads."""


@dataclass(frozen=True, slots=True)
class Failure:
    """An article the suggester could not do, and why."""

    number: int
    reason: str


@dataclass(frozen=True, slots=True)
class Suggested:
    """An article that was done: how many suggestions it has now, and whether they are other than before."""

    number: int
    spans: int
    changed: bool


@dataclass(frozen=True, slots=True)
class SuggestReport:
    """What a suggester did: articles it went through, suggestions these have now, and articles it could not do.

    `trouble` is what it did without, in sentences.
    """

    suggester: SuggesterInfo
    articles: int
    suggestions: int
    failed: tuple[Failure, ...]
    trouble: tuple[str, ...] = ()


class Suggesting:
    """One suggester at work on an open project; `labels` default to those its scheme suggests.

    `remembering` is what its annotator decided, which the suggester has the memory of: it is kept up by `learn`.
    """

    def __init__(
        self,
        project: Project,
        suggester: Suggester,
        *,
        labels: Collection[str] | None = None,
        remembering: Remembering | None = None,
    ) -> None:
        """Begin or go on with the suggester's run in this version."""
        self.project = project
        self.info = suggester.info
        self._suggester = suggester
        self._remembering = remembering or Remembering(project, "")
        self._remembering.update()
        self._silence = self._listen()
        self._news = 0
        self._known: dict[int, int] = {}
        scheme = schemes.active_scheme(project)
        self._labels = frozenset(labels or (scheme.suggested if scheme else ()))
        self._run = suggestions.ensure_run(project, self.info)
        suggestions.use_run(project, self._run)

    def _listen(self) -> Silence:
        return silence(self.project, self._remembering.annotator, version=self.info.version)

    def learn(self) -> None:
        """Take in what was decided since the last time."""
        self._news += self._remembering.update()
        if self._news >= _LOOK_AGAIN:
            self._silence = self._listen()
            self._news = 0

    def pending(self, *, after: int = 0, limit: int = _BATCH) -> list[int]:
        """Return the next articles behind `after` that have no suggestions of this suggester in this version."""
        return suggestions.pending(self.project, self.info, after=after, limit=limit)

    def is_pending(self, number: int) -> bool:
        """Tell whether an article has no suggestions of this suggester in this version."""
        return suggestions.is_pending(self.project, self.info, number)

    def count_pending(self) -> int:
        """Return how many articles have no suggestions of this suggester in this version."""
        return suggestions.count_pending(self.project, self.info)

    def refresh(self, number: int, *, wanted: Callable[[], bool] = lambda: True) -> Suggested | Failure | None:
        """Suggest for an article with what is known now, and store it where that says something else.

        None when the article is left alone: another annotator has begun it, somebody has finished it, its suggestions
        came from a file, nothing has been learnt since the last time, or it is no longer `wanted` once they are there.
        """
        if self._known.get(number) == self._remembering.position or not self._is_free(number):
            return None
        try:
            article = articles.article(self.project, number)
            found = next(iter(self._suggest([article.text])), ())
        except (ProjectError, _BrokenError) as error:
            return Failure(number, str(error))
        if not wanted() or not self._is_free(number):
            return None
        self._known[number] = self._remembering.position
        return self._store(number, article, found, again=False)

    def _is_free(self, number: int) -> bool:
        return suggestions.is_free(self.project, number, annotator=self._remembering.annotator)

    def do(self, numbers: Sequence[int]) -> Iterator[Suggested | Failure]:
        """Suggest for these articles and store what comes, one after the other; a failing one does not stop the rest.

        Raise ProjectError when nothing can be stored.
        """
        todo: list[tuple[int, Article]] = []
        for number in numbers:
            try:
                todo.append((number, articles.article(self.project, number)))
            except ProjectError as error:
                yield Failure(number, error.what)
        done = 0
        with suppress(_BrokenError):
            for (number, article), found in zip(todo, self._suggest(one.text for _, one in todo), strict=False):
                yield self._store(number, article, found)
                done += 1
        for number, article in todo[done:]:
            try:
                found = next(iter(self._suggest([article.text])), ())
            except _BrokenError as error:
                yield Failure(number, str(error))
            else:
                yield self._store(number, article, found)

    def _suggest(self, texts: Iterable[str]) -> Iterator[Sequence[Suggestion]]:
        try:
            yield from self._suggester.suggest(texts, labels=self._labels)
        except Exception as error:
            # Whatever is wrong in a suggester, ours or somebody's, costs one article and not the work.
            raise _BrokenError(f"{type(error).__name__}: {error}") from error

    def _store(self, number: int, article: Article, found: Sequence[Suggestion], *, again: bool = True) -> Suggested:
        """Store what was found; for a refresh (not `again`) only where a reader would see a difference."""
        kept = [
            replace(one, id=0, version=one.version or self.info.version)
            for one in found
            if not self._silence.covers(one) and not any(overlaps(one, region) for region in article.boilerplate)
        ]
        kept.sort(key=lambda one: (one.start, -one.end))
        with self.project.transaction():
            stored = suggestions.current(self.project, number)
            same = same_spans(kept, stored) if again else _are_alike(kept, stored)
            new = self._novelty(article.text, kept)
            if same and not self.is_pending(number) and suggestions.current_run(self.project, number):
                keep_rank(self.project, number, uncertainty=uncertainty(one.score for one in kept), novelty=new)
                return Suggested(number, len(kept), changed=False)
            if suggestions.has_stored(self.project, self._run, number):
                self._run = suggestions.begin_run(self.project, self.info)
            make_current(self.project, self._run, number, kept, novelty=new)
        return Suggested(number, len(kept), changed=not same)

    def _novelty(self, text: str, found: Sequence[Suggestion]) -> float:
        surfaces = {text[one.start : one.end] for one in found}
        return novelty(surfaces, decided=filter(self._remembering.decided, surfaces))


class _BrokenError(Exception):
    """A suggester raised something."""


def suggest_project(  # noqa: PLR0913 - each may be left out
    path: Path,
    *,
    suggester: str = "",
    annotator: str = "",
    labels: Collection[str] | None = None,
    progress: Progress | None = None,
    priority: Callable[[], int | None] | None = None,
    on_article: Callable[[int], object] | None = None,
    again: Collection[int] = frozenset(),
) -> SuggestReport:
    """Suggest for every article that has none yet of this suggester in this version, and for those in `again`.

    The suggester is the one named, else the project's; it remembers what `annotator` decided, "" for nobody.
    `priority` is asked before each batch for an article to do first; `on_article` hears of each that was stored.
    `progress` may raise CancelledError: what is stored stays.
    """
    with open_project(path) as project:
        remembering = Remembering(project, annotator)
        trouble: list[SuggesterError] = []
        loaded = load_for(
            project, suggester, choices=read_choices(project), memory=remembering.memory, say=trouble.append
        )
        work = Suggesting(project, loaded, labels=labels, remembering=remembering)
        total = work.count_pending() + sum(not work.is_pending(number) for number in again)
        failed: list[Failure] = []
        done = spans = 0
        for outcome in _outcomes(work, priority, list(again)):
            if isinstance(outcome, Failure):
                failed.append(outcome)
            else:
                done += 1
                spans += outcome.spans
                if on_article is not None:
                    on_article(outcome.number)
            if progress is not None:
                try:
                    progress(min(done + len(failed), total), total)
                except CancelledError:
                    break
    return SuggestReport(work.info, done, spans, tuple(failed), tuple(map(str, trouble)))


def _outcomes(
    work: Suggesting, priority: Callable[[], int | None] | None, again: Sequence[int]
) -> Iterator[Suggested | Failure]:
    rest = iter(again)
    while batch := list(islice(rest, _BATCH)):
        yield from work.do(batch)
    after = 0
    while batch := work.pending(after=after):
        after = batch[-1]
        first = priority() if priority is not None else None
        if first is not None and work.is_pending(first):
            yield from work.do([first])
        yield from work.do([number for number in batch if number != first])


def make_current(project: Project, run: int, number: int, found: Sequence[Suggestion], *, novelty: float = 1.0) -> None:
    """Make these an article's suggestions, and count anew what is open there for everybody who has a set.

    Inside the caller's transaction; `novelty` is the share of their surfaces that nobody has decided about.
    """
    suggestions.store(project, run, number, found, novelty=novelty)
    for annotator in decisions.set_annotators(project, number):
        page = load_set(project, annotator, number)
        keep_counts(project, annotator, [page], page.seq)


def same_spans(wanted: Sequence[Suggestion], stored: Sequence[Suggestion]) -> bool:
    """Tell whether suggestions say just what is stored."""
    return [replace(one, id=0) for one in stored] == list(wanted)


def _are_alike(wanted: Sequence[Suggestion], stored: Sequence[Suggestion]) -> bool:
    """Tell whether suggestions say what is stored, but for their reasons and a little of their scores."""

    def alike(one: Suggestion, other: Suggestion) -> bool:
        same = (one.start, one.end, one.label, one.source) == (other.start, other.end, other.label, other.source)
        return same and (
            one.score == other.score
            if one.score is None or other.score is None
            else abs(one.score - other.score) < _ALIKE
        )

    return len(wanted) == len(stored) and all(map(alike, wanted, stored))
