"""Going through a whole project in the order of its articles, flat in memory: never a query per article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from operator import attrgetter, itemgetter
from typing import Any

from annotator.domain.article import Article
from annotator.domain.decision import Decision
from annotator.domain.suggestion import Suggestion
from annotator.store.articles import COLUMNS, article_from
from annotator.store.connection import Project
from annotator.store.decisions import FIELDS, decision_from


@dataclass(frozen=True, slots=True)
class StoredArticle:
    """An article with its current suggestions and, by annotator's number, the last decision about every subject."""

    number: int
    article: Article
    suggestions: Sequence[Suggestion]
    standing: dict[int, list[Decision]]


def walk(
    project: Project,
    annotators: Collection[int],
    *,
    finished: bool = False,
    suggested: bool = True,
    among: Collection[int] | None = None,
) -> Iterator[StoredArticle]:
    """Yield the articles by number with what these annotators decided; take a snapshot around it.

    With `finished` only articles that one of them has finished, with `among` only these; `suggested` says whether
    suggestions are wanted.
    """
    marks = ", ".join("?" * len(annotators))
    people = list(annotators)
    connection = project.connection
    which = ""
    if finished:
        which = f"""WHERE EXISTS (SELECT 1 FROM annotation_set s WHERE s.article_id = a.id AND s.state = 'finished'
            AND s.annotator_id IN ({marks}))"""
    joined = _among(project, among) if among is not None else ""
    articles = connection.execute(
        f"SELECT a.id, {COLUMNS} FROM article a {joined} {which} ORDER BY a.id", people * finished
    )
    # The view `standing` spelt out, so that its groups come in the index's order and nothing is sorted.
    decisions = connection.execute(
        f"""SELECT article_id, annotator_id, max(seq), {FIELDS} FROM decision WHERE annotator_id IN ({marks})
        GROUP BY article_id, annotator_id, subject ORDER BY article_id, annotator_id, subject""",
        people,
    )
    stored: Iterable[tuple[Any, ...]] = ()
    if suggested:
        stored = connection.execute(
            """SELECT r.article_id, g.start, g."end", g.label, g.source, g.score, g.reason, g.version, g.id
            FROM article_run r JOIN suggestion g ON g.article_id = r.article_id AND g.run_id = r.run_id
            ORDER BY r.article_id"""
        )
    decided, proposed = _Groups(decisions), _Groups(stored)
    for number, *row in articles:
        standing: dict[int, list[Decision]] = {}
        for _, annotator, _, *fields in decided.of(number):
            standing.setdefault(annotator, []).append(decision_from(fields))
        suggestions = [Suggestion(*fields) for _, *fields in proposed.of(number)]
        yield StoredArticle(int(number), article_from(row), suggestions, standing)


def _among(project: Project, numbers: Iterable[int]) -> str:
    """Note these articles and return what joins them to a query for articles."""
    connection = project.connection
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS among (id INTEGER PRIMARY KEY)")
    connection.execute("DELETE FROM temp.among")
    connection.executemany("INSERT OR IGNORE INTO temp.among VALUES (?)", ((one,) for one in numbers))
    return "JOIN temp.among USING (id)"


def standing_of(project: Project, annotator: int) -> Iterator[tuple[int, list[Decision]]]:
    """Yield, article by article, the last decision about every subject of one annotator's."""
    rows = project.connection.execute(
        f"""SELECT max(seq), {FIELDS} FROM decision WHERE annotator_id = ?
        GROUP BY article_id, annotator_id, subject ORDER BY article_id, annotator_id, subject""",
        (annotator,),
    )
    decided = (decision_from(row[1:]) for row in rows)
    for article, some in groupby(decided, key=attrgetter("article")):
        yield int(article), list(some)


class _Groups:
    """Rows in the order of their first column, handed out group by group to someone who goes the same way."""

    def __init__(self, rows: Iterable[tuple[Any, ...]]) -> None:
        self._groups = groupby(rows, key=itemgetter(0))
        self._next = next(self._groups, None)

    def of(self, number: int) -> list[tuple[Any, ...]]:
        """Return the rows of this number; those of smaller ones are passed over."""
        while self._next is not None and self._next[0] < number:
            self._next = next(self._groups, None)
        if self._next is None or self._next[0] > number:
            return []
        rows = list(self._next[1])
        self._next = next(self._groups, None)
        return rows


def newest_texts(project: Project, *, limit: int) -> Iterator[str]:
    """Yield the texts of the newest articles."""
    rows = project.connection.execute("SELECT text FROM article ORDER BY id DESC LIMIT ?", (limit,))
    return (str(text) for (text,) in rows)


def titles(project: Project, numbers: Collection[int]) -> dict[int, str]:
    """Return the titles of these articles, by number; where there is none, the source."""
    found: dict[int, str] = {}
    every = list(numbers)
    for at in range(0, len(every), 500):
        some = every[at : at + 500]
        marks = ", ".join("?" * len(some))
        found.update(
            project.connection.execute(
                f"SELECT id, CASE title WHEN '' THEN source ELSE title END FROM article WHERE id IN ({marks})", some
            )
        )
    return found


def subjects_taken(project: Project, subjects: Iterable[str]) -> tuple[set[str], set[str]]:
    """Return which of these ids some decision is already about, in one pass through the log, and which come twice."""
    project.connection.execute(
        "CREATE TEMP TABLE IF NOT EXISTS wanted (subject TEXT PRIMARY KEY, twice INTEGER NOT NULL) WITHOUT ROWID"
    )
    project.connection.execute("DELETE FROM temp.wanted")
    project.connection.executemany(
        "INSERT INTO temp.wanted VALUES (?, 0) ON CONFLICT DO UPDATE SET twice = 1", ((one,) for one in subjects)
    )
    twice = {str(one) for (one,) in project.connection.execute("SELECT subject FROM temp.wanted WHERE twice")}
    rows = project.connection.execute(
        "SELECT DISTINCT subject FROM decision WHERE subject IN (SELECT subject FROM temp.wanted)"
    )
    taken = {str(subject) for (subject,) in rows}
    project.connection.execute("DELETE FROM temp.wanted")
    return taken, twice


def ids_taken(project: Project, ids: Sequence[str]) -> set[str]:
    """Return which of these ids are articles' ids already."""
    found: set[str] = set()
    for at in range(0, len(ids), 500):
        some = ids[at : at + 500]
        marks = ", ".join("?" * len(some))
        rows = project.connection.execute(f"SELECT uuid FROM article WHERE uuid IN ({marks})", some)
        found.update(str(uuid) for (uuid,) in rows)
    return found
