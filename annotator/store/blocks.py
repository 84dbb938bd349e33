"""Blocks of what is counted of finished annotation sets: a cache, so that agreement need not be counted at each look.

A block is about 512 articles, those whose numbers give its own when divided by 512. What changed since it was made is
kept beside it, article by article; triggers on `span_pack` see to that, so a block without such a line is true. What
the bytes mean is the agreement library's business.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from annotator.store.connection import Project

BLOCK = 512
"""How many articles a block is about; the triggers say so, too."""


@dataclass(frozen=True, slots=True)
class Edit:
    """An article changed since its block was made: what the block has of it, and what is true; None: not counted."""

    article: int
    before: bytes | None
    now: bytes | None


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


def edits(project: Project) -> dict[int, list[Edit]]:
    """Return what changed since the blocks were made, by block."""
    found: dict[int, list[Edit]] = {}
    for row in project.connection.execute("SELECT article_id, before, now FROM span_edit ORDER BY article_id"):
        found.setdefault(block_of(int(row[0])), []).append(Edit(*row))
    return found


def edit_of(project: Project, article: int) -> Edit | None:
    """Return how an article stands to its block; None where it has none.

    An article that has not changed since is one that the block has as it is: `before` is b"".
    """
    row = project.connection.execute(
        """SELECT b.number, e.article_id, e.before, e.now FROM span_block b
        LEFT JOIN span_edit e ON e.article_id = ?1 WHERE b.number = ?2""",
        (article, block_of(article)),
    ).fetchone()
    if row is None:
        return None
    return Edit(article, b"", None) if row[1] is None else Edit(article, row[2], row[3])


def keep_edit(project: Project, edit: Edit) -> None:
    """Write what an article has inside the caller's transaction, after its packs were written."""
    project.connection.execute(
        "UPDATE span_edit SET before = ?, now = ? WHERE article_id = ?", (edit.before, edit.now, edit.article)
    )


def keep(project: Project, made: Iterable[tuple[int, bytes]]) -> None:
    """Write blocks inside the caller's transaction, true as they are; b"" takes one away."""
    for number, tally in made:
        if tally:
            project.connection.execute(
                "INSERT OR REPLACE INTO span_block (number, tally) VALUES (?, ?)", (number, tally)
            )
        else:
            project.connection.execute("DELETE FROM span_block WHERE number = ?", (number,))
        project.connection.execute("DELETE FROM span_edit WHERE article_id BETWEEN ? AND ?", articles_of(number))


def drop_all(project: Project) -> None:
    """Forget all blocks inside the caller's transaction; they can be made again from the packs."""
    project.connection.execute("DELETE FROM span_block")
    project.connection.execute("DELETE FROM span_edit")
