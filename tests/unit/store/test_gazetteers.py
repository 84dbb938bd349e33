"""Lists of names in a project: kept whole, replaced whole, taken away whole."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.domain.gazetteer import GazetteerEntry, GazetteerRow, PatternRow
from annotator.store import gazetteers
from annotator.store.connection import Project

KIM = GazetteerEntry("Kim Jong Un", "PERSON")
KCNA = GazetteerEntry("KCNA", "ORG")
PATTERN = GazetteerEntry("", "ORG", '[{"LOWER":"ministry"},{"LOWER":"of"},{}]')


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project(tmp_path / "p.annotator", create=True) as opened:
        yield opened


def test_what_is_stored_is_there(project: Project) -> None:
    assert (gazetteers.lists(project), gazetteers.digest(project)) == ((), "")
    assert not gazetteers.store_list(project, "people", "a.txt", [KIM, KCNA, KIM, PATTERN])
    assert gazetteers.surfaces(project) == (
        GazetteerRow("Kim Jong Un", "PERSON", "people"),
        GazetteerRow("KCNA", "ORG", "people"),
    )
    assert gazetteers.patterns(project) == (PatternRow(PATTERN.pattern, "ORG", "people"),)
    [found] = gazetteers.lists(project)
    assert (found.name, found.source, found.surfaces, found.patterns) == ("people", "a.txt", 2, 1)
    assert found.labels == ("ORG", "PERSON")


def test_a_list_of_the_same_name_takes_its_place(project: Project) -> None:
    gazetteers.store_list(project, "people", "a.txt", [KIM])
    gazetteers.store_list(project, "agencies", "c.txt", [KCNA])
    before = gazetteers.digest(project)
    assert gazetteers.store_list(project, "people", "b.txt", [PATTERN])
    assert [row.list_name for row in gazetteers.surfaces(project)] == ["agencies"]
    assert gazetteers.digest(project) not in ("", before)
    assert gazetteers.store_list(project, "people", "a.txt", [KIM])
    assert gazetteers.digest(project) == before


def test_removed_is_gone(project: Project) -> None:
    gazetteers.store_list(project, "people", "a.txt", [KIM, PATTERN])
    [whole] = gazetteers.whole_lists(project, name="people")
    with project.transaction():
        assert gazetteers.take_list(project, "people")
        assert not gazetteers.take_list(project, "people")
    assert (gazetteers.surfaces(project), gazetteers.patterns(project), gazetteers.lists(project)) == ((), (), ())
    with project.transaction():
        gazetteers.put_list(project, whole)
    assert list(gazetteers.whole_lists(project)) == [whole]
    assert whole.entries == (KIM, PATTERN)


def test_an_entry_that_fails_leaves_the_old_list(project: Project) -> None:
    gazetteers.store_list(project, "people", "a.txt", [KIM])

    def broken() -> Iterator[GazetteerEntry]:
        yield KCNA
        raise ValueError

    with pytest.raises(ValueError, match=r"^$"):
        gazetteers.store_list(project, "people", "b.txt", broken())
    assert [row.surface for row in gazetteers.surfaces(project)] == ["Kim Jong Un"]
    with pytest.raises(sqlite3.IntegrityError):
        project.connection.execute("INSERT INTO gazetteer_entry VALUES (9, 1, '', 'X', '')")
