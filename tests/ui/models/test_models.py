"""Qt's own checks on every item model, before and after changes, and what the models promise beyond them."""

from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtCore import QAbstractItemModel, Qt
from PySide6.QtTest import QAbstractItemModelTester

from annotator.domain.listing import Listing
from annotator.ui.models.articles import ArticlesModel, date_text
from annotator.ui.models.entities import EntitiesModel
from annotator.ui.models.history import HistoryModel
from annotator.ui.models.labels import LabelsModel
from annotator.ui.models.notes import NotesModel
from annotator.ui.models.occurrences import BEFORE, OccurrencesModel
from annotator.ui.models.plain import one_line, plain_tip
from annotator.workflow import browsing
from annotator.workflow.annotating import Session
from annotator.workflow.mentions import find_occurrences
from tests.ui.small_project import large_page, make_session, small_articles


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = make_session(tmp_path / "small.annotator", small_articles(300))
    made.open(1)
    yield made
    made.project.close()


def watched(model: QAbstractItemModel) -> QAbstractItemModelTester:
    """Let Qt check the model now and at every change; a fault is a warning, which fails the test."""
    mode = QAbstractItemModelTester.FailureReportingMode.Warning
    return QAbstractItemModelTester(model, mode, model)


def test_articles(session: Session) -> None:
    model = ArticlesModel()
    watched(model)
    listing = Listing()
    model.show(session, listing, browsing.list_articles(session, listing))
    watched(model)
    model.drop(3)
    model.keep(3)
    assert [model.number(row) for row in range(4)] == [1, 2, 3, 4]
    session.finish()
    model.refresh([1, 2])
    model.refresh_all()
    assert model.row_of(250, near=3) == 249
    assert model.row_of(999) == -1
    model.show(None, listing, array("q"))


def test_articles_are_read_by_pages(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    model = ArticlesModel()
    listing = Listing()
    model.show(session, listing, browsing.list_articles(session, listing))
    reads: list[int] = []
    real = browsing.article_rows

    def counted(some: Session, numbers: Sequence[int]) -> object:
        reads.append(len(numbers))
        return real(some, numbers)

    monkeypatch.setattr(browsing, "article_rows", counted)
    for row in range(100, 150):
        assert model.data(model.index(row))
    assert reads == [50]


def test_labels_and_entities_follow_the_page(session: Session) -> None:
    labels, entities, page = LabelsModel(), EntitiesModel(), session.page
    assert page is not None
    watched(labels)
    watched(entities)
    labels.show_scheme(session.scheme)
    labels.show_page(page)
    entities.show_page(page)
    watched(labels)
    watched(entities)
    for mention in list(page.mentions):
        delta = session.reject(mention.key).delta
        labels.apply(delta)
        entities.apply(page, delta)
    assert entities.rowCount() == 0
    while (undone := session.undo()) is not None:
        labels.apply(undone.delta)
        entities.apply(page, undone.delta)
    fresh = EntitiesModel()
    fresh.show_page(page)
    rows = [fresh.entity(row) for row in range(fresh.rowCount())]
    assert [entities.entity(row) for row in range(entities.rowCount())] == rows


def test_entities_of_a_large_page_stay_sorted() -> None:
    page, model = large_page(400, surfaces=60), EntitiesModel()
    model.show_page(page)
    watched(model)
    for at in range(0, 300, 5):
        mention = page.mentions[at]
        model.apply(page, page.apply([page.reject(mention.key)]))
    counts = [model.entity(row).count for row in range(model.rowCount())]
    assert counts == sorted(counts, reverse=True)


def test_history_and_notes(session: Session) -> None:
    history, notes, page = HistoryModel(), NotesModel(), session.page
    assert page is not None
    history.load(session)
    notes.show_page(page)
    watched(history)
    watched(notes)
    for mention in list(page.mentions)[:5]:
        history.take(session, page, session.accept(mention.key))
    history.take(session, page, session.note("x", start=0, end=3))
    notes.show_page(page)
    undone = session.undo()
    assert undone is not None
    history.take(session, page, undone)
    assert [history.step(row).depth for row in range(history.rowCount())] == [5, 4, 3, 2, 1]
    fresh = HistoryModel()
    fresh.load(session)
    for row in range(5):
        assert history.data(history.index(row)) == fresh.data(fresh.index(row))


def test_occurrences(session: Session) -> None:
    model = OccurrencesModel()
    watched(model)
    model.show(find_occurrences(session, "Kim"))
    watched(model)
    assert [model.is_on(row) for row in range(3)] == [False, True, True], "“Kim” in “Kim Jong Un” stays alone"
    model.tick(None, on=True)
    assert model.count_on == 3
    model.setData(model.index(0, BEFORE), Qt.CheckState.Unchecked, Qt.ItemDataRole.CheckStateRole)
    model.toggle([0, 1])
    assert model.count_on == 3
    model.toggle([0, 1])
    assert len(model.places()) == 1


def test_words_for_people() -> None:
    assert date_text("2023-08-15").endswith("2023")
    assert date_text("last <i>Monday</i>\n") == "last <i>Monday</i>"
    assert one_line(" a\n\tb\0c\u202e ") == "a bc"
    assert one_line("x" * 400, limit=10) == "xxxxxxxxx…"
    assert one_line("👩\u200d🚀") == "👩\u200d🚀", "a joiner is part of the emoji"
    assert plain_tip("<b>") == "<p style='white-space: pre-wrap'>&lt;b&gt;</p>"
    assert plain_tip("") == ""
