"""Annotations as a table: a row a span, and no cell that a spreadsheet computes."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from annotator.formats.annotation_csv import COLUMNS, FORMAT
from tests.unit.formats.round_trips import finished, losses_of, written
from tests.unit.formats.test_goldens import articles


def test_a_row_a_span() -> None:
    rows = list(csv.DictReader(io.StringIO(written(FORMAT, articles()).decode("utf-8-sig"))))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 8
    first = articles()[0]
    for row, span in zip(rows, first.mentions, strict=False):
        assert row["text"] == first.article.text[int(row["start"]) : int(row["end"])]
        assert (row["label"], row["state"], row["annotator"]) == (span.label, span.state, "anna")


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_no_formulas(sign: str) -> None:
    one = finished(f"{sign}cmd|' /C calc'!A0 here", (f"{sign}cmd|' /C calc'!A0", "=SUM(A1)"))
    one = replace(one, article=replace(one.article, title=f"{sign}1+1"))
    [row] = csv.DictReader(io.StringIO(written(FORMAT, [one]).decode("utf-8-sig")))
    assert (row["text"][:2], row["label"], row["title"]) == (f"'{sign}", "'=SUM(A1)", f"'{sign}1+1")
    assert losses_of(FORMAT, [one])["cells with an apostrophe before them, lest they be formulas"] == 3


def test_line_ends_and_quotes_stay_in_their_cell() -> None:
    one = finished('A "b",\nc d', ('"b",\nc', "X"))
    [row] = csv.DictReader(io.StringIO(written(FORMAT, [one]).decode("utf-8-sig")))
    assert row["text"] == '"b",\nc'


def test_articles_without_spans_are_said() -> None:
    assert losses_of(FORMAT, articles())["articles without spans"] == 1
