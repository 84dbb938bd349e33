"""Fixtures of the tests that open windows: one look everywhere, whatever desktop they run on."""

import pytest
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication


@pytest.fixture(scope="session", autouse=True)
def plain_look(qapp: QApplication) -> QApplication:
    """Pin style and font, so that sizes in a test do not depend on the desktop's theme."""
    qapp.setStyle("Fusion")
    qapp.setFont(QFont("Noto Sans", 10))
    return qapp
