"""The labels: colours, counts and keys of the scheme, and the guideline of the one that matters now."""

from __future__ import annotations

from collections.abc import Hashable
from typing import cast

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QPlainTextEdit, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.annotation import AnnotationSet, Mention
from annotator.domain.scheme import Label
from annotator.ui.models.labels import COUNT_ROLE, LABEL_ROLE, LabelsModel
from annotator.ui.panels.base import Panel
from annotator.ui.panels.painting import Index, RowDelegate, draw_box, draw_key, draw_right, draw_text, list_view
from annotator.ui.theme import Theme
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes


class LabelDelegate(RowDelegate):
    """Paints colour box, name, count and key of a label."""

    @override
    def paint_row(self, painter: QPainter, rect: QRect, index: Index, theme: Theme) -> None:
        label = cast("Label", index.data(LABEL_ROLE))
        count = cast("int", index.data(COUNT_ROLE))
        rest = draw_box(painter, rect, theme.label_colours(label.name))
        rest = draw_key(painter, rest, label.key.upper(), theme)
        rest = draw_right(painter, rest, str(count), theme.quiet)
        draw_text(painter, rest, label.name, theme.text)

    @override
    def row_value(self, index: Index) -> Hashable:
        return index.data(LABEL_ROLE), index.data(COUNT_ROLE)

    @override
    def is_marked(self, index: Index) -> bool:
        return cast("Label", index.data(LABEL_ROLE)).name == self.marked

    marked = ""
    """The label of the mention in focus, which gets the bar."""


class LabelsPanel(Panel):
    """The scheme's labels; choosing one gives it to what is focused or selected in the article."""

    name = "labels"
    source_title = "Labels"

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the panel without a scheme."""
        super().__init__(parent)
        self._session: Session | None = None
        self._shown = ""
        self.model = LabelsModel(self)
        self._delegate = LabelDelegate(self)
        self.list = list_view(self.model, self._delegate, self)
        self.list.setAccessibleName(self.tr("Labels"))
        self.list.setAccessibleDescription(self.tr("Enter gives the label to what is focused or selected."))
        self.guideline = QPlainTextEdit(self)
        self.guideline.setReadOnly(True)
        self.guideline.setFrameShape(QFrame.Shape.NoFrame)
        self.guideline.setTabChangesFocus(True)
        self.guideline.setObjectName("guideline")
        self.guideline.setAccessibleName(self.tr("Guideline"))
        self.guideline.setPlaceholderText(self.tr("The guideline of the focused label."))
        self.guideline.document().setDocumentMargin(4)
        # The list takes what its rows need, as far as there is room; the guideline the rest.
        self.list.setSizeAdjustPolicy(QAbstractScrollArea.SizeAdjustPolicy.AdjustToContents)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 4)
        layout.setSpacing(4)
        layout.addWidget(self.list)
        layout.addWidget(self.guideline, 1)
        self.list.clicked.connect(self._request)
        self.list.activated.connect(self._request)
        self.list.selectionModel().currentChanged.connect(self._browse)

    @override
    def show_theme(self, theme: Theme) -> None:
        self._delegate.show_theme(theme)
        self.list.viewport().update()

    @override
    def show_session(self, session: Session | None) -> None:
        self._session = session
        self.model.show_scheme(session.scheme if session is not None else None)
        self._show_guideline("")
        self.model.show_page(session.page if session is not None else None)

    @override
    def show_page(self, page: AnnotationSet | None) -> None:
        self.model.show_page(page)

    @override
    def show_changes(self, page: AnnotationSet, changes: Changes) -> None:
        if changes.reloaded:
            self.model.show_page(page)
        else:
            self.model.apply(changes.delta)

    @override
    def show_focus(self, mention: Mention | None) -> None:
        label = mention.label if mention is not None else ""
        if label == self._delegate.marked:
            return
        rows = [self.model.row_of(one) for one in (self._delegate.marked, label)]
        self._delegate.marked = label
        for row in rows:
            if row >= 0:
                self.list.update(self.model.index(row))
        if label:
            self._show_guideline(label)
        if rows[1] >= 0:
            self.list.scrollTo(self.model.index(rows[1]))

    @override
    def take_focus(self) -> None:
        if not self.list.currentIndex().isValid() and self.model.rowCount():
            self.list.setCurrentIndex(self.model.index(max(0, self.model.row_of(self._delegate.marked))))
        self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_guideline(self, label: str = "") -> None:
        """Put the keyboard focus in the guideline, that of a label if one is named."""
        if label or not self._shown:
            self._show_guideline(label or (self.model.label(0).name if self.model.rowCount() else ""))
        self.guideline.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _request(self, index: QModelIndex) -> None:
        self.label_requested.emit(self.model.label(index.row()).name)

    def _browse(self, index: QModelIndex) -> None:
        if index.isValid():
            self._show_guideline(self.model.label(index.row()).name)

    def _show_guideline(self, name: str) -> None:
        if name == self._shown:
            return
        self._shown = name
        scheme = self._session.scheme if self._session is not None else None
        label = scheme.label(name) if scheme is not None else None
        self.guideline.setPlainText(self._guideline_text(label) if label is not None else "")

    def _guideline_text(self, label: Label) -> str:
        same = label.title.casefold() in ("", label.name.casefold())
        head = label.name if same else f"{label.name} — {label.title}"
        parts = [head, label.guideline or self.tr("This label has no guideline.")]
        if label.examples:
            parts.append(self.tr("Examples: {examples}").format(examples=" · ".join(label.examples)))
        return "\n".join(parts)
