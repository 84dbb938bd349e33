"""Labelled articles as hypothesis draws them: any Unicode; spans nested, within tokens, in every state, or none."""

from __future__ import annotations

import uuid

from hypothesis import strategies as st

from annotator.domain.adjudication import Adjudication, Cause, Ruling
from annotator.domain.annotation import Mention, Note
from annotator.domain.article import Article, Region
from annotator.domain.boilerplate import region
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState, SpanState

PIECES = (
    *("Kim Jong-un", "alongsideRussia’s", 'KCNA,"Putin', "\u00a0", "\n", "\n\n", " ", "\0", "\t", "\\", '"'),
    *("🇰🇵", "👩‍👩‍👧‍👦", "e\u0301", "القاهرة", "ירושלים", "平壤", "\u2028", "\x85", "\r\n", "\ufeff", "\x7f", "\x1b"),
)
UUIDS = st.uuids().map(str)
strings = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
names = strings.filter(str.strip)
numbers = st.floats(allow_nan=False, allow_infinity=False)
texts = st.lists(st.sampled_from(PIECES) | strings, min_size=1, max_size=12).map(
    lambda parts: Article.from_raw("".join(parts)).text
)
meta = st.dictionaries(
    strings,
    st.recursive(
        st.none() | st.booleans() | st.integers() | numbers | strings,
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(strings, inner, max_size=3),
        max_leaves=6,
    ),
    max_size=3,
)


@st.composite
def ranges(draw: st.DrawFn, text: str) -> tuple[int, int]:
    # Few distinct ends, so that ranges meet, nest and coincide.
    start = draw(st.integers(0, len(text) - 1))
    return start, draw(st.integers(start + 1, min(len(text), start + 4)) | st.just(len(text)))


@st.composite
def mentions(draw: st.DrawFn, text: str) -> Mention:
    start, end = draw(ranges(text))
    state = draw(st.sampled_from(SpanState))
    how = None if state is SpanState.SUGGESTED else draw(st.none() | adjudications(text))
    return Mention(
        key="" if state is SpanState.SUGGESTED else draw(UUIDS),
        start=start,
        end=end,
        label=draw(st.sampled_from(["PERSON", "GPE", "Ort “neu”"]) | names),
        state=state,
        source=draw(strings) if how is None else how.ruling.value,
        version=draw(strings) if how is None else how.adjudicator,
        score=draw(st.none() | numbers),
        reason=draw(strings) if how is None else how.as_text(),
    )


@st.composite
def adjudications(draw: st.DrawFn, text: str) -> Adjudication:
    vote = st.tuples(ranges(text), names).map(lambda one: (*one[0], one[1]))
    return Adjudication(
        ruling=draw(st.sampled_from(Ruling)),
        adjudicator=draw(strings),
        votes=draw(st.dictionaries(strings, st.lists(vote, max_size=2), max_size=2)),
        picked=draw(strings),
        cause=draw(st.none() | st.sampled_from(Cause)),
        note=draw(strings),
        merged=draw(st.booleans()),
    )


@st.composite
def labelled_articles(draw: st.DrawFn) -> LabelledArticle:
    """Draw what a project can hold: ids differ, no span is accepted twice with one label, all in reading order."""
    text = draw(texts.filter(lambda text: text.strip() != ""))
    spans = draw(
        st.lists(
            mentions(text), max_size=6, unique_by=(lambda one: (one.start, one.end), lambda one: one.key or id(one))
        )
    )
    found = draw(st.lists(ranges(text), max_size=3, unique=True))
    boilerplate = tuple(region(*place, draw(strings)) for place in sorted(found, key=_outer_first))
    marked = [Region(*place, draw(strings), draw(UUIDS)) for place in draw(st.lists(ranges(text), max_size=2))]
    kept = [one for one in boilerplate if draw(st.booleans())]
    notes = draw(st.lists(st.tuples(names, st.none() | ranges(text)), max_size=3))
    article = Article.from_raw(
        text,
        source=draw(strings),
        raw_sha256=draw(st.sampled_from(["", "ab" * 32])),
        encoding=draw(st.sampled_from(["utf-8", "cp1252", "utf-16-le"])),
        title=draw(strings),
        date=draw(st.sampled_from(["", "2024-01-31"])),
        meta=draw(meta),
        boilerplate=boilerplate,
        id=draw(UUIDS),
    )
    return LabelledArticle(
        article=article,
        annotator=draw(st.none() | names),
        state=draw(st.sampled_from(SetState)),
        mentions=tuple(sorted(spans, key=_written_order)),
        ignored=tuple(sorted(kept + marked, key=lambda one: (one.start, -one.end))),
        notes=tuple(
            sorted((_note(text, place) for text, place in notes), key=lambda one: (one.start, one.end, one.key))
        ),
    )


def _note(text: str, place: tuple[int, int] | None) -> Note:
    return Note(str(uuid.uuid4()), text, *(place or (-1, -1)))


def _written_order(one: Mention) -> tuple[int, int, str, str, str, str, str]:
    return one.start, -one.end, one.label, one.state, one.source, one.version, one.key


def _outer_first(place: tuple[int, int]) -> tuple[int, int]:
    return place[0], -place[1]
