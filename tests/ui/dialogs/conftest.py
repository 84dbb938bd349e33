"""Fixtures: a session on a small project in a temporary folder."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from annotator.workflow.annotating import Session
from tests.ui.small_project import make_session, small_articles


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    """Open a project of eight articles."""
    made = make_session(tmp_path / "small.annotator", small_articles())
    yield made
    made.project.close()
