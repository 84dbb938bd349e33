"""Labelled texts as spaCy's examples, tokenised and given features as the program does it."""

from __future__ import annotations

from random import Random
from typing import Any, cast

from spacy.tokens import Doc
from spacy.training import Example

from annotator.suggest.features import write_features
from annotator.suggest.rules import Rules
from news_pipeline.corpora import Labelled

MISSING = "-"


def example(one: Labelled, rules: Rules, *, random: Random | None = None, blind: float = 0.0) -> Example:
    """Return a text as an example; a share `blind` of texts, drawn by `random`, goes without the rules' features."""
    reading = rules.read(one.text)
    if random is None or random.random() >= blind:
        write_features(reading, reading.settled(), lexicon=rules.lexicon)
    doc = (
        Doc.from_docs([part.doc for part in reading.parts], ensure_whitespace=False)
        if len(reading.parts) > 1
        else reading.parts[0].doc
    )
    starts = [start for part in reading.parts for start in part.piece.starts]
    ends = [end for part in reading.parts for end in part.piece.ends]
    reference = doc.copy()
    set_gold(reference, one, starts, ends)
    return Example(doc, reference)


def set_gold(reference: Doc, one: Labelled, starts: list[int], ends: list[int]) -> None:
    """Write a text's spans and missing regions into the document an example is compared with."""
    by_start = {start: index for index, start in enumerate(starts)}
    by_end = {end: index + 1 for index, end in enumerate(ends)}
    spans: list[Any] = []
    missing: list[Any] = []
    taken = [False] * len(starts)
    unknown = list(one.missing)
    for start, end, label in sorted(one.spans, key=lambda span: (span[0], -span[1])):
        first, last = by_start.get(start), by_end.get(end)
        if first is None or last is None or any(taken[first:last]):
            unknown.append((start, end))
            continue
        taken[first:last] = [True] * (last - first)
        spans.append(reference[first:last])
        spans[-1].label_ = label
    for start, end in unknown:
        for index in range(len(starts)):
            if starts[index] < end and ends[index] > start and not taken[index]:
                taken[index] = True
                missing.append(reference[index : index + 1])
    cast("Any", reference).set_ents(spans, missing=missing, default="outside")
