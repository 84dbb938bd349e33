"""Counting some hundred documents: spans sorted and joined once, then whatever follows from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from annotator.agreement.base import IntArray
from annotator.agreement.counts import Lines, Matrices, counts_of, nothing
from annotator.agreement.matching import Joined, Sorted, join, sort_spans
from annotator.agreement.span_counts import span_counts
from annotator.agreement.tally import Assembly, Tally, tally_of
from annotator.agreement.token_counts import count_layers, token_counts
from annotator.agreement.units import END, START, Corpus, chunks


@dataclass(frozen=True, slots=True)
class Found:
    """What counting some documents found on the way, for others who need it too."""

    spans: Sorted
    joined: Joined
    knotted: bool


def count(part: Corpus) -> tuple[Lines, Matrices, Found]:
    """Count some documents."""
    counts = nothing(len(part), len(part.annotators), len(part.labels))
    found = find(part)
    aligned, relabelled = span_counts(part, found.spans, found.joined, counts, knotted=found.knotted)
    confusion, crowded = token_counts(part, found.joined, counts)
    lines = replace(counts.lines, relabelled=relabelled)
    if len(crowded):
        lines = lines.with_layers()
        count_layers(part, crowded, counts_of(lines))
    return lines, Matrices(aligned, confusion), found


def find(part: Corpus) -> Found:
    """Sort the spans of some documents, and find what pairs of annotators do not share."""
    spans = sort_spans(part)
    return Found(spans, join(spans, part.pairs, part.common), _is_knotted(part))


def _is_knotted(part: Corpus) -> bool:
    """Tell whether somebody's spans overlap; rows are sorted by start, so then neighbours do."""
    sets = part.sets
    start, end = part.rows[:, START], part.rows[:, END]
    return bool(((start[1:] < end[:-1]) & (sets[1:] == sets[:-1])).any())


def tally(corpus: Corpus, *, annotators: Sequence[int], documents: IntArray) -> Tally:
    """Count a corpus into a tally; `annotators` and `documents` are its numbers for them."""
    made: list[Tally] = []
    for chunk in chunks(corpus):
        part = corpus.part(chunk.start, chunk.stop)
        lines, matrices, _ = count(part)
        made.append(tally_of(part, lines, matrices, annotators=annotators, documents=documents[chunk]))
    if len(made) == 1:
        return made[0]
    together = Assembly(annotators, corpus.labels)
    for one in made:
        together.add(one)
    return together.tally()
