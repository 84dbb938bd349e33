"""Projects that several annotators have labelled, for the tests of comparing and reviewing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from annotator.domain.adjudication import Triple
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import open_session
from annotator.workflow.reviewing import Review, open_review, read_disagreements
from tests.unit.workflow.building import write_articles

TEXTS = (
    "The Russian foreign ministry spoke in Seoul.\n",
    "The Russian foreign ministry wrote to Kim.\n",
    "Nothing was said of the Kremlin.\n",
)

Spans = Sequence[tuple[str, str]]
"""(surface, label), each at its first place."""


def place(text: str, surface: str, label: str) -> Triple:
    start = text.index(surface)
    return start, start + len(surface), label


def label_all(
    folder: Path, work: Mapping[str, Mapping[int, Spans]], texts: Sequence[str] = TEXTS, *, name: str = "p"
) -> Path:
    """Make a project in which each annotator has finished the articles named for them, with these spans."""
    path = folder / f"{name}.annotator"
    import_paths(path, [write_articles(folder / f"{name}-articles", tuple(texts))])
    for annotator, articles in work.items():
        session = open_session(path, annotator)
        for number, spans in articles.items():
            session.open(number)
            for surface, label in spans:
                start, end, _ = place(texts[number - 1], surface, label)
                session.label(start, end, label)
            session.finish()
        session.project.close()
    return path


def reviewing(path: Path, adjudicator: str = "me") -> Review:
    """Open a review; the test closes its project."""
    return open_review(path, adjudicator, read_disagreements(path))


MINISTRY: Mapping[str, Mapping[int, Spans]] = {
    "ann": {1: [("Russian foreign ministry", "ORG"), ("Seoul", "GPE")], 2: [("Russian foreign ministry", "ORG")]},
    "bob": {1: [("Russian", "NORP"), ("Seoul", "GPE")], 2: [("Russian", "NORP"), ("Kim", "PERSON")], 3: []},
    "cid": {
        1: [("Russian foreign ministry", "ORG"), ("Seoul", "GPE")],
        2: [("Russian foreign ministry", "ORG")],
        3: [],
    },
}
"""Three annotators; the ministry is the same case twice, Kim is bob's alone, all agree on Seoul and that 3 has none."""
