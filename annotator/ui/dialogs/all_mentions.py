"""The same for all mentions: a preview of every occurrence of a surface, before one step decides those ticked."""

from __future__ import annotations

from PySide6.QtCore import QLocale, Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QHBoxLayout, QPushButton, QWidget
from typing_extensions import override

from annotator.errors import CancelledError
from annotator.ui.dialogs.occurrence_table import OccurrenceTable
from annotator.ui.dialogs.parts import Dialog, plain_label
from annotator.ui.jobs import Job, Jobs, Progress
from annotator.ui.models.occurrences import OccurrencesModel
from annotator.ui.models.plain import isolated, one_line
from annotator.workflow.annotating import Session
from annotator.workflow.mentions import Occurrence, find_occurrences
from annotator.workflow.projects import open_session


class AllMentionsDialog(Dialog):
    """Asks which occurrences get a label, or are rejected. Enter applies, Space ticks a row."""

    chosen = Signal(object, object)
    """A list of places (article, start, end), and the label or None for rejecting."""

    def __init__(self, session: Session, jobs: Jobs, surface: str, label: str, parent: QWidget | None = None) -> None:
        """Look for the surface in the open article first."""
        super().__init__(parent)
        self._session = session
        self._jobs = jobs
        self._surface = surface
        self._question = 0
        self._job: Job[list[Occurrence]] | None = None
        self.say(self.tr("The same for all mentions"), self.tr("Every “{0}” becomes").format(isolated(surface)))
        self.model = OccurrencesModel(self)
        self.table = OccurrenceTable(self.model, self)
        self.labels = QComboBox()
        self.labels.addItems(session.scheme.names)
        self.labels.setCurrentText(label)
        self.labels.setAccessibleName(self.tr("Label"))
        self.scope = QComboBox()
        self.scope.addItems([self.tr("in this article"), self.tr("in all articles")])
        self.scope.setAccessibleName(self.tr("Where"))
        self.match_case = QCheckBox(self.tr("Match &case"))
        self.whole_words = QCheckBox(self.tr("&Whole words"))
        for box in (self.match_case, self.whole_words):
            box.setChecked(True)
        self.all_button = self._small_button(self.tr("&All"), on=True)
        self.none_button = self._small_button(self.tr("&None"), on=False)
        self.count = plain_label(look="quiet")
        self._lay_out()
        self.apply_button = self.add_accept(self.tr("Apply"))
        self.reject_button = self.add_other(self.tr("&Reject all instead"))
        self.add_reject()
        self.apply_button.clicked.connect(lambda: self._choose(self.labels.currentText()))
        self.reject_button.clicked.connect(self._reject_all)
        self.buttons.accepted.disconnect(self.accept)
        self.model.ticked.connect(self._count)
        for toggled in (self.match_case.toggled, self.whole_words.toggled, self.scope.currentIndexChanged):
            toggled.connect(self._search)
        self.resize(900, 500)
        self._search()
        if not self.model.rowCount():
            # The place it was asked at may be glued to the next word, as scraping leaves it.
            self.whole_words.setChecked(False)
            self.whole_words.setChecked(not self.model.rowCount())
        self.table.setFocus()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        for widget in (self.labels, self.scope, self.match_case, self.whole_words):
            top.addWidget(widget)
        top.addStretch(1)
        line = QHBoxLayout()
        line.addWidget(self.count, 1)
        line.addWidget(self.all_button)
        line.addWidget(self.none_button)
        self.body.addLayout(top)
        self.body.addWidget(self.table, 1)
        self.body.addLayout(line)

    def _small_button(self, text: str, *, on: bool) -> QPushButton:
        button = QPushButton(text)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: self.model.tick(None, on=on))
        return button

    @property
    def _corpus(self) -> bool:
        return self.scope.currentIndex() == 1

    def _search(self) -> None:
        self._question += 1
        if self._job is not None:
            self._job.cancel()
            self._job = None
        surface, case, words = self._surface, self.match_case.isChecked(), self.whole_words.isChecked()
        if not self._corpus:
            self._show(find_occurrences(self._session, surface, match_case=case, whole_words=words))
            return
        question, path, annotator = self._question, self._session.project.path, self._session.annotator
        self.model.show(())
        self.count.setText(self.tr("Searching all articles…"))

        def work(progress: Progress) -> list[Occurrence]:
            # Connections belong to their thread.
            other = open_session(path, annotator)
            try:
                progress(0, 0)
                return find_occurrences(other, surface, corpus=True, match_case=case, whole_words=words)
            finally:
                other.project.close()

        def done(found: list[Occurrence]) -> None:
            if question == self._question:
                self._job = None
                self._show(found)

        def failed(error: BaseException) -> None:
            if question == self._question and not isinstance(error, CancelledError):
                self._job = None
                self.count.setText(one_line(str(error)))

        self._job = self._jobs.run(work, done, failed)

    def _show(self, found: list[Occurrence]) -> None:
        self.model.show(found)
        self.table.fit(one_line(self._surface, limit=80), corpus=self._corpus)

    def _count(self) -> None:
        locale = QLocale()
        on, total = locale.toString(self.model.count_on), locale.toString(self.model.rowCount())
        text = self.tr("{0} of {1} chosen").format(on, total)
        if not self.model.rowCount():
            text = self.tr("It stands nowhere else.")
        self.count.setText(text)
        for button in (self.apply_button, self.reject_button):
            button.setEnabled(self.model.count_on > 0)

    def _reject_all(self) -> None:
        self._choose(None)

    def _choose(self, label: str | None) -> None:
        places = self.model.places()
        if places:
            self.chosen.emit(places, label)
            self.accept()

    @override
    def done(self, result: int) -> None:
        self._question += 1
        if self._job is not None:
            self._job.cancel()
        super().done(result)
