"""Taking labels in: annotators' versions of articles become decisions and a run of suggestions, in one transaction."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass, field, replace

from annotator.domain.annotation import AnnotationSet
from annotator.domain.article import Article
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import Action
from annotator.domain.suggestion import SuggesterInfo, Suggestion
from annotator.store import annotators, articles, decisions, streams, suggestions
from annotator.store.connection import Project
from annotator.workflow.annotating import load_set
from annotator.workflow.collecting import Refusal
from annotator.workflow.keeping import keep_counts
from annotator.workflow.labelled import decisions_of, has_begun, links_to, suggested, with_free_ids
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


def take_in(
    project: Project, labels: Sequence[LabelsToTakeIn], *, annotator: str | None, fresh: Container[int]
) -> TakenIn:
    """Store labels inside the caller's transaction; in articles that are not `fresh` there may be decisions already.

    `annotator` takes the place of the names that came with the labels. Where somebody has decided already, or comes
    twice, what came first stays.
    """
    taken = TakenIn()
    if not labels:
        return taken
    by_article: dict[int, list[LabelsToTakeIn]] = {}
    for one in labels:
        by_article.setdefault(one.number, []).append(one)
    ids = streams.subjects_taken(project, (key for one in labels for key in _ids(one.labelled)))
    people: dict[str, int] = {}
    run = 0
    for number, some in by_article.items():
        article = articles.article(project, number)
        proposed = suggested(one.labelled for one in some)
        if proposed and not same_spans(proposed, suggestions.current(project, number)):
            run = run or suggestions.begin_run(project, IMPORTED)
            make_current(project, run, number, proposed)
            taken.suggestions += len(proposed)
        stored = suggestions.current(project, number) if proposed else []
        for one in some:
            name = annotator or one.labelled.annotator
            if name is None:
                continue
            if name not in people:
                people[name] = annotators.add_annotator(project, name)
            free = replace(one, labelled=with_free_ids(one.labelled, ids))
            _take_in_one(project, free, article, stored, (name, people[name]), taken, fresh=number in fresh)
    return taken


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


def _ids(labelled: LabelledArticle) -> list[str]:
    mentions = [one.key for one in labelled.mentions if not one.is_open]
    return [*mentions, *(one.key for one in labelled.notes), *(one.key for one in labelled.ignored)]
