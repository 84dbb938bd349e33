"""The article as people meet it: a caret, a selection, a focused span, and signals that say what they want done.

It shows what it was handed and never changes a mention. All offsets are code points. Geometry is in `layout.py`,
drawing in `painting.py`, gestures in `mouse.py` and `keyboard.py`, what screen readers get in `accessibility.py`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessibleInterface,
    QFocusEvent,
    QGuiApplication,
    QHelpEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
)
from PySide6.QtWidgets import QApplication, QToolTip, QWidget
from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.article import Region
from annotator.ui.article import accessibility, hover, keyboard, printing
from annotator.ui.article.mouse import Mouse
from annotator.ui.article.painting import Look
from annotator.ui.article.reviewing import ReviewCanvas
from annotator.ui.theme import Theme


class ArticleView(ReviewCanvas):
    """Shows one article with its spans, a caret and a selection."""

    selection_changed = Signal()
    caret_moved = Signal(int)
    mention_clicked = Signal(str, Qt.KeyboardModifier)
    mention_double_clicked = Signal(str, QPoint)
    selection_made = Signal(int, int, QPoint)
    bounds_dragged = Signal(str, int, int)
    range_clicked = Signal(int, int)
    """A lane's bar was clicked, or the text of an emphasised range."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        """Show an empty article in that theme."""
        super().__init__(theme, parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Article"))
        self.viewport().setMouseTracking(True)
        self._place = keyboard.Place(0, 0)
        self._focus = ""
        self._matches: Sequence[tuple[int, int]] = ()
        self._current: tuple[int, int] | None = None
        self._caret_on = False
        self._blink = QTimer(self)
        self._blink.timeout.connect(self._on_blink)
        self._mouse = Mouse(self)
        self.accessible: QAccessibleInterface | None = None
        """What screen readers were given; Qt does not keep it alive by itself."""
        accessibility.install()

    def set_article(
        self,
        text: str,
        *,
        title: str = "",
        subtitle: str = "",
        mentions: Iterable[Mention] = (),
        regions: Iterable[Region] = (),
    ) -> None:
        """Show an article from its top, with nothing selected or focused. The title is no part of the offsets."""
        self._mouse.cancel()
        self._place, self._focus = keyboard.Place(0, 0), ""
        self._matches, self._current = (), None
        self._forget_review()
        self._show_article(text, title=title, subtitle=subtitle, mentions=mentions, regions=regions)
        accessibility.tell_text(self)
        self.selection_changed.emit()

    def set_find_matches(self, ranges: Iterable[tuple[int, int]], current: tuple[int, int] | None = None) -> None:
        """Mark ranges as found, one of them as the current one."""
        self._matches, self._current = sorted(ranges), current
        self.viewport().update()

    # ---- the focused mention

    @property
    def focus_key(self) -> str:
        """The focused mention's key, "" for none."""
        return self._focus

    @property
    def focused(self) -> Mention | None:
        """The focused mention, if there is one."""
        return self.column.mention(self._focus) if self._focus else None

    def set_focus_key(self, key: str | None, *, ensure_visible: bool = True) -> None:
        """Put the ring around a mention, or around none."""
        old, self._focus = self.focused, key or ""
        new = self.focused
        if old is not None:
            self._redraw_mention(old)
        if new is None:
            return
        if new != old:
            accessibility.tell_focus(self, new)
        if ensure_visible and self._scroll.show(new.start, new.end, margin=self._painter.metrics.line):
            self._refresh()
        else:
            self._redraw_mention(new)

    @property
    def focus_range(self) -> tuple[int, int] | None:
        """The range with the ring of the focus, None for none."""
        return self._ring

    def set_focus_range(self, start: int | None, end: int | None = None, *, ensure_visible: bool = True) -> None:
        """Put the ring around a range, whether there is a mention or not; `set_focus_range(None)` takes it away.

        A focused mention that overlaps the range has the ring instead, for as long as it has the focus.
        """
        old = self._ring
        self._ring = self._clamped(start, end)
        self._redraw_lines(one for one in (old, self._ring) if one is not None)
        if self._ring is None:
            return
        if self._ring != old:
            accessibility.tell_range(self, *self._ring)
        if ensure_visible and self._scroll.show(*self._ring, margin=self._context):
            self._refresh()

    @override
    def _read_at(self) -> int:
        return self._place.caret

    def _redraw_mention(self, mention: Mention) -> None:
        # The ring of a range comes and goes with the focus of a mention over it.
        self._redraw_lines([(mention.start, mention.end), *([self._ring] if self._ring is not None else [])])

    # ---- caret and selection

    @property
    def caret(self) -> int:
        """The text caret's place."""
        return self._place.caret

    @property
    def anchor(self) -> int:
        """The other end of the selection; the caret's place when nothing is selected."""
        return self._place.anchor

    def selection(self) -> tuple[int, int] | None:
        """Return the selected range, or None when nothing is selected."""
        low, high = sorted((self._place.caret, self._place.anchor))
        return (low, high) if low < high else None

    @property
    def drags_bounds(self) -> bool:
        """Tell whether the selection is that of a handle being dragged, and so still about the focused mention."""
        return self._mouse.has_grip

    def set_caret(self, offset: int, *, extend: bool = False) -> None:
        """Put the caret somewhere, extending the selection or ending it."""
        offset = min(max(offset, 0), len(self.text))
        self._go(keyboard.Place(offset, self._place.anchor if extend else offset))

    def select(self, start: int, end: int) -> None:
        """Select a range; the caret goes to `end`, which may be the smaller one."""
        anchor, caret = (min(max(one, 0), len(self.text)) for one in (start, end))
        self._go(keyboard.Place(caret, anchor))

    def clear_selection(self) -> None:
        """Select nothing; the caret stays."""
        self._go(keyboard.Place(self._place.caret, self._place.caret))

    def select_all(self) -> None:
        """Select the whole text."""
        self.select(0, len(self.text))

    def copy(self) -> None:
        """Put the selected text on the clipboard, exactly as it is in the article."""
        selection = self.selection()
        if selection is not None:
            QGuiApplication.clipboard().setText(self.text[slice(*selection)])

    def caret_rect(self) -> QRect:
        """Return where the caret is in the viewport."""
        x, top, bottom = self.column.caret(self._place.caret)
        return QRect(round(x) - 1 + self._left, top - self._scroll.top, 2, bottom - top)

    def _go(self, place: keyboard.Place) -> None:
        old, selected = self._place, self.selection()
        self._place = place
        if (old.caret, old.anchor) == (place.caret, place.anchor):
            return
        self._restart_blink()
        carets = {(old.caret, old.caret), (place.caret, place.caret)}
        self._redraw_lines([*carets, *unlike(selected, self.selection())])
        if old.caret != place.caret:
            accessibility.tell_caret(self)
            self.caret_moved.emit(place.caret)
        if selected != self.selection():
            accessibility.tell_selection(self)
            self.selection_changed.emit()

    # ---- drawing

    @override
    def look(self) -> Look:
        """Return what is shown besides text and spans."""
        caret = self._place.caret if self._caret_on else None
        ring = self._ring
        if ring is not None and (one := self.focused) is not None and one.start < ring[1] and ring[0] < one.end:
            ring = None
        return Look(self._focus, self.selection(), caret, self._matches, self._current, self._emphasis, ring)

    def _restart_blink(self) -> None:
        self._caret_on = self.hasFocus()
        period = QApplication.cursorFlashTime() // 2
        if self._caret_on and period > 0:
            self._blink.start(period)
        else:
            self._blink.stop()

    def _on_blink(self) -> None:
        self._caret_on = not self._caret_on
        self.viewport().update(self.caret_rect().adjusted(-2, -2, 2, 2))

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the caret. What Qt does here is to draw everything again, of which nothing else has changed."""
        self._restart_blink()
        self._redraw_lines([(self.caret, self.caret)])

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Hide the caret."""
        self._blink.stop()
        self._caret_on = False
        self._redraw_lines([(self.caret, self.caret)])

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        """Stop what runs."""
        super().hideEvent(event)
        self._blink.stop()
        self._mouse.cancel()

    # ---- keys and the mouse

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move the caret, copy or select all; every other key is the window's."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        elif event.matches(QKeySequence.StandardKey.SelectAll):
            self.select_all()
        else:
            stroke = keyboard.Stroke.of(event.key(), event.modifiers())
            page = max(self._painter.metrics.line, self.viewport().height() - 2 * self._painter.metrics.line)
            place = keyboard.moved(self.column, self._place, stroke, page=page) if stroke is not None else None
            if place is None:
                event.ignore()
                return
            seen = self._scroll.hold()
            self._go(place)
            self._scroll.show(place.caret, place.caret + 1, margin=self._painter.metrics.line // 2, step=True)
            if self._scroll.hold() != seen:
                self.viewport().update()
            # Going up and down may have laid out chunks beyond the edges, which only the scroll bar shows.
            self._sync_bar()
        event.accept()

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a gesture with the left button."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._mouse.press(event.position().toPoint(), event.modifiers())
        else:
            event.ignore()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with a gesture, or show by the pointer what is under it."""
        point = event.position().toPoint()
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._mouse.move(point, event.modifiers())
        else:
            self.viewport().setCursor(hover.pointer(self.column, self.focused, *self.to_column(point)))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End a gesture."""
        if event.button() is Qt.MouseButton.LeftButton:
            where = event.globalPosition().toPoint()
            self._mouse.release(event.position().toPoint(), event.modifiers(), where=where)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Ask for a mention's labels, or select a word."""
        if event.button() is Qt.MouseButton.LeftButton:
            self._mouse.double_click(event.position().toPoint(), where=event.globalPosition().toPoint())

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        """Show what is known about the mention or the lane's bar under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            said = hover.tool_tip_at(self.column, *self.to_column(event.pos()))
            if said:
                QToolTip.showText(event.globalPos(), said, self.viewport())
            else:
                QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    # ---- paper

    def print_to(self, device: printing.Pages) -> None:
        """Print the article with its spans on the device's pages (a QPrinter or a QPdfWriter)."""
        printing.print_article(
            device, self.column, title=self._title, subtitle=self._subtitle, theme=self._theme, colours=self.colours_of
        )


def unlike(one: tuple[int, int] | None, other: tuple[int, int] | None) -> list[tuple[int, int]]:
    """Return ranges that hold every place which is in one of two ranges and not in the other."""
    if one is None or other is None:
        return [known for known in (one, other) if known is not None]
    return [(min(ends), max(ends)) for ends in zip(one, other, strict=True) if ends[0] != ends[1]]
