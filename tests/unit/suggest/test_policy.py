"""Overlaps and trimming, without any rule."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.suggest.policy import NORMAL, STRONG, WEAK, Found, mended, resolve, trim


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


@pytest.mark.parametrize(
    ("text", "source", "kept"),
    [
        ("’90s", "pattern", "’90s"),
        ("’90s", "name", "90s"),
        ("-5", "pattern", "-5"),
        (".5", "pattern", ".5"),
        ("“5", "pattern", "5"),
        ("-Kim", "pattern", "Kim"),
    ],
)
def test_signs_of_numbers_belong_to_them(text: str, source: str, kept: str) -> None:
    one = trim(text, Found(0, len(text), "DATE", source, 0.9, ""))
    assert one is not None
    assert text[one.start : one.end] == kept


@pytest.mark.parametrize("text", [" ", "“”", "\n", "—"])
def test_nothing_left(text: str) -> None:
    assert trim(text, found(0, len(text))) is None


def test_listed_names_keep_their_articles() -> None:
    assert trim("The Hague", found(0, 9, exact=True)) == found(0, 9, exact=True)


@pytest.mark.parametrize(
    ("text", "said", "kept"),
    [
        ("by Acme (UK) for", "Acme (UK", "Acme (UK)"),
        ("by Acme (UK for", "Acme (UK", "Acme"),
        ("run by (ISC)2 and", "ISC)2", "(ISC)2"),
        ("CNN)The Hague", "CNN)The Hague", "Hague"),
        ("Mohan al-Freiji.[2] said", "Mohan al-Freiji.[2", "Mohan al-Freiji"),
        ("Smith [Jones] said", "Smith [Jones", "Smith"),
        ("Zeke “The Ox” Farr", "Zeke “The Ox", "Zeke “The Ox”"),
        ("Zeke “The Ox” Farr", "Zeke “The Ox” Farr", "Zeke “The Ox” Farr"),
        ('Zeke "The Ox" Farr', 'Zeke "The Ox', 'Zeke "The Ox"'),
        ('Zeke "The Ox Farr', 'Zeke "The Ox', "Zeke"),
        ("Acme (UK) (Holding) said", "Acme (UK) (Holding", "Acme (UK) (Holding)"),
        ("Acme (UK [x]) said", "Acme (UK [x", "Acme"),
        ("of ISC)2 (foo bar", "ISC)2 (foo", "2"),
        ("of (ISC)2 (foo bar", "ISC)2 (foo", "(ISC)2"),
        ("U.S.    and", "U.S.    and", "U.S."),
        ("St. Petersburg’s", "St. Petersburg", "St. Petersburg"),
    ],
)
def test_brackets_and_quotation_marks_have_both_halves(text: str, said: str, kept: str) -> None:
    (one,) = mended(text, [found(text.index(said), text.index(said) + len(said))])
    assert text[one.start : one.end] == kept


@pytest.mark.parametrize("text", ["[2", "(", ")"])
def test_half_a_bracket_is_no_name(text: str) -> None:
    assert mended(text, [found(0, len(text))]) == []


@given(st.text('ab ()[]“”"', max_size=12), st.integers(0, 12), st.integers(1, 12))
def test_mended_ones_are_whole_and_lie_where_they_lay(text: str, start: int, length: int) -> None:
    one = found(start, min(len(text), start + length))
    for kept in mended(text, [one] if one.start < one.end else []):
        surface = text[kept.start : kept.end]
        assert [surface.count(sign) for sign in "([“"] == [surface.count(sign) for sign in ")]”"]
        assert surface.count('"') % 2 == 0
        assert one.start - 1 <= kept.start < kept.end <= one.end + 1
        assert mended(text, [kept]) == [kept]
