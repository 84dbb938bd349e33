"""JSONL that Hugging Face `datasets` loads as it is: text and spans, and tokens with tags for token classification.

Every row has the same keys with the same types, as `datasets` wants it. Spans may nest; the tags are IOB2 of those that
share no character, on tokens cut at the edges of spans. `hugging_face_parquet.py` writes the same rows as Parquet.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats import json_lines
from annotator.formats.articles_in import Incoming, decided_spans, spans_carried
from annotator.formats.base import Loss
from annotator.formats.flat import flat_spans
from annotator.formats.losses import Carries, Losses
from annotator.formats.tokens_out import words

KEYS = ("id", "text", "spans", "tokens", "ner_tags", "annotator", "state", "title", "source", "date")
_STATES = {state.value: state for state in SetState}
_CARRIES = Carries(states=frozenset(SetState), annotator=True, described=True)


class HuggingFace:
    """Reads and writes these rows as JSONL."""

    name = "hf"
    title = "JSONL for Hugging Face datasets"
    suffix = ".jsonl"
    suffixes = (".jsonl", ".ndjson")
    complete = False
    lossless = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for rows with exactly these keys."""
        return any(tuple(row) == KEYS for row in json_lines.rows_of(head, most=1))

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield an article a line; tokens and tags say nothing that the spans do not."""
        source = source or path.name
        empty = True
        for number, line in json_lines.lines(path, source=source):
            empty = False
            yield labelled(json_lines.parse(line, source=source, number=number), source=source, number=number)
        if empty:
            raise InputError("The file is empty.", source=source)

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write a line for each."""
        losses = Losses()
        out.writelines(json_lines.dumps(row_of(one, losses), of=one.article.title) for one in articles)
        return losses.listed()

    def carried(self, one: LabelledArticle) -> object:
        """Return the text, the accepted spans, whose they are and how far the article is."""
        return one.article.text, one.annotator, one.state, spans_carried(one)


def row_of(one: LabelledArticle, losses: Losses) -> dict[str, object]:
    """Return an article as a row, counting what it cannot hold."""
    losses.beyond(one, _CARRIES)
    article, text = one.article, one.article.text
    for key, value in article.meta.items():
        if value not in ("", None):
            losses.add("metadata", key)
    spans = decided_spans(one)
    flat = flat_spans(one, Losses())
    tokens = words(text, [*spans, *flat])
    ends = {span.start: (span.end, span.label) for span in flat}
    tags: list[str] = []
    reach, label = 0, ""
    for start, _ in tokens:
        if start in ends:
            reach, label = ends[start]
            tags.append(f"B-{label}")
        else:
            tags.append(f"I-{label}" if start < reach else "O")
    return {
        "id": article.id,
        "text": text,
        "spans": [
            {"start": span.start, "end": span.end, "label": span.label, "text": text[span.start : span.end]}
            for span in spans
        ],
        "tokens": [text[start:end] for start, end in tokens],
        "ner_tags": tags,
        "annotator": one.annotator or "",
        "state": one.state.value,
        "title": article.title,
        "source": article.source,
        "date": article.date,
    }


def labelled(row: Mapping[str, JsonValue], *, source: str, number: int) -> LabelledArticle:
    """Return what a row says; raise InputError where it contradicts itself."""
    text = row.get("text")
    fields = {key: row.get(key) for key in ("id", "title", "source", "date") if row.get(key)}
    incoming = Incoming(text if isinstance(text, str) else "", fields, source=source, line=number)
    spans, state, name = row.get("spans"), row.get("state"), row.get("annotator")
    if not isinstance(spans, list) or state not in _STATES:
        raise incoming.refuse("“spans” or “state” is not what it should be.")
    mentions = [
        incoming.mention(span.get("start"), span.get("end"), span.get("label"), said=str(span.get("text")).__eq__)
        for span in spans
        if isinstance(span, dict)
    ]
    annotator = name if isinstance(name, str) and name else None
    return incoming.labelled(mentions, annotator=annotator, state=_STATES[str(state)])


FORMAT = HuggingFace()
