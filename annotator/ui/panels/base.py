"""What every panel is: a passive view in a dock. It shows what it was handed and asks; it changes nothing itself."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import QCoreApplication, Qt, Signal
from PySide6.QtWidgets import QWidget

from annotator.domain.annotation import AnnotationSet, Mention
from annotator.ui.theme import Theme
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes


class Panel(QWidget):
    """A view beside the article.

    `name` is its object name and, with "_panel", the action that goes to it; `source_title` its title before
    translation; `area` the side it starts on. Subclasses override the `show_…` methods they need.
    """

    name: ClassVar[str]
    source_title: ClassVar[str]
    area: ClassVar[Qt.DockWidgetArea] = Qt.DockWidgetArea.RightDockWidgetArea

    article_requested = Signal(int)
    """Open the article of this number."""
    mention_requested = Signal(str)
    """Put the focus on the mention of this key."""
    label_requested = Signal(str)
    """Give this label to what is focused or selected."""
    undo_to_requested = Signal(int)
    """Undo until this many steps stand."""
    action_requested = Signal(str)
    """Do the action of this name (see `actions.ACTIONS`)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Paint the ground that the style sheet gives panels, which Qt leaves out for widgets of one's own."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    @property
    def title(self) -> str:
        """The title in the window's language."""
        return QCoreApplication.translate("panels", self.source_title)

    def show_theme(self, theme: Theme) -> None:
        """Take the colours of a theme."""

    def show_session(self, session: Session | None) -> None:
        """Show another project or annotator, or none."""

    def show_page(self, page: AnnotationSet | None) -> None:
        """Show another article, or none."""

    def show_changes(self, page: AnnotationSet, changes: Changes) -> None:
        """Refresh what a committed step changed; `page` is the open page after it."""

    def show_focus(self, mention: Mention | None) -> None:
        """Show what concerns the mention in focus."""

    def refresh_rows(self) -> None:
        """Refresh what is shown of articles: suggestions were stored behind the window."""

    def take_focus(self) -> None:
        """Put the keyboard focus where a person expects it in this panel."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
