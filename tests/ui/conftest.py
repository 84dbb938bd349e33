"""Fixtures of the tests that open windows: one look everywhere, whatever desktop they run on."""

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session", autouse=True)
def plain_look(qapp: QApplication) -> QApplication:
    """Pin style, font and language, so that nothing in a test depends on the desktop's, nor on how fast it is."""
    QLocale.setDefault(QLocale(QLocale.Language.English))
    qapp.setStyle("Fusion")
    qapp.setFont(QFont("Noto Sans", 10))
    qapp.setKeyboardInputInterval(5_000)  # letters that belong together, in a list: ms between them at most
    return qapp
