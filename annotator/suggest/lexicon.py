"""The names and words the rules know, read from resources/gazetteers. Knows files, not texts."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from annotator.errors import SuggesterError

# Where two lists have the same name, the earlier list says what it is.
_LISTS = ("places", "organisations", "groups", "events", "facilities", "laws", "people", "world")
_TITLES = "titles"
_GIVEN_NAMES = "given_names"
_AMBIGUOUS = "ambiguous"
_AFFIXES = "affixes"
_WORDS = "words"
_SEPARATOR = " | "
_DIGEST_LENGTH = 8


@dataclass(frozen=True, slots=True)
class Entry:
    """A name as a list has it; `weak` when it counts only where no other rule says anything."""

    surface: str
    label: str
    kind: str
    weak: bool


@dataclass(frozen=True, slots=True)
class Lexicon:
    """What the files hold; keys of `entries` and `honorifics` are in small letters.

    `given`, `family_first` and `called_last` are capitalised as written; `digest` changes with every change of a file.
    """

    entries: dict[str, tuple[Entry, ...]]
    honorifics: frozenset[str]
    offices: frozenset[str]
    speech: frozenset[str]
    given: frozenset[str]
    family_first: frozenset[str]
    called_last: frozenset[str]
    particles: frozenset[str]
    joined: frozenset[str]
    ambiguous: frozenset[str]
    plain: frozenset[str]
    openers: frozenset[str]
    acronyms: frozenset[str]
    title_words: frozenset[str]
    surname_endings: tuple[str, ...]
    glue: frozenset[str]
    compounds: frozenset[str]
    currencies: tuple[str, ...]
    languages: frozenset[str]
    endings: dict[str, str]
    openings: dict[str, str]
    precedings: dict[str, str]
    small_endings: dict[str, str]
    small_openings: dict[str, str]
    digest: str

    def labels_of(self, surface: str) -> tuple[str, ...]:
        """Return the labels of a name spelt exactly so by a list, without the weak ones."""
        found = self.entries.get(surface.lower(), ())
        return tuple(one.label for one in found if one.surface == surface and not one.weak)


def read_lexicon(folder: Path) -> Lexicon:
    """Read every list in a folder; raise SuggesterError when one is missing or has a line outside a heading."""
    digest = hashlib.sha256()
    texts: dict[str, str] = {}
    for stem in (*_LISTS, _TITLES, _GIVEN_NAMES, _AMBIGUOUS, _AFFIXES, _WORDS):
        path = folder / f"{stem}.txt"
        try:
            content = path.read_bytes()
            texts[stem] = content.decode("utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise SuggesterError(
                f"The list of names {path} cannot be read: {error}.",
                remedy="Installing the program again brings it back.",
            ) from error
        digest.update(content)

    entries: dict[str, list[Entry]] = {}
    currencies: list[str] = []
    languages: list[str] = []
    special = {"MONEY?: currency": currencies, "LANGUAGE?: language": languages}
    for heading, names in (
        (heading, names) for stem in _LISTS for heading, names in _grouped(texts[stem], stem).items()
    ):
        label, _, kind = heading.partition(": ")
        weak = label.endswith("?")
        if heading in special:
            special[heading] += names
            continue
        for name in (spelling for listed in names for spelling in _spellings(listed)):
            known = entries.setdefault(name.lower(), [])
            if not known or all(one.surface != name for one in known):
                known.append(Entry(name, label.rstrip("?"), kind, weak))
    titles = _grouped(texts[_TITLES], _TITLES)
    given = _grouped(texts[_GIVEN_NAMES].replace(" ", _SEPARATOR), _GIVEN_NAMES)
    words = _grouped(texts[_WORDS].replace(" ", _SEPARATOR), _WORDS)
    affixes = _grouped(texts[_AFFIXES], _AFFIXES)
    return Lexicon(
        entries={key: tuple(found) for key, found in entries.items()},
        honorifics=frozenset(one.lower() for one in titles["honorific"]),
        offices=frozenset(titles["office"]),
        speech=frozenset(titles["after"]),
        given=frozenset(given["names"]),
        family_first=frozenset(given["families"]),
        called_last=frozenset(given["last"]),
        particles=frozenset(given["particles"]),
        joined=frozenset(one.rstrip("-") for one in given["joined"]),
        ambiguous=frozenset(
            word for line in texts[_AMBIGUOUS].splitlines() if not line.startswith("#") for word in line.split()
        ),
        plain=frozenset(words["plain"]),
        openers=frozenset(words["openers"]),
        acronyms=frozenset(words["acronyms"]),
        title_words=frozenset(word for title in titles["honorific"] for word in re.findall(r"\w+", title.lower())),
        surname_endings=tuple(_by_word(affixes, "surname ends in")),
        glue=frozenset(words["glue"]),
        compounds=frozenset(words["compounds"]),
        currencies=tuple(currencies),
        languages=frozenset(languages),
        endings=_by_word(affixes, "ends in"),
        openings=_by_word(affixes, "begins with"),
        precedings=_by_word(affixes, "precedes"),
        small_endings=_by_word(affixes, "follows in small letters"),
        small_openings=_by_word(affixes, "opens in small letters"),
        digest=digest.hexdigest()[:_DIGEST_LENGTH],
    )


def _spellings(name: str) -> tuple[str, ...]:
    """Return a name with either apostrophe."""
    return (name.replace("’", "'"), name.replace("'", "’")) if "'" in name or "’" in name else (name,)


def _sections(text: str, stem: str) -> Iterator[tuple[str, str]]:
    """Yield (heading, name) of every name in a list."""
    heading = ""
    for line in text.splitlines():
        if line.startswith("[") and line.rstrip().endswith("]"):
            heading = line.strip()[1:-1]
        elif line and not line.startswith("#"):
            if not heading:
                raise SuggesterError(
                    f"The list of names {stem}.txt has a line without a heading: {line[:60]}",
                    remedy='Put a line such as "[ORG: company]" above it.',
                )
            for name in line.split(_SEPARATOR):
                if name.strip():
                    yield heading, name.strip()


def _grouped(text: str, stem: str) -> dict[str, list[str]]:
    groups: dict[str, list[str]] = {}
    for heading, name in _sections(text, stem):
        groups.setdefault(heading, []).append(name)
    return groups


def _by_word(groups: dict[str, list[str]], what: str) -> dict[str, str]:
    """Return the label of each affix of one sort; the heading that comes first wins."""
    labels: dict[str, str] = {}
    for heading, words in groups.items():
        label, _, sort = heading.partition(": ")
        if sort == what:
            for word in words:
                labels.setdefault(word, label)
    return labels
