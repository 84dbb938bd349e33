"""Lists of names between project files: handed out with articles, brought home, and nothing of them lost."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.choices import SuggestChoices
from annotator.domain.gazetteer import GazetteerEntry
from annotator.store import gazetteers
from annotator.store.choices import change_choices, read_choices
from annotator.store.connection import Project
from annotator.workflow.assigning import assign
from annotator.workflow.lists_along import BroughtList
from annotator.workflow.merging import merge
from annotator.workflow.projects import open_project
from tests.unit.workflow.building import make_project, suggest

KIM = GazetteerEntry("Kim Jong Un", "PERSON")
KCNA = GazetteerEntry("KCNA", "ORG")
TASS = GazetteerEntry("", "ORG", '[{"LOWER":"tass"}]')
DATABASES = Path(__file__).parents[2] / "databases"


def put(path: Path, **lists: list[GazetteerEntry]) -> Path:
    with open_project(path) as project:
        for name, entries in lists.items():
            gazetteers.store_list(project, name, f"{name}.txt", entries)
    return path


def held(path: Path) -> dict[str, tuple[GazetteerEntry, ...]]:
    with Project(path) as project:
        return {one.name: one.entries for one in gazetteers.whole_lists(project)}


def chosen(path: Path, **wanted: object) -> SuggestChoices:
    with open_project(path) as project:
        return change_choices(project, lambda one: replace(one, **wanted))  # pyright: ignore[reportArgumentType]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return put(make_project(tmp_path), people=[KIM], agencies=[KCNA, TASS])


@pytest.fixture
def other(path: Path, tmp_path: Path) -> Path:
    """Return a colleague's copy of the project."""
    return Path(shutil.copy(path, tmp_path / "Anna.annotator"))


def test_everybody_gets_the_lists_and_what_is_off(path: Path) -> None:
    suggest(path, (1, "Putin", "PERSON"))
    chosen(
        path,
        language="de",
        off_lists=("people",),
        off_labels=("DATE",),
        kept=(("ner", "ORG"),),
        suggester="pipeline:elsewhere",
        pipeline="elsewhere",
        label_map=(("PER", "PERSON"),),
    )
    for one in assign(path, ["Anna", "Bob"]):
        assert held(one.path) == held(path)
        with Project(one.path) as project:
            assert read_choices(project) == SuggestChoices(
                language="de", off_lists=("people",), off_labels=("DATE",), kept=(("ner", "ORG"),)
            )
            assert [(one.source, bool(one.created)) for one in gazetteers.lists(project)] == [
                ("agencies.txt", True),
                ("people.txt", True),
            ]


def test_a_list_that_is_not_here_comes_home_once(path: Path, other: Path) -> None:
    put(other, cities=[GazetteerEntry("Moscow", "GPE")])
    chosen(other, off_lists=("cities", "people"))
    chosen(path, off_lists=("agencies",))
    [report] = merge(path, [other]).sources
    assert report.lists == (BroughtList("cities", "cities", 1),)
    assert held(path) == held(other)
    with Project(path) as project:
        assert read_choices(project).off_lists == ("agencies", "cities"), "what was here before is left as it is"
    [report] = merge(path, [other]).sources
    assert (report.lists, held(path)) == ((), held(other))
    put(other, rivers=[GazetteerEntry("Amur", "LOC")], waters=[GazetteerEntry("Amur", "LOC")])
    assert merge(path, [other]).sources[0].lists == (BroughtList("rivers", "rivers", 1),), "and one of two alike"


def test_other_names_under_the_same_name_stay_beside(path: Path, other: Path) -> None:
    before = held(path)
    put(other, people=[KIM, GazetteerEntry("Xi", "PERSON")], agencies=[TASS, KCNA])
    assert merge(path, [other]).sources[0].lists == (BroughtList("people (Anna)", "people", 2),)
    assert held(path) == before | {"people (Anna)": held(other)["people"]}
    assert merge(path, [other]).sources[0].lists == ()
    put(other, people=[GazetteerEntry("Xi", "PERSON")])
    assert merge(path, [other]).sources[0].lists == (BroughtList("people (Anna 2)", "people", 1),)
    assert merge(other, [path]).sources[0].lists == (
        BroughtList("people (p)", "people", 1),
        BroughtList("people (Anna)", "people (Anna)", 2),
    ), "and the other way round nothing comes twice"


def test_a_project_made_by_merging_has_them_all(path: Path, other: Path, tmp_path: Path) -> None:
    put(other, people=[KCNA])
    for at, order in enumerate(([path, other], [other, path])):
        into = tmp_path / f"into{at}.annotator"
        merge(into, order)
        assert sorted(held(into).values(), key=str) == sorted((*held(path).values(), held(other)["people"]), key=str), (
            "nothing is lost, whatever the order"
        )


def test_what_nobody_could_use_is_left_out_and_said(path: Path, other: Path) -> None:
    odd = [
        GazetteerEntry("x" * 501, "ORG"),
        GazetteerEntry("", "ORG", '[{"SPELL":"x"}]'),
        GazetteerEntry("", "ORG", "["),
    ]
    with open_project(other) as project:
        gazetteers.store_list(project, "bad\n\x1b[31mlist " + "y" * 100, "f\x07.txt", [*odd, KCNA])
        gazetteers.store_list(project, "worse", "w.txt", odd)
    [found] = merge(path, [other]).sources[0].lists
    assert found.name == found.there
    assert found.name.startswith("bad [31mlist yyy")
    assert len(found.name) == 80
    assert (found.names, found.left_out) == (1, 3)
    assert found.name in held(path)
    with Project(path) as project:
        assert "f .txt" in [one.source for one in gazetteers.lists(project)]


def test_long_names_are_cut_so_that_their_end_can_be_read(path: Path, other: Path, tmp_path: Path) -> None:
    put(path, **{"y" * 80: [KCNA]})
    put(other, **{"y" * 80: [KIM, TASS]})
    colleague = Path(shutil.copy(other, tmp_path / f"{'Anna' * 20}.annotator"))
    [found] = merge(path, [colleague]).sources[0].lists
    assert found.there == "y" * 80
    assert found.name == "y" * 47 + f" ({('Anna' * 20)[:30]})"
    assert len(found.name) == 80


@pytest.mark.parametrize("name", ["m001_first", "m002_agreement"])
def test_files_older_than_lists_have_none(path: Path, tmp_path: Path, name: str) -> None:
    older = Path(shutil.copy(DATABASES / f"{name}.sqlite", tmp_path / "older.annotator"))
    assert merge(path, [older]).sources[0].lists == ()
