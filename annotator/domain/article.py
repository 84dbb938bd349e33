"""Articles: a canonical text that never changes, and what is known about it.

Finding titles, dates and boilerplate in a text is in `metadata.py` and `boilerplate.py`; no bytes are read here.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from annotator.domain.identity import new_id, text_digest
from annotator.errors import InputError

JsonValue: TypeAlias = "str | int | float | bool | list[JsonValue] | dict[str, JsonValue] | None"

_NEWLINES = re.compile("\r\n|[\r\u2028\u2029\x85]")
_STYLES = {"\n": "lf", "\r\n": "crlf", "\r": "cr"}


@dataclass(frozen=True, slots=True)
class Region:
    """A range [start, end) that is ignored, and why ("repeated line", "credit", "read more", "marked")."""

    start: int
    end: int
    reason: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Origin:
    """What the article was before it became canonical: where from, its bytes' digest, encoding and newlines.

    `newline` is "lf", "crlf", "cr", "mixed" or "none"; `raw_sha256` is "" where there were no bytes of its own (a line
    of a JSONL file).
    """

    source: str = ""
    raw_sha256: str = ""
    encoding: str = "utf-8"
    newline: str = "lf"


@dataclass(frozen=True, slots=True)
class Article:
    """One text to be labelled.

    `id` is a UUID, `text` canonical (see `canonical_text`), `sha256` of its UTF-8. `boilerplate` are the ignored
    regions found on import, in order, not overlapping.
    """

    id: str
    text: str
    sha256: str
    title: str = ""
    date: str = ""
    origin: Origin = Origin()
    meta: Mapping[str, JsonValue] = field(default_factory=dict[str, JsonValue])
    boilerplate: tuple[Region, ...] = ()

    @property
    def source(self) -> str:
        """Where the article came from, as shown and exported."""
        return self.origin.source

    @classmethod
    def from_raw(  # noqa: PLR0913 - the fields of an article are what they are
        cls,
        raw: str,
        *,
        source: str = "",
        raw_sha256: str = "",
        encoding: str = "utf-8",
        title: str = "",
        date: str = "",
        meta: Mapping[str, JsonValue] | None = None,
        boilerplate: tuple[Region, ...] = (),
        id: str = "",  # noqa: A002 - the exported field's name
    ) -> Article:
        """Make the text canonical once and hash it; raise InputError when it cannot be stored as Unicode."""
        text, newline = canonical_text(raw)
        try:
            digest = text_digest(text)
        except UnicodeEncodeError as error:
            raise InputError(
                f"The text has half of a surrogate pair at character {error.start + 1}.",
                remedy="Save the file as UTF-8 again from the program it came from.",
                source=source,
            ) from error
        origin = Origin(source=source, raw_sha256=raw_sha256, encoding=encoding, newline=newline)
        return cls(id or new_id(), text, digest, title, date, origin, meta or {}, boilerplate)


def canonical_text(raw: str) -> tuple[str, str]:
    """Settle what would change lengths later; return the text and the name of the newline style it had.

    A leading byte order mark goes; CR LF, CR, NEL, LINE SEPARATOR and PARAGRAPH SEPARATOR become one LF, because Qt and
    line-based formats each take them for line ends. Everything else stays, spaces and NUL included.
    """
    raw = raw.lstrip("\ufeff")  # all of them: the text must stay the same when it is made canonical again
    if not any(mark in raw for mark in "\r\u2028\u2029\x85"):
        return raw, "lf" if "\n" in raw else "none"
    found = {match.group() for match in _NEWLINES.finditer(raw)}
    text = _NEWLINES.sub("\n", raw)
    bare = "\n" in raw.replace("\r\n", "")
    if len(found) > 1 or bare or not found <= _STYLES.keys():
        return text, "mixed"
    return text, _STYLES[found.pop()]
