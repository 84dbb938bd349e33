"""The window: puts the strips, the docks and the article together and lets the bridge's news reach them."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QLocale, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QMainWindow, QStatusBar, QVBoxLayout, QWidget
from typing_extensions import override

from annotator.domain.annotation import AnnotationSet, Delta, Mention
from annotator.domain.scheme import LabelScheme
from annotator.errors import AnnotatorError
from annotator.settings import Settings, save_settings
from annotator.ui.actions import Face, load_keys
from annotator.ui.article.view import ArticleView
from annotator.ui.bars import HintBar, StatusBar, TopBar
from annotator.ui.bridge import Bridge
from annotator.ui.deciding import Deciding
from annotator.ui.dialogs.find import FindBar
from annotator.ui.docks import Centre, Docks
from annotator.ui.files import Files
from annotator.ui.finding import Finding
from annotator.ui.jobs import Jobs
from annotator.ui.messages import MessageBar
from annotator.ui.standing import Standing
from annotator.ui.theme import Theme, load_theme
from annotator.ui.window_actions import WindowActions, action_groups
from annotator.workflow.annotating import Session
from annotator.workflow.changes import Changes

_SIZE = QSize(1440, 900)
_SMALLEST = QSize(800, 560)


class MainWindow(QMainWindow):
    """One window, one project at a time."""

    painted = Signal()
    """The first article (or the welcome page) is on the screen; what is heavy may begin."""

    closed = Signal()
    """The window closes; what runs behind it ends."""

    looks_changed = Signal()
    """Another theme or size of text is used now."""

    def __init__(self, settings: Settings, failed: Callable[[BaseException], None]) -> None:
        """Build everything but load nothing; `failed` takes errors that are nobody's fault but ours."""
        super().__init__()
        self.settings = settings
        self.keeps_settings = True
        """Not while the settings' file could not be read: what a person wrote there stays for them to mend."""
        self.keys = load_keys(settings.keys)
        self.bridge = Bridge(self)
        self.jobs = Jobs(failed, self)
        self.files = Files(self.bridge, self.jobs, lambda: self.settings, self)
        self._like: dict[str, str] = {}  # labels and those whose colours they take
        self.theme = self._load_theme()
        self.view = ArticleView(self.theme)
        self.deciding = Deciding(self.bridge, self.view, self, keys=self.keys)
        self.face = Face.ANNOTATE
        self.article_area = QWidget()
        self._actions = WindowActions(self, self.view, self.keys)
        self.actions_by_name = self._actions.by_name
        rejected = self.actions_by_name["show_rejected"]
        rejected.setCheckable(True)
        rejected.setChecked(settings.show_rejected)
        self.top = TopBar(self.actions_by_name, action_groups())
        self.hints = HintBar(self.keys)
        self.status = StatusBar(self.keys)
        self.messages = MessageBar()
        self.find_bar = FindBar()
        self.finding = Finding(self.bridge, self.view, self.find_bar)
        self.centre = Centre()
        self.docks = Docks(self)
        self._standing = Standing(
            self.bridge, self.hints, self.status, actions=self._actions, keys=self.keys, parent=self
        )
        self._compose()
        self._connect()
        self.show_theme(self.theme)
        self._show_session(None)
        self._restore()

    # ---- building

    def _compose(self) -> None:
        self.setObjectName("mainWindow")
        self.setWindowTitle("Annotator")
        self.setAcceptDrops(True)
        self.setMinimumSize(_SMALLEST)
        self.setMenuWidget(self.top)
        column = QVBoxLayout(self.article_area)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.find_bar)
        column.addWidget(self.view, 1)
        column.addWidget(self.hints)
        self.hints.setVisible(self.settings.show_hints)
        outer = QWidget()
        self._strips = QVBoxLayout(outer)
        self._strips.setContentsMargins(0, 0, 0, 0)
        self._strips.setSpacing(0)
        self._strips.addWidget(self.messages)
        self._strips.addWidget(self.centre, 1)
        self.centre.addWidget(self.article_area)
        self.setCentralWidget(outer)
        outer.installEventFilter(self)
        strip = QStatusBar()
        strip.setSizeGripEnabled(False)
        strip.addPermanentWidget(self.status, 1)
        self.setStatusBar(strip)

    def _connect(self) -> None:
        bridge = self.bridge
        bridge.session_changed.connect(self._show_session)
        bridge.page_changed.connect(self._show_page)
        bridge.changed.connect(self._show_changes)
        bridge.refreshed.connect(self._show_refreshed)
        bridge.failed.connect(self.show_error)
        bridge.waiting.connect(self.status.show_waiting)
        bridge.unsaved.connect(self.status.show_unsaved)
        self.deciding.focus_changed.connect(self._show_focus)
        self.view.selection_changed.connect(self._show_hints)
        self.deciding.said.connect(self.status.say)
        self.docks.article_requested.connect(self._open_article)
        self.docks.mention_requested.connect(self.deciding.go_to)
        self.docks.label_requested.connect(self.deciding.label)
        self.docks.undo_to_requested.connect(self.deciding.undo_to)
        self.docks.action_requested.connect(self.trigger)
        self.docks.place_requested.connect(self.deciding.show_place)
        self.docks.note_delete_requested.connect(self.deciding.delete_note)
        self.docks.order_chosen.connect(self.deciding.follow_order)

    # ---- showing

    def _show_session(self, session: Session | None) -> None:
        self._look_like(session.scheme if session is not None else None)
        self._actions.give_label_keys(session.scheme if session is not None else None, self.deciding.label)
        self.docks.show_session(session)
        self.top.show_project(session.project.path.name if session else "")
        self.setWindowTitle(f"{session.project.path.stem} – Annotator" if session else "Annotator")
        self.status.show_annotator(session.annotator if session else "")
        self.status.show_saved("")
        self.hints.setVisible(session is not None and self.settings.show_hints)
        self._actions.enable(self.bridge.session, self.bridge.page, self.face)
        self._standing.count_finished()

    def show_face(self, face: Face, page: QWidget | None = None) -> None:
        """Show one of the faces; `page` is that of another than annotating."""
        self._keep_docks()
        self.face = face
        self.docks.show_session(self.bridge.session if face is Face.ANNOTATE else None)
        self.top.show_face(face)
        if face is Face.ANNOTATE:
            self._show_page(self.bridge.page)
            # Hidden and shown again, docks have the sizes their contents ask for, not those somebody gave them. Only
            # now: beside another face's page they might not have the room.
            self._restore_docks()
            self._standing.show()
        else:
            # Not what another face has left in the status bar.
            self._standing.show()
            self._actions.enable(self.bridge.session, self.bridge.page, self.face)
            if page is not None:
                self.centre.setCurrentWidget(page)

    def _keep_docks(self) -> None:
        if self.docks.panels and self.bridge.session is not None and self.face is Face.ANNOTATE:
            self.settings = replace(self.settings, docks=base64.b64encode(self.saveState().data()).decode())

    def _restore_docks(self) -> None:
        if self.settings.docks:
            self.restoreState(QByteArray.fromBase64(self.settings.docks.encode()))

    def _show_page(self, page: AnnotationSet | None) -> None:
        if page is None:
            self.view.set_article("", title="", subtitle="", mentions=(), regions=())
            if self.bridge.session is not None:
                self._show_emptiness()
        else:
            self.centre.setCurrentWidget(self.article_area)
            article = page.article
            parts = [
                article.date,
                article.source,
                self.tr("{0} characters").format(QLocale().toString(len(article.text))),
            ]
            self.view.set_article(
                article.text,
                title="" if article.text.lstrip().startswith(article.title.rstrip("…")) else article.title,
                subtitle=" · ".join(part for part in parts if part),
                mentions=page.mentions,
                regions=page.regions,
            )
        self._actions.enable(self.bridge.session, self.bridge.page, self.face)
        self.docks.show_page(page)
        self.deciding.show_page(page)
        self._standing.show()

    def _show_emptiness(self) -> None:
        """Say that the project has no articles, and how some come in."""
        from annotator.ui.panels.empty import EmptyPage  # noqa: PLC0415 - only for a project without articles

        page = EmptyPage()
        page.show_text(
            self.tr("There are no articles in this project yet. Drop files or a folder on the window."),
            self.tr("Import a folder of articles…"),
        )
        page.asked.connect(self.actions_by_name["import"].trigger)
        self.centre.addWidget(page)
        self.centre.setCurrentWidget(page)

    def _show_changes(self, changes: Changes) -> None:
        page = self.bridge.page
        self.deciding.show_changes(changes)
        if page is not None:
            self.docks.show_changes(page, changes)
        self.status.show_saved(changes.saved)
        self.status.say("")
        if changes.delta.state or len(changes.articles) > 1:
            self._standing.count_finished()
        self._standing.show()

    def _show_refreshed(self, delta: Delta) -> None:
        self.docks.show_page(self.bridge.page)
        self.deciding.show_refreshed(delta)
        self._standing.show()

    def _show_focus(self, mention: Mention | None) -> None:
        self._show_hints()
        self.docks.show_focus(mention)

    def _show_hints(self) -> None:
        self._standing.show_focus(self.deciding.focus, selecting=self.view.selection() is not None)

    def trigger(self, name: str) -> None:
        """Do the action of that name."""
        self.actions_by_name[name].trigger()

    def add_strip(self, strip: QWidget) -> None:
        """Show a strip above the article."""
        self._strips.insertWidget(0, strip)

    def show_error(self, error: AnnotatorError) -> None:
        """Say what went wrong and what to do about it."""
        self.messages.show_error(error)

    # ---- looks

    def show_theme(self, theme: Theme) -> None:
        """Take on the colours and fonts of a theme."""
        self.theme = theme
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(theme.palette())
            application.setFont(theme.interface_font())
            application.setStyleSheet(theme.stylesheet())
        self.view.set_theme(theme)
        self._show_reading()
        self.messages.show_theme(theme)
        self.status.show_theme(theme)
        self.hints.show_theme(theme)
        self.docks.show_theme(theme)

    def _show_reading(self) -> None:
        if self.view.zoom != self.settings.article_size:
            self.view.set_zoom(self.settings.article_size)
        self.view.set_show_rejected(self.settings.show_rejected)
        self.looks_changed.emit()

    def _look_like(self, scheme: LabelScheme | None) -> None:
        """Give labels the colours that a scheme names for them."""
        like = {one.name: one.colour for one in scheme.labels if one.colour} if scheme else {}
        if like != self._like:
            self._like = like
            self.show_theme(self._load_theme())

    def _load_theme(self) -> Theme:
        return load_theme(self._theme_name(), reading_family=self.settings.article_font).with_labels_like(self._like)

    def _theme_name(self) -> str:
        if self.settings.theme in ("light", "dark"):
            return self.settings.theme
        application = QApplication.instance()
        dark = isinstance(application, QApplication) and (application.styleHints().colorScheme() is Qt.ColorScheme.Dark)
        return "dark" if dark else "light"

    def change_settings(self, settings: Settings) -> None:
        """Use other settings from now on, and keep them."""
        before, self.settings = self.settings, settings
        if (before.theme, before.article_font) != (settings.theme, settings.article_font):
            self.show_theme(self._load_theme())
        else:
            self._show_reading()
        self.hints.setVisible(settings.show_hints and self.bridge.session is not None)
        if before.annotator != settings.annotator:
            self.files.open_again()
        self._keep_settings()

    def _keep_settings(self) -> None:
        if not self.keeps_settings:
            return
        try:
            save_settings(self.settings)
        except AnnotatorError as error:
            self.show_error(error)

    # ---- the window's own events

    def _restore(self) -> None:
        self.resize(_SIZE)
        if self.settings.window:
            self.restoreGeometry(QByteArray.fromBase64(self.settings.window.encode()))

    def _open_article(self, number: int) -> None:
        self.bridge.open(number)
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._after_first_paint)
        return False

    def _after_first_paint(self) -> None:
        self.painted.emit()
        self.docks.fill(self.theme, sized=bool(self.settings.docks))
        self._restore_docks()
        self.docks.show_session(self.bridge.session)
        self.docks.show_page(self.bridge.page)
        self.docks.show_focus(self.deciding.focus)

    @override
    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        # What was done in another window, or by another program, while this one was in the background.
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow() and self.docks.panels:
            self.bridge.refresh()
            self.docks.refresh_rows()

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if any(url.isLocalFile() for url in event.mimeData().urls()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        event.acceptProposedAction()
        self.files.open_paths([Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile()])

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        geometry = base64.b64encode(self.saveGeometry().data()).decode()
        self._keep_docks()
        self.settings = replace(self.settings, window=geometry)
        self._keep_settings()
        self.closed.emit()
        self.jobs.close()
        self.bridge.use(None)
        super().closeEvent(event)
