"""Articles: made canonical once, then the same for ever."""

from __future__ import annotations

import hashlib
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import Article, canonical_text
from annotator.domain.dataset import unlabelled
from annotator.domain.decision import SetState
from annotator.domain.identity import new_id
from annotator.errors import InputError

raws = st.lists(
    st.sampled_from(["\r\n", "\r", "\n", "\u2028", "\u2029", "\x85", "\ufeff", "\u00a0", "\0", "e\u0301", "😀", "\x0b"])
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=3),
    max_size=15,
).map("".join)


@pytest.mark.parametrize(
    ("raw", "text", "newline"),
    [
        ("", "", "none"),
        ("one", "one", "none"),
        ("one\ntwo", "one\ntwo", "lf"),
        ("one\r\ntwo\r\n", "one\ntwo\n", "crlf"),
        ("one\rtwo", "one\ntwo", "cr"),
        ("one\r\r\ntwo", "one\n\ntwo", "mixed"),
        ("one\r\ntwo\n", "one\ntwo\n", "mixed"),
        ("one\u2028two\u2029\x85", "one\ntwo\n\n", "mixed"),
        ("\ufeffone", "one", "none"),
        ("\ufeff\ufeffone\ufeff", "one\ufeff", "none"),
        (" \u00a0one\0\t\x0b\x0c \u200b", " \u00a0one\0\t\x0b\x0c \u200b", "none"),
        ("e\u0301", "e\u0301", "none"),
    ],
)
def test_canonical_text(raw: str, text: str, newline: str) -> None:
    assert canonical_text(raw) == (text, newline)


@given(raws)
def test_canonical_text_is_idempotent(raw: str) -> None:
    text, newline = canonical_text(raw)
    assert canonical_text(text) == (text, "lf" if "\n" in text else "none")
    assert not set(text) & set("\r\u2028\u2029\x85")
    assert newline in {"lf", "crlf", "cr", "mixed", "none"}
    assert "".join(text.split()) == "".join(raw.lstrip("\ufeff").split())


@given(raws)
def test_from_raw(raw: str) -> None:
    article = Article.from_raw(raw, source="a.txt", raw_sha256="ab", encoding="cp1252", title="T", meta={"a": 1})
    assert (article.text, article.origin.newline) == canonical_text(raw)
    assert article.sha256 == hashlib.sha256(article.text.encode()).hexdigest()
    assert (article.source, article.origin.raw_sha256, article.origin.encoding) == ("a.txt", "ab", "cp1252")
    assert (article.title, article.date, article.meta, article.boilerplate) == ("T", "", {"a": 1}, ())
    assert uuid.UUID(article.id).version == 7
    assert Article.from_raw(raw, id=article.id).id == article.id


@pytest.mark.parametrize("raw", ["\ud800", "abc\udfffdef"])
def test_half_a_pair_is_refused(raw: str) -> None:
    with pytest.raises(InputError, match="surrogate pair at character") as caught:
        Article.from_raw(raw, source="a.txt")
    assert caught.value.source == "a.txt"
    assert caught.value.remedy


def test_an_article_nobody_has_begun() -> None:
    article = Article.from_raw("Text")
    one = unlabelled(article)
    assert (one.annotator, one.state, one.mentions, one.ignored) == (None, SetState.NEW, (), article.boilerplate)


def test_ids_sort_by_time_and_never_meet() -> None:
    ids = [new_id() for _ in range(1000)]
    assert len(set(ids)) == 1000
    assert [one[:13] for one in ids] == sorted(one[:13] for one in ids)
    assert all(uuid.UUID(one).variant == uuid.RFC_4122 for one in ids)
