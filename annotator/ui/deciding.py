"""From keys and clicks to decisions: what each action means for the focused mention, the selection and the article.

Knows the article view and the bridge; shows nothing itself. Which mention has the focus is in `focusing.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QObject, QPoint, Qt, Signal

from annotator.domain import tokens
from annotator.domain.annotation import Mention
from annotator.domain.decision import SpanState
from annotator.ui.actions import with_keys
from annotator.ui.article.view import ArticleView
from annotator.ui.bridge import Bridge
from annotator.ui.focusing import Focusing
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes


class Deciding(Focusing):
    """The keyboard's and the mouse's meaning in the article."""

    menu_requested = Signal(QPoint)
    """Show the label menu for what is focused or selected, at this place of the screen."""

    def __init__(
        self, bridge: Bridge, view: ArticleView, parent: QObject | None = None, *, keys: Mapping[str, Sequence[str]]
    ) -> None:
        """Listen to the view and the bridge; `keys` are the keys of actions by name."""
        super().__init__(bridge, view, parent)
        self._keys = keys
        view.mention_clicked.connect(self._clicked)
        view.mention_double_clicked.connect(self._double_clicked)
        view.selection_made.connect(self._selected)
        view.bounds_dragged.connect(self._dragged)

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
                # What was in focus may be another mention now.
                self.set_focus(self._focus, move_caret=False)
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
            nothing = self.tr("No span is in focus: {next} goes to the next undecided one, a click to any.")
            self.said.emit(with_keys(nothing, self._keys))
        return mention

    # ---- what the window hands on, and what the mouse says

    def show_changes(self, changes: Changes) -> None:
        """Draw what a committed step changed."""
        self._view.change_mentions(changes.delta.removed, changes.delta.added)
        page = self._bridge.page
        if page is not None and changes.delta.regions:
            self._view.set_regions(page.regions)
        if self._focus and self.focus is None and not changes.focus:
            self.set_focus("", move_caret=False)  # it went with the change

    def _clicked(self, key: str, modifiers: Qt.KeyboardModifier) -> None:
        self.set_focus(key, move_caret=False)
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            self.accept()
        elif modifiers & Qt.KeyboardModifier.AltModifier:
            self.reject()

    def _double_clicked(self, key: str, place: QPoint) -> None:
        self.set_focus(key, move_caret=False)
        self.menu_requested.emit(place)

    def _selected(self, _start: int, _end: int, place: QPoint) -> None:
        self.menu_requested.emit(place)

    def _dragged(self, key: str, start: int, end: int) -> None:
        self._decide(lambda session: session.move(key, start, end))
