"""PDF: the text of its pages in the order in which it stands there. Read only.

Nothing is recognised in pictures, so that a scanned page has no text.
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError
from annotator.formats.articles_in import Incoming, is_blank
from annotator.formats.base import size_of, unreadable

if TYPE_CHECKING:
    from pypdf import PdfReader

MAX_BYTES = 200 * 1024 * 1024
MAX_PAGES = 2_000
MAX_TEXT = 50 * 1024 * 1024


class Pdf:
    """Reads a PDF as one article."""

    name = "pdf"
    title = "PDF, its text"
    suffixes = (".pdf",)
    complete = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for PDF's first bytes, which may stand a little later."""
        return b"%PDF-" in head[:1024]

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield the one article; raise InputError for a PDF that is locked, damaged, or only pictures."""
        source = source or path.name
        if size_of(path, source=source) > MAX_BYTES:
            raise InputError("The PDF is too large to be one article.", source=source)
        try:
            digest = hashlib.sha256(path.read_bytes()).hexdigest()
        except OSError as error:
            raise unreadable(error, source=source) from error
        text, fields = _text(path, source)
        if is_blank(text):
            raise InputError(
                "There is no text in this PDF, only pictures.", remedy="Have its text recognised first.", source=source
            )
        yield Incoming(text, fields, source=source, raw_sha256=digest).labelled()


def _text(path: Path, source: str) -> tuple[str, dict[str, JsonValue]]:
    from pypdf import PdfReader  # noqa: PLC0415 - slow to import

    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it grumbles about many files and reads them all the same
    try:
        with PdfReader(path) as reader:
            text = "\n\n".join(_pages(reader, source))
            title = reader.metadata.title if reader.metadata is not None else None
    except InputError:
        raise
    except Exception as error:  # whatever a damaged PDF brings about in other people's code
        raise InputError(
            f"This PDF is damaged: {str(error)[:80]!a}.", remedy="Open it in a viewer and print it anew.", source=source
        ) from error
    whole = text.encode(errors="replace").decode()  # halves of surrogate pairs come out of broken fonts
    return whole, {"title": title} if isinstance(title, str) and title.strip() else {}


def _pages(reader: PdfReader, source: str) -> Iterator[str]:
    """Yield the text of each page that has any."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise InputError("This PDF is locked with a password.", remedy="Unlock it first.", source=source)
    if len(reader.pages) > MAX_PAGES:
        raise InputError(f"This PDF has more than {MAX_PAGES:,} pages.", remedy="Split it.", source=source)
    size = 0
    for page in reader.pages:
        text = page.extract_text()
        size += len(text)
        if size > MAX_TEXT:
            raise InputError("There is too much text in this PDF.", remedy="Split it.", source=source)
        if text.strip():
            yield text.strip("\n")


FORMAT = Pdf()
