"""The sample corpus: every article is what its labels say, odd where it should be, and worth disagreeing about."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
import uuid
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import TypedDict

import pytest

SEEDS = Path(__file__).resolve().parents[2] / "seeds"
ARTICLES = sorted(path.name for path in (SEEDS / "articles").iterdir())
PEOPLE = ("gold", "analyst-1", "analyst-2")
# fmt: off
LABELS = frozenset((
    "PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE",
    "DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL",
))
ROW_KEYS = [
    "format", "id", "text", "title", "source", "sha256", "meta", "annotator", "state", "spans", "ignored", "notes",
]
# fmt: on
SPAN_KEYS = ["start", "end", "label", "text", "state", "source", "version", "score"]
ENCODINGS = {"10": "cp1252", "13": "utf-8-sig", "14": "utf-16"}
UNFINISHED = {("analyst-2", "14")}


class LabelledSpan(TypedDict):
    start: int
    end: int
    label: str
    text: str
    state: str
    source: str
    version: str
    score: float | None


class Row(TypedDict):
    format: str
    id: str
    text: str
    title: str
    source: str
    sha256: str
    meta: dict[str, str]
    annotator: str
    state: str
    spans: list[LabelledSpan]
    ignored: list[list[int]]
    notes: list[str]


Key = tuple[str, int, int, str]


@cache
def rows(person: str) -> dict[str, Row]:
    """Return a person's lines by file name, in the file's order."""
    lines = (SEEDS / "labels" / f"{person}.jsonl").read_text(encoding="utf-8").removesuffix("\n").split("\n")
    loaded: list[Row] = [json.loads(line) for line in lines]
    assert len({row["source"] for row in loaded}) == len(loaded)
    return {row["source"]: row for row in loaded}


def raw(number: str) -> bytes:
    """Return the bytes of an article by the number its name begins with."""
    (name,) = [name for name in ARTICLES if name.startswith(f"{number}-")]
    return (SEEDS / "articles" / name).read_bytes()


def decoded(number: str) -> str:
    """Return an article as its documented encoding reads it, newlines untouched."""
    return raw(number).decode(ENCODINGS.get(number, "utf-8"))


def gold(number: str) -> Row:
    """Return gold's line for an article."""
    (row,) = [row for name, row in rows("gold").items() if name.startswith(f"{number}-")]
    return row


def surfaces(number: str, label: str) -> set[str]:
    """Return the surface forms that gold gives a label in an article."""
    return {span["text"] for span in gold(number)["spans"] if span["label"] == label}


def keys(person: str, names: Sequence[str]) -> set[Key]:
    """Return a person's spans of some articles, as strict F1 compares them."""
    return {(name, s["start"], s["end"], s["label"]) for name in names for s in rows(person)[name]["spans"]}


def strict_f1(one: str, other: str) -> float:
    """Return strict F1 of two people, pooled over the articles both have finished."""
    names = [name for name in ARTICLES if all(rows(person)[name]["state"] == "finished" for person in (one, other))]
    first, second = keys(one, names), keys(other, names)
    return 2 * len(first & second) / (len(first) + len(second))


def test_there_are_enough_articles_and_no_text_twice() -> None:
    assert [name[:2] for name in ARTICLES] == [f"{number:02}" for number in range(1, len(ARTICLES) + 1)]
    assert len(ARTICLES) >= 16
    assert len({row["sha256"] for row in rows("gold").values()}) == len(ARTICLES)


@pytest.mark.parametrize("name", ARTICLES)
def test_article_is_the_text_that_its_labels_are_about(name: str) -> None:
    canonical = re.sub("\r\n|[\r\u2028\u2029]", "\n", decoded(name[:2]))
    for person in PEOPLE:
        row = rows(person)[name]
        assert row["text"] == canonical
        assert row["sha256"] == hashlib.sha256(canonical.encode()).hexdigest()
        assert row["id"] == rows("gold")[name]["id"] == str(uuid.UUID(row["id"]))
        assert row["title"] == rows("gold")[name]["title"]


@pytest.mark.parametrize("person", PEOPLE)
def test_lines_are_in_the_programs_format(person: str) -> None:
    content = (SEEDS / "labels" / f"{person}.jsonl").read_text(encoding="utf-8")
    assert list(rows(person)) == ARTICLES
    for name, row in rows(person).items():
        assert list(row) == ROW_KEYS
        assert (row["format"], row["annotator"], row["meta"], row["notes"]) == ("annotator/1", person, {}, [])
        assert row["state"] == ("in_progress" if (person, name[:2]) in UNFINISHED else "finished")
        assert json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n" in content


@pytest.mark.parametrize("person", PEOPLE)
def test_spans_are_inside_the_text_and_say_what_stands_there(person: str) -> None:
    for name, row in rows(person).items():
        text = row["text"]
        places = [(span["start"], span["end"], span["label"]) for span in row["spans"]]
        assert len(set(places)) == len(places), name
        assert [place[0] for place in places] == sorted(place[0] for place in places), name
        for span in row["spans"]:
            assert list(span) == SPAN_KEYS
            assert 0 <= span["start"] < span["end"] <= len(text), (name, span)
            assert span["text"] == text[span["start"] : span["end"]], (name, span)
            assert span["text"] == span["text"].strip(), (name, span)
            assert span["label"] in LABELS
            origin = (span["state"], span["source"], span["version"], span["score"])
            assert origin == ("accepted", "human", "1", None)
            assert all(span["end"] <= start or end <= span["start"] for start, end in row["ignored"]), (name, span)


@pytest.mark.parametrize("person", PEOPLE)
def test_ignored_regions_are_boilerplate_lines_and_the_title_is_the_first_other_line(person: str) -> None:
    for name, row in rows(person).items():
        text = row["text"]
        assert row["ignored"] == gold(name[:2])["ignored"] == sorted(row["ignored"])
        assert all(0 <= start < end <= len(text) and "\n" not in text[start:end] for start, end in row["ignored"])
        lines = [match.span() for match in re.finditer("[^\n]*[^\\s][^\n]*", text)]
        kept = [text[start:end] for start, end in lines if [start, end] not in row["ignored"]]
        assert row["title"] == kept[0].strip()


def test_gold_crosses_no_spans_and_uses_every_label() -> None:
    assert {span["label"] for row in rows("gold").values() for span in row["spans"]} == LABELS
    assert {span["label"] for span in gold("01")["spans"]} == LABELS
    nested = 0
    for row in rows("gold").values():
        for one in row["spans"]:
            for other in row["spans"]:
                crossing = one["start"] < other["start"] < one["end"] < other["end"]
                assert not crossing, (one, other)
                nested += one["start"] <= other["start"] and other["end"] <= one["end"] and one is not other
    assert nested >= 3


def test_nobody_found_an_entity_where_there_is_none() -> None:
    assert [name[:2] for name in ARTICLES if not rows("gold")[name]["spans"]] == ["19"]
    for person in PEOPLE:
        assert [name[:2] for name in ARTICLES if not rows(person)[name]["spans"]] == ["19"]


def test_analysts_agree_as_well_as_people_do() -> None:
    assert 0.80 <= strict_f1("analyst-1", "analyst-2") <= 0.88
    assert 0.86 <= strict_f1("analyst-1", "gold") <= 0.94
    assert 0.86 <= strict_f1("analyst-2", "gold") <= 0.94


def test_readme_quotes_the_figures_of_the_files() -> None:
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    for one, other in (("analyst-1", "analyst-2"), ("analyst-1", "gold"), ("analyst-2", "gold")):
        assert f"| {one} and {other} | {strict_f1(one, other):.3f} |" in readme
    for name in ARTICLES:
        row = rows("gold")[name]
        assert f"| {name.removesuffix('.txt')} | {len(row['text'].split()):,} | {len(row['spans']):,} |" in readme
    for label in LABELS:
        counts = [sum(s["label"] == label for row in rows(person).values() for s in row["spans"]) for person in PEOPLE]
        assert f"| {label} | {' | '.join(f'{count:,}' for count in counts)} |" in readme


def test_only_documented_files_have_another_encoding_or_newline() -> None:
    for name in ARTICLES:
        number, data = name[:2], (SEEDS / "articles" / name).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") == (number == "13"), name
        assert data.startswith((b"\xff\xfe", b"\xfe\xff")) == (number == "14"), name
        assert (b"\r" in data) == (number == "12"), name
        assert data.endswith((b"\n", b"\n\x00")) == (number not in {"05", "08"}), name
    with pytest.raises(UnicodeDecodeError):
        raw("10").decode("utf-8")
    assert re.search(rb"[\x80-\x9f]", raw("10")), "Windows-1252, not merely Latin-1"
    assert len(re.findall(rb"[\xc0-\xff]", raw("10"))) > 20
    assert raw("12").count(b"\n") == raw("12").count(b"\r\n") > 5
    assert b"\x00" in raw("14")


def test_the_letters_carry_what_scraping_leaves() -> None:
    row = gold("08")
    text, lines = row["text"], row["text"].split("\n")
    ignored = [text[start:end] for start, end in row["ignored"]]
    assert lines.count(row["title"]) == 3
    assert ignored.count(row["title"]) == 2
    assert lines.count("More under this ad") == ignored.count("More under this ad") == 8
    assert {"© Pavel Orlov / Contributeur", "thumbnail", "Read more:"} <= set(ignored)
    assert lines.index("Read more:") < len(lines) - 3
    assert {"Kim Jong Un", "Kim Jong-un", "Kim", "Vladmir Putin", "Donald Trump"} <= surfaces("08", "PERSON")
    inside = [span["text"] for span in row["spans"] if re.match(r"\w", text[span["end"] :])]
    assert inside == ["Donald Trump"]
    glued = [span["text"] for span in row["spans"] if re.match(r"\w", text[span["start"] - 1 : span["start"]])]
    assert glued == ["Russia"]
    assert "alongsideRussia’s" in text


def test_the_same_story_is_told_twice_in_other_words() -> None:
    assert {"Pyongyang", "Moscow", "Donetsk", "Ukraine"} <= surfaces("08", "GPE") & surfaces("09", "GPE")
    assert "15 August" in surfaces("08", "DATE") & surfaces("09", "DATE")
    sentences = [set(re.split(r"(?<=[.”])\s", gold(number)["text"])) for number in ("08", "09")]
    assert sentences[0] & sentences[1] <= {""}
    start, end = next(part for part in gold("09")["ignored"] if "Getty" in gold("09")["text"][part[0] : part[1]])
    assert gold("09")["text"][start - 1] == "”"
    assert re.fullmatch(r"GettyImages-\d{10}", gold("09")["text"][start:end])


def test_leading_space_date_and_lists() -> None:
    text = gold("07")["text"]
    assert text.startswith(" Nineteen")
    assert "\n date 2023-11-14 South Korea" in text
    assert "\u00a0" in gold("05")["text"]
    assert "€9\u00a0billion" in surfaces("05", "MONEY")
    assert "Read more:" in gold("05")["text"].split("\n")
    assert all(any(mark in gold("01")["text"] for mark in marks) for marks in ("“", "”", "’", "—"))


def test_scripts_emoji_and_separators() -> None:
    emoji = gold("15")
    beside = {emoji["text"][span["end"] : span["end"] + 1] for span in emoji["spans"]}
    assert any(mark > "\uffff" for mark in beside), "an astral character right after an entity"
    for mark in ("\u200d", "\ufe0f", "\U0001f3fd", "\U0001f1ef\U0001f1f5"):
        assert mark in emoji["text"]
    assert any(max(span["text"]) > "\uffff" for span in emoji["spans"])
    assert {"لبنان", "إسرائيل", "ישראל", "לבנון"} <= surfaces("16", "GPE")
    assert {"ميشال عون", "יאיר לפיד"} <= surfaces("16", "PERSON")
    assert {"王毅", "黄英贤"} <= surfaces("17", "PERSON")
    assert re.search("[\u4e00-\u9fff]{12}", gold("17")["text"])
    hanoi = gold("11")["text"]
    assert unicodedata.is_normalized("NFD", hanoi)
    assert not unicodedata.is_normalized("NFC", hanoi)
    assert any(unicodedata.combining(mark) for span in gold("11")["spans"] for mark in span["text"])
    assert "\u2028" in decoded("18")
    assert "\u2029" in decoded("18")


def test_the_long_one_is_long_and_the_first_one_fits_a_screen() -> None:
    assert 55_000 <= len(raw("20")) <= 66_000
    assert ARTICLES[-1].startswith("20-")
    paragraphs = [line for line in gold("20")["text"].split("\n") if line]
    assert len(set(paragraphs)) == len(paragraphs) > 150
    assert 300 <= len(gold("01")["text"].split()) <= 400
