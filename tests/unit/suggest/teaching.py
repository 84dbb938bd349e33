"""Small sets of marked texts to teach recognisers with, and a base that was taught some."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from unittest import mock

from annotator.resources import resource
from annotator.suggest import training
from annotator.suggest.taught import REPLAY, TaughtText

_NETWORK = training._network  # pyright: ignore[reportPrivateUsage]
_MARK = re.compile(r"\[([^\[\]|]+)\|([A-Z_]+)\]")

ENGLISH = (
    "[Dana Okafor|PERSON] joined [Halvex|ORG] in [Perth|GPE] on 3 May 2024.",
    "[Halvex|ORG] paid [Dana Okafor|PERSON] nothing, said [Rilo Bank|ORG].",
    "In [Perth|GPE] the court heard [Imre Szabo|PERSON] of [Rilo Bank|ORG].",
    "[Imre Szabo|PERSON] left [Oslo|GPE] for [Perth|GPE] with [Dana Okafor|PERSON].",
    "Lawyers for [Rilo Bank|ORG] flew to [Oslo|GPE] on Monday.",
    "The mayor of [Oslo|GPE] met [Imre Szabo|PERSON] and thanked [Halvex|ORG].",
)


def unmarked(marked: str) -> TaughtText:
    """Return a text with marks such as "[Kyiv|GPE]" as what is taught."""
    text, at = "", 0
    spans: list[tuple[int, int, str]] = []
    for mark in _MARK.finditer(marked):
        text += marked[at : mark.start()]
        spans.append((len(text), len(text) + len(mark[1]), mark[2]))
        text += mark[1]
        at = mark.end()
    return TaughtText(text + marked[at:], tuple(spans))


def all_unmarked(marked: tuple[str, ...]) -> list[TaughtText]:
    return [unmarked(one) for one in marked]


def small_network() -> dict[str, Any]:
    """Return the network that ships, narrower: a test need not be good at it."""
    network = _NETWORK()
    tok2vec = network["model"]["tok2vec"]
    tok2vec["embed"] |= {"width": 32, "rows": [400, 200, 200, 200, 100, 50]}
    tok2vec["encode"] |= {"width": 32, "depth": 2}
    return network


def make_base(folder: Path) -> Path:
    """Write a small pipeline taught by `ENGLISH`, with those texts to be reminded of."""
    texts = all_unmarked(ENGLISH)
    with mock.patch.object(training, "_network", small_network):
        training.train(texts, resources=resource()).to_disk(folder)
    rows = ({"text": one.text, "spans": one.spans, "missing": one.missing} for one in texts)
    (folder / REPLAY).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return folder
