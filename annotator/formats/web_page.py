"""Web pages as they were saved: the main text by trafilatura, without menus, comments and advertisements. Read only."""

from __future__ import annotations

import hashlib
import logging
import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError
from annotator.formats.articles_in import Incoming, is_blank
from annotator.formats.base import size_of, unreadable

MAX_BYTES = 20 * 1024 * 1024
_BEGINS = re.compile(
    rb"\s*(?:<\?xml[^>]*\?>\s*|<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE | re.DOTALL
)
_ABOUT = ("title", "date", "url", "author", "sitename")
_DATES = {"original_date": True, "extensive_search": False}
"""Only dates that a page says are its own: looking for others in every language takes seconds, and guesses."""


class WebPage:
    """Reads an HTML file as one article."""

    name = "web-page"
    title = "Web page (HTML), its main text"
    suffixes = (".html", ".htm", ".xhtml")
    complete = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Look for the beginning of a page."""
        return bool(_BEGINS.match(head.removeprefix(b"\xef\xbb\xbf")))

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield the one article; raise InputError where there is no main text."""
        source = source or path.name
        if size_of(path, source=source) > MAX_BYTES:
            raise InputError("The page is too large to be one article.", source=source)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise unreadable(error, source=source) from error
        text, fields = _main(data, source=source)
        if is_blank(text):
            raise InputError(
                "There is no main text in this page.", remedy="Copy the article into a text file.", source=source
            )
        incoming = Incoming(text, fields, source=source, raw_sha256=hashlib.sha256(data).hexdigest())
        yield incoming.labelled()


def _main(data: bytes, *, source: str) -> tuple[str, dict[str, JsonValue]]:
    trafilatura = import_module("trafilatura")  # slow to import, and has no types
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what is wrong with a page is said by the refusal
    try:
        found: Any = trafilatura.bare_extraction(
            data, include_comments=False, with_metadata=True, date_extraction_params=_DATES
        )
        text = str(found.text or "") if found is not None else ""
        if is_blank(text):
            text = str(trafilatura.html2txt(data) or "")
    except Exception as error:  # whatever a hostile page brings about in other people's code
        raise InputError(f"This page could not be understood: {str(error)[:80]!a}.", source=source) from error
    said = {key: getattr(found, key, None) for key in _ABOUT} if found is not None else {}
    return text, {key: str(value) for key, value in said.items() if value}


FORMAT = WebPage()
