"""Readers that count what this program has no place for, as writers count what a format cannot carry."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from pathlib import Path

from annotator.domain.dataset import LabelledArticle
from annotator.formats.losses import Losses


class CountingReader(ABC):
    """The reading half of a format whose files can say more than is taken in."""

    def read(self, path: Path, *, source: str = "") -> Iterator[LabelledArticle]:
        """Yield the articles of a file and let nobody know what was left; see `read_counting`."""
        return self.read_counting(path, Losses(), source=source or path.name)

    @abstractmethod
    def read_counting(self, path: Path, losses: Losses, *, source: str) -> Iterator[LabelledArticle]:
        """Yield the articles of a file, counting what is left; raise InputError with `source` and the line."""
