"""The scrolling surface: header and column drawn where the scroll bar stands, in a theme and a size.

Knows nothing of keys, the mouse, caret and selection: that is `view.py`, which builds on this.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget
from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.article import Region
from annotator.ui.article.header import Header
from annotator.ui.article.layout import ArticleLayout
from annotator.ui.article.painting import ArticlePainter, Look
from annotator.ui.article.placing import Metrics
from annotator.ui.article.scrolling import Scroll
from annotator.ui.theme import ARTICLE_PX, LabelColours, Theme

MEASURE = 76
"""Characters on a line at most; with a ragged edge that makes about 70."""
SMALLEST_PX, LARGEST_PX = 11, 40
_MARGIN, _NARROWEST = 32, 120
_RING = 8
"""Rows around a line that rings, levels and tall glyphs may reach into."""
_NEAR = 128
"""Rows between two areas below which drawing both at once is cheaper: each looks at all of its paragraph."""


class ArticleCanvas(QAbstractScrollArea):
    """Shows a header and a column of text with spans."""

    zoom_requested = Signal(int)
    """Steps up or down, from the wheel with Ctrl."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show nothing yet, in that theme."""
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that comes and goes would change the column's place.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme = theme
        self._px = ARTICLE_PX
        self._title = self._subtitle = ""
        self._syncing = False
        self._painter = self._new_painter()
        self.column = ArticleLayout(
            "", metrics=self._painter.metrics, width=self._column_width(), chip_width=self._painter.chip_width
        )
        """The text's lines and what is where on them; replaced with every article."""
        self._header = self._new_header()
        self._scroll = Scroll(self.column, header=self._header.height, view=self.viewport().height())

    # ---- what is shown

    def _show_article(
        self, text: str, *, title: str, subtitle: str, mentions: Iterable[Mention], regions: Iterable[Region]
    ) -> None:
        self._title, self._subtitle = title, subtitle
        self.column = ArticleLayout(
            text,
            mentions=mentions,
            regions=regions,
            metrics=self._painter.metrics,
            width=self._column_width(),
            chip_width=self._painter.chip_width,
            show_rejected=self.column.show_rejected,
        )
        self._header = self._new_header()
        self._scroll = Scroll(self.column, header=self._header.height, view=self.viewport().height())
        self._scroll.go(0)
        self._refresh()

    def change_mentions(self, removed: Iterable[Mention], added: Iterable[Mention]) -> None:
        """Take mentions out and in; a changed one is in both. Only what they touch is laid out and drawn again."""
        before, held = self.column.height, self._scroll.hold(self._read_at())
        rows = self.column.change_mentions(removed, added)
        self._redraw(rows, held=held if self.column.height != before else None)

    def set_regions(self, regions: Iterable[Region]) -> None:
        """Show other ignored regions."""
        before, held = self.column.height, self._scroll.hold(self._read_at())
        rows = self.column.set_regions(regions)
        self._redraw(rows, held=held if self.column.height != before else None)

    def set_show_rejected(self, show: bool) -> None:  # noqa: FBT001 - a slot for a toggle's signal
        """Show rejected mentions struck through, or not at all."""
        held = self._scroll.hold(self._read_at())
        self.column.set_show_rejected(show=show)
        self._scroll.restore(held)
        self._refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take other colours and fonts."""
        self._theme = theme
        self._reshape()

    def set_zoom(self, px: int) -> None:
        """Set the size of the text in pixels; what is read stays in its place."""
        self._px = min(max(px, SMALLEST_PX), LARGEST_PX)
        self._reshape()

    @property
    def zoom(self) -> int:
        """The size of the text in pixels."""
        return self._px

    @property
    def theme(self) -> Theme:
        """The theme in use."""
        return self._theme

    @property
    def text(self) -> str:
        """The article's text, exactly as it was handed over."""
        return self.column.text

    def colours_of(self, label: str) -> LabelColours:
        """Return the colours a label has here."""
        return self._theme.label_colours(label)

    # ---- places

    def scroll_to(self, start: int, end: int) -> None:
        """Bring a range into sight."""
        if self._scroll.show(start, end, margin=self._painter.metrics.line):
            self._refresh()

    def to_column(self, point: QPoint) -> tuple[int, int]:
        """Return a point of the viewport in the column's pixels."""
        return point.x() - self._left, point.y() + self._scroll.top

    def offset_at(self, point: QPoint) -> int:
        """Return the caret's place nearest to a point of the viewport."""
        return self.column.offset_at(*self.to_column(point))

    def rect_of(self, start: int, end: int) -> QRect:
        """Return where the range's first line is in the viewport, reaching down to its last line's bottom."""
        left, top, right, bottom = self.column.extent(start, end)
        return QRect(left + self._left, top - self._scroll.top, max(1, right - left), bottom - top)

    @property
    def _left(self) -> int:
        return (self.viewport().width() - self.column.width) // 2

    def _column_width(self) -> int:
        room = self.viewport().width() - 2 * _MARGIN
        return max(_NARROWEST, min(round(MEASURE * self._painter.metrics.character), room))

    # ---- drawing

    def look(self) -> Look:
        """Return what is shown besides text and spans."""
        return Look()

    def _new_painter(self) -> ArticlePainter:
        metrics = Metrics(text=self._theme.reading_font(self._px), chip=self._theme.chip_font(self._px))
        return ArticlePainter(self._theme, metrics, self.colours_of)

    def _new_header(self) -> Header:
        width = self._column_width()
        return Header(self._title, self._subtitle, theme=self._theme, width=width, scale=self._px / ARTICLE_PX)

    def _reshape(self) -> None:
        """Lay everything out again for another width, size or theme; the text at the top stays there."""
        held = self._scroll.hold()
        self._painter = self._new_painter()
        metrics, width = self._painter.metrics, self._column_width()
        self.column.set_geometry(metrics, width, chip_width=self._painter.chip_width)
        self._header = self._new_header()
        at_top = self._scroll.value == 0
        self._scroll = Scroll(self.column, header=self._header.height, view=self.viewport().height())
        if at_top:
            self._scroll.go(0)
        else:
            self._scroll.restore(held)
        self._refresh()

    def _refresh(self) -> None:
        """Draw everything again and let the scroll bar tell the truth."""
        self._sync_bar()
        self.viewport().update()

    def _read_at(self) -> int:
        """Return the place of the text that is to stay where it is when lines around it move; -1 for the top."""
        return -1

    def _redraw(self, rows: Iterable[tuple[int, int]], *, held: tuple[int, int] | None = None) -> None:
        """Draw these rows of the column again; or everything, with what was held in its place, when lines moved."""
        if held is not None:
            self._scroll.restore(held)
            self._refresh()
            return
        viewport, top = self.viewport(), self._scroll.top
        for high, low in rows:
            viewport.update(0, high - top - _RING, viewport.width(), low - high + 2 * _RING)

    def _redraw_lines(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Draw the lines again on which carets at these places, or between them, stand."""
        self._redraw([self.column.rows(*one) for one in ranges])

    def _sync_bar(self) -> None:
        bar = self.verticalScrollBar()
        self._syncing = True
        bar.setRange(0, self._scroll.maximum)
        bar.setPageStep(max(1, self.viewport().height() - self._painter.metrics.line))
        bar.setSingleStep(self._painter.metrics.line)
        bar.setValue(self._scroll.value)
        self._syncing = False

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Follow the scroll bar."""
        if self._syncing:
            return
        moved = self._scroll.go(self.verticalScrollBar().value())
        self._sync_bar()
        if abs(moved) < self.viewport().height():
            self.viewport().scroll(0, moved)
        else:
            self.viewport().update()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        """Break lines anew when the column's width changes; show more or less otherwise."""
        if self._column_width() != self.column.width:
            self._reshape()
            return
        self._scroll.view = self.viewport().height()
        self._scroll.keep()
        self._refresh()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll, or with Ctrl ask for another size."""
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            if event.angleDelta().y():
                self.zoom_requested.emit(1 if event.angleDelta().y() > 0 else -1)
            event.accept()
            return
        super().wheelEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is in the event's region."""
        painter, look = QPainter(self.viewport()), self.look()
        for area in bands(event.region()):
            self._paint_band(painter, area, look)
        painter.end()

    def _paint_band(self, painter: QPainter, area: QRect, look: Look) -> None:
        top = self._scroll.top
        painter.save()
        # Glyphs reach into the next band: drawn there a second time they would come out darker.
        painter.setClipRect(area)
        painter.fillRect(area, self._theme.panel)
        if area.top() + top < 0:
            painter.translate(self._left, -self._scroll.value)
            self._header.paint(painter)
            painter.resetTransform()
        painter.translate(self._left, -top)
        self._painter.paint(painter, self.column, top=area.top() + top, bottom=area.bottom() + 1 + top, look=look)
        painter.restore()


def bands(region: QRegion) -> list[QRect]:
    """Return rectangles one below the other that cover a region, so that what lies between far lines is not drawn."""
    found: list[QRect] = []
    # Qt keeps them from top to bottom.
    for rect in cast("Iterable[QRect]", region):
        if found and rect.top() <= found[-1].bottom() + _NEAR:
            found[-1] = found[-1].united(rect)
        else:
            found.append(QRect(rect))
    return found
