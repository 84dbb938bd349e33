"""The queue's orders by what can be learnt: a rank beside each article's suggestions, and finding one's way by it.

Ranks are kept so that the smaller comes first and an index alone puts them in order, however many there are. Articles
without suggestions have none and come last.
"""

from __future__ import annotations

from annotator.store.connection import Project

RANKS = {"uncertain": "by_uncertainty", "informative": "by_information"}
"""The orders by rank, and the column of each."""
BEGINNING, END = 0, 1 << 62
"""Before the first article and behind the last, as numbers to go on from."""
_SAME = 0.005


def keep_rank(project: Project, article: int, *, uncertainty: float, novelty: float) -> None:
    """Keep an article's rank inside the caller's transaction, unless it is nearly what it was."""
    new = (-uncertainty, -uncertainty * novelty)
    old = project.connection.execute(
        "SELECT by_uncertainty, by_information FROM article_rank WHERE article_id = ?", (article,)
    ).fetchone()
    if old is None or max(abs(one - other) for one, other in zip(new, old, strict=True)) >= _SAME:
        project.connection.execute("INSERT OR REPLACE INTO article_rank VALUES (?, ?, ?)", (article, *new))


def neighbour(project: Project, annotator: int, number: int, *, order: str, step: int, wanted: str) -> int | None:
    """Return the next (step 1) or previous (-1) article in an order by rank; `wanted` is a clause about its set `s`."""
    column = RANKS[order]
    row = project.connection.execute(f"SELECT {column} FROM article_rank WHERE article_id = ?", (number,)).fetchone()
    ranked = row is not None or number == (BEGINNING if step > 0 else END)
    place = (row[0], number) if row is not None else None
    if step > 0:
        found = _ranked(project, annotator, column, place, step=step, wanted=wanted) if ranked else None
        start = BEGINNING if ranked else number
        return found or _unranked(project, annotator, start, step=step, wanted=wanted)
    found = None if row is not None else _unranked(project, annotator, number, step=step, wanted=wanted)
    return found or _ranked(project, annotator, column, place, step=step, wanted=wanted)


def _ranked(
    project: Project, annotator: int, column: str, place: tuple[float, int] | None, *, step: int, wanted: str
) -> int | None:
    sign, way = (">", "ASC") if step > 0 else ("<", "DESC")
    behind = f"AND (k.{column}, k.article_id) {sign} (?, ?)" if place is not None else ""
    row = project.connection.execute(
        f"""SELECT k.article_id FROM article_rank k
        LEFT JOIN annotation_set s ON s.annotator_id = ? AND s.article_id = k.article_id
        WHERE {wanted} {behind} ORDER BY k.{column} {way}, k.article_id {way} LIMIT 1""",
        (annotator, *(place or ())),
    ).fetchone()
    return None if row is None else int(row[0])


def _unranked(project: Project, annotator: int, number: int, *, step: int, wanted: str) -> int | None:
    if all_ranked(project):
        return None
    sign, way = (">", "ASC") if step > 0 else ("<", "DESC")
    row = project.connection.execute(
        f"""SELECT a.id FROM article a LEFT JOIN annotation_set s ON s.annotator_id = ? AND s.article_id = a.id
        WHERE {wanted} AND a.id {sign} ? AND NOT EXISTS (SELECT 1 FROM article_rank k WHERE k.article_id = a.id)
        ORDER BY a.id {way} LIMIT 1""",
        (annotator, number),
    ).fetchone()
    return None if row is None else int(row[0])


def all_ranked(project: Project) -> bool:
    """Tell whether every article has a rank, which spares looking for one that has none."""
    (lacking,) = project.connection.execute(
        "SELECT (SELECT count(*) FROM article) - (SELECT count(*) FROM article_rank)"
    ).fetchone()
    return int(lacking) == 0
