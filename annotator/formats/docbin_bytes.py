"""What the bytes of a spaCy DocBin say, read without making spaCy's documents of them.

A DocBin is compressed msgpack around arrays of numbers. spaCy would take offsets and hashes in it as they come, in C;
here each is checked. Which spans that makes is `docbin.py`'s business.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from annotator.errors import InputError

MAX_BYTES = 1024 * 1024 * 1024
"""So much a DocBin may be once it is decompressed."""
_MAX_RATIO = 200
_SMALL = 64 * 1024 * 1024
_CHUNK = 4 * 1024 * 1024
_MAGIC = (b"\x78\x9c", b"\x78\xda", b"\x78\x01", b"\x78\x5e")
_KEYS = (b"\xa7version", b"\xa5attrs", b"\xa6tokens")
_ORTH, _ENT_IOB, _ENT_TYPE = 65, 77, 78
_BESIDE = {73: "LEMMA", 74: "POS", 75: "TAG", 76: "DEP"}
_SPAN = struct.Struct(">QQQllll")


class _DamagedError(Exception):
    """Something that cannot be what it should be."""


@dataclass(frozen=True, slots=True)
class Document:
    """One document: its words, whether a space follows each, its tags, its named groups of spans, its user data.

    `iob` is 3 for a token that begins an entity (or is blocked, without a label), 1 for one within, 2 for one outside,
    0 where nobody said; groups hold (first token, behind the last, label). `cats` are the names of its categories,
    `beside` those of what else is said about its tokens.
    """

    words: Sequence[str]
    spaces: Sequence[bool]
    iob: Sequence[int]
    labels: Sequence[str]
    groups: Mapping[str, Sequence[tuple[int, int, str]]] = field(default_factory=dict[str, list[tuple[int, int, str]]])
    user_data: Mapping[object, object] = field(default_factory=dict[object, object])
    cats: Sequence[str] = ()
    beside: Sequence[str] = ()


def is_docbin(head: bytes) -> bool:
    """Tell whether a file begins like compressed msgpack with a DocBin's keys."""
    if not head.startswith(_MAGIC):
        return False
    try:
        begun = zlib.decompressobj().decompress(head[:4096], 4096)
    except zlib.error:
        return False
    return begun[:1] in (b"\x89", b"\x8a", b"\x88", b"\x87") and all(key in begun for key in _KEYS[:2])


def documents(data: bytes, *, source: str) -> Iterator[Document]:
    """Yield the documents of a DocBin; raise InputError for one that is too large or damaged."""
    size = _checked_size(data, source=source)
    try:
        yield from _documents(_unpacked(zlib.decompress(data, bufsize=size or 1)))
    except InputError:
        raise
    except Exception as error:  # whatever hostile numbers bring about in other people's code
        reason = f" ({error})" if isinstance(error, _DamagedError) else ""
        raise InputError(
            f"This DocBin is damaged{reason}.", remedy="Write it again with spaCy 3.", source=source
        ) from error


def _checked_size(data: bytes, *, source: str) -> int:
    """Return how large a DocBin is once it is decompressed; refuse one that grows beyond measure, before it does."""
    decompressor = zlib.decompressobj()
    size = 0
    rest = data
    try:
        while rest and not decompressor.eof:
            size += len(decompressor.decompress(rest, _CHUNK))
            rest = decompressor.unconsumed_tail
            if size > MAX_BYTES or (size > _SMALL and size > _MAX_RATIO * len(data)):
                raise InputError("This DocBin is too large once it is decompressed.", remedy="Split it.", source=source)
    except zlib.error:
        raise InputError("This DocBin is damaged.", remedy="Write it again with spaCy 3.", source=source) from None
    return size


def _unpacked(data: bytes) -> Any:  # noqa: ANN401 - anything can be in msgpack
    from importlib import import_module  # noqa: PLC0415 - see the next line

    return import_module("srsly").msgpack_loads(data)  # it has no types, and is slow to import


def _documents(said: dict[str, Any]) -> Iterator[Document]:
    import numpy as np  # noqa: PLC0415 - slow to import, and only here
    from spacy.strings import get_string_id  # noqa: PLC0415 - a second of import

    number_of = cast("Callable[[str], int]", get_string_id)  # a hash, or the number of one of spaCy's own words
    strings: list[object] = said["strings"]
    names = {number_of(one): one for one in strings if isinstance(one, str)}
    names[0] = ""
    attrs = [int(one) for one in said["attrs"]]
    tokens = np.frombuffer(said["tokens"], dtype="<u8").reshape((-1, len(attrs)))
    spaces = np.frombuffer(said["spaces"], dtype="?")
    lengths = [int(one) for one in np.frombuffer(said["lengths"], dtype="<i4")]
    if any(one < 0 for one in lengths) or sum(lengths) != len(tokens) or len(spaces) != len(tokens):
        raise _DamagedError("its lengths do not add up")
    columns = {attr: tokens[:, at] for at, attr in enumerate(attrs)}
    flags: list[dict[str, Any]] = said.get("flags") or []
    groups: list[bytes] = said.get("span_groups") or []
    data: list[bytes | None] = said.get("user_data") or []
    cats: list[object] = said.get("cats") or []
    at = 0
    for number, length in enumerate(lengths):
        here = slice(at, at + length)
        at += length
        unknown = number < len(flags) and bool(flags[number].get("has_unknown_spaces"))
        iob = columns[_ENT_IOB][here].tolist() if _ENT_IOB in columns else [0] * length
        types = columns[_ENT_TYPE][here].tolist() if _ENT_TYPE in columns else [0] * length
        yield Document(
            words=[_string(names, one) for one in columns[_ORTH][here].tolist()],
            spaces=[True] * length if unknown else spaces[here].tolist(),
            iob=iob,
            labels=[_string(names, one) for one in types],
            groups=_groups(groups[number], names) if number < len(groups) else {},
            user_data=_user_data(data[number]) if number < len(data) else {},
            cats=_names(cats[number]) if number < len(cats) else (),
            beside=[name for attr, name in _BESIDE.items() if attr in columns and columns[attr][here].any()],
        )


def _string(names: Mapping[int, str], key: int) -> str:
    try:
        return names[key]
    except KeyError:
        raise _DamagedError("a string is missing") from None


def _groups(data: bytes, names: Mapping[int, str]) -> dict[str, list[tuple[int, int, str]]]:
    """Return the groups of spans by name: {bytes of a group: its names}, or a list of them in older versions."""
    said: list[bytes] | dict[bytes, list[str]] = _unpacked(data) if data else []
    pairs = said.items() if isinstance(said, dict) else [(one, None) for one in said]
    found: dict[str, list[tuple[int, int, str]]] = {}
    for packed, keys in pairs:
        group = _unpacked(packed)
        spans: list[tuple[int, int, str]] = []
        for one in group["spans"]:
            _, _, label, start, end, _, _ = _SPAN.unpack(one)
            spans.append((start, end, _string(names, label)))
        for key in keys if keys is not None else [group["name"]]:
            found[str(key)] = spans
    return found


def _names(said: object) -> list[str]:
    return [str(one) for one in cast("dict[object, object]", said)] if isinstance(said, dict) else []


def _user_data(data: bytes | None) -> dict[object, object]:
    said: object = _unpacked(data) if data else {}
    return cast("dict[object, object]", said) if isinstance(said, dict) else {}
