"""Annotation sets as labelled articles and back: what stands in a project as a value, and a value as decisions."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import replace

from annotator.domain.annotation import AnnotationSet, Mention
from annotator.domain.article import Article, Region
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import ABSENT, PRESENT, STATE_SUBJECT, Decision, Kind, SetState, SpanState
from annotator.domain.identity import new_id
from annotator.domain.span import overlaps
from annotator.domain.suggestion import Suggestion


def has_begun(page: AnnotationSet) -> bool:
    """Tell whether an annotator has left anything in an article that still stands."""
    decided = page.counts[SpanState.ACCEPTED] + page.counts[SpanState.REJECTED]
    return bool(
        page.state is not SetState.NEW or decided or page.notes or set(page.regions) != set(page.article.boilerplate)
    )


def labelled_article(
    page: AnnotationSet,
    annotator: str | None,
    *,
    states: Collection[SpanState] = frozenset(SpanState),
    labels: Collection[str] | None = None,
) -> LabelledArticle:
    """Return what stands on a page as a value, with the spans in these states and of these labels (None for all)."""
    mentions = tuple(one for one in page.mentions if one.state in states and (labels is None or one.label in labels))
    return LabelledArticle(page.article, annotator, page.state, mentions, page.regions, page.notes)


def has_labels(labelled: LabelledArticle, *, regions: bool) -> bool:
    """Tell whether somebody decided something here; ignored regions count only where they came along."""
    return bool(
        labelled.state is not SetState.NEW
        or labelled.notes
        or any(not one.is_open for one in labelled.mentions)
        or (regions and set(labelled.ignored) != set(labelled.article.boilerplate))
    )


def decisions_of(
    labelled: LabelledArticle, article: Article, number: int, *, links: dict[str, int], regions: bool
) -> list[Decision]:
    """Return the decisions that make a labelled article stand in the stored `article` of this number.

    `links` are the numbers of the suggestions that mentions answer, by the mentions' keys. Regions are compared with
    the stored article's boilerplate, unless `regions` is not set.
    """
    decisions = [_annotation(one, number, links.get(one.key, 0)) for one in labelled.mentions if not one.is_open]
    if regions:
        decisions += _region_decisions(labelled.ignored, article.boilerplate, number)
    decisions += [
        Decision(Kind.NOTE, note.key, number, PRESENT, note.start, note.end, text=note.text) for note in labelled.notes
    ]
    if labelled.state is not SetState.NEW:
        decisions.append(Decision(Kind.STATE, STATE_SUBJECT, number, labelled.state))
    return decisions


def _annotation(mention: Mention, number: int, suggestion: int) -> Decision:
    return Decision(
        kind=Kind.ANNOTATION,
        subject=mention.key,
        article=number,
        state=mention.state,
        start=mention.start,
        end=mention.end,
        label=mention.label,
        suggestion=suggestion,
        source=mention.source,
        version=mention.version,
        score=mention.score,
        text=mention.reason,
    )


def _region_decisions(wanted: Sequence[Region], found: Sequence[Region], number: int) -> list[Decision]:
    def decision(region: Region, state: str) -> Decision:
        return Decision(Kind.IGNORED, region.key, number, state, region.start, region.end, text=region.reason)

    cleared = [decision(one, ABSENT) for one in found if one not in wanted]
    return cleared + [decision(one, PRESENT) for one in wanted if one not in found]


class FreeIds:
    """Gives ids that nothing has: `taken` are those of what is stored, `twice` those that come more than once."""

    def __init__(self, taken: set[str], twice: Container[str]) -> None:
        """Take both as they are; `taken` grows by those of `twice` that were given."""
        self._taken = taken
        self._twice = twice

    def free(self, key: str) -> str:
        """Return this id, or a new one in its place."""
        if key in self._taken:
            return new_id()
        if key in self._twice:
            self._taken.add(key)
        return key


def with_free_ids(labelled: LabelledArticle, ids: FreeIds) -> LabelledArticle:
    """Return the same with new ids for annotations and notes whose id is taken already."""
    free = ids.free
    mentions = [
        one if one.is_open or (key := free(one.key)) == one.key else replace(one, key=key) for one in labelled.mentions
    ]
    ignored = [
        one if one in labelled.article.boilerplate or (key := free(one.key)) == one.key else replace(one, key=key)
        for one in labelled.ignored
    ]
    notes = [replace(one, key=free(one.key)) for one in labelled.notes]
    return replace(labelled, mentions=tuple(mentions), ignored=tuple(ignored), notes=tuple(notes))


# ---- suggestions that come along


def suggested(sets: Iterable[LabelledArticle]) -> list[Suggestion]:
    """Return the suggestions that several annotators' versions of one article hold together, in reading order.

    An accepted span that came from a suggester and lies across a suggestion still open was a suggestion beside it, and
    is one again: otherwise the decision would hide what it did not answer.
    """
    found: dict[tuple[object, ...], Suggestion] = {}
    sets = list(sets)
    for one in sets:
        for mention in one.mentions:
            if mention.is_open:
                found.setdefault(_origin(mention), _suggestion(mention))
    for one in sets:
        waiting = [mention for mention in one.mentions if mention.is_open]
        if not waiting:
            continue
        answered = [other for other in found.values() if _origin(other) not in set(map(_origin, waiting))]
        for mention in one.mentions:
            across = mention.state is SpanState.ACCEPTED and any(overlaps(mention, other) for other in waiting)
            if across and not any(_alike(other, mention) for other in answered):
                found.setdefault(_origin(mention), _suggestion(mention))
    return sorted(found.values(), key=lambda one: (one.start, -one.end))


def links_to(labelled: LabelledArticle, stored: Sequence[Suggestion]) -> dict[str, int]:
    """Return which stored suggestion each decided span answers, by the span's key.

    A span answers a suggestion that is not open for its annotator and has the same source, version, score and reason:
    the one on its own range with its own label, else a near one.
    """
    if not stored:
        return {}
    waiting = {_origin(one) for one in labelled.mentions if one.is_open}
    free = [one for one in stored if _origin(one) not in waiting]
    links: dict[str, int] = {}
    for exact in (True, False):
        for mention in labelled.mentions:
            if mention.is_open or mention.key in links:
                continue
            fitting = [one for one in free if (_origin(one) == _origin(mention) if exact else _alike(one, mention))]
            if fitting:
                nearest = min(fitting, key=lambda one: abs(one.start - mention.start) + abs(one.end - mention.end))
                links[mention.key] = nearest.id
                free.remove(nearest)
    return links


def _suggestion(mention: Mention) -> Suggestion:
    return Suggestion(
        start=mention.start,
        end=mention.end,
        label=mention.label,
        source=mention.source,
        score=mention.score,
        reason=mention.reason,
        version=mention.version,
    )


def _origin(one: Mention | Suggestion) -> tuple[object, ...]:
    return one.start, one.end, one.label, one.source, one.version, one.score, one.reason


def _alike(suggestion: Suggestion, mention: Mention) -> bool:
    return _origin(suggestion)[3:] == _origin(mention)[3:] and overlaps(suggestion, mention)
