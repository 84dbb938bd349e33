"""R2: kill -9 during import and export: all of a call or nothing of it, the old file or the new one."""

from pathlib import Path

import pytest

from annotator.workflow.checking import doctor
from annotator.workflow.exporting import export
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import open_project
from tests.e2e import killed_files
from tests.e2e.test_killed import Killer, killer, rounds_of

__all__ = ["killer"]

ROUNDS = [20, pytest.param(200, marks=[pytest.mark.soak, pytest.mark.timeout(7200)])]


@pytest.mark.parametrize("rounds", ROUNDS)
def test_an_import_is_all_or_nothing(killer: Killer, tmp_path: Path, rounds: int) -> None:
    path = tmp_path / "p.annotator"
    import_paths(path, [killed_files.write_batch(tmp_path / "first.jsonl", "first")])
    told = ["first"]
    for seed, seconds in rounds_of(rounds, 4):
        told += killer.work("import", path, seed, seconds=4 * seconds)[1:]
        with open_project(path) as project:
            batches = project.connection.execute(
                """SELECT article.source, count(DISTINCT article.id), count(DISTINCT decision.seq) FROM article
                LEFT JOIN decision ON decision.article_id = article.id GROUP BY article.source"""
            ).fetchall()
        # Two people, a span and a state each; a batch that nobody was told of may be there, but whole.
        complete = (killed_files.IN_A_BATCH, killed_files.IN_A_BATCH * 2 * 2)
        assert {(articles, decisions) for _, articles, decisions in batches} == {complete}
        assert {name for name, _, _ in batches} >= set(told)
    assert len(told) > 3
    assert [one.what for one in doctor(path) if one.level == "wrong"] == []


@pytest.mark.parametrize("rounds", ROUNDS)
def test_an_export_is_the_old_file_or_the_new_one(killer: Killer, tmp_path: Path, rounds: int) -> None:
    path = tmp_path / "p.annotator"
    import_paths(path, [killed_files.write_batch(tmp_path / f"{n}.jsonl", str(n)) for n in range(9)])
    whole: set[bytes] = set()
    out = path.with_name(killed_files.OUT)
    for options in killed_files.EXPORTS:
        export(path, options, out)
        whole.add(out.read_bytes())
    assert len(whole) == 2
    halves = 0
    for seed, seconds in rounds_of(rounds, 5):
        killer.work("export", path, seed, seconds=seconds)
        assert out.read_bytes() in whole
        for left in tmp_path.glob(".annotator-*.part"):
            halves += 1
            left.unlink()
    assert halves > 0, "never killed in the middle"
