"""Overlaps and trimming, without any rule."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.suggest.policy import NORMAL, STRONG, WEAK, Found, resolve, trim


def found(
    start: int, end: int, *, rank: int = NORMAL, score: float = 0.5, label: str = "ORG", exact: bool = False
) -> Found:
    """Return a finding of no interest but for its place."""
    return Found(start, end, label, "name", score, "", rank, exact)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 9), st.sampled_from([WEAK, NORMAL, STRONG]))))
def test_what_stays_is_apart_and_nothing_free_is_lost(places: list[tuple[int, int, int]]) -> None:
    given_ = [found(start, start + length, rank=rank) for start, length, rank in places]
    kept = resolve(given_)
    assert all(one.end <= two.start for one, two in pairwise(kept))
    for one in given_:
        assert any(one.start < other.end and other.start < one.end for other in kept)


def test_longer_then_surer_wins_and_weak_comes_last() -> None:
    long, short, weak = found(0, 9), found(3, 6, rank=STRONG, score=0.9), found(0, 20, rank=WEAK)
    assert resolve([weak, short, long]) == [long]
    sure = found(0, 9, rank=STRONG, label="LOC")
    assert resolve([long, sure]) == [sure]
    assert resolve([weak]) == [weak]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("the Kremlin", "Kremlin"),
        ("Putin’s", "Putin"),
        ("Putin's ", "Putin"),
        ("“Titanic”,", "Titanic"),
        (" Kim \u00a0", "Kim"),
        ("Acme Inc.", "Acme Inc."),
        ("the U.S.", "U.S."),
        ("Smith.", "Smith"),
        ("Kim\nJong", "Kim"),
        ("a\u2028b", "a"),
        ("O'Brien", "O'Brien"),
    ],
)
def test_trim(text: str, kept: str) -> None:
    one = trim(text, found(0, len(text)))
    assert one is not None
    assert text[one.start : one.end] == kept


@pytest.mark.parametrize("text", [" ", "“”", "\n", "—"])
def test_nothing_left(text: str) -> None:
    assert trim(text, found(0, len(text))) is None


def test_listed_names_keep_their_articles() -> None:
    assert trim("The Hague", found(0, 9, exact=True)) == found(0, 9, exact=True)
