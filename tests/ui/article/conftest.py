"""A shown article view, and one's hands on it."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from annotator.ui.article.view import ArticleView
from annotator.ui.theme import load_theme
from tests.ui.hands import activate


@pytest.fixture
def view(qapp: QApplication) -> Iterator[ArticleView]:
    """Return an empty view of 800 by 600 with the keyboard."""
    # A caret that blinks would change pictures between two looks.
    flash = qapp.cursorFlashTime()
    qapp.setCursorFlashTime(0)
    view = ArticleView(load_theme("light"))
    view.resize(800, 600)
    view.show()
    activate(view)
    view.setFocus()
    yield view
    view.close()
    view.deleteLater()
    qapp.setCursorFlashTime(flash)
