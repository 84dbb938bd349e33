"""Label Studio's JSON: an array of tasks, each with its text, annotations and predictions.

Offsets are code points, half-open. One article's annotators become annotations of one task, suggestions that are still
open its prediction; an annotation knows its annotator by name (`created_username`), since Label Studio takes
`completed_by` only for people it has. `ground_truth` is written always: where it is missing, Label Studio stores true.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import BinaryIO

from typing_extensions import override

from annotator.domain.annotation import Mention
from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState
from annotator.errors import InputError
from annotator.formats import json_array, json_lines
from annotator.formats.articles_in import Incoming, decided_spans, fields_of, in_order, spans_carried
from annotator.formats.base import Loss
from annotator.formats.counting import CountingReader
from annotator.formats.losses import Carries, Losses

_MODEL = "annotator suggestions"
_GOLD = "gold"
_USERNAME = re.compile(r"(?:.* )?(\S+@\S+), \d+")
"""How Label Studio itself writes the name of an annotation's maker: the address stands in it."""
_TEXT_KEYS = ("text", "content", "body", "article")
_CARRIES = Carries(
    spans=frozenset({SpanState.ACCEPTED, SpanState.SUGGESTED}),
    states=frozenset({SetState.NEW, SetState.FINISHED, SetState.SKIPPED}),
    annotator=True,
    described=True,
)


class LabelStudio(CountingReader):
    """Reads and writes Label Studio's JSON, and reads its short kind ("JSON_MIN")."""

    name = "label-studio"
    title = "Label Studio JSON"
    suffix = ".json"
    suffixes = (".json",)
    complete = False
    lossless = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for an array (or one object) that has a task's keys."""
        if not json_array.begins_array(head) or b'"paragraphs"' in head:
            return False
        keys = (b'"data"', b'"annotations"', b'"predictions"', b'"completions"', b'"annotation_id"')
        return any(key in head for key in keys)

    @override
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield a labelled article for each annotation, or one where nobody annotated; predictions are suggestions."""
        empty = True
        for line, task in json_array.items(path, source=source):
            empty = False
            if not isinstance(task, dict):
                raise InputError("A task is not an object.", source=source, line=line)
            yield from _articles(task, losses, source=source, line=line)
        if empty:
            raise InputError("There is no task in the file.", source=source)

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write a task for each article with everybody's annotations."""
        losses = Losses()
        before = b"[\n"
        for number, (_, some) in enumerate(groupby(articles, key=lambda one: one.article.id), 1):
            group = list(some)
            for one in group:
                losses.beyond(one, _CARRIES)
            out.write(before + json_lines.dumps(_task(group, number), of=group[0].article.title).rstrip(b"\n"))
            before = b",\n"
        out.write(b"\n]\n" if before == b",\n" else b"[]\n")
        return losses.listed()

    def carried(self, one: LabelledArticle) -> object:
        """Return the text, who decided what in it, and whether they skipped it."""
        if not _is_annotation(one):
            return None
        return one.article.text, one.annotator, one.state is SetState.SKIPPED, spans_carried(one)


def _is_annotation(one: LabelledArticle) -> bool:
    return one.state is not SetState.NEW or any(mention.state is SpanState.ACCEPTED for mention in one.mentions)


def _task(group: list[LabelledArticle], number: int) -> dict[str, object]:
    article = group[0].article
    open_ones = in_order(mention for one in group for mention in one.mentions if mention.is_open)
    scores = [one.score for one in open_ones if one.score is not None]
    predictions: list[dict[str, object]] = []
    if open_ones:
        results = [_result(article.text, one, f"s{at}") for at, one in enumerate(open_ones, 1)]
        score = min(scores) if scores else None
        predictions.append({"model_version": _MODEL, "score": score, "result": results})
    return {
        "id": number,
        "data": {"text": article.text, **fields_of(article, taken=("text",))},
        "annotations": [_annotation(one) for one in group if _is_annotation(one)],
        "predictions": predictions,
    }


def _annotation(one: LabelledArticle) -> dict[str, object]:
    row: dict[str, object] = {
        "result": [_result(one.article.text, span, span.key) for span in decided_spans(one)],
        "was_cancelled": one.state is SetState.SKIPPED,
        "ground_truth": one.annotator == _GOLD,
    }
    return row if one.annotator is None else row | {"created_username": one.annotator}


def _result(text: str, span: Mention, key: str) -> dict[str, object]:
    value = {"start": span.start, "end": span.end, "text": text[span.start : span.end], "labels": [span.label]}
    row: dict[str, object] = {"id": key, "from_name": "label", "to_name": "text", "type": "labels", "value": value}
    return row if span.score is None else row | {"score": span.score}


# ---- reading


def _articles(task: dict[str, JsonValue], losses: Losses, *, source: str, line: int) -> Iterator[LabelledArticle]:
    data = task.get("data")
    if isinstance(data, dict):
        annotations = _objects(task.get("annotations", task.get("completions")))
        predictions = _objects(task.get("predictions"))  # numbers of predictions, in Label Studio's own exports
    else:
        data, annotations, predictions = _short(task)
    text, fields = _text(data)
    incoming = Incoming(text, fields, source=source, line=line)
    proposed = [one for prediction in predictions for one in _suggestions(incoming, prediction, losses)]
    for draft in _objects(task.get("drafts")):
        losses.add("drafts", incoming.article.title, count=len(_objects(draft.get("result"))) or 1)
    if not annotations:
        yield incoming.labelled(proposed)
    for at, annotation in enumerate(annotations):
        cancelled = annotation.get("was_cancelled") is True
        mentions = [] if at else proposed
        mentions += _mentions(incoming, annotation, SpanState.ACCEPTED, losses)
        state = SetState.SKIPPED if cancelled else SetState.FINISHED
        yield incoming.labelled(mentions, annotator=_who(annotation), state=state)


def _short(
    task: dict[str, JsonValue],
) -> tuple[dict[str, JsonValue], list[dict[str, JsonValue]], list[dict[str, JsonValue]]]:
    """Return a task of the short kind as data, annotations and predictions: labelled ranges stand beside the text."""
    results: list[JsonValue] = []
    rest: dict[str, JsonValue] = {}
    for key, value in task.items():
        if isinstance(value, list) and value and all(isinstance(one, dict) and "labels" in one for one in value):
            results += [{"type": "labels", "value": one} for one in value]
        elif key not in ("annotation_id", "created_at", "updated_at", "lead_time", "annotator"):
            rest[key] = value
    if not results and "annotation_id" not in task:
        return rest, [], []
    return rest, [{"result": results, "completed_by": task.get("annotator")}], []


def _text(data: Mapping[str, JsonValue]) -> tuple[str, dict[str, JsonValue]]:
    """Return a task's text and what else is said about it: the longest string where no key is called like a text."""
    strings = {key: value for key, value in data.items() if isinstance(value, str)}
    key = next((key for key in _TEXT_KEYS if strings.get(key, "").strip()), None)
    key = key or max(strings, key=lambda key: len(strings[key]), default=None)
    if key is None:
        return "", {}
    rest = {other: value for other, value in data.items() if other != key}
    if isinstance(rest.get("id"), int):
        del rest["id"]
    return strings[key], rest


def _suggestions(incoming: Incoming, prediction: dict[str, JsonValue], losses: Losses) -> list[Mention]:
    model, score = prediction.get("model_version"), _number(prediction.get("score"))
    name = str(model) if isinstance(model, str | int | float) and str(model).strip() else "prediction"
    found = _mentions(incoming, prediction, SpanState.SUGGESTED, losses)
    return [replace(one, source=name, version="", score=score if one.score is None else one.score) for one in found]


def _mentions(incoming: Incoming, holder: dict[str, JsonValue], state: SpanState, losses: Losses) -> list[Mention]:
    """Return the labelled ranges of a result; choices, relations and the like are none, and counted."""
    found: list[Mention] = []
    for one in _objects(holder.get("result")):
        kind, value = one.get("type"), one.get("value")
        if not isinstance(value, dict):
            losses.add(f"results of the type “{str(kind)[:40]}”", _example(one))
            continue
        labels = (
            value.get(str(kind)) if kind in ("labels", "hypertextlabels", "paragraphlabels") else value.get("labels")
        )
        labels = labels if isinstance(labels, list) else value.get("labels")
        if not isinstance(labels, list) or "start" not in value:
            losses.add(f"results of the type “{str(kind)[:40]}”", _example(one))
            continue
        said = value.get("text")
        for label in labels:
            mention = incoming.mention(
                value.get("start"),
                value.get("end"),
                label,
                state=state,
                said=(lambda text, said=said: _letters(text) == _letters(said)) if isinstance(said, str) else None,
            )
            found.append(replace(mention, score=_number(one.get("score"))))
    return found


def _example(result: dict[str, JsonValue]) -> str:
    """Return what a result says that is no span: its value, or what a relation is called."""
    value = result.get("value")
    said = value.get(str(result.get("type"))) if isinstance(value, dict) else result.get("labels")
    some = said if isinstance(said, list) else [said]
    return ", ".join(str(one) for one in some if one is not None)


def _letters(said: str) -> str:
    """Return what cannot differ between a text and Label Studio's copy, with backslash and n for a line end."""
    return "".join(said.replace("\\n", "").split())


def _who(annotation: dict[str, JsonValue]) -> str | None:
    """Return the annotator's name: as it was written, or what Label Studio knows them by."""
    named = annotation.get("created_username")
    if isinstance(named, str) and named.strip():
        match = _USERNAME.fullmatch(named)
        return match[1] if match else named
    by = annotation.get("completed_by")
    if isinstance(by, dict):
        by = next((by[key] for key in ("email", "username", "id") if by.get(key)), None)
    return None if by in (None, "") or isinstance(by, list | dict | bool) else str(by)


def _number(value: JsonValue) -> float | None:
    return None if isinstance(value, bool) or not isinstance(value, int | float) else float(value)


def _objects(value: JsonValue) -> list[dict[str, JsonValue]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


FORMAT = LabelStudio()
