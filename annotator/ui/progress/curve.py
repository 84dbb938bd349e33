"""The learning curve as a widget: arrows go from article to article, each read to screen readers; Enter opens it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from annotator.ui.own_keys import CHOOSE, is_plain, keep
from annotator.ui.progress.curve_painting import Plot, bottom_of, paint_curve, paint_place, plot_of
from annotator.ui.progress.values import Curve
from annotator.ui.theme import Theme

_PAGE = 10
_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageUp: -_PAGE,
    Qt.Key.Key_PageDown: _PAGE,
}
_ENDS = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: -1}
_KEYS = frozenset((*_STEPS, *_ENDS)) | CHOOSE


class CurveView(QWidget):
    """The drawing. It says what is in focus; in words that is said by `sentence`, which whoever holds it provides."""

    place_changed = Signal(int)
    """Another article is in focus: its place on the curve, -1 for none."""
    article_requested = Signal(int)
    """This article is wanted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Begin without a curve."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self._curve = Curve()
        self._low = bottom_of(self._curve)
        self._picture: QPixmap | None = None
        self.place = -1
        """The article in focus by its place on the curve, -1 for none."""
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    @property
    def curve(self) -> Curve:
        """The curve that is shown."""
        return self._curve

    def show_curve(self, curve: Curve) -> None:
        """Show another curve; the focus stays on its article, or goes to the last one."""
        there = self._curve.points[self.place].article if 0 <= self.place < len(self._curve.points) else 0
        last = self.place == len(self._curve.points) - 1
        self._curve, self._low = curve, bottom_of(curve)
        place = next((at for at, one in enumerate(curve.points) if one.article == there), -1)
        if last or place < 0:
            place = len(curve.points) - 1
        self.place = place
        self._picture = None
        self.update()
        self.place_changed.emit(place)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self._picture = None
        self.update()

    def announce(self, sentence: str) -> None:
        """Say to screen readers what is in focus."""
        self.setAccessibleDescription(sentence)
        if self.hasFocus() and QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    # ---- sizes

    @override
    def sizeHint(self) -> QSize:
        return QSize(560, 280)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(240, 7 * self.fontMetrics().height())

    # ---- drawing

    def plot(self) -> Plot:
        """Return where the curve stands in the widget."""
        rect = QRectF(self.rect()).adjusted(4, 4, -4, -4)
        return plot_of(len(self._curve.points), self._low, rect, self.fontMetrics())

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        theme = self._theme
        if theme is None:
            return
        plot = self.plot()
        if self._picture is None:
            self._picture = self._drawn(plot, theme)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            painter.setPen(QPen(theme.accent, 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 8, 8)
        if 0 <= self.place < len(self._curve.points):
            paint_place(painter, self._curve, plot, theme, self.place)
        painter.end()

    def _drawn(self, plot: Plot, theme: Theme) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(self.size() * ratio)
        picture.setDevicePixelRatio(ratio)
        picture.fill(theme.panel)
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self.font())
        painter.translate(0, 0)
        paint_curve(painter, self._curve, plot, theme, below=self.tr("articles finished"))
        painter.end()
        return picture

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        self._picture = None

    @override
    def changeEvent(self, event: QEvent, /) -> None:
        super().changeEvent(event)
        self._picture = None

    # ---- going along

    def go(self, place: int) -> None:
        """Put an article into focus."""
        place = min(max(place, 0), len(self._curve.points) - 1)
        if place != self.place and place >= 0:
            self.place = place
            self.update()
            self.place_changed.emit(place)

    def _open(self) -> None:
        if 0 <= self.place < len(self._curve.points):
            self.article_requested.emit(self._curve.points[self.place].article)

    @override
    def event(self, event: QEvent, /) -> bool:
        return keep(event, _wants) or super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        key = Qt.Key(event.key())
        if not _wants(event):
            event.ignore()
        elif key in CHOOSE:
            self._open()
        elif key in _ENDS:
            self.go(_ENDS[key] % max(1, len(self._curve.points)))
        else:
            self.go(self.place + _STEPS[key])

    @override
    def mousePressEvent(self, event: QMouseEvent, /) -> None:
        self.go(self.plot().at(event.position().x()))

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent, /) -> None:
        self._open()

    @override
    def focusInEvent(self, event: QFocusEvent, /) -> None:
        super().focusInEvent(event)
        self.update()

    @override
    def focusOutEvent(self, event: QFocusEvent, /) -> None:
        super().focusOutEvent(event)
        self.update()


def _wants(event: QKeyEvent) -> bool:
    return is_plain(event, _KEYS)
