"""Exporting from the window: what will be lost is said before, what was lost after, and can be copied."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

from annotator.ui.dialogs.export import ExportDialog
from annotator.ui.dialogs.exported import ExportedDialog
from annotator.ui.dialogs.text_table import TextTable
from tests.ui.hands import click, press
from tests.ui.window.desk import Desk, wait


def export(desk: Desk, out: Path, format_: str) -> ExportDialog:
    """Fill in the dialog, which stays open once it has counted."""
    desk.press("Ctrl+E")
    dialog = desk.dialog(ExportDialog)
    dialog.format_box.setCurrentIndex(dialog.format_box.findData(format_))
    dialog.path_field.setText(str(out))
    dialog.rejected_box.click()
    wait(lambda: dialog.left_out.text().startswith("To be written"), "the counting")
    return dialog


def rows(table: TextTable) -> list[str]:
    model = table.model()
    return ["\t".join(str(model.index(row, at).data()) for at in range(3)) for row in range(model.rowCount())]


def test_what_is_lost_is_said_before_and_after_and_can_be_copied(desk: Desk, tmp_path: Path) -> None:
    desk.press("A", "X", "Ctrl+Return")
    out = tmp_path / "out.conll"
    dialog = export(desk, out, "conll")
    table = dialog.lost.table
    wait(lambda: any("1\trejected spans\t\u2068“" in one for one in rows(table)), "what will be lost")
    before = rows(table)
    press(dialog.path_field, Qt.Key.Key_Return)
    wait(lambda: "written to “out.conll”, read again and compared. Lost: " in desk.message, "the word that it is done")
    assert out.exists()
    assert desk.window.messages.word.text() == "Careful"
    click(desk.window.messages.button)
    result = desk.dialog(ExportedDialog)
    press(result.copy_button, Qt.Key.Key_Space)
    copied = QGuiApplication.clipboard().text().split("\n")
    assert copied == [one.translate({0x2068: None, 0x2069: None}) for one in before]
    desk.press("Esc")
    assert desk.dialogs(ExportedDialog) == []


def test_that_nothing_was_lost_is_said(desk: Desk, tmp_path: Path) -> None:
    desk.press("A", "Ctrl+Return")
    dialog = export(desk, tmp_path / "out.jsonl", "jsonl")
    assert dialog.lost.nothing.text().startswith("Nothing is lost")
    press(dialog.path_field, Qt.Key.Key_Return)
    wait(lambda: desk.message.endswith("read again and compared. Nothing was lost."), "the word that it is done")
    assert desk.window.messages.word.text() == "Done"
    assert not desk.window.messages.button.isVisible()
