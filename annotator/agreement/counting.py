"""Counting some hundred documents: spans sorted and joined once, then whatever follows from them."""

from __future__ import annotations

from dataclasses import dataclass

from annotator.agreement.counts import Counts, Matrices, nothing, with_layers, with_relabelled
from annotator.agreement.matching import Joined, Sorted, join, sort_spans
from annotator.agreement.span_counts import span_counts
from annotator.agreement.token_counts import count_layers, token_counts
from annotator.agreement.units import END, START, Corpus


@dataclass(frozen=True, slots=True)
class Found:
    """What counting some documents found on the way, for others who need it too."""

    spans: Sorted
    joined: Joined
    knotted: bool


def count(part: Corpus) -> tuple[Counts, Matrices, Found]:
    """Count some documents."""
    counts = nothing(len(part), len(part.annotators), len(part.labels))
    found = find(part)
    aligned, relabelled = span_counts(part, found.spans, found.joined, counts, knotted=found.knotted)
    confusion, crowded = token_counts(part, counts)
    counts = with_relabelled(counts, relabelled)
    if len(crowded):
        counts = with_layers(counts)
        count_layers(part, crowded, counts)
    return counts, Matrices(aligned, confusion), found


def find(part: Corpus) -> Found:
    """Sort the spans of some documents, and find what pairs of annotators do not share."""
    spans = sort_spans(part)
    return Found(spans, join(spans, part.pairs, part.common), _is_knotted(part))


def _is_knotted(part: Corpus) -> bool:
    """Tell whether somebody's spans overlap; rows are sorted by start, so then neighbours do."""
    sets = part.sets
    start, end = part.rows[:, START], part.rows[:, END]
    return bool(((start[1:] < end[:-1]) & (sets[1:] == sets[:-1])).any())
