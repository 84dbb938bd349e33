"""doccano's JSONL for sequence labelling: `label` with [start, end, label], or `entities` of its relation projects.

Offsets are code points, half-open. doccano wants the same keys in every row, so what is said about an article is its
title, source, date and annotator and no more; notes go out as comments, without their places. Writing the entities'
kind is `doccano_relations.py`; relations themselves are nothing this program has.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from annotator.domain.annotation import Mention, Note
from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.domain.identity import new_id
from annotator.errors import InputError
from annotator.formats import json_lines
from annotator.formats.articles_in import Incoming, decided_spans, spans_carried
from annotator.formats.base import Loss
from annotator.formats.counting import CountingReader
from annotator.formats.losses import Carries, Losses, title

_CARRIES = Carries(annotator=True, described=True, notes=True)
_LABEL_KEYS = ("label", "labels")
_COMMENT_KEYS = ("Comments", "comments")
_REMEDY = "Offsets count characters from 0; write each label as [start, end, label]."


class Doccano(CountingReader):
    """Reads both kinds of doccano's JSONL and writes the one with `label`."""

    name = "doccano"
    title = "doccano JSONL"
    suffix = ".jsonl"
    suffixes = (".jsonl", ".ndjson")
    complete = False
    lossless = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for a text with labelled ranges."""
        return any(_is_doccano(row) for row in json_lines.rows_of(head))

    @override
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield an article a line; raise InputError for a range that is empty or none."""
        empty = True
        for number, line in json_lines.lines(path, source=source):
            empty = False
            row = json_lines.parse(line, source=source, number=number)
            yield _article(row, losses, source=source, number=number)
        if empty:
            raise InputError("The file is empty.", source=source)

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write a line for each."""
        losses = Losses()
        for number, one in enumerate(articles, 1):
            labels = [[span.start, span.end, span.label] for span in decided_spans(one)]
            out.write(json_lines.dumps(row_of(one, number, losses, label=labels), of=one.article.title))
        return losses.listed()

    def carried(self, one: LabelledArticle) -> object:
        """Return the text, the spans, whose they are and the notes."""
        notes = sorted(note.text for note in one.notes)
        return one.article.text, one.annotator, spans_carried(one), notes


def row_of(one: LabelledArticle, number: int, losses: Losses, **labels: object) -> dict[str, object]:
    """Return an article as a row with these labels, counting what it cannot hold; each row has the same keys."""
    article = one.article
    losses.beyond(one, _CARRIES)
    for key, value in article.meta.items():
        if value not in ("", None):
            losses.add("metadata", key)
    for note in one.notes:
        if note.start >= 0:
            losses.add("places of notes", title(one))
    said = {"title": article.title, "source": article.source, "date": article.date, "annotator": one.annotator or ""}
    return {"id": number, "text": article.text, **labels, "Comments": [note.text for note in one.notes], **said}


def _is_doccano(row: dict[str, JsonValue]) -> bool:
    if not isinstance(row.get("text", row.get("data")), str):
        return False
    match row.get("entities"), row.get("label", row.get("labels")):
        case [{"start_offset": _}, *_], _:
            return True
        case _, [[int(), int(), str()], *_]:
            return True
        case entities, labels:
            return (entities == [] and "relations" in row) or (labels == [] and "spans" not in row)


def _article(row: dict[str, JsonValue], losses: Losses, *, source: str, number: int) -> LabelledArticle:
    text = row.pop("text", None) or row.pop("data", None)
    labels = _list(row, _LABEL_KEYS)
    entities = _list(row, ("entities",))
    for one in _list(row, ("relations",)):
        losses.add("relations", str(one.get("type")) if isinstance(one, dict) else "")
    comments = _list(row, _COMMENT_KEYS)
    name = row.pop("annotator", None)
    if isinstance(row.get("id"), int):
        del row["id"]
    incoming = Incoming(text if isinstance(text, str) else "", row, source=source, line=number)
    mentions = [*_labels(incoming, labels), *_entities(incoming, entities)]
    annotator = name if isinstance(name, str) and name.strip() else None
    state = SetState.FINISHED if mentions or annotator else SetState.NEW
    return replace(incoming.labelled(mentions, annotator=annotator, state=state), notes=_notes(comments))


def _list(row: dict[str, JsonValue], keys: tuple[str, ...]) -> list[JsonValue]:
    """Take the first list under one of the keys out of the row."""
    for key in keys:
        value = row.get(key)
        if isinstance(value, list):
            del row[key]
            return value
    return []


def _labels(incoming: Incoming, labels: list[JsonValue]) -> Iterator[Mention]:
    for one in labels:
        match one:
            case [start, end, label]:
                yield incoming.mention(start, end, label)
            case _:
                raise incoming.refuse(f"This is not [start, end, label]: {one!a:.60}.", _REMEDY)


def _entities(incoming: Incoming, entities: list[JsonValue]) -> Iterator[Mention]:
    for one in entities:
        match one:
            case {"start_offset": start, "end_offset": end, "label": label}:
                yield incoming.mention(start, end, label)
            case _:
                raise incoming.refuse(f"This is not an entity with start_offset, end_offset and label: {one!a:.60}.")


def _notes(comments: list[JsonValue]) -> tuple[Note, ...]:
    texts = [one.get("text") if isinstance(one, dict) else one for one in comments]
    return tuple(Note(new_id(), text) for text in texts if isinstance(text, str) and text.strip())


FORMAT = Doccano()
