"""Blocks of what is counted of finished annotation sets: a cache, so that agreement need not be counted at each look.

A block is about 512 articles, those whose numbers give its own when divided by 512. What packs were before they changed
is kept beside it; triggers on `span_pack` see to that, in the transaction of whatever changes one. So a block is true
of the packs there are with those put back. What the bytes mean is the agreement library's business.
"""

from __future__ import annotations

from collections.abc import Iterable

from annotator.store.connection import Project

BLOCK = 512
"""How many articles a block is about; the triggers say so, too."""


Before = tuple[int, int, int, int | None, bytes | None]
"""Article, its length, annotator, tokens and spans of a pack as it was; None where there was none."""


def change(project: Project) -> int:
    """Return a number that grows with every pack that is written or dropped."""
    return int(project.get("packs") or 0)


def block_of(article: int) -> int:
    """Return the number of the block an article is in."""
    return article // BLOCK


def articles_of(block: int) -> tuple[int, int]:
    """Return the first and the last number of a block's articles."""
    return block * BLOCK, block * BLOCK + BLOCK - 1


def count(project: Project) -> int:
    """Return how many blocks there may be: the number of the last one with a pack, and one."""
    (last,) = project.connection.execute("SELECT max(article_id) FROM span_pack").fetchone()
    return 0 if last is None else block_of(int(last)) + 1


def blocks(project: Project) -> dict[int, bytes]:
    """Return the blocks there are by number."""
    return dict(project.connection.execute("SELECT number, tally FROM span_block ORDER BY number").fetchall())


def before(project: Project) -> dict[int, list[Before]]:
    """Return what packs were that changed since their block was made, by block."""
    found: dict[int, list[Before]] = {}
    rows = project.connection.execute(
        """SELECT b.article_id, a.length, b.annotator_id, b.tokens, b.spans
        FROM span_before b JOIN article a ON a.id = b.article_id ORDER BY b.article_id, b.annotator_id"""
    )
    for row in rows:
        found.setdefault(block_of(row[0]), []).append(row)
    return found


def keep(project: Project, made: Iterable[tuple[int, bytes]]) -> None:
    """Write blocks inside the caller's transaction, true as they are; b"" takes one away."""
    for number, tally in made:
        if tally:
            project.connection.execute(
                "INSERT OR REPLACE INTO span_block (number, tally) VALUES (?, ?)", (number, tally)
            )
        else:
            project.connection.execute("DELETE FROM span_block WHERE number = ?", (number,))
        project.connection.execute("DELETE FROM span_before WHERE article_id BETWEEN ? AND ?", articles_of(number))


def drop_all(project: Project) -> None:
    """Forget all blocks inside the caller's transaction; they can be made again from the packs."""
    project.connection.execute("DELETE FROM span_block")
    project.connection.execute("DELETE FROM span_before")
