"""Titles, dates and publishers, found or left alone."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.article import Article
from annotator.domain.metadata import Metadata, describe, find_metadata, parse_date, shortened

PROSE = "The president said on Monday that the two countries would go on talking about grain."


def date(text: str, name: str = "a.txt") -> str:
    return find_metadata(text, name).date


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("Kim met Putin\n\nMore", "Kim met Putin"),
        ("\n \n  Kim  met\u00a0Putin \nMore", "Kim met Putin"),
        ("More under this ad\nthumbnail\nKim met Putin\nText", "Kim met Putin"),
        (" date 2023-11-14 Kim met Putin.", "Kim met Putin."),
        ("“The end.”GettyImages-1139191068\nText", "“The end.”GettyImages-1139191068"),
        ("GettyImages-1139191068 Kim met Putin\nText", "GettyImages-1139191068 Kim met Putin"),
        ("Advertisement", ""),
        ("", ""),
        ("\0\n", "\0"),
        ("平壤会谈\n正文", "平壤会谈"),
    ],
)
def test_title(text: str, title: str) -> None:
    assert find_metadata(text, "a.txt").title == title


def test_a_paragraph_as_title() -> None:
    assert shortened(PROSE + " " + PROSE) == PROSE + " " + PROSE
    assert shortened(f"{PROSE} {PROSE} {PROSE}") == PROSE
    assert shortened("Mr. Kim of the U.S. and others " * 8) == "Mr. Kim of the U.S. and others " * 3 + (
        "Mr. Kim of the U.S. and…"
    )
    assert shortened("界" * 300) == "界" * 119 + "…"
    assert shortened("x" * 119 + "e\u0301" * 100) == "x" * 119 + "…"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (" date 2023-11-14 Kim met Putin.", "2023-11-14"),
        ("Title\nPublished: 14 November 2023\nText", "2023-11-14"),
        ("Title\nPublished on Tuesday, November 14th, 2023 at 10:30 GMT\nText", "2023-11-14"),
        ("Title\nUPDATED 14 Nov. 2023, 10:30\nText", "2023-11-14"),
        ("Title\nDate: 2023-11-14T08:12:00Z\nText", "2023-11-14"),
        ("Title\nPosted 14.11.2023\nText", "2023-11-14"),
        ("Title\n14 November 2023\nText", "2023-11-14"),
        ("Title\nTue, Nov 14, 2023 10:32 GMT\nText", "2023-11-14"),
        ("Title\n" + "Text. " * 900 + "\nPublished: 14 November 2023", "2023-11-14"),
        ("Title\nPublished: 3/4/2023\nText", ""),
        ("Title\nPublished: 31 February 2023\nText", ""),
        ("Title\nThe summit of 14 November 2023 went on.\nText", ""),
        ("14 November 2023 was a cold day in Pyongyang, they say.", ""),
        ("He made a date 2023 times.", ""),
        ("Update 2023-11-14", ""),
    ],
)
def test_date_in_the_text(text: str, expected: str) -> None:
    assert date(text) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("2023-11-14_kim.txt", "2023-11-14"),
        ("news/2023/11/14/kim.txt", "2023-11-14"),
        ("kim_20231114.txt", "2023-11-14"),
        ("kim.2023.11.14.txt", "2023-11-14"),
        ("001_1e64cbb4ef38b5df.txt", ""),
        ("120231114.txt", ""),
        ("2023-13-14.txt", ""),
        ("2023-11_14.txt", ""),
    ],
)
def test_date_in_the_name(name: str, expected: str) -> None:
    assert date("Title\nText", name) == expected
    assert date("Title\nPublished: 1 May 2020\nText", name) == "2020-05-01"


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ("2024-02-29", "2024-02-29"),
        ("2023-02-29", ""),
        ("2024-01-3", ""),
        ("2024-01-310", ""),
        ("1st of May 2024", "2024-05-01"),
        ("Sept. 3, 2024", "2024-09-03"),
        ("13/04/2024", "2024-04-13"),
        ("04/13/2024", "2024-04-13"),
        ("04/04/2024", "2024-04-04"),
        ("05/04/2024", ""),
        ("\uff13 May 2024", ""),
        ("tomorrow", ""),
        ("", ""),
    ],
)
def test_parse_date(said: str, expected: str) -> None:
    assert parse_date(said) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("T\n© 2024 Latin Times. All rights reserved. Do not reproduce without permission.", "Latin Times"),
        ("T\nCopyright 2023 The Associated Press. All rights reserved.", "The Associated Press"),
        ("T\n© BBC. All rights reserved", "BBC"),
        ("T\n(c) 2019-2024 by Deutsche Welle", "Deutsche Welle"),
        ("T\n© Mikhail Svetlov / Contributeur", ""),
        ("T\n© A. B. / Contributeur\nText\n© 2024 Le Monde", "Le Monde"),
        ("T\nCopyright law is older than cinema.", ""),
        ("T\nNothing.", ""),
    ],
)
def test_publisher(text: str, expected: str) -> None:
    assert find_metadata(text, "a.txt").source == expected


def test_describe_fills_only_what_is_missing() -> None:
    raw = "Title\nText\nShare\n© 2024 Latin Times. All rights reserved."
    bare = describe(Article.from_raw(raw, source="2023-11-14.txt"))
    assert (bare.title, bare.date, bare.meta) == ("Title", "2023-11-14", {"publisher": "Latin Times"})
    assert [bare.text[one.start : one.end] for one in bare.boilerplate] == raw.split("\n")[2:]
    given_ = describe(
        Article.from_raw(raw, title="A", date="2020-01-01", meta={"publisher": "B"}), common_lines={"text"}
    )
    assert (given_.title, given_.date, given_.meta) == ("A", "2020-01-01", {"publisher": "B"})
    assert [one.reason for one in given_.boilerplate] == ["common line", "prompt", "copyright"]
    assert (bare.text, bare.sha256) == (given_.text, given_.sha256)


@given(st.text(st.characters(exclude_categories=["Cs"])), st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text(text: str, name: str) -> None:
    one = find_metadata(text, name)
    assert isinstance(one, Metadata)
    assert one.title == " ".join(one.title.split())
    assert len(one.title) <= 201
    assert one.date == parse_date(one.date)


def test_five_megabytes_do_not_take_long() -> None:
    for text in ("© 2024 x " * 500_000, "\n" * 5_000_000 + "T", "date 2024 " * 500_000, "x" * 5_000_000):
        begun = time.process_time()
        find_metadata(text, text[:1000], boilerplate=())
        assert time.process_time() - begun < 3
