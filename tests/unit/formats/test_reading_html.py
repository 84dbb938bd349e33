"""Articles as a page: spans nest, crossing ones are cut and counted, and no text becomes markup."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

import pytest

from annotator.formats.reading_html import FORMAT
from tests.unit.formats.round_trips import accepted, finished, losses_of, written
from tests.unit.formats.test_goldens import articles


class Page(HTMLParser):
    """Collects the text of articles and the labels around each part of it."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.parts: list[tuple[str, tuple[str, ...]]] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        if tag == "p":
            self.inside = ("class", "text") in attrs
        if tag == "mark":
            self.open.append(str(dict(attrs)["data-label"]))

    def handle_endtag(self, tag: str) -> None:
        if tag == "mark":
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if self.inside and data:
            self.parts.append((data, tuple(self.open)))


def test_nested_and_crossing() -> None:
    one = replace(
        finished("The Bank of England, London"),
        mentions=(accepted(4, 19, "ORG"), accepted(12, 19, "GPE"), accepted(14, 27, "X"), accepted(21, 27, "GPE")),
    )
    page = Page()
    page.feed(written(FORMAT, [one]).decode())
    assert page.parts[:6] == [
        ("The ", ()),
        ("Bank of ", ("ORG",)),
        ("En", ("ORG", "GPE")),
        ("gland", ("ORG", "GPE", "X")),
        (", ", ()),
        ("London", ("GPE",)),
    ]
    assert losses_of(FORMAT, [one])["spans that cross others, cut at their ends"] == 1


@pytest.mark.parametrize("text", ["<script>alert(1)</script>", "a & b < c", "<img src=x onerror=y>\n\n</p>"])
def test_text_is_text(text: str) -> None:
    one = finished(text, (text[5:8], '"><script>'), annotator="<b>")
    one = replace(one, article=replace(one.article, title=text, origin=replace(one.article.origin, source=text)))
    page = Page()
    page.feed(written(FORMAT, [one]).decode())
    assert page.tags == {"html", "head", "meta", "title", "style", "body", "article", "h2", "p", "mark"}
    assert "".join(part for part, _ in page.parts).strip() == text.strip()


def test_losses() -> None:
    assert "notes" not in losses_of(FORMAT, articles())
