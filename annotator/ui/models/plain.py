"""Texts from outside, made fit for one line, a sentence or a tool tip: always shown as text, never taken for markup."""

from __future__ import annotations

import html
import unicodedata

_LINE = 300
_BEGIN, _END = "\u2068", "\u2069"
_DIRECTIONS = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


def one_line(text: str, *, limit: int = _LINE) -> str:
    """Return the text on one line of at most `limit` characters.

    White space becomes single spaces, other control characters go; so do marks that would turn the direction of what
    stands beside the text.
    """
    some = text[: 4 * limit].translate(_DIRECTIONS)
    if not some.isprintable():
        some = "".join(" " if char.isspace() else char for char in some if char.isspace() or _is_shown(char))
    some = " ".join(some.split())
    return some if len(some) <= limit else some[: limit - 1] + "…"


def _is_shown(char: str) -> bool:
    # Joiners (category Cf) belong to words and emoji; only controls, halves of pairs and unassigned ones go.
    return unicodedata.category(char) not in {"Cc", "Cs", "Cn"}


def isolated(text: str) -> str:
    """Return the text on one line, so marked that its direction leaves the sentence around it alone."""
    return f"{_BEGIN}{one_line(text)}{_END}"


def plain_tip(text: str) -> str:
    """Return a tool tip that shows this text as it stands; Qt would take one that looks like markup for markup."""
    if not text:
        return ""
    return f"<p style='white-space: pre-wrap'>{html.escape(text.translate(_DIRECTIONS))}</p>"
