"""What one place of an article says about another: surnames after full names, short forms, same surface same label."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from annotator.suggest.lexicon import Lexicon
from annotator.suggest.pieces import Piece
from annotator.suggest.policy import NORMAL, WEAK, Found
from annotator.suggest.runs import Kind, Shapes, joined

# What these are depends on the words beside them, not on what the surface is elsewhere.
_LOCAL = frozenset({"DATE", "TIME", "PERCENT", "MONEY", "QUANTITY", "ORDINAL", "CARDINAL", "LANGUAGE"})
_SHORTENED = frozenset({"ORG", "FAC", "EVENT", "LAW", "LOC", "PRODUCT"})
_ACRONYM = re.compile(r"\s?\((?:the\s|or\s|also\s)?[\"“]?([A-Z][A-Za-z]*[A-Z](?:-[A-Z]+)?s?)[\"”]?\)")
_SHORTEST = 3  # letters; shorter names mean too many things
_MOST_WORDS_BEFORE = 2
_NEARLY = 0.8  # likeness of two spellings, 1 for the same
_LONGEST_SHORT_FORM = 20  # code points with its brackets
_SHORT_PARTICLE = 3  # letters of "Al" in "Al-Shami"
_WHOLE_NAME = 3  # words of "Kim Jong Un"
_GENERATIONS = frozenset({"Jr", "Sr", "II", "III", "IV", "XVI"})


@dataclass(frozen=True, slots=True)
class Known:
    """A name of this article: its words in small letters without hyphens, and why an occurrence of it counts.

    `full` is the person's full name where this is a surname, else "".
    """

    words: tuple[str, ...]
    surface: str
    label: str
    score: float
    reason: str
    full: str = ""


def learn(text: str, found: Iterable[Found], *, lexicon: Lexicon) -> dict[str, list[Known]]:
    """Return the names that an article's sure findings make known, by their first word, the longest first."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    shorts: dict[str, Known] = {}
    for one in found:
        if one.label not in _LOCAL and one.rank != WEAK:
            votes[text[one.start : one.end]][one.label] += 1
            short = _short_form(text, one)
            if short and not lexicon.labels_of(short.surface):
                shorts.setdefault(short.surface, short)
    labels = {surface: counted.most_common(1)[0][0] for surface, counted in votes.items()}
    known = {short.words: short for short in shorts.values()}
    for one in (*_surnames_of(labels, lexicon), *_surfaces(labels)):
        known.setdefault(one.words, one)
    by_first: dict[str, list[Known]] = {}
    for one in sorted(known.values(), key=lambda name: -len(name.words)):
        if one.words:
            by_first.setdefault(one.words[0], []).append(one)
    return by_first


def _surfaces(labels: dict[str, str]) -> Iterator[Known]:
    for surface, label in labels.items():
        if len(surface) >= _SHORTEST:
            yield Known(_key(surface), surface, label, 0.75, f"said elsewhere in the article as {label}")


def _surnames_of(labels: dict[str, str], lexicon: Lexicon) -> Iterator[Known]:
    for surface in (surface for surface, label in labels.items() if label == "PERSON"):
        for name in _surnames(surface, lexicon):
            if lexicon.labels_of(name) in {(), ("PERSON",)}:
                yield Known(_key(name), name, "PERSON", 0.8, f"surname of {surface}", full=surface)


def _short_form(text: str, found: Found) -> Known | None:
    """Return what stands in brackets behind a name when it begins like one of its words: "Workers' Party (WP)"."""
    short = _ACRONYM.match(text, found.end, found.end + _LONGEST_SHORT_FORM) if found.label in _SHORTENED else None
    if not short:
        return None
    name, surface = short.group(1), text[found.start : found.end]
    if name[0].lower() not in {word[0].lower() for word in surface.split()}:
        return None
    return Known(_key(name), name, found.label, 0.8, f"short form of {surface}")


def find(piece: Piece, shapes: Shapes, known: dict[str, list[Known]], *, lexicon: Lexicon) -> Iterator[Found]:
    """Yield the occurrences of known names in a piece, whether spelt with hyphens or without ("Kim Jong Un")."""
    lower = [word.lower() for word in piece.words]
    for at, word in enumerate(lower):
        for one in known.get(word, ()):
            end = _matches(piece, lower, at, one)
            if end:
                yield Found(piece.starts[at], piece.ends[end - 1], one.label, "consistency", one.score, one.reason)
                if one.full or (one.label == "PERSON" and len(one.words) == 1):
                    yield from _misspelt(piece, shapes, at, end, one, lexicon)
                break


def agree(text: str, found: Sequence[Found]) -> list[Found]:
    """Return the findings with one label for each surface: the one most of its occurrences have, by their scores."""
    votes: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        if one.label not in _LOCAL:
            votes[text[one.start : one.end]][one.label] += round(100 * one.score)
    settled: list[Found] = []
    for one in found:
        if one.label not in _LOCAL:
            label = votes[text[one.start : one.end]].most_common(1)[0][0]
            if label != one.label:
                settled.append(
                    replace(one, label=label, source="consistency", reason=f"{label} elsewhere in the article")
                )
                continue
        settled.append(one)
    return settled


def _key(surface: str) -> tuple[str, ...]:
    return tuple(surface.lower().replace("-", " ").replace("–", " ").split())


def _surnames(surface: str, lexicon: Lexicon) -> Iterator[str]:
    """Yield what an article may call a person later on: "Putin", "de Mistura", "Kim"."""
    *before, last = surface.split()
    if before and last.rstrip(".") in _GENERATIONS:
        *before, last = before
    if not before:
        return
    if before[0] in lexicon.family_first - lexicon.called_last and (
        len(before) + 1 == _WHOLE_NAME or "-" in surface or last not in lexicon.given
    ):
        yield before[0]
        if len(before) + 1 == _WHOLE_NAME or "-" in surface:
            return
    if len(last) >= _SHORTEST and last[0].isupper():
        yield last
    if before[-1] in lexicon.particles:
        yield f"{before[-1]} {last}"
    head, _, tail = last.partition("-")
    if head in lexicon.joined and len(tail) >= _SHORTEST:
        yield last
        yield tail


def _matches(piece: Piece, lower: list[str], at: int, known: Known) -> int:
    """Return the index behind an occurrence of a known name at token `at`, or 0."""
    here = at
    for number, word in enumerate(known.words):
        if number:
            if here < len(lower) and lower[here] in {"-", "–", "‑"} and not piece.space[here]:  # noqa: RUF001 - dashes of real text
                here += 1
            if here >= len(lower) or not joined(piece, here):
                return 0
        if here >= len(lower) or lower[here] != word:
            return 0
        here += 1
    first = piece.words[at]
    if len(known.words) == 1:
        return here if first == known.surface and not _in_compound(piece, at) else 0
    return here if first[0].isupper() or not known.surface[0].isupper() else 0


def _in_compound(piece: Piece, at: int) -> bool:
    """Tell whether token `at` is hyphened to a capitalised particle: "Al-Shami" is another name than "Shami"."""
    if at <= 1 or piece.words[at - 1] != "-" or piece.space[at] or piece.space[at - 1]:
        return False
    before = piece.words[at - 2]
    return before[0].isupper() and before.isalpha() and len(before) <= _SHORT_PARTICLE


def _resembles(word: str, known: Known) -> bool:
    """Tell whether a word is nearly one of the known full name's ("Vladmir"); headlines capitalise others too."""
    return any(SequenceMatcher(None, word, one).ratio() > _NEARLY for one in known.full.split())


def _misspelt(piece: Piece, shapes: Shapes, at: int, end: int, known: Known, lexicon: Lexicon) -> Iterator[Found]:
    """Find "Vladmir Putin" where Putin is known: unknown capitalised words before a known surname."""
    first = at
    while (
        first > 0
        and at - first < _MOST_WORDS_BEFORE
        and joined(piece, first)
        and shapes.kinds[first - 1] in {Kind.NAME, Kind.INITIAL}
        and shapes.covered[first - 1] in {"", "PERSON"}
        and piece.words[first - 1].rstrip(".").lower() not in lexicon.title_words
        and piece.words[first - 1].lower() not in lexicon.offices
        and piece.words[first - 1] not in lexicon.endings
        and (not piece.headline[first - 1] or _resembles(piece.words[first - 1], known))
        and not piece.words[first - 1].isupper()
    ):
        first -= 1
    if first < at:
        yield Found(
            piece.starts[first], piece.ends[end - 1], "PERSON", "consistency", 0.7, f"ends like {known.surface}", NORMAL
        )
