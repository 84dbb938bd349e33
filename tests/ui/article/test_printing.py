"""An article on paper: every line once, none cut."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QPageSize, QPdfWriter

from annotator.ui.article.printing import cuts, pages
from annotator.ui.article.view import ArticleView
from tests.ui.article.scenes import MIXED, mention

LONG = "\n\n".join(f"Paragraph {n}. " + "The envoy met Kim in the capital. " * 9 for n in range(60))


def test_a_long_article_takes_several_pages(view: ArticleView, tmp_path: Path) -> None:
    path = tmp_path / "article.pdf"
    writer = QPdfWriter(str(path))
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    view.set_article(
        LONG, title="A title", subtitle="facts", mentions=[mention(LONG, "Kim", "PERSON", nth=nth) for nth in range(30)]
    )
    view.print_to(writer)
    data = path.read_bytes()
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") >= 5


@pytest.mark.parametrize("text", [LONG, MIXED, ""])
def test_pages_hold_whole_lines_and_all_of_them(view: ArticleView, text: str) -> None:
    view.set_article(text)
    column = view.column
    found = list(cuts(column, first=200, room=300))
    for (_, end), (start, _) in pairwise(found):
        assert end == start
    bottoms: list[int] = []
    for index in range(len(column)):
        chunk = column.chunk(index)
        for placed, top in zip(chunk.placed, chunk.tops, strict=True):
            bottoms += [column.top(index) + top + row.bottom for row in placed.rows]
    assert found[0][0] == 0
    assert found[-1][1] == bottoms[-1]
    assert {end for _, end in found} <= set(bottoms)
    assert all(end - start <= 300 for start, end in found)


def test_a_page_is_drawn_where_it_is_asked_for(view: ArticleView) -> None:
    view.set_article(MIXED, title="A title")
    found = list(
        pages(view.column, "A title", "", theme=view.theme, colours=view.colours_of, page=QRect(0, 0, 600, 800))
    )
    assert len(found) == 1
