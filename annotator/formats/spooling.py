"""Pieces of bytes that wait for their turn: in memory while they are few, then in a temporary file without a name.

What the pieces mean is the business of whoever keeps them.
"""

from __future__ import annotations

from array import array
from collections.abc import Generator
from contextlib import contextmanager
from tempfile import SpooledTemporaryFile

from annotator.errors import DiskFullError


class Spool:
    """Pieces in the order in which they came, numbered from 0."""

    def __init__(self, *, in_memory: int, not_done: str) -> None:
        """Begin with none; so many bytes stay in memory, and without room for them it is said what was not done."""
        # Closed by `close`; the file is gone with it, and also when the program is killed.
        self._file = SpooledTemporaryFile(max_size=in_memory, prefix="annotator-")  # noqa: SIM115 - see above
        self._ends = array("Q", [0])
        self._not_done = not_done

    def close(self) -> None:
        """Give the room back."""
        self._file.close()

    def add(self, piece: bytes) -> None:
        """Put a piece behind the others; raise DiskFullError when there is no room for it."""
        with self._room():
            self._file.seek(self._ends[-1])
            self._file.write(piece)
        self._ends.append(self._ends[-1] + len(piece))

    def drop_from(self, first: int) -> None:
        """Forget the pieces from this one on."""
        del self._ends[first + 1 :]

    def __getitem__(self, at: int) -> bytes:
        """Return a piece; raise DiskFullError when it cannot be read."""
        with self._room():
            self._file.seek(self._ends[at])
            return self._file.read(self._ends[at + 1] - self._ends[at])

    @contextmanager
    def _room(self) -> Generator[None]:
        try:
            yield
        except OSError as error:
            raise DiskFullError(
                f"What was read could not be kept for the time being ({(error.strerror or str(error)).lower()}).",
                remedy=f"Make room in the folder for temporary files; {self._not_done}.",
            ) from error
