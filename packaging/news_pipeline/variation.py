"""Variations of labelled texts: other names in the same places, other quotation marks, other capitals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from random import Random

from news_pipeline.corpora import Labelled

SWAP, CURLY, STRAIGHT, TITLE, UPPER = 0.35, 0.5, 0.2, 0.04, 0.02
_CURLED = str.maketrans({"'": "’"})
_STRAIGHTENED = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
_SWAPPED = frozenset({"PERSON", "ORG", "GPE", "LOC", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART"})
_LONGEST_TITLE_CASE = 200  # code points: headlines are short


def names_by_label(texts: Iterable[Labelled], more: Iterable[tuple[str, str]] = ()) -> dict[str, list[str]]:
    """Return the distinct names of each label, those of `more` (surface, label) among them, in a stable order."""
    names: defaultdict[str, set[str]] = defaultdict(set)
    for one in texts:
        for start, end, label in one.spans:
            names[label].add(one.text[start:end])
    for surface, label in more:
        names[label].add(surface)
    return {label: sorted(found) for label, found in names.items()}


def varied(one: Labelled, names: dict[str, list[str]], random: Random) -> Labelled:
    """Return a text varied by chance; the same surface becomes the same other name throughout the text."""
    if random.random() < SWAP:
        one = swapped(one, names, random)
    if random.random() < CURLY:
        one = replace(one, text=_curled(one.text))
    elif random.random() < STRAIGHT:
        one = replace(one, text=one.text.translate(_STRAIGHTENED))
    if len(one.text) < _LONGEST_TITLE_CASE and random.random() < TITLE:
        one = _if_as_long(one, " ".join(word[:1].upper() + word[1:] for word in one.text.split(" ")))
    elif random.random() < UPPER:
        one = _if_as_long(one, one.text.upper())
    return one


def swapped(one: Labelled, names: dict[str, list[str]], random: Random) -> Labelled:
    """Return a text with other names of the same labels in half of its names' places."""
    other: dict[tuple[str, str], str] = {}
    text, at = "", 0
    spans: list[tuple[int, int, str]] = []
    moved: list[tuple[int, int]] = []  # where each old span begins and by how much what follows moved
    for start, end, label in one.spans:
        surface = one.text[start:end]
        if start < at:
            return one  # spans in one another stay as they are
        if label in _SWAPPED and names.get(label) and (surface, label) not in other:
            # Half of a text's names stay, so that known names and new ones stand beside each other.
            other[surface, label] = random.choice(names[label]) if random.random() < 0.5 else surface  # noqa: PLR2004
        text += one.text[at:start]
        put = other.get((surface, label), surface)
        spans.append((len(text), len(text) + len(put), label))
        text += put
        moved.append((end, len(text) - end))
        at = end
    text += one.text[at:]

    def now(place: int) -> int:
        return place + next((by for end, by in reversed(moved) if end <= place), 0)

    return replace(one, text=text, spans=tuple(spans), missing=tuple((now(s), now(e)) for s, e in one.missing))


def _curled(text: str) -> str:
    opened = False
    signs: list[str] = []
    for sign in text.translate(_CURLED):
        if sign == '"':
            signs.append("”" if opened else "“")
            opened = not opened
        else:
            signs.append(sign)
    return "".join(signs)


def _if_as_long(one: Labelled, text: str) -> Labelled:
    return replace(one, text=text) if len(text) == len(one.text) else one
