"""The sample project: made once from the corpus, and again when making it was cut short."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.resources import seeds
from annotator.store import articles
from annotator.store.connection import Project
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import open_project
from annotator.workflow.sample import open_sample, sample_project
from tests.unit.workflow.building import working

COUNT = len(list((seeds() / "articles").iterdir()))


def count(path: Path) -> int:
    with open_project(path) as project:
        return articles.count_articles(project)


def test_made_once_in_the_persons_own_folder(own_home: Path) -> None:
    path = open_sample()
    assert path == sample_project()
    assert own_home in path.parents
    assert count(path) == COUNT
    session = working(path)
    session.skip()
    session.project.close()
    assert open_sample() == path
    session = working(path)
    assert len(session.history()) == 1
    session.project.close()


@pytest.mark.usefixtures("own_home")
def test_cut_short_it_is_made_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "s.annotator"
    Project(path, create=True).close()
    assert open_sample(path) == path
    assert count(path) == COUNT


def test_labels_of_the_corpus_fit_it(tmp_path: Path) -> None:
    path = open_sample(tmp_path / "s.annotator")
    report = import_paths(path, [seeds() / "labels"])
    assert (report.added, report.labelled, report.refused, report.conflicts) == (0, 3 * COUNT, (), ())
