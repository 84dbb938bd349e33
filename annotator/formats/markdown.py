"""Markdown: the text that a reader would see; front matter is metadata. Read only.

A file called ".md" that has no sign of Markdown is plain text, and so is Markdown under another name: there the signs
may be meant.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.article import JsonValue
from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError
from annotator.formats.articles_in import Incoming
from annotator.formats.base import size_of, unreadable
from annotator.formats.encoding import decode

MAX_BYTES = 20 * 1024 * 1024
_SUFFIXES = (".md", ".markdown")
_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*\n", re.DOTALL)
_FIELD = re.compile(r"([A-Za-z][\w -]{0,40}):[ \t]*(\S[^\n]*)")
_SIGNS = re.compile(r"^(?:#{1,6} |[-*+] |\d{1,9}\. |> |```|---$)|\[[^\]\n]+\]\([^)\n]+\)|\*\*[^*\n]+\*\*", re.MULTILINE)
_FENCE = re.compile(r"^[ \t]*(?:```|~~~)[^\n]*\n?", re.MULTILINE)
_LINE_STARTS = (
    re.compile(r"^ {0,3}#{1,6}[ \t]+(.*?)(?:[ \t]+#+)?[ \t]*$", re.MULTILINE),
    re.compile(r"^[ \t]*(?:> ?)+(.*)$", re.MULTILINE),
    re.compile(r"^[ \t]*(?:[-*+]|\d{1,9}[.)])[ \t]+(.*)$", re.MULTILINE),
)
_RULE = re.compile(r"^ {0,3}(?:(?:- ?){3,}|(?:\* ?){3,}|(?:_ ?){3,}|=+)[ \t]*$\n?", re.MULTILINE)
_INLINE = (
    (re.compile(r"!\[([^\]\n]*)\]\([^)\n]*\)"), r"\1"),
    (re.compile(r"\[([^\]\n]+)\](?:\([^)\n]*\)|\[[^\]\n]*\])"), r"\1"),
    (re.compile(r"<((?:https?|mailto):[^>\s]+)>"), r"\1"),
    (re.compile(r"(?<![\w*])(\*{1,3})(\S(?:[^*\n]*\S)?)\1(?![\w*])"), r"\2"),
    (re.compile(r"(?<![\w_])(_{1,3})(\S(?:[^_\n]*\S)?)\1(?![\w_])"), r"\2"),
    (re.compile(r"(?<!`)(`{1,2})([^`\n]+)\1(?!`)"), r"\2"),
    (re.compile(r"\\([\\`*_{}\[\]()#+\-.!>])"), r"\1"),
)


class Markdown:
    """Reads a Markdown file as one article."""

    name = "markdown"
    title = "Markdown"
    suffixes = _SUFFIXES
    complete = False

    def sniff(self, head: bytes, name: str) -> bool:
        """Look for headings, lists, links and the like in a file that is called so."""
        return name.lower().endswith(_SUFFIXES) and bool(_SIGNS.search(head.decode(errors="replace")))

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield the one article."""
        source = source or path.name
        if size_of(path, source=source) > MAX_BYTES:
            raise InputError("The file is too large to be one article.", source=source)
        try:
            data = path.read_bytes()
        except OSError as error:
            raise unreadable(error, source=source) from error
        decoded = decode(data, source=source)
        said = decoded.text.replace("\r\n", "\n")
        front = _FRONT.match(said)
        fields: dict[str, JsonValue] = {}
        if front:
            fields |= {match[1].strip().lower(): match[2].strip("\"' \t") for match in _FIELD.finditer(front[1])}
            said = said[front.end() :]
        digest = hashlib.sha256(data).hexdigest()
        yield Incoming(plain(said), fields, source=source, encoding=decoded.encoding, raw_sha256=digest).labelled()


def plain(said: str) -> str:
    """Return what a reader would see of Markdown, line by line."""
    said = _FENCE.sub("", _RULE.sub("", said))
    for pattern in _LINE_STARTS:
        said = pattern.sub(r"\1", said)
    for pattern, kept in _INLINE:
        said = pattern.sub(kept, said)
    return said


FORMAT = Markdown()
