"""Elements of HTML and SVG as text in which everything that is not markup itself has been escaped."""

from __future__ import annotations

import re

_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
_VOID = frozenset({"meta", "br"})


class Markup(str):
    """Text that is markup already."""

    __slots__ = ()


def escaped(text: str) -> Markup:
    """Return a text as it is written between tags and in attributes; what no page can hold becomes U+FFFD."""
    if isinstance(text, Markup):
        return text
    text = _UNFIT.sub("\ufffd", text)
    for sign, written in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;"), ("'", "&#39;")):
        text = text.replace(sign, written)
    return Markup(text)


def element(name: str, /, *parts: str, **attributes: str | float) -> Markup:
    """Return an element; an attribute's name is written with - for _, without one at its end ("class_")."""
    said = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escaped(_written(value))}"' for key, value in attributes.items()
    )
    if name in _VOID:
        return Markup(f"<{name}{said}>")
    return Markup(f"<{name}{said}>{joined(*parts)}</{name}>")


def joined(*parts: str) -> Markup:
    """Return parts one after the other."""
    return Markup("".join(map(escaped, parts)))


def _written(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 2):g}"
