"""Taking labels in: annotators' versions of articles become decisions and a run of suggestions, in one transaction."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from annotator.domain.annotation import AnnotationSet
from annotator.domain.article import Article
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import Action
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.store import annotators, articles, decisions, streams, suggestions
from annotator.store.connection import Project
from annotator.workflow.annotation_sets import load_set
from annotator.workflow.collecting import Refusal
from annotator.workflow.keeping import keep_counts
from annotator.workflow.labelled import FreeIds, decisions_of, has_begun, links_to, suggested, with_free_ids
from annotator.workflow.suggesting import make_current, same_spans

IMPORTED = SuggesterInfo(suggestions.IMPORTED, "1")
"""Whose run the suggestions are that came from a file; each has its own source and version."""


@dataclass(frozen=True, slots=True)
class LabelsToTakeIn:
    """A labelled article for the stored article of this number; `regions` says that its ignored regions count."""

    number: int
    labelled: LabelledArticle
    source: str
    regions: bool


@dataclass(slots=True)
class TakenIn:
    """What became of them: annotation sets, annotations and suggestions stored, and those left out."""

    sets: int = 0
    spans: int = 0
    suggestions: int = 0
    conflicts: list[Refusal] = field(default_factory=list[Refusal])


class TakingIn:
    """Takes labels in, batch by batch, inside the caller's transaction; `taken` counts them.

    All labels of one article must come in one batch. `annotator` takes the place of the names that came with the
    labels. Where somebody has decided already, or comes twice, what came first stays.
    """

    def __init__(self, project: Project, labels: Iterable[LabelledArticle], *, annotator: str | None) -> None:
        """Go once through all the labels there will be, for the ids they bring along."""
        self._project = project
        self._annotator = annotator
        self._ids = FreeIds(*streams.subjects_taken(project, (key for one in labels for key in _ids(one))))
        self._people: dict[str, int] = {}
        self._run = 0
        self.taken = TakenIn()

    def take(self, labels: Sequence[LabelsToTakeIn], *, fresh: Container[int]) -> None:
        """Store labels; in articles that are not `fresh` there may be decisions already."""
        project, taken = self._project, self.taken
        by_article: dict[int, list[LabelsToTakeIn]] = {}
        for one in labels:
            by_article.setdefault(one.number, []).append(one)
        for number, some in by_article.items():
            article = articles.article(project, number)
            proposed = suggested(one.labelled for one in some)
            if proposed and not same_spans(proposed, suggestions.current(project, number)):
                self._run = self._run or suggestions.begin_run(project, IMPORTED)
                make_current(project, self._run, number, proposed)
                taken.suggestions += len(proposed)
            stored = suggestions.current(project, number) if proposed else []
            for one in some:
                name = self._annotator or one.labelled.annotator
                if name is None:
                    continue
                if name not in self._people:
                    self._people[name] = annotators.add_annotator(project, name)
                free = replace(one, labelled=with_free_ids(one.labelled, self._ids))
                who = name, self._people[name]
                _take_in_one(project, free, article, stored, who, taken, fresh=number in fresh)


def _take_in_one(
    project: Project,
    one: LabelsToTakeIn,
    article: Article,
    stored: Sequence[Suggestion],
    who: tuple[str, int],
    taken: TakenIn,
    *,
    fresh: bool,
) -> None:
    name, annotator = who
    links = links_to(one.labelled, stored)
    wanted = decisions_of(one.labelled, article, one.number, links=links, regions=one.regions)
    if not wanted:
        return
    seen = decisions.touched(project, annotator, one.number)
    if seen and (fresh or has_begun(load_set(project, annotator, one.number))):
        reason = f"{name} has decided in “{article.title[:60]}” already; that was left as it is."
        taken.conflicts.append(Refusal(one.source, 0, reason))
        return
    written = decisions.append(project, annotator, Action.IMPORT, one.number, wanted)
    if fresh:
        page = AnnotationSet(article, one.number, suggestions=stored, standing=wanted)
    else:
        page = load_set(project, annotator, one.number)
    keep_counts(project, annotator, [page], written.last_decision)
    taken.sets += 1
    taken.spans += sum(not mention.is_open for mention in one.labelled.mentions)


def _ids(labelled: LabelledArticle) -> Iterator[str]:
    """Yield the ids that stored decisions would be about."""
    yield from (one.key for one in labelled.mentions if not one.is_open)
    yield from (one.key for one in labelled.notes)
    yield from (one.key for one in labelled.ignored if one not in labelled.article.boilerplate)
