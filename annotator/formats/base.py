"""What a format is: something that reads labelled articles from a file, or writes them to one, or both.

To add a format, write one module whose `FORMAT` meets `Reader` or `Writer` (or both), and name it in `FORMATS` of the
package. A reader yields articles one by one and raises InputError; a writer says what it could not carry. Where a
file's bytes go (beside the target, fsynced, renamed) is the exporting workflow's business, not a format's.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Protocol, TypeAlias, runtime_checkable

from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError

HEAD_BYTES = 65_536
"""How much of a file a reader is shown to recognise it by."""


@dataclass(frozen=True, slots=True)
class Loss:
    """One kind of thing a format could not carry, how often, and a few of them as a person would name them."""

    kind: str
    count: int
    examples: tuple[str, ...] = ()


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

    def write(self, articles: Iterable[LabelledArticle], out: BinaryIO) -> list[Loss]:
        """Write the articles as they come; return what could not be carried, raise OutputError for what must not be."""
        ...


Format: TypeAlias = Reader | Writer


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
