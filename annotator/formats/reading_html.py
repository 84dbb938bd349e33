"""Articles with their spans as a page to be read in a browser, written only.

Nested spans nest; of two that cross, the later one is cut at the other's end and counted. Nothing in the page runs or
is fetched, and no text of an article can become markup.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from typing import BinaryIO

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
_TAIL = "</body></html>\n"
_CARRIES = Carries(spans=frozenset(SpanState), states=frozenset(SetState), annotator=True, notes=True)


class ReadingHtml:
    """Writes articles for reading."""

    name = "html"
    title = "HTML for reading"
    suffix = ".html"
    lossless = False

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write one page."""
        losses = Losses()
        out.write(_HEAD.encode())
        for one in articles:
            losses.beyond(one, _CARRIES)
            out.writelines(part.encode() for part in _article(one, losses))
        out.write(_TAIL.encode())
        return losses.listed()


def _article(one: LabelledArticle, losses: Losses) -> Iterator[str]:
    article = one.article
    about = " · ".join(said for said in (article.source, article.date, one.annotator or "", one.state.value) if said)
    yield f'<article><h2 dir="auto">{escape(article.title)}</h2><p class="about" dir="auto">{escape(about)}</p>\n'
    yield '<p class="text" dir="auto">'
    yield from inline(article.text, decided_spans(one, *SpanState), one, losses)
    yield "</p>\n"
    for note in one.notes:
        where = f"“{article.text[note.start : note.end]}”: " if note.start >= 0 else ""
        yield f'<p class="about" dir="auto">Note: {escape(where + note.text)}</p>\n'
    yield "</article>\n"


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

    for span in spans:
        yield from close(span.start)
        end = span.end
        if open_ends and end > open_ends[-1]:
            losses.span(_CROSSING, one, span)
            end = open_ends[-1]
        yield escape(text[at : span.start])
        at = span.start
        label, state = escape(span.label, quote=True), span.state.value
        yield f'<mark data-label="{label}" data-state="{state}" title="{label}, {state}">'
        open_ends.append(end)
    yield from close(len(text))
    yield escape(text[at:])


FORMAT = ReadingHtml()
