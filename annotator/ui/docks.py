"""The panels in their docks: made after the first paint, arranged, and handed what the window shows.

Until they are there, empty docks of their width hold the article in its place.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtWidgets import QDockWidget, QMainWindow, QStackedWidget, QWidget
from typing_extensions import override

from annotator.domain.annotation import AnnotationSet, Mention
from annotator.ui.bars import plain_label
from annotator.ui.theme import Theme
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes

if TYPE_CHECKING:
    from annotator.ui.panels.base import Panel

_LEFT, _RIGHT = Qt.DockWidgetArea.LeftDockWidgetArea, Qt.DockWidgetArea.RightDockWidgetArea
_WIDTHS = {_LEFT: 292, _RIGHT: 288}
_BEHIND = ("why", "history", "notes")
_HEIGHTS = {"labels": 440, "entities": 180, "why": 150}


class Centre(QStackedWidget):
    """What stands between the docks, one page of several."""

    def __init__(self) -> None:
        """Begin without a page."""
        super().__init__()
        self.currentChanged.connect(self._change_size)

    def _change_size(self, _page: int) -> None:
        self.updateGeometry()

    @override
    def minimumSizeHint(self) -> QSize:
        # Not the largest page's: one that is not shown would take the docks' room, and keep it.
        shown = self.currentWidget()
        return shown.minimumSizeHint() if shown is not None else super().minimumSizeHint()


class Docks(QObject):
    """All panels of one window, as one."""

    article_requested = Signal(int)
    mention_requested = Signal(str)
    label_requested = Signal(str)
    undo_to_requested = Signal(int)
    action_requested = Signal(str)
    place_requested = Signal(int, int)
    note_edit_requested = Signal(str)
    note_delete_requested = Signal(str)
    order_chosen = Signal(str)

    def __init__(self, window: QMainWindow) -> None:
        """Hold the panels' places."""
        super().__init__(window)
        self._window = window
        self.panels: dict[str, Panel] = {}
        self._docks: dict[str, QDockWidget] = {}
        self._sized = False
        window.setCorner(Qt.Corner.BottomLeftCorner, _LEFT)
        window.setCorner(Qt.Corner.BottomRightCorner, _RIGHT)
        self._holders = [self._holder(area) for area in (_LEFT, _RIGHT)]

    def _holder(self, area: Qt.DockWidgetArea) -> QDockWidget:
        dock = QDockWidget(self._window)
        dock.setTitleBarWidget(QWidget())
        room = QWidget()
        room.setFixedWidth(_WIDTHS[area])
        dock.setWidget(room)
        self._window.addDockWidget(area, dock)
        return dock

    def fill(self, theme: Theme, *, sized: bool) -> None:
        """Make the panels in the places that were held for them; `sized` when their sizes are kept from before."""
        from annotator.ui.panels import PANELS  # noqa: PLC0415 - after the first paint

        for kind in PANELS:
            self._add(kind(), theme)
        for holder in self._holders:
            self._window.removeDockWidget(holder)
            holder.deleteLater()
        self._holders = []
        self._sized = sized
        self._arrange()

    def _add(self, panel: Panel, theme: Theme) -> None:
        from annotator.ui.panels.articles import ArticlesPanel  # noqa: PLC0415 - after the first paint
        from annotator.ui.panels.notes import NotesPanel  # noqa: PLC0415 - likewise

        dock = QDockWidget(panel.title, self._window)
        dock.setObjectName(f"{panel.name}Dock")
        dock.setWidget(panel)
        dock.setFeatures(
            QDockWidget.DockWidgetFeature.DockWidgetMovable | QDockWidget.DockWidgetFeature.DockWidgetClosable
        )
        # A tab says itself what is behind it.
        behind = panel.name in _BEHIND
        dock.setTitleBarWidget(QWidget() if behind else plain_label(panel.title, look="heading", name="dockTitle"))
        self._window.addDockWidget(panel.area, dock)
        self.panels[panel.name] = panel
        self._docks[panel.name] = dock
        panel.show_theme(theme)
        panel.article_requested.connect(self.article_requested)
        panel.mention_requested.connect(self.mention_requested)
        panel.label_requested.connect(self.label_requested)
        panel.undo_to_requested.connect(self.undo_to_requested)
        panel.action_requested.connect(self.action_requested)
        if isinstance(panel, ArticlesPanel):
            panel.order_chosen.connect(self.order_chosen)
        if isinstance(panel, NotesPanel):
            panel.place_requested.connect(self.place_requested)
            panel.note_edit_requested.connect(self.note_edit_requested)
            panel.note_delete_requested.connect(self.note_delete_requested)

    def _arrange(self) -> None:
        """Put the lesser panels behind one another, so that all fit a small screen."""
        behind = [self._docks[name] for name in _BEHIND if name in self._docks]
        for one, other in pairwise(behind):
            self._window.tabifyDockWidget(one, other)
        if behind:
            behind[0].raise_()
        self._share_heights()
        sides = [self._docks[name] for name in ("queue", "labels") if name in self._docks]
        self._window.resizeDocks(sides, [_WIDTHS[_LEFT], _WIDTHS[_RIGHT]][: len(sides)], Qt.Orientation.Horizontal)

    def _share_heights(self) -> None:
        column = [name for name in _HEIGHTS if name in self._docks]
        heights = [_HEIGHTS[name] for name in column]
        self._window.resizeDocks([self._docks[name] for name in column], heights, Qt.Orientation.Vertical)

    def go_to(self, name: str) -> None:
        """Show a panel and give it the keyboard."""
        if name in self.panels:
            self._docks[name].show()
            self._docks[name].raise_()
            self.panels[name].take_focus()

    def search(self) -> None:
        """Put the keyboard into the queue's search field."""
        from annotator.ui.panels.articles import ArticlesPanel  # noqa: PLC0415 - after the first paint

        self.go_to("queue")
        panel = self.panels.get("queue")
        if isinstance(panel, ArticlesPanel):
            panel.focus_search()

    def ahead(self, count: int) -> list[int]:
        """Return the numbers of the articles that come next in the queue, none before there is one."""
        from annotator.ui.panels.articles import ArticlesPanel  # noqa: PLC0415 - after the first paint

        panel = self.panels.get("queue")
        return panel.ahead(count) if isinstance(panel, ArticlesPanel) else []

    def read_guideline(self) -> None:
        """Put the keyboard into the guideline of the focused label."""
        from annotator.ui.panels.labels import LabelsPanel  # noqa: PLC0415 - after the first paint

        self.go_to("labels")
        panel = self.panels.get("labels")
        if isinstance(panel, LabelsPanel):
            panel.focus_guideline()

    # ---- what the window shows, handed to each

    def show_theme(self, theme: Theme) -> None:
        """Hand on a theme."""
        for panel in self.panels.values():
            panel.show_theme(theme)

    def show_session(self, session: Session | None) -> None:
        """Hand on a session; without one there is nothing beside the welcome page."""
        for panel in self.panels.values():
            panel.show_session(session)
        for dock in [*self._docks.values(), *self._holders]:
            dock.setVisible(session is not None)
        if session is not None and self._docks and not self._sized:
            # A scheme's labels would take what they can get; from now on sizes are whoever's who moves them.
            self._sized = True
            self._share_heights()

    def show_page(self, page: AnnotationSet | None) -> None:
        """Hand on a page."""
        for panel in self.panels.values():
            panel.show_page(page)

    def show_changes(self, page: AnnotationSet, changes: Changes) -> None:
        """Hand on a committed step."""
        for panel in self.panels.values():
            panel.show_changes(page, changes)

    def show_focus(self, mention: Mention | None) -> None:
        """Hand on the mention in focus."""
        for panel in self.panels.values():
            panel.show_focus(mention)

    def refresh_rows(self) -> None:
        """Let the panels look again at articles that suggestions were stored for."""
        for panel in self.panels.values():
            panel.refresh_rows()
