"""What one annotator decided before, by surface, and what that says about other places. Pure: no store, no tokeniser.

Labels here are those of the annotator's scheme, so findings are brought into its words before they meet a memory.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from annotator.domain.span import SpanIndex
from annotator.suggest.policy import STRONG, Found

SOURCE = "memory"
LOCAL = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"})
"""Labels that hang on the words beside them: said of one place, they say nothing about another."""

_CONSISTENT = 0.6  # share of a surface's decisions that its label needs
_REJECTED_OFTEN = 2  # rejections of what was never accepted
_MANY, _RARELY = 4, 0.25  # decisions, and the share of acceptances below which nothing is suggested any more
_SURE = 3  # decisions that weigh more than what the place itself says
_SHORTEST = 2  # letters and digits of a surface that is looked for; ideographs count as words and need no second
_LONGEST_ATOMS, _LONGEST = 40, 200  # atoms and code points of one

# Scripts written without spaces, where every character may begin or end a name: Han, kana, Thai, Lao, Burmese, Khmer.
_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u30ff\u31f0-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_UNSPACED_SIGN = re.compile(f"[{_UNSPACED}]")
_ATOM = re.compile(rf"[{_UNSPACED}]|[^\W{_UNSPACED}]+|[^\w\s]")
_GAP = re.compile(r"[^\S\n\r\u2028\u2029]{1,2}")
_APOSTROPHES = str.maketrans({"’": "'", "\u02bc": "'", "‘": "'"})

Range = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Remembered:
    """What is known of a surface: its label, "" for one that is not to be suggested again.

    `times` of `of` decisions said so, `share` is their quotient, `decision` the newest of them.
    """

    label: str
    share: float
    times: int
    of: int
    decision: int

    @property
    def score(self) -> float:
        """How likely the next one is the same: the share, drawn towards a half while there are few decisions."""
        return (self.times + 0.5) / (self.of + 1)


class Memory:
    """Decisions by surface; spelling counts, capitals too, but not which white space or apostrophe is used."""

    def __init__(self) -> None:
        """Begin with none."""
        self._subjects: dict[str, tuple[str, str]] = {}
        # Of each surface and label, the decisions by their subjects, the newest last; label "" for rejected.
        self._votes: dict[str, dict[str, dict[str, int]]] = {}
        # How surfaces of several atoms begin, and how many do.
        self._beginnings: dict[str, int] = {}

    def __len__(self) -> int:
        """Return how many decisions are remembered."""
        return len(self._subjects)

    def learn(self, subject: str, surface: str, label: str, decision: int) -> None:
        """Remember that a subject's surface was given a label ("" for rejected) instead of what it was before."""
        if subject in self._subjects:
            self.forget(subject)
        key = _key(surface)
        if not key:
            return
        votes = self._votes.get(key)
        if votes is None:
            votes = self._votes[key] = {}
            for beginning in _beginnings(key):
                self._beginnings[beginning] = self._beginnings.get(beginning, 0) + 1
        votes.setdefault(label, {})[subject] = decision
        self._subjects[subject] = key, label

    def forget(self, subject: str) -> None:
        """Take back what was learnt from a subject, if anything was."""
        known = self._subjects.pop(subject, None)
        if known is None:
            return
        key, label = known
        votes = self._votes[key]
        del votes[label][subject]
        if votes[label]:
            return
        del votes[label]
        if not votes:
            del self._votes[key]
            for beginning in _beginnings(key):
                self._beginnings[beginning] -= 1
                if not self._beginnings[beginning]:
                    del self._beginnings[beginning]

    def decided(self, surface: str) -> bool:
        """Tell whether anything was decided about a surface."""
        return _key(surface) in self._votes

    def known(self, surface: str) -> Remembered | None:
        """Return what decisions say about a surface elsewhere; None when there are none or they do not agree."""
        return self._known(_key(surface))

    def _known(self, key: str) -> Remembered | None:
        votes = self._votes.get(key)
        if not votes:
            return None
        rejected = len(votes.get("", ()))
        of = sum(map(len, votes.values()))
        accepted = of - rejected
        never = rejected >= _REJECTED_OFTEN and (not accepted or (of >= _MANY and accepted < _RARELY * of))
        label = "" if never else max(votes, key=lambda one: len(votes[one]) if one else 0)
        times = len(votes.get(label, ()))
        if not never and (not label or label in LOCAL or times < _CONSISTENT * of):
            return None
        return Remembered(label, times / of, times, of, next(reversed(votes[label].values())))

    def occurrences(self, text: str, tokens: Iterable[Range] | None) -> Iterator[tuple[int, list[tuple[int, str]]]]:
        """Yield where in a text known surfaces begin, each with the ends they have there and their keys; longest last.

        They begin and end where tokens do (where words do, without tokens), or beside a character of a script without
        spaces. Takes time in the length of the text.
        """
        text = text.translate(_APOSTROPHES)
        atoms, begins, ends = _atoms(text, tokens)
        for at, (start, end) in enumerate(atoms):
            first = text[start:end]
            if (first not in self._votes and first not in self._beginnings) or not begins(start):
                continue
            found = [(last, key) for last, key in self._readings(text, atoms, at) if ends(last)]
            if found:
                yield start, found

    def _readings(self, text: str, atoms: Sequence[Range], at: int) -> Iterator[tuple[int, str]]:
        """Yield the ends of what begins at an atom and is a whole known surface, with their keys."""
        start, last = atoms[at]
        said = text[start:last]
        while True:
            if said in self._votes:
                yield last, said
            at += 1
            if said not in self._beginnings or at == len(atoms):
                return
            begin, end = atoms[at]
            if begin > last and not _GAP.fullmatch(text, last, begin):
                return
            said += (" " if begin > last else "") + text[begin:end]
            last = end


def recall(
    text: str,
    found: Iterable[Found],
    memory: Memory,
    *,
    tokens: Iterable[Range] | None = None,
    wanted: frozenset[str] | None = None,
) -> list[Found]:
    """Return the findings as the annotator would have them, in reading order.

    They get the labels that were given before, those rejected again and again go, and occurrences of known surfaces
    that nobody found come in: whole tokens (ranges of code points; None for whole words), capitals as they were, the
    longest first, never into or across a finding that is as long. Only labels `wanted` are given (None for any).
    """
    if not len(memory):
        return list(found)
    kept = SpanIndex(settled for one in found if (settled := _settled(text, one, memory, wanted)))
    added: list[Found] = []
    behind = 0
    for start, ends in memory.occurrences(text, tokens):
        if start < behind:
            continue
        for end, key in reversed(ends):
            one = _occurrence(text, start, end, memory, key, wanted)
            there = kept.touching(start, end)
            if one is not None and all(_is_inside(other, one) for other in there):
                for other in there:
                    kept.remove(other)
                added.append(one)
                behind = end
                break
    return sorted([*kept, *added], key=lambda one: (one.start, -one.end))


def _settled(text: str, one: Found, memory: Memory, wanted: frozenset[str] | None) -> Found | None:
    surface = text[one.start : one.end]
    known = memory.known(surface)
    if known is None:
        return one
    if not known.label:
        return None
    if known.label == one.label:
        return replace(one, score=max(one.score, known.score))
    if one.label in LOCAL and known.of < _SURE:
        return one
    return _given(one.start, one.end, surface, known) if wanted is None or known.label in wanted else None


def _occurrence(
    text: str, start: int, end: int, memory: Memory, key: str, wanted: frozenset[str] | None
) -> Found | None:
    known = memory.known(key)
    if known is None or not known.label or not (wanted is None or known.label in wanted):
        return None
    letters = sum(map(str.isalnum, key))
    if not any(map(str.isalpha, key)) or (letters < _SHORTEST and not _UNSPACED_SIGN.match(key)):
        return None
    return _given(start, end, text[start:end], known)


def _given(start: int, end: int, surface: str, known: Remembered) -> Found:
    often = "once" if known.of == 1 else f"{known.times} of {known.of} times"
    said = " ".join(surface.split())
    reason = f"you labelled “{said}” {known.label} {often}"
    return Found(start, end, known.label, SOURCE, known.score, reason, STRONG)


def _is_inside(inner: Found, outer: Found) -> bool:
    shorter = inner.end - inner.start < outer.end - outer.start
    return shorter and outer.start <= inner.start and inner.end <= outer.end


def _key(surface: str) -> str:
    key = " ".join(surface.split())
    return key if key.isascii() else key.translate(_APOSTROPHES)


def _beginnings(key: str) -> list[str]:
    """Return what a reader has of a surface after each atom but the last; none of one too long to be looked for."""
    if len(key) > _LONGEST:
        return []
    found = [key[: one.end()] for one in _ATOM.finditer(key)]
    found.pop()
    return found if len(found) < _LONGEST_ATOMS else []


def _atoms(
    text: str, tokens: Iterable[Range] | None
) -> tuple[list[Range], Callable[[int], bool], Callable[[int], bool]]:
    """Return the atoms of a text, and what tells whether a name may begin, and end, at a place."""
    if tokens is None:
        return [one.span() for one in _ATOM.finditer(text)], lambda at: _parted(text, at), lambda at: _parted(text, at)
    atoms: list[Range] = []
    starts: set[int] = set()
    ends: set[int] = set()
    for start, end in tokens:
        starts.add(start)
        ends.add(end)
        atoms += [one.span() for one in _ATOM.finditer(text, start, end)]
    return atoms, lambda at: at in starts or _unspaced(text, at), lambda at: at in ends or _unspaced(text, at)


def _parted(text: str, at: int) -> bool:
    """Tell whether no word goes on across a place."""
    return not 0 < at < len(text) or not (_in_word(text[at - 1]) and _in_word(text[at])) or _unspaced(text, at)


def _in_word(sign: str) -> bool:
    return sign.isalnum() or unicodedata.category(sign).startswith("M")


def _unspaced(text: str, at: int) -> bool:
    return _UNSPACED_SIGN.search(text, max(0, at - 1), at + 1) is not None
