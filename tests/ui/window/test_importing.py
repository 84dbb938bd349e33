"""What is asked when files come into the window: labels nobody knows, columns of tables, lists of names."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from annotator.ui.dialogs.import_ import ImportDialog
from annotator.ui.dialogs.name_list import NameListDialog
from tests.ui.window.conftest import ME
from tests.ui.window.desk import Desk, on_disk, settle, wait

pytestmark = pytest.mark.usefixtures("suggester", "no_files")
TEXT = "Kim met Putin in Vladivostok."


def suggested(desk: Desk) -> list[tuple[object, ...]]:
    return on_disk(
        desk.path,
        """SELECT substr(a.text, s.start + 1, s."end" - s.start), s.label FROM suggestion s
        JOIN article a ON a.id = s.article_id WHERE a.text = ? ORDER BY s.start""",
        TEXT,
    )


def test_labels_of_others_are_asked_for_and_come_in(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_text(json.dumps({"text": TEXT, "label": [[0, 3, "PER"], [8, 13, "a verb"]]}), "utf-8")
    desk.window.files.open_paths([path])
    dialog = desk.dialog(ImportDialog)
    assert desk.message == ""
    dialog.import_button.click()
    wait(lambda: suggested(desk), "the suggestions")
    assert suggested(desk) == [("Kim", "PERSON")]
    wait(lambda: desk.message == "1 article imported.", "what was imported")


def test_a_table_with_unknown_labels_is_asked_about_twice(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text(f'lead,body,spans\nx,{TEXT},"[[0, 3, ""PER""]]"\n', "utf-8")
    desk.window.files.open_paths([path])
    first = desk.dialog(ImportDialog)
    first.as_box.setCurrentIndex(1)
    first.name_field.setText("bob")
    first.import_button.click()
    wait(lambda: any(one.rows for one in desk.dialogs(ImportDialog)), "the labels")
    second = next(one for one in desk.dialogs(ImportDialog) if one.rows)
    assert (second.as_box.currentText(), second.name_field.text()) == ("decisions that were made", "bob")
    second.import_button.click()
    decided = """SELECT name, label, start FROM decision JOIN annotator a ON a.id = annotator_id
        WHERE kind = 'annotation'"""
    wait(lambda: on_disk(desk.path, decided), "bob’s decision")
    assert on_disk(desk.path, decided) == [("bob", "PERSON", 0)]
    settle()


def test_not_answered_nothing_comes_in(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "theirs.jsonl"
    path.write_text(json.dumps({"text": TEXT, "label": [[0, 3, "PERSON"]]}), "utf-8")
    desk.window.files.open_paths([path])
    desk.dialog(ImportDialog).reject()
    settle()
    assert on_disk(desk.path, "SELECT count(*) FROM article") == [(4,)]


def test_tables_and_lists_are_asked_about_one_after_another(desk: Desk, tmp_path: Path) -> None:
    table, names, patterns = tmp_path / "a.csv", tmp_path / "people.txt", tmp_path / "agencies.jsonl"
    table.write_text(f'lead,body,spans\nx,{TEXT},"[[0, 3, ""PERSON""]]"\n', "utf-8")
    names.write_text("Kim\nPutin\nLavrov\nChoe\nTorres\n", "utf-8")
    patterns.write_text('{"label":"ORG","pattern":"KCNA"}\n', "utf-8")
    desk.window.files.open_paths([names, table, patterns])
    first = desk.dialog(ImportDialog)
    assert first.table is not None
    assert first.table.columns.text == "body"
    first.name_field.setText(ME)
    first.import_button.click()
    second = desk.dialog(NameListDialog)
    second.take_button.click()
    lists = (
        "SELECT name, (SELECT count(*) FROM gazetteer_entry e WHERE e.gazetteer_id = g.id) FROM gazetteer g ORDER BY 1"
    )
    wait(lambda: len(on_disk(desk.path, lists)) == 2, "both lists")
    assert on_disk(desk.path, lists) == [("agencies", 1), ("people", 5)]
    wait(lambda: suggested(desk), "the table")
    assert suggested(desk) == [("Kim", "PERSON")]
    settle()


def test_patterns_that_can_find_nothing_are_said(desk: Desk, tmp_path: Path) -> None:
    path = tmp_path / "agencies.jsonl"
    rows = ['{"label":"ORG","pattern":"KCNA"}', '{"label":"ORG","pattern":[{"LEMMA":"bank"}]}']
    path.write_text("\n".join(rows), "utf-8")
    desk.window.files.open_paths([path])
    wait(lambda: desk.message, "what came of it")
    lost = "Lost: patterns that ask for lemmas, tags or dependencies: 1."
    assert desk.message == f"1 name is now the list “agencies” of this project. {lost}"
    settle()
