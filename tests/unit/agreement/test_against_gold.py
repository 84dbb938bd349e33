"""Precision, recall and F1 against gold, counted by hand; F1 is what agreement says of the same two people."""

from __future__ import annotations

import pytest

from annotator.agreement import METRICS, Document, Scope, Tables, corpus_of, label_numbers, pack, tokens_of
from annotator.agreement.against_gold import Against, Comparison, Rates
from annotator.domain.span import Span

TEXT = "Kim met Putin in Moscow."
GOLD = ((0, 3, "PERSON"), (8, 13, "PERSON"), (17, 23, "GPE"))
FOUND = ((0, 3, "PERSON"), (4, 13, "PERSON"), (17, 23, "LOC"))
NUMBERS = label_numbers(("GPE", "LOC", "PERSON"))

Triples = tuple[tuple[int, int, str], ...]


def compared(*texts: tuple[Triples, Triples]) -> Comparison:
    tokens = tokens_of(TEXT)
    packs = [[pack([Span(*one) for one in side], NUMBERS, tokens) for side in text] for text in texts]
    return Comparison(NUMBERS, [(len(TEXT), len(tokens), found, gold) for found, gold in packs])


def rates(found: int, gold: int, right: int, met: int) -> Rates:
    """Return rates from counts, with shares worked out here."""
    precision = right / found if found else None
    recall = met / gold if gold else None
    f1 = 0.0
    if found and gold and right:
        f1 = 2 * (right / found) * (met / gold) / (right / found + met / gold)
    return Rates(found, gold, right, met, precision, recall, f1)


def test_a_span_is_right_strictly_by_its_boundaries_or_by_overlap() -> None:
    assert compared((FOUND, GOLD)).overall() == Against(rates(3, 3, 1, 1), rates(3, 3, 2, 2), rates(3, 3, 2, 2))


def test_precision_and_recall_are_not_confused() -> None:
    overall = compared((FOUND[:1], GOLD)).overall()
    assert (overall.strict.precision, overall.strict.recall, overall.strict.f1) == (1.0, 1 / 3, 0.5)


def test_of_a_label_boundaries_count_whatever_the_other_side_calls_them() -> None:
    by_label = compared((FOUND, GOLD)).by_label()
    assert by_label["PERSON"] == Against(rates(2, 2, 1, 1), rates(2, 2, 1, 1), rates(2, 2, 2, 2))
    assert by_label["GPE"] == Against(
        Rates(0, 1, 0, 0, None, 0.0, 0.0), Rates(0, 1, 0, 1, None, 1.0, None), Rates(0, 1, 0, 0, None, 0.0, 0.0)
    )
    assert by_label["LOC"].boundary == Rates(1, 0, 1, 0, 1.0, None, None)


def test_one_span_found_may_meet_two_of_gold() -> None:
    overall = compared((((0, 13, "PERSON"),), GOLD[:2])).overall()
    assert overall.relaxed == Rates(1, 2, 1, 2, 1.0, 1.0, 1.0)
    assert overall.strict == Rates(1, 2, 0, 0, 0.0, 0.0, 0.0)


def test_texts_are_pooled_not_averaged() -> None:
    assert compared((FOUND, GOLD), ((), ()), (GOLD, GOLD)).overall().strict == rates(6, 6, 4, 4)


def test_nothing_on_either_side_has_no_number() -> None:
    assert compared(((), ())).overall().strict == Rates(0, 0, 0, 0, None, None, None)
    assert compared(((), ())).by_label() == {}


@pytest.mark.parametrize("name", ["strict", "boundary", "relaxed"])
def test_f1_is_the_f1_of_agreement(name: str) -> None:
    texts = ((FOUND, GOLD), (GOLD[:1], FOUND), (GOLD, GOLD), (((0, 13, "PERSON"),), GOLD))
    tokens = tokens_of(TEXT)
    packs = [[pack([Span(*one) for one in side], NUMBERS, tokens) for side in text] for text in texts]
    corpus = corpus_of("ab", NUMBERS, [Document(len(TEXT), len(tokens), {"a": a, "b": b}) for a, b in packs])
    metric = next(one for one in METRICS if one.name == f"{name}_f1")
    said = getattr(compared(*texts).overall(), name).f1
    assert said == pytest.approx(metric.score(Tables(corpus), Scope((0, 1))).value)


def test_the_interval_is_that_of_strict_f1() -> None:
    many = compared(*[(FOUND, GOLD), (GOLD, GOLD)] * 10)
    score = many.interval()
    assert score.value == many.overall().strict.f1
    assert score.low is not None
    assert score.high is not None
    assert score.low < 2 / 3 < score.high
