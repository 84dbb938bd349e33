"""Tallies as bytes, to be kept in a project: a line of JSON that says what follows, then the arrays one by one.

Bytes that another version of this program wrote, or whose parts do not fit each other, are not read at all.
"""

from __future__ import annotations

import json
from math import prod
from typing import Any

import numpy as np

from annotator.agreement.base import IntArray
from annotator.agreement.counts import Layout, Lines, Matrices, narrow
from annotator.agreement.sums import Sums, width_of
from annotator.agreement.tally import Tally

RULES = 1
"""To be raised whenever something is counted in another way: what was counted before is then counted anew."""


def encode(tally: Tally) -> bytes:
    """Return a tally as bytes."""
    layout, matrices = tally.lines.layout, tally.matrices
    sums = list(tally.sums.items())
    heads = np.array([(pattern, one.documents, one.tokens) for pattern, one in sums], np.int64).reshape(len(sums), 3)
    lines = np.array([one.line for _, one in sums], np.int64).reshape(len(sums), width_of(layout))
    arrays = [tally.documents, tally.patterns, tally.lengths, tally.tokens, tally.lines.wide]
    arrays += [tally.lines.relabelled, heads, lines, matrices.aligned, matrices.confusion]
    small = [narrow(one) for one in arrays]
    head = {
        "rules": RULES,
        "annotators": tally.annotators,
        "labels": tally.labels,
        "layered": layout.layered,
        "arrays": [(one.dtype.str, one.shape) for one in small],
    }
    return json.dumps(head, separators=(",", ":")).encode() + b"\n" + b"".join(one.tobytes() for one in small)


def decode(data: bytes) -> Tally | None:
    """Return the tally that the bytes hold, its arrays read-only; None when they do not hold one of this version."""
    try:
        return _decode(data)
    except (ValueError, KeyError, TypeError):
        return None


def _decode(data: bytes) -> Tally | None:
    at = data.index(b"\n") + 1
    head: dict[str, Any] = json.loads(data[:at])
    if head["rules"] != RULES:
        return None
    arrays: list[IntArray] = []
    for kind, shape in head["arrays"]:
        size = prod(shape)
        array: IntArray = np.frombuffer(data, np.dtype(str(kind)), size, at).reshape(shape)
        at += array.nbytes
        arrays.append(array)
    documents, patterns, lengths, tokens, wide, relabelled, heads, lines, aligned, confusion = arrays
    annotators, labels = tuple(head["annotators"]), tuple(head["labels"])
    layout = Layout.of(len(annotators), len(labels), layered=head["layered"])
    pairs, width = len(annotators) * (len(annotators) - 1) // 2, len(labels) + 1
    fits = (
        at == len(data)
        and wide.shape == (layout.size, len(documents))
        and len(documents) == len(patterns) == len(lengths) == len(tokens)
        and lines.shape == (len(heads), width_of(layout))
        and aligned.shape == (pairs, 2, width, width)
        and confusion.shape == (pairs, width, width)
    )
    if not fits:
        return None
    sums = {
        pattern: Sums(number, total, line)
        for (pattern, number, total), line in zip(heads.tolist(), lines.astype(np.int64), strict=True)
    }
    # Whole numbers of 64 bits, so that nothing that is added or shifted runs over.
    documents, patterns, lengths, tokens = (one.astype(np.int64) for one in (documents, patterns, lengths, tokens))
    lines = Lines(layout, wide, relabelled.astype(np.int32))
    matrices = Matrices(aligned.astype(np.int64), confusion.astype(np.int64))
    return Tally(annotators, labels, documents, patterns, lengths, tokens, lines, sums, matrices)
