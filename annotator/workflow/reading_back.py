"""Holding what was written against what was to be written, before it takes the place of what was there.

A format that reads articles is read as an import would; one that nobody reads articles from says itself what is in its
files. What of an article must be there the format knows.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path

from annotator.domain.dataset import LabelledArticle
from annotator.errors import InputError, OutputError
from annotator.formats import FolderWriter, Reader, Returning, Verifiable, Writer

_REMEDY = "This is a fault of the program or the disk: export once more, report it if it stays."


def read_back(
    format_: Writer | FolderWriter,
    written: Path,
    articles: Callable[[], Iterator[LabelledArticle]],
    through: Callable[[Iterable[LabelledArticle]], Iterator[LabelledArticle]],
) -> bool:
    """Read a file or folder that was written; return False where the format cannot be read at all.

    `articles` yields what was to be written, `through` counts articles that are read. Raise OutputError where the two
    differ, or where it cannot be read.
    """
    files = _files_of(format_, written) if written.is_dir() else iter([written])
    try:
        if isinstance(format_, Verifiable):
            wanted = _said(articles(), format_.expected)
            found = (("", one) for one in format_.found(list(files)))
            (_compare if format_.ordered else _compare_counted)(wanted, found)
        elif isinstance(format_, Reader) and isinstance(format_, Returning):
            again = (one for path in files for one in format_.read(path))
            _compare(_said(articles(), format_.carried), _said(through(again), format_.carried))
        else:
            return False
    except InputError as error:
        raise OutputError(
            f"The file could not be read again: {error.what}", remedy="It was not kept. Please report this."
        ) from error
    return True


def _files_of(format_: Writer | FolderWriter, folder: Path) -> Iterator[Path]:
    """Yield the files of a folder that hold articles, in the order in which they were written."""
    suffixes = format_.suffixes if isinstance(format_, Reader) else ("",)
    # As strings: there may be 100,000 of them, and so many paths take ten times the room.
    found = [(name, place) for place, _, names in os.walk(folder) for name in names if name.endswith(suffixes)]
    found.sort()
    return (Path(place, name) for name, place in found)


Said = tuple[str, object]
"""What an article is called, and what must be there of it."""


def _said(articles: Iterator[LabelledArticle], what: Callable[[LabelledArticle], object]) -> Generator[Said]:
    for one in articles:
        said = what(one)
        if said is not None:
            yield one.article.title[:60], said


def _compare(wanted: Generator[Said], found: Iterable[Said]) -> None:
    # Closed at once, since an open cursor would keep the project open for as long as the error is looked at.
    with closing(wanted):
        for pair in zip_longest(wanted, found):
            if pair[0] is None or pair[1] is None or pair[0][1] != pair[1][1]:
                title = next(one[0] for one in pair if one is not None)
                raise OutputError(f"The file read again differs, from “{title}” on; it was not kept.", remedy=_REMEDY)


def _compare_counted(wanted: Generator[Said], found: Iterable[Said]) -> None:
    """Compare what does not come back in the order in which it was written, by digests."""
    with closing(wanted):
        missing = Counter(_digest(said) for _, said in wanted)
    missing.subtract(_digest(said) for _, said in found)
    if any(missing.values()):
        raise OutputError("What was read again differs; it was not kept.", remedy=_REMEDY)


def _digest(said: object) -> bytes:
    return sha256(repr(said).encode(errors="surrogatepass")).digest()
