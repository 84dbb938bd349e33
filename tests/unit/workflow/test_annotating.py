"""A session: each call is one committed step, the page shows what stands, and undo goes as far as the log does."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from annotator.domain.decision import Action, SetState, SpanState, StepKind
from annotator.errors import DecisionError, ProjectBusyError
from annotator.store.connection import Project
from annotator.workflow.annotating import Session
from annotator.workflow.projects import open_session
from tests.unit.workflow.building import TEXTS, decisions_in, exported, key_of, make_project, suggest, working


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = make_project(tmp_path, (*TEXTS, "Title\n\nThe Union said no.\n\nMore under this ad\n\nSo it was.\n"))
    suggest(path, (1, "Putin", "PERSON"), (1, "Kim Jong Un", "PERSON"), (1, "Moscow", "GPE"), (2, "Kim", "PERSON"))
    return path


@pytest.fixture
def session(path: Path) -> Iterator[Session]:
    session = working(path)
    yield session
    session.project.close()


def shown(session: Session) -> list[tuple[str, str, str]]:
    assert session.page is not None
    return [(session.page.surface(one), one.label, one.state[0]) for one in session.page.mentions]


def stored(session: Session) -> list[tuple[str, str, str]]:
    """Return what another session of the same annotator sees."""
    assert session.page is not None
    other = open_session(session.project.path, session.annotator)
    other.open(session.page.number)
    try:
        return shown(other)
    finally:
        other.project.close()


START = [("Putin", "PERSON", "s"), ("Kim Jong Un", "PERSON", "s"), ("Moscow", "GPE", "s")]


def test_every_deed_is_stored_and_taken_back(session: Session) -> None:
    def putin() -> str:
        return key_of(session, "Putin")

    deeds = [
        (lambda: session.accept(putin()), Action.ACCEPT, ("Putin", "PERSON", "a")),
        (lambda: session.reject(putin()), Action.REJECT, ("Putin", "PERSON", "r")),
        (lambda: session.relabel(putin(), "ORG"), Action.RELABEL, ("Putin", "ORG", "a")),
        (lambda: session.move(putin(), 0, 9), Action.MOVE, ("Putin met", "ORG", "a")),
        (lambda: session.label(25, 31, "ORG"), Action.ADD, ("Moscow", "ORG", "a")),
        (lambda: session.label(22, 24, "LOC"), Action.ADD, ("in", "LOC", "a")),
        (lambda: session.remove(key_of(session, "in")), Action.REMOVE, None),
    ]
    seen = [shown(session)]
    assert seen == [START]
    for depth, (deed, action, result) in enumerate(deeds, 1):
        changes = deed()
        assert (changes.action, changes.kind, changes.undo_depth, changes.count) == (action, StepKind.DO, depth, 1)
        assert stored(session) == shown(session)
        assert result is None or result in shown(session)
        seen.append(shown(session))
    assert ("in", "LOC", "a") not in seen[-1]
    for wanted in reversed(seen[:-1]):
        assert session.undo() is not None
        assert shown(session) == wanted == stored(session)
    assert session.undo() is None
    for wanted in seen[1:]:
        assert session.redo() is not None
        assert shown(session) == wanted == stored(session)
    assert session.redo() is None


def test_undo_survives_a_restart_and_crosses_articles(path: Path, session: Session) -> None:
    session.accept(key_of(session, "Putin"))
    session.open(2)
    session.accept(key_of(session, "Kim"))
    other = open_session(path, "ann")
    changes = other.undo()
    assert changes is not None
    assert (changes.article, changes.kind, changes.redo_depth) == (2, StepKind.UNDO, 1)
    assert other.undo_to(0) is not None
    assert (other.stacks.undo_depth, other.stacks.redo_depth) == (0, 2)
    assert exported(path).count(b'"accepted"') == 0
    other.redo()
    other.project.close()
    session.open(1)
    assert ("Putin", "PERSON", "a") in shown(session)


def test_a_new_deed_ends_what_could_be_redone(session: Session) -> None:
    session.accept(key_of(session, "Putin"))
    session.undo()
    session.accept(key_of(session, "Moscow"))
    assert session.redo() is None
    assert [one.surface for one in session.history()] == ["Moscow"]


def test_finish_accepts_the_rest_in_one_step(session: Session) -> None:
    session.reject(key_of(session, "Putin"))
    changes = session.finish()
    assert changes.count == 2
    assert session.page is not None
    assert session.page.state is SetState.FINISHED
    assert session.page.counts == {SpanState.REJECTED: 1, SpanState.ACCEPTED: 2, SpanState.SUGGESTED: 0}
    session.undo()
    assert session.page.state is SetState.IN_PROGRESS
    assert session.page.counts[SpanState.SUGGESTED] == 2


def test_states_of_an_article(session: Session) -> None:
    assert session.page is not None
    for deed, state in (
        (session.flag, SetState.FLAGGED),
        (session.flag, SetState.IN_PROGRESS),
        (session.skip, SetState.SKIPPED),
        (lambda: session.accept(key_of(session, "Putin")), SetState.IN_PROGRESS),
        (session.finish, SetState.FINISHED),
        (lambda: session.label(22, 24, "LOC"), SetState.FINISHED),
        (session.reopen, SetState.IN_PROGRESS),
    ):
        deed()
        assert session.page.state is state
        assert session.load(1).state is state


def test_notes_are_written_changed_and_taken_away(session: Session) -> None:
    assert session.page is not None
    session.note("  Which Kim?  ", start=10, end=13)
    (note,) = session.page.notes
    assert (note.text, note.start, note.end) == ("Which Kim?", 10, 13)
    session.note("Un.", start=10, end=13, key=note.key)
    assert [one.text for one in session.load(1).notes] == ["Un."]
    session.note("", key=note.key)
    assert session.page.notes == session.load(1).notes == ()
    session.undo()
    assert [one.text for one in session.page.notes] == ["Un."]


def test_ignored_regions_hide_suggestions_and_come_back(session: Session) -> None:
    session.toggle_ignored(8, 31)
    assert shown(session) == START[:1] == stored(session)
    session.toggle_ignored(10, 11)
    assert shown(session) == START
    page = session.open(4)
    (found,) = page.regions
    session.toggle_ignored(found.start, found.end)
    assert page.regions == ()
    session.undo()
    assert page.regions == (found,)


def test_many_places_in_one_step(session: Session) -> None:
    places = [(1, 10, 13), (2, 0, 3), (2, 23, 26)]
    changes = session.decide_all(places, "PERSON")
    assert (changes.count, changes.articles, changes.undo_depth) == (3, (1, 2), 1)
    assert [(one.start, one.state) for one in session.load(2).mentions] == [(0, "accepted"), (23, "accepted")]
    with pytest.raises(DecisionError):
        session.decide_all(places, "PERSON")
    session.decide_all(places[1:], None)
    assert session.load(2).counts[SpanState.REJECTED] == 2
    session.undo_to(0)
    assert shown(session) == START
    assert session.load(2).state is SetState.NEW


def test_refused_deeds_leave_no_trace(path: Path, session: Session) -> None:
    key = key_of(session, "Putin")
    session.accept(key)
    before = (decisions_in(path), shown(session))
    refused: list[Callable[[], object]] = [
        lambda: session.accept(key),  # it is no open suggestion any more
        lambda: session.label(0, 5, "NIX"),
        lambda: session.relabel(key_of(session, "Putin"), "NIX"),
        lambda: session.label(5, 6, "ORG"),
        lambda: session.move(key_of(session, "Moscow"), 31, 31),
        lambda: session.decide_all([(1, 0, 5)], "PERSON"),
    ]
    for deed in refused:
        with pytest.raises(DecisionError):
            deed()
    assert (decisions_in(path), shown(session)) == before
    session.page = None
    with pytest.raises(DecisionError):
        session.finish()


def test_annotators_do_not_see_each_other(path: Path, session: Session) -> None:
    session.finish()
    bob = working(path, "bob")
    assert shown(bob) == START
    assert bob.undo() is None
    bob.reject(key_of(bob, "Putin"))
    bob.project.close()
    assert ("Putin", "PERSON", "a") in stored(session)
    with pytest.raises(DecisionError):
        Session(session.project, " ")


def test_what_another_window_did_is_taken_in(path: Path, session: Session) -> None:
    assert session.refresh() is None
    other = working(path)
    other.accept(key_of(other, "Putin"))
    other.project.close()
    changes = session.accept(key_of(session, "Moscow"))
    assert changes.reloaded
    assert shown(session) == stored(session)
    other = working(path)
    other.flag()
    other.project.close()
    delta = session.refresh()
    assert delta is not None
    assert delta.state
    assert not delta.added


def test_busy_project_is_said_and_nothing_is_lost(path: Path) -> None:
    session = open_session(path, "ann", busy_seconds=0.05)
    session.open(1)
    with Project(path) as other, other.transaction(), pytest.raises(ProjectBusyError):
        session.accept(key_of(session, "Putin"))
    assert shown(session) == START
    session.accept(key_of(session, "Putin"))
    assert stored(session)[0] == ("Putin", "PERSON", "a")
    session.project.close()


def test_history_says_what_stands(session: Session) -> None:
    session.accept(key_of(session, "Putin"))
    session.skip()
    session.finish()
    found = session.history()
    assert [(one.action, one.surface, one.label, one.count, one.depth) for one in found] == [
        (Action.FINISH, "Kim Jong Un", "PERSON", 2, 3),
        (Action.SKIP, "", "", 0, 2),
        (Action.ACCEPT, "Putin", "PERSON", 1, 1),
    ]
    assert len(session.history(limit=2)) == 2
