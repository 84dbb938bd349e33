"""From keys and clicks to decisions: which mention has the focus, and what each action means for it.

Knows the article view and the bridge; shows nothing itself. The focus is a mention's key, "" for none; a selection or a
caret in plain text takes it away, so that a label key always means what the person sees marked.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from annotator.domain import tokens
from annotator.domain.annotation import AnnotationSet, Delta, Mention
from annotator.domain.decision import SpanState
from annotator.ui.article.view import ArticleView
from annotator.ui.bridge import Bridge
from annotator.workflow import browsing
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes


class Deciding(QObject):
    """The keyboard's and the mouse's meaning in the article."""

    focus_changed = Signal(object)
    """The mention in focus (Mention or None)."""
    said = Signal(str)
    """A sentence for the status bar: why nothing happened, or what did."""
    menu_requested = Signal(QPoint)
    """Show the label menu for what is focused or selected, at this place of the screen."""

    def __init__(self, bridge: Bridge, view: ArticleView, parent: QObject | None = None) -> None:
        """Listen to the view and the bridge."""
        super().__init__(parent)
        self._bridge = bridge
        self._view = view
        self._focus = ""
        self._moving = False
        self._wanted = ""
        self._order = "imported"
        view.mention_clicked.connect(self._clicked)
        view.mention_double_clicked.connect(self._double_clicked)
        view.caret_moved.connect(self._caret_moved)
        view.selection_changed.connect(self._selection_changed)
        view.selection_made.connect(self._selected)
        view.bounds_dragged.connect(self._dragged)

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
            left = page.counts[SpanState.SUGGESTED]
            self.said.emit(
                self.tr("There is nothing undecided behind this; %n before it.", "", left)
                if left
                else self.tr("Every suggestion is decided.")
            )
            return
        self._bridge.open(number)
        opened = self._bridge.page
        if backwards and opened is not None:
            last = opened.next_open(len(opened.article.text) + 1, backwards=True)
            if last is not None:
                self.set_focus(last.key)

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

    # ---- deciding about the focused span

    def accept(self) -> None:
        """Accept the focused mention and go on."""
        mention = self._need_focus()
        if mention is None:
            return
        if mention.state is SpanState.ACCEPTED:
            self.go_on(mention.start)
            return
        self._decide(lambda session: session.accept(mention.key), go_on=mention.start)

    def reject(self) -> None:
        """Reject the focused mention and go on."""
        mention = self._need_focus()
        if mention is None:
            return
        if mention.state is SpanState.REJECTED:
            self.go_on(mention.start)
            return
        handmade = not mention.is_open and not mention.suggestion
        self._decide(
            lambda session: session.remove(mention.key) if handmade else session.reject(mention.key),
            go_on=mention.start,
        )

    def remove(self) -> None:
        """Take the focused annotation away."""
        mention = self._need_focus()
        if mention is not None:
            self._decide(lambda session: session.remove(mention.key))

    def label(self, label: str) -> None:
        """Give a label: to the selection, else to the focused mention, else to the word at the caret."""
        page = self._bridge.page
        if page is None:
            return
        selection = self._view.selection()
        mention = self.focus
        if selection is not None:
            start, end = selection
            self._view.clear_selection()
            self._decide(lambda session: session.label(start, end, label))
        elif mention is not None:
            was_open = mention.is_open
            self._decide(lambda session: session.relabel(mention.key, label), go_on=mention.start if was_open else None)
        else:
            start, end = tokens.word_at(page.article.text, self._view.caret)
            if start == end:
                self.said.emit(self.tr("Put the caret in a word, or select some text, to label it."))
                return
            self._decide(lambda session: session.label(start, end, label))

    def move(self, *, edge: str, later: bool, character: bool) -> None:
        """Move the start or the end of the focused mention by a token or a character."""
        page = self._bridge.page
        mention = self._need_focus()
        if page is None or mention is None:
            return
        place = page.article.text, mention.start, mention.end
        start, end = tokens.moved(*place, edge=edge, later=later, character=character)
        if start < end:
            self._decide(lambda session: session.move(mention.key, start, end))
        else:
            self.said.emit(self.tr("A span needs at least one character."))

    def decide_all(self, places: list[tuple[int, int, int]], label: str | None) -> None:
        """Apply what the preview of “the same for all same mentions” chose."""
        focus = self.focus
        self._decide(lambda session: session.decide_all(places, label), go_on=focus.start if focus else None)

    # ---- deciding about the article

    def finish(self) -> None:
        """Accept what is left, finish the article, go to the next unfinished one."""
        self._close_article(lambda session: session.finish(), self.tr("Finished."))

    def skip(self) -> None:
        """Skip the article and go to the next unfinished one."""
        self._close_article(lambda session: session.skip(), self.tr("Skipped."))

    def flag(self) -> None:
        """Flag the article, or take the flag away."""
        self._bridge.perform(lambda session: session.flag())

    def ignore(self) -> None:
        """Ignore the selection, or the line of the caret; or clear what is ignored there."""
        page = self._bridge.page
        if page is None:
            return
        selection = self._view.selection()
        if selection is None:
            text, caret = page.article.text, self._view.caret
            end = text.find("\n", caret)
            selection = (text.rfind("\n", 0, caret) + 1, len(text) if end < 0 else end)
        start, end = selection
        self._view.clear_selection()
        self._bridge.perform(lambda session: session.toggle_ignored(start, end))

    def note(self, place: tuple[int, int], key: str, text: str) -> None:
        """Write a note on a place ((-1, -1) for the article), or change the one of that key."""
        start, end = place
        self._bridge.perform(lambda session: session.note(text, start=start, end=end, key=key))

    def delete_note(self, key: str) -> None:
        """Take a note away."""
        self._bridge.perform(lambda session: session.note("", key=key))

    def show_place(self, start: int, end: int) -> None:
        """Select a place and bring it into sight."""
        if start >= 0:
            self._view.select(start, end)
            self._view.scroll_to(start, end)
        self._view.setFocus(Qt.FocusReason.OtherFocusReason)

    def go(self, *, step: int, unfinished: bool = False) -> None:
        """Open the next (1) or previous (-1) article."""
        session, page = self._bridge.session, self._bridge.page
        if session is None:
            return
        number = self._next(session, page.number if page else 0, step=step, unfinished=unfinished)
        if number is None:
            self.said.emit(
                self.tr("All articles are finished.") if unfinished else self.tr("There is no other article.")
            )
        else:
            self._bridge.open(number)

    def _next(self, session: Session, number: int, *, step: int, unfinished: bool) -> int | None:
        return browsing.next_article(session, number, step=step, unfinished=unfinished, order=self._order)

    def undo(self) -> None:
        """Take back the last step, wherever it was."""
        self._bridge.perform(lambda session: session.undo(), self._undone)

    def redo(self) -> None:
        """Do again what was undone."""
        self._bridge.perform(lambda session: session.redo(), self._undone)

    def undo_to(self, depth: int) -> None:
        """Undo until so many steps stand."""
        self._bridge.perform(lambda session: session.undo_to(depth), self._undone)

    def _undone(self, changes: Changes | None) -> None:
        if changes is None:
            self.said.emit(self.tr("There is nothing more."))
        elif changes.focus:
            self.set_focus(changes.focus)

    def _close_article(self, intent: Callable[[Session], Changes], said: str) -> None:
        def answer(changes: Changes | None) -> None:
            session, page = self._bridge.session, self._bridge.page
            if changes is None or session is None or page is None:
                return
            number = self._next(session, page.number, step=1, unfinished=True)
            if number is None:
                self.said.emit(self.tr("{0} It was the last one: all articles are done.").format(said))
            else:
                self._bridge.open(number)

        self._bridge.perform(intent, answer)

    def _decide(self, intent: Callable[[Session], Changes], *, go_on: int | None = None) -> None:
        def answer(changes: Changes | None) -> None:
            if changes is None:
                return
            if changes.focus:
                self._focus = changes.focus
            if go_on is not None:
                self.go_on(go_on)
            else:
                self.set_focus(changes.focus)

        self._bridge.perform(intent, answer)

    def _need_focus(self) -> Mention | None:
        mention = self.focus
        if mention is None:
            self.said.emit(self.tr("No span is in focus: Tab goes to the next undecided one, a click to any."))
        return mention

    # ---- what the window hands on, after it has drawn a new page, and what the view says

    def show_page(self, page: AnnotationSet | None) -> None:
        """Begin a page at its first undecided suggestion."""
        first = page.next_open(0) if page is not None else None
        self.set_focus(first.key if first else "")

    def show_changes(self, changes: Changes) -> None:
        """Draw what a committed step changed."""
        self._view.change_mentions(changes.delta.removed, changes.delta.added)
        page = self._bridge.page
        if page is not None and changes.delta.regions:
            self._view.set_regions(page.regions)

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

    def _clicked(self, key: str, modifiers: Qt.KeyboardModifier) -> None:
        self.set_focus(key, move_caret=False)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.accept()
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            self.reject()

    def _double_clicked(self, key: str, place: QPoint) -> None:
        self.set_focus(key, move_caret=False)
        self.menu_requested.emit(place)

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

    def _selected(self, _start: int, _end: int, place: QPoint) -> None:
        self.menu_requested.emit(place)

    def _dragged(self, key: str, start: int, end: int) -> None:
        self._decide(lambda session: session.move(key, start, end))
