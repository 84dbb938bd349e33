"""Our numbers against those of other programs, on 200 random corpora; runs where the extra `oracles` is installed."""

from __future__ import annotations

import random
import warnings
from collections.abc import Sequence
from itertools import combinations
from math import isnan
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from annotator.agreement import METRICS, Scope, Tables
from annotator.agreement.units import Corpus
from tests.unit.agreement.making import LABELS, Drawn, corpus_from, seeded

REASON = "needs the extra `oracles`: other people's programs to compare with"
CLOSE = 1e-9
CORPORA = 200
NONE = len(LABELS)


def oracle(name: str) -> Any:  # noqa: ANN401 - none of them is typed, and none is ours
    return pytest.importorskip(name, reason=REASON)


def spans_of(chance: random.Random, truth: Sequence[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """Return somebody's version of the true spans: some left out, some moved, some with another label, none nested."""
    found: list[tuple[int, int, str]] = []
    for start, end, label in truth:
        if chance.random() < 0.85:
            moved = start + (chance.random() < 0.15)
            found.append((moved, end, label if chance.random() < 0.85 else chance.choice(LABELS)))
    return found


def drawn_corpus(seed: int, *, complete: bool) -> Corpus:
    chance = seeded(seed)
    documents: list[Drawn] = []
    for _ in range(chance.randrange(2, 7)):
        truth = [(at, at + chance.randrange(2, 4), chance.choice(LABELS)) for at in range(0, 20, 4)]
        truth = [one for one in truth if chance.random() < 0.7]
        people = [who for who in "ABC" if complete or chance.random() < 0.75]
        documents.append({who: spans_of(chance, truth) for who in people})
    return corpus_from(documents)


def lines(corpus: Corpus, *, missing: int = NONE) -> npt.NDArray[np.int64]:
    """Return the label of each token for each annotator, [people, tokens]; `missing` where one has not finished."""
    found = np.full((len(corpus.annotators), int(corpus.tokens.sum())), NONE, np.int64)
    ends = np.cumsum(corpus.tokens)
    for document, end in enumerate(ends.tolist()):
        begin = end - int(corpus.tokens[document])
        for who in range(len(corpus.annotators)):
            if not corpus.finished[document, who]:
                found[who, begin:end] = missing
            for _, _, label, first, last in corpus.set_of(document, who).tolist():
                found[who, begin + first : begin + last] = label
    return found


def value(tables: Tables, name: str, scope: Scope | None = None) -> float | None:
    metric = next(one for one in METRICS if one.name == name)
    return metric.score(tables, scope or tables.everybody, interval=False).value


def assert_same(ours: float | None, theirs: float) -> None:
    if isnan(theirs):
        assert ours is None
    else:
        assert ours == pytest.approx(theirs, abs=CLOSE)


def test_cohen_as_scikit_learn() -> None:
    score: Any = oracle("sklearn.metrics").cohen_kappa_score
    for seed in range(CORPORA):
        corpus = drawn_corpus(seed, complete=True)
        tables, tokens = Tables(corpus), lines(corpus)
        for pair in combinations(range(3), 2):
            one, other = tokens[list(pair)]
            marked = (one != NONE) | (other != NONE)
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # where there is no kappa, it says so in a warning
                assert_same(value(tables, "kappa_all", Scope(pair)), float(score(one, other)))
                theirs = float(score(one[marked], other[marked])) if marked.any() else float("nan")
                assert_same(value(tables, "kappa_annotated", Scope(pair)), theirs)


def test_fleiss_as_statsmodels() -> None:
    rater: Any = oracle("statsmodels.stats.inter_rater")
    for seed in range(CORPORA):
        corpus = drawn_corpus(seed, complete=True)
        counted: Any = rater.aggregate_raters(lines(corpus).T)[0]
        with np.errstate(all="ignore"):
            assert_same(value(Tables(corpus), "fleiss"), float(rater.fleiss_kappa(counted)))


def test_alpha_as_krippendorff() -> None:
    theirs: Any = oracle("krippendorff").alpha
    for seed in range(CORPORA):
        corpus = drawn_corpus(seed, complete=False)
        reliability = lines(corpus, missing=-1).astype(np.float64)
        reliability[reliability < 0] = np.nan
        pairable = reliability[:, (~np.isnan(reliability)).sum(axis=0) > 1]
        if len(np.unique(pairable)) < 2:
            assert value(Tables(corpus), "alpha") is None
            continue
        assert_same(
            value(Tables(corpus), "alpha"),
            float(theirs(reliability_data=reliability, level_of_measurement="nominal")),
        )


def test_alpha_as_nltk() -> None:
    agreement: Any = oracle("nltk.metrics.agreement")
    for seed in range(0, CORPORA, 4):
        corpus = drawn_corpus(seed, complete=True)
        tokens = lines(corpus)
        triples = [(str(who), str(at), int(label)) for who, line in enumerate(tokens) for at, label in enumerate(line)]
        if len(np.unique(tokens)) > 1:
            task: Any = agreement.AnnotationTask(data=triples)
            assert_same(value(Tables(corpus), "alpha"), float(task.alpha()))


def tags(corpus: Corpus, document: int, who: int) -> list[str]:
    """Return the BIO tags of one annotator's spans."""
    found = ["O"] * int(corpus.tokens[document])
    for _, _, label, first, last in corpus.set_of(document, who).tolist():
        found[first:last] = [f"B-{LABELS[label]}", *[f"I-{LABELS[label]}"] * (last - first - 1)]
    return found


def test_strict_f1_as_seqeval() -> None:
    f1_score: Any = oracle("seqeval.metrics").f1_score
    for seed in range(CORPORA):
        corpus = drawn_corpus(seed, complete=False)
        tables = Tables(corpus)
        for one, other in combinations(range(3), 2):
            both = [at for at in range(len(corpus)) if corpus.finished[at, one] and corpus.finished[at, other]]
            sides = [[tags(corpus, at, who) for at in both] for who in (one, other)]
            ours = value(tables, "strict_f1", Scope((one, other)))
            if any(tag != "O" for side in sides for line in side for tag in line):
                # It calls the F1 of somebody without a span 0, as we do, but warns.
                assert ours == pytest.approx(float(f1_score(*sides, zero_division=0)), abs=CLOSE)
            else:
                assert ours is None


def test_strict_f1_as_nervaluate() -> None:
    evaluator: Any = oracle("nervaluate").Evaluator
    for seed in range(0, CORPORA, 4):
        corpus = drawn_corpus(seed, complete=True)
        tables = Tables(corpus)
        for one, other in combinations(range(3), 2):
            sides: list[list[list[dict[str, Any]]]] = [
                [
                    [
                        {"label": LABELS[label], "start": start, "end": end - 1}
                        for start, end, label, *_ in corpus.set_of(at, who).tolist()
                    ]
                    for at in range(len(corpus))
                ]
                for who in (one, other)
            ]
            ours = value(tables, "strict_f1", Scope((one, other)))
            if ours is not None:
                found: Any = evaluator(*sides, tags=list(LABELS), loader="dict").evaluate()
                assert ours == pytest.approx(found["overall"]["strict"].f1, abs=CLOSE)
