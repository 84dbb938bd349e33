"""Finding one's way: which articles there are for an annotator, in what order, and where next."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from annotator.domain.decision import SetState
from annotator.domain.listing import ArticleRow, Listing
from annotator.store import articles
from annotator.store.order import BEGINNING, END
from annotator.workflow.annotating import Session


def list_articles(session: Session, listing: Listing) -> array[int]:
    """Return the numbers of the articles a listing asks for, in its order."""
    return articles.list_articles(session.project, session.number, listing)


def article_rows(session: Session, numbers: Sequence[int]) -> dict[int, ArticleRow]:
    """Return the queue's lines of these articles (a page of them), by number."""
    return articles.article_rows(session.project, session.number, numbers)


def state_counts(session: Session) -> dict[SetState, int]:
    """Return how many articles are in each state for this annotator."""
    return articles.state_counts(session.project, session.number)


def next_article(
    session: Session, number: int, *, step: int = 1, unfinished: bool = False, order: str = "imported"
) -> int | None:
    """Return the next (step 1) or previous (-1) article in an order; None at the end.

    The orders "uncertain" and "informative" are followed, others go as imported. With `unfinished` only articles that
    are new, in progress or flagged, going round to the other end once. Number 0 is before the first.
    """
    project, annotator = session.project, session.number
    found = articles.neighbour(project, annotator, number, step=step, undone=unfinished, by=order)
    if found is None and unfinished:
        end = BEGINNING if step > 0 else END
        found = articles.neighbour(project, annotator, end, step=step, undone=True, by=order)
        found = None if found == number else found
    return found
