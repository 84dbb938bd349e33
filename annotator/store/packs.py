"""Packed spans of finished annotation sets: a cache for agreement, true as long as it is written with the decisions.

What the bytes mean is the agreement library's business; here they are kept, one blob for each annotator and article.
Only finished sets have one, so whether there is one says that the set is finished.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from annotator.store.connection import Project


@dataclass(frozen=True, slots=True)
class StoredPack:
    """One annotator's spans in one article they finished: `spans` is int32 little-endian, `tokens` of the article."""

    article: int
    annotator: int
    tokens: int
    spans: bytes


def label_numbers(project: Project, labels: Iterable[str] = ()) -> dict[str, int]:
    """Return the number packs have for each label there was; new ones get theirs inside the caller's transaction."""
    numbers = _numbers(project)
    missing = sorted(set(labels).difference(numbers))
    if not missing:
        return numbers
    project.connection.executemany("INSERT INTO span_label (name) VALUES (?)", ((name,) for name in missing))
    return _numbers(project)


def _numbers(project: Project) -> dict[str, int]:
    rows = project.connection.execute("SELECT name, number FROM span_label ORDER BY number")
    return {str(name): int(number) for name, number in rows}


def keep(project: Project, packs: Iterable[StoredPack]) -> None:
    """Write packs inside the caller's transaction."""
    project.connection.executemany(
        "INSERT OR REPLACE INTO span_pack (article_id, annotator_id, tokens, spans) VALUES (?, ?, ?, ?)",
        ((one.article, one.annotator, one.tokens, one.spans) for one in packs),
    )


def drop(project: Project, annotator: int, articles: Iterable[int]) -> None:
    """Forget an annotator's packs of these articles inside the caller's transaction: they are not finished."""
    project.connection.executemany(
        "DELETE FROM span_pack WHERE article_id = ? AND annotator_id = ?", ((one, annotator) for one in articles)
    )


def drop_all(project: Project) -> None:
    """Forget all packs inside the caller's transaction; they can be made again from the log."""
    project.connection.execute("DELETE FROM span_pack")
    project.connection.execute("DELETE FROM span_label")
    project.connection.execute("INSERT OR REPLACE INTO project (key, value) VALUES ('unpacked', 'yes')")


def walk(project: Project, first: int = 0, last: int = 1 << 62) -> Iterator[tuple[int, int, int, int, bytes]]:
    """Yield (article, length in code points, annotator, tokens, spans) of all packs, in the order of the articles."""
    return project.connection.execute(
        """SELECT p.article_id, a.length, p.annotator_id, p.tokens, p.spans
        FROM span_pack p JOIN article a ON a.id = p.article_id WHERE p.article_id BETWEEN ? AND ?
        ORDER BY p.article_id, p.annotator_id""",
        (first, last),
    )


def of_article(project: Project, article: int) -> dict[int, StoredPack]:
    """Return the packs of one article by annotator's number."""
    rows = project.connection.execute(
        "SELECT article_id, annotator_id, tokens, spans FROM span_pack WHERE article_id = ?", (article,)
    )
    return {one.annotator: one for one in (StoredPack(*row) for row in rows)}


def missing(project: Project) -> list[tuple[int, int]]:
    """Return (annotator, article) of the finished sets that have no pack, as after a migration."""
    if project.get("unpacked") is None:
        return []
    rows = project.connection.execute(
        """SELECT s.annotator_id, s.article_id FROM annotation_set s
        LEFT JOIN span_pack p ON p.article_id = s.article_id AND p.annotator_id = s.annotator_id
        WHERE s.state = 'finished' AND p.article_id IS NULL ORDER BY s.article_id, s.annotator_id"""
    )
    return [(int(annotator), int(article)) for annotator, article in rows]


def nothing_missing(project: Project) -> None:
    """Say that every finished set has its pack, inside the caller's transaction."""
    project.connection.execute("DELETE FROM project WHERE key = 'unpacked'")


def begun(project: Project, annotators: Iterable[int]) -> set[int]:
    """Return which of these annotators have finished an article."""
    found = "SELECT 1 FROM annotation_set WHERE annotator_id = ? AND state = 'finished' LIMIT 1"
    return {one for one in annotators if project.connection.execute(found, (one,)).fetchone()}
