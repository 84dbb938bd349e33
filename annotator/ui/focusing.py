"""Which mention has the focus, and where it goes: along what is undecided, after the caret, to the next article.

The focus is a mention's key, "" for none; a selection or a caret in plain text takes it away, so that a label key
always means what the person sees marked. What is done to the focused mention is in `deciding.py`.
"""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal

from annotator.domain.annotation import AnnotationSet, Delta, Mention
from annotator.domain.decision import SpanState
from annotator.ui.article.view import ArticleView
from annotator.ui.bridge import Bridge
from annotator.workflow import browsing
from annotator.workflow.annotating import Session


class Focusing(QObject):
    """The focus in one article view."""

    focus_changed = Signal(object)
    """The mention in focus (Mention or None)."""
    said = Signal(str)
    """A sentence for the status bar: why nothing happened, or what did."""

    def __init__(self, bridge: Bridge, view: ArticleView, parent: QObject | None = None) -> None:
        """Listen to the view's caret and selection."""
        super().__init__(parent)
        self._bridge = bridge
        self._view = view
        self._focus = ""
        self._moving = False
        self._order = "imported"
        view.caret_moved.connect(self._caret_moved)
        view.selection_changed.connect(self._selection_changed)

    # ---- what is marked

    @property
    def focus(self) -> Mention | None:
        """The mention in focus."""
        page = self._bridge.page
        return page.find(self._focus) if page is not None and self._focus else None

    def set_focus(self, key: str, *, move_caret: bool = True) -> None:
        """Put the focus on a mention, or take it away with ""; one that is not drawn cannot have it."""
        page = self._bridge.page
        mention = page.find(key) if page is not None and key else None
        if mention is not None and mention.state is SpanState.REJECTED and not self._view.column.show_rejected:
            mention = None
        self._focus = mention.key if mention else ""
        self._moving = True
        if mention is not None and move_caret:
            self._view.clear_selection()
            self._view.set_caret(mention.start)
        self._view.set_focus_key(self._focus or None)
        self._moving = False
        self.focus_changed.emit(mention)

    def go_to(self, key: str) -> None:
        """Focus a mention and bring it into sight."""
        self.set_focus(key)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    # ---- moving on

    def follow_order(self, order: str) -> None:
        """Go on in this order of the queue from now on, as far as it can be followed."""
        self._order = order

    def next(self) -> None:
        """Go to the next undecided suggestion, in this article or the next that has one."""
        self._step(backwards=False)

    def previous(self) -> None:
        """Go to the previous undecided suggestion."""
        self._step(backwards=True)

    def _step(self, *, backwards: bool) -> None:
        page = self._bridge.page
        if page is None:
            return
        found = self._open_beside(page, backwards=backwards)
        if found is not None:
            self.set_focus(found.key)
        else:
            self._cross(page, backwards=backwards)

    def _open_beside(self, page: AnnotationSet, *, backwards: bool) -> Mention | None:
        here = self.focus
        if here is None:
            return page.next_open(self._view.caret, backwards=backwards)
        order = [one for one in page.mentions.touching(here.start, here.start + 1) if one.start == here.start]
        at = page.mentions.position(here.start) + (order.index(here) if here in order else 0)
        steps = range(at - 1, -1, -1) if backwards else range(at + 1, len(page.mentions))
        return next((page.mentions[index] for index in steps if page.mentions[index].is_open), None)

    def _cross(self, page: AnnotationSet, *, backwards: bool) -> None:
        session = self._bridge.session
        if session is None:
            return
        step = -1 if backwards else 1
        number = self._next(session, page.number, step=step, unfinished=True)
        if number is None:
            self.said.emit(self._nowhere(page, backwards=backwards))
            return
        self._bridge.open(number)
        opened = self._bridge.page
        if backwards and opened is not None:
            last = opened.next_open(len(opened.article.text) + 1, backwards=True)
            if last is not None:
                self.set_focus(last.key)

    def _nowhere(self, page: AnnotationSet, *, backwards: bool) -> str:
        """Return why there is nowhere to go: what is left is this one, or on its other side."""
        here = self.focus
        is_open = here is not None and here.is_open
        others = page.counts[SpanState.SUGGESTED] - is_open
        if not others:
            return self.tr("Only this one is undecided.") if is_open else self.tr("Every suggestion is decided.")
        if backwards:
            return self.tr("There is nothing undecided before this; %n behind it.", "", others)
        return self.tr("There is nothing undecided behind this; %n before it.", "", others)

    def go_on(self, after: int) -> None:
        """Focus the next undecided suggestion behind a place, else the first one left, else stay."""
        page = self._bridge.page
        if page is None:
            return
        found = page.next_open(after) or page.next_open(0)
        if found is not None:
            self.set_focus(found.key)
        else:
            self.set_focus(self._focus, move_caret=False)

    def _next(self, session: Session, number: int, *, step: int, unfinished: bool) -> int | None:
        return browsing.next_article(session, number, step=step, unfinished=unfinished, order=self._order)

    # ---- what the window hands on, and what the view says

    def show_page(self, page: AnnotationSet | None) -> None:
        """Begin a page at its first undecided suggestion."""
        first = page.next_open(0) if page is not None else None
        self.set_focus(first.key if first else "")

    def show_refreshed(self, delta: Delta) -> None:
        """Draw what was stored behind the window, leaving focus, selection and place as they are."""
        page, old = self._bridge.page, self._focus
        lost = next((one for one in delta.removed if one.key == old), None)
        self._view.change_mentions(delta.removed, delta.added)
        if page is None:
            return
        self._view.set_regions(page.regions)
        same = lost and next((one for one in delta.added if (one.start, one.end) == (lost.start, lost.end)), None)
        if same:
            self.set_focus(same.key, move_caret=False)
        elif lost or not old:
            found = None if self._view.selection() or self._view.caret else page.next_open(0)
            self.set_focus(found.key if found else "", move_caret=found is not None)
        else:
            self.set_focus(old, move_caret=False)

    def _caret_moved(self, offset: int) -> None:
        page = self._bridge.page
        if self._moving or page is None or self._view.selection() is not None:
            return
        there = [one for one in page.mentions.at(offset) if one.state is not SpanState.REJECTED]
        innermost = min(there, key=lambda one: one.end - one.start, default=None)
        key = innermost.key if innermost else ""
        if key != self._focus:
            self.set_focus(key, move_caret=False)

    def _selection_changed(self) -> None:
        if self._moving or self._view.drags_bounds:
            return
        if self._view.selection() is not None and self._focus:
            self.set_focus("", move_caret=False)
