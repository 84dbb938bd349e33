"""The decision bar: what it offers, how keys and clicks ask, and that it does not jump from case to case."""

import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QKeySequence, QShortcut
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from annotator.domain.adjudication import Cause
from annotator.ui.actions import load_keys
from annotator.ui.review.decision_bar import ChoiceButton, DecisionBar
from annotator.ui.review.legend import LegendItem, LegendLine
from annotator.ui.theme import load_theme
from tests.ui.hands import Heard, activate, click, press

KEY = Qt.Key
CHOICES = (
    ChoiceButton("take_1", "R&D <b>", "1", tooltip="Writes gold: ORG “<b>”"),
    ChoiceButton("take_2", "bob", "2"),
    ChoiceButton("majority", "Majority: ORG", "Return"),
    ChoiceButton("intersection", "Intersection", "I", enabled=False, tooltip="They have nothing in common."),
    ChoiceButton("identical", "All 7 identical", "Shift+Return"),
)
LEGEND = (LegendLine(0, "ann", "ORG “Russian foreign ministry”"), LegendLine(1, "bob", "no entity"))


class Desk(QWidget):
    """A bar below something that takes the rest of the height, as in the page."""

    def __init__(self) -> None:
        """Build both."""
        super().__init__()
        self.above = QLabel("article")
        self.bar = DecisionBar(load_keys({}))
        self.bar.show_theme(load_theme("light"))
        self.bar.show_choices(CHOICES, "Taking “Majority” writes gold. Jumping never decides.")
        self.bar.show_legend(LEGEND)
        column = QVBoxLayout(self)
        column.addWidget(self.above, 1)
        column.addWidget(self.bar)


def settle(desk: Desk) -> None:
    layout = desk.layout()
    assert layout is not None
    layout.activate()


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    made = Desk()
    qtbot.addWidget(made)
    made.resize(560, 400)
    made.show()
    activate(made)
    return made


def test_a_choice_is_clicked_or_pressed(desk: Desk) -> None:
    heard = Heard(desk.bar.chosen)
    click(desk.bar.buttons["take_2"])
    assert heard.calls == [("take_2",)]
    assert not desk.bar.buttons["take_2"].hasFocus(), "a click leaves the keyboard with the article"
    click(desk.bar.buttons["intersection"])
    assert len(heard.calls) == 1
    desk.bar.buttons["identical"].setFocus(Qt.FocusReason.TabFocusReason)
    for key in (KEY.Key_Return, KEY.Key_Enter, KEY.Key_Space):
        press(desk.bar.buttons["identical"], key)
    assert heard.calls[1:] == [("identical",)] * 3


def test_enter_on_a_button_is_that_button_and_not_the_windows_key(desk: Desk) -> None:
    majority = QShortcut(QKeySequence("Return"), desk)
    windows, heard = Heard(majority.activated), Heard(desk.bar.chosen)
    desk.bar.buttons["take_1"].setFocus(Qt.FocusReason.TabFocusReason)
    press(desk.bar.buttons["take_1"], KEY.Key_Return)
    assert (windows.calls, heard.calls) == ([], [("take_1",)])


def test_names_are_shown_as_they_are(desk: Desk) -> None:
    button = desk.bar.buttons["take_1"]
    assert button.accessibleName() == "R&D <b>"
    assert button.shortcut().isEmpty(), "& is no sign of a key"
    assert "&lt;b&gt;" in button.toolTip()
    assert desk.bar.buttons["majority"].key == "⏎"
    assert desk.bar.buttons["intersection"].toolTip()


def test_buttons_stay_when_only_their_texts_change(desk: Desk) -> None:
    before = dict(desk.bar.buttons)
    desk.bar.show_choices([ChoiceButton(one.name, "x", one.key, enabled=False) for one in CHOICES], "")
    assert desk.bar.buttons == before
    assert not any(button.isEnabled() for button in before.values())
    desk.bar.show_choices(CHOICES[1:3], "said")
    assert list(desk.bar.buttons) == ["take_2", "majority"]
    assert desk.bar.said.text() == "said"


def test_all_buttons_are_inside_and_apart(desk: Desk) -> None:
    for width in (560, 300, 900):
        desk.resize(width, 500)
        boxes = [button.geometry() for button in desk.bar.buttons.values()]
        room = QRect(0, 0, desk.bar.choices.width(), desk.bar.choices.height())
        assert all(room.contains(box) for box in boxes), width
        assert not any(one.intersects(other) for one in boxes for other in boxes if one != other)
        for button in desk.bar.buttons.values():
            assert button.width() > button.fontMetrics().horizontalAdvance(button.accessibleName())


def test_a_case_with_less_to_say_moves_nothing(desk: Desk) -> None:
    long = [ChoiceButton(one.name, one.text + " with a long name", one.key) for one in CHOICES]
    desk.bar.show_choices(long, "")
    desk.bar.show_legend([LegendLine(at, "annotator", "ORG “Russian foreign ministry”" * 2) for at in range(2)])
    settle(desk)
    height, above = desk.bar.height(), desk.above.height()
    desk.bar.show_choices(CHOICES, "")
    desk.bar.show_legend(LEGEND)
    settle(desk)
    assert (desk.bar.height(), desk.above.height()) == (height, above)
    desk.resize(1200, 400)
    settle(desk)
    assert desk.bar.height() < height, "another width begins anew"


def test_a_cause_is_one_or_none(desk: Desk) -> None:
    heard = Heard(desk.bar.cause_chosen)
    click(desk.bar.causes[Cause.SLIP])
    click(desk.bar.causes[Cause.GUIDELINE])
    assert [name for name, chip in desk.bar.causes.items() if chip.isChecked()] == [Cause.GUIDELINE]
    click(desk.bar.causes[Cause.GUIDELINE])
    assert heard.calls == [("slip",), ("guideline gap",), ("",)]
    assert not any(chip.isChecked() for chip in desk.bar.causes.values())


def test_reason_and_note_are_shown_without_a_word(desk: Desk) -> None:
    heard, asked = Heard(desk.bar.cause_chosen), Heard(desk.bar.note_requested)
    desk.bar.show_reason("ambiguous", "see\nthe <b>guideline")
    assert desk.bar.causes[Cause.AMBIGUOUS].isChecked()
    assert desk.bar.note.text() == "see the <b>guideline"
    desk.bar.show_reason("", "")
    assert not any(chip.isChecked() for chip in desk.bar.causes.values())
    assert not heard.calls
    click(desk.bar.note_button)
    assert asked.calls == [()]
    assert desk.bar.causes[Cause.SLIP].key == "S"


def test_a_checked_cause_is_told_by_more_than_its_colour(desk: Desk) -> None:
    chip = desk.bar.causes[Cause.SLIP]
    before = chip.sizeHint()
    desk.bar.show_reason("slip", "")
    assert chip.sizeHint() == before, "being bold pushes nobody about"
    theme = load_theme("light")
    image = chip.grab().toImage()
    ring = image.pixelColor(image.width() // 2, 0)
    assert ring == theme.accent
    assert image.pixelColor(image.width() // 2, 3) == theme.accent_tint


@pytest.mark.parametrize("theme_name", ["light", "dark"])
def test_the_legend_shows_each_lane_in_its_labels_colour(qtbot: QtBot, theme_name: str) -> None:
    theme = load_theme(theme_name)
    for lane in range(3):
        item = LegendItem()
        qtbot.addWidget(item)
        item.show_theme(theme)
        item.show_line(LegendLine(lane, "ann", "ORG “Kremlin”", "ORG"))
        item.resize(item.sizeHint())
        image = item.grab().toImage()
        colours = {image.pixelColor(x, y).rgb() for x in range(image.width()) for y in range(image.height())}
        assert QColor(theme.label_colours("ORG").edge).rgb() in colours
        assert item.accessibleName() == f"{lane + 1} ann: ORG “Kremlin”"


def test_the_legend_follows_the_annotators(desk: Desk) -> None:
    items = desk.bar.legend.findChildren(LegendItem)
    desk.bar.show_legend([*LEGEND, LegendLine(2, "cid", "nothing")])
    kept = [item for item in desk.bar.legend.findChildren(LegendItem) if item.isVisible()]
    assert len(kept) == 3
    assert set(items) <= set(kept)
    assert all(desk.bar.legend.rect().contains(item.geometry()) for item in kept)
    desk.bar.show_legend([])
    assert desk.bar.legend.isHidden()
