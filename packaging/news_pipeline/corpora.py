"""The texts the shipped pipeline learns from: open corpora in one JSON form, and the news passages written for it.

A labelled text has its names marked as spans of code points; `missing` are regions nobody judged. Labels no name of the
pipeline's are dropped here: dates and times are the rules' work.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

LABELS = ("PERSON", "NORP", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW")

CORPORA = {
    "passages": 0.42,
    "gmb_clean": 0.25,
    "wikigold_train": 0.10,
    "crosspol_train": 0.06,
    "btc": 0.06,
    "wnut_train": 0.06,
    "re3d_train": 0.05,
}
"""The corpora and the share of what is read that comes from each; "passages" are our own."""
LABELLED_BY_MACHINE = frozenset({"gmb_clean", "btc"})
"""Corpora whose unlabelled capitals are no proof that there is no name."""

_HELD = 10  # one in so many texts of a corpus is never learnt from
_MARK = re.compile(r"\[([^\[\]|\n]+)\|([A-Z_]+)\]")
_BETWEEN = re.compile(r"^===$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Labelled:
    """A text and what is known about it; spans are (start, end, label), half-open, in code points."""

    id: str
    text: str
    spans: tuple[tuple[int, int, str], ...]
    missing: tuple[tuple[int, int], ...] = ()


def read_corpus(path: Path) -> list[Labelled]:
    """Read a corpus of one JSON object a line: id, text, spans, missing."""
    found: list[Labelled] = []
    with path.open(encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            if not row["text"].strip():
                continue
            spans = tuple((start, end, label) for start, end, label in row["spans"] if label in LABELS)
            found.append(Labelled(row["id"], row["text"], spans, tuple((s, e) for s, e in row.get("missing", ()))))
    return found


def read_passages(folder: Path) -> list[Labelled]:
    """Read every file of marked passages in a folder, in the order of their names."""
    return [one for path in sorted(folder.glob("*.txt")) for one in _passages(path)]


def held_out(texts: Iterable[Labelled]) -> tuple[list[Labelled], list[Labelled]]:
    """Divide texts into those to learn from and the tenth to measure on, by their ids alone."""
    learnt: list[Labelled] = []
    held: list[Labelled] = []
    for one in texts:
        (learnt if zlib.crc32(one.id.encode()) % _HELD else held).append(one)
    return learnt, held


def _passages(path: Path) -> Iterator[Labelled]:
    for number, marked in enumerate(_BETWEEN.split(path.read_text(encoding="utf-8"))):
        if marked.strip():
            yield unmark(marked.strip("\n"), f"{path.stem}-{number}")


def unmark(marked: str, name: str) -> Labelled:
    """Return a text with marks such as "[Kyiv|GPE]" as a labelled text."""
    text, at = "", 0
    spans: list[tuple[int, int, str]] = []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        if mark[2] not in LABELS:
            raise ValueError(f"{name}: no label is called {mark[2]}")
        spans.append((len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        at = mark.end()
    return Labelled(name, text + marked[at:], tuple(spans))
