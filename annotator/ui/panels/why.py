"""Why: where the focused suggestion or annotation came from, in plain words."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.annotation import HUMAN, AnnotationSet, Mention
from annotator.domain.decision import SpanState
from annotator.domain.mention import CONFLICT
from annotator.ui.models.plain import isolated, one_line
from annotator.ui.panels.base import Panel
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes

_SURFACE = 120


class WhyPanel(Panel):
    """Surface, label, state, score, source and reason of what is in focus."""

    name = "why"
    source_title = "Why"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the panel with nothing in focus."""
        super().__init__(parent)
        self._page: AnnotationSet | None = None
        self._mention: Mention | None = None
        self.surface = self._label()
        self.verdict = self._label()
        self.reason = self._label(quiet=True)
        self.origin = self._label(quiet=True)
        font = self.surface.font()
        font.setBold(True)
        self.surface.setFont(font)
        self.surface.setStyleSheet("font-weight: 600")
        inner = QWidget(self)
        lines = QVBoxLayout(inner)
        lines.setContentsMargins(12, 4, 12, 8)
        lines.setSpacing(4)
        for label in (self.surface, self.verdict, self.reason, self.origin):
            lines.addWidget(label)
        lines.addStretch(1)
        self.details = QScrollArea(self)
        self.details.setFrameShape(QFrame.Shape.NoFrame)
        self.details.setWidgetResizable(True)
        self.details.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.details.setMinimumHeight(56)
        self.details.setWidget(inner)
        self.details.setAccessibleName(self.tr("Why"))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.details)
        self._show()

    def _label(self, *, quiet: bool = False) -> QLabel:
        label = QLabel(self)
        label.setTextFormat(Qt.TextFormat.PlainText)
        label.setWordWrap(True)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        if quiet:
            label.setProperty("quiet", True)  # noqa: FBT003 - Qt's property, not an option
        return label

    @override
    def show_session(self, session: Session | None) -> None:
        self.show_page(session.page if session is not None else None)

    @override
    def show_page(self, page: AnnotationSet | None) -> None:
        self._page, self._mention = page, None
        self._show()

    @override
    def show_changes(self, page: AnnotationSet, changes: Changes) -> None:
        self._page = page
        if self._mention is not None and changes.delta != type(changes.delta)():
            self._mention = page.find(self._mention.key)
            self._show()

    @override
    def show_focus(self, mention: Mention | None) -> None:
        if mention != self._mention:
            self._mention = mention
            self._show()

    @override
    def take_focus(self) -> None:
        self.details.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _show(self) -> None:
        mention, page = self._mention, self._page
        shown = mention is not None and page is not None
        for label in (self.surface, self.reason, self.origin):
            label.setVisible(shown)
        self.verdict.setEnabled(shown)
        if mention is None or page is None:
            self.verdict.setText(self.tr("Nothing is in focus."))
            self.details.setAccessibleDescription(self.verdict.text())
            return
        self.surface.setText(one_line(page.surface(mention), limit=_SURFACE))
        self.verdict.setText(self._verdict_text(mention))
        self.reason.setText(one_line(mention.reason))
        self.reason.setVisible(bool(mention.reason))
        self.origin.setText(self._origin_text(mention))
        texts = (self.surface.text(), self.verdict.text(), mention.reason, self.origin.text())
        self.details.setAccessibleDescription(". ".join(one_line(text) for text in texts if text))

    def _verdict_text(self, mention: Mention) -> str:
        state = {
            SpanState.SUGGESTED: self.tr("suggested {label}"),
            SpanState.ACCEPTED: self.tr("accepted as {label}"),
            SpanState.REJECTED: self.tr("rejected as {label}"),
        }[mention.state].format(label=isolated(mention.label))
        if mention.score is None:
            return state
        score = QLocale().toString(mention.score, "f", 2)
        return self.tr("{state} · score {score}").format(state=state, score=score)

    def _origin_text(self, mention: Mention) -> str:
        if mention.source == HUMAN:
            return self.tr("Marked by hand.")
        if mention.source == CONFLICT:
            return self.tr("Project files that were merged disagreed here.")
        source = f"{mention.source} {mention.version}".strip()
        return self.tr("Found by {source}.").format(source=isolated(source))
