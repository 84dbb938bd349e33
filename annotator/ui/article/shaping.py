"""One paragraph (or piece of one) as lines of glyphs: which place of the text is where, and back.

Lines here have no height and no y: those depend on the chips above them and are given in `placing.py`. All offsets are
code points of the whole article; UTF-16 is met only inside.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QGlyphRun, QTextLayout, QTextLine, QTextOption

from annotator.domain.tokens import character_after, character_before
from annotator.ui.offsets import Offsets

_UNSHOWABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ufffc\ud800-\udfff]")
_RIGHT_TO_LEFT = re.compile(
    "[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)
_PICTURES, _DELETED, _OTHER = 0x2400, "\u2421", "\ufffd"
"""Unicode's pictures of the control characters begin there; one for DEL; and what stands for everything else."""
_EDGE = 2
"""Pixels a span's box reaches beyond its text where there is white space beside it."""


def _x(line: QTextLine, unit: int, edge: QTextLine.Edge) -> float:
    # PySide returns the place beside the x, which its type stubs do not know.
    return cast("tuple[float, int]", line.cursorToX(unit, edge))[0]


def shown(text: str) -> str:
    """Return the text as it is drawn: every character that has no picture replaced by one that has, one for one."""
    return _UNSHOWABLE.sub(_picture, text) if _UNSHOWABLE.search(text) else text


def _picture(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < ord(" "):
        return chr(_PICTURES + code)
    return _DELETED if match.group() == "\x7f" else _OTHER


def base_direction(text: str, start: int, end: int) -> Qt.LayoutDirection:
    """Return the direction of the paragraph that [start, end) is a piece of: that of its first strong character."""
    begin = text.rfind("\n", 0, start) + 1
    for at in range(begin, end):
        kind = unicodedata.bidirectional(text[at])
        if kind == "L":
            return Qt.LayoutDirection.LeftToRight
        if kind in ("R", "AL"):
            return Qt.LayoutDirection.RightToLeft
    return Qt.LayoutDirection.LeftToRight


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a range on one line, in pixels from the column's left edge.

    `open_left` and `open_right` tell that the range goes on in the line before or after on that side.
    """

    left: int
    right: int
    open_left: bool = False
    open_right: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """One line [start, end); white space at its end hangs over and counts to it. `width` is that of its ink.

    `hang` is where Qt's cursor believes this white space to be when it is not at the line's end, (0, 0) otherwise.
    """

    qt: QTextLine
    start: int
    end: int
    left: float
    width: float
    ascent: float
    descent: float
    hang: tuple[float, float] = (0.0, 0.0)


class Block:
    """The lines of the text's range [start, end), which holds no line end."""

    def __init__(self, text: str, start: int, end: int, *, offsets: Offsets, font: QFont, width: int) -> None:
        """Shape the range and break it into lines of at most `width` pixels."""
        self.start = start
        self.end = end
        self._text = text
        self._offsets = offsets
        self._same = offsets.same
        self._origin = offsets.to_utf16(start)
        piece = text[start:end]
        self.bidi = _RIGHT_TO_LEFT.search(piece) is not None
        direction = base_direction(text, start, end) if self.bidi else Qt.LayoutDirection.LeftToRight
        self.right_to_left = direction is Qt.LayoutDirection.RightToLeft
        option = QTextOption()
        option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        option.setTextDirection(direction)
        if self.right_to_left:
            option.setAlignment(Qt.AlignmentFlag.AlignRight)
        option.setTabStopDistance(4 * font.pixelSize())
        self._layout = QTextLayout(shown(piece), font)
        self._layout.setTextOption(option)
        # Without the cache the glyphs are thrown away here and shaped anew by every draw.
        self._layout.setCacheEnabled(True)
        self._layout.beginLayout()
        found: list[QTextLine] = []
        while True:
            line = self._layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(width)
            line.setPosition(QPointF(0, 0))
            found.append(line)
        self._layout.endLayout()
        self.lines = [self._measured(line) for line in found]
        self._starts = [line.start for line in self.lines]

    def _measured(self, line: QTextLine) -> Line:
        start = self._place(line.textStart())
        end = self._place(line.textStart() + line.textLength())
        ink = line.naturalTextRect()
        hang = self._hang(line, start, end) if self.bidi else (0.0, 0.0)
        return Line(line, start, end, ink.left(), ink.width(), line.ascent(), line.descent(), hang)

    def _hang(self, line: QTextLine, start: int, end: int) -> tuple[float, float]:
        """Return where the cursor sees white space that is not drawn although it stands amid the line.

        Where a line breaks within text of the other direction, Qt leaves the white space at the break out when it draws
        but not when it says where the cursor is: all that is beyond would be off by its width.
        """
        at = end
        while at > start and self._text[at - 1].isspace():
            at -= 1
        unit, last = self._unit(at), self._unit(end) - 1
        if at in (start, end) or line.glyphRuns(unit, last + 1 - unit):
            return 0.0, 0.0
        edge = QTextLine.Edge
        found = (_x(line, place, side) for place in (unit, last) for side in (edge.Leading, edge.Trailing))
        low, *_, high = sorted(found)
        return low, high

    def _unit(self, offset: int) -> int:
        return (offset if self._same else self._offsets.to_utf16(offset)) - self._origin

    def _place(self, unit: int) -> int:
        return self._offsets.to_code_point(unit + self._origin)

    def line_of(self, offset: int) -> int:
        """Return the index of the line a caret at `offset` stands in."""
        return min(max(bisect_right(self._starts, offset) - 1, 0), len(self.lines) - 1)

    def x_of(self, offset: int, line: Line) -> float:
        """Return where in the line a caret at `offset` stands, in pixels from the column's left."""
        x = _x(line.qt, self._unit(min(max(offset, line.start), line.end)), QTextLine.Edge.Leading)
        low, high = line.hang
        if low == high:
            return x
        if self.right_to_left:
            return x + high - low if x <= low else max(x, high)
        return x - (high - low) if x >= high else min(x, low)

    def offset_at(self, x: float, line: Line, *, on_character: bool = False) -> int:
        """Return the place between two characters nearest to x, or with `on_character` the character x is on.

        Never inside a character with its marks; never the place that already shows at the next line's start.
        """
        mode = (
            QTextLine.CursorPosition.CursorOnCharacter
            if on_character
            else QTextLine.CursorPosition.CursorBetweenCharacters
        )
        if self.bidi and (on_character or line.hang[0] < line.hang[1]):
            offset = self._nearest(x, line, on_character=on_character)
        else:
            offset = self._place(line.qt.xToCursor(x, mode))
            if not self.bidi and not self._is_near(x, offset, line, on_character=on_character):
                offset = self._nearest(x, line, on_character=on_character)
        offset = min(max(offset, line.start), line.end)
        if (
            line.start < offset < line.end
            and character_after(self._text, character_before(self._text, offset)) != offset
        ):
            offset = character_before(self._text, offset)
        if offset == line.end and (line is not self.lines[-1] or on_character) and offset > line.start:
            return character_before(self._text, offset)
        return offset

    def _is_near(self, x: float, offset: int, line: Line, *, on_character: bool) -> bool:
        """Tell whether x is beyond the line's ends, or on the character that begins at a place or (else) ends there.

        Qt passes over a character to the line's end when its marks are of another script or font than its base.
        """
        offset = min(max(offset, line.start), line.end)
        first = offset if on_character or offset == line.start else character_before(self._text, offset)
        last = character_after(self._text, offset) if offset < line.end else offset
        left, right = self._straight(first, last, line)
        return not line.left < x < line.left + line.width or left - 1 <= x <= right + 1

    def _nearest(self, x: float, line: Line, *, on_character: bool) -> int:
        """Return what `offset_at` does by looking at every glyph; where directions meet, Qt sometimes errs."""
        best, found, leftwards, middle = float("inf"), (line.start, line.start), False, 0.0
        at = line.start
        while at < line.end:
            after = character_after(self._text, at)
            for left, right in self._runs(at, after, line):
                distance = max(left - x, x - right, 0.0)
                if distance < best:
                    best, found, middle = distance, (at, after), (left + right) / 2
                    runs = line.qt.glyphRuns(self._unit(at), self._unit(after) - self._unit(at))
                    leftwards = runs[0].isRightToLeft()
            at = after
        return found[0] if on_character or (x < middle) != leftwards else found[1]

    def pieces(self, start: int, end: int, line: Line, *, padded: bool = False) -> list[Piece]:
        """Return the boxes that the range [start, end) has on the line, from left to right.

        More than one where writing directions meet; none where the range has no part on it. `padded` adds a little at
        the range's ends where white space leaves the room.
        """
        first, last = max(start, line.start), min(end, line.end)
        if first >= last:
            return []
        before, after = start < line.start, end > line.end
        if not self.bidi:
            left, right = self._straight(first, last, line)
            low = round(left) - (_EDGE if padded and not before and self._space_at(start - 1) else 0)
            high = max(round(right), round(left) + 1) + (_EDGE if padded and not after and self._space_at(end) else 0)
            return [Piece(low, high, before, after)]
        spans = self._runs(first, last, line)
        if not spans:
            x = self.x_of(first, line)
            spans = [(x, x + 1)]
        pad_start = _EDGE if padded and not before and self._space_at(start - 1) else 0
        pad_end = _EDGE if padded and not after and self._space_at(end) else 0
        if self.right_to_left:
            before, after, pad_start, pad_end = after, before, pad_end, pad_start
        boxes: list[Piece] = []
        for index, (left, right) in enumerate(spans):
            at_left, at_right = index == 0, index == len(spans) - 1
            low = round(left) - (pad_start if at_left else 0)
            high = max(round(right), round(left) + 1) + (pad_end if at_right else 0)
            boxes.append(Piece(low, high, before and at_left, after and at_right))
        return boxes

    def begins_with(self, start: int) -> bool:
        """Tell whether a range that begins before the block shows its first character here: before is only space."""
        return start < self.start and self._text[start : min(self.start, start + 200)].isspace()

    def _space_at(self, offset: int) -> bool:
        return not 0 <= offset < len(self._text) or self._text[offset].isspace()

    def _straight(self, first: int, last: int, line: Line) -> tuple[float, float]:
        left = _x(line.qt, self._unit(first), QTextLine.Edge.Leading)
        right = _x(line.qt, self._unit(last), QTextLine.Edge.Leading)
        if last == line.end:
            # White space hanging over the line's end has no place of its own.
            limit = line.left + line.width
            return min(left, limit), min(right, limit)
        return left, right

    def _runs(self, first: int, last: int, line: Line) -> list[tuple[float, float]]:
        unit = self._unit(first)
        runs = line.qt.glyphRuns(unit, self._unit(last) - unit)
        found: list[tuple[float, float]] = []
        for run in runs:
            box = run.boundingRect()
            if box.width() <= 0:
                continue
            shift = 0.0
            if run.isRightToLeft() and run.flags() & QGlyphRun.GlyphRunFlag.SplitLigature:
                # Qt places part of a ligature that is read leftwards (lam-alef) too far right, by that part's width.
                shift = min(box.left() - self.x_of(last, line), box.right() - self.x_of(first, line), key=abs)
            found.append((box.left() - shift, box.right() - shift))
        found.sort()
        merged: list[tuple[float, float]] = []
        for left, right in found:
            if merged and left <= merged[-1][1] + 1:
                merged[-1] = merged[-1][0], max(merged[-1][1], right)
            else:
                merged.append((left, right))
        return merged
