"""What formats without nesting can carry of an article: spans that share no character, and offsets without white space.

Where spans overlap the longer one stays, the earlier of two as long; the others are counted as lost.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterable
from dataclasses import replace

from annotator.domain.annotation import Mention
from annotator.domain.dataset import LabelledArticle
from annotator.domain.span import SpanIndex
from annotator.formats.articles_in import decided_spans
from annotator.formats.losses import NESTED, SPACES, Losses, label_without_spaces


def flat_spans(one: LabelledArticle, losses: Losses) -> list[Mention]:
    """Return the accepted spans without white space at their ends, none of which overlap, in reading order."""
    kept: SpanIndex[Mention] = SpanIndex()
    for span in sorted(trimmed_spans(one, losses), key=lambda span: (span.start - span.end, span.start, span.label)):
        if kept.touching(span.start, span.end):
            losses.span(NESTED, one, span, gone=True)
        else:
            kept.add(replace(span, label=label_without_spaces(losses, span.label)))
    return list(kept)


def trimmed_spans(one: LabelledArticle, losses: Losses) -> Iterable[Mention]:
    """Yield the accepted spans without white space at their ends; those of nothing else are lost."""
    text = one.article.text
    for span in decided_spans(one):
        start, end = span.start, span.end
        while start < end and _is_nothing(text[start]):
            start += 1
        while end > start and _is_nothing(text[end - 1]):
            end -= 1
        if (start, end) != (span.start, span.end):
            losses.span(SPACES, one, span, gone=start == end)
        if start < end:
            yield replace(span, start=start, end=end)


def squeezed(text: str) -> tuple[str, Callable[[int], int]]:
    """Return a text without its white space, and the way from an offset of the one to one of the other."""
    there = [at for at, char in enumerate(text) if not _is_nothing(char)]
    return "".join(text[at] for at in there), lambda offset: bisect_left(there, offset)


def _is_nothing(char: str) -> bool:
    """Tell whether a character is white space, or a byte order mark, which no text keeps at its beginning."""
    return char.isspace() or char == "\ufeff"


def carried_flat(one: LabelledArticle) -> object:
    """Return the flat spans of an article and its text, both without white space, as formats by tokens carry them."""
    text, place = squeezed(one.article.text)
    spans = flat_spans(one, Losses())
    return text, [(place(span.start), place(span.end), span.label) for span in spans]
