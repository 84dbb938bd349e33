"""The table of acceptance: what it counts, how it is sorted, and that Space switches what it is on."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from annotator.domain.choices import SuggestChoices
from annotator.ui.progress.acceptance import Acceptance
from annotator.ui.progress.acceptance_model import NAME, REJECTED, SHARE, AcceptanceModel
from annotator.ui.progress.gathering import rows_of
from annotator.ui.progress.values import Kind, Row, Standing
from annotator.ui.theme import load_theme
from annotator.ui.words import Words
from annotator.workflow.accepting import Acceptance as Answered
from tests.ui.hands import Heard, activate, press

KEY = Qt.Key
ANSWERED = (
    Answered("ner", "ORG", 40, 20, 5, 5, 10),
    Answered("ner", "LOC", 30, 5, 5, 0, 20),
    Answered("ner", "PERSON", 50, 50, 0, 0, 0),
    Answered("rules", "DATE", 20, 15, 5, 0, 0),
    Answered("memory", "ORG", 10, 1, 0, 0, 9),
)
CHOICES = SuggestChoices(off_labels=("DATE",), off_sources=("gone",), kept=(("ner", "LOC"),))


def rows(choices: SuggestChoices = CHOICES) -> tuple[Row, ...]:
    return rows_of(ANSWERED, choices, ("PERSON", "ORG", "GPE"))


@pytest.fixture
def page(qtbot: QtBot) -> Acceptance:
    made = Acceptance()
    qtbot.addWidget(made)
    made.show_theme(load_theme("light"))
    made.show_rows(rows(), mutes="Less than a third mutes.")
    made.resize(700, 300)
    made.show()
    activate(made)
    made.table.setFocus()
    return made


def names(page: Acceptance) -> list[str]:
    return [one.name for one in page.table.rows.rows]


def said(page: Acceptance) -> str:
    return page.findChildren(Words)[-1].text()


def test_what_is_counted() -> None:
    found = {(one.kind, one.name): one for one in rows()}
    ner, org = found[Kind.SOURCE, "ner"], found[Kind.LABEL, "ORG"]
    assert (ner.proposed, ner.accepted, ner.relabelled, ner.moved, ner.rejected) == (120, 75, 10, 5, 30)
    assert (org.proposed, org.accepted, org.rejected) == (50, 21, 19)
    assert found[Kind.LABEL, "GPE"].share is None, "a label of the scheme is there to be switched"
    states = {one.name: one.standing for one in rows() if one.standing is not Standing.ON}
    assert states == {
        "ner · LOC": Standing.KEPT,
        "rules · DATE": Standing.OFF,
        "gone": Standing.OFF,
        "DATE": Standing.OFF,
    }
    muted = {one.name: one for one in rows(SuggestChoices(mute_after=10, mute_below=0.51))}
    assert muted["ner · ORG"].standing is Standing.MUTED
    assert "20 of 40" in muted["ner · ORG"].reason
    assert muted["memory · ORG"].standing is Standing.MUTED


def test_a_new_version_is_judged_by_its_own_decisions(page: Acceptance) -> None:
    answered = (
        Answered("ner", "ORG", 60, 8, 0, 0, 52, other=30, other_accepted=4),
        Answered("ner", "LOC", 33, 5, 0, 0, 28, other=30, other_accepted=4),
        Answered("ner", "DATE", 33, 23, 0, 0, 10, other=30, other_accepted=20),
    )
    org, loc, date = rows_of(answered, SuggestChoices(), ())[:3]
    assert (org.standing, loc.standing, date.standing) == (Standing.MUTED, Standing.ON, Standing.ON)
    assert org.reason == "only 4 of 30 were accepted unchanged in the version now in use"
    assert loc.reason.startswith(
        "the version now in use is judged after 20 decisions, 3 so far; of others 4 of 30 were"
    )
    assert date.reason == ""
    page.show_rows((loc,), mutes="")
    assert said(page).startswith("On: the version now in use is judged after 20 decisions, 3 so far;")


def test_qt_finds_no_fault_in_the_model() -> None:
    model = AcceptanceModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    for kind in Kind:
        model.show_rows(rows(), kind)
        model.show_rows(rows(SuggestChoices()), kind)
        model.sort(SHARE, Qt.SortOrder.AscendingOrder)
    model.show_rows((), Kind.PAIR)
    assert tester.model() is model


def test_left_and_right_sort_and_the_heading_says_how(page: Acceptance) -> None:
    assert names(page) == ["ner · PERSON", "ner · ORG", "ner · LOC", "rules · DATE", "memory · ORG"]
    for _ in range(4):
        press(page.table, KEY.Key_Right)
    assert page.table.rows.by == REJECTED
    assert names(page)[:2] == ["ner · LOC", "ner · ORG"]
    head = page.table.rows
    assert str(head.headerData(REJECTED, Qt.Orientation.Horizontal)) == "Rejected ▾"
    spoken = head.headerData(REJECTED, Qt.Orientation.Horizontal, Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Rejected, sorted downwards"
    page.table.horizontalHeader().sectionClicked.emit(REJECTED)
    assert names(page)[-1] == "ner · LOC", "the same column again: the other way round"
    for _ in range(5):
        press(page.table, KEY.Key_Left)
    assert page.table.rows.by == NAME
    assert names(page) == sorted(names(page))


def test_the_current_row_stays_whatever_is_sorted_and_switched(page: Acceptance) -> None:
    press(page.table, KEY.Key_Down)
    current = page.table.current_row
    assert current is not None
    assert current.name == "ner · ORG"
    press(page.table, KEY.Key_Right)
    page.show_rows(rows(SuggestChoices(off_sources=("ner",))), mutes="")
    now = page.table.current_row
    assert now is not None
    assert (now.name, now.standing) == ("ner · ORG", Standing.OFF)


def test_space_switches_sources_and_labels_and_the_line_below_says_so(page: Acceptance) -> None:
    heard = Heard(page.switch_requested)
    assert said(page) == "Less than a third mutes."
    page.chips[Kind.SOURCE].click()
    assert names(page) == ["ner", "rules", "memory", "gone"]
    assert said(page) == "Space switches ner off."
    page.table.setFocus()
    press(page.table, KEY.Key_Space)
    assert heard.last[0].name == "ner"
    press(page.table, KEY.Key_End)
    assert said(page) == "gone is switched off; Space switches it on."
    page.show_kind(Kind.LABEL)
    assert set(names(page)) == {"PERSON", "ORG", "GPE", "LOC", "DATE"}
    page.show_kind(Kind.PAIR)
    assert page.chips[Kind.PAIR].isChecked()


def test_a_box_stands_where_a_row_can_be_switched(page: Acceptance) -> None:
    def boxes() -> set[str]:
        model = page.table.rows
        shown = (model.index(at, NAME) for at in range(model.rowCount()))
        return {str(one.data()) for one in shown if one.data(Qt.ItemDataRole.CheckStateRole) is not None}

    page.show_rows(rows(SuggestChoices()), mutes="")
    assert boxes() == {"ner · LOC"}, "the one that has muted itself; others follow their source and their label"
    page.table.setFocus()
    page.take_keyboard()
    assert page.kind is Kind.SOURCE
    assert boxes() == set(names(page))
    page.take_keyboard()
    page.take_keyboard()
    assert page.kind is Kind.PAIR


def test_a_source_that_has_muted_itself_speaks_again_as_a_whole(page: Acceptance) -> None:
    bad = (Answered("list", "ORG", 11, 2, 0, 0, 9), Answered("list", "LOC", 12, 0, 0, 0, 12))
    found = {one.name: one for one in rows_of((*ANSWERED, *bad), SuggestChoices(), ())}
    assert found["list · ORG"].standing is found["list · LOC"].standing is found["list"].standing is Standing.MUTED
    assert found["list · ORG"].reason == "only 2 of 11 were accepted unchanged, of all from list 2 of 23"
    assert found["ner"].standing is Standing.ON
    off = {one.name: one.standing for one in rows_of(bad, SuggestChoices(off_labels=("LOC",)), ())}
    assert (off["list · LOC"], off["list"]) == (Standing.OFF, Standing.MUTED)
    off = {one.name: one.standing for one in rows_of(bad, SuggestChoices(off_sources=("list",)), ())}
    assert off["list"] is Standing.OFF
    page.show_rows((found["list"],), mutes="")
    page.show_kind(Kind.SOURCE)
    assert said(page) == "Muted by itself: nothing of it was accepted often enough. Space lets it speak again."
    kept = rows_of(bad, SuggestChoices(kept=(("list", "ORG"), ("list", "LOC"))), ())
    assert [one.standing for one in kept if one.kind is Kind.SOURCE] == [Standing.ON]


def test_what_is_muted_says_why_and_how_it_comes_back(page: Acceptance) -> None:
    page.show_rows(rows(SuggestChoices()), mutes="")
    table = page.table
    table.setCurrentIndex(table.rows.index(table.rows.place_of("ner · LOC"), NAME))
    assert said(page) == "Muted by itself: only 5 of 30 were accepted unchanged. Space lets it speak again."
    index = table.currentIndex()
    assert index.data(Qt.ItemDataRole.CheckStateRole) == Qt.CheckState.Unchecked
    spoken = str(index.data(Qt.ItemDataRole.AccessibleTextRole))
    assert "5 of 30 accepted as proposed" in spoken
    assert "muted: only 5 of 30" in spoken
    page.show_rows(rows(), mutes="")
    assert said(page) == "Kept although only 5 of 30 were accepted unchanged. Space mutes it."


def test_nothing_answered_says_what_will_come(page: Acceptance) -> None:
    page.show_rows((), mutes="")
    assert page.table.isHidden()
    page.show_rows(rows(), mutes="")
    assert page.table.isVisible()
