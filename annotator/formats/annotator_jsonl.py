"""Our own JSONL, "annotator/1": one article and annotator a line, nothing lost.

    {"format":"annotator/1","id","text","title","source","sha256","meta":{},"annotator","state",
     "spans":[{"start","end","label","text","state","source","version","score","id","reason"}],
     "ignored":[[start,end]],"notes":[{"text","start","end","id"}],
     "date","raw":{"sha256","encoding","newline"},"boilerplate":[[start,end,reason]],
     "regions":[{"start","end","reason","id"}]}

Offsets are code points, half-open; `sha256` is of the text's UTF-8 and `raw.sha256` of the file the article came from
("" for none). `annotator` is null while nobody has begun. A span's `state` is accepted, rejected or suggested; `id` is
the annotation's UUID and null for a suggested span. `score` is null or a number. A note's `start` and `end` are null
when it is about the whole article. `boilerplate` is what the import found, `ignored` what stands now, and `regions` the
same ranges with their reasons and ids. Every line has every key in this order; a line to be read may lack those from
`date` on, and a span its last two. Reading lines back is in `annotator_jsonl_rows.py`.

A span that adjudication made has an empty `reason` and one key more, which says how it came to be:

    "adjudication":{"ruling","adjudicator","votes":{NAME:[[start,end,label]]},"picked","cause","note","merged"}

`ruling` (unanimous, majority, picked, union, intersection, edited, no entity) and `adjudicator` are also the span's
`source` and `version`. `votes` are the spans each annotator had there, none included; `picked` is whose was taken, ""
for nobody's; `cause` is guideline gap, slip, ambiguous or null; `merged` says that no person looked.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from annotator.domain.annotation import Mention
from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SpanState
from annotator.errors import InputError, OutputError
from annotator.formats import annotator_jsonl_adjudication, json_lines
from annotator.formats import annotator_jsonl_rows as rows
from annotator.formats.base import Loss

_MARK = re.compile(rb'"format"\s*:\s*"annotator\\?/')
"""Some JSON libraries (pandas’) escape the slash."""


class AnnotatorJsonl:
    """Reads and writes "annotator/1"."""

    name = "jsonl"
    title = "Annotator JSONL"
    suffix = ".jsonl"
    suffixes = (".jsonl", ".ndjson")
    complete = True
    lossless = True

    def sniff(self, head: bytes, name: str) -> bool:
        """Look for our format key in the first line."""
        first = head.lstrip(b"\xef\xbb\xbf \t\r\n").partition(b"\n")[0]
        if not first.startswith(b"{") or not _MARK.search(first):
            return False
        try:
            return str(json_lines.parse(first, source=name, number=1).get("format")).startswith("annotator/")
        except InputError:
            return True  # a line longer than the head, or a broken one of ours: reading it says what is wrong

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield one labelled article a line; raise InputError at the first line that is not as documented."""
        source = source or path.name
        empty = True
        for number, line in json_lines.lines(path, source=source):
            empty = False
            yield rows.labelled_article(
                json_lines.parse(line, source=source, number=number), source=source, line=number
            )
        if empty:
            raise InputError("The file is empty.", source=source)

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write a line for each; nothing is ever lost. Raise OutputError for a number or text JSON cannot hold."""
        out.writelines(map(line, articles))
        return []

    def carried(self, one: LabelledArticle) -> LabelledArticle:
        """Return all of it but what files do not carry: numbers of suggestions, and the order on one range."""
        mentions = [
            replace(mention, suggestion=0, key="" if mention.is_open else mention.key)
            if mention.suggestion or mention.is_open
            else mention
            for mention in one.mentions
        ]
        return replace(one, mentions=tuple(sorted(mentions, key=_order)))


def line(one: LabelledArticle) -> bytes:
    """Return one labelled article as its line, LF included."""
    article = one.article
    row: dict[str, object] = {
        "format": rows.VERSION,
        "id": article.id,
        "text": article.text,
        "title": article.title,
        "source": article.origin.source,
        "sha256": article.sha256,
        "meta": dict(article.meta),
        "annotator": one.annotator,
        "state": one.state,
        "spans": _spans(one),
        "ignored": [(region.start, region.end) for region in one.ignored],
        "notes": [
            {
                "text": note.text,
                "start": None if note.start < 0 else note.start,
                "end": None if note.start < 0 else note.end,
                "id": note.key,
            }
            for note in one.notes
        ],
        "date": article.date,
        "raw": {
            "sha256": article.origin.raw_sha256,
            "encoding": article.origin.encoding,
            "newline": article.origin.newline,
        },
        "boilerplate": [(region.start, region.end, region.reason) for region in article.boilerplate],
        "regions": [
            {"start": region.start, "end": region.end, "reason": region.reason, "id": region.key}
            for region in one.ignored
        ],
    }
    if article.meta and _has_no_number(dict(article.meta)):
        raise OutputError(
            f"The metadata of “{article.title[:60]}” holds something that is not a number (NaN or infinite)."
        )
    return json_lines.dumps(row, of=article.title)


def _spans(one: LabelledArticle) -> list[dict[str, object]]:
    text = one.article.text
    spans: list[dict[str, object]] = []
    for mention in _in_order(one.mentions):
        start, end, state, score = mention.start, mention.end, mention.state, mention.score
        if score is not None and not math.isfinite(score):
            raise OutputError(f"A score in “{one.article.title[:60]}” is not a number.")
        spans.append(
            {
                "start": start,
                "end": end,
                "label": mention.label,
                "text": text[start:end],
                "state": state,
                "source": mention.source,
                "version": mention.version,
                "score": score,
                "id": None if state is SpanState.SUGGESTED else mention.key,
                "reason": mention.reason,
            }
        )
        how = annotator_jsonl_adjudication.written(mention, text) if mention.reason.startswith("{") else None
        if how is not None:
            spans[-1] |= {"reason": "", "adjudication": how}
    return spans


def _in_order(mentions: tuple[Mention, ...]) -> Iterable[Mention]:
    """Return mentions in reading order; the order of those on one range must not depend on when they were made."""
    last = (-1, 0)
    for one in mentions:
        place = (one.start, -one.end)
        if place <= last:
            return sorted(mentions, key=_order)
        last = place
    return mentions


def _order(one: Mention) -> tuple[int, int, str, str, str, str, str]:
    return one.start, -one.end, one.label, one.state.value, one.source, one.version, one.key


def _has_no_number(value: JsonValue) -> bool:
    """Tell whether NaN or an infinity is somewhere in a value: orjson would write null for it and say nothing."""
    if isinstance(value, float):
        return not math.isfinite(value)
    if isinstance(value, dict):
        return any(_has_no_number(one) for one in value.values())
    return isinstance(value, list) and any(_has_no_number(one) for one in value)


FORMAT = AnnotatorJsonl()
