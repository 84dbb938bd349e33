"""Where words begin and end, for snapping selections and moving boundaries; looks only at the text around a place.

This is not the suggesters' tokeniser: it must answer in microseconds at any place of a 5 MB line, so it cuts what lies
between two white spaces (at most `_REACH` characters each way) into tokens and knows nothing of languages but scripts.
A token is a run of letters with their marks, a number with its separators, an abbreviation with its points ("U.S."),
one ideograph, one emoji with its modifiers, or one sign. "’s" after a letter is a token of its own, so that a
possessive is one step away from the name.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import TypeAlias

_Step: TypeAlias = Callable[[str, int], int]

_WORD = re.compile(r"\S+")
_REACH = 200
_JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f\u20e3\u00ad")
"""Continue a character or a word: zero-width (non-)joiner, emoji and keycap signs, soft hyphen."""
_FLAG_LETTERS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
_MARKS = frozenset({"Mn", "Me", "Mc"})
_APOSTROPHES = frozenset("'’")
_CJK = (
    (0x2E80, 0x2FDF),
    (0x3040, 0x30FF),
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x323AF),
)


def tokens_of(text: str) -> Iterator[tuple[int, int]]:
    """Yield the tokens of a text in order; white space belongs to none."""
    for word in _WORD.finditer(text):
        at, limit = word.span()
        while at < limit:
            end = _token_end(text, at, limit)
            yield at, end
            at = end


def token_at(text: str, offset: int) -> tuple[int, int]:
    """Return the token [start, end) that covers the character at `offset`.

    On white space (or at the text's end) the empty range (offset, offset).
    """
    for start, end in _tokens_around(text, offset):
        if start <= offset < end:
            return start, end
    return offset, offset


def word_at(text: str, offset: int) -> tuple[int, int]:
    """Return the token a caret at `offset` is in or touches: the one behind it, else the one that ends there."""
    start, end = token_at(text, offset)
    if start == end and offset > 0:
        return token_at(text, offset - 1)
    return start, end


def snap(text: str, start: int, end: int) -> tuple[int, int]:
    """Widen [start, end) to whole tokens, without white space at its ends; (start, start) when it has only space."""
    start, end = max(0, min(start, end)), min(len(text), max(start, end))
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    if start == end:
        return start, start
    return token_at(text, start)[0], token_at(text, end - 1)[1]


def next_end(text: str, offset: int) -> int:
    """Return the first token end behind `offset`, or the text's length."""
    at = offset
    while at < len(text) and text[at].isspace():
        at += 1
    return token_at(text, at)[1]


def previous_end(text: str, offset: int) -> int:
    """Return the last token end before `offset`, or 0."""
    at = offset
    while at > 0 and text[at - 1].isspace():
        at -= 1
    if at < offset:
        return at
    start = token_at(text, at - 1)[0] if at > 0 else 0
    while start > 0 and text[start - 1].isspace():
        start -= 1
    return start


def next_start(text: str, offset: int) -> int:
    """Return the first token start behind `offset`, or the text's length."""
    end = token_at(text, offset)[1] if offset < len(text) else offset
    at = max(end, offset)
    while at < len(text) and text[at].isspace():
        at += 1
    return at


def previous_start(text: str, offset: int) -> int:
    """Return the last token start before `offset`, or 0."""
    at = offset
    while at > 0 and text[at - 1].isspace():
        at -= 1
    return token_at(text, at - 1)[0] if at > 0 else 0


def character_before(text: str, offset: int) -> int:
    """Return where the character (with its marks and joiners) before `offset` begins."""
    at = offset - 1
    # Nobody's character has more marks than _REACH; a hostile one must not stop the caret.
    while at > max(0, offset - _REACH) and _joins(text, at):
        at -= 1
    return max(0, at)


def character_after(text: str, offset: int) -> int:
    """Return where the character (with its marks and joiners) at `offset` ends."""
    at = min(offset + 1, len(text))
    while at < min(len(text), offset + _REACH) and _joins(text, at):
        at += 1
    return at


def _joins(text: str, at: int) -> bool:
    """Tell whether the code point at `at`, which is not the first, belongs to the character before it."""
    char, before = text[at], text[at - 1]
    if char.isspace() or before == "\n":
        return False
    if char in _JOINERS or before == "\u200d" or _is_modifier(char) or unicodedata.category(char) in _MARKS:
        return True
    if _is_flag_letter(char) and _is_flag_letter(before):
        run = text[max(0, at - _REACH) : at]
        return (len(run) - len(run.rstrip(_FLAG_LETTERS))) % 2 == 1
    return False


def _is_modifier(char: str) -> bool:
    """Tell whether it is a skin tone, or a tag as in the flag of Scotland."""
    return "\U0001f3fb" <= char <= "\U0001f3ff" or "\U000e0020" <= char <= "\U000e007f"


def _is_flag_letter(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _is_cjk(char: str) -> bool:
    code = ord(char)
    return code >= _CJK[0][0] and any(low <= code <= high for low, high in _CJK)


def _kind(char: str) -> str:
    if char.isalpha():
        return "cjk" if _is_cjk(char) else "letter"
    return "digit" if char.isdigit() else "sign"


def _tokens_around(text: str, offset: int) -> list[tuple[int, int]]:
    if offset >= len(text) or text[offset].isspace():
        return []
    low = high = offset
    floor, ceiling = max(0, offset - _REACH), min(len(text), offset + _REACH)
    while low > floor and not text[low - 1].isspace():
        low -= 1
    while high < ceiling and not text[high].isspace():
        high += 1
    tokens: list[tuple[int, int]] = []
    at = low
    while at < high:
        end = _token_end(text, at, high)
        tokens.append((at, end))
        at = end
    return tokens


def _token_end(text: str, start: int, limit: int) -> int:
    kind = _kind(text[start])
    if text[start] in _APOSTROPHES and start > 0 and text[start - 1].isalpha():
        end = _run(text, start + 1, limit, "letter")
        if text[start + 1 : end].lower() == "s":
            return end
    if kind == "letter":
        return _abbreviation(text, start, limit) or _run(text, start, limit, "letter")
    if kind == "digit":
        end = _run(text, start, limit, "digit")
        while end + 1 < limit and text[end] in ".,:/" and text[end + 1].isdigit():
            end = _run(text, end + 1, limit, "digit")
        return end
    return min(character_after(text, start), limit)


def _run(text: str, start: int, limit: int, kind: str) -> int:
    end = start
    while end < limit and (_kind(text[end]) == kind or (end > start and _joins(text, end))):
        end += 1
    return end


def _abbreviation(text: str, start: int, limit: int) -> int:
    """Return the end of "U.S." or "a.m." at `start`: single letters with points, two at least; 0 for none."""
    end = start
    letters = 0
    while end + 1 < limit and text[end].isalpha() and text[end + 1] == ".":
        end += 2
        letters += 1
    while letters > 1 and end < limit and _joins(text, end):
        end += 1
    return end if letters > 1 else 0


def moved(text: str, start: int, end: int, *, edge: str, later: bool, character: bool) -> tuple[int, int]:
    """Return a range with its `edge` ("start" or "end") moved by a token or a character; it may be left empty."""
    if edge == "end":
        return start, _moved(text, end, next_end, previous_end, later=later, character=character)
    return _moved(text, start, next_start, previous_start, later=later, character=character), end


def _moved(text: str, offset: int, forward: _Step, back: _Step, *, later: bool, character: bool) -> int:
    if character:
        return character_after(text, offset) if later else character_before(text, offset)
    return forward(text, offset) if later else back(text, offset)
