"""The rules on the sample corpus: a floor under their quality, well below what they reach."""

import json

from annotator.domain.span import Span
from annotator.resources import seeds
from annotator.suggest.base import Suggester
from tests.unit.suggest.marked import LABELS, suggested


def test_the_sample_corpus(rules: Suggester) -> None:
    both = gold = found = 0
    for line in (seeds() / "labels" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        wanted = {Span(one["start"], one["end"], one["label"]) for one in row["spans"]}
        proposed = suggested(rules, row["text"], LABELS)
        kept = {
            one for one in proposed if not any(one.start < end and start < one.end for start, end in row["ignored"])
        }
        both += len(wanted & kept)
        gold += len(wanted)
        found += len(kept)
    assert 2 * both / (gold + found) >= 0.78
