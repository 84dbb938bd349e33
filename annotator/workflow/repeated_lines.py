"""Lines that many articles of an import have, found without holding them: what shows that a line is boilerplate.

Lines are counted by a hash in a table of fixed size first; only those whose cell was hit often enough are counted
again, exactly.
"""

from __future__ import annotations

from array import array
from collections import Counter
from collections.abc import Callable, Container, Iterable
from tempfile import TemporaryFile

from annotator.domain.boilerplate import line_keys
from annotator.domain.identity import text_digest

COMMON = 3
"""A line is common when so many articles have it."""
_CELLS = 1 << 24
_CHUNK = 1 << 16


class CommonLines(Container[str]):
    """The lines that COMMON articles have, of those that were counted."""

    def __init__(self, texts: Iterable[str], *, beside: Callable[[], Iterable[str]]) -> None:
        """Go once through the texts, and if any of them could have such a line, through those `beside` them."""
        cells = bytearray(_CELLS)
        with TemporaryFile(prefix="annotator-") as seen:

            def count(text: str) -> None:
                hashes = array("Q", map(_hash, line_keys(text)))
                seen.write(hashes.tobytes())
                for one in hashes:
                    cell = one % _CELLS
                    cells[cell] = min(COMMON, cells[cell] + 1)

            for text in texts:
                count(text)
            if seen.tell():
                for text in beside():
                    count(text)
            seen.seek(0)
            counts: Counter[int] = Counter()
            while data := seen.read(8 * _CHUNK):
                counts.update(one for one in array("Q", data) if cells[one % _CELLS] >= COMMON)
        self._common = frozenset(one for one, count in counts.items() if count >= COMMON)

    def __contains__(self, line: object) -> bool:
        return isinstance(line, str) and bool(self._common) and _hash(line) in self._common

    def __bool__(self) -> bool:
        """Tell whether there is any."""
        return bool(self._common)


def _hash(line: str) -> int:
    return int(text_digest(line)[:16], 16)
