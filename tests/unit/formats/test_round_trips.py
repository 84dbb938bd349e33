"""What every format that reads and writes promises: it reads what it wrote, and every span is exact."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from annotator.domain.annotation import Mention
from annotator.domain.article import Article
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SpanState
from annotator.formats import Format, Reader, reader_for
from annotator.formats.articles_in import in_order
from tests.unit.formats.round_trips import (
    RETURNING,
    WRITING,
    accepted,
    carried,
    finished,
    folders,
    names_in,
    returned,
    write,
)
from tests.unit.formats.strategies import labelled_articles

returning = pytest.mark.parametrize("format_", RETURNING, ids=lambda one: one.name)


some_articles = st.lists(labelled_articles(), min_size=1, max_size=3)


@returning
@given(some_articles)
@settings(max_examples=25)
def test_what_is_carried_comes_back(format_: Format, articles: Sequence[LabelledArticle]) -> None:
    assert_carried(format_, articles)


@pytest.mark.soak
@pytest.mark.timeout(14_400)
@returning
@given(some_articles)
def test_what_is_carried_comes_back_thousands_of_times(format_: Format, articles: Sequence[LabelledArticle]) -> None:
    assert_carried(format_, articles)


def assert_carried(format_: Format, articles: Sequence[LabelledArticle]) -> None:
    # Of nothing but control characters and marks no format with tokens or XML in it can make a text.
    assume(all(any(char.isprintable() and char != " " for char in one.article.text) for one in articles))
    assert carried(format_, returned(format_, articles)) == carried(format_, articles)


@returning
@pytest.mark.parametrize("folder", folders(), ids=lambda path: path.parent.name)
def test_every_name_in_real_articles_comes_back(format_: Format, folder: Path) -> None:
    articles = names_in(folder)
    assert carried(format_, returned(format_, articles)) == carried(format_, articles)


@returning
def test_what_was_written_is_recognised(format_: Format, tmp_path: Path) -> None:
    assert isinstance(format_, Reader)
    files, _ = write(format_, names_in(folders()[0])[:3], tmp_path)
    for path in files:
        assert reader_for(path).name == format_.name.removesuffix("-relations")
        if len(files) == 1:
            assert reader_for(path.rename(path.with_suffix(".txt"))).name == format_.name.removesuffix("-relations")


@pytest.mark.parametrize("format_", WRITING, ids=lambda one: one.name)
def test_nothing_to_write(format_: Format, tmp_path: Path) -> None:
    assert write(format_, [], tmp_path)[1] == []


@returning
def test_spans_that_are_gone_are_those_not_in_the_file(format_: Format, tmp_path: Path) -> None:
    one = finished("Kim  met\n\nPutin in Moscow", ("Kim", "PERSON"), ("Putin in Moscow", "ORG"), ("Moscow", "A B"))
    blanks = (accepted(3, 5, "ORG"), accepted(4, 8, "GPE"), accepted(8, 10, "GPE"))
    mentions = [replace(mention, state=SpanState.REJECTED) for mention in one.mentions[:1]]
    proposed = Mention("", 0, 3, "PERSON", SpanState.SUGGESTED, "name", "0.1", 0.5, "surname", 0)
    some = [
        replace(one, mentions=in_order((*one.mentions, *blanks))),
        replace(one, article=Article.from_raw("Kim met", title="2"), annotator="bob", mentions=(*mentions, proposed)),
    ]
    files, losses = write(format_, some, tmp_path)
    assert isinstance(format_, Reader)
    found = sum(len(again.mentions) for path in files for again in format_.read(path))
    assert found == sum(len(again.mentions) for again in some) - sum(loss.gone for loss in losses)
