"""What a format is: something that reads labelled articles from a file, or writes them to one, or both.

To add a format, write one module whose `FORMAT` meets `Reader`, `Writer` or `FolderWriter` (or a reader and a writer),
and name it in `FORMATS` of the package. A reader yields articles one by one and raises InputError; a writer says what
it could not carry, counted by `losses.Losses`. Where a file's bytes go (beside the target, fsynced, renamed) is the
exporting workflow's business, not a format's; what will be lost is known beforehand by writing to nowhere. A format
that reads and writes is `Returning`: what it wrote is read again and compared before it counts. One that only writes
can be `Verifiable`. Memory must not grow with the articles: what has to be held as a whole `WritesParts`.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias, runtime_checkable

from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError

HEAD_BYTES = 65_536
"""How much of a file a reader is shown to recognise it by."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of thing a format could not carry, how often, and a few of them as a person would name them.

    `gone` counts spans that are not in the file because of it; of others something is lost and they are there.
    """

    kind: str
    count: int
    examples: tuple[str, ...] = ()
    gone: int = 0


@runtime_checkable
class Reader(Protocol):
    """Reads articles, with labels where the format has them."""

    @property
    def name(self) -> str:
        """Short name for the command line ("jsonl")."""
        ...

    @property
    def title(self) -> str:
        """Name for people ("Annotator JSONL")."""
        ...

    @property
    def suffixes(self) -> tuple[str, ...]:
        """Suffixes such files usually have, lower case, with the point; what a folder is searched for."""
        ...

    @property
    def complete(self) -> bool:
        """Tell whether ignored regions come with the articles, so that the importer must not look for any."""
        ...

    def sniff(self, head: bytes, name: str) -> bool:
        """Tell from its first HEAD_BYTES, and from its name where they leave doubt, if a file is of this format."""
        ...

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield the articles of a file; raise InputError with `source` (the file's name by default) and the line."""
        ...


@runtime_checkable
class Writer(Protocol):
    """Writes labelled articles into one stream of bytes."""

    @property
    def name(self) -> str:
        """Short name for the command line ("jsonl")."""
        ...

    @property
    def title(self) -> str:
        """Name for people ("Annotator JSONL")."""
        ...

    @property
    def suffix(self) -> str:
        """Suffix of a new file, with the point."""
        ...

    @property
    def lossless(self) -> bool:
        """Tell whether nothing can ever be lost, so that nobody need count it beforehand."""
        ...

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write the articles as they come; return what could not be carried, raise OutputError for what must not be."""
        ...


NewFile = Callable[[str], AbstractContextManager[BinaryIO]]
"""Opens a new file of a folder to be written, by its name ("a.txt", "ann/a.txt")."""


@runtime_checkable
class FolderWriter(Protocol):
    """Writes labelled articles into several files of one folder."""

    @property
    def name(self) -> str:
        """Short name for the command line ("brat")."""
        ...

    @property
    def title(self) -> str:
        """Name for people ("brat standoff")."""
        ...

    @property
    def suffix(self) -> str:
        """Nothing: a folder's name has no suffix."""
        ...

    @property
    def lossless(self) -> bool:
        """Tell whether nothing can ever be lost, so that nobody need count it beforehand."""
        ...

    def write_files(self, articles: Iterable[LabelledArticle], new_file: NewFile) -> list[Loss]:
        """Write the articles as they come; return what could not be carried, raise OutputError for what must not be.

        The names of the files that hold articles, without the folders they are in, sort in the order of the articles.
        """
        ...


@runtime_checkable
class WritesParts(Protocol):
    """A writer whose file has to be held in memory as a whole, and which therefore writes several where it grows large.

    A single part is the file; several stand in a folder that has the file's name.
    """

    def write_parts(self, articles: Iterable[LabelledArticle], new_file: NewFile) -> list[Loss]:
        """Write the articles as they come, into parts whose names sort in their order; see `Writer.write`."""
        ...


@runtime_checkable
class Returning(Protocol):
    """A format that reads what it wrote."""

    def carried(self, one: LabelledArticle) -> object:
        """Return what must come back of an article: equal for the one that was written and the one that was read.

        None for an article of which nothing is written that must come back.
        """
        ...


@runtime_checkable
class Verifiable(Protocol):
    """A format that nobody reads articles from, whose files can yet be held against what was to be written."""

    @property
    def ordered(self) -> bool:
        """Tell whether what is found comes in the order of the articles."""
        ...

    def expected(self, one: LabelledArticle) -> object:
        """Return what must be found of an article, None for nothing."""
        ...

    def found(self, files: Sequence[Path]) -> Iterator[object]:
        """Yield what is in the files, each equal to what is expected of an article; raise InputError for damage."""
        ...


@runtime_checkable
class ReadsBeside(Protocol):
    """A reader whose articles are in several files each, of which it is given one."""

    def beside(self, path: Path) -> tuple[Path, ...]:
        """Return the files that are read together with this one, and so not by themselves."""
        ...


@runtime_checkable
class WritesBeside(Protocol):
    """A format whose folders hold files about the format, in which there are no articles."""

    @property
    def companions(self) -> tuple[str, ...]:
        """Return the names of those files, of which an import need not speak."""
        ...


@dataclass(frozen=True, slots=True)
class TableColumns:
    """Which columns of a table hold what: `text` "" for the one called like a text; `labels` hold spans."""

    text: str = ""
    labels: tuple[str, ...] = ()


@runtime_checkable
class ChoosesColumns(Protocol):
    """A reader of tables, which can be told the columns that texts and spans are in."""

    def with_columns(self, columns: TableColumns) -> Reader:
        """Return the reader that takes texts and spans from these columns."""
        ...

    def head(self, path: Path, *, rows: int) -> list[list[str]]:
        """Return the names of the columns and the first rows; raise InputError for what is no table."""
        ...


Format: TypeAlias = Reader | Writer | FolderWriter


def unreadable(error: OSError, *, source: str) -> InputError:
    """Return the refusal for a file the system would not let us read."""
    reason = (error.strerror or type(error).__name__).lower()
    return InputError(
        f"The file could not be read ({reason}).", remedy="Check that it is there and open to you.", source=source
    )


def size_of(path: Path, *, source: str) -> int:
    """Return how many bytes a file has; refuse what is not a plain file (a folder, a device, a pipe)."""
    try:
        found = path.stat()
    except OSError as error:
        raise unreadable(error, source=source) from error
    if not stat.S_ISREG(found.st_mode):
        raise InputError("This is not a file.", remedy="Name a file with articles in it.", source=source)
    return found.st_size
