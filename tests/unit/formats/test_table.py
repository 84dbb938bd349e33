"""Tables of articles: the text's column chosen or found, broken rows refused with their line."""

from __future__ import annotations

import codecs
import csv
from pathlib import Path

import pytest

from annotator.domain.article import Article
from annotator.errors import InputError
from annotator.formats import TableColumns, reader_for
from annotator.formats.table import FORMAT
from annotator.formats.table_spans import are_spans
from annotator.workflow.importing import import_paths
from annotator.workflow.projects import open_project


def read(tmp_path: Path, data: str | bytes, *, column: str = "", name: str = "in.txt") -> list[Article]:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    assert reader_for(path) is FORMAT
    return [one.article for one in FORMAT.with_columns(TableColumns(column)).read(path, source="in.csv")]


@pytest.mark.parametrize("sign", [",", "\t", ";", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_separators_line_ends_encodings(tmp_path: Path, sign: str, end: str, encoding: str) -> None:
    rows = [
        "Title{0}TEXT{0}url{0}desk",
        'One{0}"Kim, ""the"" one; met{0}{1}Putin|s\tfriend"{0}u1{0}',
        "Zwei{0}Für élite{0}{0}x",
    ]
    one, two = read(tmp_path, end.join(row.format(sign, end) for row in rows).encode(encoding))
    assert (one.title, one.text, one.source, dict(one.meta)) == (
        "One",
        f'Kim, "the" one; met{sign}\nPutin|s\tfriend',
        "u1",
        {},
    )
    assert (two.title, two.text, dict(two.meta)) == ("Zwei", "Für élite", {"desk": "x"})


def test_the_column_that_was_chosen(tmp_path: Path) -> None:
    data = "id,Lead,text\n1,Kim met Putin.,no\n"
    [one] = read(tmp_path, data, column="lead")
    assert (one.text, dict(one.meta)) == ("Kim met Putin.", {"id": "1", "text": "no"})
    with pytest.raises(InputError, match=r"in.csv, line 1: There is no column “x”. There are “id”, “Lead”, “text”"):
        read(tmp_path, data, column="x")


def test_no_column_called_like_a_text(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="--text-column"):
        read(tmp_path, "id,lead\n1,Kim met Putin.\n", name="in.csv")


def test_one_column(tmp_path: Path) -> None:
    assert [one.text for one in read(tmp_path, 'text\nKim met\n"Putin\nin"\n', name="in.csv")] == [
        "Kim met",
        "Putin\nin",
    ]


@pytest.mark.parametrize(
    ("data", "line", "reason"),
    [
        ('id,text\n1,"a\nb"\n2,c,d\n', 4, "3 columns, the first has 2"),
        ("id,text\n1,a\n2, \n", 3, "no text"),
        ('id,text\n1,"a"b\n', 2, "not a row"),
        ('id,text\n1,a\n2,"a\n', 3, "not a row"),
    ],
)
def test_refused_with_file_and_line(tmp_path: Path, data: str, line: int, reason: str) -> None:
    path = tmp_path / "x.csv"
    path.write_text(data)
    with pytest.raises(InputError, match=rf"in.csv, line {line}: .*{reason}"):
        list(FORMAT.read(path, source="in.csv"))


def test_no_rows_and_not_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "x.csv"
    path.write_text("id,text\n")
    with pytest.raises(InputError, match="no rows"):
        list(FORMAT.read(path))
    path.write_bytes(codecs.BOM_UTF8 + b"id,text\n" + b"1,a\n" * 20_000 + b"2,\xff\n")
    with pytest.raises(InputError, match="not utf-8"):
        list(FORMAT.read(path))


@pytest.mark.parametrize(
    "data", ["Kim, who met Putin, left.\nPutin, too, left.\n", "text\nKim\n", '{"text": "a"}\n', "", "a,text\n1,2,3\n"]
)
def test_what_is_no_table(data: str) -> None:
    assert not FORMAT.sniff(data.encode(), "a.txt")


@pytest.mark.parametrize("row", ["2", "2,a,b"])
def test_a_row_of_other_columns_is_refused_and_no_article(tmp_path: Path, row: str) -> None:
    path = tmp_path / "in.csv"
    path.write_text(f"id,text\n1,Kim met Putin\n{row}\n")
    report = import_paths(tmp_path / "p.annotator", [path])
    assert [(one.line, "the first has 2" in one.reason) for one in report.refused] == [(3, True)]
    assert (report.added, (tmp_path / "p.annotator").exists()) == (0, False)


def test_through_an_import(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    path.write_text("lead,text\nKim met Putin,x\n")
    report = import_paths(tmp_path / "p.annotator", [path], columns=TableColumns("lead"))
    assert report.added == 1
    with open_project(tmp_path / "p.annotator") as project:
        assert project.connection.execute("SELECT text FROM article").fetchall() == [("Kim met Putin",)]


SPANS = ['[[0, 3, "PER"]]', "[(0, 3, 'PER')]", '[{"start":0,"end":3,"text":"Kim","labels":["PER"]}]', "[]", ""]


def test_columns_with_spans(tmp_path: Path) -> None:
    path = tmp_path / "in.csv"
    rows = [["text", "spans", "more"], *(["Kim met Putin", said, '[[8, 13, "PER"]]'] for said in SPANS)]
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows(rows)
    found = list(FORMAT.with_columns(TableColumns(labels=("spans",))).read(path))
    assert [[(m.start, m.end, m.label) for m in one.mentions] for one in found] == [[(0, 3, "PER")]] * 3 + [[], []]
    assert [one.state for one in found] == ["finished"] * 4 + ["new"]
    assert dict(found[0].article.meta) == {"more": '[[8, 13, "PER"]]'}
    both = next(iter(FORMAT.with_columns(TableColumns(labels=("spans", "more"))).read(path)))
    assert [m.start for m in both.mentions] == [0, 8]
    assert FORMAT.head(path, rows=2) == rows[:3]


@pytest.mark.parametrize("cell", ["PER", "[1, 2", "[[0, 99, 'PER']]", "[[0, 3]]", "{'a': 1}", "[" * 3000])
def test_cells_that_are_no_spans(tmp_path: Path, cell: str) -> None:
    path = tmp_path / "in.csv"
    with path.open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream).writerows([["text", "spans"], ["Kim met Putin", cell]])
    with pytest.raises(InputError, match="line 2"):
        list(FORMAT.with_columns(TableColumns(labels=("spans",))).read(path))
    assert are_spans(cell) == (cell == "[[0, 99, 'PER']]")
