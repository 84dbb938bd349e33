"""Whether scores are true, drawn: in a sentence where too little is known, else a dot where score and share are."""

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from annotator.domain.reliability import Bin
from annotator.ui.progress.reliability import Reliability
from annotator.ui.theme import load_theme
from tests.ui.hands import activate


@pytest.fixture
def reliability(qtbot: QtBot) -> Reliability:
    made = Reliability()
    qtbot.addWidget(made)
    made.show_theme(load_theme("dark"))
    made.resize(280, 340)
    made.show_bins(())
    activate(made)
    return made


def test_it_is_drawn_where_enough_is_known(reliability: Reliability) -> None:
    reliability.show_bins((Bin(29, 0.9, 1.0),))
    assert "once 30 of them were decided" in reliability.said.text()
    assert "So far it is 29." in reliability.said.text()
    assert reliability.accessibleDescription() == reliability.said.text()
    assert not reliability.plot.isVisible()
    reliability.show_bins((Bin(10, 0.35, 0.4), Bin(990, 0.92, 0.94)))
    assert reliability.plot.isVisible()
    assert "1,000 suggestions in texts it had not learnt from" in reliability.said.text()
    assert "Off by 2 %" in reliability.said.text()
    assert "score 35 %: 40 % right of 10; score 92 %: 94 % right of 990" in reliability.accessibleDescription()
    reliability.show_bins(None)
    assert not reliability.isVisible()


def test_the_keyboard_is_seen_on_it(reliability: Reliability) -> None:
    reliability.show_bins((Bin(100, 0.9, 0.9),))
    reliability.clearFocus()
    before = reliability.grab().toImage()
    reliability.setFocus()
    assert reliability.grab().toImage() != before


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_dot_lies_where_its_score_and_share_are(reliability: Reliability, theme: str) -> None:
    colours = load_theme(theme)
    reliability.show_theme(colours)
    plot = reliability.plot
    reliability.clearFocus()
    middles: list[tuple[float, float]] = []
    for score, right in ((0.25, 0.25), (0.75, 0.25), (0.75, 0.75)):
        reliability.show_bins((Bin(100, score, right),))
        drawn = QImage(plot.size(), QImage.Format.Format_RGB32)
        drawn.fill(colours.panel)
        plot.render(drawn)
        places = [
            (x, y)
            for x in range(drawn.width())
            for y in range(drawn.height())
            if QColor(drawn.pixel(x, y)) == colours.accent
        ]
        assert len(places) > 100
        middles.append((sum(x for x, _ in places) / len(places), sum(y for _, y in places) / len(places)))
    (low, bottom), (right_of, same), (above_of, top) = middles
    assert right_of - low == pytest.approx(bottom - top, abs=1)
    assert right_of - low > 60
    assert (same, above_of) == (pytest.approx(bottom, abs=0.5), pytest.approx(right_of, abs=0.5))
