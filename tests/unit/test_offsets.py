"""Code points and UTF-16 units agree at every place of every text."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from annotator.ui.offsets import Offsets

TEXTS = st.text(alphabet=st.one_of(st.sampled_from("a é\u0301中🇫🇷😀👩\u200d\x00\n"), st.characters(codec="utf-16")))


def units(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@given(TEXTS)
def test_every_place_goes_there_and_back(text: str) -> None:
    offsets = Offsets(text)
    for place in range(len(text) + 1):
        unit = offsets.to_utf16(place)
        assert unit == units(text[:place])
        assert offsets.to_code_point(unit) == place
    assert offsets.units == units(text)
    assert offsets.same == (units(text) == len(text))


@given(TEXTS)
def test_the_second_half_of_a_pair_belongs_to_its_first(text: str) -> None:
    offsets = Offsets(text)
    for place, char in enumerate(text):
        if ord(char) > 0xFFFF:
            assert offsets.to_code_point(offsets.to_utf16(place) + 1) == place


def test_half_a_pair_alone_counts_as_a_character() -> None:
    offsets = Offsets("a\ud800😀b")
    assert [offsets.to_utf16(place) for place in range(5)] == [0, 1, 2, 4, 5]


def test_it_needs_no_qt() -> None:
    with open(Offsets.__module__.replace(".", "/") + ".py", encoding="utf-8") as source:  # noqa: PTH123 - one line
        assert "PySide" not in source.read()
