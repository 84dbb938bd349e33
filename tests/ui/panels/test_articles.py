"""The queue: search, filters, opening by keyboard and mouse, what stays in view."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from annotator.domain.decision import SetState
from annotator.domain.listing import ArticleRow
from annotator.ui.models import lister
from annotator.ui.models.articles import ROW_ROLE
from annotator.ui.panels.articles import ArticlesPanel
from annotator.ui.theme import load_theme
from annotator.workflow.annotating import Session
from tests.ui.hands import Heard, activate, click, click_row, press, write
from tests.ui.small_project import make_session, small_articles


@pytest.fixture
def panel(qtbot: QtBot, session: Session) -> ArticlesPanel:
    made = ArticlesPanel()
    qtbot.addWidget(made)
    made.show_theme(load_theme("light"))
    made.resize(300, 500)
    session.open(1)
    made.show_session(session)
    made.show()
    activate(made)
    return made


def numbers(panel: ArticlesPanel) -> list[int]:
    return [panel.model.number(row) for row in range(panel.model.rowCount())]


def row(panel: ArticlesPanel, at: int) -> ArticleRow:
    found = panel.model.index(at).data(ROW_ROLE)
    assert isinstance(found, ArticleRow)
    return found


def test_lists_unfinished_articles(panel: ArticlesPanel) -> None:
    assert numbers(panel) == [1, 2, 3, 4, 5, 6, 7, 8]
    assert panel.model.details(row(panel, 0)).endswith("12 open")
    assert panel.bar.count.text() == "0 / 8"
    assert panel.list.currentIndex().row() == 0


def test_searches_the_full_text_while_typing(panel: ArticlesPanel, qtbot: QtBot) -> None:
    panel.focus_search()
    write(panel.filters.search, "number 5")
    qtbot.waitUntil(lambda: numbers(panel) == [6])
    press(panel.filters.search, Qt.Key.Key_Escape)
    assert len(numbers(panel)) == 8


def test_enter_in_the_search_opens_the_first(panel: ArticlesPanel) -> None:
    write(panel.filters.search, "number 5")
    asked = Heard(panel.article_requested)
    press(panel.filters.search, Qt.Key.Key_Return)
    assert asked.last == (6,)


def test_down_goes_to_the_list_and_enter_opens(panel: ArticlesPanel) -> None:
    panel.focus_search()
    press(panel.filters.search, Qt.Key.Key_Down)
    assert QApplication.focusWidget() is panel.list
    press(panel.list, Qt.Key.Key_Down)
    asked = Heard(panel.article_requested)
    press(panel.list, Qt.Key.Key_Return)
    assert asked.last == (2,)


def test_click_opens_without_taking_the_focus(panel: ArticlesPanel) -> None:
    panel.focus_search()
    asked = Heard(panel.article_requested)
    click_row(panel.list, 2)
    assert asked.last == (3,)
    assert QApplication.focusWidget() is panel.filters.search


def test_filters_by_state(panel: ArticlesPanel, session: Session) -> None:
    session.open(3)
    panel.show_page(session.page)
    assert session.page is not None
    panel.show_changes(session.page, session.flag())
    assert row(panel, 2).state is SetState.FLAGGED
    click(panel.filters.chips["flagged"])
    assert numbers(panel) == [3]
    click(panel.filters.chips["all"])
    assert len(numbers(panel)) == 8


def test_arrows_reach_every_filter(panel: ArticlesPanel) -> None:
    panel.filters.chips["unfinished"].setFocus()
    press(panel.filters.chips["unfinished"], Qt.Key.Key_Right)
    assert panel.filters.chosen_name == "flagged"
    assert panel.filters.chips["flagged"].isChecked()


def test_finished_article_stays_until_it_is_left(panel: ArticlesPanel, session: Session) -> None:
    changes = session.finish()
    assert session.page is not None
    panel.show_changes(session.page, changes)
    assert numbers(panel)[0] == 1
    assert row(panel, 0).state is SetState.FINISHED
    assert panel.bar.count.text() == "1 / 8"
    panel.reload()
    assert numbers(panel)[0] == 1, "even when the list is asked for anew"
    session.open(2)
    panel.show_page(session.page)
    assert numbers(panel) == [2, 3, 4, 5, 6, 7, 8]
    assert panel.list.currentIndex().row() == 0


def test_list_does_not_jump_when_a_row_above_goes(qtbot: QtBot, tmp_path: Path) -> None:
    session = make_session(tmp_path / "many.annotator", small_articles(60))
    panel = ArticlesPanel()
    qtbot.addWidget(panel)
    panel.resize(300, 500)
    session.open(1)
    panel.show_session(session)
    panel.show()
    changes = session.finish()
    assert session.page is not None
    panel.show_changes(session.page, changes)
    session.open(40)
    panel.list.scrollTo(panel.model.index(41))
    before = panel.list.visualRect(panel.model.index(39)).top()
    assert before > 0
    panel.show_page(session.page)
    assert panel.model.number(38) == 40
    assert panel.filters.found.text() == "59 articles"
    assert panel.list.visualRect(panel.model.index(38)).top() == before
    panel.show_session(None)
    session.project.close()


def test_undo_of_finish_counts_back(panel: ArticlesPanel, session: Session) -> None:
    assert session.page is not None
    panel.show_changes(session.page, session.finish())
    undone = session.undo()
    assert undone is not None
    panel.show_changes(session.page, undone)
    assert panel.bar.count.text() == "0 / 8"


def test_open_article_is_listed_though_the_filter_hides_it(panel: ArticlesPanel, session: Session) -> None:
    panel.filters.choose("flagged")
    panel.reload()
    assert numbers(panel) == [1], "the open one stays"
    session.open(5)
    panel.show_page(session.page)
    assert numbers(panel) == [5]


def test_empty_states_have_a_way_out(panel: ArticlesPanel, qtbot: QtBot) -> None:
    write(panel.filters.search, "<b>nowhere</b>")
    qtbot.waitUntil(panel.empty.isVisible)
    assert "<b>nowhere</b>" in panel.empty.label.text()
    assert panel.empty.label.textFormat() is Qt.TextFormat.PlainText
    click(panel.empty.button)
    assert len(numbers(panel)) == 8
    assert panel.list.isVisible()


def test_orders(panel: ArticlesPanel) -> None:
    actions = panel.filters.order_button.menu().actions()
    next(one for one in actions if one.data() == "shortest").trigger()
    assert panel.filters.listing.order == "shortest"
    lengths = [row(panel, at).length for at in range(8)]
    assert lengths == sorted(lengths)


def test_large_project_is_listed_on_another_thread(
    panel: ArticlesPanel, session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lister, "LARGE", 3)
    write(panel.filters.search, "number")
    panel.reload()
    write(panel.filters.search, " 7")
    panel.reload()
    qtbot.waitUntil(lambda: numbers(panel) == [8])
    panel.show_session(None)
    assert numbers(panel) == []
    assert panel.empty.isVisible()
    assert session.page is not None


def test_goes_back_to_the_article(panel: ArticlesPanel) -> None:
    asked = Heard(panel.action_requested)
    press(panel.filters.search, Qt.Key.Key_Escape)
    assert asked.last == ("article_panel",)
    panel.take_focus()
    asked = Heard(panel.action_requested)
    press(panel.list, Qt.Key.Key_Return)
    assert asked.last == ("article_panel",), "the chosen one is open already"


def test_filters_by_an_accepted_label(panel: ArticlesPanel, session: Session) -> None:
    page = session.open(3)
    mention = next(one for one in page.mentions if one.is_open)
    session.accept(mention.key)
    panel.show_page(None)
    menu = panel.filters.order_button.menu()
    assert menu is not None
    names = {action.text(): action for submenu in menu.actions() if submenu.menu() for action in _inside(submenu)}
    names[mention.label].trigger()
    assert numbers(panel) == [3]
    assert mention.label in panel.filters.order_button.text()
    other = next(name for name in names if name not in (mention.label, "any label"))
    names[other].trigger()
    assert numbers(panel) == []
    assert other in panel.empty.label.text()
    panel.empty.asked.emit()
    assert len(numbers(panel)) == 8


def _inside(action: QAction) -> list[QAction]:
    menu = action.menu()
    return menu.actions() if isinstance(menu, QMenu) else []
