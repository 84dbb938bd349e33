"""Footnote marks, as in encyclopaedias: "[2]" glued to a word is no part of a name, and hides where that ends."""

from __future__ import annotations

import re

_NUMBERS = r"\d{1,3}|(?:n|nb|fn|ref|notes?|page)[ .]?\d{1,3}"
_WORDS = r"[a-z][a-z -]{0,40} needed|(?:who|when|where|why|which|by whom|according to whom)\?|edit|sic|update|dubious"
_LETTERS = r"(?:[a-z]|[ivx]{2,4})\](?![^\W\d_])"  # but "[s]he" is a word
_MARK = re.compile(rf"(?<=[^\s\[])\[(?:(?:{_NUMBERS}|{_WORDS})\]|{_LETTERS})", re.IGNORECASE)


def without_marks(text: str) -> str:
    """Return a text of the same length that has spaces where this one has footnote marks."""
    return _MARK.sub(lambda mark: " " * len(mark[0]), text) if "[" in text else text
