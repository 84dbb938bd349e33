"""What has to be asked before files can come in: columns of tables, unknown labels, whose they are, lists of names.

Here the questions are found and answers become an import's choices; asking them is the window's business.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import get_close_matches
from pathlib import Path

from annotator.domain.scheme import is_name
from annotator.errors import AnnotatorError
from annotator.formats import ChoosesColumns, TableColumns, reader_for
from annotator.formats.table import text_column
from annotator.formats.table_spans import are_spans
from annotator.workflow.collecting import OpenLabelsError
from annotator.workflow.gazetteers_in import GazetteerKind, recognised
from annotator.workflow.importing import AS_THEY_ARE, BY_NAME, ImportReport, LabelChoice, LabelsAs

__all__ = [
    "GazetteerKind",
    "ImportAnswer",
    "ImportQuestion",
    "LabelChoice",
    "LabelsAs",
    "Looked",
    "TableColumns",
    "TablePreview",
    "UnknownLabel",
    "guessed",
    "list_question",
    "look",
    "open_question",
    "without_asked",
]

_ROWS = 8
_CELL = 300
_ALIASES = {
    "PER": "PERSON",
    "PERS": "PERSON",
    "LOC": "GPE",
    "LOCATION": "LOC",
    "GEO": "GPE",
    "COUNTRY": "GPE",
    "CITY": "GPE",
    "ORGANIZATION": "ORG",
    "ORGANISATION": "ORG",
    "COMPANY": "ORG",
    "TIM": "DATE",
    "NATIONALITY": "NORP",
}
_ALIKE = 0.75


@dataclass(frozen=True, slots=True)
class TablePreview:
    """The first rows of a table, and the columns that seem to have texts and spans; `text` is "" where none does."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    text: str = ""
    labels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class UnknownLabel:
    """A label that the project's scheme has not: how often it is there, and whether the scheme could have it."""

    name: str
    count: int
    can_be_added: bool = True


@dataclass(frozen=True, slots=True)
class ImportAnswer:
    """How the files of a question are to be taken in; `list_name` and `list_label` for a list of names, else ""."""

    labels: LabelChoice = AS_THEY_ARE
    columns: TableColumns = BY_NAME
    list_name: str = ""
    list_label: str = ""


@dataclass(frozen=True, slots=True)
class ImportQuestion:
    """What to ask about some files together.

    `table` is of the first of them where they are tables, `unknown` the labels to be settled, `nobody` tells that it is
    not said whose they are; `names` that they may be lists of names, `lists` that they are. `answered` is what was said
    about the same files before.
    """

    paths: tuple[Path, ...]
    table: TablePreview | None = None
    unknown: tuple[UnknownLabel, ...] = ()
    nobody: bool = False
    names: bool = False
    lists: bool = False
    answered: ImportAnswer | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """Paths by what has to be done with them: `plain` ones only imported, `lists` of names that say their labels."""

    plain: tuple[Path, ...] = ()
    lists: tuple[Path, ...] = ()
    questions: tuple[ImportQuestion, ...] = ()


def look(paths: Sequence[Path]) -> Looked:
    """Sort paths by what has to be asked; folders are not looked into, tables of the same columns are asked of once."""
    plain: list[Path] = []
    lists: list[Path] = []
    questions: list[ImportQuestion] = []
    tables: dict[tuple[str, ...], ImportQuestion] = {}
    for path in paths:
        kind = recognised(path)
        table = _table(path) if kind is None and path.is_file() else None
        if kind in (GazetteerKind.PATTERNS, GazetteerKind.TABLE):
            lists.append(path)
        elif kind is not None:
            questions.append(ImportQuestion((path,), names=True))
        elif table is not None:
            known = tables.get(table.columns, ImportQuestion((), table))
            tables[table.columns] = replace(known, paths=(*known.paths, path))
        else:
            plain.append(path)
    return Looked(tuple(plain), tuple(lists), (*tables.values(), *questions))


def _table(path: Path) -> TablePreview | None:
    try:
        reader = reader_for(path)
        head = reader.head(path, rows=_ROWS) if isinstance(reader, ChoosesColumns) else []
    except AnnotatorError:
        return None  # the import says what is wrong with it
    if len(head) < 2:  # noqa: PLR2004 - names and a row
        return None
    names, *rows = head
    text = text_column(names)
    spans = (name for at, name in enumerate(names) if _has_spans([row[at] for row in rows if at < len(row)]))
    return TablePreview(
        tuple(names),
        tuple(tuple(cell[:_CELL] for cell in row) for row in rows),
        names[text] if text is not None else _longest(names, rows),
        tuple(spans),
    )


def _has_spans(cells: Sequence[str]) -> bool:
    return any(are_spans(cell) for cell in cells) and all(are_spans(one) or one.strip() in ("", "[]") for one in cells)


def _longest(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return the column with the longest cells that are no spans: articles are longer than what is said about them."""
    lengths = {
        name: sum(len(row[at]) for row in rows if at < len(row) and not are_spans(row[at]))
        for at, name in enumerate(names)
    }
    return max(lengths, key=lambda name: lengths[name])


# ---- what an import left open


def open_question(report: ImportReport, answered: ImportAnswer | None = None) -> ImportQuestion | None:
    """Return what to ask about the files that an import, as it was `answered`, refused for labels; None for nothing."""
    asked = [one for one in report.refused if one.open_labels is not None and one.path is not None]
    counts: Counter[str] = Counter()
    for one in asked:
        counts.update(one.open_labels.unknown if one.open_labels else {})
    if not asked:
        return None
    unknown = tuple(UnknownLabel(name, count, is_name(name)) for name, count in counts.most_common())
    nobody = any(one.open_labels.nobody for one in asked if one.open_labels)
    paths = tuple(one.path for one in asked if one.path)
    return ImportQuestion(paths, unknown=unknown, nobody=nobody, answered=answered)


def list_question(path: Path, error: AnnotatorError) -> ImportQuestion | None:
    """Return what to ask about a list of names that was refused; None for nothing."""
    if not isinstance(error, OpenLabelsError):
        return None
    unknown = tuple(UnknownLabel(name, count, can_be_added=False) for name, count in error.open_labels.unknown.items())
    return ImportQuestion((path,), unknown=unknown, lists=True)


def without_asked(report: ImportReport) -> ImportReport:
    """Return the report without the refusals that `open_question` asks about."""
    refused = tuple(one for one in report.refused if one.open_labels is None or one.path is None)
    return replace(report, refused=refused)


def guessed(label: str, known: Sequence[str]) -> str:
    """Return the label of a scheme that is most likely meant by another's, "" where nothing is near."""
    plain = {one.casefold(): one for one in known}
    said = label.strip().casefold()
    if said in plain:
        return plain[said]
    alias = _ALIASES.get(label.strip().upper(), "")
    if alias in known:
        return alias
    near = get_close_matches(said, list(plain), n=1, cutoff=_ALIKE)
    return plain[near[0]] if near else ""
