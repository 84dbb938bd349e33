"""The boxes behind spans as small pictures, one for each shape and colour, kept so that a frame only copies them."""

from __future__ import annotations

from collections import OrderedDict

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPixmap

from annotator.domain.decision import SpanState
from annotator.ui.theme import LabelColours

KNOB = 5
"""Pixels by which a grip reaches below its line."""
RADIUS = 5.0
_KEPT = 400
_TINT = 0.34
"""How much of a label's fill a suggestion has."""
_FOOT = 2
"""Height of an accepted span's solid edge below."""


def outline(rect: QRectF, *, open_left: bool, open_right: bool, radius: float = RADIUS) -> QPainterPath:
    """Return the rounded outline of a rectangle without the sides that are open."""
    r = min(radius, rect.width() / 2, rect.height() / 2)
    path = QPainterPath()
    if open_left and open_right:
        path.moveTo(rect.left(), rect.top())
        path.lineTo(rect.right(), rect.top())
        path.moveTo(rect.left(), rect.bottom())
        path.lineTo(rect.right(), rect.bottom())
    elif open_left:
        path.moveTo(rect.left(), rect.top())
        path.arcTo(QRectF(rect.right() - 2 * r, rect.top(), 2 * r, 2 * r), 90, -90)
        path.arcTo(QRectF(rect.right() - 2 * r, rect.bottom() - 2 * r, 2 * r, 2 * r), 0, -90)
        path.lineTo(rect.left(), rect.bottom())
    elif open_right:
        path.moveTo(rect.right(), rect.top())
        path.arcTo(QRectF(rect.left(), rect.top(), 2 * r, 2 * r), 90, 90)
        path.arcTo(QRectF(rect.left(), rect.bottom() - 2 * r, 2 * r, 2 * r), 180, 90)
        path.lineTo(rect.right(), rect.bottom())
    else:
        path.addRoundedRect(rect, r, r)
    return path


class BoxArt:
    """Draws boxes by copying pictures it made before."""

    def __init__(self) -> None:
        """Start with none."""
        self._kept: OrderedDict[tuple[object, ...], QPixmap] = OrderedDict()

    def clear(self) -> None:
        """Forget all pictures: the colours have changed."""
        self._kept.clear()

    def picture(
        self,
        width: int,
        height: int,
        *,
        colours: LabelColours,
        state: SpanState,
        open_left: bool,
        open_right: bool,
        ratio: float,
    ) -> QPixmap:
        """Return the box of that size in logical pixels for a screen with `ratio` device pixels to one."""
        key = (width, height, colours.fill.rgba(), colours.edge.rgba(), state, open_left, open_right, ratio)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        picture = QPixmap(round(width * ratio), round(height * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        draw_box(
            painter,
            QRectF(0, 0, width, height),
            colours=colours,
            state=state,
            open_left=open_left,
            open_right=open_right,
        )
        painter.end()
        self._kept[key] = picture
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return picture


def draw_box(
    painter: QPainter, rect: QRectF, *, colours: LabelColours, state: SpanState, open_left: bool, open_right: bool
) -> None:
    """Draw a box as a vector: what the pictures are made of, and what goes onto paper."""
    if state is SpanState.REJECTED:
        return
    far = 3 * RADIUS
    whole = rect.adjusted(-far if open_left else 0, 0, far if open_right else 0, 0)
    painter.save()
    painter.setClipRect(rect, Qt.ClipOperation.IntersectClip)
    painter.setPen(Qt.PenStyle.NoPen)
    if state is SpanState.ACCEPTED:
        # The foot is the lower part of a box of its own, so that its corners follow the box's.
        painter.setBrush(colours.edge)
        painter.drawRoundedRect(whole.adjusted(0, whole.height() - 3 * RADIUS, 0, 0), RADIUS, RADIUS)
        painter.setBrush(colours.fill)
        painter.drawRoundedRect(whole.adjusted(0, 0, 0, -_FOOT), RADIUS, RADIUS)
    else:
        tint = QColor(colours.fill)
        tint.setAlphaF(_TINT)
        painter.setBrush(tint)
        painter.drawRoundedRect(whole, RADIUS, RADIUS)
        pen = QPen(colours.edge, 1, Qt.PenStyle.CustomDashLine, Qt.PenCapStyle.FlatCap)
        pen.setDashPattern([3, 2])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        inset = rect.adjusted(0 if open_left else 0.5, 0.5, 0 if open_right else -0.5, -0.5)
        painter.drawPath(outline(inset, open_left=open_left, open_right=open_right, radius=RADIUS - 0.5))
    painter.restore()


def draw_ring(painter: QPainter, rect: QRectF, accent: QColor, *, open_left: bool, open_right: bool) -> None:
    """Draw the ring of the focused span around its box."""
    grown = rect.adjusted(0 if open_left else -1, -1, 0 if open_right else 1, 1)
    painter.setPen(QPen(accent, 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPath(outline(grown, open_left=open_left, open_right=open_right, radius=RADIUS + 1))


def draw_handle(painter: QPainter, x: float, bottom: float, *, accent: QColor) -> None:
    """Draw the grip by which an end of the focused span is dragged: at its foot, where no sign behind it stands."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(accent)
    painter.drawRoundedRect(QRectF(x - 2.5, bottom - 2 * KNOB, 5, 2 * KNOB), 2, 2)


def draw_strike(painter: QPainter, left: float, right: float, y: float, colour: QColor) -> None:
    """Draw the line through a rejected span."""
    painter.setPen(QPen(colour, 1.5))
    painter.drawLine(QLineF(left, y, right, y))
