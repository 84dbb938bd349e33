"""Lists of names once they are in a project: what came of each, off and on, away and back."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from annotator.domain.choices import SuggestChoices
from annotator.domain.gazetteer import GazetteerEntry
from annotator.errors import InputError
from annotator.store import gazetteers, suggestions
from annotator.store.choices import change_choices, read_choices
from annotator.store.connection import Project
from annotator.suggest.memory import Memory
from annotator.workflow.following import Event, Request, Requests, follow
from annotator.workflow.gazetteers_in import gazetteer_digest, gazetteer_lists, project_gazetteer, project_patterns
from annotator.workflow.name_lists import NameList, name_lists, put_back, remove_list, switch_list
from annotator.workflow.projects import open_project
from annotator.workflow.suggesters import load_for
from annotator.workflow.suggesting import Suggesting, suggest_project
from tests.unit.workflow.building import key_of, make_project, working

TEXT = "Zorblax met Quuxin and Frobnitz.\n"
PEOPLE = [GazetteerEntry("Zorblax", "PERSON"), GazetteerEntry("Quuxin", "PERSON")]
AGENCIES = [GazetteerEntry("Frobnitz", "ORG"), GazetteerEntry("", "ORG", '[{"LOWER":"tass"}]')]


@pytest.fixture
def project(tmp_path: Path) -> Iterator[Project]:
    with open_project(make_project(tmp_path, (TEXT, TEXT + "Again.\n"))) as opened:
        gazetteers.store_list(opened, "people", "p.txt", PEOPLE)
        gazetteers.store_list(opened, "agencies", "a.csv", AGENCIES)
        yield opened


def suggest(project: Project) -> None:
    """Suggest anew wherever lists have made a difference, as the window's suggester does when it is loaded again."""
    work = Suggesting(project, load_for(project, "rules", choices=read_choices(project), memory=Memory()))
    list(work.do(work.pending()))


def listed(project: Project, article: int = 1) -> list[str]:
    return [TEXT[one.start : one.end] for one in suggestions.current(project, article) if one.source == "list"]


def test_what_came_of_each(project: Project) -> None:
    suggest(project)
    session = working(project.path)
    session.accept(key_of(session, "Zorblax"))
    session.reject(key_of(session, "Quuxin"))
    session.relabel(key_of(session, "Frobnitz"), "GPE")
    session.project.close()
    agencies, people = name_lists(project, "ann")
    assert (agencies.name, agencies.source, agencies.names, agencies.labels) == ("agencies", "a.csv", 2, ("ORG",))
    assert (agencies.suggested, agencies.decided, agencies.accepted, agencies.share) == (2, 1, 0, 0.0)
    assert (people.suggested, people.decided, people.accepted, people.share) == (4, 2, 1, 0.5)
    other = name_lists(project, "bob")[1]
    assert (other.suggested, other.decided, other.share) == (4, 0, None)


def test_switched_off_is_not_suggested_and_on_again_is(project: Project) -> None:
    suggest(project)
    assert listed(project) == ["Zorblax", "Quuxin", "Frobnitz"]
    digest = gazetteer_digest(project)
    switch_list(project, "people", on=False)
    switch_list(project, "people", on=False)
    assert read_choices(project).off_lists == ("people",)
    assert [one.on for one in gazetteer_lists(project)] == [True, False]
    assert {row.list_name for row in (*project_gazetteer(project), *project_patterns(project))} == {"agencies"}
    suggest(project)
    assert listed(project) == listed(project, 2) == ["Frobnitz"]
    switch_list(project, "agencies", on=False)
    assert (gazetteer_digest(project), project_patterns(project)) == ("", ())
    suggest(project)
    assert listed(project) == []
    for name in ("people", "agencies"):
        switch_list(project, name, on=True)
    assert (gazetteer_digest(project), read_choices(project)) == (digest, SuggestChoices())
    with pytest.raises(InputError, match=r"no list “x”.*“agencies”, “people”"):
        switch_list(project, "x", on=True)


def test_removed_is_gone_and_put_back_is_as_it_was(project: Project) -> None:
    suggest(project)
    before = list(gazetteers.whole_lists(project))
    switch_list(project, "people", on=False)
    removed = [remove_list(project, name) for name in ("people", "agencies")]
    assert name_lists(project, "ann") == ()
    assert read_choices(project).off_lists == (), "a list of that name that comes in later is on"
    suggest(project)
    assert listed(project) == []
    for one in reversed(removed):
        put_back(project, one)
    assert list(gazetteers.whole_lists(project)) == before
    assert [one.on for one in name_lists(project, "ann")] == [True, False]
    with pytest.raises(InputError, match="no list “x”"):
        remove_list(project, "x")


def test_put_back_does_not_take_another_lists_place(project: Project) -> None:
    removed = remove_list(project, "people")
    gazetteers.store_list(project, "people", "other.txt", AGENCIES)
    with pytest.raises(InputError, match="Another list"):
        put_back(project, removed)
    assert [(one.name, one.source) for one in gazetteers.lists(project)] == [
        ("agencies", "a.csv"),
        ("people", "other.txt"),
    ]


def test_nothing_came_of_what_is_not_there() -> None:
    assert NameList("a", "a.txt", "", 1, ("ORG",)).share is None


def test_what_a_foreign_hand_broke_in_a_list_is_said_and_the_rest_works(tmp_path: Path) -> None:
    path = make_project(tmp_path, (TEXT,))
    with open_project(path) as project:
        gazetteers.store_list(project, "mine", "m.txt", [*PEOPLE, *AGENCIES])
    strange = sqlite3.connect(path)
    with strange:
        strange.execute("UPDATE gazetteer_entry SET pattern = '[{\"LOWER\":' WHERE pattern != ''")
        noun = '[{"POS":"NOUN"}]'
        strange.execute("UPDATE gazetteer_entry SET surface = '', pattern = ? WHERE surface = 'Quuxin'", (noun,))
    strange.close()
    what = (
        '2 names in your lists cannot be looked for and are left out, such as “[{"POS":"NOUN"}]” of your list “mine” ('
    )

    (said,) = suggest_project(path, suggester="rules").trouble
    assert said.startswith(what)
    assert said.endswith("Mend the list and bring it in anew.")
    with open_project(path) as project:
        assert listed(project) == ["Zorblax", "Frobnitz"]

    requests, events = Requests(), list[Event]()
    requests.put(Request("end"))
    with open_project(path) as project:
        change_choices(project, lambda now: replace(now, suggester="gone"))
    follow(path, requests, events.append)
    troubles = [str(one["what"]) for one in events if one["event"] == "error"]
    assert [one.startswith(what) for one in troubles] == [False, True]
    (loaded,) = (one for one in events if one["event"] == "loaded")
    assert loaded["suggester"] == "rules"
