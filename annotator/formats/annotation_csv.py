"""Annotations as a table for spreadsheets: a row a span, written only.

A cell that a spreadsheet would take for a formula gets an apostrophe before it. The file begins with a byte order mark,
by which Excel knows UTF-8.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterable
from typing import BinaryIO

from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.formats.base import Loss
from annotator.formats.losses import Carries, Losses, title

COLUMNS = (
    *("article", "title", "source", "date", "annotator", "article_state"),
    *("start", "end", "label", "text", "state", "span_source", "span_version", "score", "reason"),
)
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CARRIES = Carries(spans=frozenset(SpanState), states=frozenset(SetState), annotator=True, origins=True, described=True)


class AnnotationCsv:
    """Writes annotations as CSV."""

    name = "csv"
    title = "CSV of annotations"
    suffix = ".csv"
    lossless = False

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write a row for each span; offsets are code points, half-open."""
        losses = Losses()
        out.write(codecs.BOM_UTF8)
        rows = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
        try:
            table = csv.writer(rows, lineterminator="\n")
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
