"""Labels, entities, why, history and notes: what they show, ask for and keep current; no panel is forgotten."""

import importlib
import inspect
import pkgutil
import time

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.decision import Action, SpanState, StepInfo, StepKind
from annotator.ui import panels
from annotator.ui.actions import ACTIONS
from annotator.ui.models.labels import COUNT_ROLE
from annotator.ui.panels import PANELS
from annotator.ui.panels.base import Panel
from annotator.ui.panels.entities import EntitiesPanel
from annotator.ui.panels.history import HistoryPanel
from annotator.ui.panels.labels import LabelsPanel
from annotator.ui.panels.notes import NotesPanel
from annotator.ui.panels.why import WhyPanel
from annotator.ui.theme import load_theme
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes
from tests.ui.hands import Heard, activate, click, click_row, press
from tests.ui.small_project import large_page, scheme


def shown(panel: Panel, session: Session, qtbot: QtBot) -> None:
    qtbot.addWidget(panel)
    panel.show_theme(load_theme("dark"))
    panel.resize(280, 400)
    if session.page is None:
        session.open(1)
    panel.show_session(session)
    panel.show()


def key_of(session: Session, surface: str) -> str:
    assert session.page is not None
    page = session.page
    return next(one.key for one in page.mentions if page.surface(one) == surface)


def test_no_panel_is_forgotten() -> None:
    modules = [
        importlib.import_module(f"{panels.__name__}.{one.name}") for one in pkgutil.iter_modules(panels.__path__)
    ]
    there = {
        value
        for module in modules
        for _, value in inspect.getmembers(module, inspect.isclass)
        if issubclass(value, Panel) and value is not Panel
    }
    assert there == set(PANELS)


def test_every_panel_has_an_action_and_a_name_of_its_own() -> None:
    names = [one.name for one in PANELS]
    assert len(set(names)) == len(names)
    assert {f"{name}_panel" for name in names} <= {one.name for one in ACTIONS}


def counts(panel: LabelsPanel) -> dict[str, int]:
    indexes = [panel.model.index(row) for row in range(panel.model.rowCount())]
    return {str(one.data()): one.data(COUNT_ROLE) for one in indexes}


def test_labels_count_along(session: Session, qtbot: QtBot) -> None:
    panel = LabelsPanel()
    shown(panel, session, qtbot)
    assert session.page is not None
    assert counts(panel)["PERSON"] == 5
    panel.show_changes(session.page, session.reject(key_of(session, "Putin")))
    assert counts(panel)["PERSON"] == 4
    panel.show_changes(session.page, session.relabel(key_of(session, "KCNA"), "FAC"))
    assert (counts(panel)["ORG"], counts(panel)["FAC"]) == (0, 1)
    for _ in range(2):
        undone = session.undo()
        assert undone is not None
        panel.show_changes(session.page, undone)
    assert (counts(panel)["ORG"], counts(panel)["FAC"], counts(panel)["PERSON"]) == (1, 0, 5)


def test_labels_are_asked_for_by_click_and_enter(session: Session, qtbot: QtBot) -> None:
    panel = LabelsPanel()
    shown(panel, session, qtbot)
    asked = Heard(panel.label_requested)
    click_row(panel.list, 2)
    assert asked.last == ("GPE",)
    panel.take_focus()
    press(panel.list, Qt.Key.Key_Down)
    asked = Heard(panel.label_requested)
    press(panel.list, Qt.Key.Key_Return)
    assert asked.last == ("LOC",)


def test_guideline_follows_the_focus(session: Session, qtbot: QtBot) -> None:
    panel = LabelsPanel()
    shown(panel, session, qtbot)
    assert session.page is not None
    panel.show_focus(session.page.mention(key_of(session, "KCNA")))
    assert "What counts as ORG." in panel.guideline.toPlainText()
    assert "one · two" in panel.guideline.toPlainText()
    panel.focus_guideline("GPE")
    assert "What counts as GPE." in panel.guideline.toPlainText()


def test_entities_follow_decisions(session: Session, qtbot: QtBot) -> None:
    panel = EntitiesPanel()
    shown(panel, session, qtbot)
    page = session.page
    assert page is not None
    assert [panel.model.entity(row).surface for row in range(3)] == ["Kim", "Russia", "North Korean"]
    panel.show_changes(page, session.reject(key_of(session, "Kim")))
    assert panel.model.entity(0).surface == "Russia"
    panel.show_changes(page, session.relabel(key_of(session, "Russia"), "ORG"))
    assert panel.model.entity(0).labels == (("GPE", 1), ("ORG", 1))
    fresh = EntitiesPanel()
    qtbot.addWidget(fresh)
    fresh.show_session(session)
    rows = [panel.model.entity(row) for row in range(panel.model.rowCount())]
    assert sorted(rows, key=repr) == sorted(
        (fresh.model.entity(row) for row in range(fresh.model.rowCount())), key=repr
    )


def test_entities_go_round_the_mentions(session: Session, qtbot: QtBot) -> None:
    panel = EntitiesPanel()
    shown(panel, session, qtbot)
    page = session.page
    assert page is not None
    both = [one for one in page.mentions if page.surface(one) == "Russia"]
    seen: list[str] = []
    panel.mention_requested.connect(seen.append)
    for _ in range(3):
        click_row(panel.list, 1)
        panel.show_focus(page.mention(seen[-1]))
    assert seen == [both[0].key, both[1].key, both[0].key]


def test_why_says_where_it_came_from(session: Session, qtbot: QtBot) -> None:
    panel = WhyPanel()
    shown(panel, session, qtbot)
    page = session.page
    assert page is not None
    assert panel.verdict.text() == "Nothing is in focus."
    key = key_of(session, "KCNA")
    panel.show_focus(page.mention(key))
    assert panel.surface.text() == "KCNA"
    assert "suggested" in panel.verdict.text()
    assert "0.75" in panel.verdict.text()
    assert panel.reason.text() == "list: KCNA"
    assert panel.origin.text() == "From the program’s lists of names · version\u00a01.0"
    changes = session.accept(key)
    panel.show_focus(page.mention(changes.focus))
    panel.show_changes(page, changes)
    assert "accepted" in panel.verdict.text()


def test_history_takes_steps_and_gives_them_back(session: Session, qtbot: QtBot) -> None:
    panel = HistoryPanel()
    shown(panel, session, qtbot)
    page = session.page
    assert page is not None
    assert panel.empty.isVisible()
    steps = [session.accept(key_of(session, "KCNA"))]
    panel.show_changes(page, steps[-1])
    panel.show_changes(page, session.relabel(key_of(session, "Putin"), "ORG"))
    both = [(1, one.start, one.end) for one in page.mentions if page.surface(one) == "Russia"]
    panel.show_changes(page, session.decide_all(both, "GPE"))
    panel.show_changes(page, session.flag())
    texts = [str(panel.model.index(row).data()) for row in range(panel.model.rowCount())]
    assert texts == [
        "Flag article 1",
        "All 2 mentions Russia · GPE",
        "Relabel Putin · PERSON → ORG",
        "Accept KCNA · ORG",
    ]
    asked = Heard(panel.undo_to_requested)
    click_row(panel.list, 2)
    assert asked.last == (2,), "the step clicked stays"
    while session.stacks.undo_depth > 2:
        undone = session.undo()
        assert undone is not None
        panel.show_changes(page, undone)
    assert panel.model.rowCount() == 2
    redone = session.redo()
    assert redone is not None
    panel.show_changes(page, redone)
    assert [panel.model.step(row).depth for row in range(3)] == [3, 2, 1]
    assert panel.model.step(0).action is Action.ALL_MENTIONS


def test_history_reads_the_log_only_where_it_must(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = HistoryPanel()
    shown(panel, session, qtbot)
    page = session.page
    assert page is not None
    reads: list[int] = []

    def read(*, limit: int) -> list[StepInfo]:
        reads.append(limit)
        return []

    monkeypatch.setattr(session, "history", read)
    panel.show_changes(page, session.accept(key_of(session, "KCNA")))
    panel.show_changes(page, session.reject(key_of(session, "Putin")))
    undone = session.undo()
    assert undone is not None
    panel.show_changes(page, undone)
    assert reads == []


def test_click_on_the_last_step_undoes_nothing(session: Session, qtbot: QtBot) -> None:
    panel = HistoryPanel()
    shown(panel, session, qtbot)
    assert session.page is not None
    panel.show_changes(session.page, session.accept(key_of(session, "KCNA")))
    asked = Heard(panel.undo_to_requested)
    click_row(panel.list, 0)
    assert asked.calls == []


def test_notes_go_to_their_place_and_ask_for_changes(session: Session, qtbot: QtBot) -> None:
    panel = NotesPanel()
    shown(panel, session, qtbot)
    page = session.page
    assert page is not None
    panel.show_changes(page, session.note("Who?", start=0, end=12))
    panel.show_changes(page, session.note("All of it"))
    assert [str(panel.model.index(row).data()) for row in range(2)] == ["All of it", "Who?"]
    place = Heard(panel.place_requested)
    click_row(panel.list, 1)
    assert place.last == (0, 12)
    key = panel.model.note(1).key
    activate(panel)
    panel.take_focus()
    gone = Heard(panel.note_delete_requested)
    press(panel.list, Qt.Key.Key_Delete)
    assert gone.last == (key,)
    edited = Heard(panel.note_edit_requested)
    click(panel.edit)
    assert edited.last == (key,)
    new = Heard(panel.action_requested)
    click(panel.new)
    assert new.last == ("note",)


def test_enter_and_arrows_stay_with_the_list(session: Session, qtbot: QtBot) -> None:
    """A window's shortcut on Return must not fire while a list has the focus; one on A must."""
    from PySide6.QtGui import QKeySequence, QShortcut  # noqa: PLC0415 - only here

    window = QWidget()
    qtbot.addWidget(window)
    panel = LabelsPanel(window)
    session.open(1)
    panel.show_session(session)
    fired: list[str] = []
    for key in ("Return", "A"):
        QShortcut(QKeySequence(key), window).activated.connect(lambda key=key: fired.append(key))
    window.show()
    activate(window)
    panel.take_focus()
    asked = Heard(panel.label_requested)
    press(panel.list, Qt.Key.Key_Return)
    assert asked.last == ("PERSON",)
    press(panel.list, Qt.Key.Key_A)
    assert fired == ["A"]


@pytest.mark.parametrize("kind", [LabelsPanel, EntitiesPanel, WhyPanel, HistoryPanel, NotesPanel])
def test_a_decision_in_a_large_page_costs_little(kind: type[Panel], session: Session, qtbot: QtBot) -> None:
    page = large_page()
    panel = kind()
    shown(panel, session, qtbot)
    panel.show_page(page)
    qtbot.wait(1)
    costs: list[float] = []
    for at in range(100, 160):
        mention = page.mentions[at]
        delta = page.apply([page.accept(mention.key)])
        now = page.find(delta.added[0].key)
        assert now is not None
        assert now.state is SpanState.ACCEPTED
        changes = Changes(
            Action.ACCEPT, StepKind.DO, 1, (1,), delta, now.key, 1, "2024-01-01T00:00:00Z", at - 99, redo_depth=0
        )
        begin = time.thread_time()
        panel.show_changes(page, changes)
        panel.show_focus(now)
        costs.append(time.thread_time() - begin)
    assert sorted(costs)[len(costs) // 2] < 0.001
    assert scheme().names
