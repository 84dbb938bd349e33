"""What is worth a person's time first."""

from __future__ import annotations

import pytest

from annotator.domain.ordering import novelty, uncertainty


def test_doubts_count_and_few_suggestions_are_not_much_to_learn_from() -> None:
    assert uncertainty([]) == 0
    assert uncertainty([1.0] * 30) == 0
    assert uncertainty([0.4]) < uncertainty([0.6] * 30) < uncertainty([0.4] * 30) < 0.6
    assert uncertainty([None] * 10) == pytest.approx(uncertainty([0.5] * 10))


def test_new_is_what_nobody_decided_about() -> None:
    assert novelty([], decided=[]) == 0
    assert novelty(["Kim", "Kim", "Moscow"], decided=[]) == 1
    assert novelty(["Kim", "Kim", "Moscow"], decided=["Kim", "Azov"]) == 0.5
