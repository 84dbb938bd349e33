"""A flow of small widgets that keeps the height it once had: what stands above must not jump from case to case."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from annotator.ui.panels.flow import FlowLayout


class SteadyLayout(FlowLayout):
    """Lays widgets out as words of a text; grows when it must, shrinks only when its width or `forget` asks for it."""

    def __init__(self, parent: QWidget, *, space: int) -> None:
        """Begin empty."""
        super().__init__(parent, space=space)
        self._width = -1
        self._most = 0

    def forget(self) -> None:
        """Let go of the height that other widgets needed."""
        self._most = 0
        self.invalidate()

    @override
    def heightForWidth(self, width: int, /) -> int:
        needed = super().heightForWidth(width)
        if width != self._width:
            return needed
        self._most = max(self._most, needed)
        return self._most

    @override
    def setGeometry(self, rect: QRect, /) -> None:
        if rect.width() != self._width:
            self._width, self._most = rect.width(), 0
        super().setGeometry(rect)


class SteadyFlow(QWidget):
    """A widget that holds such a flow, for a column of widgets."""

    def __init__(self, parent: QWidget | None = None, *, space: int = 8) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.flow = SteadyLayout(self, space=space)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
