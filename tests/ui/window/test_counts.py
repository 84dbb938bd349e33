"""Counts in sentences: one of anything is said as one, and large numbers are grouped as people read them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, Qt

from annotator.domain.article import Article
from annotator.ui.colleagues import Colleagues
from annotator.ui.panels.article_filters import ArticleFilters
from annotator.workflow.merging import MergedSource, MergeReport
from tests.ui.window.conftest import Open, project_of
from tests.ui.window.desk import wait
from tests.ui.window.disagreeing import PEOPLE, Told, disputed_project
from tests.ui.window.test_review import Table

TEXT = "Adela met the Old Harbour Bank. Boris asked the River Border Agency. Chiara left the Eastern Rail Union.\n"
BANK, AGENCY, UNION = (14, 30, "ORG"), (48, 67, "ORG"), (85, 103, "ORG")

CONFLICT = "1 span was decided differently in two files by the same annotator: it is open again, in a flagged article."


@pytest.fixture
def table(open_window: Open, tmp_path: Path, me: None, suggester: list[Path]) -> Table:
    """Return a review in which one span is agreed on, one has two labels, and one was seen by nobody but one."""
    assert me is None
    assert suggester == []
    versions = dict.fromkeys(PEOPLE, (BANK, AGENCY)) | {"ann": (BANK, (*AGENCY[:2], "GPE"), UNION)}
    return Table(open_window([disputed_project(tmp_path / "one.annotator", [Told(TEXT, (), versions)])]))


def test_one_span_taken_over_is_one(table: Table) -> None:
    assert [TEXT[start:end] for start, end, _ in (BANK, AGENCY, UNION)] == [
        "Old Harbour Bank",
        "River Border Agency",
        "Eastern Rail Union",
    ]
    table.enter()
    table.reviewing.pre_merge(by_majority=False)
    wait(lambda: "taken over" in table.desk.said, "what was taken over")
    assert table.desk.said == "1 span taken over; Ctrl+Z takes that back."


def test_one_article_left_elsewhere_is_one(table: Table) -> None:
    table.enter()
    matrix = table.page.lists.label_matrix
    labels = [matrix.model().headerData(at, Qt.Orientation.Vertical) for at in range(matrix.model().rowCount())]
    matrix.cell_chosen.emit(labels.index("GPE"), labels.index("ORG"))
    assert table.surface == "River Border Agency"
    table.desk.press("1")
    assert table.desk.said == "Everything in this list is settled; 1 article has open disagreements elsewhere."


@pytest.mark.parametrize(
    ("source", "said"),
    [
        (MergedSource(Path("a"), steps=1, articles=1, annotators=("bo",)), "1 article and 1 step of bo brought in."),
        (MergedSource(Path("a"), steps=2), "0 articles and 2 steps of nobody brought in."),
        (
            MergedSource(Path("a"), steps=1, annotators=("bo",), conflicts=1),
            "0 articles and 1 step of bo brought in. " + CONFLICT,
        ),
    ],
)
def test_what_a_merge_brought_is_counted(table: Table, source: MergedSource, said: str) -> None:
    assert table.desk.part(Colleagues).words(MergeReport((source,))) == said


def test_one_article_is_searched(open_window: Open, tmp_path: Path, me: None, suggester: list[Path]) -> None:
    assert me is None
    assert suggester == []
    desk = open_window([project_of(tmp_path / "one.annotator", [Article.from_raw(TEXT)])])
    assert desk.part(ArticleFilters).search.placeholderText() == "/  search 1 article"


@pytest.fixture
def no_language() -> Iterator[None]:
    """Be a system that has not been told its language."""
    before = QLocale()
    QLocale.setDefault(QLocale.c())
    yield
    QLocale.setDefault(before)


def test_numbers_are_grouped_where_the_system_has_no_language(open_window: Open, no_language: None) -> None:
    assert no_language is None
    assert QLocale().toString(12345) == "12345"
    open_window()
    assert QLocale().toString(12345) == "12,345"
