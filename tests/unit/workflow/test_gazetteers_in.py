"""Bringing lists of names into a project: labels are the scheme's, nothing is half taken in."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import AnnotatorError, InputError
from annotator.workflow.gazetteers_in import (
    GazetteerRow,
    ListChoice,
    gazetteer_digest,
    gazetteer_lists,
    import_gazetteer,
    project_gazetteer,
    project_patterns,
    recognised,
)
from annotator.workflow.importing import import_paths
from annotator.workflow.name_lists import remove_list
from annotator.workflow.projects import open_project
from tests.unit.workflow.building import make_project


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_project(tmp_path)


@pytest.fixture
def patterns(tmp_path: Path) -> Path:
    found = tmp_path / "agencies.jsonl"
    found.write_text('{"label":"AGENCY","pattern":"KCNA"}\n{"label":"ORG","pattern":[{"LOWER":"tass"}]}\n' * 2)
    return found


def test_a_list_comes_in(path: Path, patterns: Path) -> None:
    with pytest.raises(InputError, match=r"no AGENCY \(2 times\)\. .*--map 'AGENCY'=LABEL"):
        import_gazetteer(path, patterns)
    assert gazetteer_lists(path) == ()
    report = import_gazetteer(path, patterns, ListChoice(renamed={"AGENCY": "ORG"}))
    assert (report.name, report.surfaces, report.patterns, report.twice) == ("agencies", 1, 1, 2)
    assert import_gazetteer(path, patterns, ListChoice(renamed={"AGENCY": ""})).left_out == 2
    assert import_gazetteer(path, patterns, ListChoice(renamed={"AGENCY": "ORG"})).replaced
    with open_project(path) as project:
        assert project_gazetteer(project) == (GazetteerRow("KCNA", "ORG", "agencies"),)
        assert [row.pattern for row in project_patterns(project)] == ['[{"LOWER":"tass"}]']
        assert gazetteer_digest(project)
        remove_list(project, "agencies")
    assert gazetteer_lists(path) == ()


@pytest.mark.parametrize(
    "choice",
    [ListChoice(label="NO_SUCH"), ListChoice(renamed={"a": "NO_SUCH"}), ListChoice(label="ORG", name="x" * 99)],
)
def test_choices_that_cannot_be(path: Path, tmp_path: Path, choice: ListChoice) -> None:
    (tmp_path / "a.txt").write_text("KCNA\n")
    with pytest.raises(AnnotatorError):
        import_gazetteer(path, tmp_path / "a.txt", choice)


def test_imported_as_articles_it_says_what_it_is(path: Path, patterns: Path) -> None:
    assert recognised(patterns) == "spaCy patterns"
    [refused] = import_paths(path, [patterns]).refused
    assert "annotator gazetteer" in refused.remedy
