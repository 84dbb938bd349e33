"""Cards, matrices and ranked lists: what they show in both themes, what they say to a screen reader, what keys do."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from annotator.ui.review.cards import Card, Cards
from annotator.ui.review.matrix import Cell, Matrix, MatrixModel, MatrixView
from annotator.ui.review.matrix_painting import heat, ink
from annotator.ui.review.ranked import Ranked, RankedList, RankedModel
from annotator.ui.theme import CONTRAST, contrast, load_theme
from tests.ui.hands import Heard, activate, click, click_row, press

THEMES = ("light", "dark")
KEY = Qt.Key


def shown(widget: QWidget, qtbot: QtBot, width: int = 500, height: int = 300) -> None:
    qtbot.addWidget(widget)
    widget.resize(width, height)
    widget.show()
    activate(widget)
    widget.setFocus(Qt.FocusReason.TabFocusReason)


# ---- cards


def cards(count: int = 5) -> list[Card]:
    return [
        Card(f"Number {at}", f"0.{at}47", f"95 % 0.829 – 0.864 · {at} articles", "what it is") for at in range(count)
    ]


def test_a_card_says_all_it_shows_as_one_sentence(qtbot: QtBot) -> None:
    widget = Cards()
    widget.show_theme(load_theme("light"))
    widget.show_cards([Card("Strict F1", "–", "Nobody marked a span.", "spans <b> alike")])
    shown(widget, qtbot)
    face = widget.faces[0]
    assert face.accessibleName() == "Strict F1: –. Nobody marked a span."
    assert "&lt;b&gt;" in face.toolTip()


@pytest.mark.parametrize(("width", "rows"), [(1440, [5]), (1000, [5]), (800, [3, 2]), (340, [1, 1, 1, 1, 1])])
def test_cards_stand_in_even_rows_within_the_width(qtbot: QtBot, width: int, rows: list[int]) -> None:
    widget = Cards()
    widget.show_theme(load_theme("light"))
    widget.show_cards(cards())
    shown(widget, qtbot, width, 900)
    tops = [face.y() for face in widget.faces]
    assert [tops.count(top) for top in sorted(set(tops))] == rows
    assert max(face.geometry().right() for face in widget.faces) < width
    last = widget.faces[-1].geometry()
    assert last.bottom() + 1 == widget.heightForWidth(width)
    boxes = [face.geometry() for face in widget.faces]
    assert not any(one.intersects(other) for one in boxes for other in boxes if one is not other)


def test_a_long_note_makes_its_row_taller_and_nothing_is_made_anew(qtbot: QtBot) -> None:
    widget = Cards()
    widget.show_theme(load_theme("light"))
    widget.show_cards(cards())
    shown(widget, qtbot, 1000, 900)
    before, faces = widget.heightForWidth(1000), list(widget.faces)
    widget.show_cards(
        [*cards()[:4], Card("Left out", "–", "No document has been finished by two of these people. " * 2)]
    )
    assert widget.heightForWidth(1000) > before
    assert list(widget.faces) == faces
    widget.show_cards(cards(2))
    assert len(widget.faces) == 2


# ---- matrices


def matrix(size: int = 3) -> Matrix:
    names = (*(f"LABEL_{at}" for at in range(size - 1)), "none")
    rows = [
        tuple(
            Cell(str(one * size + other), 0.5, one == other, f"{one} met {other}", choosable=one * size + other > 0)
            for other in range(size)
        )
        for one in range(size)
    ]
    return Matrix(names, names, tuple(rows), "ann ↓ bob →")


@pytest.fixture
def view(qtbot: QtBot) -> MatrixView:
    made = MatrixView()
    made.show_theme(load_theme("light"))
    made.show_matrix(matrix())
    shown(made, qtbot)
    return made


def test_qt_finds_no_fault_in_the_matrix_model() -> None:
    model = MatrixModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    assert model.show_matrix(matrix())
    assert not model.show_matrix(matrix()), "the same names: nothing is reset"
    assert model.show_matrix(matrix(4))
    assert model.show_matrix(Matrix())
    assert tester.model() is model


def test_cells_are_spoken_with_their_names(view: MatrixView) -> None:
    index = view.model().index(1, 2)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == "LABEL_1 × none: 5"
    assert "1 met 2" in str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert view.model().headerData(0, Qt.Orientation.Horizontal) == "LABEL_0"


def test_arrows_move_enter_and_space_choose_and_escape_lets_go(view: MatrixView) -> None:
    chosen, cleared = Heard(view.cell_chosen), Heard(view.cell_cleared)
    assert view.currentIndex().isValid(), "the keyboard has a place at once"
    press(view, KEY.Key_Right)
    press(view, KEY.Key_Down)
    assert not chosen.calls
    press(view, KEY.Key_Return)
    assert chosen.calls == [(1, 1)]
    press(view, KEY.Key_Right)
    press(view, KEY.Key_Space)
    assert chosen.last == (1, 2)
    assert view.chosen == (1, 2)
    press(view, KEY.Key_Escape)
    assert cleared.calls == [()]
    assert view.chosen is None
    press(view, KEY.Key_Escape)
    assert len(cleared.calls) == 1, "there is nothing left to let go of"


def test_a_click_chooses_and_another_lets_go(view: MatrixView) -> None:
    chosen, cleared = Heard(view.cell_chosen), Heard(view.cell_cleared)
    place = view.visualRect(view.model().index(2, 1)).center()
    click(view.viewport(), place)
    click(view.viewport(), place)
    assert (chosen.calls, cleared.calls) == ([(2, 1)], [()])
    empty = view.visualRect(view.model().index(0, 0)).center()
    click(view.viewport(), empty)
    press(view, KEY.Key_Return)
    assert len(chosen.calls) == 1, "nothing is behind that cell"


def test_the_chosen_cell_is_framed_and_stays_while_the_names_do(view: MatrixView) -> None:
    theme = load_theme("light")
    view.show_chosen((1, 1))
    rect = view.visualRect(view.model().index(1, 1))
    corner = view.mapFromGlobal(view.viewport().mapToGlobal(rect.topLeft() + QPoint(1, rect.height() // 2)))
    assert view.grab().toImage().pixelColor(corner) == theme.accent
    view.show_matrix(matrix())
    assert view.chosen == (1, 1)
    view.show_matrix(matrix(4))
    assert view.chosen is None


def test_many_labels_stand_upright_and_all_numbers_have_room(view: MatrixView) -> None:
    few = view.columnWidth(0)
    head = view.horizontalHeader().height()
    view.show_matrix(matrix(19))
    assert view.columnWidth(0) < few
    assert view.columnWidth(0) >= view.fontMetrics().horizontalAdvance("360")
    assert view.horizontalHeader().height() > head
    view.resize(1800, 300)
    assert view.horizontalHeader().height() == head
    assert view.horizontalScrollBar().maximum() == 0


@pytest.mark.parametrize("name", THEMES)
@pytest.mark.parametrize("agreeing", [True, False])
def test_numbers_are_readable_on_every_ground(name: str, *, agreeing: bool) -> None:
    theme = load_theme(name)
    grounds = [heat(Cell("7", strength / 20, agreeing), theme) for strength in range(21)]
    for ground in grounds:
        assert contrast(ink(Cell("7", 0.5, agreeing), theme), ground) >= CONTRAST
    assert contrast(ink(Cell("0", choosable=False), theme), grounds[0]) >= CONTRAST
    assert contrast(grounds[0], grounds[-1]) > 1.5, "strong ones stand out"
    assert contrast(theme.accent, grounds[-1]) > 1.2


# ---- ranked lists


def ranked() -> list[Ranked]:
    return [Ranked("ORG", "0.710", 0.71, "201 spans"), Ranked("<b>PERSON", "0.912", 0.912), Ranked("LAW", "–", 0.0)]


def test_qt_finds_no_fault_in_the_ranked_model() -> None:
    model = RankedModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    for rows in (ranked(), ranked(), ranked()[:1], []):
        model.show_rows(rows)
    assert tester.model() is model


@pytest.mark.parametrize("name", THEMES)
def test_a_rank_is_shown_spoken_and_chosen(qtbot: QtBot, name: str) -> None:
    view = RankedList()
    theme = load_theme(name)
    view.show_theme(theme)
    view.show_rows(ranked())
    shown(view, qtbot)
    heard = Heard(view.row_chosen)
    assert view.rows.index(0).data(Qt.ItemDataRole.AccessibleTextRole) == "\u2068ORG\u2069, 0.710, 201 spans"
    click_row(view, 1)
    press(view, KEY.Key_Down)
    assert heard.calls == [(1,)], "arrows only move"
    press(view, KEY.Key_Return)
    assert heard.last == (2,)
    rect = view.visualRect(view.rows.index(0))
    image = view.viewport().grab().toImage()
    line = [image.pixelColor(x, rect.bottom() - 3) for x in range(rect.left() + 16, rect.right() - 16)]
    filled = next(at for at, colour in enumerate(line) if colour == theme.hairline) / len(line)
    assert filled == pytest.approx(0.71, abs=0.05)
