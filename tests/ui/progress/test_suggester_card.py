"""The suggester's card: what it says about the last training, and what it asks for."""

import pytest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from annotator.ui.actions import load_keys
from annotator.ui.progress.scores import Scores
from annotator.ui.progress.suggester_card import SuggesterCard, moment
from annotator.ui.progress.values import Attempt, SuggesterState
from annotator.ui.theme import load_theme
from tests.ui.hands import Heard, activate


@pytest.fixture
def card(qtbot: QtBot) -> SuggesterCard:
    made = SuggesterCard(load_keys({}))
    qtbot.addWidget(made)
    made.show_theme(load_theme("dark"))
    made.resize(300, 600)
    made.show()
    activate(made)
    return made


def texts(card: SuggesterCard) -> str:
    return "\n".join(one.text() for one in card.findChildren(QLabel) if one.isVisible())


def test_nothing_is_claimed_before_it_was_read(card: SuggesterCard) -> None:
    assert "Last training" not in texts(card)
    card.show_state(SuggesterState("news 1.0 + memory"))
    assert "Last training" in texts(card)
    assert "Nothing" in texts(card)


def test_a_training_is_told_with_both_scores(card: SuggesterCard) -> None:
    attempt = Attempt(40, "2026-11-22T05:12:00+00:00", used=True, old=0.791, new=0.826, held=6)
    card.show_state(SuggesterState("news 1.0", attempt=attempt, to_go=3))
    scores = card.findChild(Scores)
    assert scores is not None
    assert scores.accessibleName() == "before 0.791, after 0.826"
    assert "The new one is in use." in texts(card)
    card.show_state(SuggesterState("news 1.0", attempt=Attempt(40, "", used=False, old=0.8, new=0.7, held=6)))
    assert "the one before stays" in texts(card)
    card.show_state(SuggesterState("news 1.0", attempt=Attempt(40, "", used=True, old=None, new=0.7, held=6)))
    assert scores.accessibleName() == "before –, after 0.700"


def test_when_it_is_trained_next(card: SuggesterCard, qtbot: QtBot) -> None:
    heard = Heard(card.retrain_chosen)
    card.show_state(SuggesterState("news", retrain_after=0, to_go=None))
    assert card.spin.text() == "never"
    assert "only when you ask" in texts(card)
    card.spin.setFocus()
    card.spin.setValue(7)
    card.show_state(SuggesterState("news", retrain_after=0))
    assert card.spin.value() == 7, "what is being chosen is not taken back by what is read meanwhile"
    qtbot.waitUntil(lambda: bool(heard.calls))
    assert heard.calls == [(7,)]
    card.show_state(SuggesterState("news", retrain_after=7, to_go=0))
    assert "with the next article" in texts(card)


def test_every_button_asks_for_its_action(card: SuggesterCard) -> None:
    heard = Heard(card.asked)
    for name, button in card.buttons.items():
        button.click()
        assert heard.last == (name,)
        assert button.key, "and shows its key"
    card.training.show_progress("Learning", 3, 6)
    assert card.training.isVisible()
    card.training.stop.click()
    assert heard.last == ("stop_training",)


def test_a_time_that_is_none_is_shown_as_it_stands() -> None:
    assert moment("<b>yesterday</b>") == "<b>yesterday</b>"
    assert "2026" in moment("2026-11-22T05:12:00+00:00") or "26" in moment("2026-11-22T05:12:00+00:00")
