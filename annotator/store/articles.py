"""Articles in the project: storing many at once, reading one, finding and listing them."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any

from annotator.domain.article import Article, Origin, Region
from annotator.domain.decision import SetState
from annotator.domain.listing import ArticleRow, Listing
from annotator.errors import ProjectError
from annotator.store import order
from annotator.store.annotators import timestamp
from annotator.store.connection import Project

_BATCH = 2_000
COLUMNS = "uuid, text, sha256, title, date, source, raw_sha256, encoding, newline, meta, boilerplate"
_UNDONE = "('new', 'in_progress', 'flagged')"


def add_articles(project: Project, articles: Iterable[Article]) -> range:
    """Store new articles inside the caller's transaction and return their numbers, in order.

    The caller has made sure that no digest and no id is there yet.
    """
    connection = project.connection
    moment = timestamp()
    (last,) = connection.execute("SELECT coalesce(max(id), 0) FROM article").fetchone()
    number = int(last)
    before = number
    rest = iter(articles)
    while batch := list(islice(rest, _BATCH)):
        rows = [(number + at, *_row(one), moment) for at, one in enumerate(batch, 1)]
        connection.executemany(
            f"INSERT INTO article (id, {COLUMNS}, length, imported) VALUES ({', '.join('?' * 14)})", rows
        )
        number += len(rows)
    # Once for all of them: faster than a row at a time.
    connection.execute(
        "INSERT INTO article_fts (rowid, title, text) SELECT id, title, text FROM article WHERE id > ?", (before,)
    )
    return range(before + 1, number + 1)


def _row(one: Article) -> tuple[str | int, ...]:
    meta = json.dumps(dict(one.meta), ensure_ascii=False, separators=(",", ":"))
    boilerplate = json.dumps([[r.start, r.end, r.reason, r.key] for r in one.boilerplate], ensure_ascii=False)
    origin = one.origin
    return (
        one.id,
        one.text,
        one.sha256,
        one.title,
        one.date,
        origin.source,
        origin.raw_sha256,
        origin.encoding,
        origin.newline,
        meta,
        boilerplate,
        len(one.text),
    )


def article(project: Project, number: int) -> Article:
    """Return the article of that number; raise ProjectError when there is none."""
    row = project.connection.execute(f"SELECT {COLUMNS} FROM article WHERE id = ?", (number,)).fetchone()
    if row is None:
        raise ProjectError(f"There is no article {number} in “{project.path.name}”.", remedy="Choose one in the queue.")
    return article_from(row)


def text(project: Project, number: int) -> str:
    """Return the text of the article of that number, "" when there is none."""
    row = project.connection.execute("SELECT text FROM article WHERE id = ?", (number,)).fetchone()
    return "" if row is None else str(row[0])


def ids(project: Project) -> dict[int, str]:
    """Return every article's id, by number."""
    return dict(project.connection.execute("SELECT id, uuid FROM article"))


def article_from(row: Sequence[Any]) -> Article:
    """Return the article a row of `COLUMNS` holds."""
    uuid, text, sha256, title, date, source, raw_sha256, encoding, newline, meta, boilerplate = row
    regions = tuple(Region(start, end, reason, key) for start, end, reason, key in json.loads(boilerplate))
    origin = Origin(source, raw_sha256, encoding, newline)
    return Article(uuid, text, sha256, title, date, origin, json.loads(meta), regions)


def known(project: Project, digests: Sequence[str]) -> dict[str, int]:
    """Return the numbers of the articles that have one of these texts, by digest."""
    found: dict[str, int] = {}
    for at in range(0, len(digests), 500):
        some = digests[at : at + 500]
        marks = ", ".join("?" * len(some))
        found.update(project.connection.execute(f"SELECT sha256, id FROM article WHERE sha256 IN ({marks})", some))
    return found


def count_articles(project: Project) -> int:
    """Return how many articles there are."""
    return int(project.connection.execute("SELECT count(*) FROM article").fetchone()[0])


def state_counts(project: Project, annotator: int) -> dict[SetState, int]:
    """Return how many articles are in each state for this annotator."""
    rows = project.connection.execute(
        "SELECT state, count(*) FROM annotation_set WHERE annotator_id = ? GROUP BY state", (annotator,)
    )
    counts = dict.fromkeys(SetState, 0)
    counts.update((SetState(state), int(count)) for state, count in rows)
    counts[SetState.NEW] = count_articles(project) - sum(counts.values()) + counts[SetState.NEW]
    return counts


@dataclass(frozen=True, slots=True)
class SetTotals:
    """How many annotation sets an annotator has a line for, and in how many of them something is decided."""

    rows: int
    decided: int


def set_totals(project: Project, annotator: int) -> SetTotals:
    """Return the totals of an annotator's sets."""
    row = project.connection.execute(
        """SELECT count(*), total(state <> 'new' OR accepted OR rejected) FROM annotation_set
        WHERE annotator_id = ?""",
        (annotator,),
    ).fetchone()
    return SetTotals(int(row[0]), int(row[1]))


_ORDERS = {"imported": "a.id", "shortest": "a.length, a.id", "open": "3 DESC, a.id"}
_OPEN = "coalesce(s.open, r.suggestions, 0)"


def list_articles(project: Project, annotator: int, listing: Listing, *, limit: int = -1) -> array[int]:
    """Return the numbers of the articles a listing asks for."""
    clauses: list[str] = []
    values: list[str | int] = [annotator]
    if listing.states:
        clauses.append(f"coalesce(s.state, 'new') IN ({', '.join('?' * len(listing.states))})")
        values.extend(listing.states)
    if listing.label:
        clauses.append(
            "EXISTS (SELECT 1 FROM standing d WHERE d.article_id = a.id AND d.annotator_id = ? AND d.label = ?"
            " AND d.state = 'accepted')"
        )
        values += [annotator, listing.label]
    query = listing.query.replace("\0", " ").strip()
    if query:
        clause, value = _search(query)
        clauses.append(clause)
        values.append(value)
    where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
    if listing.order in order.RANKS:
        return _by_rank(project, order.RANKS[listing.order], clauses, values, limit)
    sql = f"""SELECT a.id, a.length, {_OPEN} FROM article a
        LEFT JOIN annotation_set s ON s.annotator_id = ? AND s.article_id = a.id
        LEFT JOIN article_run r ON r.article_id = a.id {where} ORDER BY {_ORDERS[listing.order]} LIMIT ?"""
    return array("q", (int(row[0]) for row in project.connection.execute(sql, [*values, limit])))


def _by_rank(
    project: Project, column: str, clauses: Sequence[str], values: Sequence[str | int], limit: int
) -> array[int]:
    """Return the numbers of articles by rank, those without one behind them; nothing is sorted."""
    sets = "LEFT JOIN annotation_set s ON s.annotator_id = ? AND s.article_id = a.id"
    where = f"WHERE {' AND '.join(clauses)}" if clauses else ""
    # Articles' rows lie in another order than ranks: they are looked at only when something is searched in them.
    ranks = f"(SELECT article_id AS id, {column} AS rank FROM article_rank)"
    source = f"{ranks} k CROSS JOIN article a USING (id)" if "a.text" in where else f"{ranks} a"
    ranked = f"SELECT a.id FROM {source} {sets} {where} ORDER BY rank, a.id LIMIT ?"
    found = array("q", (int(row[0]) for row in project.connection.execute(ranked, [*values, limit])))
    if order.all_ranked(project) or len(found) == limit:
        return found
    lacking = " AND ".join([*clauses, "NOT EXISTS (SELECT 1 FROM article_rank k WHERE k.article_id = a.id)"])
    rest = f"SELECT a.id FROM article a {sets} WHERE {lacking} ORDER BY a.id LIMIT ?"
    left = limit - len(found) if limit >= 0 else limit
    found.extend(int(row[0]) for row in project.connection.execute(rest, [*values, left]))
    return found


def _search(query: str) -> tuple[str, str]:
    """Return the clause and value that find a query's words as prefixes; ideographs and signs as they stand."""
    words = query.replace('"', " ").split()
    signs = not any(char.isalnum() for char in query)
    if signs or any("\u2e80" <= char <= "\u9fff" or "\u3040" <= char <= "\u30ff" for char in query):
        return "a.text || a.title LIKE ? ESCAPE '\\'", "%" + _escaped(query) + "%"
    return "a.id IN (SELECT rowid FROM article_fts WHERE article_fts MATCH ?)", " ".join(f'"{word}"*' for word in words)


def _escaped(query: str) -> str:
    return query.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def containing(project: Project, surface: str) -> list[int]:
    """Return the numbers of the articles whose text may hold this surface, in any case; look through them exactly."""
    clause, value = "a.text LIKE ? ESCAPE '\\'", "%" + _escaped(surface) + "%"
    rows = project.connection.execute(f"SELECT a.id FROM article a WHERE {clause} ORDER BY a.id", (value,))
    return [int(number) for (number,) in rows]


def article_rows(project: Project, annotator: int, numbers: Sequence[int]) -> dict[int, ArticleRow]:
    """Return the queue's lines for these articles (a page of them), by number."""
    marks = ", ".join("?" * len(numbers))
    sql = f"""SELECT a.id, a.title, a.date, a.source, a.length, coalesce(s.state, 'new'), {_OPEN},
        coalesce(s.accepted, 0) FROM article a LEFT JOIN annotation_set s ON s.annotator_id = ? AND s.article_id = a.id
        LEFT JOIN article_run r ON r.article_id = a.id WHERE a.id IN ({marks})"""
    rows = project.connection.execute(sql, [annotator, *numbers])
    return {
        int(row[0]): ArticleRow(
            int(row[0]), row[1], row[2], row[3], int(row[4]), SetState(row[5]), int(row[6]), int(row[7])
        )
        for row in rows
    }


def neighbour(
    project: Project, annotator: int, number: int, *, step: int, undone: bool = False, by: str = "imported"
) -> int | None:
    """Return the next (step 1) or previous (-1) article in an order; only unfinished ones if `undone`.

    Orders other than those by rank are as imported. `number` may be one before the first or behind the last.
    """
    wanted = f"coalesce(s.state, 'new') IN {_UNDONE}" if undone else "TRUE"
    if by in order.RANKS:
        return order.neighbour(project, annotator, number, order=by, step=step, wanted=wanted)
    sign, way = (">", "ASC") if step > 0 else ("<", "DESC")
    sql = f"""SELECT a.id FROM article a LEFT JOIN annotation_set s ON s.annotator_id = ? AND s.article_id = a.id
        WHERE a.id {sign} ? AND {wanted} ORDER BY a.id {way} LIMIT 1"""
    row = project.connection.execute(sql, (annotator, number)).fetchone()
    return None if row is None else int(row[0])
