"""The index over ranges, against looking at every one of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.span import Span, SpanIndex, overlaps


def span_of(start: int, length: int, label: str) -> Span:
    return Span(start, start + length, label)


spans = st.builds(span_of, st.integers(0, 60), st.integers(1, 12) | st.just(50), st.sampled_from("AB"))
lists = st.lists(spans, max_size=25)


def place(span: Span) -> tuple[int, int]:
    return span.start, -span.end


@given(lists, st.lists(st.tuples(st.booleans(), spans), max_size=25), st.integers(0, 80), st.integers(1, 20))
def test_against_a_plain_list(first: list[Span], changes: list[tuple[bool, Span]], start: int, length: int) -> None:
    index: SpanIndex[Span] = SpanIndex(first)
    oracle = list(first)
    for add, span in changes:
        if add:
            index.add(span)
            oracle.append(span)
        elif span in oracle:
            index.remove(span)
            oracle.remove(span)
        else:
            with pytest.raises(ValueError, match="Span"):
                index.remove(span)
    assert len(index) == len(oracle)
    assert sorted(index) == sorted(oracle)
    assert [place(span) for span in index] == sorted(map(place, oracle))
    end = start + length
    touching = index.touching(start, end)
    assert sorted(touching) == sorted(span for span in oracle if span.start < end and start < span.end)
    assert [place(span) for span in touching] == sorted(map(place, touching))
    assert sorted(index.at(start)) == sorted(span for span in oracle if span.start <= start < span.end)
    position = index.position(start)
    assert all(index[at].start < start for at in range(position))
    assert all(index[at].start >= start for at in range(position, len(index)))


@given(spans, spans)
def test_overlaps(a: Span, b: Span) -> None:
    shared = set(range(a.start, a.end)) & set(range(b.start, b.end))
    assert overlaps(a, b) == overlaps(b, a) == bool(shared)


def test_outer_before_inner_and_ties_as_they_came() -> None:
    outer, inner, twin = Span(3, 9, "A"), Span(3, 5, "B"), Span(3, 5, "C")
    index: SpanIndex[Span] = SpanIndex([inner, twin, outer])
    assert list(index) == [outer, inner, twin]
    index.remove(inner)
    index.add(inner)
    assert list(index) == [outer, twin, inner]


def test_an_empty_index() -> None:
    index: SpanIndex[Span] = SpanIndex()
    assert (len(index), list(index), index.touching(0, 9), index.at(0), index.position(5)) == (0, [], [], [], 0)


def test_a_copy_changes_on_its_own() -> None:
    first, second, long = Span(3, 9, "A"), Span(5, 6, "B"), Span(0, 900, "C")
    index: SpanIndex[Span] = SpanIndex([first, long])
    copy = index.copy()
    copy.add(second)
    copy.remove(long)
    assert list(index) == [long, first]
    assert list(copy) == [first, second]
    assert index.at(800) == [long]
    assert copy.at(800) == []
