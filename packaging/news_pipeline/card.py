"""The pipeline's model card and licence, written beside the weights from what the training knows."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from annotator.domain.reliability import Bin, expected_error
from news_pipeline.recipe import Network, Stage
from news_pipeline.scores import Scores

SOURCES = {
    "passages": ("News passages written for this program", "MIT, as the program", "packaging/passages"),
    "gmb_clean": (
        "Groningen Meaning Bank, extract with named entities",
        "texts public domain (Voice of America and others); annotations distributed freely",
        "https://gmb.let.rug.nl",
    ),
    "wikigold_train": ("Wikigold", "CC BY 4.0; Wikipedia's text CC BY-SA 3.0", "Balasuriya et al. 2009"),
    "crosspol_train": ("CrossNER, politics", "MIT; Wikipedia's text CC BY-SA 3.0", "Liu et al. 2021"),
    "btc": ("Broad Twitter Corpus", "CC BY 4.0", "Derczynski et al. 2016"),
    "wnut_train": ("WNUT 2017, emerging entities", "CC BY 4.0", "Derczynski et al. 2017"),
    "re3d_train": (
        "Relationship and Entity Extraction Evaluation Dataset, without its BBC part",
        "OGL v3 (UK), US public domain, EU reuse, CC BY 3.0 AU, CC BY-SA 3.0",
        "Defence Science and Technology Laboratory 2017",
    ),
}


@dataclass(frozen=True, slots=True)
class Made:
    """How a pipeline was made: the network, both stages, how many branches, the seed, and the words of each corpus."""

    network: Network
    first: Stage
    branch: Stage
    branches: int
    seed: int
    words: Mapping[str, int]
    shares: Mapping[str, float]


def write_card(folder: Path, made: Made, scores: Mapping[str, Mapping[str, Scores]], bins: Sequence[Bin]) -> None:
    """Write README.md, LICENSE.md and training.json; `scores` by text and by kind of knowledge."""
    facts: dict[str, Any] = {
        **asdict(made),
        "scores": {text: {kind: asdict(one) for kind, one in kinds.items()} for text, kinds in scores.items()},
        "reliability": [asdict(one) for one in bins],
    }
    (folder / "training.json").write_text(json.dumps(facts, indent=1, ensure_ascii=False) + "\n", "utf-8")
    (folder / "README.md").write_text(_card(made, scores, bins), "utf-8")
    (folder / "LICENSE.md").write_text(_licence(made), "utf-8")


def _card(made: Made, scores: Mapping[str, Mapping[str, Scores]], bins: Sequence[Bin]) -> str:
    corpora = "\n".join(
        f"| {SOURCES[name][0]} | {words:,} | {made.shares[name]:.0%} | {SOURCES[name][1]} |"
        for name, words in made.words.items()
    )
    kinds = list(next(iter(scores.values())))
    table = "\n".join(
        f"| {text} | " + " | ".join(f"{row[kind].strict:.3f} ({row[kind].boundary:.3f})" for kind in kinds) + " |"
        for text, row in scores.items()
    )
    labels = sorted({label for row in scores.values() for label in row["both"].labels})
    by_label = "\n".join(
        f"| {label} | " + " | ".join(_figure(row["both"].labels.get(label)) for row in scores.values()) + " |"
        for label in labels
    )
    tenths = "\n".join(f"| {one.score:.2f} | {one.right:.2f} | {one.findings:,} |" for one in bins)
    return f"""# The pipeline “news”

An ordinary spaCy pipeline that finds names in English news. It was trained from nothing for this program by
`packaging/train_news_pipeline.py`; no pre-trained vectors and no other model went into it. The program gives it what
its rules and lists found as further inputs (attributes TAG and LEMMA); `spacy.load` alone works, only less well.

Labels: PERSON, NORP, ORG, GPE, LOC, FAC, EVENT, PRODUCT, WORK_OF_ART, LAW. Dates and numbers are the rules' work.

## What it has read
| corpus | words | share of what was read | licence |
|---|---|---|---|
{corpora}

Regions whose labels the lists contradict, and unlabelled capitals of corpora labelled by machine, were left out as
unknown. Names were swapped within their label in a third of the texts, quotation marks and capitals varied.

## Recipe
Network: {made.network}.
First stage: {made.first}.
Then {made.branches} branches, each: {made.branch}; what is shipped is the mean of their weights.
Seed {made.seed}. Adam, L2 0.01, gradients clipped at 1, averaged parameters.

## Scores
Strict span F1 (start, end and label), in brackets boundaries alone. “ner” is the pipeline alone, “both” the program.
Texts named “test” were scored once, after everything was chosen.

| text | {" | ".join(kinds)} |
|---|{"---|" * len(kinds)}
{table}

By label, “both”:

| label | {" | ".join(scores)} |
|---|{"---|" * len(scores)}
{by_label}

## Are its scores true?
Findings on texts it has not read, by score after calibration (`calibration.json`); expected calibration error
{expected_error(bins):.3f}.

| mean score | share right | findings |
|---|---|---|
{tenths}

## Known weaknesses
Names of one word that nobody has told it (companies and people alike) get the wrong type most often; buildings and
the bodies that sit in them are confused; works and products are found only when something near them says so. Texts all
in capitals or without any are harder. It knows English only. Its open corpora are from 2000 to 2017; names that have
become known since are guesses.
"""


def _figure(score: float | None) -> str:
    return "–" if score is None else f"{score:.2f}"


def _licence(made: Made) -> str:
    sources = "\n".join(
        f"- {title}: {licence}. {where}." for name, (title, licence, where) in SOURCES.items() if name in made.words
    )
    return f"""# Licence of the pipeline “news”

The weights in this folder are under the Creative Commons licence Attribution-ShareAlike 4.0 International
(https://creativecommons.org/licenses/by-sa/4.0/). They are a work of their own beside the program, whose licence is
another. They were learnt from:

{sources}

`replay.jsonl` holds some of the passages (MIT) and public-domain sentences of the Groningen Meaning Bank.
"""
