"""Memory from the log: what stands counts, undone or not, and what is new costs only what is new."""

from __future__ import annotations

from pathlib import Path

import pytest

from annotator.domain.annotation import AnnotationSet
from annotator.suggest.memory import Remembered
from annotator.workflow.annotating import Session
from annotator.workflow.projects import open_project
from annotator.workflow.remembering import Remembering
from tests.unit.workflow.building import key_of, make_project, suggest, working

EMOJI = "🙂 Putin met Minister Lavrov and Putin in Moscow.\n"


def test_what_stands_is_remembered_and_undoing_forgets(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    suggest(path, (1, "Putin", "PERSON"), (1, "Moscow", "ORG"), (2, "Kim", "PERSON"))
    session = working(path)
    with open_project(path) as project:
        remembering = Remembering(project, "ann")
        memory = remembering.memory
        assert remembering.update() == 0
        session.accept(key_of(session, "Putin"))
        session.relabel(key_of(session, "Moscow"), "GPE")
        assert remembering.update() == 2
        assert remembering.update() == 0
        moscow = memory.known("Moscow")
        assert moscow is not None
        assert (moscow.label, moscow.times, moscow.of) == ("GPE", 1, 1)
        session.relabel(key_of(session, "Moscow"), "FAC")
        remembering.update()
        moscow = memory.known("Moscow")
        assert moscow is not None
        assert (moscow.label, moscow.of) == ("FAC", 1)
        session.undo()
        session.undo()
        remembering.update()
        assert memory.known("Moscow") is None
        assert not memory.decided("Moscow")
        session.redo()
        session.open(2)
        session.reject(key_of(session, "Kim"))
        remembering.update()
        assert memory.decided("Moscow")
        assert memory.decided("Kim")
        assert memory.known("Kim") is None
        again = Remembering(project, "ann")
        again.update()
        for surface in ("Putin", "Moscow", "Kim", "European Union"):
            assert again.memory.known(surface) == memory.known(surface)
            assert again.memory.decided(surface) == memory.decided(surface)
    session.project.close()


def test_surfaces_are_cut_by_code_points_and_the_newest_decision_counts_last(tmp_path: Path) -> None:
    path = make_project(tmp_path, (EMOJI, "Putin left.\n"))
    session = working(path, article=2)
    session.label(0, 5, "PERSON")
    session.open(1)
    session.label(2, 7, "PERSON")
    session.project.close()
    with open_project(path) as project:
        remembering = Remembering(project, "ann")
        remembering.update()
        last = project.connection.execute("SELECT max(seq) FROM decision WHERE kind = 'annotation'").fetchone()
        assert remembering.memory.known("Putin") == Remembered("PERSON", 1.0, 2, 2, last[0])


def page_of(session: Session) -> AnnotationSet:
    assert session.page is not None
    return session.page


@pytest.mark.parametrize(("start", "end", "rejected"), [("Lavrov", "Lavrov", True), ("met", "Lavrov", False)])
def test_name_cut_out_of_a_suggestion_rejects_the_longer_one(
    tmp_path: Path,
    start: str,
    end: str,
    rejected: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    path = make_project(tmp_path, (EMOJI,))
    suggest(path, (1, "Minister Lavrov", "PERSON"))
    session = working(path)
    text = page_of(session).article.text
    session.move(key_of(session, "Minister Lavrov"), text.index(start), text.index(end) + len(end))
    with open_project(path) as project:
        remembering = Remembering(project, "ann")
        remembering.update()
        assert remembering.memory.decided("Minister Lavrov") == rejected
        assert remembering.memory.decided(text[text.index(start) : text.index(end) + len(end)])
        session.undo()
        remembering.update()
        assert not len(remembering.memory)
    session.project.close()


def test_others_decisions_are_not_believed_but_known_of(tmp_path: Path) -> None:
    path = make_project(tmp_path)
    session = working(path, "bob")
    session.label(0, 5, "PERSON")
    session.project.close()
    with open_project(path) as project:
        remembering = Remembering(project, "ann")
        assert remembering.update() == 1
        assert not len(remembering.memory)
        assert remembering.decided("Putin")
        assert not remembering.decided("Moscow")
        session = working(path, "ann")
        session.label(25, 31, "GPE")
        session.project.close()
        remembering.update()
        assert remembering.memory.known("Moscow") is not None
        nobody = Remembering(project, "")
        nobody.update()
        assert not len(nobody.memory)
        assert nobody.decided("Moscow")
