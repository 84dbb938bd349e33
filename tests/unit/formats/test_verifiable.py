"""Formats that nobody reads articles from: what their files say is what was to be written, and damage shows."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError
from annotator.formats import FORMATS, Format, Verifiable, annotation_csv, reading_html, training
from annotator.resources import seeds
from tests.unit.formats.round_trips import names_in, write
from tests.unit.formats.strategies import labelled_articles

VERIFIABLE: list[Format] = [one for one in FORMATS if isinstance(one, Verifiable)]
IN_ORDER: list[Format] = [annotation_csv.FORMAT, reading_html.FORMAT]


def expected(format_: Format, articles: Sequence[LabelledArticle]) -> list[object]:
    assert isinstance(format_, Verifiable)
    return [said for one in articles if (said := format_.expected(one)) is not None]


def found(format_: Format, articles: Sequence[LabelledArticle], folder: Path) -> list[object]:
    assert isinstance(format_, Verifiable)
    return list(format_.found(write(format_, articles, folder)[0]))


@pytest.mark.parametrize("format_", IN_ORDER, ids=lambda one: one.name)
@given(st.lists(labelled_articles(), min_size=1, max_size=3, unique_by=lambda one: one.article.id))
@settings(max_examples=40)
def test_what_was_written_is_found(
    tmp_path_factory: pytest.TempPathFactory, format_: Format, articles: list[LabelledArticle]
) -> None:
    assert found(format_, articles, tmp_path_factory.mktemp("out")) == expected(format_, articles)


@pytest.mark.parametrize("format_", VERIFIABLE, ids=lambda one: one.name)
def test_real_articles(format_: Format, tmp_path: Path) -> None:
    articles = names_in(seeds() / "articles")[:6]
    assert sorted(map(repr, found(format_, articles, tmp_path))) == sorted(map(repr, expected(format_, articles)))


@pytest.mark.parametrize(
    ("format_", "old", "new"),
    [
        (annotation_csv.FORMAT, b"PERSON", b"GPE"),
        (reading_html.FORMAT, b"</mark>", b""),
        (reading_html.FORMAT, b'data-state="accepted"', b""),
    ],
)
def test_damage_shows(format_: Format, old: bytes, new: bytes, tmp_path: Path) -> None:
    assert isinstance(format_, Verifiable)
    articles = names_in(seeds() / "articles")[:2]
    [path], _ = write(format_, articles, tmp_path)
    before, sign, after = path.read_bytes().rpartition(old)
    path.write_bytes(before + sign.replace(old, new) + after)
    assert list(format_.found([path])) != expected(format_, articles)


def test_what_is_no_table_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("a,b\n1,2\n")
    with pytest.raises(InputError, match="columns"):
        list(annotation_csv.FORMAT.found([tmp_path / "a.csv"]))


def test_all_three_are_verifiable() -> None:
    assert set(VERIFIABLE) == {annotation_csv.FORMAT, reading_html.FORMAT, training.FORMAT}
