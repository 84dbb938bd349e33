"""The message bar: signs and words besides colours, ways out, what stays and what goes by itself."""

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from annotator.errors import DecisionError
from annotator.ui.messages import Level, MessageBar
from annotator.ui.theme import contrast, load_theme
from tests.ui.hands import Heard, activate, click, press


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    made = MessageBar()
    qtbot.addWidget(made)
    made.resize(700, 60)
    return made


@pytest.mark.parametrize("level", list(Level))
def test_each_level_has_a_sign_and_a_word(bar: MessageBar, level: Level) -> None:
    bar.show_theme(load_theme("light"))
    bar.show_message("<b>text</b>", level=level)
    assert bar.isVisible()
    assert bar.sign.text()
    assert bar.accessibleName() == f"{bar.word.text()}: <b>text</b>"
    assert bar.label.textFormat() is Qt.TextFormat.PlainText
    assert bar.button.isHidden()


@pytest.fixture
def hasty(qtbot: QtBot) -> MessageBar:
    """Make a bar whose information is gone at once."""
    made = MessageBar(patience_ms=1)
    qtbot.addWidget(made)
    return made


def test_error_says_what_and_what_to_do_and_stays(hasty: MessageBar, qtbot: QtBot) -> None:
    bar = hasty
    bar.show_message("Done", level=Level.SUCCESS)
    bar.show_error(DecisionError("It is so.", remedy="Do that."))
    qtbot.wait(30)
    assert bar.isVisible()
    assert bar.label.text() == "It is so. Do that."


def test_information_goes_by_itself(hasty: MessageBar, qtbot: QtBot) -> None:
    bar = hasty
    bar.show_message("Saved")
    closed = Heard(bar.closed)
    qtbot.waitUntil(bar.isHidden)
    assert len(closed.calls) == 1


def test_way_out_and_close(bar: MessageBar) -> None:
    bar.show_message("Busy", level=Level.WARNING, action="again", action_text="Try again")
    activate(bar)
    asked = Heard(bar.action_chosen)
    click(bar.button)
    assert asked.last == ("again",)
    bar.close_button.setFocus()
    press(bar.close_button, Qt.Key.Key_Escape)
    assert bar.isHidden()


@pytest.mark.parametrize("name", ["light", "dark"])
@pytest.mark.parametrize("level", list(Level))
def test_colours_can_be_read(bar: MessageBar, name: str, level: Level) -> None:
    theme = load_theme(name)
    bar.show_theme(theme)
    bar.show_message("x", level=level)
    bar.ensurePolished()
    bar.word.ensurePolished()
    colour = bar.word.palette().color(bar.word.foregroundRole())
    assert contrast(colour, theme.panel) >= 4.5
    bar.dismiss()
