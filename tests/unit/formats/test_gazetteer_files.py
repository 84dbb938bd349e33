"""Lists of names: what a file is shows in what is in it, and a bad line is refused with its number."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotator.domain.gazetteer import GazetteerEntry
from annotator.errors import InputError
from annotator.formats import Losses
from annotator.formats.gazetteer_files import GazetteerKind, entries, kind_of
from annotator.resources import seeds

PATTERNS = """{"label":"ORG","pattern":"KCNA","id":"kcna"}
{"label":"GPE","pattern":[{"LOWER":"north"},{"LOWER":{"REGEX":"^korea"},"OP":"+"}]}
"""
TABLE = 'Surface,Type\n"Bank of England, London",ORG\nKim Jong Un,PERSON\n'
LINES = "Kim Jong Un\nVladimir Putin\n\nSergei Lavrov\nChoe Son Hui\nAntónio Guterres\n"
ORG, PERSON = "ORG", "PERSON"


def read(tmp_path: Path, said: str | bytes, *, name: str = "a.txt", label: str = "") -> list[GazetteerEntry]:
    path = tmp_path / name
    path.write_bytes(said if isinstance(said, bytes) else said.encode())
    return list(entries(path, Losses(), label=label))


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (PATTERNS, GazetteerKind.PATTERNS),
        (TABLE, GazetteerKind.TABLE),
        (TABLE.replace(",", "\t"), GazetteerKind.TABLE),
        (LINES, GazetteerKind.LINES),
        ('{"text":"Kim","label":[[0,3,"PER"]]}\n', None),
        ('{"text":"Kim","label":"PER","pattern":"x"}\n', None),
        ("text,label\nKim met Putin in Vladivostok.,news\n", None),
        ("Kim met Putin.\nThey talked.\nThen they left.\nNobody knows.\nIt rained.\n", None),
        ("Kim\nPutin\n", None),
        ("", None),
    ],
)
def test_what_a_file_is(tmp_path: Path, said: str, kind: GazetteerKind | None) -> None:
    path = tmp_path / "whatever"
    path.write_text(said, "utf-8")
    assert kind_of(path) is kind


def test_no_article_is_taken_for_a_list() -> None:
    assert {kind_of(path) for path in (seeds() / "articles").iterdir()} == {None}
    assert {kind_of(path) for path in (seeds() / "labels").iterdir()} == {None}


def test_patterns(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_text(PATTERNS, "utf-8")
    losses = Losses()
    assert list(entries(path, losses)) == [
        GazetteerEntry("KCNA", "ORG"),
        GazetteerEntry("", "GPE", '[{"LOWER":"north"},{"LOWER":{"REGEX":"^korea"},"OP":"+"}]'),
    ]
    assert [(one.kind, one.examples) for one in losses.listed()] == [("ids of patterns", ("kcna",))]


def test_patterns_that_need_a_tagger_are_left_out_and_said(tmp_path: Path) -> None:
    path, losses = tmp_path / "a.jsonl", Losses()
    path.write_text('{"label":"ORG","pattern":[{"LOWER":"the"},{"pos":"PROPN"}]}\n' + PATTERNS, "utf-8")
    assert [one.label for one in entries(path, losses)] == [ORG, "GPE"]
    assert ("patterns that ask for lemmas, tags or dependencies", 1) in [
        (one.kind, one.count) for one in losses.listed()
    ]
    path.write_text('{"label":"ORG","pattern":[{"LEMMA":"bank"}]}\n', "utf-8")
    with pytest.raises(InputError, match="no name"):
        list(entries(path, losses))


def test_tables(tmp_path: Path) -> None:
    wanted = [GazetteerEntry("Bank of England, London", ORG), GazetteerEntry("Kim Jong Un", PERSON)]
    assert read(tmp_path, TABLE) == wanted
    assert read(tmp_path, TABLE.partition("\n")[2], name="a.csv") == wanted
    assert read(tmp_path, TABLE.encode("utf-16"), name="b.csv") == wanted
    assert read(tmp_path, "name\nKim\n", name="a.csv", label=PERSON) == [GazetteerEntry("Kim", PERSON)]


def test_lines(tmp_path: Path) -> None:
    found = read(tmp_path, "\ufeff" + LINES.replace("\n", "\r\n"), label=PERSON)
    assert [one.surface for one in found][:2] == ["Kim Jong Un", "Vladimir Putin"]
    assert {one.label for one in found} == {PERSON}


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (LINES, "line 1: No label is given"),
        ("", "no name"),
        (TABLE + "x\n", "line 4: This row has no name, or no label"),
        (PATTERNS + '{"label":"ORG"}\n', "line 3: This is no pattern"),
        (PATTERNS + '{"label":"ORG","pattern":[]}\n', "line 3: A pattern needs"),
        (PATTERNS + '{"label":"ORG","pattern":["KCNA"]}\n', "line 3: A token of a pattern is not an object"),
        (PATTERNS + '{"label":"ORG","pattern":[{"COLOUR":1}]}\n', "line 3: .*unknown attribute 'COLOUR'"),
        (PATTERNS + '{"label":"ORG","pattern":[{"OP":"many"}]}\n', "line 3: .*unknown operator"),
        (PATTERNS + '{"label":"ORG","pattern":[{"TEXT":{"REGEX":"("}}]}\n', "line 3: The regular expression"),
        ("surface,label\n" + "x" * 501 + ",ORG\n", "line 2: This is longer"),
    ],
)
def test_what_is_refused(tmp_path: Path, said: str, reason: str) -> None:
    with pytest.raises(InputError, match=reason):
        read(tmp_path, said)


@given(st.binary(max_size=200) | st.text(max_size=200).map(str.encode))
def test_anything_is_read_or_refused(tmp_path_factory: pytest.TempPathFactory, said: bytes) -> None:
    folder = tmp_path_factory.mktemp("any")
    try:
        found = read(folder, said, label=ORG)
    except InputError:
        return
    assert all(bool(one.surface) != bool(one.pattern) for one in found)
    kind_of(folder / "a.txt")
