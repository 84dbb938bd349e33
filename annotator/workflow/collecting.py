"""Finding and reading what is to be imported: files and folders in, labelled articles and refusals out. No project."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Protocol

from annotator.domain.dataset import LabelledArticle
from annotator.errors import AnnotatorError, CancelledError, DiskFullError, InputError
from annotator.formats import (
    ChoosesColumns,
    CountingReader,
    Loss,
    Losses,
    ReadsBeside,
    TableColumns,
    WritesBeside,
    installed,
    reader_for,
)
from annotator.formats.gazetteer_files import GazetteerKind, kind_of
from annotator.workflow.archives import is_archive, unpack

Progress = Callable[[int, int], None]
"""Told how many of how many are done; raises CancelledError when the person asked to stop."""

_OURS = ".annotator"
_AS_LIST = "It is a list of names: bring it in as one, by “annotator gazetteer” or by opening it in the window."
_TEMPORARY = "annotator-unpacked-"
_STRIDE = 500


@dataclass(frozen=True, slots=True)
class OpenLabels:
    """What has to be said about labels before they can come in: which are unknown and how often, whose they are."""

    unknown: Mapping[str, int]
    nobody: bool


def often(count: int) -> str:
    """Return how often something is there, in words."""
    return "once" if count == 1 else f"{count:,} times"


class OpenLabelsError(InputError):
    """A file's labels cannot come in before something is said about them (`open_labels`)."""

    def __init__(self, what: str, *, remedy: str, source: str, open_labels: OpenLabels) -> None:
        """Keep what is open beside the sentences."""
        super().__init__(what, remedy=remedy, source=source)
        self.open_labels = open_labels


@dataclass(frozen=True, slots=True)
class Refusal:
    """A file that was not taken in and why: `line` is 1-based, 0 for the whole file.

    `path` is where it is, None for what was unpacked for the time being; `open_labels` what would let it in.
    """

    source: str
    line: int
    reason: str
    remedy: str = ""
    path: Path | None = field(default=None, compare=False)
    open_labels: OpenLabels | None = field(default=None, compare=False)

    def __str__(self) -> str:
        """Say it in one line."""
        place = f"{self.source}, line {self.line}" if self.line else self.source
        return f"{place}: {self.reason} {self.remedy}".strip()


@dataclass(frozen=True, slots=True)
class Candidate:
    """An article as it came from a file; `complete` tells that its ignored regions came with it."""

    labelled: LabelledArticle
    source: str
    complete: bool


class Sink(Protocol):
    """Where candidates go, file by file: what came of one that is refused must be forgotten."""

    def begin(self) -> None:
        """Expect a file."""
        ...

    def take(self, one: Candidate) -> None:
        """Take a candidate of the file; raise AnnotatorError to refuse it."""
        ...

    def end(self) -> None:
        """Hear that the file was read to its end; raise AnnotatorError to refuse it yet."""
        ...

    def drop(self) -> None:
        """Forget what was taken since `begin`."""
        ...


@dataclass(frozen=True, slots=True)
class Gathered:
    """What did not become candidates: files refused, files that no format knows by name.

    `losses` are what the files hold beside that this program has no place for.
    """

    refused: tuple[Refusal, ...] = ()
    left_out: tuple[str, ...] = ()
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class Collected:
    """What was read, held in memory: the candidates in order, what was refused, and what is in `Gathered` more."""

    candidates: tuple[Candidate, ...]
    refused: tuple[Refusal, ...]
    left_out: tuple[str, ...]
    losses: tuple[Loss, ...] = ()


@dataclass(frozen=True, slots=True)
class _File:
    path: Path
    source: str


def collect(
    paths: Sequence[Path],
    *,
    settle: Callable[[list[Candidate]], list[Candidate]],
    columns: TableColumns = TableColumns(),  # noqa: B008 - a value, and frozen
    progress: Progress | None,
) -> Collected:
    """Read files and folders into memory; see `gather`.

    `settle` returns what is to be kept of a file's candidates, or refuses the file by raising AnnotatorError.
    """
    held = _Held(settle)
    found = gather(paths, held, columns=columns, progress=progress)
    return Collected(tuple(held.candidates), found.refused, found.left_out, found.losses)


class _Held:
    """Holds candidates in memory."""

    def __init__(self, settle: Callable[[list[Candidate]], list[Candidate]]) -> None:
        self._settle = settle
        self._file: list[Candidate] = []
        self.candidates: list[Candidate] = []

    def begin(self) -> None:
        self._file = []

    def take(self, one: Candidate) -> None:
        self._file.append(one)

    def end(self) -> None:
        self.candidates += self._settle(self._file)

    def drop(self) -> None:
        self._file = []


def gather(
    paths: Sequence[Path],
    sink: Sink,
    *,
    columns: TableColumns = TableColumns(),  # noqa: B008 - a value, and frozen
    progress: Progress | None,
) -> Gathered:
    """Read files and folders one article at a time; a file is taken whole or refused whole.

    `columns` are those that tables have their texts and spans in.
    """
    refused: list[Refusal] = []
    left_out: list[str] = []
    losses = Losses()
    with ExitStack() as unpacked:
        files = _without_companions(list(_files(paths, refused, left_out, unpacked)))
        for done, file in enumerate(files):
            say = partial(progress, done, len(files)) if progress is not None else _nothing
            say()
            beside = Losses()
            sink.begin()
            try:
                for at, one in enumerate(_read(file, columns, beside), 1):
                    sink.take(one)
                    if at % _STRIDE == 0:
                        say()  # so that a large file can be stopped
                sink.end()
            except (DiskFullError, CancelledError):
                raise  # which is nothing about the file
            except InputError as error:
                sink.drop()
                refused.append(_refusal(file, error))
            except AnnotatorError as error:
                sink.drop()
                refused.append(Refusal(file.source, 0, error.what, error.remedy))
            else:
                losses.take(beside.listed())
    if progress is not None:
        progress(len(files), len(files))
    return Gathered(tuple(refused), tuple(left_out), tuple(losses.listed()))


def _nothing() -> None:
    """Say nothing to nobody."""


def _read(file: _File, columns: TableColumns, losses: Losses) -> Iterator[Candidate]:
    reader = reader_for(file.path, source=file.source)
    if isinstance(reader, ChoosesColumns):
        reader = reader.with_columns(columns)
    if isinstance(reader, CountingReader):
        found = reader.read_counting(file.path, losses, source=file.source)
    else:
        found = reader.read(file.path, source=file.source)
    for labelled in found:
        yield Candidate(labelled, file.source, reader.complete)


def _refusal(file: _File, error: InputError) -> Refusal:
    remedy = _AS_LIST if _is_list(file.path) else error.remedy
    path = file.path if _TEMPORARY not in str(file.path) else None
    open_labels = error.open_labels if isinstance(error, OpenLabelsError) else None
    return Refusal(file.source, error.line, error.reason, remedy, path, open_labels)


def _is_list(path: Path) -> bool:
    """Tell whether a file that is none of articles is one of names."""
    return kind_of(path) in (GazetteerKind.PATTERNS, GazetteerKind.TABLE)


def _without_companions(files: list[_File]) -> list[_File]:
    """Leave out files that are read together with another one of them (a text beside its annotations)."""
    readers = [one for one in installed().readers if isinstance(one, ReadsBeside)]
    beside = {path for file in files for reader in readers for path in reader.beside(file.path)}
    return [file for file in files if file.path not in beside] if beside else files


def _files(paths: Sequence[Path], refused: list[Refusal], left_out: list[str], unpacked: ExitStack) -> Iterator[_File]:
    """Yield the files to read, those of a folder or an archive by name with their place in it as source."""
    suffixes = tuple({suffix for reader in installed().readers for suffix in reader.suffixes})
    companions = {name for one in installed().formats if isinstance(one, WritesBeside) for name in one.companions}

    def known(files: Iterator[_File]) -> Iterator[_File]:
        for file in files:
            if _is_packed(file.path):
                yield from known(_in_archive(file, refused, unpacked))
            elif file.path.name.lower().endswith(suffixes):
                yield file
            elif file.path.name not in companions:
                left_out.append(file.source)

    for path in paths:
        if path.is_dir():
            yield from known(_in_folder(path, "", set(), refused))
        elif _is_packed(path):
            yield from known(_in_archive(_File(path, _name(path)), refused, unpacked))
        elif path.exists():
            yield _File(path, _name(path))
        else:
            refused.append(Refusal(str(path), 0, "There is no such file or folder.", "Check the name."))


def _is_packed(path: Path) -> bool:
    return _TEMPORARY not in str(path) and path.is_file() and is_archive(path)


def _in_archive(file: _File, refused: list[Refusal], unpacked: ExitStack) -> Iterator[_File]:
    """Yield what is in an archive, unpacked for the time of the import; an archive within it is left packed."""
    folder = Path(unpacked.enter_context(TemporaryDirectory(prefix=_TEMPORARY)))
    try:
        unpack(file.path, folder, source=file.source)
    except InputError as error:
        refused.append(Refusal(file.source, 0, error.reason, error.remedy))
        return
    yield from _in_folder(folder, file.source + "/", set(), refused)


def _in_folder(folder: Path, prefix: str, above: set[tuple[int, int]], refused: list[Refusal]) -> Iterator[_File]:
    """Yield everything below a folder; hidden files, our own, and folders that lead back to themselves are passed."""
    try:
        found = folder.stat()
        place = (found.st_dev, found.st_ino)
        if place in above:
            return
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        reason = f"The folder could not be read ({(error.strerror or str(error)).lower()})."
        refused.append(Refusal(prefix or str(folder), 0, reason, "Check that it is open to you."))
        return
    for entry in entries:
        source = prefix + _printable(entry.name)
        if entry.name.startswith(".") or _OURS in entry.name:
            continue
        if entry.is_dir():
            yield from _in_folder(Path(entry.path), source + "/", above | {place}, refused)
        else:
            yield _File(Path(entry.path), source)


def _name(path: Path) -> str:
    return _printable(path.name)


def _printable(name: str) -> str:
    """Return a file's name as text that can be stored: bytes that are no UTF-8 are shown as their numbers."""
    return name.encode(errors="surrogateescape").decode(errors="backslashreplace")
