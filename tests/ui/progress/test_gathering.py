"""What the progress page reads of the suggester: its last training's card, what is in use, when it learns again."""

from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.reliability import Bin
from annotator.store.choices import change_choices
from annotator.ui.progress.gathering import read_progress
from annotator.ui.progress.values import Attempt, SuggesterState
from annotator.workflow.projects import open_project
from annotator.workflow.trained import Card, Verdict, keep, shipped_reliability
from tests.ui.small_project import LABELS, make_session, small_articles

ME = "tester"
BINS = (Bin(40, 0.9, 0.85),)
CARD = Card(
    number=0,
    verdict=Verdict.ACCEPTED,
    annotator=ME,
    articles=2,
    held_out=1,
    before=0.7,
    after=0.8,
    way="gentle",
    base="1.0",
    version="1.0+learnt.2.abc",
    language="en",
    labels=("ORG",),
    seed=0,
    seconds=1.0,
    created="2026-11-22T05:12:00.000+00:00",
    reliability=BINS,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Make a project of eight articles, three of them finished."""
    session = make_session(tmp_path / "p.annotator", small_articles())
    for number in (1, 2, 3):
        session.open(number)
        session.finish()
    session.project.close()
    return tmp_path / "p.annotator"


def trained(path: Path, card: Card) -> None:
    with open_project(path) as project:
        keep(project.get("id") or "", card, lambda folder: (folder / "config.cfg").write_text("[nlp]\n"))


def suggester(path: Path) -> SuggesterState:
    return read_progress(path, ME, labels=LABELS).suggester


def test_before_any_training_it_is_what_ships(path: Path) -> None:
    found = suggester(path)
    assert found.attempt is None
    assert not found.can_go_back
    assert found.detail == "As it comes with the program."
    assert (found.retrain_after, found.to_go) == (5, 2), "counted from the first finished article"
    assert found.reliability == shipped_reliability() is not None


def test_the_last_training_is_told_and_is_in_use(path: Path) -> None:
    trained(path, replace(CARD, before=None, after=0.6, articles=1))
    trained(path, CARD)
    found = suggester(path)
    assert found.attempt == Attempt(2, CARD.created, used=True, old=0.7, new=0.8, held=1)
    assert found.can_go_back
    assert found.detail == "It has learnt from 2 of your articles."
    assert found.to_go == 4, "one of five is finished since"
    assert found.reliability == BINS


def test_one_that_did_worse_is_told_and_what_was_before_stays_in_use(path: Path) -> None:
    trained(path, CARD)
    worse = replace(CARD, verdict=Verdict.REFUSED, articles=3, before=0.8, after=0.5, reliability=None)
    trained(path, worse)
    found = suggester(path)
    assert found.attempt == Attempt(3, CARD.created, used=False, old=0.8, new=0.5, held=1)
    assert found.detail == "It has learnt from 2 of your articles."
    assert found.to_go == 5
    assert found.reliability == BINS, "that of what suggests"


def test_what_somebody_else_has_taught_it_is_no_training_of_mine(path: Path) -> None:
    trained(path, replace(CARD, annotator="ann", reliability=None))
    found = suggester(path)
    assert found.attempt is None
    assert found.to_go == 2
    assert found.reliability is None, "nobody has counted for the one in use"


def test_of_another_language_or_pipeline_nothing_is_claimed(path: Path) -> None:
    for chosen, said in (
        ({"language": "de"}, "Language: German"),
        ({"suggester": "pipeline:/theirs"}, "A pipeline that was chosen: /theirs"),
    ):
        with open_project(path) as project:
            change_choices(project, lambda one, chosen=chosen: replace(one, **chosen))
        found = suggester(path)
        assert said in found.detail
        assert found.reliability is None
    assert found.can_map
    with open_project(path) as project:
        change_choices(project, lambda one: replace(one, retrain_after=0))
    assert suggester(path).to_go is None
