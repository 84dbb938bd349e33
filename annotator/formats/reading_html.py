"""Articles with their spans as a page to be read in a browser, written only.

Nested spans nest; of two that cross, the later one is cut at the other's end and counted. Nothing in the page runs or
is fetched, and no text of an article can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.formats.articles_in import decided_spans
from annotator.formats.base import Loss
from annotator.formats.losses import Carries, Losses

_CROSSING = "spans that cross others, cut at their ends"
_HEAD = """<!DOCTYPE html>
<html><head><meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Annotated articles</title><style>
body{max-width:45em;margin:2em auto;font:1.05em/1.7 Georgia,serif;color:#1a1a1a;background:#fff}
article{margin-bottom:4em}p.text{white-space:pre-wrap;overflow-wrap:anywhere}h2,p.about{font-family:sans-serif}
p.about{color:#555;font-size:.85em}mark{background:#dbeafe;color:inherit;border-radius:.2em;padding:.05em .15em}
mark mark{background:#bfdbfe}mark[data-state=rejected]{background:none;outline:1px dashed #b91c1c}
mark[data-state=suggested]{background:none;outline:1px dotted #555}
mark::after{content:" " attr(data-label);font:bold .65em sans-serif;color:#374151}
</style></head><body>
"""
_PARTS = frozenset({"h2", "p"})
_CHUNK = 1024 * 1024
_TAIL = "</body></html>\n"
_CARRIES = Carries(spans=frozenset(SpanState), states=frozenset(SetState), annotator=True, notes=True)


class ReadingHtml:
    """Writes articles for reading."""

    name = "html"
    title = "HTML for reading"
    suffix = ".html"
    lossless = False
    ordered = True

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write one page."""
        losses = Losses()
        out.write(_HEAD.encode())
        for one in articles:
            losses.beyond(one, _CARRIES)
            out.writelines(part.encode() for part in _article(one, losses))
        out.write(_TAIL.encode())
        return losses.listed()

    def expected(self, one: LabelledArticle) -> object:
        """Return everything the page says of an article, and its spans as they are shown."""
        spans = nested(decided_spans(one, *SpanState))
        shown = sorted((span.start, end, span.label, span.state.value) for span, end in spans)
        notes = [f"Note: {said}" for said in _notes(one)]
        return [said.rstrip("\n") for said in (one.article.title, _about(one), one.article.text, *notes)], shown

    def found(self, files: Sequence[Path]) -> Iterator[object]:
        """Yield what the page says, article by article."""
        for path in files:
            page = _Page()
            with path.open(encoding="utf-8", newline="") as stream:
                while part := stream.read(_CHUNK):
                    page.feed(part)
                    # The last one may go on.
                    for said, shown in page.articles[:-1]:
                        yield [one.rstrip("\n") for one in said], sorted(shown)
                    del page.articles[:-1]
            page.close()
            for said, shown in page.articles:
                yield [one.rstrip("\n") for one in said], sorted(shown)


Shown = tuple[int, int, str, str]
"""A span on a page: start, end, label, state."""


def _about(one: LabelledArticle) -> str:
    article = one.article
    return " · ".join(said for said in (article.source, article.date, one.annotator or "", one.state.value) if said)


def _article(one: LabelledArticle, losses: Losses) -> Iterator[str]:
    article, about = one.article, _about(one)
    yield f'<article><h2 dir="auto">{escape(article.title)}</h2><p class="about" dir="auto">{escape(about)}</p>\n'
    yield '<p class="text" dir="auto">'
    yield from inline(article.text, decided_spans(one, *SpanState), one, losses)
    yield "</p>\n"
    for said in _notes(one):
        yield f'<p class="about" dir="auto">Note: {escape(said)}</p>\n'
    yield "</article>\n"


def nested(spans: list[Mention]) -> Iterator[tuple[Mention, int]]:
    """Yield each span with the end it can have within those that are open where it begins."""
    ends: list[int] = []
    for span in spans:
        while ends and ends[-1] <= span.start:
            ends.pop()
        ends.append(min((span.end, *ends[-1:])))
        yield span, ends[-1]


def _notes(one: LabelledArticle) -> list[str]:
    text = one.article.text
    return [(f"“{text[note.start : note.end]}”: " if note.start >= 0 else "") + note.text for note in one.notes]


def inline(text: str, spans: list[Mention], one: LabelledArticle, losses: Losses) -> Iterator[str]:
    """Yield a text with its spans as elements, properly nested; `spans` are in order, longer first."""
    open_ends: list[int] = []
    at = 0

    def close(limit: int) -> Iterator[str]:
        nonlocal at
        while open_ends and open_ends[-1] <= limit:
            end = open_ends.pop()
            yield escape(text[at:end]) + "</mark>"
            at = end

    for span, end in nested(spans):
        yield from close(span.start)
        if end < span.end:
            losses.span(_CROSSING, one, span, gone=False)
        yield escape(text[at : span.start])
        at = span.start
        label, state = escape(span.label, quote=True), span.state.value
        yield f'<mark data-label="{label}" data-state="{state}" title="{label}, {state}">'
        open_ends.append(end)
    yield from close(len(text))
    yield escape(text[at:])


class _Page(HTMLParser):
    """What a page says, article by article, as `expected` says it."""

    def __init__(self) -> None:
        super().__init__()
        self.articles: list[tuple[list[str], list[Shown]]] = []
        self._open: list[Shown] = []
        self._length = 0

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if tag == "article":
            self.articles.append(([], []))
        elif tag in _PARTS and self.articles:
            self.articles[-1][0].append("")
            self._length = 0
        elif tag == "mark":
            self._open.append((self._length, 0, said.get("data-label") or "", said.get("data-state") or ""))

    @override
    def handle_endtag(self, tag: str) -> None:
        if tag == "mark" and self._open:
            start, _, label, state = self._open.pop()
            self.articles[-1][1].append((start, self._length, label, state))

    @override
    def handle_data(self, data: str) -> None:
        if self.articles and self.articles[-1][0]:
            self.articles[-1][0][-1] += data
            self._length += len(data)


FORMAT = ReadingHtml()
