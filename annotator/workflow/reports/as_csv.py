"""All counts of a comparison as CSV, for a spreadsheet or a statistics program.

A row for each document, pair of annotators (gold's among them) and label that either used in it; and, with `label`
empty, one for each document and pair that both finished, which is there also when neither marked anything. Columns:

article, id, title; annotator_a, annotator_b; label
spans_a, spans_b          spans with the label
exact                     identical spans
covered_a, covered_b      spans that share a character with one of the other with the same label
kind_…                    spans aligned one to one, by `disagreements.Kind`, a row's label being that of either side:
                          label_a, label_b (same range, other label), boundary, both_a, both_b, only_a, only_b
tokens_a, tokens_b        tokens under the label, each under its longest span
tokens_same, tokens       tokens both put under the label; all tokens of the document (in the row without a label:
                          tokens_same are those both put under the same label, tokens_both those both put under any)

A cell that a spreadsheet would take for a formula begins with an apostrophe.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator

import numpy as np

from annotator.agreement import Corpus, Scope, Tables
from annotator.agreement.base import IntArray
from annotator.agreement.disagreements import Kind, aligned
from annotator.agreement.matching import overlapping, side, sort_spans
from annotator.agreement.units import chunks
from annotator.workflow.reports.content import Report

_NAMES = ("article", "id", "title", "annotator_a", "annotator_b", "label")
_COUNTS = (
    *("spans_a", "spans_b", "exact", "covered_a", "covered_b"),
    *("kind_label_a", "kind_label_b", "kind_boundary", "kind_both_a", "kind_both_b", "kind_only_a", "kind_only_b"),
    *("tokens_a", "tokens_b", "tokens_same"),
)
_OF_ALL = ("tokens_both", "tokens")
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def as_csv(report: Report) -> str:
    """Return the counts as CSV with a line of names."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow((*_NAMES, *_COUNTS, *_OF_ALL))
    corpus = report.corpus
    tables = Tables(corpus)
    everybody = report.people if report.gold is None else (*report.people, report.gold)
    for at, one in enumerate(everybody):
        for other in everybody[at + 1 :]:
            lines.writerows(_pair(report, tables, one, other))
    return out.getvalue()


def safe(cell: str) -> str:
    """Return a text that no spreadsheet computes."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _pair(report: Report, tables: Tables, one: int, other: int) -> Iterator[list[str | int]]:
    corpus = report.corpus
    documents = np.flatnonzero(corpus.finished[:, one] & corpus.finished[:, other])
    counts = _counts(corpus, one, other)[documents]
    turned = one > other
    fields = tables.each(Scope((one, other)), ("tokens", "same", "both", "length"), documents)
    tokens, same, both, length = (fields[name][:, 0] for name in ("tokens", "same", "both", "length"))
    by_side = tokens[:, ::-1] if turned else tokens
    counts = np.concatenate((counts, by_side.transpose(0, 2, 1), same[..., np.newaxis]), axis=2).astype(np.int64)
    names = [safe(corpus.annotators[one]), safe(corpus.annotators[other])]
    for at, document in enumerate(documents.tolist()):
        article = report.documents[document]
        head = [article.article, article.id, safe(article.title), *names]
        yield [*head, "", *counts[at].sum(axis=0).tolist(), int(both[at]), int(length[at])]
        for label in np.flatnonzero(counts[at].any(axis=1)).tolist():
            yield [*head, safe(corpus.labels[label]), *counts[at, label].tolist(), "", ""]


def _counts(corpus: Corpus, one: int, other: int) -> IntArray:
    """Return [D, K, 12]: the counts of spans by document and label, in the order of their columns."""
    shape = (len(corpus), len(corpus.labels))

    def count(document: IntArray, label: IntArray) -> IntArray:
        return np.bincount(document * shape[1] + label, minlength=shape[0] * shape[1]).reshape(shape)

    rows = aligned(corpus, one, other)
    kinds = {kind: rows.kind == kind for kind in Kind}

    def of(side_: int, *wanted: Kind) -> IntArray:
        chosen = np.logical_or.reduce([kinds[kind] for kind in wanted])
        return count(rows.document[chosen], rows.labels[side_][chosen])

    shared = (Kind.EXACT, Kind.LABEL, Kind.BOUNDARY, Kind.BOTH)
    columns = [
        of(0, *shared, Kind.ONLY_A),
        of(1, *shared, Kind.ONLY_B),
        of(0, Kind.EXACT),
        *(count(*places) for places in _covered(corpus, one, other)),
        *(of(side_, Kind.LABEL) for side_ in (0, 1)),
        of(0, Kind.BOUNDARY),
        *(of(side_, Kind.BOTH) for side_ in (0, 1)),
        of(0, Kind.ONLY_A),
        of(1, Kind.ONLY_B),
    ]
    return np.stack(columns, axis=2)


def _covered(corpus: Corpus, one: int, other: int) -> list[tuple[IntArray, IntArray]]:
    """Return document and label of the spans of either that share a character with one of the other of their label."""
    found: list[list[tuple[IntArray, IntArray]]] = [[], []]
    for chunk in chunks(corpus):
        spans = sort_spans(corpus.part(chunk.start, chunk.stop))
        sides = [side(spans, np.flatnonzero(spans.annotator == who)) for who in (one, other)]
        met = overlapping(*sides)
        alike = sides[0].label[met[0]] == sides[1].label[met[1]]
        for at in (0, 1):
            chosen = np.unique(met[at][alike])
            found[at].append((sides[at].document[chosen] + chunk.start, sides[at].label[chosen]))
    empty = np.zeros(0, np.int64)
    return [
        (np.concatenate([empty, *(one for one, _ in each)]), np.concatenate([empty, *(two for _, two in each)]))
        for each in found
    ]
