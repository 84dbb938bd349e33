"""A button that shows its key, and its text as text; it never takes the focus from the article when it is clicked."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QStyle, QStyleOptionButton, QWidget
from typing_extensions import override

from annotator.ui.actions import key_text
from annotator.ui.models.plain import one_line, plain_tip
from annotator.ui.own_keys import CHOOSE, is_plain, keep
from annotator.ui.theme import Theme

_PAD = 12
_GAP = 8
_LONGEST = 32
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine


class KeyButton(QPushButton):
    """A button with a key cap at its end."""

    def __init__(self, parent: QWidget | None = None, *, chip: bool = False) -> None:
        """Begin empty; a `chip` is a smaller one that stays pressed."""
        super().__init__(parent)
        self._theme: Theme | None = None
        self._shown = ""
        self._key = ""
        self._pad = 8 if chip else _PAD
        self.setAutoDefault(False)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        if chip:
            self.setProperty("chip", True)  # noqa: FBT003 - Qt's own signature
            self.setCheckable(True)

    def show_text(self, text: str, *, key: str = "", tooltip: str = "") -> None:
        """Show a text and a key ("Shift+Return"; "" for none)."""
        self._shown, self._key = one_line(text, limit=_LONGEST), key_text(key) if key else ""
        # Qt would take & for the sign of a key.
        self.setText(self._shown.replace("&", "&&"))
        self.setAccessibleName(one_line(text))
        self.setAccessibleDescription(tooltip)
        self.setToolTip(plain_tip(tooltip))
        self.updateGeometry()
        self.update()

    def show_theme(self, theme: Theme | None) -> None:
        """Take the colours of a theme."""
        self._theme = theme
        self.updateGeometry()
        self.update()

    @property
    def key(self) -> str:
        """The key as it is shown."""
        return self._key

    @override
    def sizeHint(self) -> QSize:
        size = super().sizeHint()
        wide = QFontMetrics(self._text_font()).horizontalAdvance(self._shown)
        return QSize(2 * self._pad + wide + self._cap_room() + 2, size.height())

    @override
    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def _text_font(self) -> QFont:
        self.ensurePolished()
        font = QFont(self.font())
        if self.isCheckable():
            # A chip is bold while it is pressed; it must not push the others about.
            font.setWeight(QFont.Weight.DemiBold)
        return font

    def _cap_font(self) -> QFont:
        font = QFont(self.font())
        font.setPixelSize(max(9, QFontMetrics(font).height() * 11 // 18))
        font.setWeight(QFont.Weight.Normal)
        return font

    def _cap_size(self) -> QSize:
        metrics = QFontMetrics(self._cap_font())
        high = metrics.height() + 2
        return QSize(max(high, metrics.horizontalAdvance(self._key) + _GAP), high)

    def _cap_room(self) -> int:
        return _GAP + self._cap_size().width() - self._pad // 3 if self._key else 0

    @override
    def paintEvent(self, event: QPaintEvent, /) -> None:
        theme = self._theme
        if theme is None:
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        option.text = ""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.isChecked():
            # Not left to the style sheet: within a card it gives every widget the card's own ground.
            edge = 2 if self.hasFocus() else 1
            painter.setPen(QPen(theme.accent, edge))
            painter.setBrush(theme.accent_tint)
            ground = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
            painter.drawRoundedRect(ground, ground.height() / 2, ground.height() / 2)
        else:
            self.style().drawControl(QStyle.ControlElement.CE_PushButton, option, painter, self)
        painter.setFont(self._text_font() if self.isChecked() else self.font())
        painter.setPen(theme.accent if self.isChecked() else theme.text if self.isEnabled() else theme.quiet)
        painter.drawText(self._mirrored(self._text_rect()), _LEFT, self._shown)
        if self._key:
            cap = QRectF(self._mirrored(self._cap_rect())).adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(QPen(theme.hairline, 1))
            painter.setBrush(theme.panel if self.isEnabled() else theme.background)
            painter.drawRoundedRect(cap, 4, 4)
            painter.setFont(self._cap_font())
            painter.setPen(theme.quiet)
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, self._key)
        painter.end()

    def _text_rect(self) -> QRect:
        return self.rect().adjusted(self._pad + 1, 0, 0, 0)

    def _cap_rect(self) -> QRect:
        size = self._cap_size()
        right = self.width() - self._pad * 2 // 3
        return QRect(right - size.width(), (self.height() - size.height()) // 2, size.width(), size.height())

    def _mirrored(self, rect: QRect) -> QRect:
        return self.style().visualRect(self.layoutDirection(), self.rect(), rect)

    # ---- keys: with the focus on it, Enter presses this button, whatever it is to the window

    @override
    def event(self, event: QEvent, /) -> bool:
        return keep(event, _presses) or super().event(event)

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        if _presses(event):
            if not event.isAutoRepeat():
                self.click()
            return
        super().keyPressEvent(event)


def _presses(event: QKeyEvent) -> bool:
    return is_plain(event, CHOOSE)
