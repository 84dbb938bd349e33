"""What the lanes beneath the lines mean: for each annotator bar, number, name, and what they have in this place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from annotator.ui.article.lane_painting import draw_bar
from annotator.ui.models.plain import one_line, plain_tip
from annotator.ui.theme import Theme

_BAR_WIDE, _BAR_HIGH = 18, 4
_GAP = 8
_APART = 12
"""Pixels between one annotator's line and the next."""
_WIDEST = 380
"""Pixels: what is longer is elided, the tool tip has all of it."""
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A lane: its index from 0, its annotator as shown, and what they have, on one line ("ORG “Russian”").

    `label` is what they call it, "" when they have nothing there: then there is no bar.
    """

    lane: int
    name: str
    text: str
    label: str = ""


class LegendItem(QWidget):
    """One lane's line."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin empty."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self.line = LegendLine(0, "", "")

    def show_line(self, line: LegendLine) -> None:
        """Show this."""
        self.line = line
        said = f"{line.lane + 1} {one_line(line.name)}: {line.text}"
        self.setAccessibleName(said)
        self.setToolTip(plain_tip(said))
        self.updateGeometry()
        self.update()

    def show_theme(self, theme: Theme | None) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    def _parts(self) -> tuple[tuple[str, QFont, bool], ...]:
        """Return number, name and text with their fonts, and whether each is quiet."""
        theme = self._theme
        font = theme.interface_font(theme.interface_px - 1) if theme is not None else self.font()
        strong = QFont(font)
        strong.setWeight(QFont.Weight.DemiBold)
        line = self.line
        return (
            (str(line.lane + 1), font, True),
            (one_line(line.name, limit=32), strong, False),
            (line.text, font, True),
        )

    @override
    def sizeHint(self) -> QSize:
        parts = self._parts()
        wide = sum(QFontMetrics(font).horizontalAdvance(text) for text, font, _ in parts)
        high = max(QFontMetrics(font).height() for _, font, _ in parts)
        return QSize(min(_GAP // 2 + _BAR_WIDE + wide + 2 * _GAP + 2, _WIDEST) + _APART, high + 4)

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        painter.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        (number, font, _), *rest = self._parts()
        painter.setFont(font)
        painter.setPen(theme.quiet)
        painter.drawText(self.rect(), _LEFT, number)
        x = painter.fontMetrics().horizontalAdvance(number) + _GAP // 2
        bar = QRectF(x, (self.height() - _BAR_HIGH) // 2 + 1, _BAR_WIDE, _BAR_HIGH)
        if self.line.label:
            draw_bar(painter, bar, lane=self.line.lane, colour=theme.label_colours(self.line.label).edge)
        x += _BAR_WIDE + _GAP
        for text, face, quiet in rest:
            painter.setFont(face)
            painter.setPen(theme.quiet if quiet else theme.text)
            room = self.rect().adjusted(x, 0, -_APART, 0)
            shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, room.width())
            painter.drawText(room, _LEFT, shown)
            x += painter.fontMetrics().horizontalAdvance(shown) + _GAP
        painter.end()


def fill(items: list[LegendItem], lines: Sequence[LegendLine], theme: Theme | None, parent: QWidget) -> bool:
    """Make as many items as there are lines and show these; return whether items came or went."""
    same = len(items) == len(lines)
    while len(items) > len(lines):
        gone = items.pop()
        gone.hide()
        gone.deleteLater()
    while len(items) < len(lines):
        item = LegendItem(parent)
        item.show_theme(theme)
        items.append(item)
    for item, line in zip(items, lines, strict=True):
        item.show_line(line)
    return not same
