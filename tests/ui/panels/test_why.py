"""Why: source, reason, score and version in words that fit the panel; the whole version for who asks for it."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from annotator.domain.annotation import Mention
from annotator.domain.mention import CONFLICT, HUMAN
from annotator.ui.panels.why import WhyPanel
from annotator.ui.theme import load_theme
from annotator.workflow.annotating import Session
from tests.ui.hands import activate, press

NEWS = "1.1+7245edb0+1.0+8ff481a8"
LISTS = f"{NEWS}+lists.77aa01bc"
WIDTH = 266
"""What the narrowest dock leaves."""
SAID = (
    ("gazetteer", NEWS, "From the program’s lists of names · version\u00a01.0"),
    ("pattern", LISTS, "By one of the program’s rules · version\u00a01.0"),
    ("name", NEWS, "By one of the program’s rules for names · version\u00a01.0"),
    ("ner", NEWS, "Recognised by a pipeline that learnt it · version\u00a01.1"),
    ("consistency", LISTS, "As elsewhere in the article · version\u00a01.1"),
    ("memory", "", "From what you decided before."),
    ("list", LISTS, "From a list of names of this project."),
    ("their-import", "2024-05", "Found by \u2068their-import\u2069 · version\u00a02024-05"),
    ("their-import", "", "Found by \u2068their-import\u2069."),
    (HUMAN, "1", "Marked by hand."),
    (CONFLICT, "", "Project files that were merged disagreed here."),
)
REASONS = ("United Nations body: General Assembly", "you labelled “the Russian foreign ministry” ORG 12 of 14 times")


@pytest.fixture
def panel(session: Session, qtbot: QtBot) -> WhyPanel:
    made = WhyPanel()
    qtbot.addWidget(made)
    theme = load_theme("light")
    made.show_theme(theme)
    made.setStyleSheet(theme.stylesheet())
    made.resize(WIDTH, made.minimumSizeHint().height())
    session.open(1)
    made.show_session(session)
    made.show()
    activate(made)
    return made


def some_mention(session: Session) -> Mention:
    assert session.page is not None
    return session.page.mentions[0]


@pytest.mark.parametrize(("source", "version", "said"), SAID)
def test_it_says_in_words_what_fits(session: Session, panel: WhyPanel, source: str, version: str, said: str) -> None:
    for reason in REASONS:
        panel.show_focus(replace(some_mention(session), source=source, version=version, reason=reason, score=0.98))
        QApplication.processEvents()
        assert panel.origin.text() == said
        assert panel.reason.text() == reason
        assert "0.98" in panel.verdict.text()
        assert panel.details.verticalScrollBar().maximum() == 0, "nothing is cut off, however low the dock is made"
        for label in panel.findChildren(QLabel):
            assert label.height() >= label.heightForWidth(label.width())
            assert not label.isVisible() or label.visibleRegion().boundingRect() == label.rect()
    whole = f"{source}, version {version}"
    by_somebody = source in (HUMAN, CONFLICT) or not version
    assert (whole in panel.origin.toolTip()) is not by_somebody
    assert (whole in panel.details.accessibleDescription()) is not by_somebody


def test_all_of_it_can_be_copied(session: Session, panel: WhyPanel) -> None:
    panel.take_focus()
    QGuiApplication.clipboard().setText("before")
    press(panel.details, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "before", "nothing is in focus"
    panel.show_focus(replace(some_mention(session), source="ner", version=NEWS, reason="learnt from labelled news"))
    press(panel.details, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().text()
    for part in (panel.surface.text(), "score 0.75", "learnt from labelled news", f"ner, version {NEWS}"):
        assert part in copied


def test_what_is_very_long_is_cut_and_whole_in_its_tip(session: Session, panel: WhyPanel) -> None:
    reason = "list of very long names: " + "Ministry of " * 40 + "Truth"
    panel.show_focus(replace(some_mention(session), reason=reason))
    assert len(panel.reason.text()) <= 90
    assert "Truth" in panel.reason.toolTip()
