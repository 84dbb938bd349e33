"""Intervals: the jackknife against leaving documents out by hand, and against the bootstrap; progress and stopping."""

from __future__ import annotations

import random

import numpy as np
import pytest

from annotator.agreement import AC1, METRICS, Bootstrap, Tables
from annotator.agreement.base import Reason, Scope
from annotator.agreement.f1 import STRICT_F1
from annotator.agreement.intervals import NORMAL_95
from annotator.agreement.krippendorff_alpha import ALPHA
from annotator.agreement.units import Corpus
from annotator.errors import CancelledError
from tests.unit.agreement.making import LABELS, Drawn, corpus_from, seeded

SCOPES = [Scope((0, 1, 2)), Scope((0, 2)), Scope((0, 1, 2), 1)]


def spans(chance: random.Random) -> list[tuple[int, int, str]]:
    return [
        (at, at + 3, chance.choice(LABELS[: 1 + chance.randrange(3)]))
        for at in range(0, 20, 5)
        if chance.random() < 0.8
    ]


def documents(count: int, *, seed: int = 1) -> list[Drawn]:
    chance = seeded(seed)
    made: list[Drawn] = []
    for _ in range(count):
        truth = spans(chance)
        made.append({who: [one for one in truth if chance.random() < 0.9] + spans(chance)[:1] for who in "ABC"})
    return made


@pytest.mark.parametrize("scope", SCOPES)
@pytest.mark.parametrize("metric", METRICS, ids=[metric.name for metric in METRICS])
def test_jackknife_is_leaving_out_by_hand(metric: object, scope: Scope) -> None:
    chosen = next(one for one in METRICS if one is metric)
    given = documents(18)
    score = chosen.score(Tables(corpus_from(given)), scope)
    if score.value is None:
        assert scope.label is not None
        assert not chosen.per_label
        return
    left: list[float] = []
    for at in range(len(given)):
        value = chosen.score(Tables(corpus_from(given[:at] + given[at + 1 :])), scope, interval=False).value
        assert value is not None
        left.append(value)
    error = np.sqrt((len(left) - 1) / len(left) * ((np.array(left) - np.mean(left)) ** 2).sum())
    assert score.low == pytest.approx(score.value - NORMAL_95 * error, abs=1e-9)
    assert score.high == pytest.approx(min(1.0, score.value + NORMAL_95 * error), abs=1e-9)


def corpus(count: int) -> Corpus:
    return corpus_from(documents(count, seed=7))


def test_jackknife_and_bootstrap_say_the_same() -> None:
    tables = Tables(corpus(60))
    for metric in (STRICT_F1, ALPHA):
        live = metric.score(tables, tables.everybody)
        drawn = metric.score(tables, tables.everybody, redraw=Bootstrap(seed=1))
        again = metric.score(tables, tables.everybody, redraw=Bootstrap(seed=1))
        other = metric.score(tables, tables.everybody, redraw=Bootstrap(seed=2))
        assert (drawn.low, drawn.high) == (again.low, again.high)
        assert (drawn.low, drawn.high) != (other.low, other.high)
        assert drawn.value == live.value
        assert (drawn.low, drawn.high) == pytest.approx((live.low, live.high), abs=0.015)


def test_too_few_documents_give_no_interval() -> None:
    tables = Tables(corpus(14))
    for redraw in (None, Bootstrap()):
        score = STRICT_F1.score(tables, tables.everybody, redraw=redraw)
        assert score.value is not None
        assert (score.low, score.high, score.interval_reason) == (None, None, Reason.TOO_FEW)
    score = STRICT_F1.score(Tables(corpus(15)), tables.everybody)
    assert score.low is not None
    assert score.interval_reason == ""


def test_a_number_that_rests_on_one_document_has_no_interval() -> None:
    empty: list[Drawn] = [{"A": [], "B": []}] * 20
    tables = Tables(corpus_from([*empty, {"A": [(0, 2, "PER")], "B": [(0, 2, "PER")]}]))
    score = STRICT_F1.score(tables, Scope((0, 1)))
    assert (score.value, score.low, score.interval_reason) == (1.0, None, Reason.ONE_DOCUMENT)


def test_bootstrap_tells_its_progress_and_stops_when_told() -> None:
    tables = Tables(corpus(20))
    told: list[tuple[int, int]] = []

    def stop(done: int, total: int) -> None:
        told.append((done, total))
        if done >= 100:
            raise CancelledError

    STRICT_F1.score(
        tables,
        tables.everybody,
        redraw=Bootstrap(resamples=80, progress=lambda done, total: told.append((done, total))),
    )
    assert told == [(0, 80), (50, 80), (80, 80)]
    told.clear()
    with pytest.raises(CancelledError):
        STRICT_F1.score(tables, tables.everybody, redraw=Bootstrap(progress=stop))
    assert told[-1] == (100, 2000)


def test_counting_tells_its_progress_and_stops_when_told() -> None:
    def stop(_done: int, _total: int) -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        Tables(corpus(20), progress=stop)


def test_document_labels_have_an_interval() -> None:
    chance = np.random.default_rng(4)
    ratings = np.where(chance.random((40, 3)) < 0.8, 0, chance.integers(-1, 3, (40, 3)))
    score = AC1.score(ratings)
    left = np.array([AC1.score(np.delete(ratings, at, axis=0)).value for at in range(40) if (ratings[at] >= 0).any()])
    assert score.value is not None
    assert score.low is not None
    error = np.sqrt((len(left) - 1) / len(left) * ((left - left.mean()) ** 2).sum())
    assert score.low == pytest.approx(score.value - NORMAL_95 * error, abs=1e-9)
