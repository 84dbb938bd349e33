"""Our own JSONL: nothing is lost, nothing is believed."""

from __future__ import annotations

import contextlib
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.adjudication import Adjudication, Cause, Ruling
from annotator.domain.annotation import Mention, Note
from annotator.domain.article import Article, Region
from annotator.domain.boilerplate import region
from annotator.domain.dataset import LabelledArticle, unlabelled
from annotator.domain.decision import SetState, SpanState
from annotator.errors import InputError, OutputError
from annotator.formats.annotator_jsonl import FORMAT
from tests.unit.formats.strategies import labelled_articles

GOLDEN = Path(__file__).parents[2] / "golden" / "annotator-1.jsonl"
CAIRO = "القاهرة"
KEYS = ["format", "id", "text", "title", "source", "sha256", "meta", "annotator", "state", "spans", "ignored", "notes"]
SPAN_KEYS = ["start", "end", "label", "text", "state", "source", "version", "score"]


def number(last: int) -> str:
    """Return a UUID that is easy to recognise."""
    return f"00000000-0000-7000-8000-{last:012d}"


def sample() -> LabelledArticle:
    """Return one article with some of everything, the same at each call."""
    text = f"Kim met Putin\u00a0in Pyongyang.🇰🇵\nMore under this ad\nalongsideRussia’s\n\n{CAIRO}\nMore under this ad"
    boilerplate = (region(30, 48, "repeated line"), region(len(text) - 18, len(text), "repeated line"))
    assert [text[one.start : one.end] for one in boilerplate] == ["More under this ad"] * 2
    article = Article.from_raw(
        text,
        source="news/a.txt",
        raw_sha256="0f" * 32,
        encoding="utf-8-sig",
        title="Kim met Putin",
        date="2023-11-14",
        meta={"publisher": "Latin Times", "pages": [1, 2.5, None], "long": 12345678901234567890},
        boilerplate=boilerplate,
        id=number(1),
    )
    at = text.index("Russia")
    return LabelledArticle(
        article=article,
        annotator="anna",
        state=SetState.FINISHED,
        mentions=(
            Mention(number(2), 0, 3, "PERSON", SpanState.ACCEPTED),
            Mention("", 8, 13, "PERSON", SpanState.SUGGESTED, "name", "0.1", 0.75, "surname: Putin", 7),
            Mention(number(3), 17, 26, "ORG", SpanState.REJECTED, "gazetteer", "0.1", 1.0, "list: “ORG”", 8),
            Mention(number(4), at, at + 8, "NORP", SpanState.ACCEPTED),
            Mention(number(5), at, at + 6, "GPE", SpanState.ACCEPTED, "gazetteer", "0.1", 0.9, "", 9),
        ),
        ignored=(boilerplate[0], Region(68, 75, "marked", number(6))),
        notes=(Note(number(7), "Is that so?"), Note(number(8), "Who?", 8, 13)),
    )


def adjudicated() -> LabelledArticle:
    """Return what adjudication left in that article: gold's spans with what settled each."""
    one = sample()
    votes = {"berta": [(8, 13, "PERSON")], "anna": [(8, 13, "GPE"), (8, 10, "PERSON")], "caro": []}
    settled = [
        (
            10,
            0,
            3,
            "PERSON",
            SpanState.ACCEPTED,
            Adjudication(Ruling.UNANIMOUS, "", {"anna": [(0, 3, "PERSON")]}, merged=True),
        ),
        (
            11,
            8,
            13,
            "PERSON",
            SpanState.ACCEPTED,
            Adjudication(Ruling.PICKED, "chief", votes, "berta", Cause.SLIP, "“P.”"),
        ),
        (12, 17, 26, "ORG", SpanState.REJECTED, Adjudication(Ruling.REJECTED, "chief", {}, cause=Cause.GUIDELINE)),
    ]
    mentions = [
        Mention(number(key), start, end, label, state, how.ruling.value, how.adjudicator, None, how.as_text())
        for key, start, end, label, state, how in settled
    ]
    return replace(one, annotator="gold", mentions=tuple(mentions), ignored=(), notes=())


def written(*articles: LabelledArticle) -> bytes:
    out = io.BytesIO()
    assert FORMAT.write(articles, out) == []
    return out.getvalue()


def read(tmp_path: Path, data: bytes) -> list[LabelledArticle]:
    path = tmp_path / "in.jsonl"
    path.write_bytes(data)
    return list(FORMAT.read(path))


def as_read(one: LabelledArticle) -> LabelledArticle:
    """Return a labelled article without the numbers that hold within one project only."""
    mentions = tuple(
        replace(mention, suggestion=0, key="" if mention.state is SpanState.SUGGESTED else mention.key)
        for mention in one.mentions
    )
    return replace(one, mentions=mentions)


def test_golden() -> None:
    plain = Article.from_raw("No names here.", source="b.txt", title="No names here.", id=number(9))
    lines = written(sample(), unlabelled(plain), LabelledArticle(plain, "berta", SetState.FINISHED), adjudicated())
    assert lines.decode() == GOLDEN.read_bytes().decode(), "the format has changed: that wants a new version number"


def test_golden_reads_back() -> None:
    first, nobody, nothing, gold = FORMAT.read(GOLDEN)
    assert first == as_read(sample())
    assert (nobody.annotator, nobody.state) == (None, SetState.NEW)
    assert (nothing.annotator, nothing.state, nothing.mentions) == ("berta", SetState.FINISHED, ())
    assert gold == adjudicated()


def test_adjudication_is_said_in_words() -> None:
    first, second, third = json.loads(written(adjudicated()))["spans"]
    assert second["adjudication"] == {
        "ruling": "picked",
        "adjudicator": "chief",
        "votes": {"anna": [[8, 10, "PERSON"], [8, 13, "GPE"]], "berta": [[8, 13, "PERSON"]], "caro": []},
        "picked": "berta",
        "cause": "slip",
        "note": "“P.”",
        "merged": False,
    }
    assert [one["reason"] for one in (first, second, third)] == ["", "", ""]
    assert (second["source"], second["version"]) == ("picked", "chief")
    assert (first["adjudication"]["merged"], third["adjudication"]["cause"]) == (True, "guideline gap")


@pytest.mark.parametrize(
    "reason",
    [
        '{"votes":{"b":[],"a":[]}}',  # names in another order than ours
        '{"votes": {}}',
        '{"votes":{},"more":1}',
        '{"votes":{"a":[[0,999,"X"]]}}',
        '{"votes":{"a":[[3,3,"X"]]}}',
        '{"votes":{"a":[[false,true,"X"]]}}',
        '{"votes":{"a":[[0,3," "]]}}',
        '{"votes"',
    ],
)
def test_what_only_looks_like_an_adjudication_stays_a_reason(tmp_path: Path, reason: str) -> None:
    one = adjudicated()
    odd = replace(one, mentions=(replace(one.mentions[1], reason=reason),))
    assert json.loads(written(odd))["spans"][0]["reason"] == reason
    assert read(tmp_path, written(odd)) == [odd]


def test_keys_and_offsets() -> None:
    row: dict[str, Any] = json.loads(written(sample()))
    assert list(row)[: len(KEYS)] == KEYS
    for span in row["spans"]:
        assert list(span)[: len(SPAN_KEYS)] == SPAN_KEYS
        assert span["text"] == row["text"][span["start"] : span["end"]]
    assert {tuple(json.loads(line)) for line in GOLDEN.read_bytes().splitlines()} == {tuple(row)}


@given(st.lists(labelled_articles(), min_size=1, max_size=3))
def test_write_then_read_is_identity(tmp_path_factory: pytest.TempPathFactory, articles: list[LabelledArticle]) -> None:
    lines = written(*articles)
    assert lines.count(b"\n") == len(articles)
    again = read(tmp_path_factory.getbasetemp(), lines)
    assert again == articles
    assert written(*again) == lines


@given(labelled_articles(), st.randoms())
def test_order_of_making_does_not_show(one: LabelledArticle, random: Any) -> None:  # noqa: ANN401 - hypothesis's random
    shuffled = list(one.mentions)
    random.shuffle(shuffled)
    assert written(replace(one, mentions=tuple(shuffled))) == written(one)


def test_lines_end_at_lf_only(tmp_path: Path) -> None:
    one = unlabelled(Article.from_raw("a b", title="x\u2028y\u2029z\x85\x0b\x0c\x1c"))
    assert read(tmp_path, written(one)) == [one]


def test_sniff(tmp_path: Path) -> None:
    line = written(sample())
    assert FORMAT.sniff(line, "a.txt")
    assert FORMAT.sniff(b"\xef\xbb\xbf\n" + line, "a.txt")
    assert FORMAT.sniff(line[:100], "cut.txt")
    assert FORMAT.sniff(b'{"format": "annotator/2", "x": 1}', "a")
    assert FORMAT.sniff(b'{"format":"annotator\\/1", "x": 1}', "a")  # as pandas writes it
    assert not FORMAT.sniff(b'{"text":"I said \\"format\\":\\"annotator/1\\""}', "a.jsonl")
    assert not FORMAT.sniff(b'{"text":"x","meta":{"format":"annotator/1"}}', "a.jsonl")
    assert not FORMAT.sniff(b'"format":"annotator/1"', "a.jsonl")
    (tmp_path / "empty").touch()
    with pytest.raises(InputError, match="empty"):
        list(FORMAT.read(tmp_path / "empty"))


def test_a_line_with_only_the_promised_keys(tmp_path: Path) -> None:
    row: dict[str, Any] = json.loads(written(sample()))
    row = {key: row[key] for key in KEYS}
    row["spans"] = [{key: span[key] for key in SPAN_KEYS} for span in row["spans"]]
    [one] = read(tmp_path, json.dumps(row).encode())
    assert [(m.start, m.end, m.label, m.state) for m in one.mentions] == [
        (m.start, m.end, m.label, m.state) for m in sample().mentions
    ]
    assert [(r.start, r.end, r.reason) for r in one.ignored] == [(30, 48, "marked"), (68, 75, "marked")]
    assert len({m.key for m in one.mentions if m.key}) == 4


def test_spans_come_in_reading_order(tmp_path: Path) -> None:
    row: dict[str, Any] = json.loads(written(sample()))
    for key in ("spans", "notes", "ignored", "regions"):
        row[key].reverse()
    assert read(tmp_path, json.dumps(row).encode()) == [as_read(sample())]


def test_ignored_ranges_without_names_keep_those_of_the_boilerplate(tmp_path: Path) -> None:
    row: dict[str, Any] = json.loads(written(sample()))
    del row["regions"]
    [one] = read(tmp_path, json.dumps(row).encode())
    assert [region.reason for region in one.ignored] == ["repeated line", "marked"]
    assert one.ignored[0] == sample().article.boilerplate[0]


Change = Callable[[dict[str, Any]], object]
WRONG: dict[str, tuple[Change, str]] = {
    "sha256": (lambda row: row.update(sha256="0" * 64), "sha256"),
    "text": (lambda row: row.update(text=row["text"] + "!"), "sha256"),
    "text is a number": (lambda row: row.update(text=1), "text"),
    "no text": (lambda row: row.update(text=" \n"), "no text"),
    "carriage return": (lambda row: row.update(text="a\r\nb"), "line ends"),
    "end beyond the text": (lambda row: row["spans"][0].update(end=999), "999 is outside the text"),
    "end just beyond the text": (lambda row: row.update(ignored=[[1, len(row["text"]) + 1]]), "outside"),
    "start below 0": (lambda row: row["spans"][0].update(start=-1), "outside"),
    "empty span": (lambda row: row["spans"][0].update(end=0), "empty"),
    "backward span": (lambda row: row["spans"][0].update(start=3, end=1), "empty"),
    "true as offset": (lambda row: row["spans"][0].update(start=False), "whole number"),
    "float as offset": (lambda row: row["spans"][0].update(end=3.0), "whole number"),
    "surface": (lambda row: row["spans"][1].update(text="putin"), r"spans\[1\]: .*not what stands at 8–13"),
    "span state": (lambda row: row["spans"][0].update(state="maybe"), "'maybe' is none of"),
    "label": (lambda row: row["spans"][0].update(label=" "), "“label” is empty"),
    "label is null": (lambda row: row["spans"][0].update(label=None), "“label” is not a string"),
    "score": (lambda row: row["spans"][0].update(score="high"), "score"),
    "score is true": (lambda row: row["spans"][0].update(score=True), "score"),
    "span without label": (lambda row: row["spans"][0].pop("label"), "“label” is missing"),
    "span with more": (lambda row: row["spans"][0].update(extra=1), "'extra'"),
    "span is a list": (lambda row: row.update(spans=[[0, 3, "PERSON"]]), r"spans\[0\]: This is not an object"),
    "spans is null": (lambda row: row.update(spans=None), "“spans” is not a list"),
    "span twice": (lambda row: row["spans"].append(row["spans"][0] | {"id": number(90)}), "twice"),
    "span id twice": (lambda row: row["spans"][0].update(id=number(4)), "twice"),
    "suggested with id": (lambda row: row["spans"][1].update(id=number(90)), "no “id”"),
    "id": (lambda row: row.update(id="7"), "UUID"),
    "state": (lambda row: row.update(state="done"), "'done' is none of"),
    "state is a list": (lambda row: row.update(state=["new"]), "is none of"),
    "annotator": (lambda row: row.update(annotator=""), "annotator"),
    "meta": (lambda row: row.update(meta=[]), "meta"),
    "missing key": (lambda row: row.pop("notes"), "“notes” is missing"),
    "strange key": (lambda row: row.update(labels=[]), "'labels'"),
    "ignored": (lambda row: row.update(ignored=[[1]]), r"ignored\[0\]"),
    "ignored outside": (lambda row: row.update(ignored=[[1, 999]]), "outside"),
    "regions": (lambda row: row["regions"].pop(), "name different ranges"),
    "boilerplate": (lambda row: row.update(boilerplate=[[0, 1]]), r"boilerplate\[0\]"),
    "note": (lambda row: row["notes"][1].update(end=None), "whole number"),
    "empty note": (lambda row: row["notes"][1].update(text=""), "“text” is empty"),
    "newline style": (lambda row: row["raw"].update(newline="vms"), "newline style"),
    "date": (lambda row: row.update(date="14.11.2023"), "date"),
    "newer": (lambda row: row.update(format="annotator/2"), "newer version of Annotator.*Update the program"),
    "other format": (lambda row: row.update(format="prodigy/1"), "not a line of Annotator JSONL"),
    "no format": (lambda row: row.pop("format"), "no “format”"),
}


CONTRADICTING: list[tuple[Change, str]] = [
    (lambda span: span.update(reason="x"), "no other “reason”"),
    (lambda span: span.update(source="majority"), "not the span’s “source”"),
    (lambda span: span.update(version="x"), "not the span’s “source”"),
    (lambda span: span.update(state="suggested", id=None), "is decided"),
    (lambda span: span.update(adjudication=None), "not an object"),
    (lambda span: span["adjudication"].update(ruling="guess"), "'guess' is none of"),
    (lambda span: span["adjudication"].update(cause="whim"), "'whim' is none of"),
    (lambda span: span["adjudication"].update(merged=1), "“merged” is neither"),
    (lambda span: span["adjudication"].update(note=None), "“note” is not a string"),
    (lambda span: span["adjudication"].update(more=1), "'more'"),
    (lambda span: span["adjudication"].pop("picked"), "“picked” is missing"),
    (lambda span: span["adjudication"].update(votes=[]), "not an object"),
    (lambda span: span["adjudication"]["votes"].update(anna={}), "“anna” is not a list"),
    (lambda span: span["adjudication"]["votes"].update(anna=[[0, 999, "X"]]), r"anna\[0\]: .*outside"),
    (lambda span: span["adjudication"]["votes"].update(anna=[[0, 3]]), r"anna\[0\]: .*\[start, end, label\]"),
]


@pytest.mark.parametrize(("change", "reason"), CONTRADICTING)
def test_contradicting_adjudications_are_refused(tmp_path: Path, change: Change, reason: str) -> None:
    row: dict[str, Any] = json.loads(written(adjudicated()))
    change(row["spans"][1])
    with pytest.raises(InputError, match=rf"spans\[1\]: .*{reason}"):
        read(tmp_path, json.dumps(row).encode())


@pytest.mark.parametrize(("change", "reason"), WRONG.values(), ids=WRONG.keys())
def test_refused(tmp_path: Path, change: Change, reason: str) -> None:
    good = written(sample())
    row: dict[str, Any] = json.loads(good)
    change(row)
    with pytest.raises(InputError, match=reason) as caught:
        read(tmp_path, good + json.dumps(row).encode() + b"\n" + good)
    assert (caught.value.source, caught.value.line) == ("in.jsonl", 2)


@pytest.mark.parametrize("text", ["\ud800", "a\udfffb"])
def test_half_surrogates_are_refused(tmp_path: Path, text: str) -> None:
    for key in ("text", "title", "annotator"):
        row: dict[str, Any] = json.loads(written(sample()))
        row[key] = text
        with pytest.raises(InputError, match="surrogate"):
            read(tmp_path, json.dumps(row).encode())


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_numbers_that_are_none_are_not_written(value: float) -> None:
    one = sample()
    bad_score = replace(one, mentions=(replace(one.mentions[0], score=value),))
    bad_meta = replace(one, article=replace(one.article, meta={"a": [{"b": value}]}))
    for bad in (bad_score, bad_meta):
        with pytest.raises(OutputError):
            written(bad)


def test_half_surrogates_are_not_written() -> None:
    one = sample()
    with pytest.raises(OutputError):
        written(replace(one, article=replace(one.article, title="\ud800")))


@given(st.data())
def test_damaged_lines_are_refused_or_still_true(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    line = bytearray(GOLDEN.read_bytes())
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(line) - 1))
        line[at : at + data.draw(st.integers(0, 3))] = data.draw(st.binary(max_size=3))
    articles: list[LabelledArticle] = []
    with contextlib.suppress(InputError):
        articles = read(tmp_path_factory.getbasetemp(), bytes(line))
    assert all(
        one.article == replace(one.article, sha256=Article.from_raw(one.article.text).sha256) for one in articles
    )
    assert all(0 <= span.start < span.end <= len(one.article.text) for one in articles for span in one.mentions)
