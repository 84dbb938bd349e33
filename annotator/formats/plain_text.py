"""Plain text, one article a file: the text is exactly the file's, only its line ends are settled."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.article import Article
from annotator.domain.dataset import LabelledArticle, unlabelled
from annotator.domain.metadata import describe
from annotator.errors import InputError
from annotator.formats.base import size_of, unreadable
from annotator.formats.encoding import decode

MAX_BYTES = 50 * 1024 * 1024
"""A larger file is not one article; a 5 MB line is fine."""


class PlainText:
    """Reads a text file as one article nobody has labelled."""

    name = "text"
    title = "Plain text"
    suffixes = (".txt", ".text")
    complete = False

    def sniff(self, head: bytes, name: str) -> bool:  # noqa: ARG002 - what the protocol hands over
        """Take whatever nobody else knew; reading says best what a file is that is not text."""
        return True

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield the one article; raise InputError for an empty file, a huge one, and one that is not text."""
        source = source or path.name
        size = size_of(path, source=source)
        if size > MAX_BYTES:
            raise InputError(
                f"The file has {size / 1024**2:.0f} MB; an article can have {MAX_BYTES // 1024**2}.",
                remedy="Split it: one article a file, or one a line as JSONL.",
                source=source,
            )
        try:
            data = path.read_bytes()
        except OSError as error:
            raise unreadable(error, source=source) from error
        decoded = decode(data, source=source)
        if not decoded.text.strip("\ufeff\0 \t\r\n") or decoded.text.isspace():
            raise InputError("The file is empty.", remedy="Put the article’s text into it.", source=source)
        article = Article.from_raw(
            decoded.text, source=source, raw_sha256=hashlib.sha256(data).hexdigest(), encoding=decoded.encoding
        )
        yield unlabelled(describe(article))


FORMAT = PlainText()
