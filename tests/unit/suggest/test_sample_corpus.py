"""Rules, and the rules with the pipeline, on the sample corpus: a floor under their quality, below what they reach."""

import json
from typing import cast

import pytest

from annotator.domain.span import Span
from annotator.resources import seeds
from annotator.suggest.base import Suggester
from tests.unit.suggest.marked import LABELS, suggested


@pytest.mark.parametrize(("name", "floor"), [("rules", 0.78), ("news", 0.82)])
def test_the_sample_corpus(request: pytest.FixtureRequest, name: str, floor: float) -> None:
    suggester = cast("Suggester", request.getfixturevalue(name))
    both = gold = found = 0
    for line in (seeds() / "labels" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted = {Span(one["start"], one["end"], one["label"]) for one in row["spans"]}
        proposed = suggested(suggester, row["text"], LABELS)
        kept = {
            one for one in proposed if not any(one.start < end and start < one.end for start, end in row["ignored"])
        }
        both += len(wanted & kept)
        gold += len(wanted)
        found += len(kept)
    assert 2 * both / (gold + found) >= floor
