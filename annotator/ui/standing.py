"""How far the open article and the project are, and what comes next: for the bar of hints and the status bar."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject

from annotator.domain.annotation import AnnotationSet, Mention
from annotator.domain.decision import SetState, SpanState
from annotator.ui.actions import with_keys
from annotator.ui.bars import HintBar, StatusBar
from annotator.ui.bridge import Bridge
from annotator.ui.window_actions import WindowActions
from annotator.workflow import browsing


class Standing(QObject):
    """Reads it off the bridge and shows it when told to."""

    def __init__(
        self,
        bridge: Bridge,
        hints: HintBar,
        status: StatusBar,
        *,
        actions: WindowActions,
        keys: Mapping[str, Sequence[str]],
        parent: QObject,
    ) -> None:
        """Show it in these bars, and by what can be undone; `keys` are the keys of actions by name."""
        super().__init__(parent)
        self._bridge = bridge
        self._hints = hints
        self._status = status
        self._actions = actions
        self._keys = keys
        self._finished: tuple[int, int] | None = None

    def count_finished(self) -> None:
        """Count the finished articles of the project anew; shown with the next `show`."""
        session = self._bridge.session
        if session is None:
            self._finished = None
            return
        counts = browsing.state_counts(session)
        self._finished = (counts[SetState.FINISHED], sum(counts.values()))

    def show(self) -> None:
        """Show what is decided, what is finished, and what can be undone."""
        page, session = self._bridge.page, self._bridge.session
        article = None
        if page is not None:
            done = page.counts[SpanState.ACCEPTED] + page.counts[SpanState.REJECTED]
            article = (done, done + page.counts[SpanState.SUGGESTED])
        stacks = session.stacks if session is not None else None
        self._status.show_progress(article, self._finished, stacks.undo_depth if stacks else 0)
        self._actions.enable_undo(
            undo=stacks is not None and stacks.undo_depth > 0, redo=stacks is not None and stacks.redo_depth > 0
        )

    def show_focus(self, mention: Mention | None, *, selecting: bool) -> None:
        """Say what the keys do with the focused mention; without one, with the selected text, or what is next."""
        page = self._bridge.page
        surface = page.surface(mention) if page is not None and mention is not None else ""
        otherwise = with_keys(self._otherwise(page, selecting=selecting), self._keys)
        self._hints.show_focus(mention, surface, otherwise)

    def _otherwise(self, page: AnnotationSet | None, *, selecting: bool) -> str:
        if page is None:
            return ""
        if selecting:
            return self.tr("Press a label’s key to label the selected text.")
        if page.state is SetState.FINISHED:
            return self.tr("This article is finished. {next_unfinished} goes to the next one.")
        if page.counts[SpanState.SUGGESTED]:
            return self.tr("{next} goes to the next suggestion. Select text to label it.")
        if page.state is SetState.NEW and not len(page.mentions):
            return self.tr("There are no suggestions here yet. Select text to label it.")
        return self.tr("Nothing is undecided here: {finish} finishes the article.")
