"""The questions of an import, answered by keys alone."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from annotator.ui.dialogs.import_ import ImportDialog
from annotator.ui.dialogs.name_list import NameListDialog
from annotator.workflow.import_questions import (
    ImportAnswer,
    ImportQuestion,
    LabelChoice,
    LabelsAs,
    TableColumns,
    TablePreview,
    UnknownLabel,
)
from tests.ui.hands import Heard, activate, press, write

KNOWN = ("PERSON", "ORG", "GPE")
TAB, ENTER, ESCAPE, DOWN = Qt.Key.Key_Tab, Qt.Key.Key_Return, Qt.Key.Key_Escape, Qt.Key.Key_Down
TABLE = TablePreview(
    ("id", "lead", "body", "spans"), (("1", "<b>Kim</b>", "Kim met Putin.", "[[0, 3, 'PER']]"),), "body"
)


def opened(question: ImportQuestion) -> tuple[ImportDialog, Heard]:
    dialog = ImportDialog(question, known=KNOWN, annotator="ann")
    chosen = Heard(dialog.chosen)
    dialog.open()
    activate(dialog)
    return dialog, chosen


def focused(dialog: QWidget) -> QWidget:
    widget = dialog.focusWidget()
    assert widget is not None
    return widget


def test_unknown_labels_by_keys() -> None:
    unknown = (UnknownLabel("PER", 7), UnknownLabel("MISC", 1), UnknownLabel("a verb", 2, can_be_added=False))
    dialog, chosen = opened(ImportQuestion((Path("a & b.jsonl"),), unknown=unknown, nobody=True))
    assert dialog.rows is not None
    boxes = dialog.rows.boxes
    assert [box.currentText() for box in boxes.values()] == ["PERSON", "new label “MISC”", "leave its spans out"]
    assert focused(dialog) is boxes["PER"]
    press(focused(dialog), DOWN)  # ORG
    for _ in range(3):
        press(focused(dialog), TAB)
    assert focused(dialog) is dialog.as_box
    press(dialog.as_box, DOWN)
    press(dialog.as_box, TAB)
    assert focused(dialog) is dialog.name_field
    dialog.name_field.selectAll()
    write(dialog.name_field, "bob")
    press(dialog.name_field, ENTER)
    choice = LabelChoice(LabelsAs.DECISIONS, annotator="bob", renamed={"PER": "ORG", "a verb": ""}, add=True)
    assert chosen.last == (ImportAnswer(choice, TableColumns()),)


def test_decisions_need_a_name() -> None:
    dialog, chosen = opened(ImportQuestion((Path("a.ann"),), nobody=True))
    assert focused(dialog) is dialog.as_box
    assert not dialog.name_field.isEnabled()
    press(dialog.as_box, DOWN)
    dialog.name_field.clear()
    assert not dialog.import_button.isEnabled()
    press(dialog, ESCAPE)
    assert chosen.calls == []


def test_columns_by_keys() -> None:
    dialog, chosen = opened(ImportQuestion((Path("a.csv"), Path("b.csv")), TABLE))
    assert dialog.table is not None
    heads = dialog.table.preview.model()

    def said() -> list[str]:
        across = Qt.Orientation.Horizontal
        return [str(heads.headerData(at, across)) for at in range(heads.columnCount())]

    assert said() == ["id", "lead", "body: texts", "spans"]
    assert dialog.sentence.text().endswith("and 1 more is a table: say which column has the texts.")
    assert not dialog.as_box.isVisible()
    press(focused(dialog), Qt.Key.Key_Up)
    press(focused(dialog), TAB)
    assert focused(dialog) is dialog.table.labels_box
    for _ in range(2):
        press(focused(dialog), DOWN)
    assert not dialog.import_button.isEnabled()  # texts and spans cannot be in one column
    for _ in range(2):
        press(focused(dialog), DOWN)
    assert said() == ["id", "lead: texts", "body", "spans: spans"]
    assert dialog.as_box.isVisible()
    assert heads.index(0, 1).data() == "<b>Kim</b>"
    press(focused(dialog), ENTER)
    answer = ImportAnswer(LabelChoice(LabelsAs.SUGGESTIONS), TableColumns("lead", ("spans",)))
    assert chosen.last == (answer,)


@pytest.mark.parametrize("is_list", [True, False])
def test_a_list_of_names(is_list: bool) -> None:  # noqa: FBT001 - a parameter
    dialog = NameListDialog(Path("people.txt"), known=KNOWN)
    chosen = Heard(dialog.chosen)
    dialog.open()
    activate(dialog)
    assert focused(dialog) is dialog.label_box
    press(dialog.label_box, DOWN)
    if is_list:
        press(dialog.label_box, ENTER)
    else:
        QTest.keyClick(dialog, Qt.Key.Key_A, Qt.KeyboardModifier.AltModifier)
        QTest.qWait(200)  # a button pressed by its letter is seen going down
    answer = ImportAnswer(list_name="people", list_label="ORG") if is_list else ImportAnswer()
    assert chosen.calls == [(answer,)]


def test_every_field_has_a_name() -> None:
    question = ImportQuestion((Path("a.csv"),), TABLE, (UnknownLabel("PER", 7),))
    dialog, _ = opened(question)
    assert all(box.accessibleName() for box in dialog.findChildren(QComboBox))
    assert dialog.name_field.accessibleName()
    press(dialog, ESCAPE)
