"""Candidates of an import between reading and storing: out of memory, so that a large import needs no more of it.

What is kept in memory of each is where it is and which text it has.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from itertools import groupby
from tempfile import SpooledTemporaryFile
from typing import NamedTuple, Self, cast

from annotator.errors import DiskFullError
from annotator.workflow.collecting import Candidate

_IN_MEMORY = 16 * 1024 * 1024
"""So many bytes are not worth a file."""


class Waited(NamedTuple):
    """A candidate and its place among all."""

    place: int
    candidate: Candidate


class Waiting:
    """Candidates in the order in which they came, in a temporary file that has no name."""

    def __init__(self) -> None:
        """Begin with none."""
        # Closed by `close`; the file is gone with it, and also when the program is killed.
        self._file = SpooledTemporaryFile(max_size=_IN_MEMORY, prefix="annotator-")  # noqa: SIM115 - see above
        self._places = array("Q", [0])
        self._texts: dict[bytes, int] = {}
        self._text_of = array("L")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._text_of)

    def add(self, one: Candidate) -> None:
        """Put a candidate behind the others; raise DiskFullError when there is no room for it."""
        with _room():
            self._file.seek(self._places[-1])
            self._file.write(pickle.dumps(one, protocol=pickle.HIGHEST_PROTOCOL))
        self._places.append(self._file.tell())
        digest = bytes.fromhex(one.labelled.article.sha256)
        self._text_of.append(self._texts.setdefault(digest, len(self._texts)))

    def drop_from(self, first: int) -> None:
        """Forget the candidates from this one on."""
        del self._places[first + 1 :]
        del self._text_of[first:]
        texts = max(self._text_of, default=-1) + 1
        while len(self._texts) > texts:
            self._texts.popitem()

    def by_text(self) -> Iterator[list[Waited]]:
        """Yield the candidates that have one text, each with its place, in the order in which texts came first."""
        order = sorted(range(len(self)), key=self._text_of.__getitem__)
        for _, some in groupby(order, key=self._text_of.__getitem__):
            yield [Waited(at, self._read(at)) for at in some]

    def _read(self, at: int) -> Candidate:
        with _room():
            self._file.seek(self._places[at])
            data = self._file.read(self._places[at + 1] - self._places[at])
        return cast("Candidate", pickle.loads(data))  # noqa: S301 - our own bytes, in a file nobody else can open


@contextmanager
def _room() -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise DiskFullError(
            f"What was read could not be kept for the time being ({(error.strerror or str(error)).lower()}).",
            remedy="Make room in the folder for temporary files; nothing was imported.",
        ) from error
