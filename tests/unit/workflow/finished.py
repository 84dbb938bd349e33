"""Projects whose articles somebody has finished, for whatever learns from them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from annotator.suggest.taught import TaughtText
from annotator.workflow.projects import open_session
from tests.unit.workflow.building import make_project


def finish(path: Path, number: int, text: TaughtText, *, name: str = "ann") -> None:
    """Label an article as this text is, reject what else is proposed, and finish it."""
    session = open_session(path, name)
    page = session.open(number)
    wanted = set(text.spans)
    for one in [one for one in page.mentions if one.is_open and (one.start, one.end, one.label) not in wanted]:
        session.reject(one.key)
    there = {(one.start, one.end, one.label) for one in page.mentions}
    for start, end, label in text.spans:
        if (start, end, label) not in there:
            session.label(start, end, label)
    session.finish()
    session.project.close()


def finished_project(folder: Path, texts: Sequence[TaughtText], *, name: str = "ann") -> Path:
    """Make a project of these texts, all of them finished in their order."""
    path = make_project(folder, tuple(one.text for one in texts))
    for number, text in enumerate(texts, 1):
        finish(path, number, text, name=name)
    return path
