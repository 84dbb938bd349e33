"""What the pointer says without a click: the words of the tool tip and its own shape."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QCoreApplication, Qt

from annotator.domain.annotation import Mention
from annotator.domain.decision import SpanState
from annotator.ui.article.lanes import Bar, LaneSpan
from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.painting import handles

_GRIP = 5
_SAID = 80
"""Characters of a span's text that are told at most."""


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


def marked(layout: ArticleLayout, span: LaneSpan) -> str:
    """Return "ORG “Russian foreign ministry”", the text on one line and not for ever."""
    surface = " ".join(layout.text[span.start : min(span.end, span.start + 10 * _SAID)].split())
    if len(surface) > _SAID:
        surface = f"{surface[:_SAID]}…"
    return f"{span.label} “{surface}”"


def bar_description(layout: ArticleLayout, bar: Bar) -> str:
    """Return "analyst-1: ORG “Russian foreign ministry”"."""
    return f"{layout.lanes.names[bar.lane]}: {marked(layout, bar.span)}"


def range_description(layout: ArticleLayout, start: int, end: int) -> str:
    """Return who has what in a range: "analyst-1: ORG “Russian foreign ministry”; analyst-2: nothing"."""
    nothing = QCoreApplication.translate("ArticleView", "nothing")
    told = [
        f"{name}: {', '.join(marked(layout, span) for span in spans) or nothing}"
        for name, spans in zip(layout.lanes.names, layout.lanes.touching(start, end), strict=True)
    ]
    return "; ".join(told)


def as_tool_tip(description: str) -> str:
    """Return a description for a tool tip, which takes any text that looks like HTML for HTML."""
    return f"<span>{escape(description)}</span>"


def tool_tip_at(layout: ArticleLayout, x: float, y: float) -> str:
    """Return what is known about the mention or the lane's bar at a point, "" for neither."""
    mark = layout.mark_at(x, y)
    if mark is not None:
        return as_tool_tip(description(mark.mention))
    bar = layout.bar_at(x, y)
    return as_tool_tip(bar_description(layout, bar)) if bar is not None else ""


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
    if layout.mark_at(x, y) is not None or layout.bar_at(x, y) is not None:
        return Qt.CursorShape.PointingHandCursor
    if -_GRIP <= x <= layout.width + _GRIP and 0 <= y < layout.height:
        return Qt.CursorShape.IBeamCursor
    return Qt.CursorShape.ArrowCursor
