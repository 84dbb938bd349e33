"""DocBins of a size that can be held: filled up to so many tokens, and turned into bytes without further copies.

What a document is made of is `docbin.py`'s business, how a DocBin is read that of `docbin_bytes.py`.
"""

from __future__ import annotations

import struct
import zlib
from array import array
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from importlib import import_module
from typing import TYPE_CHECKING, Any, BinaryIO, Self, cast

from annotator.formats.spooling import Spool

if TYPE_CHECKING:
    from spacy.tokens import Doc, DocBin

MOST_TOKENS = 500_000
"""So many tokens a DocBin has at most, about 1,200 articles of news: some 20 MB while it is filled, 30 when read."""
_IN_MEMORY = 1024 * 1024
"""So many bytes are not worth a file."""
_SMALL_MAP = 0x80
_BYTES, _BYTES_FOLLOW = struct.Struct(">BI"), 0xC6
"""Of msgpack: a map of up to 15 keys, and byte strings with their length in four bytes."""


def part_name(number: int) -> str:
    """Return what the part of this number, from 1, is called."""
    return f"{number:04}.spacy"


def empty() -> DocBin:
    """Return a DocBin for entities and what is said about articles."""
    from spacy.tokens import DocBin  # noqa: PLC0415 - a second of import that the window must not pay

    return DocBin(attrs=["ENT_IOB", "ENT_TYPE"], store_user_data=True)


def is_too_much(tokens: int) -> bool:
    """Tell whether so many tokens are too many for one DocBin."""
    return tokens > MOST_TOKENS


def filled(docs: Iterable[Doc], *, whole: bool = False) -> Iterator[DocBin]:
    """Yield DocBins that are not too much, each with a document at least; an empty one when there are no documents.

    `whole` puts all of them into one.
    """
    found, held = empty(), 0
    for doc in docs:
        if held and is_too_much(held + len(doc)) and not whole:
            yield found
            found, held = empty(), 0
        found.add(doc)
        held += len(doc)
    yield found


class Waiting:
    """Documents that wait out of memory until it is known which DocBin each goes into.

    They are numbered by whoever adds them, several of one number allowed. Leaving its block gives the room back.
    """

    def __init__(self) -> None:
        """Begin with none."""
        self._spool = Spool(in_memory=_IN_MEMORY, not_done="nothing was exported")
        self._tokens = array("L")
        self.numbers = array("L")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._spool.close()

    def add(self, number: int, doc: Doc) -> None:
        """Put a document behind the others; raise DiskFullError when there is no room for it."""
        one = empty()
        one.add(doc)
        self._spool.add(one.to_bytes())
        self._tokens.append(len(doc))
        self.numbers.append(number)

    def tokens(self, is_wanted: Callable[[int], bool]) -> int:
        """Return how many tokens the documents have whose number is wanted."""
        return sum(count for number, count in zip(self.numbers, self._tokens, strict=True) if is_wanted(number))

    def filled(self, is_wanted: Callable[[int], bool]) -> Iterator[DocBin]:
        """Yield DocBins of those whose number is wanted, in the order in which they came; see `filled`."""
        found, held = empty(), 0
        for at, (number, tokens) in enumerate(zip(self.numbers, self._tokens, strict=True)):
            if not is_wanted(number):
                continue
            if held and is_too_much(held + tokens):
                yield found
                found, held = empty(), 0
            found.merge(empty().from_bytes(self._spool[at]))
            held += tokens
        yield found


def write_each(parts: Iterator[DocBin], new_file: Callable[[int], AbstractContextManager[BinaryIO]]) -> None:
    """Write each DocBin into a new file by its number, from 1."""
    number = 0
    while (part := next(parts, None)) is not None:
        number += 1
        with new_file(number) as out:
            out.writelines(packed(part))
        del part  # before the next one is filled: a `for` would hold both


def packed(found: DocBin) -> Iterator[bytes]:
    """Yield the bytes of a DocBin as `DocBin.to_bytes` makes them, which holds all tokens four times over for it."""
    compressor = zlib.compressobj()
    for piece in _message(found):
        yield compressor.compress(piece)
    yield compressor.flush()


def _message(found: Any) -> Iterator[bytes]:  # noqa: ANN401 - its lists of arrays have no types
    """Yield the msgpack of a DocBin: a map, whose arrays are one byte string each, made of one array a document."""
    import numpy as np  # noqa: PLC0415 - slow to import, and only here

    lengths = np.asarray([len(tokens) for tokens in found.tokens], dtype="int32")
    arrays = {"tokens": found.tokens, "spaces": found.spaces, "lengths": [lengths]}
    others = {
        "version": found.version,
        "attrs": found.attrs,
        "strings": sorted(found.strings),
        "cats": found.cats,
        "flags": found.flags,
        "span_groups": found.span_groups,
        "user_data": found.user_data,
    }
    dumps = cast("Callable[[object], bytes]", import_module("srsly").msgpack_dumps)  # it has no types
    yield bytes([_SMALL_MAP + len(arrays) + len(others)])
    for key, value in others.items():
        yield dumps(key) + dumps(value)
    for key, parts in arrays.items():
        yield dumps(key) + _BYTES.pack(_BYTES_FOLLOW, sum(one.nbytes for one in parts))
        for one in parts:
            yield one.tobytes()
