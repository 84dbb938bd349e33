"""Labelled articles as they are exchanged: one article, one annotator, everything that stands. No files here."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.domain.annotation import Mention, Note
from annotator.domain.article import Article, Region
from annotator.domain.decision import SetState


@dataclass(frozen=True, slots=True)
class LabelledArticle:
    """One article with what one annotator decided in it; `annotator` is None when nobody has begun.

    `mentions` are in reading order, in whatever states were asked for; `ignored` are the regions that stand.
    """

    article: Article
    annotator: str | None
    state: SetState
    mentions: tuple[Mention, ...] = ()
    ignored: tuple[Region, ...] = ()
    notes: tuple[Note, ...] = ()


def unlabelled(article: Article) -> LabelledArticle:
    """Return an article nobody has begun: no spans, and its boilerplate ignored."""
    return LabelledArticle(article, None, SetState.NEW, ignored=article.boilerplate)
