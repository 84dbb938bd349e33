"""Choices about suggesting: kept as chosen, and whatever else is in the file is no harm."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest

from annotator.domain.choices import SuggestChoices
from annotator.store.choices import change_choices, read_choices, write_choices
from annotator.store.connection import Project

CHOSEN = SuggestChoices(
    suggester="news",
    pipeline="somewhere/else",
    language="de",
    off_sources=("ner",),
    off_labels=("DATE", "MONEY"),
    mute_below=0.5,
    mute_after=7,
    retrain_after=9,
    label_map=(("PER", "PERSON"), ("MISC", "")),
    kept=(("ner", "ORG"),),
    off_lists=("people",),
)


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with Project(tmp_path / "p.annotator", create=True) as found:
        yield found


def test_nothing_chosen_then_everything(project: Project) -> None:
    assert read_choices(project) == SuggestChoices()
    assert all(getattr(CHOSEN, one.name) != one.default for one in fields(SuggestChoices))
    write_choices(project, CHOSEN)
    assert read_choices(project) == CHOSEN
    assert change_choices(project, lambda one: replace(one, mute_after=8)) == replace(CHOSEN, mute_after=8)
    assert read_choices(project).mute_after == 8


def test_never_is_kept_and_no_decisions_are_not_enough_to_mute(project: Project) -> None:
    write_choices(project, replace(CHOSEN, retrain_after=0, mute_after=0))
    assert read_choices(project) == replace(CHOSEN, retrain_after=0, mute_after=SuggestChoices().mute_after)


@pytest.mark.parametrize("stored", ["", "nonsense", "[]", "null", '{"mute_below": 7}'])
def test_what_makes_no_sense_is_as_if_nothing_was_chosen(project: Project, stored: str) -> None:
    project.put("suggesting", stored)
    assert read_choices(project) == SuggestChoices()


@pytest.mark.parametrize("value", [None, True, -1, "seven", 1.5, ["a", 1], [["a", "b", "c"]], [["a"], "b"], {"a": "b"}])
def test_wrong_kinds_leave_the_others(project: Project, value: object) -> None:
    for one in fields(SuggestChoices):
        if isinstance(one.default, str) and isinstance(value, str):
            continue
        if one.name == "mute_below" and value is True:
            continue  # a share of 1 is what it says
        project.put("suggesting", json.dumps({one.name: value, "later": 1, "language": "zh"} | {one.name: value}))
        language = "" if one.name == "language" else "zh"
        assert read_choices(project) == SuggestChoices(language=language), one.name


def test_what_a_newer_version_chose_stays(project: Project) -> None:
    project.put("suggesting", '{"later": [1], "language": "zh"}')
    change_choices(project, lambda one: replace(one, off_labels=("DATE",)))
    assert json.loads(project.get("suggesting") or "")["later"] == [1]
    assert read_choices(project) == SuggestChoices(language="zh", off_labels=("DATE",))
