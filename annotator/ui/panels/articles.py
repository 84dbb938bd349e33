"""The queue: search, filters, the list of articles and how far the project is."""

from __future__ import annotations

from array import array

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QStackedWidget, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.annotation import AnnotationSet
from annotator.domain.decision import SetState
from annotator.domain.listing import Listing
from annotator.ui.models.articles import ArticlesModel
from annotator.ui.models.lister import Lister
from annotator.ui.panels.article_filters import FILTERS, ArticleFilters
from annotator.ui.panels.article_rows import ArticleDelegate
from annotator.ui.panels.base import Panel
from annotator.ui.panels.empty import EmptyPage
from annotator.ui.panels.painting import list_view
from annotator.ui.panels.project_bar import ProjectBar
from annotator.ui.theme import Theme
from annotator.workflow import browsing
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes

_DEBOUNCE_MS = 120
_ACCEPT_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ArticlesPanel(Panel):
    """The queue. Selection follows the open article and never takes the keyboard focus."""

    name = "queue"
    source_title = "Queue"
    area = Qt.DockWidgetArea.LeftDockWidgetArea

    order_chosen = Signal(str)
    """The order of the queue, which going on to the next article follows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        """Build the panel without a project."""
        super().__init__(parent)
        self._session: Session | None = None
        self._counts: dict[SetState, int] = {}
        self._open = 0
        self.filters = ArticleFilters(self)
        self.model = ArticlesModel(self)
        self._delegate = ArticleDelegate(self)
        self.list = list_view(self.model, self._delegate, self)
        self.list.setAccessibleName(self.tr("Articles"))
        self.list.setAccessibleDescription(self.tr("Enter opens the article."))
        self.empty = EmptyPage(self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self.list)
        self._stack.addWidget(self.empty)
        self.bar = ProjectBar(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.filters)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self.bar)
        self._timer = QTimer(self, singleShot=True, interval=_DEBOUNCE_MS)
        self._timer.timeout.connect(self.reload)
        self._lister = Lister(self)
        self._lister.listed.connect(self._take)
        self.filters.typed.connect(self._timer.start)
        self.filters.chosen.connect(self.reload)
        self.filters.chosen.connect(lambda: self.order_chosen.emit(self.filters.order))
        self.filters.search.installEventFilter(self)
        self.list.clicked.connect(self._request)
        self.list.activated.connect(self._request)
        self.empty.asked.connect(self._way_out)
        self.show_session(None)

    # ---- what the window says

    @override
    def show_theme(self, theme: Theme) -> None:
        self._delegate.show_theme(theme)
        self.list.viewport().update()

    @override
    def show_session(self, session: Session | None) -> None:
        if session is None:
            self._lister.close()
        self._session = session
        self._open = session.page.number if session is not None and session.page is not None else 0
        self._delegate.open_number = self._open
        self.filters.show_labels(session.scheme.names if session is not None else ())
        self._recount()
        self.reload()

    @override
    def show_page(self, page: AnnotationSet | None) -> None:
        before, self._open = self._open, page.number if page is not None else 0
        self._delegate.open_number = self._open
        if before and before != self._open and not self._belongs(before):
            self._drop(before)
        self._select_open()
        self.list.viewport().update()

    @override
    def show_changes(self, page: AnnotationSet, changes: Changes) -> None:
        before = [self.model.cached(number) for number in changes.articles]
        self.model.refresh(changes.articles, near=self.list.currentIndex().row())
        for old, number in zip(before, changes.articles, strict=True):
            new = self.model.cached(number)
            if old is None or new is None:
                self._recount()
                return
            if old.state is not new.state:
                self._counts[old.state] -= 1
                self._counts[new.state] += 1
                self.bar.show_counts(self._counts)

    @override
    def take_focus(self) -> None:
        target = self.list if self._stack.currentWidget() is self.list else self.filters.search
        target.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def focus_search(self) -> None:
        """Put the keyboard focus in the search field and select what is in it."""
        self.filters.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filters.search.selectAll()

    def ahead(self, count: int) -> list[int]:
        """Return the numbers of the articles listed behind the open one, so many at most."""
        row = self.list.currentIndex().row()
        if row < 0 or self.model.number(row) != self._open:
            return []
        return [self.model.number(at) for at in range(row + 1, min(row + 1 + count, self.model.rowCount()))]

    def refresh_rows(self) -> None:
        """Read the lines in view again: somebody else wrote to the project, or suggestions came."""
        self.model.refresh_all()

    def reload(self) -> None:
        """Ask for the listing anew, as after an import."""
        self._timer.stop()
        if self._session is None:
            self._take(Listing(), array("q"))
            return
        self._lister.ask(self._session, self.filters.listing, articles=sum(self._counts.values()))

    # ---- inside

    def _recount(self) -> None:
        self._counts = browsing.state_counts(self._session) if self._session is not None else {}
        self.bar.show_counts(self._counts)
        self.filters.show_count(sum(self._counts.values()))
        self.filters.setEnabled(self._session is not None)

    def _take(self, listing: Listing, numbers: array[int]) -> None:
        self.model.show(self._session, listing, numbers)
        self.filters.show_found(len(numbers))
        self._select_open(keep=not listing.query.strip())
        self._show_emptiness()

    def _show_emptiness(self) -> None:
        if self.model.rowCount():
            self._stack.setCurrentWidget(self.list)
            return
        query, counted = self.filters.query, sum(self._counts.values())
        if self._session is None:
            self.empty.show_text(self.tr("No project is open."), "")
        elif not counted:
            self.empty.show_text(self.tr("There are no articles yet."), self.tr("Import a folder of articles…"))
        elif query:
            self.empty.show_query(self.tr("No article matches"), query, self.tr("Clear the search"))
        elif self.filters.label:
            said = self.tr("No article here has an accepted {label}.").format(label=self.filters.label)
            self.empty.show_text(said, self.tr("Show all articles"))
        else:
            texts = {
                "unfinished": self.tr("Every article is finished."),
                "flagged": self.tr("No article is flagged."),
                "finished": self.tr("No article is finished yet."),
                "all": self.tr("There are no articles yet."),
            }
            self.empty.show_text(texts[self.filters.chosen_name], self.tr("Show all articles"))
        self._stack.setCurrentWidget(self.empty)

    def _way_out(self) -> None:
        if not sum(self._counts.values()):
            self.action_requested.emit("import")
        elif self.filters.query:
            self.filters.search.clear()
            self.reload()
        else:
            self.filters.choose("all")
            self.filters.choose_label("")
            self.reload()

    def _belongs(self, number: int) -> bool:
        row = self.model.cached(number) or self.model.article(number)
        states = FILTERS[self.filters.chosen_name]
        return row is None or not states or row.state in states

    def _drop(self, number: int) -> None:
        """Take a row away without moving those in view."""
        row = self.model.row_of(number, near=self.list.currentIndex().row())
        if row < 0:
            return
        height = self.list.visualRect(self.model.index(row)).height()
        bar = self.list.verticalScrollBar()
        above = self.list.visualRect(self.model.index(row)).top() < 0
        value = bar.value()
        self.model.drop(number)
        self.filters.show_found(self.model.rowCount())
        if above:
            bar.setValue(value - height)
        self._show_emptiness()

    def _select_open(self, *, keep: bool = True) -> None:
        row = self.model.row_of(self._open, near=self.list.currentIndex().row()) if self._open else -1
        if row < 0 and self._open and keep and self.model.article(self._open) is not None:
            self.model.keep(self._open)
            row = self.model.row_of(self._open)
            self._show_emptiness()
        if row < 0:
            self.list.clearSelection()
            self.list.selectionModel().setCurrentIndex(QModelIndex(), QItemSelectionModel.SelectionFlag.NoUpdate)
            return
        index = self.model.index(row)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index, QAbstractItemView.ScrollHint.EnsureVisible)

    def _request(self, index: QModelIndex) -> None:
        number = self.model.number(index.row())
        if number == self._open:
            self.action_requested.emit("article_panel")
        else:
            self.article_requested.emit(number)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the search field: Down goes to the list, Enter opens the first, Escape leaves."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, *_ACCEPT_KEYS):
                if self._timer.isActive():
                    self.reload()
                if self.model.rowCount():
                    self._enter_list(opens=event.key() in _ACCEPT_KEYS)
                return True
            if event.key() == Qt.Key.Key_Escape:
                if self.filters.query:
                    self.filters.search.clear()
                    self.reload()
                else:
                    self.action_requested.emit("article_panel")
                return True
        return super().eventFilter(watched, event)

    def _enter_list(self, *, opens: bool) -> None:
        index = self.list.currentIndex()
        if not index.isValid() or opens:
            index = self.model.index(0)
            self.list.setCurrentIndex(index)
        if opens:
            self._request(index)
        else:
            self.list.setFocus(Qt.FocusReason.ShortcutFocusReason)
