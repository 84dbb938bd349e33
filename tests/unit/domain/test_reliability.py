"""Scores against what was right: which tenth a score belongs to, and how far they are apart."""

import pytest

from annotator.domain.reliability import Bin, count_of, expected_error, reliability


def test_scores_lie_in_tenths_with_their_mean_and_share() -> None:
    bins = reliability([(0.0, False), (0.09, True), (0.1, False), (1.0, True), (0.95, True), (0.97, False)])
    assert [(one.findings, one.right) for one in bins] == [(2, 0.5), (1, 0.0), (3, pytest.approx(2 / 3))]
    assert [one.score for one in bins] == pytest.approx([0.045, 0.1, 2.92 / 3])
    assert count_of(bins) == 6
    assert reliability([]) == ()


def test_the_error_is_the_mean_distance_of_all_findings() -> None:
    assert expected_error([Bin(30, 0.5, 0.6), Bin(10, 0.9, 0.7)]) == pytest.approx(0.125)
    assert expected_error([]) == 0
