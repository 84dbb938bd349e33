"""Texts and mentions that tests of the article view share."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from annotator.domain.annotation import Mention
from annotator.domain.decision import SpanState
from annotator.ui.article.view import ArticleView

MIXED = (
    "Kim Jong\u00a0Un 👋🏽 met the 🇫🇷 envoy.\n\n"
    "The word السلام عليكم stands here, and שלום 123 there.\n"
    "قال الرئيس Vladimir Putin في موسكو اليوم إن Russia ستوقع.\n"
    "习近平在北京会见了普京总统和金正恩。\n"
    "Cafe\u0301 in Zu\u0308rich,\tthen a NUL \x00 and an end"
)
"""Emoji with modifiers, a flag, Arabic and Hebrew both ways, Chinese, decomposed marks, a tab and a NUL."""


def mention(
    text: str, surface: str, label: str, *, state: SpanState = SpanState.SUGGESTED, key: str = "", nth: int = 0
) -> Mention:
    """Return a mention of the nth place where `surface` stands in the text."""
    start = -1
    for _ in range(nth + 1):
        start = text.index(surface, start + 1)
    end = start + len(surface)
    return Mention(key or f"{label}-{start}-{end}", start, end, label, state, score=0.71, reason="a reason")


def picture(view: ArticleView) -> QImage:
    """Return what the view shows, drawn anew."""
    return view.viewport().grab().toImage()


def middle(view: ArticleView, start: int, end: int) -> QPoint:
    """Return the middle of a range's first line in the viewport."""
    return view.rect_of(start, end).center()


def edge(view: ArticleView, offset: int) -> QPoint:
    """Return the place of a caret at `offset` in the viewport, halfway down the line."""
    x, top, bottom = view.column.caret(offset)
    left, first = view.to_column(QPoint(0, 0))
    return QPoint(round(x) - left, (top + bottom) // 2 - first)


def on_screen(view: ArticleView) -> QImage:
    """Return what the screen shows of the view: what has been drawn piece by piece until now."""
    for _ in range(4):
        QApplication.processEvents()
    if QGuiApplication.platformName() == "xcb":
        # The server draws when it gets round to it.
        QTest.qWait(30)
    port, window = view.viewport(), view.window()
    seen = view.screen().grabWindow(window.winId()).toImage()
    return seen.copy(QRect(port.mapTo(window, QPoint(0, 0)), port.size()))
