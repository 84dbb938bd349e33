"""The sample project: a person's own copy of the corpus that comes with the program."""

from __future__ import annotations

from pathlib import Path

from annotator.resources import seeds
from annotator.settings import data_folder
from annotator.store import articles
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import SUFFIX, open_project


def sample_project() -> Path:
    """Return where the person's copy is, or will be."""
    return data_folder() / f"Sample articles{SUFFIX}"


def open_sample(path: Path | None = None) -> Path:
    """Return the sample project, making it from the corpus when it is not there yet."""
    path = path or sample_project()
    if path.exists():
        with open_project(path, create=True) as project:
            if articles.count_articles(project):
                return path
    import_paths(path, [seeds() / "articles"])
    return path
