"""Scores of findings against labelled texts: strict (same start, end and label) and boundary (same start and end)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from annotator.domain.suggestion import Suggestion
from annotator.suggest.policy import Found
from news_pipeline.corpora import LABELS, Labelled

Finder = Callable[[str], Iterable[Found | Suggestion]]


@dataclass(frozen=True, slots=True)
class Scores:
    """F1 over all labels, of boundaries alone, and of each label that occurs."""

    strict: float
    boundary: float
    labels: dict[str, float]


def score(texts: Sequence[Labelled], find: Finder) -> Scores:
    """Score what `find` says of texts; findings that touch a missing region count neither way."""
    both, gold, found = Counter[str](), Counter[str](), Counter[str]()
    boundaries = 0
    for one in texts:
        said = {
            (some.start, some.end, some.label)
            for some in find(one.text)
            if some.label in LABELS and not any(s < some.end and some.start < e for s, e in one.missing)
        }
        wanted = set(one.spans)
        boundaries += len({span[:2] for span in said} & {span[:2] for span in wanted})
        for counts, spans in ((both, said & wanted), (gold, wanted), (found, said)):
            counts.update(label for _, _, label in spans)
    total = gold.total() + found.total()
    return Scores(
        _ratio(2 * both.total(), total),
        _ratio(2 * boundaries, total),
        {label: _ratio(2 * both[label], gold[label] + found[label]) for label in LABELS if gold[label]},
    )


def _ratio(part: int, whole: int) -> float:
    return part / whole if whole else 0.0
