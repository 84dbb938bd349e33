"""Where the caret goes by a key. Moves nothing itself; which keys mean what in the window is in `keys.toml`."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Qt

from annotator.domain.tokens import (
    character_after,
    character_before,
    next_end,
    next_start,
    previous_end,
    previous_start,
    snap,
)
from annotator.ui.article.layout import ArticleLayout, Spot

_KEY = Qt.Key
_SIDEWAYS = (_KEY.Key_Left, _KEY.Key_Right)
_UPRIGHT = {_KEY.Key_Up: -1, _KEY.Key_Down: 1, _KEY.Key_PageUp: -1, _KEY.Key_PageDown: 1}
_PAGES = (_KEY.Key_PageUp, _KEY.Key_PageDown)


@dataclass(frozen=True, slots=True)
class Place:
    """Where the caret is: `anchor` is the other end of the selection, `wish` the x that going up and down keeps to."""

    caret: int
    anchor: int
    wish: float | None = None


@dataclass(frozen=True, slots=True)
class Stroke:
    """A key with the modifiers that matter here."""

    key: int
    shift: bool = False
    ctrl: bool = False

    @classmethod
    def of(cls, key: int, modifiers: Qt.KeyboardModifier) -> Stroke | None:
        """Return the stroke, or None when a modifier makes it someone else's."""
        mods = Qt.KeyboardModifier
        if modifiers & (mods.AltModifier | mods.MetaModifier):
            return None
        return cls(key, bool(modifiers & mods.ShiftModifier), bool(modifiers & mods.ControlModifier))


def moved(layout: ArticleLayout, place: Place, stroke: Stroke, *, page: int) -> Place | None:
    """Return where a stroke takes the caret, or None when it is no movement.

    Sideways by tokens, with Ctrl by characters; up and down by lines and pages (`page` pixels); Home and End within the
    line, with Ctrl within the text. Shift keeps the anchor.
    """
    if stroke.key in _SIDEWAYS:
        caret = _sideways(layout, place, stroke)
    elif stroke.key in (_KEY.Key_Home, _KEY.Key_End):
        caret = _edge(layout, place, stroke)
    elif stroke.key in _UPRIGHT and not stroke.ctrl:
        return _upright(layout, place, stroke, page=page)
    else:
        return None
    return Place(caret, place.anchor if stroke.shift else caret)


def _sideways(layout: ArticleLayout, place: Place, stroke: Stroke) -> int:
    forward = stroke.key == _KEY.Key_Right
    if layout.spot(place.caret).block.right_to_left:
        forward = not forward
    text, caret, anchor = layout.text, place.caret, place.anchor
    if not stroke.shift and caret != anchor:
        return max(caret, anchor) if forward else min(caret, anchor)
    if stroke.ctrl:
        return character_after(text, caret) if forward else character_before(text, caret)
    if not stroke.shift:
        return next_start(text, caret) if forward else previous_start(text, caret)
    if forward:
        return next_end(text, caret) if caret >= anchor else min(next_start(text, caret), anchor)
    return previous_start(text, caret) if caret <= anchor else max(previous_end(text, caret), anchor)


def _edge(layout: ArticleLayout, place: Place, stroke: Stroke) -> int:
    to_end = stroke.key == _KEY.Key_End
    if stroke.ctrl:
        return len(layout.text) if to_end else 0
    spot = layout.spot(place.caret)
    if not to_end:
        return spot.line.start
    # The place behind a wrapped line's last character is the next line's start.
    last = spot.index == len(spot.block.lines) - 1
    return spot.line.end if last else max(spot.line.start, character_before(layout.text, spot.line.end))


def _upright(layout: ArticleLayout, place: Place, stroke: Stroke, *, page: int) -> Place:
    step = _UPRIGHT[_KEY(stroke.key)]
    distance = page if stroke.key in _PAGES else 0
    _lay_out_towards(layout, place.caret, step, distance)
    spot = layout.spot(place.caret)
    wish = place.wish if place.wish is not None else spot.block.x_of(place.caret, spot.line)
    y = _next_row(spot, step)
    if distance:
        # From the row's upper edge down and from its lower edge up, so that one page takes the other back.
        row = spot.placed.rows[spot.index]
        y = spot.block_top + (row.top + distance if step > 0 else row.bottom - 1 - distance)
    if y < 0:
        caret = 0
    elif y >= layout.height:
        caret = len(layout.text)
    else:
        caret = layout.offset_at(wish, y)
    anchor = place.anchor if stroke.shift else caret
    if stroke.shift and caret != anchor:
        start, end = snap(layout.text, min(caret, anchor), max(caret, anchor))
        caret = max(end, caret) if caret > anchor else min(start, caret)
    return Place(caret, anchor, wish)


def _next_row(spot: Spot, step: int) -> int:
    rows = spot.placed.rows
    if step < 0:
        return spot.block_top + rows[spot.index].top - 1
    last = spot.index == len(rows) - 1
    return spot.block_top + (spot.placed.height if last else rows[spot.index].bottom)


def _lay_out_towards(layout: ArticleLayout, caret: int, step: int, distance: int) -> None:
    """Make true the heights that the way leads through; estimates would miss the line."""
    index = layout.chunk_of(caret)
    layout.chunk(index)
    way = 0
    while 0 <= index + step < len(layout) and way <= distance:
        index += step
        layout.chunk(index)
        way += layout.chunk_height(index)
