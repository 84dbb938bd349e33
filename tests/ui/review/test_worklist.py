"""The worklist: read only where it is looked at, shown by arrows and clicks, elided around the surface."""

from collections.abc import Sequence

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from annotator.ui.review.worklist import WorklistModel, WorklistView, WorkRow, WorkStatus
from annotator.ui.review.worklist_painting import draw_snippet
from annotator.ui.theme import load_theme
from tests.ui.hands import Heard, activate, click_row, press

KEY = Qt.Key


class Source:
    """Rows that are made when asked for, and what was asked."""

    def __init__(self) -> None:
        self.asked: list[tuple[int, int]] = []
        self.settled: set[int] = set()

    def __call__(self, first: int, last: int) -> Sequence[WorkRow]:
        self.asked.append((first, last))
        return [self.row(at) for at in range(first, last)]

    def row(self, at: int) -> WorkRow:
        status = WorkStatus.SETTLED if at in self.settled else WorkStatus.OPEN
        return WorkRow("label", "… the ", f"Kremlin {at}", " said …", "ORG · GPE", "2 : 1", 7, status, "<i>Title")


@pytest.fixture
def source() -> Source:
    return Source()


@pytest.fixture
def view(qtbot: QtBot, source: Source) -> WorklistView:
    made = WorklistView()
    made.show_theme(load_theme("light"))
    made.show_rows(1_000_000, source)
    qtbot.addWidget(made)
    made.resize(560, 300)
    made.show()
    activate(made)
    made.setFocus(Qt.FocusReason.TabFocusReason)
    return made


def test_qt_finds_no_fault_in_the_model(source: Source) -> None:
    model = WorklistModel()
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.show_rows(100, source)
    model.refresh([3, 99, 5000])
    model.refresh()
    model.show_rows(0, source)
    model.refresh()
    assert tester.model() is model


def test_a_million_rows_are_read_where_they_are_looked_at(view: WorklistView, source: Source) -> None:
    view.grab()
    assert source.asked == [(0, 64)]
    view.verticalScrollBar().setValue(view.verticalScrollBar().maximum())
    view.grab()
    assert sum(last - first for first, last in source.asked) <= 3 * 64
    assert source.asked[-1][1] == 1_000_000


def test_rows_are_kept_until_they_change(view: WorklistView, source: Source) -> None:
    view.grab()
    view.grab()
    assert len(source.asked) == 1
    source.settled.add(2)
    view.refresh([2])
    view.grab()
    assert source.asked == [(0, 64), (2, 3)], "one row is not a page"
    view.refresh([700_000])
    assert len(source.asked) == 2, "it was never looked at"
    row = view.rows.row(2)
    assert row is not None
    assert row.status is WorkStatus.SETTLED


def test_arrows_and_clicks_show_a_case_and_enter_goes_to_it(view: WorklistView) -> None:
    chosen, opened = Heard(view.row_chosen), Heard(view.row_opened)
    click_row(view, 3)
    press(view, KEY.Key_Down)
    assert chosen.calls == [(3,), (4,)]
    assert view.current_row == 4
    press(view, KEY.Key_End)
    assert chosen.last == (999_999,)
    press(view, KEY.Key_Home)
    assert chosen.last == (0,)
    press(view, KEY.Key_Return)
    press(view, KEY.Key_Space)
    assert opened.calls == [(0,), (0,)]
    assert len(chosen.calls) == 4
    press(view, KEY.Key_X)
    assert len(chosen.calls) == 4, "letters are the window's"


def test_showing_a_row_says_nothing_and_brings_it_into_sight(view: WorklistView) -> None:
    chosen = Heard(view.row_chosen)
    view.show_row(500_000)
    assert view.viewport().rect().contains(view.visualRect(view.rows.index(500_000)).center())
    assert view.current_row == 500_000
    view.show_row(-1)
    assert not view.currentIndex().isValid()
    assert view.current_row == -1
    view.show_rows(0, Source())
    assert not chosen.calls


def test_the_current_row_has_the_bar(view: WorklistView) -> None:
    theme = load_theme("light")
    view.show_row(1)
    image = view.viewport().grab().toImage()
    middles = [view.visualRect(view.rows.index(at)).center().y() for at in range(3)]
    assert [image.pixelColor(1, y) == theme.accent for y in middles] == [False, True, False]
    assert image.pixelColor(20, middles[1]) == theme.accent_tint


def test_a_row_is_spoken_and_its_tip_is_plain(view: WorklistView, source: Source) -> None:
    source.settled.add(0)
    view.refresh()
    index = view.rows.index(0)
    said = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "\u2068Kremlin 0\u2069, label, ORG · GPE, 2 : 1, 7 times, settled"
    tip = str(index.data(Qt.ItemDataRole.ToolTipRole))
    assert "&lt;i&gt;Title" in tip
    assert "… the Kremlin 0 said …" in tip


@pytest.mark.parametrize("status", [WorkStatus.SETTLED, WorkStatus.CHANGED])
def test_what_is_settled_or_changed_is_seen(qtbot: QtBot, status: WorkStatus) -> None:
    rows = [WorkRow("label", "", "Kremlin", "", "ORG", status=one) for one in (WorkStatus.OPEN, status)]
    view = WorklistView()
    theme = load_theme("light")
    view.show_theme(theme)
    view.show_rows(2, lambda first, last: rows[first:last])
    qtbot.addWidget(view)
    view.resize(500, 200)
    view.show()
    image = view.viewport().grab().toImage()
    colour = theme.saved if status is WorkStatus.SETTLED else theme.warning

    def there(row: int) -> bool:
        rect = view.visualRect(view.rows.index(row))
        places = ((x, y) for x in range(rect.left(), rect.right()) for y in range(rect.top(), rect.bottom()))
        return any(image.pixelColor(x, y) == colour for x, y in places)

    assert not there(0)
    assert there(1)


@pytest.mark.parametrize("width", [40, 90, 160, 400])
@pytest.mark.parametrize(
    "row",
    [
        WorkRow("label", "… according to the ", "Russian foreign ministry", " said that ties …", ""),
        WorkRow("label", "… قال الرئيس ", "فلاديمير بوتين", " في موسكو Kremlin …", ""),
        WorkRow("label", "", "🌍" * 60, "", ""),
        WorkRow("label", "… ", "", " …", ""),
    ],
)
def test_a_snippet_keeps_to_its_place(row: WorkRow, width: int) -> None:
    theme = load_theme("light")
    image = QImage(500, 40, QImage.Format.Format_RGB32)
    image.fill(theme.panel)
    painter = QPainter(image)
    draw_snippet(painter, QRect(50, 4, width, 30), row, theme.text)
    painter.end()
    drawn = [x for x in range(500) if any(image.pixelColor(x, y) != theme.panel for y in range(40))]
    assert drawn
    assert min(drawn) >= 50
    assert max(drawn) < 50 + width


def test_the_surface_alone_is_underlined_and_stays_when_room_is_short() -> None:
    theme = load_theme("light")
    row = WorkRow("label", "… seen by many of them as a ", "Kremlin", " word for it …", "")

    def underlined(width: int) -> int:
        image = QImage(600, 40, QImage.Format.Format_RGB32)
        image.fill(theme.panel)
        painter = QPainter(image)
        draw_snippet(painter, QRect(0, 4, width, 30), row, theme.text)
        painter.end()
        longest = 0
        for y in range(40):
            run = 0
            for x in range(600):
                run = run + 1 if image.pixelColor(x, y) != theme.panel else 0
                longest = max(longest, run)
        return longest

    wide = underlined(580)
    assert wide > 30
    assert abs(underlined(110) - wide) <= 2
