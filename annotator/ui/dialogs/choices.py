"""A button with a menu of names to tick: all of them, or some."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QAction, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QMenu, QPushButton, QWidget
from typing_extensions import override

from annotator.ui.models.plain import one_line

_SHOWN = 3


class Choices(QPushButton):
    """Shows what is ticked; the menu stays open while one ticks."""

    changed = Signal()
    """Something was ticked or unticked."""

    def __init__(self, names: Sequence[str], all_text: str, parent: QWidget | None = None) -> None:
        """Offer these names; `all_text` is shown while none is left out."""
        super().__init__(parent)
        self._all = all_text
        self.setAutoDefault(False)
        menu = QMenu(self)
        menu.installEventFilter(self)
        self.actions_by_name: dict[str, QAction] = {}
        for name in names:
            action = menu.addAction(one_line(name, limit=60).replace("&", "&&"))
            action.setCheckable(True)
            action.setChecked(True)
            action.toggled.connect(self._tell)
            self.actions_by_name[name] = action
        self.setMenu(menu)
        self.setEnabled(bool(names))
        self._show()

    @property
    def chosen(self) -> tuple[str, ...] | None:
        """The ticked names, None when none is left out (or all are, which says nothing)."""
        ticked = tuple(name for name, action in self.actions_by_name.items() if action.isChecked())
        return None if not ticked or len(ticked) == len(self.actions_by_name) else ticked

    def _tell(self) -> None:
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        some = self.chosen
        if some is None:
            text = self._all
        else:
            text = ", ".join(one_line(name, limit=30) for name in some[:_SHOWN])
            text += self.tr(" and {n} more").format(n=len(some) - _SHOWN) if len(some) > _SHOWN else ""
        self.setText(text.replace("&", "&&"))
        self.setAccessibleName(text)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Tick without closing the menu, by mouse or Space."""
        menu = self.menu()
        action = menu.activeAction() if watched is menu else None
        if action is not None and action.isCheckable():
            released = event.type() == QEvent.Type.MouseButtonRelease and isinstance(event, QMouseEvent)
            space = (
                event.type() == QEvent.Type.KeyPress
                and isinstance(event, QKeyEvent)
                and event.key() == Qt.Key.Key_Space
            )
            if released or space:
                action.toggle()
                return True
        return super().eventFilter(watched, event)
