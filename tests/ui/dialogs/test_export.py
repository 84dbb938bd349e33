"""Exporting by real keys: what is asked, what will be lost, and what was."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from annotator.domain.decision import SpanState
from annotator.ui.dialogs import export_words
from annotator.ui.dialogs.export import Counted, ExportChoice, ExportDialog
from annotator.ui.dialogs.exported import ExportedDialog
from annotator.ui.dialogs.text_table import TextTable
from annotator.workflow.exporting import ExportReport, Preflight
from annotator.workflow.importing import Loss
from tests.ui.hands import Heard, activate, press

ENTER, ESCAPE, SPACE = Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Space
CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(dialog: QDialog) -> None:
    dialog.open()
    activate(dialog)


def test_export_asks_what_stays_behind(tmp_path: Path, qtbot: QtBot) -> None:
    asked: list[ExportChoice] = []

    def count(choice: ExportChoice, say: Callable[[Counted], None]) -> None:
        asked.append(choice)
        say(Counted(f"{len(asked)} <b>left out</b>"))

    dialog = ExportDialog(tmp_path / "out.jsonl", count, annotators=["ana", "b&b"], labels=["GPE", "ORG"])
    chosen = Heard(dialog.chosen)
    opened(dialog)
    qtbot.waitUntil(lambda: dialog.left_out.text() == "1 <b>left out</b>")
    dialog.accepted_box.click()
    assert not dialog.export_button.isEnabled()
    dialog.rejected_box.click()
    dialog.articles_box.setCurrentIndex(1)
    dialog.annotators.actions_by_name["ana"].setChecked(False)
    qtbot.waitUntil(lambda: len(asked) == 2)
    dialog.export_button.setFocus()
    press(dialog.export_button, ENTER)
    assert chosen.last == (
        ExportChoice(
            path=tmp_path / "out.jsonl",
            annotators=("b&b",),
            spans=frozenset({SpanState.REJECTED}),
            articles="all",
        ),
    )


NESTED = Loss("nested or overlapping spans", 12, ("“<b>Kim</b>” (PERSON)", "“Russia” (GPE)"), gone=12)
LOST = (NESTED, *(Loss(f"kind {at}", 1, (f"example {at}",)) for at in range(12)))


def texts(table: TextTable) -> list[list[str]]:
    model = table.model()
    columns = range(model.columnCount())
    return [[str(model.index(row, at).data()) for at in columns] for row in range(model.rowCount())]


def test_export_says_beforehand_what_will_be_lost(tmp_path: Path, qtbot: QtBot) -> None:
    said = iter([Counted("one", LOST), Counted("two", ()), Counted("no such annotator")])
    dialog = ExportDialog(tmp_path / "out.conll", lambda _choice, say: say(next(said)))
    opened(dialog)
    qtbot.waitUntil(lambda: dialog.left_out.text() == "one")
    size, lost = dialog.size(), dialog.lost
    assert lost.currentWidget() is lost.table
    assert texts(lost.table)[0] == [
        "12",
        "nested or overlapping spans",
        "\u2068“<b>Kim</b>” (PERSON)\u2069, \u2068“Russia” (GPE)\u2069",
    ]
    assert lost.table.verticalScrollBar().maximum() > 0
    assert lost.table.accessibleName() == "What will be lost"
    for _ in range(20):
        if lost.table.hasFocus():
            break
        press(dialog, Qt.Key.Key_Tab)
    assert lost.table.hasFocus(), "it is reached, scrolled and left by keys"
    press(lost.table, Qt.Key.Key_End, CONTROL)
    press(lost.table, Qt.Key.Key_C, CONTROL)
    assert "kind 11\texample 11" in QGuiApplication.clipboard().text()
    press(lost.table, Qt.Key.Key_Tab)
    assert not lost.table.hasFocus()
    dialog.articles_box.setCurrentIndex(1)
    qtbot.waitUntil(lambda: dialog.left_out.text() == "two")
    assert (lost.currentWidget(), lost.nothing.text()[:16]) == (lost.nothing, "Nothing is lost:")
    dialog.articles_box.setCurrentIndex(0)
    qtbot.waitUntil(lambda: dialog.left_out.text() == "no such annotator")
    assert (lost.currentWidget(), lost.nothing.text()) == (lost.nothing, "")
    assert dialog.size() == size
    dialog.reject()


def test_exported_lists_what_was_lost_and_copies_it() -> None:
    held = Preflight(annotation_sets=1, spans={SpanState.ACCEPTED: 1202}, written=2, not_begun=3)
    dialog = ExportedDialog(ExportReport(Path("out.conll"), held, LOST))
    opened(dialog)
    assert dialog.sentence.text() == (
        "1 article with 2 spans written to “out.conll”, read again and compared. Left out: 3 articles not begun."
    )
    assert dialog.table.accessibleName() == "What was lost"
    QGuiApplication.clipboard().clear()
    for _ in range(5):
        if dialog.copy_button.hasFocus():
            break
        press(dialog, Qt.Key.Key_Tab)
    press(dialog.copy_button, SPACE)
    copied = QGuiApplication.clipboard().text().split("\n")
    assert (len(copied), copied[0].split("\t")[:2]) == (13, ["12", "nested or overlapping spans"])
    press(dialog.table, ESCAPE)
    assert not dialog.isVisible()
    many = replace(held, annotators=("ann", "bob"), annotation_sets=2)
    assert export_words.held(many) + ". " + export_words.left_out(many) == (
        "2 annotation sets with 2 spans. Left out: 3 annotation sets not begun."
    )
    whole = ExportedDialog(ExportReport(Path("out.jsonl"), held, (), compared=False))
    opened(whole)
    assert whole.sentence.text().endswith("written to “out.jsonl”. Left out: 3 articles not begun. Nothing was lost.")
    assert not whole.table.isVisible()
    whole.reject()


@pytest.mark.parametrize(
    ("losses", "said"),
    [
        ((), "Nothing was lost."),
        ((NESTED,), "Lost: nested or overlapping spans: 12."),
        (LOST[:3], "Lost: nested or overlapping spans: 12; kind 0: 1; and one more kind."),
        (LOST, "Lost: nested or overlapping spans: 12; kind 0: 1; and 11 more kinds."),
    ],
)
def test_what_was_lost_in_a_sentence(losses: tuple[Loss, ...], said: str) -> None:
    assert export_words.lost(losses) == said


def test_export_menu_stays_open_while_ticking(tmp_path: Path, qtbot: QtBot) -> None:
    dialog = ExportDialog(tmp_path / "out.jsonl", lambda _choice, _say: None, labels=["GPE", "ORG", "LOC"])
    opened(dialog)
    menu = dialog.labels.menu()
    menu.popup(dialog.mapToGlobal(QPoint(0, 0)))
    qtbot.waitUntil(menu.isVisible)
    menu.setActiveAction(menu.actions()[1])
    press(menu, SPACE)
    assert menu.isVisible()
    assert dialog.labels.chosen == ("GPE", "LOC")
    menu.close()
    dialog.reject()
