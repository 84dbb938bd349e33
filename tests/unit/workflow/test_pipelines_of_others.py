"""Choosing somebody's pipeline: the project says which, the person's settings whether it may run."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.errors import SuggesterError
from annotator.settings import Settings, load_settings, save_settings
from annotator.store import suggestions
from annotator.store.choices import read_choices
from annotator.workflow.pipelines_of_others import (
    choose,
    fingerprint,
    installed_pipelines,
    look_at,
    proposed_map,
    with_trust,
)
from annotator.workflow.projects import open_project
from annotator.workflow.suggesters import load_suggester
from annotator.workflow.suggesting import suggest_project
from tests.unit.suggest.test_others import ruler
from tests.unit.workflow.building import make_project


def test_chosen_trusted_and_at_work(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    pipeline = look_at(ruler(tmp_path / "p", ("Moscow", "LOC"), ("Kim", "PER"), language="en"))
    with open_project(path) as project:
        proposed = proposed_map(project, pipeline)
        assert proposed == {"LOC": "GPE", "PER": "PERSON"}
        chosen = choose(project, pipeline, proposed | {"PER": ""})
        assert read_choices(project) == chosen
        assert proposed_map(project, pipeline) == {"LOC": "GPE", "PER": ""}
    with pytest.raises(SuggesterError, match="not trusted"):
        load_suggester(choices=chosen)
    digest = fingerprint(pipeline.path)
    save_settings(with_trust(load_settings(), pipeline.path, digest))
    suggester = load_suggester(choices=chosen)
    assert suggester.info.name == "pipeline:en_names"
    suggest_project(path, suggester=chosen.suggester)
    with open_project(path) as project:
        assert next(one.label for one in suggestions.current(project, 1)) == "GPE"


def test_trust_is_in_this_state_of_its_files(tmp_path: Path) -> None:
    path = tmp_path / "p"
    settings = with_trust(Settings(), path, "1")
    assert settings.trusted == {str(path): "1"}
    assert with_trust(settings, path, "2").trusted == {str(path): "2"}
    save_settings(settings)
    assert load_settings() == settings


def test_what_is_installed_is_listed() -> None:
    assert isinstance(installed_pipelines(), list)
