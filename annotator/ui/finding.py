"""Finding text in the open article: what the find bar asks for, marked in the view."""

from __future__ import annotations

import re
from bisect import bisect_left

from PySide6.QtCore import QObject

from annotator.ui.article.view import ArticleView
from annotator.ui.bridge import Bridge
from annotator.ui.dialogs.find import FindBar

_MOST = 10_000


class Finding(QObject):
    """Keeps the places of the present query and which of them is current."""

    def __init__(self, bridge: Bridge, view: ArticleView, bar: FindBar) -> None:
        """Listen to the bar."""
        super().__init__(bar)
        self._bridge = bridge
        self._view = view
        self._bar = bar
        self._places: list[tuple[int, int]] = []
        self._at = 0
        bar.query_changed.connect(self._look)
        bar.step_requested.connect(self.step)
        bar.closed.connect(self._close)
        bridge.page_changed.connect(self._clear)

    def open(self) -> None:
        """Open the bar, looking for what is selected if that is on one line."""
        page, selection = self._bridge.page, self._view.selection()
        selected = page.article.text[slice(*selection)] if page is not None and selection is not None else ""
        self._bar.open_bar("" if "\n" in selected else selected)

    def step(self, by: int) -> None:
        """Go to the next or previous place, round the ends."""
        if self._places:
            self._at = (self._at + by) % len(self._places)
            self._show()

    def _look(self, query: str, match_case: bool) -> None:  # noqa: FBT001 - a slot of the bar's signal
        page = self._bridge.page
        self._places = []
        if query and page is not None:
            pattern = re.compile(re.escape(query), 0 if match_case else re.IGNORECASE)
            for match in pattern.finditer(page.article.text):
                self._places.append(match.span())
                if len(self._places) == _MOST:
                    break
        self._at = bisect_left(self._places, (self._view.caret, 0)) % len(self._places) if self._places else 0
        self._show()

    def _show(self) -> None:
        current = self._places[self._at] if self._places else None
        self._view.set_find_matches(self._places, current)
        self._bar.show_count(self._at + 1, len(self._places))
        if current is not None:
            self._view.scroll_to(*current)

    def _close(self) -> None:
        """Take the marks away; the caret goes to the place that was found last, ready for a label key."""
        if self._places:
            self._view.select(*self._places[self._at])
        self._clear()
        self._view.setFocus()

    def _clear(self) -> None:
        self._places = []
        self._view.set_find_matches([])
        self._bar.hide()
