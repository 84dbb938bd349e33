"""R11: a span covers the same text everywhere, from a file in any encoding to spaCy, whatever the text is made of."""

import itertools
import json
import random
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from annotator.domain.annotation import AnnotationSet
from annotator.domain.article import Article
from annotator.domain.decision import SpanState
from annotator.errors import DecisionError
from annotator.formats import annotator_jsonl
from annotator.ui.offsets import Offsets
from annotator.workflow.annotating import Session
from annotator.workflow.exporting import ExportOptions, export
from annotator.workflow.importing import import_paths
from annotator.workflow.labelled import labelled_article
from tests.e2e import making

_SCRIPTS = (
    ("Vladimir Putin", "Russia’s", "Trumpand", "the", "AFP", "2023-11-14", "a.m.", "“news”", "…", "can't", "x"),
    ("Zoë", "Île", "Lomé", "ﬁne", "Straße", "İstanbul"),
    ("e\u0301te\u0301", "n\u0303", "Z\u0327\u0308alg\u0334o", "\u0301", "각각"),
    ("القاهرة", "في", "مُحَمَّد", "\u202bשָׁלֵם\u202c", "שלום\u200f!", "\u2066abc\u2069"),
    ("東京", "北京市", "ソウル", "京都", "𠮷野家", "日本語", "新聞", "、", "。"),
    ("서울", "กรุงเทพ", "नमस्ते", "மதுரை", "Москва", "Κύπρος"),
    ("👩‍👩‍👧‍👦", "🇫🇷🇩🇪", "👍🏽", "❤️", "1️⃣", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", "🄰", "\U0001d54f", "\U0010fffd"),
    ("\u200b", "\u200d", "\u2060", "\u00ad", "\ufeff", "\ufe0f", "\u034f", "\ue000"),
)
_PIECES = tuple(piece for script in _SCRIPTS for piece in script)
_SPACES = (" ", " ", " ", " ", "\u00a0", "\u202f", "\u3000", "\t", "  ", "\u2009", "\x0b", "\x0c", "\x1f")
_BREAKS = ("\n", "\n", "\n\n", "\r\n", "\r", "\u2028", "\u2029", "\x85", " \n ")
_ENCODINGS = ("utf-8", "utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32")
_MARKS = {"utf-16-be": b"\xfe\xff"}
_LATIN = ("Zoë met", "Île-de-France and", "naïve", "señor Muñoz", "Straße nach Köln", "the café", "“quoted”", "–", "€5")


@dataclass(frozen=True)
class Sample:
    """An article as a file: its bytes, and the text that it must have in the program."""

    name: str
    data: bytes
    text: str


def expected(raw: str) -> str:
    """Return what the program must make of a text, said another way than the program says it."""
    while raw[:1] == "\ufeff":
        raw = raw[1:]
    text = raw.replace("\r\n", "\n")
    for mark in "\r\u2028\u2029\x85":
        text = text.replace(mark, "\n")
    return text


def _samples(number: int, seed: int) -> Iterator[Sample]:
    rng = random.Random(seed)  # noqa: S311 - a seeded one is the point
    seen: set[str] = set()
    while len(seen) < number:
        latin = rng.random() < 0.1
        alone = rng.random() < 0.3
        raw = _raw(rng, _LATIN if latin else rng.choice(_SCRIPTS) if alone else _PIECES)
        text = expected(raw)
        if text in seen or not text.strip("\ufeff \n\0\t"):
            continue
        encoding = rng.choice(("cp1252", "utf-8", "utf-16")) if latin else rng.choice(_ENCODINGS)
        data = _MARKS.get(encoding, b"") + raw.encode(encoding)
        if "\0" in raw[:1] or (encoding == "utf-8" and "\0" in raw and len(data) < 6):
            continue  # as good in UTF-32, or in UTF-16
        yield Sample(f"{len(seen):05}.txt", data, text)
        seen.add(text)


def _raw(rng: random.Random, pieces: tuple[str, ...]) -> str:
    latin = pieces is _LATIN
    parts = ["\ufeff"] if rng.random() < 0.05 and not latin else []
    style = rng.choice(_BREAKS)
    for _ in range(rng.randrange(1, 40)):
        parts.append(rng.choice(pieces))
        if latin or rng.random() < 0.8:
            parts.append(" " if latin else rng.choice(_SPACES))
        if rng.random() < 0.12:
            break_ = style if rng.random() < 0.8 else rng.choice(_BREAKS)
            parts.append("\r\n" if latin and ord(break_[0]) > 126 else break_)
    if rng.random() < 0.2 and not latin:
        parts.insert(rng.randrange(len(parts)), "\0")
    if rng.random() < 0.3:
        parts.append("\n")
    raw = "".join(parts)
    return unicodedata.normalize("NFD", raw) if rng.random() < 0.1 and not latin else raw


@dataclass(frozen=True)
class Chosen:
    """A range that a person selected, and the text that must be found there ever after."""

    start: int
    end: int
    surface: str


def _choose(session: Session, rng: random.Random, text: str) -> list[Chosen]:
    """Select and label some ranges of the open article; return what must stand."""
    found: dict[tuple[int, int], Chosen] = {}
    for _ in range(3):
        start = rng.randrange(len(text))
        end = min(len(text), start + rng.choice((1, 1, 2, 5, 12, 40)))
        inside = text[start:end]
        if not inside.strip():
            with pytest.raises(DecisionError, match="no text"):
                session.label(start, end, "GPE")
            continue
        start += len(inside) - len(inside.lstrip())
        end -= len(inside) - len(inside.rstrip())
        session.label(start, end, rng.choice(making.LABELS))
        found[start, end] = Chosen(start, end, text[start:end])
    return sorted(found.values(), key=lambda one: (one.start, -one.end))


def _standing(page: AnnotationSet) -> list[Chosen]:
    return [Chosen(one.start, one.end, page.surface(one)) for one in page.accepted]


@pytest.mark.parametrize("number", [2000, pytest.param(50_000, marks=[pytest.mark.soak, pytest.mark.timeout(7200)])])
def test_the_same_text_from_file_to_file(tmp_path: Path, number: int) -> None:
    rng = random.Random(11)  # noqa: S311 - a seeded one is the point
    samples = list(_samples(number, seed=11))
    folder = tmp_path / "articles"
    folder.mkdir()
    for one in samples:
        (folder / one.name).write_bytes(one.data)
    path = tmp_path / "offsets.annotator"
    making.make_project(path, [])
    session = _fast_session(path)
    report = import_paths(session.project, [folder])
    assert report.refused == ()
    assert report.added == number

    chosen: dict[str, list[Chosen]] = {}
    for at, sample in zip(report.numbers, samples, strict=True):
        page = session.open(at)
        assert page.article.text == sample.text
        chosen[sample.text] = _choose(session, rng, sample.text)
    session.project.close()

    session = _fast_session(path)
    for at, sample in zip(report.numbers, samples, strict=True):
        assert _standing(session.open(at)) == chosen[sample.text]
    out = tmp_path / "out.jsonl"
    export(session.project, ExportOptions(articles="all"), out)
    session.project.close()

    exported = dict(_lines(out))
    assert exported == chosen
    _again(tmp_path, out, chosen)
    _in_spacy(chosen)
    for sample in samples:
        _in_qt(sample.text, chosen[sample.text])


def _fast_session(path: Path) -> Session:
    session = making.session(path)
    # Thousands of waits for the disk would show nothing here.
    session.project.connection.execute("PRAGMA synchronous = OFF")
    return session


def _lines(out: Path) -> Iterator[tuple[str, list[Chosen]]]:
    """Read an export as any program would: only line feeds end a line."""
    for line in out.read_bytes().removesuffix(b"\n").split(b"\n"):
        row = json.loads(line)
        spans = [Chosen(span["start"], span["end"], span["text"]) for span in row["spans"]]
        assert all(row["text"][one.start : one.end] == one.surface for one in spans)
        yield row["text"], spans


def _again(folder: Path, out: Path, chosen: dict[str, list[Chosen]]) -> None:
    """Import what was exported into another project: the same spans, on the same texts."""
    path = folder / "again.annotator"
    making.make_project(path, [])
    session = _fast_session(path)
    report = import_paths(session.project, [out])
    assert report.refused == ()
    assert report.added == len(chosen)
    for at in report.numbers:
        page = session.open(at)
        assert _standing(page) == chosen[page.article.text]
    session.project.close()


def _in_spacy(chosen: dict[str, list[Chosen]]) -> None:
    """Make spaCy documents whose tokens are split at span edges, as training does, and find each span in them."""
    import spacy  # noqa: PLC0415 - a second that the other tests here need not wait
    from spacy.tokens import Doc  # noqa: PLC0415 - likewise

    nlp = spacy.blank("en")
    for text, spans in chosen.items():
        tokens = nlp.make_doc(text)
        assert tokens.text == text
        cuts = {0, len(text)} | {edge for one in spans for edge in (one.start, one.end)}
        cuts |= {edge for token in tokens for edge in (token.idx, token.idx + len(token))}
        edges = sorted(cuts)
        pieces = [text[start:end] for start, end in itertools.pairwise(edges)]
        doc = Doc(nlp.vocab, words=pieces, spaces=[False] * len(pieces))
        assert doc.text == text
        for one in spans:
            found = doc.char_span(one.start, one.end, label="GPE")
            assert found is not None
            assert (found.text, found.start_char, found.end_char) == (one.surface, one.start, one.end)


def _in_qt(text: str, spans: list[Chosen]) -> None:
    """Go to UTF-16 units, as Qt counts, and back."""
    offsets = Offsets(text)
    units = text.encode("utf-16-le")
    assert offsets.units == len(units) // 2
    for one in spans:
        start, end = offsets.to_utf16(one.start), offsets.to_utf16(one.end)
        assert units[2 * start : 2 * end].decode("utf-16-le") == one.surface
        assert (offsets.to_code_point(start), offsets.to_code_point(end)) == (one.start, one.end)


# ---- texts that nobody thought of

texts = st.text(
    st.one_of(
        st.characters(exclude_categories=["Cs"]),
        st.sampled_from("\r\n\u2028\u2029\x85\ufeff\0\u00a0\u200d\ufe0f\u0301\u202e🇫👍🏽\U0010ffff 東aA."),
    ),
    min_size=1,
    max_size=60,
)


@settings(max_examples=300)
@given(texts, st.data())
def test_the_same_text_in_a_line_of_jsonl_and_in_qt(raw: str, data: st.DataObject) -> None:
    article = Article.from_raw(raw)
    assert article.text == expected(raw)
    assert Article.from_raw(article.text).text == article.text, "canonical once is canonical"
    page = AnnotationSet(article, 1)
    if not article.text.strip():
        return
    places = st.integers(0, len(article.text))
    start, end = data.draw(places), data.draw(places)
    try:
        page.apply([page.label(start, end, "GPE")])
    except DecisionError:
        assert not article.text[min(start, end) : max(start, end)].strip()
        return
    (chosen,) = _standing(page)
    assert chosen.surface == article.text[min(start, end) : max(start, end)].strip()
    line = annotator_jsonl.line(labelled_article(page, "ann", states={SpanState.ACCEPTED}))
    assert line.count(b"\n") == 1
    row = json.loads(line)
    (span,) = row["spans"]
    assert row["text"] == article.text
    assert Chosen(span["start"], span["end"], span["text"]) == chosen
    _in_qt(article.text, [chosen])


@given(texts)
def test_every_place_leads_to_qt_and_back(raw: str) -> None:
    text = expected(raw)
    offsets = Offsets(text)
    for place in range(len(text) + 1):
        unit = offsets.to_utf16(place)
        assert unit == len(text[:place].encode("utf-16-le")) // 2
        assert offsets.to_code_point(unit) == place
    pairs = [match.start() for match in re.finditer("[\U00010000-\U0010ffff]", text)]
    assert [offsets.to_code_point(offsets.to_utf16(place) + 1) for place in pairs] == pairs, "inside a pair"
