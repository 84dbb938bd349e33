"""Candidates of an import between reading and storing: out of memory, so that a large import needs no more of it.

What is kept in memory of each is where it is and which text it has.
"""

from __future__ import annotations

import pickle
from array import array
from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple, Self, cast

from annotator.formats.spooling import Spool
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
        self._spool = Spool(in_memory=_IN_MEMORY, not_done="nothing was imported")
        self._texts: dict[bytes, int] = {}
        self._text_of = array("L")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def __len__(self) -> int:
        return len(self._text_of)

    def add(self, one: Candidate) -> None:
        """Put a candidate behind the others; raise DiskFullError when there is no room for it."""
        self._spool.add(pickle.dumps(one, protocol=pickle.HIGHEST_PROTOCOL))
        digest = bytes.fromhex(one.labelled.article.sha256)
        self._text_of.append(self._texts.setdefault(digest, len(self._texts)))

    def drop_from(self, first: int) -> None:
        """Forget the candidates from this one on."""
        self._spool.drop_from(first)
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
        return cast("Candidate", pickle.loads(self._spool[at]))  # noqa: S301 - our own bytes, in a file nobody else can open
