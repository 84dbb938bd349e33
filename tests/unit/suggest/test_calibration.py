"""Scores after calibration: kept between the ends, in the order they were said, and read back as written."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.errors import SuggesterError
from annotator.suggest.calibration import FILE, Calibration, Line, read_calibration, write_calibration

LINES = Calibration({"ner": Line(-0.5, 0.8, {"ORG": -0.4, "GPE": 0.6}), "both": Line(1.0, 0.5)})


@given(st.floats(0, 1), st.floats(0, 1), st.sampled_from(["ner", "both", "rules"]))
def test_a_higher_score_said_is_never_a_lower_one_and_nobody_is_quite_sure(one: float, other: float, way: str) -> None:
    low, high = sorted((one, other))
    assert 0.02 <= LINES.score(way, low, "ORG") <= LINES.score(way, high, "ORG") <= 0.98


def test_a_label_that_is_right_more_often_scores_higher() -> None:
    assert LINES.score("ner", 0.7, "GPE") > LINES.score("ner", 0.7, "ORG")


def test_what_nobody_measured_stays_as_it_was_said() -> None:
    assert LINES.score("rules", 0.7, "ORG") == 0.7


def test_the_line_is_straight_in_log_odds() -> None:
    # 0.5 has log-odds 0: what is left is the offset and the label's, -0.9, which is 0.289.
    assert LINES.score("ner", 0.5, "ORG") == pytest.approx(0.28905, abs=1e-5)


def test_comes_back_from_the_disk(tmp_path: Path) -> None:
    write_calibration(LINES, tmp_path)
    assert read_calibration(tmp_path) == LINES


def test_a_pipeline_without_one_is_not_calibrated(tmp_path: Path) -> None:
    assert read_calibration(tmp_path) == Calibration()


@pytest.mark.parametrize("text", ["", "[]", "{", '{"ner": 1}', json.dumps({"ner": {"offset": "x", "slope": 1}})])
def test_a_damaged_one_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / FILE).write_text(text)
    with pytest.raises(SuggesterError, match="cannot be read"):
        read_calibration(tmp_path)
