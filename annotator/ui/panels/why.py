"""Why: where the focused suggestion or annotation came from, in plain words; whoever needs digests can copy them."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFrame, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.annotation import HUMAN, AnnotationSet, Mention
from annotator.domain.decision import SpanState
from annotator.domain.mention import CONFLICT
from annotator.domain.suggestion import edition
from annotator.ui.models.plain import isolated, one_line, plain_tip
from annotator.ui.panels.base import Panel
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes

_SURFACE, _REASON, _NAME = 64, 90, 24
"""Characters at most; all of them are in the tool tip."""
_LINES = 6
"""What is said of a suggestion takes as many, two of them for what is long."""
_UNNUMBERED = ("memory", "list")
"""Sources that have no version but a digest, if any."""
_MARGINS = 12, 4, 12, 6
_SPACE = 2


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
        lines.setContentsMargins(*_MARGINS)
        lines.setSpacing(_SPACE)
        for label in (self.surface, self.verdict, self.reason, self.origin):
            lines.addWidget(label)
        lines.addStretch(1)
        self.details = QScrollArea(self)
        self.details.setFrameShape(QFrame.Shape.NoFrame)
        self.details.setWidgetResizable(True)
        self.details.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.details.setMinimumHeight(_LINES * self.fontMetrics().height() + 3 * _SPACE + _MARGINS[1] + _MARGINS[3])
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
        surface = page.surface(mention)
        self.surface.setText(one_line(surface, limit=_SURFACE))
        self.surface.setToolTip(plain_tip(surface))
        self.verdict.setText(self._verdict_text(mention))
        self.reason.setText(one_line(mention.reason, limit=_REASON))
        self.reason.setToolTip(plain_tip(mention.reason))
        self.reason.setVisible(bool(mention.reason))
        self.origin.setText(self._origin_text(mention))
        self.origin.setToolTip(plain_tip(self._exact(mention)))
        texts = (surface, self.verdict.text(), mention.reason, self.origin.text(), self._exact(mention))
        self.details.setAccessibleDescription(". ".join(one_line(text) for text in texts if text))

    @override
    def keyPressEvent(self, event: QKeyEvent, /) -> None:
        """Copy all that is known, with the whole version."""
        if event.matches(QKeySequence.StandardKey.Copy) and self._mention is not None:
            QGuiApplication.clipboard().setText(self.details.accessibleDescription())
        else:
            super().keyPressEvent(event)

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
        known = {
            "gazetteer": self.tr("From the program’s lists of names"),
            "pattern": self.tr("By one of the program’s rules"),
            "name": self.tr("By one of the program’s rules for names"),
            "ner": self.tr("Recognised by a pipeline that learnt it"),
            "consistency": self.tr("As elsewhere in the article"),
            "memory": self.tr("From what you decided before"),
            "list": self.tr("From a list of names of this project"),
        }
        found = self.tr("Found by {source}").format(source=isolated(one_line(mention.source, limit=_NAME)))
        said = known.get(mention.source, found)
        # What is behind the first plus are digests.
        version = one_line(edition(mention.source, mention.version).partition("+")[0], limit=_NAME)
        if mention.source in _UNNUMBERED or not version:
            return f"{said}."
        return self.tr("{source} · version\u00a0{version}").format(source=said, version=version)

    def _exact(self, mention: Mention) -> str:
        """Return the source as it is called in tables and exports, with its whole version; "" for a person's own."""
        if mention.source in (HUMAN, CONFLICT) or not mention.version:
            return ""
        return self.tr("{source}, version {version}").format(source=mention.source, version=mention.version)
