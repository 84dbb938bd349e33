"""Filling a memory from a project's log: all of it once, then what has been decided since, undone things included."""

from __future__ import annotations

from annotator.domain.decision import SpanState
from annotator.store import annotators, articles, remembered
from annotator.store.connection import Project
from annotator.store.remembered import LoggedSpan
from annotator.suggest.memory import Memory
from annotator.workflow.annotation_sets import without_collector

_TOO_LONG = "/too long"
"""Behind a subject: that the suggestion it answers covered more than a name."""


class Remembering:
    """One annotator's memory in a project, and which surfaces the others have decided about."""

    def __init__(self, project: Project, annotator: str) -> None:
        """Begin with an empty memory; "" is nobody's."""
        self.annotator = annotator.strip()
        self.memory = Memory()
        self._others = Memory()
        self._project = project
        self._seq = 0
        self._last_text = (0, "")
        self._shortened: set[str] = set()

    @property
    def position(self) -> int:
        """How far in the log the memory has come."""
        return self._seq

    def update(self) -> int:
        """Take in what was decided since the last time; return how many annotations it was about."""
        with without_collector():
            newest: dict[str, LoggedSpan] = {}
            for one in remembered.spans_behind(self._project, self._seq):
                self._seq = one.seq
                newest[one.subject] = one
            if newest:
                self._take(newest)
        return len(newest)

    def _take(self, newest: dict[str, LoggedSpan]) -> None:
        own = annotators.annotator_number(self._project, self.annotator)
        # Article by article, so that each text is read once; then in the log's order, so that the newest is last.
        told = [self._told(one) for one in sorted(newest.values(), key=lambda one: one.article)]
        told.sort(key=lambda pair: pair[0].seq)
        for one, surface, asked in told:
            memory = self.memory if one.annotator == own else self._others
            _learn(memory, one.subject, surface, one.label if one.state == SpanState.ACCEPTED else "", one.seq)
            if asked or one.subject in self._shortened:
                _learn(memory, one.subject + _TOO_LONG, asked, "", one.seq)
                self._shortened.add(one.subject)

    def decided(self, surface: str) -> bool:
        """Tell whether anybody has decided anything about a surface."""
        return self.memory.decided(surface) or self._others.decided(surface)

    def _told(self, one: LoggedSpan) -> tuple[LoggedSpan, str, str]:
        """Return a span's surface, and that of the suggestion it answers where it is only a part of it."""
        if one.state not in (SpanState.ACCEPTED, SpanState.REJECTED):
            return one, "", ""
        text = self._text(one.article)
        shortened = one.asked_start <= one.start < one.end <= one.asked_end
        shortened = shortened and one.end - one.start < one.asked_end - one.asked_start
        return one, text[one.start : one.end], text[one.asked_start : one.asked_end] if shortened else ""

    def _text(self, article: int) -> str:
        if self._last_text[0] != article:
            self._last_text = article, articles.text(self._project, article)
        return self._last_text[1]


def _learn(memory: Memory, subject: str, surface: str, label: str, decision: int) -> None:
    if surface:
        memory.learn(subject, surface, label, decision)
    else:
        memory.forget(subject)
