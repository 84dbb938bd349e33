"""The dialogs by real keys: what they show, what they answer, and that they answer nothing when cancelled."""

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QPlainTextEdit, QPushButton
from pytestqt.qtbot import QtBot

from annotator.settings import Settings
from annotator.ui.actions import ACTIONS, load_keys
from annotator.ui.dialogs.all_mentions import AllMentionsDialog
from annotator.ui.dialogs.bug import BugDialog
from annotator.ui.dialogs.find import FindBar
from annotator.ui.dialogs.imported import ImportedDialog
from annotator.ui.dialogs.keys import KeysDialog
from annotator.ui.dialogs.note import NoteDialog
from annotator.ui.dialogs.palette import Palette, score
from annotator.ui.dialogs.settings import SettingsDialog
from annotator.ui.dialogs.welcome import WelcomePage
from annotator.ui.dialogs.who import WhoDialog
from annotator.ui.jobs import Jobs, Progress
from annotator.workflow.annotating import Session
from annotator.workflow.importing import Duplicate, ImportReport, Loss, Refusal
from tests.ui.hands import Heard, activate, click, press, write
from tests.ui.small_project import scheme

ENTER, ESCAPE, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space
CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(dialog: QDialog) -> None:
    dialog.open()
    activate(dialog)


@pytest.fixture
def jobs() -> Jobs:
    def failed(error: BaseException) -> None:
        raise error

    return Jobs(failed)


def test_all_mentions_ticks_and_applies_by_keys(session: Session, jobs: Jobs) -> None:
    session.open(1)
    dialog = AllMentionsDialog(session, jobs, "Kim", "PERSON")
    chosen = Heard(dialog.chosen)
    opened(dialog)
    assert dialog.count.text() == "2 of 3 chosen"
    assert QApplication.focusWidget() is dialog.table
    press(dialog.table, Qt.Key.Key_Down)
    press(dialog.table, SPACE)
    assert dialog.count.text() == "1 of 3 chosen"
    press(dialog.table, Qt.Key.Key_A, CONTROL)
    press(dialog.table, SPACE)
    assert dialog.count.text() == "3 of 3 chosen"
    press(dialog.table, ENTER)
    places, label = chosen.last
    assert label == "PERSON"
    text = session.load(1).article.text
    assert [text[start:end] for _, start, end in places] == ["Kim"] * 3


def test_all_mentions_rejects_instead(session: Session, jobs: Jobs) -> None:
    session.open(1)
    dialog = AllMentionsDialog(session, jobs, "Russia", "GPE")
    chosen = Heard(dialog.chosen)
    opened(dialog)
    click(dialog.reject_button)
    places, label = chosen.last
    assert (len(places), label) == (2, None)


def test_all_mentions_without_case_and_word_ends(session: Session, jobs: Jobs) -> None:
    session.open(1)
    dialog = AllMentionsDialog(session, jobs, "russia", "GPE")
    opened(dialog)
    assert not dialog.apply_button.isEnabled()
    dialog.match_case.click()
    assert dialog.model.rowCount() == 2
    dialog.whole_words.click()
    assert dialog.model.rowCount() == 3, "“Russia” in “Russian”"
    press(dialog.table, ESCAPE)
    assert dialog.result() == QDialog.DialogCode.Rejected


def test_all_mentions_of_what_is_glued_to_other_words(session: Session, jobs: Jobs) -> None:
    session.open(1)
    dialog = AllMentionsDialog(session, jobs, "Russi", "GPE")
    opened(dialog)
    assert not dialog.whole_words.isChecked()
    assert dialog.count.text() == "0 of 3 chosen"
    dialog.whole_words.click()
    assert dialog.count.text() == "It stands nowhere else."
    press(dialog.table, ESCAPE)


def test_all_mentions_in_all_articles(session: Session, jobs: Jobs, qtbot: QtBot) -> None:
    session.open(1)
    dialog = AllMentionsDialog(session, jobs, "Russia", "GPE")
    chosen = Heard(dialog.chosen)
    opened(dialog)
    dialog.scope.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog.model.rowCount() == 16)
    press(dialog.table, ENTER)
    places, _ = chosen.last
    assert {article for article, _, _ in places} == set(range(1, 9))
    assert session.decide_all(places, "GPE").count == 16
    jobs.close()


def test_closing_during_the_search_is_no_error(session: Session, jobs: Jobs, qtbot: QtBot) -> None:
    session.open(1)
    dialog = AllMentionsDialog(session, jobs, "Russia", "GPE")
    opened(dialog)
    dialog.scope.setCurrentIndex(1)
    press(dialog.table, ESCAPE)
    jobs.close()
    qtbot.wait(20)


def test_nobody_hears_of_jobs_after_the_window_closed(jobs: Jobs, qtbot: QtBot) -> None:
    heard: list[object] = []
    began = threading.Event()

    def until_stopped(progress: Progress) -> None:
        began.set()
        while True:
            progress(0, 0)

    jobs.run(until_stopped, heard.append, heard.append)
    finished = jobs.run(lambda _: began.wait(), heard.append, heard.append)
    assert began.wait(10)
    ended = Heard(finished.ended)
    jobs.close()
    qtbot.waitUntil(lambda: len(ended.calls) == 1)
    assert heard == []


def test_keys_are_all_there_and_can_be_searched(session: Session) -> None:
    dialog = KeysDialog(load_keys({}), session.scheme)
    opened(dialog)
    rows = [
        item
        for at in range(dialog.tree.topLevelItemCount())
        if (group := dialog.tree.topLevelItem(at)) is not None
        for row in range(group.childCount())
        if (item := group.child(row)) is not None
    ]
    assert {one.text for one in ACTIONS} <= {item.text(0) for item in rows}
    assert {"PERSON", "GPE"} <= {item.text(0) for item in rows}
    write(dialog.search, "ctrl+z")
    assert [item.text(0) for item in rows if not item.isHidden()] == ["Undo"]
    press(dialog.search, ESCAPE)


def test_palette_finds_and_triggers(qtbot: QtBot) -> None:
    done: list[str] = []
    actions: dict[str, QAction] = {}
    for spec in ACTIONS:
        action = QAction(spec.text)
        action.setShortcuts([QKeySequence.fromString(key) for key in load_keys({})[spec.name]])
        action.triggered.connect(_noted(done, spec.name))
        actions[spec.name] = action
    actions["finish"].setEnabled(False)
    palette = Palette(actions)
    opened(palette)
    assert "finish" not in palette.names()
    write(palette.field, "export")
    assert palette.names()[0] == "export"
    palette.field.selectAll()
    write(palette.field, "zzz")
    assert palette.names() == []
    press(palette.field, ENTER)
    palette.field.selectAll()
    write(palette.field, "light")
    press(palette.field, Qt.Key.Key_Down)
    press(palette.field, Qt.Key.Key_Up)
    press(palette.field, ENTER)
    assert done == ["theme"]
    qtbot.wait(1)


def _noted(done: list[str], name: str) -> Callable[[], None]:
    return lambda: done.append(name)


def test_palette_prefers_beginnings_of_words() -> None:
    texts = [one.text for one in ACTIONS]
    best = max(texts, key=lambda text: score("nar", text))
    assert best == "Next article"
    assert score("xyz", "Undo") == 0


def test_settings_come_back_changed(session: Session) -> None:
    dialog = SettingsDialog(Settings(annotator="maria", article_size=17), scheme=session.scheme)
    chosen = Heard(dialog.chosen)
    opened(dialog)
    dialog.name_field.selectAll()
    write(dialog.name_field, "  Ana  Maria ")
    dialog.theme_box.setCurrentIndex(2)
    dialog.size_box.setValue(20)
    dialog.hints_box.click()
    press(dialog.name_field, ENTER)
    (settings,) = chosen.last
    assert settings == Settings(annotator="Ana Maria", theme="dark", article_size=20, show_hints=False)


def test_settings_count_the_labels_of_the_scheme() -> None:
    for labels, said in ((("ORG",), "Small, 1 label"), (("ORG", "GPE"), "Small, 2 labels")):
        dialog = SettingsDialog(Settings(), scheme=scheme(labels))
        assert said in [one.text() for one in dialog.findChildren(QLabel)]


def test_settings_refuse_a_key_that_is_taken(session: Session) -> None:
    dialog = SettingsDialog(Settings(), scheme=session.scheme)
    opened(dialog)
    dialog.tabs.setCurrentIndex(1)
    table = dialog.key_table
    press(table.press, Qt.Key.Key_F)
    click(table.give)
    assert "Flag the article" in table.said.text()
    press(table.press, Qt.Key.Key_1)
    click(table.give)
    assert "PERSON" in table.said.text()
    assert table.own == {}
    press(table.press, Qt.Key.Key_T)
    click(table.give)
    assert table.own == {"next": "T"}, "training has it on another page, where “next” is not"
    press(table.press, Qt.Key.Key_F12)
    click(table.give)
    assert table.own == {"next": "F12"}
    load_keys(table.own)
    click(table.reset)
    assert table.own == {}
    click(table.none)
    assert table.own == {"next": ""}
    dialog.reject()


def test_name_is_asked_for_once_and_must_be_one() -> None:
    dialog = WhoDialog("maria")
    opened(dialog)
    dialog.field.selectAll()
    write(dialog.field, "   ")
    press(dialog.field, ENTER)
    assert dialog.isVisible()
    write(dialog.field, "Jo  Ann")
    press(dialog.field, ENTER)
    assert dialog.name == "Jo Ann"
    assert dialog.result() == QDialog.DialogCode.Accepted


def test_note_is_saved_by_keys() -> None:
    dialog = NoteDialog("Vostochny space centre")
    chosen = Heard(dialog.chosen)
    opened(dialog)
    press(dialog.field, ENTER, CONTROL)
    assert dialog.isVisible(), "there is nothing to save"
    write(dialog.field, "Who?")
    press(dialog.field, ENTER, CONTROL)
    assert chosen.last == ("Who?",)


def test_note_is_taken_away() -> None:
    dialog = NoteDialog("", "old")
    chosen = Heard(dialog.chosen)
    opened(dialog)
    button = next(one for one in dialog.findChildren(QPushButton) if "Delete" in one.text())
    click(button)
    assert chosen.last == ("",)


def test_import_report_can_be_copied() -> None:
    report = ImportReport(
        added=2,
        duplicates=(Duplicate("a.txt", "Same"),),
        refused=(Refusal("b.jsonl", 3, "Not JSON.", "Mend it."),),
        left_out=("c.png",),
        losses=(Loss("relations", 3, ("met", "owns")),),
    )
    dialog = ImportedDialog(report)
    opened(dialog)
    assert dialog.sentence.text().startswith("2 articles imported, 1 was there already, 1 could not be read")
    dialog.table.setFocus()
    dialog.table.clearSelection()
    press(dialog.table, Qt.Key.Key_C, CONTROL)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0] == "b.jsonl, line 3\tNot JSON.\tMend it."
    assert lines[1] == "\tNot taken in: relations: 3\tmet, owns"
    assert len(lines) == 4
    dialog.accept()


def test_bug_report_names_versions() -> None:
    dialog = BugDialog("Traceback\nZeroDivisionError: division by zero\n")
    opened(dialog)
    texts = [one.toPlainText() for one in dialog.findChildren(QPlainTextEdit)]
    assert any("Qt" in text and "ZeroDivisionError" in text for text in texts)
    press(dialog, ESCAPE)


def test_find_bar_by_keys(qtbot: QtBot) -> None:
    bar = FindBar()
    qtbot.addWidget(bar)
    queries, steps, closed = Heard(bar.query_changed), Heard(bar.step_requested), Heard(bar.closed)
    bar.open_bar("Kim")
    activate(bar)
    assert queries.last == ("Kim", False)
    press(bar.field, ENTER)
    press(bar.field, ENTER, Qt.KeyboardModifier.ShiftModifier)
    assert steps.calls == [(1,), (-1,)]
    bar.show_count(2, 7)
    assert bar.count.text() == "2 of 7"
    press(bar.field, ESCAPE)
    assert closed.calls == [()]
    assert bar.isHidden()


def test_welcome_by_keys(qtbot: QtBot, tmp_path: Path) -> None:
    project = tmp_path / "a & <b>.annotator"
    project.touch()
    page = WelcomePage()
    qtbot.addWidget(page)
    page.show_recent([str(project), str(tmp_path / "gone.annotator")])
    page.show()
    activate(page)
    recent, sample = Heard(page.recent_requested), Heard(page.sample_requested)
    assert len(page.recent) == 1
    page.setFocus()
    assert QApplication.focusWidget() is page.recent[0]
    press(page.recent[0], ENTER)
    assert recent.last == (str(project),)
    press(page.recent[0], Qt.Key.Key_Down)
    assert QApplication.focusWidget() is page.sample
    press(page.sample, ENTER)
    assert sample.calls == [()]
    QTest.qWait(1)
