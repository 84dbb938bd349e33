"""Prodigy's tasks and annotations, one JSON object a line.

Offsets are code points, half-open, `token_end` is inclusive. Hashes are kept where they were imported and not made:
their formula is not public. An article somebody worked on is written with `answer` (finished "accept", skipped
"ignore", flagged "accept" and `flagged`) and without one while it is in progress; one nobody began is a task whose
spans are the suggestions. In what Prodigy wrote, "accept" and "reject" of a binary question speak about its one span;
a rejected manual task counts as skipped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.domain.span import overlaps
from annotator.errors import InputError
from annotator.formats import json_lines
from annotator.formats.articles_in import Incoming, decided_spans, fields_of, in_order, spans_carried
from annotator.formats.base import Loss
from annotator.formats.counting import CountingReader
from annotator.formats.losses import Carries, Losses
from annotator.formats.text_jsonl import merged_meta
from annotator.formats.tokens_out import pieces

_OURS = "annotator"
_HASHES = ("_input_hash", "_task_hash")
_OF_PRODIGY = ("tokens", "spans", "answer", "flagged", "_view_id", "_is_binary", "_timestamp", "_annotator_id")
_SESSION = re.compile(r"\d{4}-\d\d-\d\d_\d\d-\d\d-\d\d")
_BINARY = frozenset({"ner", "classification", "text"})
_ANSWERS = {SetState.FINISHED: "accept", SetState.SKIPPED: "ignore", SetState.FLAGGED: "accept"}
_CARRIES = Carries(states=frozenset(SetState), annotator=True, described=True)
_CARRIES_TASK = replace(_CARRIES, spans=frozenset({SpanState.SUGGESTED}))


class Prodigy(CountingReader):
    """Reads and writes Prodigy's JSONL."""

    name = "prodigy"
    title = "Prodigy JSONL"
    suffix = ".jsonl"
    suffixes = (".jsonl", ".ndjson")
    complete = False
    lossless = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for a text with spans, or for the keys only Prodigy has."""
        return any(_is_prodigy(row) for row in json_lines.rows_of(head))

    @override
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield an article a line; consecutive binary answers about one text and by one annotator become one."""
        held: LabelledArticle | None = None
        empty = True
        for number, line in json_lines.lines(path, source=source):
            empty = False
            row = json_lines.parse(line, source=source, number=number)
            one, binary = _article(row, losses, source=source, number=number)
            if held is not None and binary and (held.article.text, held.annotator) == (one.article.text, one.annotator):
                held = replace(held, mentions=in_order((*held.mentions, *one.mentions)))
                continue
            if held is not None:
                yield held
            held = one if binary else None
            if not binary:
                yield one
        if held is not None:
            yield held
        if empty:
            raise InputError("The file is empty.", source=source)

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write a line for each, with tokens cut at the edges of spans."""
        losses = Losses()
        for one in articles:
            losses.beyond(one, _CARRIES_TASK if _is_task(one) else _CARRIES)
            out.write(json_lines.dumps(_row(one), of=one.article.title))
        return losses.listed()

    def carried(self, one: LabelledArticle) -> object:
        """Return the text, the spans, who worked on them and how far."""
        if _is_task(one):
            return one.article.text, None, SetState.NEW, spans_carried(one, SpanState.SUGGESTED)
        state = SetState.IN_PROGRESS if one.state is SetState.NEW else one.state
        return one.article.text, one.annotator, state, spans_carried(one)


def _is_prodigy(row: dict[str, JsonValue]) -> bool:
    if not isinstance(row.get("text"), str):
        return False
    match row.get("spans"):
        case [{"start": int(), "end": int()}, *_]:
            return True
        case spans:
            return "_input_hash" in row or "_view_id" in row or (spans == [] and ("answer" in row or "tokens" in row))


def _article(row: dict[str, JsonValue], losses: Losses, *, source: str, number: int) -> tuple[LabelledArticle, bool]:
    """Return what a line says, and whether it answers a question about one span."""
    text = row.pop("text", None)
    known = {key: row.pop(key) for key in (*_OF_PRODIGY, "_session_id") if key in row}
    incoming = Incoming(text if isinstance(text, str) else "", merged_meta(row), source=source, line=number)
    answer, spans = known.get("answer"), known.get("spans") or []
    if answer not in ("accept", "reject", "ignore", None):
        raise incoming.refuse(f"The answer {answer!a:.40} is none of accept, reject and ignore.")
    if not isinstance(spans, list):
        raise incoming.refuse("“spans” is not a list.")
    name = _name(known)
    _count(row, known, losses)
    binary = answer is not None and (known.get("_is_binary") is True or known.get("_view_id") in _BINARY)
    if binary:
        rejected = answer == "reject"
        state = SpanState.REJECTED if rejected else SpanState.ACCEPTED
        mentions = _mentions(incoming, spans, state) if answer != "ignore" else []
        return incoming.labelled(mentions, annotator=name, state=SetState.IN_PROGRESS), True
    if answer == "accept":
        state = SetState.FLAGGED if known.get("flagged") is True else SetState.FINISHED
        return incoming.labelled(_mentions(incoming, spans, SpanState.ACCEPTED), annotator=name, state=state), False
    if answer is not None:
        kept = _mentions(incoming, spans, SpanState.ACCEPTED) if answer == "ignore" else []
        return incoming.labelled(kept, annotator=name, state=SetState.SKIPPED), False
    if name is None:
        return incoming.labelled(_mentions(incoming, spans, SpanState.SUGGESTED)), False
    mentions = _mentions(incoming, spans, SpanState.ACCEPTED)
    return incoming.labelled(mentions, annotator=name, state=SetState.IN_PROGRESS), False


def _count(row: dict[str, JsonValue], known: dict[str, JsonValue], losses: Losses) -> None:
    """Count what stays behind of a line: relations, and the spans of what was turned down as a whole."""
    relations, spans, answer = row.get("relations"), known.get("spans"), known.get("answer")
    for one in relations if isinstance(relations, list) else []:
        losses.add("relations (kept as metadata)", str(one.get("label")) if isinstance(one, dict) else "")
    binary = known.get("_is_binary") is True or known.get("_view_id") in _BINARY
    if isinstance(spans, list) and spans and ((answer == "ignore") if binary else (answer == "reject")):
        what = "spans in questions nobody answered" if binary else "spans in rejected tasks"
        losses.add(what, str(row.get("source", "")), count=len(spans))


def _mentions(incoming: Incoming, spans: Sequence[JsonValue], state: SpanState) -> list[Mention]:
    found: list[Mention] = []
    for span in spans:
        if not isinstance(span, dict):
            raise incoming.refuse(f"A span is not an object: {span!a:.40}.")
        said = span.get("text")
        one = incoming.mention(
            span.get("start"),
            span.get("end"),
            span.get("label"),
            state=state,
            said=(lambda text, said=said: text == said) if isinstance(said, str) else None,
        )
        score, source = span.get("score"), span.get("source")
        if isinstance(source, str) and source:
            one = replace(one, source=source, version="")
        if isinstance(score, int | float) and not isinstance(score, bool):
            one = replace(one, score=float(score))
        found.append(one)
    return found


def _name(known: dict[str, JsonValue]) -> str | None:
    """Return who annotated; a session that is named by its time says nothing about that."""
    for key in ("_annotator_id", "_session_id"):
        value = known.get(key)
        if isinstance(value, str) and value.strip() and not _SESSION.fullmatch(value):
            return value
    return None


def _is_task(one: LabelledArticle) -> bool:
    """Tell whether nobody did anything: an article is written as a task then, with its suggestions."""
    undecided = all(mention.is_open for mention in one.mentions)
    return (one.state is SetState.NEW and undecided) or (
        one.annotator is None and one.state in (SetState.NEW, SetState.IN_PROGRESS)
    )


def _row(one: LabelledArticle) -> dict[str, object]:
    article, task = one.article, _is_task(one)
    text = article.text
    spans = decided_spans(one, SpanState.SUGGESTED if task else SpanState.ACCEPTED)
    tokens = pieces(text, spans)
    first = {token.start: number for number, token in enumerate(tokens)}
    last = {token.end: number for number, token in enumerate(tokens)}
    meta = fields_of(article, taken=("text", "meta", *_OF_PRODIGY))
    row: dict[str, object] = {
        "text": text,
        "meta": {key: value for key, value in meta.items() if key not in _HASHES},
        **{key: meta[key] for key in _HASHES if key in meta},
        "tokens": [
            {"text": text[token.start : token.end], "start": token.start, "end": token.end, "id": at, "ws": token.space}
            for at, token in enumerate(tokens)
        ],
        "spans": [
            {
                "start": span.start,
                "end": span.end,
                "token_start": first[span.start],
                "token_end": last[span.end],
                "label": span.label,
                **({"source": span.source, "score": span.score} if task and span.score is not None else {}),
            }
            for span in spans
        ],
        "_is_binary": False,
        "_view_id": "spans_manual" if _overlapping(spans) else "ner_manual",
    }
    if not task:
        if one.state in _ANSWERS:
            row["answer"] = _ANSWERS[one.state]
        if one.state is SetState.FLAGGED:
            row["flagged"] = True
        if one.annotator is not None:
            row |= {"_annotator_id": one.annotator, "_session_id": f"{_OURS}-{one.annotator}"}
    return row


def _overlapping(spans: Sequence[Mention]) -> bool:
    """Tell whether two spans share a character, which Prodigy's `ner_manual` cannot show."""
    reach: Mention | None = None
    for one in spans:
        if reach is not None and overlaps(reach, one):
            return True
        reach = one if reach is None or one.end > reach.end else reach
    return False


FORMAT = Prodigy()
