"""Quoting a place of an article: what stands around it, cut at its line and near its sentence's ends."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from annotator.store import articles
from annotator.store.connection import Project
from annotator.workflow.reports.content import Quote

LONGEST = 140
"""So many characters on either side at most."""

CUT = "…"
_SENTENCE_END = re.compile(r"[.!?…][\"'”’»)\]]*\s+|\n")


def quoted(article: int, title: str, text: str, start: int, end: int) -> Quote:
    """Return the place [start, end) of a text with the rest of its sentence, or as much of it as is of use."""
    return Quote(article, title, start, end, _before(text, start), text[start:end], _after(text, end))


def _before(text: str, start: int) -> str:
    low = max(0, start - LONGEST)
    ends = list(_sentence_ends(text, low, start))
    if ends:
        return text[ends[-1] : start].lstrip()
    found = text[low:start]
    if low == 0:
        return found.lstrip()
    _, _, rest = found.partition(" ")
    return CUT + (rest if rest.strip() else found)


def _after(text: str, end: int) -> str:
    high = min(len(text), end + LONGEST)
    sentence = next(_sentence_ends(text, end, high), None)
    if sentence is not None:
        return text[end:sentence].rstrip()
    found = text[end:high]
    if high == len(text):
        return found.rstrip()
    rest, _, _ = found.rpartition(" ")
    return (rest if rest.strip() else found) + CUT


def _sentence_ends(text: str, low: int, high: int) -> Iterator[int]:
    """Yield where sentences or lines seem to end; a full stop before a small letter is an abbreviation's."""
    for match in _SENTENCE_END.finditer(text, low, high):
        if "\n" in match.group() or not text[match.end() : match.end() + 1].islower():
            yield match.end()


class Texts:
    """Titles and texts of articles, the last one kept: places are asked for in the order of the articles."""

    def __init__(self, project: Project, titles: Callable[[int], str]) -> None:
        """Read from this project; `titles` gives an article's title by its number."""
        self._project = project
        self._titles = titles
        self._number = 0
        self._text = ""

    def text(self, article: int) -> str:
        """Return the text of an article."""
        if article != self._number:
            self._text = articles.text(self._project, article)
            self._number = article
        return self._text

    def quote(self, article: int, start: int, end: int) -> Quote:
        """Quote a place of an article."""
        return quoted(article, self._titles(article), self.text(article), start, end)
