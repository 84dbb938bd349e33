"""Annotations as a table for spreadsheets: a row a span, written only.

A cell that a spreadsheet would take for a formula gets an apostrophe before it. The file begins with a byte order mark,
by which Excel knows UTF-8.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.errors import InputError
from annotator.formats.base import Loss
from annotator.formats.losses import Carries, Losses, title

COLUMNS = (
    *("article", "title", "source", "date", "annotator", "article_state"),
    *("start", "end", "label", "text", "state", "span_source", "span_version", "score", "reason"),
)
_ANNOTATOR = COLUMNS.index("annotator")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CARRIES = Carries(spans=frozenset(SpanState), states=frozenset(SetState), annotator=True, origins=True, described=True)


class AnnotationCsv:
    """Writes annotations as CSV."""

    name = "csv"
    title = "CSV of annotations"
    suffix = ".csv"
    lossless = False
    ordered = True

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write a row for each span; offsets are code points, half-open."""
        losses = Losses()
        out.write(codecs.BOM_UTF8)
        rows = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
        try:
            table = csv.writer(rows, lineterminator="\r\n")  # with "\n" it would leave CR unquoted
            table.writerow(COLUMNS)
            for one in articles:
                losses.beyond(one, _CARRIES)
                losses.add("texts of articles", title(one))
                for key, value in one.article.meta.items():
                    if value not in ("", None):
                        losses.add("metadata", key)
                if not one.mentions:
                    losses.add("articles without spans", title(one))
                table.writerows(_rows(one, losses))
        finally:
            rows.detach()  # the stream is the caller's to close
        return losses.listed()

    def expected(self, one: LabelledArticle) -> object:
        """Return the article's rows, with what each span covers; nothing for an article without spans."""
        return [[str(cell) for cell in row] for row in _rows(one, Losses())] or None

    def found(self, files: Sequence[Path]) -> Iterator[list[list[str]]]:
        """Yield the rows of each article and annotator."""
        for path in files:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                rows = csv.reader(stream, strict=True)
                try:
                    if next(rows, list[str]()) != list(COLUMNS):
                        raise InputError("The first row does not name the columns.", source=path.name, line=1)
                    for _, some in groupby(rows, key=lambda row: (row[0], row[_ANNOTATOR])):
                        yield list(some)
                except (csv.Error, IndexError, UnicodeDecodeError) as error:
                    raise InputError(f"This is not a row: {error}.", source=path.name, line=rows.line_num) from error


def _rows(one: LabelledArticle, losses: Losses) -> Iterable[list[str | int | float]]:
    article = one.article
    about = [article.id, article.title, article.source, article.date, one.annotator or "", one.state.value]
    for span in one.mentions:
        text = article.text[span.start : span.end]
        yield [
            *(_safe(said, losses) for said in about),
            span.start,
            span.end,
            *(_safe(said, losses) for said in (span.label, text, span.state.value, span.source, span.version)),
            "" if span.score is None else span.score,
            _safe(span.reason, losses),
        ]


def _safe(said: str, losses: Losses) -> str:
    """Return a cell that no spreadsheet computes."""
    if not said.startswith(_FORMULA):
        return said
    losses.add("cells with an apostrophe before them, lest they be formulas", f"“{said[:40]}”")
    return "'" + said


FORMAT = AnnotationCsv()
