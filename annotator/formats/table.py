"""Articles in a table, CSV or TSV: one a row, its text in a column; every other column is metadata. Read only.

The text's column is the one that was chosen, else the one called like a text; columns with spans are taken for those
only where they are chosen. Rows are read one by one.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path

from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.domain.decision import SetState
from annotator.errors import InputError
from annotator.formats.articles_in import SOURCE_KEYS, Incoming
from annotator.formats.base import HEAD_BYTES, TableColumns, size_of, unreadable
from annotator.formats.encoding import decode
from annotator.formats.table_spans import spans_in

_BY_NAME = TableColumns()
_TEXT_KEYS = ("text", "content", "body", "article")
_KNOWN = frozenset({"title", "date", "id", *SOURCE_KEYS})
_SUFFIXES = (".csv", ".tsv")
_DELIMITERS = ("\t", ",", ";", "|")
_LOOKED_AT = 20
_LONGEST_NAME = 64
MAX_CELL = 16 * 1024 * 1024
"""Code points a line of a cell may have, and the cell."""


@dataclass(frozen=True, slots=True)
class Table:
    """Reads rows of a table, with the columns that were chosen."""

    columns: TableColumns = _BY_NAME

    name = "table"
    title = "CSV or TSV with a text column"
    suffixes = _SUFFIXES
    complete = False

    def with_columns(self, columns: TableColumns) -> Table:
        """Return the reader that takes texts and spans from these columns."""
        return Table(columns)

    def head(self, path: Path, *, rows: int) -> list[list[str]]:
        """Return the names of the columns and the first rows that are not empty."""
        with self._rows(path, path.name) as (found, _):
            return list(islice((row for _, row in found if row), rows + 1))

    def sniff(self, head: bytes, name: str) -> bool:
        """Look for rows of as many columns as there are names, one of them a text's unless the suffix says enough."""
        try:
            said = decode(_whole(head)).text
        except InputError:
            return False
        names = _names(said)
        if not names or said.lstrip()[:1] in "{[<":
            return False
        called = any(one.strip().lower() in _TEXT_KEYS for one in names)
        return name.lower().endswith(_SUFFIXES) or (called and len(names) > 1)

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield an article a row; raise InputError for a row of more or fewer columns and for one without text."""
        source = source or path.name
        with self._rows(path, source) as (rows, encoding):
            names = next(rows, (1, list[str]()))[1]
            text = _found(self.columns.text, names, source)
            places = _Places(text, tuple(_found(one, names, source) for one in self.columns.labels))
            empty = True
            for line, row in rows:
                if row:
                    empty = False
                    yield _article(names, row, places, source=source, line=line, encoding=encoding)
            if empty:
                raise InputError("There are no rows in this table.", source=source)

    @contextmanager
    def _rows(self, path: Path, source: str) -> Generator[tuple[Iterator[tuple[int, list[str]]], str]]:
        """Give the rows with the lines they begin on, and the file's encoding."""
        size_of(path, source=source)
        encoding = "utf-8"
        csv.field_size_limit(MAX_CELL)  # the module's own limit, which is far too low for an article
        try:
            with path.open("rb") as stream:
                head = stream.read(HEAD_BYTES)
                encoding = decode(_whole(head), source=source).encoding
                stream.seek(0)
                with io.TextIOWrapper(stream, encoding=encoding, newline="") as lines:
                    yield _numbered(_lines(lines, source), source), encoding
        except UnicodeDecodeError as error:
            raise InputError(
                f"The file is not {encoding} throughout.", remedy="Save it as UTF-8.", source=source
            ) from error
        except OSError as error:
            raise unreadable(error, source=source) from error


@dataclass(frozen=True, slots=True)
class _Places:
    """The numbers of the columns with texts and with spans."""

    text: int
    labels: tuple[int, ...]


def _numbered(lines: Iterator[str], source: str) -> Iterator[tuple[int, list[str]]]:
    first = next(lines, "").removeprefix("\ufeff")
    rows = csv.reader(chain([first], lines), delimiter=_delimiter(first), strict=True)
    line = 1
    try:
        for row in rows:
            yield line, row
            line = rows.line_num + 1
    except csv.Error as error:
        raise InputError(
            f"This is not a row of a table: {error}.",
            remedy="Save it anew from a spreadsheet.",
            source=source,
            line=line,
        ) from error


def text_column(names: Sequence[str]) -> int | None:
    """Return the number of the column called like a text, None where none is."""
    plain = [one.strip().lower() for one in names]
    return next((plain.index(one) for one in _TEXT_KEYS if one in plain), None)


def _found(wanted: str, names: list[str], source: str) -> int:
    """Return the number of a column, of the one called like a text for ""; raise InputError when there is none."""
    plain = [one.strip().lower() for one in names]
    found = text_column(names) if not wanted else None
    if wanted.strip().lower() in plain:
        found = plain.index(wanted.strip().lower())
    if found is None:
        what = f"There is no column “{wanted}”." if wanted else "No column is called “text”."
        there = ", ".join(f"“{one}”" for one in names[:30])
        raise InputError(
            what, remedy=f"There are {there}: say which has the text, --text-column NAME.", source=source, line=1
        )
    return found


def _article(
    names: list[str], row: list[str], places: _Places, *, source: str, line: int, encoding: str
) -> LabelledArticle:
    if len(row) != len(names):
        raise InputError(
            f"This row has {len(row)} columns, the first has {len(names)}.",
            remedy="A text with line ends or separators in it must stand in quotation marks.",
            source=source,
            line=line,
        )
    fields: dict[str, JsonValue] = {
        _field(name) or f"column {at}": said
        for at, (name, said) in enumerate(zip(names, row, strict=True), 1)
        if at - 1 not in (places.text, *places.labels) and said.strip()
    }
    incoming = Incoming(row[places.text], fields, source=source, line=line, encoding=encoding)
    if not any(row[at].strip() for at in places.labels):
        return incoming.labelled()
    spans = (span for at in places.labels for span in spans_in(row[at], incoming))
    return incoming.labelled(spans, state=SetState.FINISHED)


def _field(name: str) -> str:
    """Return a column's name, in lower case where it means something to us."""
    name = name.strip()
    return name.lower() if name.lower() in _KNOWN else name


def _whole(head: bytes) -> bytes:
    """Return a file's head without the line it may end within; of UTF-16, both bytes of each unit."""
    if len(head) < HEAD_BYTES:
        return head
    whole = head.rpartition(b"\n")[0] or head
    return whole[: len(whole) - len(whole) % 2] if b"\0" in whole else whole


def _lines(stream: io.TextIOWrapper, source: str) -> Iterator[str]:
    number = 0
    while line := stream.readline(MAX_CELL):
        number += 1
        if len(line) == MAX_CELL:
            raise InputError("The line is too long to be a row of articles.", source=source, line=number)
        yield line


def _delimiter(line: str) -> str:
    """Return what separates the most columns in the line of names."""
    return max(_DELIMITERS, key=lambda sign: (line.count(sign), -_DELIMITERS.index(sign)))


def _names(said: str) -> list[str]:
    """Return the names of the columns, none when less than half of the first rows have as many.

    Those that have not are refused by reading them; plain text would take the table for an article.
    """
    lines = said.splitlines(keepends=True)
    if len(lines) < 1 or len(lines[0]) > _LONGEST_NAME * _LONGEST_NAME:
        return []
    reader = csv.reader(lines, delimiter=_delimiter(lines[0]), strict=True)
    rows: list[list[str]] = []
    try:
        for row in reader:
            rows.append(row)
            if len(rows) == _LOOKED_AT:
                break
    except csv.Error:
        pass  # the head ends within a cell
    names = rows[0] if rows else []
    plain = [one.strip() for one in names]
    fits = 2 * sum(len(row) in (0, len(names)) for row in rows[1:]) >= len(rows) - 1
    good = all(one and len(one) <= _LONGEST_NAME for one in plain) and len(set(plain)) == len(plain)
    return names if fits and good else []


FORMAT = Table()
