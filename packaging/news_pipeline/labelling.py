"""Trains the labeller that lies beside the pipeline, from the spans of the same corpora."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random

from annotator.suggest.labeller import Labeller
from annotator.suggest.labeller_lessons import LabellerRecipe, Lesson, lessons_of, teach
from annotator.suggest.rules import Rules
from news_pipeline.corpora import LABELS, Labelled
from news_pipeline.variation import swapped

RECIPE = LabellerRecipe(rounds=7, rate=0.1, slower=0.8, hidden=0.6)
WEIGHTS = {"btc": 0.4, "gmb_clean": 0.35, "wnut_train": 0.6}
"""How much a span of a corpus counts where it is less than one of a corpus labelled with care."""
_SWAPPED, _SWAPPED_WEIGHT = 2, 0.5  # times every passage is read again with other names, and what a span counts then
_MOST = 15_000  # texts of one corpus


def train_labeller(
    texts: Mapping[str, Sequence[Labelled]], names: dict[str, list[str]], rules: Rules, *, seed: int
) -> Labeller:
    """Return a labeller taught by the spans of these corpora; the same seed gives the same weights."""
    random = Random(seed)  # noqa: S311 - chance that can be repeated, no secret
    lessons: list[Lesson] = []
    for corpus, some in texts.items():
        for one in some[:_MOST]:
            lessons += _lessons(one, rules, WEIGHTS.get(corpus, 1.0))
            if corpus == "passages":
                for _ in range(_SWAPPED):
                    lessons += _lessons(swapped(one, names, random), rules, _SWAPPED_WEIGHT)
    return teach(LABELS, lessons, recipe=RECIPE, seed=seed)


def _lessons(one: Labelled, rules: Rules, weight: float) -> list[Lesson]:
    return list(lessons_of(rules.read(one.text), one.spans, lexicon=rules.lexicon, weight=weight))
