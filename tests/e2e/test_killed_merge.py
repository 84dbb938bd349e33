"""R2: kill -9 while project files are merged: each is in the project whole, or not at all."""

from pathlib import Path

import pytest

from annotator.domain.article import Article
from annotator.store.connection import Project
from annotator.workflow.checking import doctor
from tests.e2e import making, merged_files
from tests.e2e.test_killed import Killer, killer, rounds_of

__all__ = ["killer"]


def whole(path: Path) -> set[str]:
    """Check that what came from each file is there in full, and return the files' names."""
    with Project(path) as project:
        assert project.check() == []
        found = project.connection.execute(
            """SELECT a.source, count(DISTINCT a.id), count(d.seq), count(DISTINCT s.article_id) FROM article a
            LEFT JOIN decision d ON d.article_id = a.id LEFT JOIN annotation_set s ON s.article_id = a.id
            WHERE a.source <> 'first' GROUP BY a.source"""
        ).fetchall()
    complete = merged_files.ARTICLES, merged_files.ARTICLES * merged_files.DECISIONS, merged_files.ARTICLES
    assert {tuple(counts) for _, *counts in found} <= {complete}
    return {str(source) for source, *_ in found}


@pytest.mark.parametrize("rounds", [10, pytest.param(200, marks=[pytest.mark.soak, pytest.mark.timeout(7200)])])
def test_a_merge_is_all_or_nothing(killer: Killer, tmp_path: Path, rounds: int) -> None:
    sources = merged_files.make_sources(tmp_path / "sources")
    path = tmp_path / "p.annotator"
    halves = 0
    for seed, seconds in rounds_of(rounds, 6):
        for left in tmp_path.glob("p.annotator*"):
            if left.is_file():
                left.unlink()
        making.make_project(path, [Article.from_raw("Nothing yet.", source="first")])
        told = killer.work("merge", path, seed, seconds=2 * seconds)[1:]
        there = whole(path)
        assert there >= set(told)
        assert len(there) <= len(told) + 1
        halves += 0 < len(there) < len(sources)
    assert halves > 0, "never killed in the middle"
    assert [one.what for one in doctor(path) if one.level == "wrong"] == []
