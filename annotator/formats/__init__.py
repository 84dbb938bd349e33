"""Reading and writing labelled articles as files, one module per format. Knows no store and no window.

To add a format: write its module with a `FORMAT`, import it here and name it in `FORMATS`, before those that know less
exactly what is theirs. Other packages offer theirs under the entry point group `annotator.formats`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, cached_property
from importlib.metadata import entry_points
from pathlib import Path

from annotator.errors import InputError
from annotator.formats import (
    annotation_csv,
    annotator_jsonl,
    brat,
    cas_json,
    conll,
    docbin,
    doccano,
    doccano_relations,
    docx,
    hugging_face,
    hugging_face_parquet,
    label_studio,
    markdown,
    pdf,
    plain_text,
    prodigy,
    reading_html,
    spacy_json,
    table,
    text_jsonl,
    training,
    web_page,
    webanno,
    xmi,
)
from annotator.formats.base import (
    HEAD_BYTES,
    ChoosesColumns,
    FolderWriter,
    Format,
    Loss,
    Reader,
    ReadsBeside,
    Returning,
    TableColumns,
    Verifiable,
    Writer,
    WritesBeside,
    WritesParts,
    size_of,
    unreadable,
)
from annotator.formats.counting import CountingReader
from annotator.formats.losses import Losses

__all__ = [
    "FORMATS",
    "ChoosesColumns",
    "CountingReader",
    "FolderWriter",
    "Format",
    "Installed",
    "Loss",
    "Losses",
    "Reader",
    "ReadsBeside",
    "Returning",
    "TableColumns",
    "Verifiable",
    "Writer",
    "WritesBeside",
    "WritesParts",
    "installed",
    "reader_for",
    "writer_named",
]

ENTRY_POINTS = "annotator.formats"
LONGEST_LINE = 16 * 1024 * 1024
"""A longer first line is recognised by its beginning."""

FORMATS: tuple[Format, ...] = (
    annotator_jsonl.FORMAT,
    hugging_face.FORMAT,
    hugging_face_parquet.FORMAT,
    prodigy.FORMAT,
    doccano.FORMAT,
    doccano_relations.FORMAT,
    cas_json.FORMAT,
    label_studio.FORMAT,
    spacy_json.FORMAT,
    docbin.FORMAT,
    conll.FORMAT,
    brat.FORMAT,
    webanno.FORMAT,
    xmi.FORMAT,
    annotation_csv.FORMAT,
    reading_html.FORMAT,
    training.FORMAT,
    text_jsonl.FORMAT,
    web_page.FORMAT,
    docx.FORMAT,
    pdf.FORMAT,
    table.FORMAT,
    markdown.FORMAT,
    plain_text.FORMAT,  # the last: it takes what nobody else knows
)


@dataclass(frozen=True)
class Installed:
    """Every format there is, in the order they are asked in, and a sentence for each extension that is broken."""

    formats: tuple[Format, ...]
    broken: tuple[str, ...] = ()

    @cached_property  # asked for every file of a folder
    def readers(self) -> tuple[Reader, ...]:
        """Those that read."""
        return tuple(one for one in self.formats if isinstance(one, Reader))

    @cached_property
    def writers(self) -> tuple[Writer | FolderWriter, ...]:
        """Those that write, a file or a folder."""
        return tuple(one for one in self.formats if isinstance(one, Writer | FolderWriter))


@cache
def installed() -> Installed:
    """Return our formats and those of other packages: theirs before plain text, none that takes a name of ours."""
    names = {one.name for one in FORMATS}
    others: list[Format] = []
    broken: list[str] = []
    for point in entry_points(group=ENTRY_POINTS):
        try:
            found: object = point.load()
        except Exception as error:  # noqa: BLE001 - somebody else's code: whatever is wrong there, ours must go on
            broken.append(f"The format “{point.name}” could not be loaded: {error}")
            continue
        if not isinstance(found, Reader | Writer | FolderWriter):
            broken.append(f"The format “{point.name}” neither reads nor writes.")
        elif found.name in names:
            broken.append(f"There is already a format called “{found.name}”.")
        else:
            names.add(found.name)
            others.append(found)
    return Installed((*FORMATS[:-1], *others, FORMATS[-1]), tuple(broken))


def reader_for(path: Path, *, source: str = "") -> Reader:
    """Return the reader for a file by what is in it; raise InputError when it cannot be opened or nobody knows it."""
    source = source or path.name
    size_of(path, source=source)
    try:
        with path.open("rb") as stream:
            head = stream.read(HEAD_BYTES)
            if head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{") and b"\n" not in head:
                head += stream.readline(LONGEST_LINE)  # what a long article's line is shows at its end
    except OSError as error:
        raise unreadable(error, source=source) from error
    for reader in installed().readers:
        if reader.sniff(head, path.name):
            return reader
    raise InputError("No format knows this file.", source=source)


def writer_named(name: str) -> Writer | FolderWriter:
    """Return the writer of that name; raise InputError naming those there are."""
    writers = {one.name: one for one in installed().writers}
    try:
        return writers[name]
    except KeyError:
        raise InputError(
            f"There is no format “{name}” to write.", remedy=f"There are: {', '.join(sorted(writers))}."
        ) from None
