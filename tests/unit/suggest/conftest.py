"""The rules with the lists that ship, and all of it with the pipeline that ships, loaded once."""

import pytest

from annotator.resources import resource
from annotator.suggest import load_suggester
from annotator.suggest.base import Suggester

pytest.register_assert_rewrite("tests.unit.suggest.marked")


@pytest.fixture(scope="session")
def rules() -> Suggester:
    """Return the suggester of rules."""
    return load_suggester("rules", resources=resource())


@pytest.fixture(scope="session")
def news() -> Suggester:
    """Return the suggester that the program uses."""
    return load_suggester("news", resources=resource())
