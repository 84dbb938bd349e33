"""Word's .docx: the paragraphs of its main text, tables cell by cell. Read only.

It is an archive with XML in it; the XML is read as far as MAX_BYTES, and not at all where it has a document type.
"""

from __future__ import annotations

import hashlib
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError
from annotator.formats.articles_in import Incoming
from annotator.formats.base import size_of, unreadable

MAX_BYTES = 128 * 1024 * 1024
_CHUNK = 1024 * 1024
_MAIN, _CORE = "word/document.xml", "docProps/core.xml"
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011"}
_FIELDS = {"http://purl.org/dc/elements/1.1/ title": "title", "http://purl.org/dc/elements/1.1/ creator": "author"}


class Docx:
    """Reads a Word document as one article."""

    name = "docx"
    title = "Word document"
    suffixes = (".docx",)
    complete = False

    def sniff(self, head: bytes, name: str) -> bool:
        """Look for an archive that begins as Word's do; trust the name where its first entries say nothing."""
        return head.startswith(b"PK\x03\x04") and (b"word/" in head or name.lower().endswith(".docx"))

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield the one article; raise InputError for an archive that is none of Word's."""
        source = source or path.name
        if size_of(path, source=source) > MAX_BYTES:
            raise InputError("The document is too large to be one article.", source=source)
        fields: dict[str, JsonValue] = {}
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
            with zipfile.ZipFile(path) as archive:
                text = _text(archive, source)
                if _CORE in archive.namelist():
                    fields |= _core(archive, source)
        except (zipfile.BadZipFile, KeyError, RuntimeError, NotImplementedError, EOFError, zlib.error) as error:
            raise InputError(
                "This is not a Word document, or it is damaged or locked.",
                remedy="Open it in Word and save it again, or save it as text.",
                source=source,
            ) from error
        except OSError as error:
            raise unreadable(error, source=source) from error
        yield Incoming(text, fields, source=source, raw_sha256=digest).labelled()


def _text(archive: zipfile.ZipFile, source: str) -> str:
    parts: list[str] = []
    within = 0

    def start(name: str, _said: dict[str, str]) -> None:
        nonlocal within
        space, _, local = name.rpartition(" ")
        if space == _WORD:
            within += local == "t"
            parts.append(_SIGNS.get(local, ""))

    def end(name: str) -> None:
        nonlocal within
        space, _, local = name.rpartition(" ")
        if space == _WORD:
            within -= local == "t"
            if local == "p":
                parts.append("\n")

    def said(text: str) -> None:
        if within:
            parts.append(text)

    _parse(archive, _MAIN, source, start, end, said)
    return "".join(parts).strip("\n")


def _core(archive: zipfile.ZipFile, source: str) -> dict[str, JsonValue]:
    found: dict[str, str] = {}
    at: list[str] = []

    def said(text: str) -> None:
        if at and at[-1] in _FIELDS:
            found[_FIELDS[at[-1]]] = found.get(_FIELDS[at[-1]], "") + text

    _parse(archive, _CORE, source, lambda name, _: at.append(name), lambda _: at.clear(), said)
    return {key: value for key, value in found.items() if value.strip()}


def _parse(
    archive: zipfile.ZipFile,
    member: str,
    source: str,
    start: Callable[[str, dict[str, str]], None],
    end: Callable[[str], None],
    said: Callable[[str], None],
) -> None:
    from xml.parsers import expat  # noqa: PLC0415 - only here

    def refuse(*_: object) -> None:
        raise InputError("The document has a document type, which could hide anything.", source=source)

    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = said
    parser.StartDoctypeDeclHandler = refuse
    size = 0
    try:
        with archive.open(member) as stream:
            while chunk := stream.read(_CHUNK):
                size += len(chunk)
                if size > MAX_BYTES:
                    raise InputError("The document is too large once it is unpacked.", source=source)
                parser.Parse(chunk, False)  # noqa: FBT003 - expat's own
            parser.Parse(b"", True)  # noqa: FBT003 - expat's own
    except expat.ExpatError as error:
        raise InputError(f"The document is damaged: {expat.ErrorString(error.code)}.", source=source) from None


FORMAT = Docx()
