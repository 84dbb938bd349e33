"""A flow of small widgets that keeps the height it once had: what stands above must not jump from case to case."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from annotator.ui.panels.flow import FlowLayout


class SteadyFlow(QWidget):
    """Lays widgets out as words of a text; grows when it must, shrinks only when its width or `forget` asks for it."""

    def __init__(self, parent: QWidget | None = None, *, space: int = 8) -> None:
        """Begin empty."""
        super().__init__(parent)
        self.flow = FlowLayout(self, space=space)
        self._most = 0
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def forget(self) -> None:
        """Let go of the height that other widgets needed."""
        self._most = 0
        self.updateGeometry()

    @override
    def hasHeightForWidth(self) -> bool:
        return True

    @override
    def heightForWidth(self, width: int, /) -> int:
        needed = self.flow.heightForWidth(width)
        if width == self.width():
            self._most = max(self._most, needed)
            return self._most
        return needed

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.flow.sizeHint().width(), self.heightForWidth(self.width()))

    @override
    def minimumSizeHint(self) -> QSize:
        return self.flow.minimumSize()

    @override
    def resizeEvent(self, event: QResizeEvent, /) -> None:
        super().resizeEvent(event)
        if event.oldSize().width() != event.size().width():
            self._most = 0
            self.updateGeometry()
