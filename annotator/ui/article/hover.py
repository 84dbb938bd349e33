"""What the pointer says without a click: the words of the tool tip and its own shape."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, Qt

from annotator.domain.annotation import Mention
from annotator.domain.decision import SpanState
from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.painting import handles

_GRIP = 5


def state_word(state: SpanState) -> str:
    """Return a state in the reader's language."""
    if state is SpanState.ACCEPTED:
        return QCoreApplication.translate("ArticleView", "accepted")
    if state is SpanState.REJECTED:
        return QCoreApplication.translate("ArticleView", "rejected")
    return QCoreApplication.translate("ArticleView", "suggested")


def description(mention: Mention) -> str:
    """Return "suggested FAC · 0.71 · reason"."""
    parts = [f"{state_word(mention.state)} {mention.label}"]
    if mention.score is not None:
        parts.append(f"{mention.score:.2f}")
    if mention.reason:
        parts.append(mention.reason)
    return " · ".join(parts)


def tool_tip(mention: Mention) -> str:
    """Return the description for a tool tip, which takes any text that looks like HTML for HTML."""
    return f"<span>{escape(description(mention))}</span>"


def grip_at(layout: ArticleLayout, mention: Mention | None, x: float, y: float) -> int | None:
    """Return which handle of the focused mention is at a point: 0 for its start, 1 for its end, None for neither."""
    for index, handle in enumerate(handles(layout, mention)):
        if abs(x - handle.x) <= _GRIP and handle.top <= y < handle.bottom:
            return index
    return None


def pointer(layout: ArticleLayout, focused: Mention | None, x: float, y: float) -> Qt.CursorShape:
    """Return the pointer's shape at a point."""
    if grip_at(layout, focused, x, y) is not None:
        return Qt.CursorShape.SizeHorCursor
    if layout.mark_at(x, y) is not None:
        return Qt.CursorShape.PointingHandCursor
    if -_GRIP <= x <= layout.width + _GRIP and 0 <= y < layout.height:
        return Qt.CursorShape.IBeamCursor
    return Qt.CursorShape.ArrowCursor
