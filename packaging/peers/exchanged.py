"""The corpora that peers get: the seeds with their gold, and real articles with what the rules suggest accepted.

Each is a project of its own, exported by the same workflow as anybody's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from peering import Document, Span

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SpanState
from annotator.formats import Reader, reader_for, writer_named
from annotator.formats.flat import flat_spans
from annotator.formats.losses import Losses
from annotator.resources import seeds
from annotator.workflow.exporting import ExportOptions, export
from annotator.workflow.importing import import_paths
from annotator.workflow.suggesting import suggest_project

SHARED = Path(__file__).resolve().parents[3] / "shared" / "articles"
_FLAT = frozenset({"conll", "docbin (flat)"})
"""Formats that carry no overlapping spans; a DocBin's entities do not either."""
_GLUED, _BEFORE, _GLUED_LABEL = "Russia", "alongsideRussia", "GPE"
_SOLO = "reviewer"


class Corpus:
    """A project's finished articles by one annotator."""

    def __init__(self, name: str, project: Path) -> None:
        """Take the project as it is."""
        self.name = name
        self._project = project
        self._folder = project.parent
        self._truth = list(_read([self._export("jsonl", "truth.jsonl")]))
        self.labels = tuple(sorted({span.label for one in self._truth for span in one.mentions}))

    def export(self, format_: str) -> Path:
        """Return the file or folder that our writer of this format makes."""
        return self._export(format_, f"ours-{format_}{writer_named(format_).suffix}")

    def _export(self, format_: str, name: str) -> Path:
        path = self._folder / name
        if not path.exists():
            export(self._project, ExportOptions(format=format_), path)
        return path

    def sent(self, format_: str) -> list[Document]:
        """Return what a file of this format carries of the corpus."""
        return [_document(one, flat=format_ in _FLAT) for one in self._truth]

    def read(self, files: Sequence[Path]) -> list[Document]:
        """Return what our readers find in a peer's files."""
        return [_document(one, flat=False) for one in _read(files)]


def corpora(folder: Path) -> Iterator[Corpus]:
    """Make the corpora below a folder."""
    project = _new(folder / "seeds")
    import_paths(project, [seeds() / "articles"])
    import_paths(project, [seeds() / "labels" / "gold.jsonl"])
    yield Corpus("seeds", project)
    if SHARED.is_dir() and any(SHARED.glob("*.txt")):
        yield Corpus("real articles", _accepted(folder / "real articles"))


def _accepted(folder: Path) -> Path:
    """Return a project of real articles in which somebody accepted all that was suggested, and the glued name."""
    project = _new(folder)
    first = _new(folder / "suggested")
    import_paths(first, [SHARED])
    suggest_project(first)
    lines = folder / "accepted.jsonl"
    export(first, ExportOptions(articles="all", spans=frozenset(SpanState)), lines)
    rows: list[dict[str, Any]] = [json.loads(line) for line in lines.read_text("utf-8").split("\n") if line]
    for row in rows:
        row |= {"annotator": _SOLO, "state": "finished"}
        for span in row["spans"]:
            span["state"] = "accepted"
        at = row["text"].find(_BEFORE) + len(_BEFORE) - len(_GLUED)
        if _BEFORE in row["text"] and not any((s["start"], s["end"]) == (at, at + len(_GLUED)) for s in row["spans"]):
            row["spans"].append(
                {"start": at, "end": at + len(_GLUED), "label": _GLUED_LABEL, "text": _GLUED, "state": "accepted"}
            )
    lines.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    import_paths(project, [lines])
    return project


def _new(folder: Path) -> Path:
    folder.mkdir(parents=True)
    return folder / "project.annotator"


def _read(files: Sequence[Path]) -> Iterator[LabelledArticle]:
    for path in files:
        reader: Reader = reader_for(path)
        yield from reader.read(path)


def _document(one: LabelledArticle, *, flat: bool) -> Document:
    # What nobody is said to have accepted comes as suggestions (Prodigy's tasks without an answer).
    wanted = flat_spans(one, Losses()) if flat else [m for m in one.mentions if m.state is not SpanState.REJECTED]
    spans: list[Span] = [(span.start, span.end, span.label) for span in wanted]
    return Document(one.article.text, tuple(spans))
