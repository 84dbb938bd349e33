"""The row of cards: each says one number with what must stand beside it. Which numbers is told in `presenting`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QSizePolicy, QWidget
from typing_extensions import override

from annotator.ui.models.plain import plain_tip
from annotator.ui.theme import INTERFACE_PX, Theme

_PAD_X, _PAD_Y = 16, 12
_SPACE = 12
_NARROWEST = 172
"""Pixels: below this a card's note would take more lines than anybody reads."""
_UNKNOWN_WIDTH = 1000
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_WRAPPED = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
_TALL = 10_000


@dataclass(frozen=True, slots=True)
class Card:
    """One number: what it is, its value ("–" where there is none), the line below it, and the rest as a tool tip."""

    title: str
    value: str
    note: str
    tooltip: str = ""

    @property
    def sentence(self) -> str:
        """All that is seen of it, in one sentence."""
        return f"{self.title}: {self.value}. {self.note}"


class Cards(QWidget):
    """Cards of one width beside one another, in as few rows as the width allows, filled evenly."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without cards."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self._faces: list[CardFace] = []
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_cards(self, cards: Sequence[Card]) -> None:
        """Show these; what stays the same is left alone."""
        while len(self._faces) > len(cards):
            gone = self._faces.pop()
            gone.hide()
            gone.deleteLater()
        while len(self._faces) < len(cards):
            face = CardFace(self)
            face.show_theme(self._theme)
            face.show()
            self._faces.append(face)
        before = self._height(self.width())
        for face, card in zip(self._faces, cards, strict=True):
            face.show_card(card)
        if self._height(self.width()) != before or self.height() != before:
            self.updateGeometry()
        self._place()

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        for face in self._faces:
            face.show_theme(theme)
        self.updateGeometry()
        self._place()

    @property
    def faces(self) -> Sequence[CardFace]:
        """The cards as widgets, in order."""
        return self._faces

    # ---- places

    @override
    def heightForWidth(self, width: int, /) -> int:
        return self._height(width)

    @override
    def sizeHint(self) -> QSize:
        return QSize(_UNKNOWN_WIDTH, self._height(_UNKNOWN_WIDTH))

    @override
    def minimumSizeHint(self) -> QSize:
        # Not more than one row: the layout asks for the height that the width then leads to.
        return QSize(_NARROWEST, self._height(_UNKNOWN_WIDTH))

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        self._place()

    def _columns(self, width: int) -> int:
        count = len(self._faces)
        fitting = max(1, min(count, (width + _SPACE) // (_NARROWEST + _SPACE)))
        rows = -(-count // fitting)
        return -(-count // rows) if rows else 1

    def _rows(self, width: int) -> tuple[int, list[int]]:
        """Return the width of a card and the rows' heights."""
        columns = self._columns(width)
        wide = max(1, (width - _SPACE * (columns - 1)) // columns)
        heights = [face.height_for(wide) for face in self._faces]
        return wide, [max(heights[at : at + columns]) for at in range(0, len(heights), columns)]

    def _height(self, width: int) -> int:
        _, heights = self._rows(width)
        return sum(heights) + _SPACE * max(0, len(heights) - 1)

    def _place(self) -> None:
        width = self.width()
        columns = self._columns(width)
        _, heights = self._rows(width)
        y = 0
        for row, height in enumerate(heights):
            faces = self._faces[row * columns : (row + 1) * columns]
            for at, face in enumerate(faces):
                # Rounded one by one, so that the last card ends where the width does.
                left = at * (width + _SPACE) // columns
                right = (at + 1) * (width + _SPACE) // columns - _SPACE
                x = left if not self.isRightToLeft() else width - right
                face.setGeometry(QRect(x, y, right - left, height))
            y += height + _SPACE


class CardFace(QFrame):
    """One card, painted: a number that changes with every decision must not lay the window out anew."""

    def __init__(self, parent: QWidget) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.setProperty("card", True)  # noqa: FBT003 - Qt's own signature
        self._theme: Theme | None = None
        self.card = Card("", "", "")

    def show_card(self, card: Card) -> None:
        """Show this one."""
        if card == self.card:
            return
        self.card = card
        self.setAccessibleName(card.sentence)
        self.setToolTip(plain_tip(card.tooltip))
        self.update()

    def show_theme(self, theme: Theme | None) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.update()

    def height_for(self, width: int) -> int:
        """Return the height that this width leads to."""
        title, value, note = (QFontMetrics(font) for font in self._fonts())
        text = QRect(0, 0, max(1, width - 2 * _PAD_X), _TALL)
        below = note.boundingRect(text, _WRAPPED.value, self.card.note).height()
        return 2 * _PAD_Y + title.height() + value.height() + max(below, note.height())

    def _fonts(self) -> tuple[QFont, QFont, QFont]:
        base = self._theme.interface_px if self._theme is not None else INTERFACE_PX
        theme = self._theme
        sizes = (base - 1, base * 2, base - 1)
        fonts = [theme.interface_font(px) if theme is not None else self.font() for px in sizes]
        fonts[1].setWeight(QFont.Weight.DemiBold)
        return fonts[0], fonts[1], fonts[2]

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        super().paintEvent(event)
        theme = self._theme
        if theme is None:
            return
        painter = QPainter(self)
        rect = self.rect().adjusted(_PAD_X, _PAD_Y, -_PAD_X, -_PAD_Y)
        title, value, note = self._fonts()
        for font, text, colour in ((title, self.card.title, theme.quiet), (value, self.card.value, theme.text)):
            metrics = QFontMetrics(font)
            line = QRect(rect.left(), rect.top(), rect.width(), metrics.height())
            painter.setFont(font)
            painter.setPen(colour)
            painter.drawText(line, _LEFT, metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width()))
            rect.setTop(rect.top() + metrics.height())
        painter.setFont(note)
        painter.setPen(theme.quiet)
        painter.drawText(rect, _WRAPPED, self.card.note)
        painter.end()
