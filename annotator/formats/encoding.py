"""From bytes to text: which encoding a file is in, and whether it is text at all.

In this order: byte order marks; UTF-16 without one, by its upper bytes; strict UTF-8; the one-byte encodings of Latin
scripts, told apart in `latin.py`; everything else by charset-normalizer, if it is sure. What is none of these is
refused rather than read as nonsense.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from annotator.errors import InputError
from annotator.formats import latin

if TYPE_CHECKING:
    from charset_normalizer import CharsetMatch

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16 LE, whose mark it begins with
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BINARY = (
    (b"%PDF-", "a PDF document"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "an old Office document"),
    (b"{\\rtf", "an RTF document"),
    (b"\x89PNG\r\n", "a PNG picture"),
    (b"\xff\xd8\xff", "a JPEG picture"),
    (b"GIF8", "a GIF picture"),
    (b"II*\x00", "a TIFF picture"),
    (b"MM\x00*", "a TIFF picture"),
    (b"\x1f\x8b\x08", "a gzip archive"),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive"),
    (b"\x7fELF", "a program"),
    (b"MZ\x90\x00", "a program"),
    (b"SQLite format 3\x00", "an SQLite database"),
)
_OTHER_SCRIPTS = (
    *("cp1251", "koi8_r", "iso8859_5", "cp866", "cp1253", "iso8859_7", "cp1255", "cp1256"),
    *("gb18030", "big5", "shift_jis", "euc_jp", "euc_kr"),
)
_CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_HIGH_LINE = re.compile(rb"[^\n]*[\x80-\xff][^\n]*\n?")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]")
_HEAD = 65_536
_SAMPLE = 65_536
_FEW_CONTROLS = 8
"""So many control characters are forgiven in any text, however short; beyond, one in 20 makes it binary."""

_REMEDY = "Open it in the program it came from and save it as UTF-8 text."


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text without its byte order mark, and the encoding's name as Python spells it ("utf-8", "cp1252")."""

    text: str
    encoding: str


def decode(data: bytes, *, source: str = "") -> Decoded:
    """Return the text of a file's bytes; raise InputError when it is not text or in no encoding we can be sure of."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            decoded = _strict(data.removeprefix(mark), encoding)
            if decoded is not None:
                return decoded
    if kind := _binary_kind(data):
        raise InputError(f"This is not text but {kind}.", remedy=_REMEDY, source=source)
    decoded = _utf16(data)
    if decoded is not None:
        return decoded
    if _is_full_of_controls(data):
        raise InputError("This is not text: it is full of control characters.", remedy=_REMEDY, source=source)
    return _strict(data, "utf-8") or _legacy(data, source=source)


def is_binary(head: bytes) -> bool:
    """Tell from a file's head whether `decode` would refuse it as no text at all, in whatever encoding."""
    if head.startswith(tuple(mark for mark, _ in _BOMS)):
        return False
    return bool(_binary_kind(head)) or (_is_full_of_controls(head) and _utf16(head) is None)


def _binary_kind(data: bytes) -> str:
    return next((kind for mark, kind in _BINARY if data.startswith(mark)), "")


def _is_full_of_controls(data: bytes) -> bool:
    head = data[:_HEAD]
    return len(_CONTROLS.findall(head)) > max(_FEW_CONTROLS, len(head) // 20)


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding.removesuffix("-sig")), codecs.lookup(encoding).name)
    except UnicodeDecodeError:
        return None


def _utf16(data: bytes) -> Decoded | None:
    """Recognise UTF-16 without a mark: in an alphabet's text the upper bytes are nearly all control characters.

    A text with NULs of its own has no such side. In ideographs' text upper bytes are anything; there the NULs of spaces
    and line ends, all on one side, and bytes beyond ASCII tell; but hardly ever are they valid UTF-8, as they are in a
    text with a NUL of its own.
    """
    if len(data) % 2 or not data:
        return None
    head = data[:_HEAD]
    units = len(head) // 2
    for upper, lower, encoding in ((head[1::2], head[::2], "utf-16-le"), (head[::2], head[1::2], "utf-16-be")):
        alphabetic = len(_CONTROLS.findall(upper)) * 10 > units * 7
        nulls = upper.count(0)
        ideographic = nulls * 200 > units and not lower.count(0) and len(_HIGH.findall(head)) * 4 > len(head)
        if alphabetic or ideographic:
            decoded = _strict(data, encoding)
            if decoded is not None and _is_plain(decoded.text[:_HEAD]) and (alphabetic or not _strict(data, "utf-8")):
                return decoded
    return None


def _is_plain(text: str) -> bool:
    """Tell whether a text reads like one: hardly any controls and unassigned code points, few alphabets at once."""
    odd = sum(not (char.isprintable() or char.isspace() or char == "\0") for char in text)
    blocks = {ord(char) >> 8 for char in text if char.isalpha() and not "\u3000" <= char <= "\ud7ff"}
    return odd * 20 <= len(text) and len(blocks) <= max(4, len(text) // 50)


def _legacy(data: bytes, *, source: str) -> Decoded:
    sample = _sample(data)
    sequences = _UTF8_SEQUENCE.findall(sample)
    if 2 * sum(map(len, sequences)) > len(_HIGH.findall(sample)):
        raise InputError(_broken_utf8(data), remedy=_REMEDY, source=source)
    encoding = latin.encoding_of(sample) or _other_script(sample)
    decoded = _strict(data, encoding) if encoding else None
    if decoded is None:
        raise InputError("The encoding of this text could not be recognised.", remedy=_REMEDY, source=source)
    return decoded


def _sample(data: bytes) -> bytes:
    """Return the first lines with bytes beyond ASCII, as many as one needs to tell an encoding."""
    parts: list[bytes] = []
    size = 0
    for match in _HIGH_LINE.finditer(data):
        line = match.group()
        if len(line) > _SAMPLE:
            first = _HIGH.search(line)
            start = max(0, first.start() - 100) if first else 0
            line = line[start : start + _SAMPLE].rpartition(b" ")[0] or line[start : start + _SAMPLE]
        parts.append(line)
        size += len(line)
        if size > _SAMPLE:
            break
    return b"".join(parts)


def _broken_utf8(data: bytes) -> str:
    try:
        data.decode()
    except UnicodeDecodeError as error:
        return f"This looks like UTF-8 but is damaged at byte {error.start + 1}."
    return "This looks like damaged UTF-8."


def _other_script(sample: bytes) -> str:
    """Return the encoding of a text in another script, "" when charset-normalizer is not sure."""
    from charset_normalizer import from_bytes  # noqa: PLC0415 - costs start-up time and is rarely needed

    best: CharsetMatch | None = from_bytes(
        sample, cp_isolation=list(_OTHER_SCRIPTS), preemptive_behaviour=False, enable_fallback=False
    ).best()
    if best is None or (best.coherence == 0 and not best.multi_byte_usage) or best.chaos > 0.1:  # noqa: PLR2004 - its scale is 0..1
        return ""
    return best.encoding
